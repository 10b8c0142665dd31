"""What went and what came is one thing where most of either lies on the other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from common.domain.changes import ChangeKind
from functions.diff.ink import InkCells
from functions.diff.region_sides import Sides, sides_of
from functions.diff.regions import find_regions

Cells = npt.NDArray[np.uint8]
CellBox = tuple[int, int, int, int]
SHAPE = (80, 120)


def cells(*boxes: CellBox, amount: int = 30) -> Cells:
    grid = np.zeros(SHAPE, np.uint8)
    for x0, y0, x1, y1 in boxes:
        grid[y0:y1, x0:x1] = amount
    return grid


def sides(removed: Cells, added: Cells) -> list[tuple[int, int]]:
    return sorted((int(s.removed.sum()), int(s.added.sum())) for s in sides_of(removed, added, 2))


def kinds(removed: Cells, added: Cells) -> list[ChangeKind]:
    clear = np.maximum(removed, added)
    found = find_regions(InkCells(removed=removed, added=added, clear=clear), 300 / 72)
    return sorted(region.kind for region in found)


def test_a_line_across_what_went_is_another_thing() -> None:
    note, wire = cells((20, 20, 60, 26), (20, 29, 50, 35)), cells((40, 15, 41, 65))
    assert sides(note, wire) == [(0, 50 * 30), (int(note.sum()), 0)]
    assert kinds(note, wire) == [ChangeKind.ADDED, ChangeKind.REMOVED]


def test_two_lines_that_cross_are_two_things() -> None:
    down, across = cells((50, 10, 51, 60)), cells((20, 30, 80, 31))
    assert kinds(down, across) == [ChangeKind.ADDED, ChangeKind.REMOVED]


def test_a_small_symbol_that_was_turned_is_one_modified() -> None:
    lying, standing = cells((40, 20, 53, 23)), cells((40, 20, 43, 33))
    assert kinds(lying, standing) == [ChangeKind.MODIFIED]


def test_a_symbol_in_the_place_of_another_is_one_modified() -> None:
    square = cells((40, 20, 60, 22), (40, 38, 60, 40), (40, 20, 42, 40), (58, 20, 60, 40))
    cross = cells((49, 20, 51, 40), (40, 29, 60, 31))
    assert kinds(square, cross) == [ChangeKind.MODIFIED]


def test_what_came_touching_the_end_of_what_went_is_another_thing() -> None:
    went, came = cells((10, 30, 50, 31)), cells((50, 20, 90, 21), (50, 20, 51, 31))
    assert kinds(went, came) == [ChangeKind.ADDED, ChangeKind.REMOVED]


def test_a_crumb_belongs_to_what_it_lies_at() -> None:
    went, crumb = cells((10, 30, 50, 40)), cells((50, 34, 51, 35))
    assert kinds(went, crumb) == [ChangeKind.REMOVED]
    assert len(sides(went, crumb)) == 1


def test_of_one_side_alone_all_is_one() -> None:
    went = cells((10, 30, 50, 40))
    assert sides(went, cells()) == [(int(went.sum()), 0)]


@settings(max_examples=60)
@given(
    arrays(np.uint8, (12, 16), elements=st.sampled_from([0, 0, 0, 3, 64])),
    arrays(np.uint8, (12, 16), elements=st.sampled_from([0, 0, 0, 3, 64])),
)
def test_all_ink_is_in_one_side_of_one_thing(removed: Cells, added: Cells) -> None:
    found: list[Sides] = list(sides_of(removed, added, 1))
    for whole, which in ((removed, "removed"), (added, "added")):
        parts = [getattr(s, which) for s in found]
        total = np.sum(parts, axis=0, dtype=int) if parts else np.zeros_like(whole, int)
        assert (total == whole).all()
