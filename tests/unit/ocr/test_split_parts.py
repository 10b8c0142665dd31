"""Page counts whose parts stand in cells of their own."""

from __future__ import annotations

import pytest

from functions.ocr.segments import Segment
from functions.ocr.split_parts import split_parts
from tests.unit.ocr.layout import segment


def counts(*segments: Segment) -> list[str]:
    return [found.text for found, _, _ in split_parts(segments)]


@pytest.mark.parametrize("of", ["of", "o f", "Of", "von", "из"])
def test_a_number_on_either_side_makes_a_page_count(of: str) -> None:
    strings = (segment("22", 0, 0), segment(of, 30, 0), segment("54", 60, 0))
    assert counts(*strings) == ["22 of 54"]


def test_one_of_the_numbers_may_stand_in_the_same_string() -> None:
    assert counts(segment("Sheet: 3 of", 0, 0), segment("9", 90, 0)) == ["3 of 9"]


def test_the_place_of_a_page_count_is_that_of_its_first_number() -> None:
    first = segment("22", 0, 0)
    [(_, source, box)] = split_parts((first, segment("of", 30, 0), segment("54", 60, 0)))
    assert (source, box) == (first, first.box_pt)


def test_the_number_in_the_same_line_comes_before_the_zone_digit_below() -> None:
    zone = segment("1", 14, 20)
    strings = (zone, segment("22", 0, 0), segment("of", 30, 0), segment("54", 60, 0))
    assert counts(*strings) == ["22 of 54"]


@pytest.mark.parametrize(
    "strings",
    [
        (("of", 30.0), ("54", 60.0)),
        (("22", 0.0), ("of", 30.0)),
        (("22", 0.0), ("of", 130.0), ("54", 160.0)),
        (("22 of 54", 0.0), ("7", 60.0)),
    ],
)
def test_without_a_number_on_each_side_there_is_no_split_count(
    strings: tuple[tuple[str, float], ...],
) -> None:
    assert counts(*(segment(text, x_pt, 0) for text, x_pt in strings)) == []
