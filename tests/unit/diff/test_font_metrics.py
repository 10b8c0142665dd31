"""Word boxes of two drivers brought to one measure of letters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from common.domain.geometry import Transform, centre
from common.domain.sheets import Word
from functions.diff.font_metrics import evened

SIZE_PT = 8.0
NAMES = ("LOBBY", "OFFICE", "LAB", "STUDY", "KITCHEN")
HALF = Transform(a=0.5, d=0.5, tx=10)
LEVEL = [
    Word(box_pt=(50, 50 + 40 * n, 90, 58 + 40 * n), text=name, size_pt=SIZE_PT)
    for n, name in enumerate(NAMES)
]
UPRIGHT = [
    Word(box_pt=(300, 50 + 40 * n, 308, 85 + 40 * n), text=name, size_pt=SIZE_PT, angle_deg=90)
    for n, name in enumerate(NAMES)
]
OLD = LEVEL + UPRIGHT


def embedded(word: Word) -> Word:
    """Return a word as a driver says it that embeds fonts: taller, to the left of upright ones."""
    x0, y0, x1, y1 = word.box_pt
    more_pt = 0.37 * word.size_pt
    box = (x0, y0 - more_pt, x1, y1) if word.angle_deg == 0 else (x0 - more_pt, y0, x1, y1)
    return replace(word, box_pt=box)


NEW = [embedded(word) for word in OLD]


def test_words_of_either_direction_come_to_lie_on_their_equals() -> None:
    for before, after in zip(evened(OLD, NEW, Transform()), NEW, strict=True):
        assert centre(before.box_pt) == pytest.approx(centre(after.box_pt))


def test_they_do_so_through_the_sheets_transform() -> None:
    old = [replace(word, box_pt=HALF.inverse().apply_box(word.box_pt)) for word in OLD]
    old = [replace(word, size_pt=2 * SIZE_PT) for word in old]
    for before, after in zip(evened(old, NEW, HALF), NEW, strict=True):
        assert centre(HALF.apply_box(before.box_pt)) == pytest.approx(centre(after.box_pt))


def test_a_word_that_moved_stays_as_far_from_where_it_was() -> None:
    x0, y0, x1, y1 = NEW[0].box_pt
    moved = replace(NEW[0], box_pt=(x0 + 5, y0 + 20, x1 + 5, y1 + 20))
    there = evened(OLD, [moved, *NEW[1:]], Transform())[0]
    assert centre(there.box_pt) == pytest.approx(centre(NEW[0].box_pt))


def test_words_that_another_font_shifts_along_their_lines_keep_their_start() -> None:
    wider = [replace(w, box_pt=Transform(tx=0.14 * SIZE_PT).apply_box(w.box_pt)) for w in NEW[:5]]
    for before, there in zip(LEVEL, evened(LEVEL, wider, Transform()), strict=True):
        assert there.box_pt[0] == before.box_pt[0]


def test_words_of_the_same_metrics_are_left_where_they_are() -> None:
    shifted = [replace(w, box_pt=Transform(ty=2).apply_box(w.box_pt)) for w in OLD]
    assert evened(OLD, shifted, Transform()) == tuple(OLD)
