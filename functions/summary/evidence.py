"""What an analyst may speak of, and what each change is called."""

from __future__ import annotations

from dataclasses import dataclass

from common.domain.changes import (
    Alignment,
    Change,
    ChangeCategory,
    Match,
    MatchKind,
    RevisionCloud,
)
from common.domain.sheets import PageSize
from common.domain.wording import ENTRY_NOUNS
from functions.summary.critical_rules import names_a_mark

MARK = "tag or mark"
TABLE_ROW = "table row"
# What things are called in the order in which they are told.
NOUN_ORDER = (
    "dimension", TABLE_ROW, "text", "linework area", "shaded area", MARK, "revision mark",
    "title-block entry",
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
    def name(self) -> str:
        """Number and title as printed; "this sheet" without both."""
        return " ".join(part for part in (self.number, self.title) if part) or "this sheet"


def noun_of(change: Change) -> str:
    """Return what a change is about; marks and rows are told apart from texts on the drawing."""
    if names_a_mark(change):
        return MARK
    if change.row is not None and change.category is ChangeCategory.TEXT:
        return TABLE_ROW
    return ENTRY_NOUNS[change.category]
