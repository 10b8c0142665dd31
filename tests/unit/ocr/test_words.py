"""Words in the frame of the page as it is shown."""

from __future__ import annotations

import pymupdf
import pytest

from common.domain.sheets import PageSize, Word
from functions.ocr.title_block import read_title_block
from functions.ocr.words import page_words
from tests.drawings import Draw, pdf_of, sheet


def words_of(draw: Draw, rotation_deg: int = 0) -> tuple[Word, ...]:
    with pymupdf.open(stream=pdf_of(draw), filetype="pdf") as document:
        document[0].set_rotation(rotation_deg)
        return page_words(document[0])


def test_a_page_without_text_layer_has_no_words() -> None:
    assert words_of(lambda page: None) == ()


def test_a_word_has_its_text_size_and_place() -> None:
    [word] = words_of(lambda page: page.insert_text((100, 200), "A-101", fontsize=24))
    assert (word.text, word.size_pt, word.angle_deg) == ("A-101", 24.0, 0)
    assert word.box_pt[0] == pytest.approx(100, abs=1)
    assert word.box_pt[1] < 200 < word.box_pt[3]


@pytest.mark.parametrize(("rotation_deg", "angle_deg"), [(90, 270), (180, 180), (270, 90)])
def test_on_a_turned_page_words_read_as_they_are_shown(rotation_deg: int, angle_deg: int) -> None:
    [word] = words_of(lambda page: page.insert_text((100, 200), "A-101"), rotation_deg)
    assert word.angle_deg == angle_deg


def test_on_a_page_turned_by_90_the_top_left_is_shown_at_the_top_right() -> None:
    [word] = words_of(lambda page: page.insert_text((10, 20), "NORTH"), 90)
    assert word.box_pt[0] > 396 - 30  # the shown page is as wide as the stored one is high
    assert word.box_pt[1] < 30


def test_a_title_block_on_a_turned_page_is_read() -> None:
    def shown_upright(page: pymupdf.Page) -> None:
        for text, y, size in (("SHEET NO.", 520, 6), ("A-205", 550, 26)):
            page.insert_text((y, 146), text, fontsize=size, rotate=90)

    words = words_of(shown_upright, 90)
    size = PageSize(width_pt=396, height_pt=612, rotation_deg=90)
    assert {word.angle_deg for word in words} == {0}
    assert read_title_block(words, size).number == "A-205"


def test_text_printed_twice_to_look_bold_is_one_word() -> None:
    def overprinted(page: pymupdf.Page) -> None:
        for step in (0.0, 0.4):
            page.insert_text((100 + step, 200), "A-101", fontsize=24)

    assert [word.text for word in words_of(overprinted)] == ["A-101"]


def test_words_outside_the_page_are_left_out() -> None:
    assert words_of(lambda page: page.insert_text((900, 200), "HIDDEN")) == ()


def test_words_of_one_line_share_its_number() -> None:
    words = words_of(sheet("A-101", "FLOOR PLAN"))
    by_line = {word.line for word in words if word.text in {"FLOOR", "PLAN"}}
    assert len(by_line) == 1
