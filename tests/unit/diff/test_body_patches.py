"""The drawing between frame and title block, and what it says of a transform."""

from __future__ import annotations

import math

from common.domain.geometry import Transform
from functions.diff.align import align
from functions.diff.align_grade import grade
from functions.diff.body_patches import BodyPatches, body_patches
from functions.diff.robust_fit import IDENTITY, Array
from tests.unit.diff.sheets import (
    Drawing,
    busy,
    frame,
    line,
    opened,
    other_drawing,
    plan,
    plot,
)


def counted(old: bytes, new: bytes, matrix: Array = IDENTITY) -> BodyPatches:
    with opened(old, new) as pictures:
        return body_patches((pictures[0], pictures[1]), matrix)


def fan(x: float, y: float, turn: float) -> Drawing:
    """A frame and one small detail of lines, nothing else."""
    ends = [(x + 140 * math.cos(turn + n), y + 140 * math.sin(turn + n)) for n in range(7)]
    return frame() | {f"ray {n}": line(x, y, *end, 1.5) for n, end in enumerate(ends)}


def test_the_same_drawing_holds() -> None:
    assert counted(plot(busy()), plot(busy())).hold


def test_another_drawing_in_the_same_frame_denies() -> None:
    found = counted(plot(busy()), plot(other_drawing()))
    assert (found.hold, found.deny) == (False, True)


def test_the_same_drawing_a_quarter_inch_off_does_not_hold() -> None:
    off = Transform(tx=13, ty=13).matrix
    assert not counted(plot(busy()), plot(busy()), off).hold


def test_a_drawing_moved_in_its_frame_is_off_and_does_not_deny() -> None:
    found = counted(plot(frame() | plan()), plot(frame() | plan(12, 9)))
    assert (found.is_off, found.deny) == (True, False)


def test_a_frame_without_a_drawing_says_nothing() -> None:
    found = counted(plot(frame()), plot(frame()))
    assert (found.hold, found.deny) == (False, False)


def test_a_sparse_sheet_of_the_same_set_is_not_comparable() -> None:
    with opened(plot(fan(230, 220, 0)), plot(fan(420, 400, 0.5))) as (old, new):
        assert grade(align(old, new)) == "not_comparable"


def test_parts_that_moved_count_for_the_drawing() -> None:
    still, moved = (
        BodyPatches(places=20, agree=1, cells=1),
        BodyPatches(places=20, agree=9, cells=3),
    )
    assert still.deny
    assert not still.together([moved]).deny
