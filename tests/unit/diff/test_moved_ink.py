"""What counts as one shape that moved."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.diff.masks import Flags
from functions.diff.moved_ink import MovedShape, Shift, moved_shape

SIZE = (160, 160)


def paper() -> Flags:
    return np.zeros(SIZE, bool)


def door(x: int, y: int) -> Flags:
    """A frame of 20 × 30 px with a leaf across: no turn or mirror of it is the same."""
    ink = paper()
    ink[y : y + 30, x : x + 2] = True
    ink[y : y + 2, x : x + 20] = True
    ink[np.arange(y, y + 20), np.arange(x, x + 20)] = True
    return ink


def bar(x: int, y: int, width: int, height: int) -> Flags:
    ink = paper()
    ink[y : y + height, x : x + width] = True
    return ink


def moved(old: Flags, new: Flags, known: tuple[Shift, ...] = ()) -> MovedShape | None:
    return moved_shape(old & ~new, new & ~old, old, new, known)


@given(st.integers(-40, 40), st.integers(-40, 40))
def test_a_shape_moved_by_more_than_its_strokes_is_found_with_its_shift(dx: int, dy: int) -> None:
    found = moved(door(60, 60), door(60 + dx, 60 + dy))
    if found is None:
        assert max(abs(dx), abs(dy)) < 12
    else:
        assert max(abs(found.shift[0] - dx), abs(found.shift[1] - dy)) <= 2


def test_the_box_is_where_the_shape_is_now() -> None:
    found = moved(door(20, 20), door(70, 50))
    assert found is not None
    assert found.box_px == (70, 50, 90, 80)


def test_a_shape_that_crosses_unmoved_lines_moved() -> None:
    lines = bar(0, 35, 160, 2) | bar(80, 0, 2, 160)
    found = moved(door(20, 20) | lines, door(70, 50) | lines)
    assert found is not None
    assert found.shift == (50, 30)


def test_a_mirrored_shape_did_not_move() -> None:
    assert moved(door(20, 20), np.asarray(door(70, 20)[:, ::-1])) is None


def test_a_shape_of_another_size_did_not_move() -> None:
    assert moved(bar(20, 20, 30, 4), bar(20, 80, 60, 4)) is None


@pytest.mark.parametrize("by", [6, 8, 13, 19])
def test_a_thick_wall_moved_by_less_than_its_width_did_not_move_by_its_width(by: int) -> None:
    found = moved(bar(40, 40, 80, 20), bar(40, 40 + by, 80, 20))
    assert found is not None
    assert found.shift[0] == 0
    assert abs(found.shift[1] - by) <= 2


def test_a_thick_wall_moved_by_more_than_its_width_moved() -> None:
    found = moved(bar(40, 40, 80, 20), bar(40, 80, 80, 20))
    assert found is not None
    assert found.shift == (0, 40)


def test_a_shape_partly_hidden_moved_if_it_followed_what_is_known_to_have_moved() -> None:
    old, new = door(20, 20) | bar(20, 48, 30, 2), door(70, 50) | bar(70, 78, 30, 2)
    gone, come = old.copy(), new.copy()
    come[50:65] = False
    assert moved_shape(gone, come, old, new) is None
    found = moved_shape(gone, come, old, new, [(50, 30)])
    assert found is not None
    assert found.shift == (50, 30)


@pytest.mark.parametrize(("old", "new"), [(paper(), door(20, 20)), (door(20, 20), paper())])
def test_what_only_came_or_went_did_not_move(old: Flags, new: Flags) -> None:
    assert moved(old, new) is None
