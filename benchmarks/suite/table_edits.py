"""Edits of schedules: rows that come and go, at the end and in between."""

from __future__ import annotations

import re

from benchmarks.suite.marks import Mark
from benchmarks.suite.page import Edit, Maker, Page, Rng, pick
from common.domain.geometry import Box

_NAMES = ("APPROVED", "BRONZE", "GLASS", "PAINTED", "STEEL", "TILE")


def _fresh_row(page: Page, row: Box, dy_pt: float, rng: Rng) -> tuple[Mark, ...]:
    """Return a row like another, some of its cells reading otherwise, the first always."""
    first = page.texts_in(row)[0]
    return tuple(
        _fresh_cell(page.body[i], rng, always=i == first).moved(0, dy_pt) for i in _marks(page, row)
    )


def _fresh_cell(mark: Mark, rng: Rng, *, always: bool) -> Mark:
    if not mark.text or not (always or rng.random() < 0.4):
        return mark
    if not re.search(r"\d", mark.text):
        return mark.but(text=str(pick(rng, [n for n in _NAMES if n != mark.text])))
    digits = str(int(rng.integers(1, 10)))
    return mark.but(text=re.sub(r"\d", digits, mark.text, count=1))


def _marks(page: Page, row: Box) -> list[int]:
    """Return what belongs to a row: its rules and its texts."""
    return page.within(row, 0.5)


def _has_room(page: Page, last: Box) -> bool:
    """Tell whether another row fits under a table."""
    height = last[3] - last[1]
    return page.is_free((last[0] + 1, last[3] + 3, last[2] - 1, last[3] + height + 2))


def _row_appended(page: Page, rng: Rng) -> Edit | None:
    table = pick(rng, [t for t in page.tables if _has_room(page, t[-1])])
    if table is None:
        return None
    pitch = table[-1][1] - table[-2][1]
    row = _fresh_row(page, table[-1], pitch, rng)
    return Edit(kind="row appended", marks={}, added=row, is_row=True)


def _row_inserted(page: Page, rng: Rng) -> Edit | None:
    table = pick(rng, [t for t in page.tables if len(t) > 3 and _has_room(page, t[-1])])
    if table is None:
        return None
    at = int(rng.integers(max(2, len(table) - 6), len(table)))
    pitch = table[at][1] - table[at - 1][1]
    below = _shifted(page, table[at:], pitch)
    row = _fresh_row(page, table[at], 0, rng)
    return Edit(
        kind="row inserted", marks=below, added=row, carried=frozenset(below), is_row=True
    )  # fmt: skip


def _row_deleted(page: Page, rng: Rng) -> Edit | None:
    table = pick(rng, [t for t in page.tables if len(t) > 3])
    if table is None:
        return None
    at = int(rng.integers(max(2, len(table) - 6), len(table)))
    pitch = table[at][1] - table[at - 1][1]
    below = _shifted(page, table[at + 1 :], -pitch)
    gone: dict[int, Mark | None] = dict.fromkeys(_marks(page, table[at]))
    return Edit(
        kind="row deleted", marks={**below, **gone}, carried=frozenset(below) - frozenset(gone),
        is_row=True,
    )  # fmt: skip


def _shifted(page: Page, rows: list[Box], dy_pt: float) -> dict[int, Mark | None]:
    return {i: page.body[i].moved(0, dy_pt) for row in rows for i in _marks(page, row)}


TABLE_MAKERS: dict[str, Maker] = {
    "row appended": _row_appended,
    "row inserted": _row_inserted,
    "row deleted": _row_deleted,
}
