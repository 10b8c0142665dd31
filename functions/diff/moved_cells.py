"""Texts that a table lost or got while they only moved: what looked like a cell is a symbol's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from common.domain.changes import ChangeKind
from common.domain.geometry import centre
from functions.diff.phrase_pairs import MOVE_PT, TextChange


def with_moved_cells(cells: Sequence[TextChange], others: Sequence[TextChange]) -> list[TextChange]:
    """Return all changes, of which a cell and an equal text outside tables are one that moved.

    Args:
        cells: what tables say; a value that went from one cell to another stays two changes.
        others: what other words say.
    """
    left, found = list(others), list[TextChange]()
    for cell in cells:
        near = [text for text in left if _is_move(cell, text) and _apart_pt(cell, text) < MOVE_PT]
        if near:
            nearest = min(near, key=lambda text: _apart_pt(cell, text))
            left.remove(nearest)
            found.append(_moved(cell, nearest))
        else:
            found.append(cell)
    return found + left


def _is_move(first: TextChange, second: TextChange) -> bool:
    before, after = _in_order(first, second)
    return (
        (before.kind, after.kind) == (ChangeKind.REMOVED, ChangeKind.ADDED)
        and not first.parts
        and before.old_text == after.new_text
    )


def _moved(first: TextChange, second: TextChange) -> TextChange:
    before, after = _in_order(first, second)
    return replace(
        after,
        kind=ChangeKind.MOVED,
        old_box_pt=before.box_pt,
        old_text=before.old_text,
        row=None,
        column=None,
    )


def _in_order(first: TextChange, second: TextChange) -> tuple[TextChange, TextChange]:
    return (first, second) if first.kind is ChangeKind.REMOVED else (second, first)


def _apart_pt(first: TextChange, second: TextChange) -> float:
    return math.dist(centre(first.box_pt), centre(second.box_pt))
