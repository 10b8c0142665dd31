"""Cells that text or a moved viewport explains are taken out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.geometry import Transform
from common.domain.ink_ledger import MuteReason
from functions.diff.change_cells import MARGIN_PT, ChangeCells
from functions.diff.ink import InkCells

PX_PER_PT = 300 / 72
CELL_PT = 8 / PX_PER_PT
Cell = tuple[int, int]


def ink(removed: dict[Cell, int] | None = None, added: dict[Cell, int] | None = None) -> InkCells:
    """Return a grid of 100 × 120 cells with pixels at (row, column)."""
    grids = [np.zeros((100, 120), np.uint8) for _ in range(2)]
    for grid, places in zip(grids, (removed, added), strict=True):
        for place, count in (places or {}).items():
            grid[place] = count
    return InkCells(removed=grids[0], added=grids[1], clear=grids[0] + grids[1])


def cells(
    removed: dict[Cell, int] | None = None, added: dict[Cell, int] | None = None
) -> ChangeCells:
    return ChangeCells(ink(removed, added), PX_PER_PT)


def box_of(row: int, column: int, size: int = 1) -> tuple[float, float, float, float]:
    """Return the box of some cells, in points, a little inside."""
    x, y = column * CELL_PT + 0.1, row * CELL_PT + 0.1
    return (x, y, x + size * CELL_PT - 0.2, y + size * CELL_PT - 0.2)


def test_ink_under_a_box_is_counted_by_kind() -> None:
    found = cells({(10, 10): 5, (11, 11): 6, (50, 50): 64}, {(10, 11): 7})
    assert found.ink_in(box_of(10, 10, 2)) == (11, 7)


@pytest.mark.parametrize("box", [(5, 5, 5, 9), (9, 9, 5, 5), (-50, -50, -10, -10)])
def test_a_box_without_area_on_the_sheet_holds_no_ink(
    box: tuple[float, float, float, float],
) -> None:
    assert cells({(0, 0): 9, (2, 2): 9}).ink_in(box) == (0, 0)


def test_a_box_over_the_edge_of_the_sheet_counts_what_is_on_it() -> None:
    assert cells({(0, 0): 9, (99, 119): 4}).ink_in((-10, -10, 1000, 1000)) == (13, 0)


boxes = st.tuples(*[st.floats(-40, 300)] * 4)


@given(st.lists(boxes, max_size=20), st.integers(0, 2**16))
def test_ink_under_many_boxes_is_that_under_each(
    boxes_pt: list[tuple[float, float, float, float]], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    grids = [rng.integers(0, 65, (100, 120), np.uint8) for _ in range(2)]
    found = ChangeCells(InkCells(removed=grids[0], added=grids[1], clear=grids[0]), PX_PER_PT)
    assert found.inks_in(boxes_pt).tolist() == [sum(found.ink_in(box)) for box in boxes_pt]


def test_muting_takes_a_box_and_its_margin_out_and_nothing_else() -> None:
    found = cells({(20, 20): 9, (20, 21): 9, (20, 40): 9})
    x0, y0, _, y1 = box_of(20, 20)
    found.mute([(x0, y0, 21 * CELL_PT - MARGIN_PT + 0.1, y1)], MuteReason.FONT)
    assert found.ink_in(box_of(20, 20, 2)) == (0, 0)
    assert found.ink_in(box_of(20, 40)) == (9, 0)


def test_muting_leaves_the_ledger_it_was_made_from() -> None:
    ledger = ink({(20, 20): 9})
    ChangeCells(ledger, PX_PER_PT).mute([box_of(20, 20)], MuteReason.FONT)
    assert ledger.removed[20, 20] == 9


def test_another_font_of_the_same_word_is_muted() -> None:
    found = cells({(30, 30): 20}, {(30, 31): 18})
    found.mute_balanced([box_of(30, 30, 2)])
    assert not found.cells().removed.any()
    assert not found.cells().added.any()


def test_a_line_drawn_through_an_unchanged_word_is_kept() -> None:
    found = cells(None, {(30, 30): 20, (30, 31): 20})
    found.mute_balanced([box_of(30, 30, 2)])
    assert found.ink_in(box_of(30, 30, 2)) == (0, 40)


EVERYWHERE = np.ones((10, 12), np.uint8)


def test_content_that_only_moved_is_explained_by_its_own_transform() -> None:
    moved = Transform(tx=10 * CELL_PT, ty=5 * CELL_PT)
    found = cells({(20, 20): 30}, {(25, 30): 30})
    found.explain_by(ink(), Transform(), moved, EVERYWHERE)
    assert not found.cells().removed.any()
    assert not found.cells().added.any()


def test_what_differs_under_both_transforms_stays() -> None:
    moved = Transform(tx=10 * CELL_PT, ty=5 * CELL_PT)
    found = cells({(20, 20): 30, (40, 40): 12}, {(25, 30): 30, (60, 60): 8})
    also = ink({(45, 50): 12}, {(60, 60): 8})
    found.explain_by(also, Transform(), moved, EVERYWHERE)
    assert found.ink_in(box_of(40, 40)) == (12, 0)
    assert found.ink_in(box_of(60, 60)) == (0, 8)


def test_what_a_move_explains_is_no_longer_clear_ink() -> None:
    found = cells({(40, 40): 12})
    found.explain_by(ink({(40, 50): 2}), Transform(), Transform(tx=10 * CELL_PT), EVERYWHERE)
    assert found.cells().removed[40, 40] == found.cells().clear[40, 40] == 2


def test_the_other_transform_is_followed_from_the_frame_of_the_first() -> None:
    first, moved = Transform(tx=4 * CELL_PT), Transform(tx=14 * CELL_PT)
    found = cells({(40, 40): 12, (20, 20): 9})
    found.explain_by(ink({(40, 50): 12}), first, moved, EVERYWHERE)
    assert found.ink_in(box_of(40, 40)) == (12, 0)
    assert found.ink_in(box_of(20, 20)) == (0, 0)


def test_ink_that_the_other_transform_puts_off_the_sheet_stays() -> None:
    found = cells({(20, 100): 9})
    found.explain_by(ink(), Transform(), Transform(tx=60 * CELL_PT), EVERYWHERE)
    assert found.ink_in(box_of(20, 100)) == (9, 0)


def test_a_transform_explains_nothing_beside_its_part_of_the_sheet() -> None:
    moved = Transform(tx=10 * CELL_PT)
    found = cells({(20, 20): 30, (70, 20): 30}, {(20, 30): 30, (70, 30): 30})
    upper = EVERYWHERE.copy()
    upper[5:] = 0
    found.explain_by(ink(), Transform(), moved, upper)
    assert found.ink_in(box_of(20, 20, 20)) == (0, 0)
    assert (found.ink_in(box_of(70, 20)), found.ink_in(box_of(70, 30))) == ((30, 0), (0, 30))
