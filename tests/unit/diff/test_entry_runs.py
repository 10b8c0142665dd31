"""A view that was dimensioned is one entry; arrow heads on fills go with their line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from common.domain.changes import Change, ChangeCategory, ChangeKind
from common.domain.geometry import Box
from functions.diff.entry_runs import with_fills, with_runs

ADDED, REMOVED, MODIFIED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MODIFIED
DIMENSION, LINEWORK, FILL = ChangeCategory.DIMENSION, ChangeCategory.LINEWORK, ChangeCategory.FILL
SHEET_PT = 3000.0


def change(
    box: Box,
    text: str | None = None,
    *,
    kind: ChangeKind = ADDED,
    category: ChangeCategory = DIMENSION,
) -> Change:
    return Change(
        id="", kind=kind, category=category, box_pt=box, box_px=(0, 0, 1, 1), ink_px=10,
        old_text=text if kind is REMOVED else None, new_text=None if kind is REMOVED else text,
    )  # fmt: skip


def dimensions(count: int, step: float = 150.0, kind: ChangeKind = ADDED) -> list[Change]:
    return [change((step * n, 0, step * n + 60, 20), f"{n}'-0\"", kind=kind) for n in range(count)]


def test_four_dimensions_that_came_in_one_view_are_one_entry_with_a_part_each() -> None:
    [found] = with_runs(dimensions(4), SHEET_PT)
    assert (found.kind, found.category, len(found.parts)) == (ADDED, DIMENSION, 4)
    assert found.new_text == "0'-0\"\n1'-0\"\n2'-0\"\n3'-0\""
    assert found.ink_px == 40


def test_three_dimensions_are_three_entries() -> None:
    assert with_runs(dimensions(3), SHEET_PT) == dimensions(3)


def test_dimensions_of_another_view_are_none_of_the_run() -> None:
    far = change((0, 400, 60, 420), "9'-9\"")
    assert far in with_runs([*dimensions(4), far], SHEET_PT)


def letters(count: int, size: float = 1.0) -> list[Change]:
    boxes = ((9 * size * n, 0, (9 * n + 5) * size, 8 * size) for n in range(count))
    return [change(box, kind=MODIFIED, category=FILL) for box in boxes]


def test_a_note_of_drawn_letters_in_another_colour_is_one_entry() -> None:
    [found] = with_runs(letters(6), SHEET_PT)
    assert (found.kind, found.category, len(found.parts)) == (MODIFIED, FILL, 6)
    assert found.box_pt == (0, 0, 50, 8)


def test_areas_higher_than_letters_and_a_few_small_fills_stay_entries_of_their_own() -> None:
    assert with_runs(letters(6, size=6.0), SHEET_PT) == letters(6, size=6.0)
    assert with_runs(letters(3), SHEET_PT) == letters(3)


def test_lengths_in_a_table_are_told_by_its_rows() -> None:
    cells = [replace(cell, row="101A") for cell in dimensions(4)]
    assert with_runs(cells, SHEET_PT) == cells


def test_what_went_is_none_of_what_came() -> None:
    mixed = [*dimensions(2), *dimensions(2, kind=REMOVED)]
    assert len(with_runs(mixed, SHEET_PT)) == 4


def test_other_changes_within_a_run_stay_entries_of_their_own() -> None:
    others = [
        change((100, 0, 110, 10), category=LINEWORK),
        change((100, 0, 110, 10), "6'-0\"", kind=MODIFIED),
    ]
    found = with_runs([*dimensions(4), *others], SHEET_PT)
    assert len(found) == 3
    assert all(other in found for other in others)


def test_a_run_ends_at_a_quarter_of_the_sheet() -> None:
    found = with_runs(dimensions(12), SHEET_PT)
    assert len(found) > 1
    assert all(c.box_pt[2] - c.box_pt[0] <= SHEET_PT / 4 for c in found)


def number(place: int, old: str, new: str, *, x: float = 100.0, step: float = 12.0) -> Change:
    box = (x, 100 + step * place, x + 8, 109 + step * place)
    return replace(change(box, new, kind=MODIFIED, category=ChangeCategory.TEXT), old_text=old)


def test_pins_that_were_counted_anew_are_one_entry_with_a_part_each() -> None:
    pins = [number(n, str(2 * n + 1), str(n + 1)) for n in range(4)]
    [found] = with_runs(pins, SHEET_PT)
    assert (found.kind, len(found.parts)) == (MODIFIED, 4)
    assert (found.old_text, found.new_text) == ("1\n3\n5\n7", "1\n2\n3\n4")


@pytest.mark.parametrize(
    "entries",
    [
        [number(n, str(n), str(n + 1)) for n in range(3)],
        [number(n, str(n), str(n + 1), step=20.0) for n in range(6)],
        [number(n, str(n), str(n + 1), x=100 + 20 * n) for n in range(6)],
        [number(n, "OAK", "ASH") for n in range(6)],
        [number(n, "3'-0\"", "3'-6\"") for n in range(6)],
        [replace(number(n, str(n), str(n + 1)), row="D1") for n in range(6)],
    ],
    ids=["three", "far apart", "aslant", "words", "lengths", "cells of a table"],
)
def test_what_is_no_column_of_numbers(entries: list[Change]) -> None:
    assert with_runs(entries, SHEET_PT) == entries


def test_an_arrow_head_on_a_fill_goes_with_the_line_beside_it() -> None:
    line = change((0, 0, 40, 2), category=LINEWORK)
    head = change((42, -4, 50, 6), kind=MODIFIED, category=FILL)
    [found] = with_fills([line], [head])
    assert (found.kind, found.category, len(found.parts)) == (ADDED, LINEWORK, 2)
    assert found.box_pt == (0, -4, 50, 6)


def test_a_fill_by_itself_or_between_two_entries_is_an_entry() -> None:
    lines = [change((0, 0, 40, 2), category=LINEWORK), change((52, 0, 90, 2), category=LINEWORK)]
    head = change((42, -4, 50, 6), kind=MODIFIED, category=FILL)
    far = change((42, 100, 50, 110), kind=MODIFIED, category=FILL)
    assert with_fills(lines, [head]) == [*lines, head]
    assert with_fills(lines[:1], [far]) == [lines[0], far]


def test_a_fill_at_a_line_that_only_changed_is_an_entry() -> None:
    line = change((0, 0, 40, 2), kind=MODIFIED, category=LINEWORK)
    head = change((42, -4, 50, 6), kind=MODIFIED, category=FILL)
    assert with_fills([line], [head]) == [line, head]
