"""Reading pages that no draughtsman drew on purpose."""

from __future__ import annotations

import pymupdf
import pytest

import samples
from common.domain.errors import ErrorCode, PermanentError
from functions.ocr.page_regions import reading_dpi, review_box
from functions.ocr.read_page import LIKELY, PageFacts, read_page
from functions.ocr.render import render_crop
from tests import bad_files
from tests.drawings import pdf_of, sheet
from tests.unit.ocr.painted import BlindEngine


def _read(pdf: bytes) -> PageFacts:
    return read_page(pdf, 2, wanted_view_dpi=72, thumbnail_dpi=50, engine=BlindEngine())


@pytest.mark.parametrize(
    "media_box",
    [
        b"[0 0 0 0]",
        b"[612 396 0 0]",
        b"[-5000 -5000 -4388 -4604]",
        b"[0 0 nan nan]",
        b"[0 0]",
        b"null",
        b"[0 0 1e30 1e30]",
        b"[0 0 0.001 0.001]",
        b"[0 0 1000000 1]",
    ],
)
def test_a_page_with_an_absurd_box_is_read_at_some_size(media_box: bytes) -> None:
    facts = _read(bad_files.sized(media_box))
    assert facts.size.width_pt > 0
    assert facts.view_png.startswith(b"\x89PNG")


def test_a_page_of_200_inches_is_read() -> None:
    facts = _read(bad_files.sized(b"[0 0 14400 14400]"))
    assert facts.size.label == "200 × 200 in"


def test_a_page_bigger_than_any_paper_says_its_size_and_what_to_do() -> None:
    with pytest.raises(PermanentError) as raised:
        _read(bad_files.sized(b"[0 0 14400 14400]", b"/UserUnit 10"))
    assert raised.value.code is ErrorCode.OUT_OF_MEMORY
    assert "Page 3 measures 2e+03 × 2e+03 in" in raised.value.user_message


@pytest.mark.parametrize(
    "name", [b"JBIG2Decode", b"JPXDecode", b"DCTDecode", b"CCITTFaxDecode", b"FlateDecode"]
)
def test_a_page_with_a_damaged_image_is_marked(name: bytes) -> None:
    assert _read(bad_files.damaged_image(name)).is_damaged


def test_a_page_whose_contents_are_no_stream_is_marked() -> None:
    assert _read(bad_files.one_page(b"<</a 1>>")).is_damaged


@pytest.mark.parametrize(
    "pdf",
    [
        bad_files.pushed_states(200_000),
        bad_files.one_page(bad_files.stream(b"[" * 100_000)),
    ],
    ids=["states", "arrays"],
)
def test_endless_nesting_is_a_damaged_page(pdf: bytes) -> None:
    with pytest.raises(PermanentError) as raised:
        _read(pdf)
    assert raised.value.code is ErrorCode.DAMAGED_PAGE


def test_a_form_that_draws_itself_is_drawn_once() -> None:
    assert not _read(bad_files.form_that_draws_itself()).is_damaged


def test_the_title_block_is_kept_of_a_page_without_a_number() -> None:
    title_block = _read(pdf_of(lambda page: None)).title_block_png
    assert title_block is not None
    assert title_block.startswith(b"\x89PNG")


def test_the_corner_is_kept_of_a_page_whose_candidates_nobody_believes() -> None:
    facts = _read(_without_number())
    assert facts.reading.candidates
    assert facts.reading.confidence < LIKELY
    corner = review_box(facts.size, None)
    with pymupdf.open(stream=_without_number()) as document:
        shown = render_crop(document[0], corner, reading_dpi(facts.size, corner))
    assert facts.title_block_png == shown


def _without_number() -> bytes:
    """Return the roof plan of the sample with its number taken out of the title block."""
    with pymupdf.open(samples.sample_paths()[1]) as document:
        document.select([2])
        page = document[0]
        for place in page.search_for("A-102"):
            page.add_redact_annot(place, fill=(1, 1, 1))
        page.apply_redactions()
        return bytes(document.tobytes())


def test_the_title_block_is_not_kept_of_a_page_whose_number_is_sure() -> None:
    facts = _read(pdf_of(sheet("A-101", note="VERIFY ALL DIMENSIONS IN THE FIELD WITH CARE")))
    assert facts.reading.accepted
    assert facts.title_block_png is None
