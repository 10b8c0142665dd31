"""Texts of changes in quotes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from common.domain.changes import Change, ChangeCategory, ChangeKind, ChangePart
from functions.summary.analyst_rules import summarise
from functions.summary.quotes import old_to_new
from tests.unit.summary.sheets import change, evidence


def _area(*texts: tuple[str | None, str | None], kind: ChangeKind) -> Change:
    """Return an entry that stands for several texts."""
    parts = tuple(
        ChangePart(
            kind=kind, category=ChangeCategory.TEXT, box_pt=(0, 0, 1, 1), old_text=old, new_text=new
        )
        for old, new in texts
    )
    return replace(change(*texts[0], kind=kind), parts=parts)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("A1 PUMP", "B2 PUMP", "“A1 PUMP” → “B2 PUMP”"), ("FENCE", None, "“FENCE” removed")],
)
def test_a_text_is_quoted_with_what_became_of_it(
    old: str | None, new: str | None, words: str
) -> None:
    assert old_to_new(change(old, new)) == words


def test_an_area_that_changed_tells_what_went_and_came_once_each() -> None:
    area = _area(("FENCE", None), (None, "POSTS"), ("GATE", None), kind=ChangeKind.MODIFIED)
    assert old_to_new(area) == "“FENCE” and “GATE” removed and “POSTS” added"


def test_of_an_area_with_many_texts_a_few_are_quoted_and_the_rest_counted() -> None:
    area = _area(*((f"TEXT {n}", None) for n in range(40)), kind=ChangeKind.MODIFIED)
    assert old_to_new(area) == "“TEXT 0”, “TEXT 1”, “TEXT 2” and 37 more removed"


def test_the_text_that_makes_an_area_urgent_comes_first_and_grid_marks_last() -> None:
    texts = ("A-301", "2", "SOFA", "1-HR FIRE RATED WALL")
    area = _area(*((text, None) for text in texts), kind=ChangeKind.REMOVED)
    assert old_to_new(area) == "“1-HR FIRE RATED WALL”, “SOFA”, “A-301” and 1 more removed"


def test_an_area_that_moved_is_told_by_its_first_text() -> None:
    area = _area(*((f"TEXT {n}", f"TEXT {n}") for n in range(9)), kind=ChangeKind.MOVED)
    assert old_to_new(area) == "“TEXT 0” with 8 other texts moved"


def test_a_changed_entry_that_only_lost_its_text_is_not_called_removed_twice() -> None:
    lost = _area(("0'-6\"", None), kind=ChangeKind.MODIFIED)
    (found,) = summarise(evidence(replace(lost, category=ChangeCategory.DIMENSION))).changes_found
    assert found.description == "1 dimension changed: removed “0'-6\"”"
