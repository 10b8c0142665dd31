"""Parts of a sheet that moved, compared under their own transform and nowhere else."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from common.domain.geometry import Transform
from functions.diff.align_grade import MovedContent
from functions.diff.frame import Frame
from functions.diff.ink import SCAN_DPI, NoSink, compare_ink
from functions.diff.part_ink import compare_part
from tests.unit.diff.sheets import (
    DPI,
    Drawing,
    circle,
    fill,
    frame,
    line,
    opened,
    plot,
    scan,
    small_fills,
)

SHIFT = Transform(tx=72.0, ty=36.0)
FRAME = Frame(width_px=3300, height_px=2550, dpi=DPI)
CELLS = ("removed", "added", "clear")


def detail(x: float, y: float, **more: object) -> Drawing:
    """Return a view of 2 × 2 in with a square of 4 pt in it."""
    lines = {f"rib {n}": line(x + 16 * n, y, x + 16 * n + 60, y + 144) for n in range(6)}
    return {
        **lines,
        "round": circle(x + 72, y + 72, 40),
        "head": fill((x + 70, y + 70, x + 74, y + 74), (0, 0, 0)),
        **more,  # type: ignore[dict-item]
    }


def part_around(x: int, y: int) -> MovedContent:
    """Return a part of 2.2 × 2.2 in, as moves have it: a cell is 4 px at 75 dpi."""
    where = np.zeros((160, 207), np.uint8)
    left, top = (int(v * 75 / 72 / 4) for v in (x - 7, y - 7))
    where[top : top + 42, left : left + 42] = 1
    return MovedContent(
        new_from_old=SHIFT, box_pt=(x, y, x + 144, y + 144), where=where, residual_px=0.0
    )


def test_in_a_part_the_same_is_found_as_on_the_whole_sheet() -> None:
    came = {"came": line(340, 300, 372, 318)}
    old, new = (plot(frame() | drawing) for drawing in (detail(216, 216), detail(288, 252) | came))
    move = part_around(288, 252)
    with opened(old, new) as (before, after):
        there, _ = compare_part(before, after, move, FRAME, tolerance_px=2)
        whole = compare_ink(before, after, SHIFT, FRAME, tolerance_px=2, sink=NoSink())
    rows, columns = slice(131, 206), slice(150, 225)  # of 8 px at 300 dpi, in the part
    for name in CELLS:
        found, expected = (getattr(ink, name)[rows, columns] for ink in (there, whole))
        assert np.array_equal(found, expected)
    assert there.added[rows, columns].any()


def test_beyond_a_part_nothing_agrees() -> None:
    old, new = (plot(frame() | detail(*at)) for at in ((216, 216), (288, 252)))
    with opened(old, new) as (before, after):
        there, _ = compare_part(before, after, part_around(288, 252), FRAME, tolerance_px=2)
    assert {field.name for field in fields(there)} == set(CELLS)
    assert all((getattr(there, name)[:80] == 64).all() for name in CELLS)
    assert there.removed.shape == (319, 413)


@pytest.mark.parametrize("at", [(288, 252), (80, 44), (640, 460)])
def test_the_fills_of_a_part_lie_where_they_are_on_the_sheet(at: tuple[int, int]) -> None:
    x, y = at
    gray = {"head": fill((x + 70, y + 70, x + 74, y + 74), (0.5, 0.5, 0.5))}
    old, new = plot(frame() | detail(x - 72, y - 36)), plot(frame() | detail(x, y) | gray)
    with opened(old, new) as (before, after):
        _, fills = compare_part(before, after, part_around(x, y), FRAME, tolerance_px=1)
        everywhere = small_fills(before, after, SHIFT)
    [run], [same] = (list(found.runs()) for found in (fills, everywhere))
    assert run[0] == same[0]
    assert np.array_equal(np.argwhere(run[1]), np.argwhere(same[1]))


def test_a_part_in_the_corner_of_a_scan_is_drawn_as_large_as_the_other_sheets() -> None:
    frame_px = Frame(width_px=1650, height_px=1275, dpi=SCAN_DPI)
    where = np.zeros((160, 207), np.uint8)
    where[5:20, 5:40] = 1
    move = MovedContent(new_from_old=SHIFT, box_pt=(0, 0, 1, 1), where=where, residual_px=0.0)
    with opened(*(scan(plot(frame() | detail(*at))) for at in ((0, 0), (72, 36)))) as (old, new):
        there, _ = compare_part(old, new, move, frame_px, tolerance_px=2)
    assert there.removed.shape == (160, 207)
