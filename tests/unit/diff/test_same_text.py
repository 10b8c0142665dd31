"""Words in another font stand in their place; words that moved do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.domain.sheets import Word
from functions.diff.same_text import equal_in_place, is_other_font

NOTE = "SEAL ALL JOINTS AROUND WINDOW FRAMES WITH BACKER ROD AND THEN CAULK BOTH FACES NEATLY"
SIZE_PT = 8.0
Words = list[Word]


def words(text: str, x: float = 100, *, width: float = 0.6, anchor: float = 0.0) -> Words:
    """Return a line whose letters are `width` sizes wide; `anchor` of it is left of x."""
    found = []
    for part in text.split():
        length = width * SIZE_PT * len(part)
        found.append(Word(box_pt=(x, 92, x + length, 100), text=part, size_pt=SIZE_PT, line=1))
        x += length + 0.3 * SIZE_PT
    shift = anchor * (found[-1].box_pt[2] - found[0].box_pt[0])
    return [shifted(word, -shift) for word in found]


def shifted(word: Word, dx: float, dy: float = 0) -> Word:
    x0, y0, x1, y1 = word.box_pt
    return replace(word, box_pt=(x0 + dx, y0 + dy, x1 + dx, y1 + dy))


def upright(word: Word) -> Word:
    """Return the word turned so that it reads upwards."""
    x0, y0, x1, y1 = word.box_pt
    return replace(word, box_pt=(y0, -x1, y1, -x0), angle_deg=90)


@pytest.mark.parametrize("anchor", [0, 0.5, 1])
@pytest.mark.parametrize("width", [0.48, 0.7])
def test_a_long_note_in_another_font_is_the_same_word_for_word(anchor: float, width: float) -> None:
    old, new = words(NOTE, anchor=anchor), words(NOTE, width=width, anchor=anchor)
    assert sorted(equal_in_place(old, new)) == [(n, n) for n in range(len(old))]


def test_a_line_that_reads_upwards_is_the_same_in_another_font() -> None:
    old, new = ([upright(w) for w in words(NOTE, width=width)] for width in (0.6, 0.5))
    assert len(equal_in_place(old, new)) == len(old)


def test_spaced_letters_in_another_font_keep_their_order() -> None:
    old, new = words("M A P L E S T R E E T"), words("M A P L E S T R E E T", width=0.75)
    assert sorted(equal_in_place(old, new)) == [(n, n) for n in range(len(old))]


def test_a_word_that_moved_away_from_its_neighbours_is_not_in_its_place() -> None:
    old = words("STAIR TWO")
    assert equal_in_place(old, [old[0], shifted(old[1], 6)]) == [(0, 0)]


@pytest.mark.parametrize("by", [(40, 0), (0, 4)])
def test_a_line_that_moved_as_a_whole_is_not_in_its_place(by: tuple[float, float]) -> None:
    old = words("STAIR TWO")
    assert equal_in_place(old, [shifted(word, *by) for word in old]) == []


def test_words_behind_an_inserted_one_are_not_in_their_place() -> None:
    pairs = equal_in_place(words("PAINT STEEL BLUE"), words("PAINT ALL STEEL BLUE"))
    assert pairs == [(0, 0)]


def test_a_word_of_other_width_is_in_another_font() -> None:
    [old], [new], [same] = words("STAIR"), words("STAIR", width=0.5), words("STAIR", x=101)
    assert is_other_font(old, new)
    assert not is_other_font(old, same)


lines = st.lists(
    st.tuples(st.sampled_from(("UP", "DN", "STAIR UP", "UP DN UP")), st.integers(0, 40)), max_size=8
)


@settings(max_examples=60)
@given(lines, lines)
def test_every_word_has_one_partner_that_reads_the_same(
    old_lines: list[tuple[str, int]], new_lines: list[tuple[str, int]]
) -> None:
    old, new = (
        [replace(w, line=n) for n, (text, x) in enumerate(side) for w in words(text, 3 * x)]
        for side in (old_lines, new_lines)
    )
    pairs = equal_in_place(old, new)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(old[i].text == new[j].text for i, j in pairs)
