"""Tables row by row: what came, went or reads differently, wherever the rows now stand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.changes import ChangeKind
from common.domain.geometry import Box
from common.domain.sheets import Word
from functions.diff.phrase_pairs import TextChange
from functions.diff.table_changes import TableComparison, compare_tables
from functions.diff.table_columns import aligned_tables
from functions.diff.table_grid import TABLE_DPI, Cell, Table, ruled_tables

ADDED, REMOVED, MODIFIED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MODIFIED
SCALE = TABLE_DPI / 72
WIDTHS_PT, ROW_PT, TOP_PT, LEFT_PT = (60.0, 80.0, 80.0, 90.0), 18.0, 50.0, 40.0
EDGES_PT = tuple(accumulate(WIDTHS_PT, initial=LEFT_PT))
DOORS = (
    "MARK WIDTH TYPE RATING", "101A 3'-0\" A -", "102A 3'-6\" B 20", "103A 3'-0\" A 45",
    "104A 3'-0\" A -",
)  # fmt: skip


def words(rows: tuple[str, ...]) -> list[Word]:
    """Return the words of a table's cells, "_" for an empty one."""
    return [
        Word(
            box_pt=(x + 4, y + 5, x + 4 + 5 * len(cell), y + 13),
            text=cell, size_pt=8, line=10 * number + column,
        )
        for number, row in enumerate(rows)
        for column, (cell, x) in enumerate(zip(row.split(), EDGES_PT, strict=False))
        if (y := TOP_PT + ROW_PT * number) and cell != "_"
    ]  # fmt: skip


def tables(rows: tuple[str, ...], *, ruled: bool = True) -> list[Table]:
    if not ruled:
        return aligned_tables(words(rows), set())
    gray = np.full((700, 700), 255, np.uint8)
    left, right = (round(x * SCALE) for x in (EDGES_PT[0], EDGES_PT[-1]))
    lines_px = [round((TOP_PT + ROW_PT * n) * SCALE) for n in range(len(rows) + 1)]
    for y in lines_px:
        gray[y : y + 2, left : right + 2] = 0
    for x in (round(edge * SCALE) for edge in EDGES_PT):
        gray[lines_px[0] : lines_px[-1] + 2, x : x + 2] = 0
    return ruled_tables(gray, words(rows))


def compared(old: tuple[str, ...], new: tuple[str, ...], *, ruled: bool = True) -> TableComparison:
    before, after = (tables(rows, ruled=ruled) for rows in (old, new))
    return compare_tables(before, after, words(old), words(new))


def told(found: TableComparison) -> list[tuple[ChangeKind, str | None, str | None, str | None]]:
    return [(c.kind, c.row, c.old_text, c.new_text) for c in found.changes]


both_sorts = pytest.mark.parametrize("ruled", [True, False])


@both_sorts
def test_a_table_is_read_by_rows_and_cells(*, ruled: bool) -> None:
    [table] = tables(DOORS, ruled=ruled)
    assert [row.text.split("\t") for row in table.rows] == [row.split() for row in DOORS]


@both_sorts
def test_equal_tables_say_nothing(*, ruled: bool) -> None:
    found = compared(DOORS, DOORS, ruled=ruled)
    assert not found.changes
    assert not found.new_words


@both_sorts
def test_a_row_in_the_middle_is_one_change_and_those_below_are_none(*, ruled: bool) -> None:
    new = (*DOORS[:2], "101B 3'-0\" C 90", *DOORS[2:])
    found = compared(DOORS, new, ruled=ruled)
    assert told(found) == [(ADDED, "101B", None, "101B\t3'-0\"\tC\t90")]
    assert [part.column for part in found.changes[0].parts] == ["MARK", "WIDTH", "TYPE", "RATING"]


@both_sorts
def test_a_row_that_went_is_one_change(*, ruled: bool) -> None:
    found = compared(DOORS, (*DOORS[:2], *DOORS[3:]), ruled=ruled)
    assert told(found) == [(REMOVED, "102A", "102A\t3'-6\"\tB\t20", None)]


@both_sorts
def test_a_cell_is_named_by_its_row_and_heading(*, ruled: bool) -> None:
    new = (*DOORS[:3], "103A 3'-0\" A 60", DOORS[4])
    [found] = compared(DOORS, new, ruled=ruled).changes
    assert (found.row, found.column) == ("103A", "RATING")
    assert (found.kind, found.old_text, found.new_text) == (MODIFIED, "45", "60")


def test_a_cell_that_changed_below_a_new_row_is_still_a_cell_that_changed() -> None:
    new = (*DOORS[:2], "101B 3'-0\" C 90", DOORS[2], "103A 3'-0\" A 60", DOORS[4])
    kinds = {(c.kind, c.row) for c in compared(DOORS, new).changes}
    assert kinds == {(ADDED, "101B"), (MODIFIED, "103A")}


def test_a_row_of_which_most_changed_is_one_change() -> None:
    new = (*DOORS[:3], "103A 4'-0\" D 90", DOORS[4])
    [found] = compared(DOORS, new).changes
    assert (found.kind, len(found.parts)) == (MODIFIED, 3)
    assert (found.old_text, found.new_text) == ("3'-0\"\tA\t45", "4'-0\"\tD\t90")


def test_an_emptied_cell_is_removed() -> None:
    [found] = compared(DOORS, (*DOORS[:2], "102A 3'-6\" _ 20", *DOORS[3:])).changes
    assert (found.kind, found.old_text, found.new_text) == (REMOVED, "B", None)


def test_a_cell_that_stays_alone_in_its_row_did_not_go_with_the_others() -> None:
    row = "105A 7'-6\" D 90"
    found = compared((*DOORS, row), (*DOORS, "_ _ _ 90"))
    assert {(c.kind, c.old_text) for c in found.changes} == {
        (REMOVED, "105A"), (REMOVED, "7'-6\""), (REMOVED, "D"),
    }  # fmt: skip
    assert len(words((*DOORS, row))) - 1 not in found.old_words


def test_a_renamed_row_is_the_same_row() -> None:
    [found] = compared(DOORS, (*DOORS[:3], "103C 3'-0\" A 45", DOORS[4])).changes
    assert (found.kind, found.old_text, found.new_text) == (MODIFIED, "103A", "103C")


def moved_down(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return x0, y0 + 5, x1, y1 + 5


def cut(table: Table, cells: dict[int, tuple[int, ...]], said: list[Word]) -> Table:
    """Return a table whose third row is cut to cells of these words."""
    found = {
        column: Cell(
            box_pt=table.rows[2].box_pt,
            words=indices,
            text=" ".join(said[index].text for index in indices),
        )
        for column, indices in cells.items()
    }
    rows = (*table.rows[:2], replace(table.rows[2], cells=found), *table.rows[3:])
    return replace(table, rows=rows)


def test_words_that_a_rule_less_joins_to_one_cell_read_as_before() -> None:
    [before], said = tables(DOORS), words(DOORS)
    after = cut(before, {0: (8,), 1: (9,), 2: (10, 11)}, said)
    assert not compare_tables([before], [after], said, said).changes


def test_a_word_that_changed_in_a_joined_cell_is_told() -> None:
    [before], new = tables(DOORS), words((*DOORS[:2], "102A 3'-6\" B 90", *DOORS[3:]))
    after = cut(before, {0: (8,), 1: (9,), 2: (10, 11)}, new)
    found = compare_tables([before], [after], words(DOORS), new)
    assert {c.row for c in found.changes} == {"102A"}


def test_a_row_that_moved_and_is_cut_to_other_cells_reads_the_same() -> None:
    [before] = tables(DOORS)
    lower = [replace(w, box_pt=moved_down(w.box_pt)) for w in words(DOORS)]
    rows = tuple(replace(row, box_pt=moved_down(row.box_pt)) for row in before.rows)
    after = cut(replace(before, rows=rows), {0: (8,), 1: (9,), 2: (10, 11)}, lower)
    assert not compare_tables([before], [after], words(DOORS), lower).changes


def raised(table: Table, said: list[Word], *, number: int, column: int) -> Table:
    """Return a table that counts a row's cell to the row above, whose box reaches up to it."""
    rows = list(table.rows)
    above, row = rows[number - 1], rows[number]
    cell = row.cells[column]
    x0, y0, x1, y1 = row.box_pt
    rows[number - 1] = replace(above, cells={**above.cells, len(table.lefts_pt): cell})
    rest = {place: other for place, other in row.cells.items() if place != column}
    rows[number] = replace(row, cells=rest, box_pt=(x0, y0 + 6, x1, y1))
    return Table(rows=tuple(rows), lefts_pt=(*table.lefts_pt, EDGES_PT[-1]))


def test_a_word_in_place_that_is_counted_to_another_row_has_not_changed() -> None:
    [before], said = tables(DOORS, ruled=False), words(DOORS)
    after = raised(before, said, number=3, column=1)
    assert not compare_tables([before], [after], said, said).changes
    assert not compare_tables([after], [before], said, said).changes


def test_a_word_that_changed_is_told_though_rows_are_cut_otherwise() -> None:
    [before], new = tables(DOORS, ruled=False), words((*DOORS[:3], "103A 3'-0\" A 90", DOORS[4]))
    [same] = tables((*DOORS[:3], "103A 3'-0\" A 90", DOORS[4]), ruled=False)
    after = raised(same, new, number=3, column=1)
    found = compare_tables([before], [after], words(DOORS), new)
    assert told(found) == [(MODIFIED, "103A", "45", "90")]


def test_a_cell_of_a_lower_row_is_removed_though_the_row_now_in_its_place_has_its_equal() -> None:
    new = (*DOORS[:3], "102B 4'-0\" C 45", "103A 3'-0\" A _", DOORS[4])
    kinds = {(c.kind, c.row) for c in compared(DOORS, new).changes}
    assert kinds == {(ADDED, "102B"), (REMOVED, "103A")}


def test_a_row_that_is_one_in_the_old_table_only_is_left_to_others() -> None:
    [before] = tables(DOORS)
    after = replace(before, rows=before.rows[:-1])
    found = compare_tables([before], [after], words(DOORS), words(DOORS))
    assert not found.changes
    assert {16, 17, 18, 19}.isdisjoint(found.old_words)


def test_rooms_in_rows_are_no_table() -> None:
    gray = np.full((700, 700), 255, np.uint8)
    for at in (50, 200, 350, 500):
        gray[at : at + 2, 50:502] = gray[50:502, at : at + 2] = 0
    names = [
        Word(box_pt=(x, y, x + 40, y + 8), text="ROOM", size_pt=8, line=int(x + y))
        for x in (60.0, 168.0, 276.0)
        for y in (80.0, 188.0, 296.0)
    ]
    assert not ruled_tables(gray, names)


def test_two_columns_of_notes_are_no_table() -> None:
    notes = [
        Word(
            box_pt=(x + 30.0 * n, y, x + 30.0 * n + 27, y + 8),
            text="SEALED", size_pt=8, line=int(x + y),
        )
        for y in (100.0, 112.0, 124.0, 136.0)
        for x in (50.0, 260.0)
        for n in range(6)
    ]  # fmt: skip
    assert not aligned_tables(notes, set())


@cache
def _row(number: int, rating: str) -> str:
    return f"{number}A 3'-0\" A {rating}"


rows = st.lists(st.integers(100, 130), min_size=3, max_size=8, unique=True).map(sorted)


@given(rows, rows, st.data())
def test_each_row_that_differs_is_told_once(
    old: list[int], new: list[int], data: st.DataObject
) -> None:
    rating = {n: data.draw(st.sampled_from(["45", "60"])) for n in set(old) & set(new)}
    before = (DOORS[0], *(_row(n, "45") for n in old))
    after = (DOORS[0], *(_row(n, rating.get(n, "45")) for n in new))
    changes = compared(before, after).changes
    assert sorted(map(_named, changes)) == sorted(
        [(ADDED, n) for n in set(new) - set(old) if not _paired(changes, n)]
        + [(REMOVED, n) for n in set(old) - set(new) if not _paired(changes, n)]
        + [(MODIFIED, n) for n, value in rating.items() if value == "60"]
        + [(MODIFIED, _number(c.new_text)) for c in changes if c.column == "MARK"]
    )


def _named(change: TextChange) -> tuple[ChangeKind, int]:
    return change.kind, _number(change.row)


def _number(text: str | None) -> int:
    return int((text or "0A").removesuffix("A"))


def _paired(changes: list[TextChange], number: int) -> bool:
    """Tell whether a row was taken for another one that was renamed."""
    renamed = [c for c in changes if c.column == "MARK"]
    return any(number in {_number(c.old_text), _number(c.new_text)} for c in renamed)
