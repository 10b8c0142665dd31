"""Revision mark and date out of the cells of title blocks."""

from __future__ import annotations

import pytest

from functions.ocr.revisions import revision_cells, surest
from functions.ocr.segments import segments_of
from tests.unit.ocr.layout import ARCH_D, Line, page

HEADS: tuple[Line, ...] = (
    ("NO.", 0.88, 0.50, 7.0), ("DESCRIPTION", 0.9, 0.50, 7.0), ("DATE", 0.96, 0.50, 7.0),
)  # fmt: skip


def _read(*lines: Line) -> tuple[str | None, str | None]:
    cells = revision_cells(segments_of(page(*lines)), ARCH_D)
    return surest(cells.marks), surest(cells.dates)


def _row(mark: str, date: str, v: float) -> tuple[Line, ...]:
    return ((mark, 0.88, v, 8.0), ("OWNER CHANGES", 0.9, v, 8.0), (date, 0.96, v, 8.0))


def test_what_stands_below_its_label_is_read() -> None:
    lines = (("REV", 0.95, 0.9, 7.0), ("C", 0.95, 0.908, 14.0), ("DATE", 0.9, 0.9, 7.0))
    assert _read(*lines, ("2024-03-15", 0.9, 0.908, 9.0)) == ("C", "2024-03-15")


def test_what_stands_right_of_its_label_is_read() -> None:
    date = ("Monday, May 30, 2018", 0.92, 0.95, 8.0)
    assert _read(("Date:", 0.9, 0.95, 8.0), date) == (None, "Monday, May 30, 2018")


def test_label_and_value_in_one_text_are_read() -> None:
    assert _read(("Rev: K", 0.9, 0.95, 8.0), ("Date: 2022-07-26", 0.8, 0.95, 8.0)) == (
        "K",
        "2022-07-26",
    )


@pytest.mark.parametrize("first_row_below", [0.51, 0.52])
def test_the_latest_row_of_the_table_counts(first_row_below: float) -> None:
    rows = (*_row("1", "03/15/2024", first_row_below), *_row("2", "06/28/2024", 0.535))
    assert _read(*HEADS, *rows) == ("2", "06/28/2024")


def test_the_latest_row_may_be_the_upper_one() -> None:
    rows = (*_row("B", "03/15/2024", 0.512), *_row("A", "06/28/2023", 0.53))
    assert _read(*HEADS, *rows) == ("B", "03/15/2024")


def test_a_table_without_rows_says_nothing() -> None:
    assert _read(*HEADS) == (None, None)


def test_two_cells_that_disagree_say_nothing() -> None:
    one = (("REV", 0.95, 0.9, 7.0), ("C", 0.95, 0.908, 14.0))
    other = (("REV", 0.85, 0.9, 7.0), ("D", 0.85, 0.908, 14.0))
    assert _read(*one, *other)[0] is None


def test_a_heading_called_revisions_is_no_mark() -> None:
    assert _read(("REVISIONS", 0.9, 0.5, 7.0))[0] is None


def test_a_view_on_the_plan_has_no_revision_cell() -> None:
    assert _read(("REV", 0.3, 0.3, 7.0), ("C", 0.3, 0.308, 14.0))[0] is None
