"""What may be a sheet number, and what only looks like one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from functions.ocr.sheet_numbers import MAX_SEGMENT_LENGTH, Format, numbers_in, part_of

title_block_text = st.text(alphabet="ASKofOFRESHTNsheet 0123459.-_/():#'\"&", max_size=40)


def found(text: str) -> list[tuple[str, Format]]:
    return [(number.text, number.format) for number in numbers_in(text)]


@pytest.mark.parametrize(
    ("printed", "number", "kind"),
    [
        ("A-101", "A-101", Format.DISCIPLINE),
        ("- A-100", "A-100", Format.DISCIPLINE),
        ("S1.02", "S1.02", Format.DISCIPLINE),
        ("FP201a", "FP201a", Format.DISCIPLINE),
        ("A20-05", "A20-05", Format.DISCIPLINE),
        ("ASK-- 002b", "ASK-- 002b", Format.DISCIPLINE),
        ("ASK - 001", "ASK - 001", Format.DISCIPLINE),
        ("z001.A", "z001.A", Format.DISCIPLINE),
        ("1st Floor Plan - (A101)", "A101", Format.DISCIPLINE),
        ("SHEET NO.: 24 OF 109", "24 OF 109", Format.PART_OF),
        ("Sheet 22 of 54", "22 of 54", Format.PART_OF),
        ("SHEET 1/2", "1/2", Format.PART_OF),
        ("1810-SP-A-101", "1810-SP-A-101", Format.LONG),
        ("227-001259", "227-001259", Format.PART),
        ("1.2.03", "1.2.03", Format.DOTS),
        ("7", "7", Format.DIGITS),
        ("Лист 05", "05", Format.DIGITS),
    ],
)
def test_each_family_of_sheet_numbers_is_found(printed: str, number: str, kind: Format) -> None:
    assert found(printed) == [(number, kind)]


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "FLOOR PLAN",
        "R1",
        "10-11-2019",
        "608-255-9800",
        "v0.97",
        'A12"',
        "10'",
        "50%",
        "SEE NOTE 3 ON THE LEFT",
    ],
)
def test_dates_phones_lengths_and_notes_are_no_sheet_numbers(printed: str) -> None:
    assert found(printed) == []


@pytest.mark.parametrize(
    "printed",
    ["ROOM 101", "REV 2", "NFPA 72", "IBC 2015", "SUITE 200", "FIG 3", "NOV 12", "DOOR 12"],
)
def test_a_word_before_a_number_is_no_discipline(printed: str) -> None:
    assert Format.DISCIPLINE not in [kind for _, kind in found(printed)]


@pytest.mark.parametrize("fraction", ["1/2", "3/8", '3/16"', "4/15/2015"])
def test_fractions_and_dates_are_no_page_counts(fraction: str) -> None:
    assert Format.PART_OF not in [kind for _, kind in found(fraction)]


def test_a_note_is_too_long_to_hold_the_sheet_number() -> None:
    assert found("SEE A-101 " + "AND THE DETAILS " * 8) == []


@given(title_block_text)
@example("- A-100 (A101) 24 OF 109")
def test_found_numbers_do_not_overlap(text: str) -> None:
    spans = sorted((number.start, number.end) for number in numbers_in(text))
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


@given(title_block_text | st.text(max_size=MAX_SEGMENT_LENGTH))
def test_a_found_number_stands_where_it_says(text: str) -> None:
    for number in numbers_in(text):
        assert text[number.start : number.end].strip() == number.text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("24 OF 109", (24, 109)),
        ("2/2", (2, 2)),
        (" 3 von 12 ", (3, 12)),
        ("4 из 9", (4, 9)),
        ("A-101", None),
        ("of 4", None),
    ],
)
def test_a_page_count_has_two_parts(text: str, parts: tuple[int, int] | None) -> None:
    assert part_of(text) == parts
