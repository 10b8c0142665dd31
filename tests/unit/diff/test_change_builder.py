"""Which entries a list keeps that has no room for all."""

from __future__ import annotations

import numpy as np
import pytest

from common.domain.changes import Change, ChangeCategory, ChangeKind
from common.domain.geometry import Transform
from functions.diff.align_grade import MovedContent
from functions.diff.change_builder import MAX_CHANGES, ChangeBuilder, numbered
from functions.diff.frame import Frame
from tests.unit.diff.sheets import busy, opened, plot, turned


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


@pytest.mark.parametrize(
    ("moved", "scaled", "turned_deg"),
    [
        (Transform(tx=20, ty=5), 1.0, 0.0),
        (turned(90, (300, 200), 1.5), 1.5, 90.0),
        (turned(-12.25, (300, 200)), 1.0, -12.25),
        (turned(180, (300, 200), 0.5), 0.5, 180.0),
    ],
)
def test_a_view_says_its_size_and_turn_beyond_those_of_the_sheet(
    moved: Transform, scaled: float, turned_deg: float
) -> None:
    sheet = turned(90, (300, 300), 0.5)
    part = MovedContent(
        new_from_old=moved.after(sheet),
        box_pt=(100, 100, 200, 200),
        where=np.ones((9, 9), np.uint8),
        residual_px=0.1,
    )
    with opened(plot(busy())) as (new,):
        build = ChangeBuilder(Frame(width_px=3300, height_px=2550, dpi=300), new, new.words)
        entry = build.moved_content(part, sheet)
    assert (entry.scaled, entry.turned_deg) == (scaled, turned_deg)
