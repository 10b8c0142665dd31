"""Words out of an engine's lines."""

from __future__ import annotations

import numpy as np
import pytest

from common.domain.geometry import Box
from common.domain.sheets import Word
from functions.ocr.ocr_engine import Gray, RecognisedLine
from functions.ocr.ocr_words import (
    cut_lines,
    recognised_words,
    turns_to_try,
    with_digits,
    without_covered,
)
from functions.ocr.page_regions import TurnedPage
from tests.unit.ocr.layout import ARCH_D, printed

REGION = (100.0, 200.0, 100 + 600.0, 200 + 400.0)


class _Says:
    def __init__(self, *lines: RecognisedLine) -> None:
        self._lines = list(lines)

    def recognise(self, image: Gray) -> list[RecognisedLine]:
        return self._lines


def _line(text: str, box_px: Box, angle_deg: int = 0) -> RecognisedLine:
    return RecognisedLine(box_px=box_px, text=text, score=0.8, angle_deg=angle_deg)


def _words(*lines: RecognisedLine) -> list[Word]:
    def draw(box_pt: Box, dpi: float) -> Gray:
        return np.full((400, 600), 255, np.uint8)

    return recognised_words(draw, TurnedPage(ARCH_D), REGION, 72.0, _Says(*lines))


def test_a_line_is_cut_at_its_spaces() -> None:
    words = _words(_line("ROOF PLAN", (50, 60, 140, 80)))
    assert [(word.text, word.line) for word in words] == [("ROOF", 0), ("PLAN", 0)]
    assert words[0].box_pt == pytest.approx((150, 260, 190, 280))
    assert words[1].box_pt == pytest.approx((200, 260, 240, 280))


def test_an_upright_line_is_read_from_its_lower_end() -> None:
    first, second = _words(_line("ROOF PLAN", (50, 60, 70, 150), 90))
    assert first.box_pt[1] > second.box_pt[3]
    assert first.size_pt == pytest.approx(15)


def test_a_line_seen_twice_counts_once() -> None:
    twice = _line("A-101", (50, 60, 140, 80)), _line("A-10", (50, 60, 130, 80))
    assert [word.text for word in _words(*twice)] == ["A-101"]


def test_a_line_at_the_regions_border_may_be_cut() -> None:
    words = _words(_line("OF PLAN", (0, 60, 140, 80)), _line("A-101", (50, 100, 140, 120)))
    cut = cut_lines(words, TurnedPage(ARCH_D), REGION)
    assert {word.text for word in words if word.line in cut} == {"OF", "PLAN"}


def test_a_line_at_the_pages_border_is_whole() -> None:
    words = _words(_line("A-101", (0, 60, 140, 80)))
    assert not cut_lines(words, TurnedPage(ARCH_D), (0, *REGION[1:]))


def test_words_where_others_stand_are_left_out() -> None:
    words = printed("A-101 ROOF", 100, 100)
    assert without_covered(words, words[:1]) == words[1:]
    assert without_covered(words, []) == words


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("A1O1", "A101"),
        ("A-1OI", "A-10I"),  # a letter at the end is a suffix
        ("S2.O3", "S2.03"),
        ("FP2OI.1", "FP201.1"),
        ("A2.O", "A2.0"),
        ("zO01.A", "z001.A"),
        ("A-101B", "A-101B"),
        ("SOIL", "SOIL"),
        ("LOBBY", "LOBBY"),
        ("7", "7"),
    ],
)
def test_letters_behind_the_prefix_of_a_number_are_digits(seen: str, meant: str) -> None:
    (word,) = printed(seen, 0, 0)
    assert with_digits(word).text == meant


def test_lines_across_the_page_mean_a_quarter_turn() -> None:
    across = printed("NOTES APPLY TO ALL SHEETS", 100, 900, angle_deg=90)
    assert turns_to_try(across) == (1, 3)
    assert turns_to_try(printed("NOTES APPLY TO ALL SHEETS", 100, 900)) == (2,)


def test_without_words_every_turn_is_tried() -> None:
    assert set(turns_to_try([])) == {1, 2, 3}
