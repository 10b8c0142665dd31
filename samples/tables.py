"""Ruled tables, as schedules are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samples.drawing import BOLD, PLAIN, Canvas, Point


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry; what edit it belongs to, if any."""

    text: str
    edit: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; `edit` covers all of it with its rules."""

    cells: tuple[Cell, ...]
    edit: str = ""


def row_of(*texts: str, edit: str = "") -> Row:
    """Return a row of plain cells."""
    return Row(tuple(Cell(text) for text in texts), edit)


def draw_table(
    c: Canvas,
    at: Point,
    title: str,
    heads: Sequence[str],
    widths_pt: Sequence[float],
    rows: Sequence[Row],
    *,
    row_pt: float = 24.0,
    size_pt: float = 9.0,
    title_edit: str = "",
) -> float:
    """Draw a table; return the y of its lower edge."""
    x, y = at
    width = sum(widths_pt)
    c.rect((x, y, x + width, y + 30), 1.4, fill=0.88)
    with c.edit(*filter(None, [title_edit])):
        c.text((x + width / 2, y + 20), title, 14, font=BOLD, align="center")
    y += 30
    _row(c, (x, y), row_of(*heads), widths_pt, row_pt, size_pt, font=BOLD)
    for row in rows:
        y += row_pt
        with c.edit(*filter(None, [row.edit])):
            _row(c, (x, y), row, widths_pt, row_pt, size_pt)
    return y + row_pt


def _row(
    c: Canvas,
    at: Point,
    row: Row,
    widths_pt: Sequence[float],
    row_pt: float,
    size_pt: float,
    *,
    font: str = PLAIN,
) -> None:
    x, y = at
    c.rect((x, y, x + sum(widths_pt), y + row_pt), 0.6)
    for cell, width in zip(row.cells, widths_pt, strict=True):
        c.line((x, y), (x, y + row_pt), 0.6)
        with c.edit(*filter(None, [cell.edit])):
            if cell.text:
                c.text((x + 7, y + row_pt / 2 + size_pt * 0.36), cell.text, size_pt, font=font)
        x += width
