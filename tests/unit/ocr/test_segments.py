"""Strings as the draughtsman set them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.ocr.segments import segments_of
from tests.unit.ocr.layout import printed, segment


def test_words_of_a_line_are_one_string() -> None:
    assert [s.text for s in segments_of(printed("FIRST FLOOR PLAN", 0, 0))] == ["FIRST FLOOR PLAN"]


def test_a_wide_gap_begins_another_string() -> None:
    cells = [*printed("SHEET NO.", 0, 0), *printed("A-101", 200, 0)]
    assert [s.text for s in segments_of(cells)] == ["SHEET NO.", "A-101"]


def test_another_size_begins_another_string() -> None:
    words = [*printed("SHEET", 0, 0, 10), *printed("A-101", 36, 0, 24)]
    assert [s.text for s in segments_of(words)] == ["SHEET", "A-101"]


def test_upright_text_reads_from_bottom_to_top() -> None:
    words = printed("ROOF PLAN", 100, 500, angle_deg=90)
    assert [s.text for s in segments_of(words[::-1])] == ["ROOF PLAN"]


def test_text_printed_twice_in_one_place_counts_once() -> None:
    twice = [*printed("A-101", 0, 0, line=1), *printed("A-101", 0.3, 0.2, line=2)]
    assert len(segments_of(twice)) == 1


def test_dashes_become_one_kind() -> None:
    assert segment("A–101", 0, 0).text == "A-101"


@given(st.integers(0, 10), st.integers(0, 10))
def test_the_box_of_a_part_lies_in_the_box_of_the_whole(start: int, length: int) -> None:
    whole = segment("A-101 ROOF PLAN", 40, 60)
    x0, y0, x1, y1 = whole.box_of(start, min(start + length, len(whole.text)))
    assert whole.box_pt[0] <= x0 <= x1 <= whole.box_pt[2]
    assert (y0, y1) == (whole.box_pt[1], whole.box_pt[3])


@pytest.mark.parametrize("angle_deg", [0, 90])
def test_the_first_letters_stand_at_the_beginning(angle_deg: int) -> None:
    whole = segments_of(printed("A-101", 100, 500, angle_deg=angle_deg))[0]
    x0, _, _, y1 = whole.box_of(0, 1)
    assert (x0, y1) == (whole.box_pt[0], whole.box_pt[3])
