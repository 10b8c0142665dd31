"""Numbers of a scale bar are no dimensions; dimensions are never taken for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from common.domain.changes import Change, ChangeCategory, ChangeKind
from functions.summary.analyst_rules import summarise
from functions.summary.scale_bars import without_scale_bars
from tests.unit.summary.sheets import change, dimension, evidence

PT_PER_FOOT = 3.6


def _at(found: Change, feet: float, down_pt: float = 0.0) -> Change:
    x = 600.0 + PT_PER_FOOT * feet
    return replace(found, box_pt=(x, 250.0 + down_pt, x + 12, 262.0 + down_pt))


ZERO = _at(change("0", None, number=1), 0)
BAR = [_at(dimension(f"{feet}'", None, number=feet), feet) for feet in (20, 40, 80)]


def _dimensions(*changes: Change) -> list[str]:
    return [c.id for c in without_scale_bars(changes) if c.category is ChangeCategory.DIMENSION]


def test_a_scale_bar_that_went_is_no_dimension_to_take_off_again() -> None:
    assert _dimensions(ZERO, *BAR) == []
    summary = summarise(evidence(*without_scale_bars([ZERO, *BAR])))
    assert "4 tags or marks removed" in summary.summary_text
    assert summary.recommendations == ()
    assert {found.severity for found in summary.changes_found} == {"low"}


@pytest.mark.parametrize(
    "changes",
    [
        BAR,  # nothing to measure from
        [ZERO, BAR[0]],  # one length proves nothing
        [ZERO, BAR[0], _at(BAR[1], 55), BAR[2]],  # out of proportion
        [ZERO, *(_at(c, f, down_pt=30) for c, f in zip(BAR, (20, 40, 80), strict=True))],
        [
            ZERO,
            *(replace(c, kind=ChangeKind.ADDED, old_text=None, new_text=c.old_text) for c in BAR),
        ],
        [ZERO, *(replace(c, old_text=f'{c.old_text} - 6"') for c in BAR)],
        [ZERO, *(replace(c, new_text="30'") for c in BAR)],  # edited one by one
    ],
)
def test_dimensions_stay_dimensions(changes: list[Change]) -> None:
    assert len(_dimensions(*changes)) == len(changes) - (changes[0] is ZERO)
