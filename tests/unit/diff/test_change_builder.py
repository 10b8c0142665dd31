"""Which entries a list keeps that has no room for all."""

from __future__ import annotations

import pytest

from common.domain.changes import Change, ChangeCategory, ChangeKind
from functions.diff.change_builder import MAX_CHANGES, numbered


def change(ink_px: int, side_pt: float = 10.0) -> Change:
    return Change(
        id="", kind=ChangeKind.MODIFIED, category=ChangeCategory.FILL, ink_px=ink_px,
        box_pt=(0, 0, side_pt, side_pt), box_px=(0, 0, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize("kept", [change(0), change(10**6)])
def test_a_moved_view_or_fill_without_ink_is_cut_last_like_the_most_ink(kept: Change) -> None:
    found = numbered([*[change(5)] * (MAX_CHANGES + 7), kept])
    assert len(found) == MAX_CHANGES
    assert kept.ink_px in {entry.ink_px for entry in found}


def test_of_too_many_without_ink_the_largest_are_kept() -> None:
    found = numbered([*[change(0)] * MAX_CHANGES, change(0, side_pt=99.0)])
    assert max(entry.box_pt[2] for entry in found) == 99.0
