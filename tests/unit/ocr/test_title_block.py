"""Sheet numbers out of the text of whole pages."""

from __future__ import annotations

import pytest

from common.domain.sheets import SheetReading, Word
from functions.ocr.title_block import read_title_block
from tests.unit.ocr.layout import ARCH_D, Line, page, printed

NOTES: tuple[Line, ...] = tuple(
    (f"{n}. VERIFY ALL DIMENSIONS IN THE FIELD", 0.1, 0.2 + 0.02 * n, 8.0) for n in range(1, 12)
)
TITLE_BLOCK: tuple[Line, ...] = (
    ("SHEET TITLE", 0.9, 0.80, 7.0),
    ("FIRST FLOOR PLAN", 0.9, 0.81, 12.0),
    ("PROJECT NO.", 0.9, 0.85, 7.0),
    ("1810", 0.9, 0.858, 10.0),
    ("SHEET NO.", 0.9, 0.92, 7.0),
)
NUMBER: Line = ("A-101", 0.9, 0.935, 36.0)


def read(*lines: Line) -> SheetReading:
    return read_title_block(page(*NOTES, *lines), ARCH_D)


def test_the_number_in_the_title_block_is_accepted() -> None:
    reading = read(*TITLE_BLOCK, NUMBER)
    assert (reading.number, reading.accepted) == ("A-101", True)
    assert reading.confidence > 0.88


def test_an_empty_page_has_no_number() -> None:
    assert read_title_block((), ARCH_D) == SheetReading(
        number=None, title=None, confidence=0.0, accepted=False
    )


def test_a_page_of_notes_has_no_number() -> None:
    assert read().number is None


def test_view_tags_on_the_plan_are_not_the_sheet_number() -> None:
    tags = [("5", 0.3, 0.5, 10.0), ("A-501", 0.299, 0.507, 10.0)]
    tags += [("2", 0.6, 0.3, 10.0), ("S1.0", 0.599, 0.307, 10.0)]
    assert read(*tags, *TITLE_BLOCK, NUMBER).number == "A-101"


def test_a_revision_box_beside_the_number_is_not_the_number() -> None:
    revision = [("REV", 0.96, 0.92, 7.0), ("3", 0.965, 0.935, 24.0)]
    assert read(*TITLE_BLOCK, NUMBER, *revision).number == "A-101"


def test_a_list_of_sheets_does_not_win_over_the_title_block() -> None:
    index = [(f"A-{n}", 0.4, 0.2 + 0.008 * (n - 100), 12.0) for n in range(100, 120)]
    assert read(*index, *TITLE_BLOCK, NUMBER).number == "A-101"


def test_the_project_number_is_not_the_sheet_number() -> None:
    assert read(*TITLE_BLOCK, ("C2", 0.9, 0.935, 36.0)).number == "C2"


def test_a_number_behind_its_title_in_one_line_is_read() -> None:
    reading = read(("1st Floor Plan - (A101)", 0.8, 0.95, 20.0))
    assert (reading.number, reading.title) == ("A101", "1st Floor Plan")


def test_a_leading_dash_is_not_part_of_the_title() -> None:
    reading = read(("Site Plan - A-100", 0.8, 0.95, 20.0))
    assert (reading.number, reading.title) == ("A-100", "Site Plan")


def test_an_identifier_and_the_page_count_are_two_fields() -> None:
    reading = read(("U1", 0.9, 0.93, 30.0), ("SHEET NO.: 24 OF 109", 0.9, 0.97, 9.0))
    assert (reading.number, reading.part_of) == ("U1", (24, 109))


def test_the_page_count_beside_an_identifier_does_not_make_it_doubtful() -> None:
    number, count = ("A-101", 0.9, 0.935, 18.0), ("SHEET 24 OF 109", 0.9, 0.97, 18.0)
    reading = read(*TITLE_BLOCK, number, count)
    assert (reading.number, reading.accepted) == ("A-101", True)


def test_a_page_count_alone_is_the_number() -> None:
    reading = read(("Sheet 22 of 54", 0.9, 0.97, 9.0))
    assert (reading.number, reading.part_of) == ("22 of 54", (22, 54))


def test_a_page_count_in_cells_of_their_own_beats_the_zone_digit() -> None:
    cells = [("Sheet", 0.9, 0.96, 6.0), ("22", 0.92, 0.96, 6.0), ("of", 0.935, 0.96, 6.0)]
    reading = read(*cells, ("54", 0.95, 0.96, 6.0), ("1", 0.91, 0.98, 8.0))
    assert reading.number == "22 of 54"


def test_two_numbers_that_are_equally_good_are_not_accepted() -> None:
    reading = read(("A-101", 0.9, 0.935, 30.0), ("S-201", 0.9, 0.955, 30.0))
    assert not reading.accepted


def test_a_bare_digit_little_better_than_the_page_count_is_not_accepted() -> None:
    count = ("Sheet 50 of 54", 0.93, 0.97, 9.0)
    reading = read(("SHEET NO.", 0.93, 0.948, 7.0), ("1", 0.93, 0.955, 14.0), count)
    assert (reading.number, reading.accepted) == ("1", False)


def test_a_number_that_stands_upright_is_read() -> None:
    words: list[Word] = page(*NOTES)
    words += printed("SHEET NO.", 2500, 1600, 7, line=90, angle_deg=90)
    words += printed("A-305", 2520, 1600, 30, line=91, angle_deg=90)
    assert read_title_block(words, ARCH_D).number == "A-305"


@pytest.mark.parametrize("printed_number", ["ASK-- 002b", "z001.A", "ASK - 001", "EX001", "L-100"])
def test_numbers_are_given_back_as_printed(printed_number: str) -> None:
    assert read(*TITLE_BLOCK, (printed_number, 0.9, 0.935, 30.0)).number == printed_number


def test_the_best_candidates_are_kept_best_first() -> None:
    scores = [candidate.score for candidate in read(*TITLE_BLOCK, NUMBER).candidates]
    assert scores == sorted(scores, reverse=True)
