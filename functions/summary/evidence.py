"""What an analyst may speak of, and what each change is called."""

from __future__ import annotations

from dataclasses import dataclass, replace

from common.domain.changes import (
    Alignment,
    Change,
    ChangeCategory,
    ChangeKind,
    Match,
    MatchKind,
    RevisionCloud,
)
from common.domain.sheets import PageSize
from functions.summary.critical_rules import names_a_mark
from functions.summary.wording import counted, listed, quote

MAX_CELLS = 3  # of a row; an emptied row would be told cell by cell
MARK = "grid or reference mark"
NOUNS = {
    ChangeCategory.DIMENSION: "dimension",
    ChangeCategory.TEXT: "text",
    ChangeCategory.LINEWORK: "linework area",
    ChangeCategory.FILL: "shaded area",
    ChangeCategory.TITLE_BLOCK: "title-block entry",
    ChangeCategory.REVISION_MARK: "revision mark",
}
# In the order in which they are told: an edit first, a shift last.
VERBS = {
    ChangeKind.MODIFIED: "changed",
    ChangeKind.REMOVED: "removed",
    ChangeKind.ADDED: "added",
    ChangeKind.MOVED: "moved",
}
# What things are called in the order in which they are told.
NOUN_ORDER = (
    "dimension", "text", "linework area", "shaded area", MARK, "revision mark", "title-block entry",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEvidence:
    """What the analyst may speak of.

    Attributes:
        size: of the new sheet; of the old one when it was removed.
        word_sample: the biggest texts of the sheet, biggest first.
        clouds: the revision clouds of both sheets.
    """

    number: str | None
    title: str | None
    kind: MatchKind
    match: Match
    alignment: Alignment | None
    changes: tuple[Change, ...]
    size: PageSize
    word_sample: tuple[str, ...] = ()
    clouds: tuple[RevisionCloud, ...] = ()

    @property
    def is_not_issued(self) -> bool:
        """Whether a partial issue leaves the sheet out; nothing says that it was removed."""
        return self.match.method == "not_issued"

    @property
    def name(self) -> str:
        """Number and title as printed; "this sheet" without both."""
        return " ".join(part for part in (self.number, self.title) if part) or "this sheet"


def noun_of(change: Change) -> str:
    """Return what a change is about; marks are told apart from texts that say something."""
    return MARK if names_a_mark(change) else NOUNS[change.category]


def old_to_new(change: Change) -> str:
    """Return the texts of a change in quotes with what became of them; "" without text."""
    told = quotes_of(change)
    verb = "" if _is_edit(change) else f" {VERBS[change.kind]}"
    return f"{listed(told)}{verb}" if told else ""


def quotes_of(change: Change) -> list[str]:
    """Return every text of a change in quotes: a row that came or went as one, an edit as two.

    A cell is named by its row and the heading over it. What a person calls the change comes first.
    """
    if change.label is not None:
        return [quote(change.label), *quotes_of(replace(change, label=None))]
    if change.row is not None and not _is_edit(change):
        return [quote(text) for text in (change.new_text or change.old_text,) if text]
    if change.row is not None:
        return [f"row {change.row}{_cells(change)}"]
    if _is_edit(change):
        return [_pair(old, new) for old, new in change.texts]
    return [quote(text) for old, new in change.texts if (text := new or old)]


def _cells(change: Change) -> str:
    """Return the cells of an edited row by their headings, the row named once before them."""
    cells = [part for part in change.parts if (part.old_text, part.new_text) != (None, None)]
    headings = [part.column for part in cells] or [change.column]
    told = [
        f"{heading}: {_pair(old, new)}" if heading else _pair(old, new)
        for heading, (old, new) in zip(headings, change.texts, strict=True)
    ]
    begin = ", " if headings[0] else ": "
    more = len(told) - MAX_CELLS
    shown = told[:MAX_CELLS] + ([f"{counted(more, 'more cell')}"] if more > 0 else [])
    return f"{begin}{listed(shown)}"


def _is_edit(change: Change) -> bool:
    return change.kind is ChangeKind.MODIFIED


def _pair(old: str | None, new: str | None) -> str:
    if old and new:
        return f"{quote(old)} → {quote(new)}"
    verb = VERBS[ChangeKind.ADDED if new else ChangeKind.REMOVED]
    return f"{quote(new or old or '')} {verb}"
