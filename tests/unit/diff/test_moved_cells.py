"""Texts that a table lost or got while they only moved."""

from __future__ import annotations

from dataclasses import replace

from common.domain.changes import ChangeKind
from common.domain.geometry import Box
from functions.diff.moved_cells import with_moved_cells
from functions.diff.phrase_pairs import TextChange

ADDED, REMOVED, MOVED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED
CELL: Box = (100.0, 100.0, 110.0, 108.0)
NEAR: Box = (123.0, 80.0, 133.0, 88.0)
FAR: Box = (500.0, 80.0, 510.0, 88.0)


def gone(text: str, box: Box = CELL) -> TextChange:
    return TextChange(
        kind=REMOVED, box_pt=box, old_box_pt=box, old_text=text, new_text=None, size_pt=8, row="2"
    )


def come(text: str, box: Box = NEAR) -> TextChange:
    return TextChange(
        kind=ADDED, box_pt=box, old_box_pt=None, old_text=None, new_text=text, size_pt=8
    )


def test_a_cell_that_went_and_its_text_nearby_are_one_that_moved() -> None:
    [found] = with_moved_cells([gone("10")], [come("10")])
    assert (found.kind, found.old_box_pt, found.box_pt) == (MOVED, CELL, NEAR)
    assert (found.old_text, found.new_text, found.row) == ("10", "10", None)


def test_a_text_that_became_a_cell_moved_likewise() -> None:
    cell = replace(come("10"), row="2")
    [found] = with_moved_cells([cell], [replace(gone("10"), row=None)])
    assert (found.kind, found.old_box_pt, found.box_pt) == (MOVED, CELL, NEAR)


def test_another_text_nearby_is_another_change() -> None:
    assert len(with_moved_cells([gone("10")], [come("11")])) == 2


def test_an_equal_text_far_away_is_another_change() -> None:
    assert len(with_moved_cells([gone("10")], [come("10", FAR)])) == 2


def test_a_value_that_went_from_cell_to_cell_is_two_changes() -> None:
    cells = [gone("10"), replace(come("10"), row="3")]
    assert with_moved_cells(cells, []) == cells


def test_a_row_is_no_text_that_moved() -> None:
    row = replace(gone("10"), parts=(gone("10"),))
    assert len(with_moved_cells([row], [come("10")])) == 2
