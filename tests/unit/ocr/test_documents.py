"""Opening uploads: validated by content, split into one-page PDFs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pymupdf
import pytest

from common.domain.errors import ErrorCode, PermanentError
from functions.ocr.documents import one_page_pdf, open_drawing, quiet_mupdf
from tests.drawings import pdf_of, sheet

quiet_mupdf()


def _encrypted() -> bytes:
    with pymupdf.open() as document:
        document.new_page()
        return bytes(
            document.tobytes(encryption=pymupdf.mupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o")
        )


def _without_pages() -> bytes:
    body = b"%PDF-1.4\n"
    objects = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n",
    )
    offsets = (len(body), len(body) + len(objects[0]))
    body += b"".join(objects)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return (
        body
        + b"xref\n0 3\n"
        + table
        + (b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body))
    )


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", ErrorCode.EMPTY_FILE, "empty"),
        (b"hello, this is text", ErrorCode.NOT_A_DRAWING, "Export the drawings as PDF"),
        (b"PK\x03\x04 a docx", ErrorCode.NOT_A_DRAWING, "ZIP or Office"),
        (b"AC1032 dwg", ErrorCode.NOT_A_DRAWING, "DWG"),
        (b"%PDF-1.7\ngarbage", ErrorCode.DAMAGED_FILE, "again"),
        (pdf_of(sheet("A-1"))[:300], ErrorCode.DAMAGED_FILE, "again"),
        (_encrypted(), ErrorCode.PASSWORD_PROTECTED, "without the password"),
        (_without_pages(), ErrorCode.NO_PAGES, "no pages"),
        (b"\x89PNG\r\n\x1a\nbroken", ErrorCode.DAMAGED_PAGE, "replace it"),
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(
    tmp_path: Path, content: bytes, code: ErrorCode, says: str
) -> None:
    path = tmp_path / "blob"
    path.write_bytes(content)
    with pytest.raises(PermanentError) as raised, open_drawing(path, "plans.pdf") as document:
        one_page_pdf(document, path, 0)
    assert raised.value.code is code
    assert says in raised.value.user_message


def _dark_pixels(pdf: bytes) -> int:
    with pymupdf.open(stream=pdf) as document:
        pixmap = document[0].get_pixmap(colorspace=pymupdf.csGRAY)
        return int((np.frombuffer(pixmap.samples, np.uint8) < 128).sum())


def _split(path: Path, page_index: int = 0) -> bytes:
    with open_drawing(path, path.name) as document:
        return one_page_pdf(document, path, page_index)


def test_hidden_layers_stay_hidden_on_the_single_page(tmp_path: Path) -> None:
    path = tmp_path / "layers.pdf"
    with pymupdf.open() as document:
        page = document.new_page()
        hidden = document.add_ocg("grid", on=False)
        page.insert_text((72, 72), "HIDDEN", fontsize=40, oc=hidden)
        page.insert_text((72, 172), "SHOWN", fontsize=40)
        document.save(path)
        before = _dark_pixels(document.tobytes())
    assert _dark_pixels(_split(path)) == before


def test_each_page_becomes_a_pdf_of_its_own_with_its_rotation(tmp_path: Path) -> None:
    path = tmp_path / "set.pdf"
    with pymupdf.open(stream=pdf_of(sheet("A-1"), sheet("A-2"))) as document:
        document[1].set_rotation(90)
        document.save(path)
    with pymupdf.open(stream=_split(path, 1)) as single:
        assert single.page_count == 1
        assert single[0].rotation == 90
        assert "A-2" in single[0].get_text()


def test_splitting_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "set.pdf"
    path.write_bytes(pdf_of(sheet("A-1"), sheet("A-2")))
    assert _split(path, 1) == _split(path, 1)


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_an_image_becomes_a_page_of_its_printed_size(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"scan.{suffix}"
    with pymupdf.open(stream=pdf_of(sheet("A-1"))) as document:
        pixmap = document[0].get_pixmap(dpi=150)
        pixmap.set_dpi(150, 150)
        pixmap.save(path)
    with pymupdf.open(stream=_split(path)) as single:
        assert single[0].rect.width == pytest.approx(612, rel=0.01)


def test_a_broken_page_among_good_ones_leaves_the_others_readable(tmp_path: Path) -> None:
    path = tmp_path / "set.pdf"
    data = pdf_of(sheet("A-1"), sheet("A-2"), sheet("A-3"))
    with pymupdf.open(stream=data) as document:
        document.update_object(document[1].xref, "null")
        document.save(path)
    with open_drawing(path, "set.pdf") as document:
        assert document.page_count == 3
        with pytest.raises(PermanentError) as raised:
            one_page_pdf(document, path, 1)
        assert b"%PDF" in one_page_pdf(document, path, 2)
    assert raised.value.code is ErrorCode.DAMAGED_PAGE
