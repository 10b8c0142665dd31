"""Opening uploads: validated by content, split into one-page PDFs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pymupdf
import pytest

from common.domain.errors import ErrorCode, PermanentError
from functions.ocr.documents import (
    one_page_pdf,
    open_drawing,
    opening_warning,
    page_error,
    page_names,
    quiet_mupdf,
)
from tests import bad_files
from tests.drawings import pdf_of, sheet

quiet_mupdf()


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", ErrorCode.EMPTY_FILE, "empty"),
        (b"hello, this is text", ErrorCode.NOT_A_DRAWING, "Export the drawings as PDF"),
        (b"PK\x03\x04 a docx", ErrorCode.NOT_A_DRAWING, "ZIP or Office"),
        (b"AC1032 dwg", ErrorCode.NOT_A_DRAWING, "DWG"),
        (b"%PDF-1.7\ngarbage", ErrorCode.DAMAGED_FILE, "again"),
        (pdf_of(sheet("A-1"))[:300], ErrorCode.DAMAGED_FILE, "again"),
        (bad_files.encrypted(user="u"), ErrorCode.PASSWORD_PROTECTED, "without the password"),
        (bad_files.without_pages(), ErrorCode.NO_PAGES, "no pages"),
        (bad_files.page_tree_cycle(), ErrorCode.DAMAGED_FILE, "again"),
        (bad_files.lying_page_count(10**9), ErrorCode.DAMAGED_FILE, "again"),
        (b"\x89PNG\r\n\x1a\nbroken", ErrorCode.DAMAGED_PAGE, "replace it"),
        (bad_files.png(30_000, 30_000), ErrorCode.OUT_OF_MEMORY, "300 dpi or less"),
    ],
    # An encrypted PDF differs every time, and workers must collect the same names.
    ids=[
        *("empty", "text", "docx", "dwg", "garbage", "cut", "password", "no pages"),
        *("page cycle", "page count", "broken PNG", "gigapixels"),
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


def test_the_pages_of_a_tiff_keep_all_their_pixels(tmp_path: Path) -> None:
    path = tmp_path / "scans.tif"
    tags = bad_files.gray_tiff_tags(1000, 600)
    path.write_bytes(bad_files.tiff([(bytes(600_000), tags), (bytes([255]) * 600_000, tags)]))
    with pymupdf.open(stream=_split(path, 1)) as single:
        (image,) = single[0].get_image_info()
        assert (image["width"], image["height"]) == (1000, 600)


def test_a_portfolio_warns_that_only_its_cover_is_read(tmp_path: Path) -> None:
    path = tmp_path / "set.pdf"
    with pymupdf.open(stream=bad_files.good("A-1")) as document:
        document.embfile_add("A-2.pdf", bad_files.good("A-2"))
        document.xref_set_key(document.pdf_catalog(), "Collection", "<</View/D>>")
        document.save(path)
    with open_drawing(path, "set.pdf") as document:
        assert "portfolio" in (opening_warning(document, "set.pdf") or "")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MemoryError(), ErrorCode.OUT_OF_MEMORY),
        (RuntimeError("code=2: malloc (3000000000 bytes) failed"), ErrorCode.OUT_OF_MEMORY),
        (RuntimeError("code=7: no objects found"), ErrorCode.DAMAGED_PAGE),
    ],
)
def test_want_of_memory_is_told_from_damage(error: Exception, code: ErrorCode) -> None:
    assert page_error(error, 0).code is code


def test_a_page_is_called_by_its_label_and_its_bookmarks(tmp_path: Path) -> None:
    path = tmp_path / "set.pdf"
    with pymupdf.open() as document:
        document.new_page()
        document.new_page()
        document.set_page_labels(
            [{"startpage": 0, "prefix": "A-", "firstpagenum": 101, "style": "D"}]
        )
        document.set_toc([[1, "PLANS", 1], [2, "A-102 ROOF", 2]])
        document.save(path)
    with open_drawing(path, "set.pdf") as document:
        assert page_names(document) == [("A-101", "PLANS"), ("A-102", "A-102 ROOF")]


def test_a_file_without_labels_and_bookmarks_calls_its_pages_nothing(tmp_path: Path) -> None:
    path = tmp_path / "set.pdf"
    path.write_bytes(bad_files.good("A-1", "A-2"))
    with open_drawing(path, "set.pdf") as document:
        assert page_names(document) == [(), ()]
