"""The figures of a session as a whole, counted once for every format."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from common.domain.changes import (
    NOT_ISSUED,
    AlignmentGrade,
    ChangeCategory,
    ChangeKind,
    MatchKind,
)
from common.domain.triage import TriageStatus
from functions.api.exports.log_rows import FAILED, UNFINISHED, fate_of
from functions.api.exports.session_export import SessionExport, SheetExport


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many sheets and entries there are of each sort; entries are those of the change lists.

    Attributes:
        matched: sheets of both sets, whatever came of the comparison.
        changed: of these, sheets whose drawing changed.
        failed: rows that could not be worked on, of any kind.
        unfinished: rows that nobody has worked on: the session was cancelled.
        triage: how many changes of the drawings, and sheets added or removed, people decided which
            way; `open` is the rest.
        entries: all of the change lists, also what `title_block` and `revision_marks` count.
    """

    matched: int
    changed: int
    added: int
    removed: int
    not_issued: int
    failed: int
    unfinished: int
    grades: dict[AlignmentGrade, int]
    kinds: dict[ChangeKind, int]
    triage: dict[TriageStatus, int]
    title_block: int
    revision_marks: int
    entries: int

    @property
    def changes(self) -> int:
        """Changes of the drawings themselves."""
        return sum(self.kinds.values())

    @property
    def decidable(self) -> int:
        """What there is to decide: changes of the drawings, and sheets added or removed."""
        return sum(self.triage.values())


def figures_of(export: SessionExport) -> Figures:
    """Count a session."""
    sheets = export.sheets
    fates = Counter(fate_of(sheet) for sheet in sheets)
    kinds = Counter(sheet.comparison.kind for sheet in sheets)
    changes = [change for sheet in sheets for change in sheet.changes]
    categories = Counter(change.category for change in changes)
    of_drawing = Counter(change.kind for change in changes if change.is_of_drawing)
    grades = Counter(sheet.grade for sheet in sheets)
    triage = sum((triage_of(sheet) for sheet in sheets), Counter[TriageStatus]())
    return Figures(
        matched=kinds[MatchKind.MATCHED],
        changed=sum(map(is_changed, sheets)),
        added=fates[MatchKind.ADDED],
        removed=fates[MatchKind.REMOVED],
        not_issued=fates[NOT_ISSUED],
        failed=fates[FAILED],
        unfinished=fates[UNFINISHED],
        grades={grade: grades[grade] for grade in AlignmentGrade},
        kinds={kind: of_drawing[kind] for kind in ChangeKind},
        triage={status: triage[status] for status in TriageStatus},
        title_block=categories[ChangeCategory.TITLE_BLOCK],
        revision_marks=categories[ChangeCategory.REVISION_MARK],
        entries=len(changes),
    )


def triage_of(sheet: SheetExport) -> Counter[TriageStatus]:
    """Return how many of a sheet's changes people decided which way, those still open too.

    Counted are changes of the drawing, and the sheet itself where it was added or removed.
    """
    counts = sheet.comparison.triage
    return Counter(
        {
            TriageStatus.OPEN: (sheet.comparison.decidable_count or 0) - counts.decided,
            TriageStatus.ACCEPTED: counts.accepted,
            TriageStatus.REJECTED: counts.rejected,
            TriageStatus.NEEDS_RFI: counts.needs_rfi,
        }
    )


def is_changed(sheet: SheetExport) -> bool:
    """Tell whether the drawing of a matched sheet changed as far as is known."""
    return any(change.is_of_drawing for change in sheet.changes)


def drawing_changes(sheet: SheetExport) -> int:
    """Return how many changes of the drawing itself a sheet has."""
    return sum(change.is_of_drawing for change in sheet.changes)
