"""Text layer or pixels: which one is read, and which part of the page."""

from __future__ import annotations

import pytest

from common.domain.sheets import PageSize, ReadingMethod, Word, WordSource
from functions.ocr.page_regions import MAX_REGION_PIXELS
from functions.ocr.read_sheet import ReadSheet, read_sheet
from tests.unit.ocr.layout import ARCH_D, Line, page
from tests.unit.ocr.painted import PaintedPage

NOTES: tuple[Line, ...] = tuple(
    (f"{n}. VERIFY ALL DIMENSIONS IN THE FIELD", 0.1, 0.2 + 0.02 * n, 8.0) for n in range(1, 12)
)
TITLE_BLOCK: tuple[Line, ...] = (
    ("SHEET TITLE", 0.88, 0.80, 10.0),
    ("FIRST FLOOR PLAN", 0.88, 0.82, 18.0),
    ("SHEET NO.", 0.88, 0.91, 10.0),
    ("A-101", 0.88, 0.93, 40.0),
)


def _read(painted: PaintedPage, text_layer: list[Word] | None = None) -> ReadSheet:
    return read_sheet(text_layer or [], painted.size, painted.draw, painted)


def test_a_page_with_text_never_calls_the_engine() -> None:
    painted = PaintedPage(ARCH_D, ("Z-999", 0.9, 0.93, 40.0))
    sheet = _read(painted, page(*NOTES, *TITLE_BLOCK))
    assert (sheet.reading.number, sheet.reading.method) == ("A-101", ReadingMethod.TEXT_LAYER)
    assert painted.image_count == 0


def test_a_scan_is_read_from_its_pixels() -> None:
    reading = _read(PaintedPage(ARCH_D, *NOTES, *TITLE_BLOCK)).reading
    assert (reading.number, reading.title) == ("A-101", "FIRST FLOOR PLAN")
    assert (reading.method, reading.accepted) == (ReadingMethod.OCR, True)


def test_a_plot_stamp_does_not_make_a_scan_a_page_with_text() -> None:
    stamp = page(("PLOTTED 11/24/2026 BY JD", 0.02, 0.98, 6.0))
    sheet = _read(PaintedPage(ARCH_D, *TITLE_BLOCK), stamp)
    assert sheet.reading.number == "A-101"
    assert sheet.words[: len(stamp)] == tuple(stamp)


def test_a_page_of_few_words_that_has_its_number_in_them_is_not_looked_at() -> None:
    painted = PaintedPage(ARCH_D)
    sheet = _read(painted, page(*TITLE_BLOCK))
    assert (sheet.reading.number, painted.image_count) == ("A-101", 0)


def test_a_viewers_page_count_on_a_scan_is_not_its_number() -> None:
    stamp = page(("SHEET 3 OF 12", 0.88, 0.985, 10.0))
    assert _read(PaintedPage(ARCH_D, *TITLE_BLOCK), stamp).reading.number == "A-101"


def test_letters_without_meaning_are_read_from_the_pixels() -> None:
    broken = page(*((f"Ж{text.translate(_NONSENSE)}", u, v, h) for text, u, v, h in NOTES))
    assert _read(PaintedPage(ARCH_D, *TITLE_BLOCK), broken).reading.number == "A-101"


def test_a_page_of_notes_keeps_its_text_layer_where_pixels_say_no_more() -> None:
    sheet = _read(PaintedPage(ARCH_D), page(*NOTES))
    assert (sheet.reading.number, sheet.reading.method) == (None, ReadingMethod.TEXT_LAYER)
    assert sheet.words == tuple(page(*NOTES))


def test_a_page_without_a_number_keeps_the_title_of_its_text_layer() -> None:
    heading: Line = ("KITCHEN LAYOUT DRAWING", 0.1, 0.05, 40.0)
    view = ("ENLARGED ROOF PLAN DETAIL", 0.72, 0.8, 40.0), ("WALL 12", 0.9, 0.9, 12.0)
    sheet = _read(PaintedPage(ARCH_D, *view), page(*NOTES, heading))
    assert sheet.reading.title == "KITCHEN LAYOUT DRAWING"
    assert sheet.reading.method is ReadingMethod.TEXT_LAYER


def test_a_sure_corner_is_all_that_is_looked_at() -> None:
    painted = PaintedPage(ARCH_D, *TITLE_BLOCK)
    _read(painted)
    assert len(painted.drawn_dpi) == 1


def test_a_title_that_reaches_beyond_the_corner_is_read_whole() -> None:
    number: Line = ("A-101", 0.88, 0.93, 40.0)
    painted = PaintedPage(ARCH_D, ("ENLARGED ROOF PLAN", 0.66, 0.93, 24.0), number)
    assert _read(painted).reading.title == "ENLARGED ROOF PLAN"


def test_a_title_block_along_the_right_edge_is_found() -> None:
    number: Line = ("A-101", 0.88, 0.10, 40.0)
    sheet = _read(PaintedPage(ARCH_D, ("SHEET NO.", 0.88, 0.08, 10.0), number))
    assert sheet.reading.number == "A-101"


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_scanned_sideways_is_read(turns: int) -> None:
    painted = PaintedPage(ARCH_D, *NOTES, *TITLE_BLOCK, turns=turns)
    assert _read(painted).reading.number == "A-101"


def test_a_page_scanned_upside_down_says_so() -> None:
    reading = _read(PaintedPage(ARCH_D, *NOTES, *TITLE_BLOCK, turns=2)).reading
    assert reading.method is ReadingMethod.OCR_ROTATED


def test_candidates_of_a_turned_page_stand_where_they_are_displayed() -> None:
    reading = _read(PaintedPage(ARCH_D, *NOTES, *TITLE_BLOCK, turns=2)).reading
    x0, y0, x1, y1 = reading.candidates[0].box_pt
    assert 0 <= x0 < x1 < 0.2 * ARCH_D.width_pt
    assert 0 <= y0 < y1 < 0.2 * ARCH_D.height_pt


def test_a_letter_that_is_a_digit_is_read_as_one() -> None:
    assert (
        _read(PaintedPage(ARCH_D, *TITLE_BLOCK[:3], ("A-1O1", 0.88, 0.93, 40.0))).reading.number
        == "A-101"
    )


def test_words_are_marked_as_seen_and_kept_as_seen() -> None:
    words = _read(PaintedPage(ARCH_D, *TITLE_BLOCK[:3], ("A-1O1", 0.88, 0.93, 40.0))).words
    assert {word.source for word in words} == {WordSource.OCR}
    assert "A-1O1" in {word.text for word in words}


def test_a_page_without_a_number_has_none() -> None:
    reading = _read(PaintedPage(ARCH_D, *NOTES)).reading
    assert (reading.number, reading.accepted) == (None, False)


def test_an_enormous_page_is_looked_at_less_closely() -> None:
    enormous = PageSize(width_pt=200 * 72, height_pt=200 * 72)
    painted = PaintedPage(enormous)
    _read(painted)
    largest_in2 = (0.3 * 200) ** 2
    assert max(painted.drawn_dpi) ** 2 * largest_in2 < 2 * MAX_REGION_PIXELS


_NONSENSE = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890", "ЖБЦДЕФГХИЙКЛМНОПЯРСТУВШЫЗЭЮЧЪЬЩЖЦДИЛ"
)
