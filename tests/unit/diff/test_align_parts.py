"""What is together enough to be a part of a sheet that moved."""

from __future__ import annotations

import numpy as np
import pytest

from functions.diff.align_parts import may_hold_view
from functions.diff.page_ink import PageInk


def ink(*places: tuple[slice, slice]) -> PageInk:
    mask = np.zeros((600, 800), np.uint8)
    for place in places:
        mask[place] = 1
    return PageInk.of(mask)


def test_lines_a_third_of_an_inch_apart_may_be_a_views() -> None:
    assert may_hold_view(ink(*[np.s_[100 + 24 * k : 101 + 24 * k, 200:260] for k in range(4)]))


def test_what_other_ink_leaves_of_a_view_may_still_be_one() -> None:
    corners = [np.s_[y : y + 4, x : x + 4] for y in (100, 136) for x in (200, 236)]
    assert may_hold_view(ink(*corners))


@pytest.mark.parametrize(
    "left_over",
    [
        [np.s_[100:103, 50:700]],  # a rule
        [np.s_[100:130, 200:230], np.s_[300:330, 600:630]],  # symbols
        [np.s_[100:101, 200:220], np.s_[140:141, 220:235]],  # hardly any ink
        [],
    ],
)
def test_lines_symbols_and_specks_are_no_views(left_over: list[tuple[slice, slice]]) -> None:
    assert not may_hold_view(ink(*left_over))
