"""Records of two sheets that are compared, their words, and the lists in their blobs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import TypeAdapter

from common.domain.changes import (
    Alignment,
    AlignmentGrade,
    Change,
    ChangeCategory,
    ChangeFound,
    ChangeKind,
    Match,
    MatchKind,
    RevisionCloud,
)
from common.domain.ids import ComparisonId, ProjectId, SessionId, VersionId
from common.domain.ink_ledger import InkLedger
from common.domain.jobs import Failure, UnitStatus
from common.domain.language import ModelUse
from common.domain.triage import TriageCounts
from common.records.codec import Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayImages:
    """What the diff stage stored of a pair; of the tiles a viewer loads those in sight."""

    overlay_path: str
    view_path: str
    thumbnail_path: str
    width_px: int
    height_px: int
    dpi: float
    view_scale: float
    tiles_path: str | None = None  # absent in records of earlier versions


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCounts:
    """How many entries of each kind the change list has.

    What is written about the revision is counted apart: the title block and revision marks.
    """

    added: int = 0
    removed: int = 0
    modified: int = 0
    moved: int = 0
    title_block: int = 0
    revision_marks: int = 0

    @classmethod
    def of(cls, changes: Iterable[Change]) -> ChangeCounts:
        """Count a change list."""
        listed = tuple(changes)
        kinds = Counter(change.kind for change in listed if change.is_of_drawing)
        categories = Counter(change.category for change in listed)
        return cls(
            added=kinds[ChangeKind.ADDED],
            removed=kinds[ChangeKind.REMOVED],
            modified=kinds[ChangeKind.MODIFIED],
            moved=kinds[ChangeKind.MOVED],
            title_block=categories[ChangeCategory.TITLE_BLOCK],
            revision_marks=categories[ChangeCategory.REVISION_MARK],
        )

    @property
    def total(self) -> int:
        """Changes of the drawing itself."""
        return self.added + self.removed + self.modified + self.moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One row of the result: a pair of sheets, or a sheet added or removed."""

    id: ComparisonId
    session_id: SessionId
    project_id: ProjectId
    unit_index: int
    drawing_name: str
    title: str
    kind: MatchKind
    match: Match
    old_version_id: VersionId
    new_version_id: VersionId
    status: UnitStatus
    created_at: datetime
    updated_at: datetime
    # As read or corrected, of each sheet; None without sheet or number, and in earlier records.
    old_number: str | None = None
    new_number: str | None = None
    attempts: int = 0
    error: Failure | None = None
    alignment: Alignment | None = None
    changes_path: str | None = None
    ledger_path: str | None = None  # where every differing pixel went; None without alignment
    counts: ChangeCounts = field(default_factory=ChangeCounts)
    images: OverlayImages | None = None
    revision_clouds: tuple[RevisionCloud, ...] = ()
    summary_text: str | None = None
    critical_change: str | None = None
    duration_s: float = 0.0
    # Of the change list: how often a person asked anew, whose summary is shown, whether one is due.
    revision: int = 0
    summary_revision: int = 0
    summary_is_due: bool = False
    summary_error: Failure | None = None  # why the newest that was asked for was not written
    manual_overlay_id: str | None = None  # what people said of the change list, if they did
    # What people decided of its changes: how often, and how many of the drawing's which way.
    triage_revision: int = 0
    triage: TriageCounts = field(default_factory=TriageCounts)

    @property
    def has_change_list(self) -> bool:
        """Whether two sheets lie on one another: only then does an empty list say anything."""
        if self.status is not UnitStatus.COMPLETED or self.alignment is None:
            return False
        return self.alignment.grade is not AlignmentGrade.NOT_COMPARABLE

    @property
    def is_sheet_change(self) -> bool:
        """Whether the sheet is a change as a whole and can be looked at."""
        return self.status is UnitStatus.COMPLETED and self.match.is_sheet_change

    @property
    def decidable_count(self) -> int | None:
        """What people decide of and is counted; `None` where there is nothing to decide yet.

        That is its changes of the drawing, and the sheet where it was added or removed as a whole.
        """
        if self.is_sheet_change:
            return self.counts.total + 1
        return self.counts.total if self.has_change_list else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSummary:
    """Words for one comparison; the one of revision 0 is a unit of the session's last stage."""

    comparison_id: ComparisonId
    session_id: SessionId
    unit_index: int
    status: UnitStatus
    created_at: datetime
    updated_at: datetime
    source: str = "machine"
    revision: int = 0
    manual_overlay_id: str | None = None
    attempts: int = 0
    error: Failure | None = None
    summary_text: str = ""
    changes_found: tuple[ChangeFound, ...] = ()
    critical_change: str | None = None
    recommendations: tuple[str, ...] = ()
    model_version: str = ""
    model_use: ModelUse | None = None  # None where no language model is set up
    duration_s: float = 0.0


COMPARISON = Codec(Comparison)
SUMMARY = Codec(ChangeSummary)
# Lists that live in blobs.
CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])
LEDGER: TypeAdapter[InkLedger] = TypeAdapter(InkLedger)
