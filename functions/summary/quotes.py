"""The texts of changes in quotes, by what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from common.domain.changes import Change, ChangeKind
from common.domain.wording import VERBS
from functions.summary.critical_rules import SEVERITIES, severity_of
from functions.summary.marks import is_mark
from functions.summary.wording import counted, listed, quote, some_of

MAX_CELLS: Final = 3  # of a row; an emptied row would be told cell by cell
MAX_TEXTS: Final = 3  # of one entry that stands for a whole area
MAX_MOVED: Final = 2  # what moved along says nothing new

_Texts = tuple[str | None, str | None]
Quotes = dict[ChangeKind, list[str]]


def old_to_new(change: Change) -> str:
    """Return the texts of a change in quotes with what became of them; "" without text.

    Of many the most telling: “a” → “b”, “c” and 7 more removed.
    """
    return listed([_clause(kind, texts) for kind, texts in quotes_of(change).items()])


def _clause(kind: ChangeKind, texts: Sequence[str]) -> str:
    different = list(dict.fromkeys(texts))
    few = len(different) <= MAX_TEXTS
    told = listed(different) if few else some_of(different, MAX_TEXTS)
    return told if kind is ChangeKind.MODIFIED else f"{told} {VERBS[kind]}"


def quotes_of(change: Change) -> Quotes:
    """Return every text of a change in quotes under what became of it, in the order of `VERBS`.

    An entry that changed may hold texts that only went or only came. A row that came or went is
    one text; an edited one is named with its cells. What a person calls the change comes first.
    """
    found: Quotes = {kind: [] for kind in VERBS}
    if change.label is not None:
        found[change.kind].append(quote(change.label))
    if change.row is not None:
        found[change.kind] += _row(change)
    elif change.kind is ChangeKind.MOVED:
        found[change.kind] += _moved([new or old or "" for old, new in change.texts])
    else:
        for texts in _by_weight(change):
            found[_kind_of(texts)].append(_pair(*texts))
    return {kind: texts for kind, texts in found.items() if texts}


def _moved(texts: Sequence[str]) -> list[str]:
    """Return what moved, of a whole area its first text only."""
    if len(texts) <= MAX_MOVED:
        return [quote(text) for text in texts]
    return [f"{quote(texts[0])} with {counted(len(texts) - 1, 'other text')}"]


def _by_weight(change: Change) -> list[_Texts]:
    """Return the texts of an entry, those first that make it urgent, grid marks last."""

    def weight(texts: _Texts) -> tuple[int, bool]:
        old, new = texts
        alone = replace(change, old_text=old, new_text=new, parts=(), label=None)
        return SEVERITIES.index(severity_of(alone)), all(is_mark(t) for t in texts if t)

    return sorted(change.texts, key=weight)


def _kind_of(texts: _Texts) -> ChangeKind:
    match texts:
        case (None, _):
            return ChangeKind.ADDED
        case (_, None):
            return ChangeKind.REMOVED
        case _:
            return ChangeKind.MODIFIED


def _row(change: Change) -> list[str]:
    if change.kind is not ChangeKind.MODIFIED:
        return [quote(text) for text in (change.new_text or change.old_text,) if text]
    return [f"row {change.row}{_cells(change)}"]


def _cells(change: Change) -> str:
    """Return the cells of an edited row by their headings, the row named once before them."""
    cells = [part for part in change.parts if (part.old_text, part.new_text) != (None, None)]
    headings = [part.column for part in cells] or [change.column]
    told = [
        f"{heading}: {_cell(old, new)}" if heading else _cell(old, new)
        for heading, (old, new) in zip(headings, change.texts, strict=True)
    ]
    begin = ", " if headings[0] else ": "
    more = len(told) - MAX_CELLS
    shown = told[:MAX_CELLS] + ([f"{counted(more, 'more cell')}"] if more > 0 else [])
    return f"{begin}{listed(shown)}"


def _cell(old: str | None, new: str | None) -> str:
    kind = _kind_of((old, new))
    told = _pair(old, new)
    return told if kind is ChangeKind.MODIFIED else f"{told} {VERBS[kind]}"


def _pair(old: str | None, new: str | None) -> str:
    if old and new:
        return f"{quote(old)} → {quote(new)}"
    return quote(new or old or "")
