"""A session frozen for export: what every format is written from, so that all say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from common.domain.changes import AlignmentGrade, Change
from common.domain.ink_ledger import InkLedger
from common.domain.jobs import Failure
from common.domain.triage import SHEET_CHANGE_ID, TriageDecision
from common.model_records import ModelSpending
from common.records import ChangeSummary, Comparison, DrawingVersion, Page, Session
from common.review_records import ManualOverlay, SetSummary, Triage

ReadBlob = Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """How many units of a stage there are, and what became of them."""

    total: int = 0
    completed: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetExport:
    """One row of the result with all that is said of it.

    Attributes:
        old_page: as corrected in the session; `None` where the old set has no such sheet.
        new_page: likewise of the new set.
        changes: with what people said; empty where nothing was compared.
        summary: the newest that was written.
        summary_error: why the newest that was asked for could not be written.
        said: what people said of the change list; `None` when nobody did.
        ledger: `None` where nothing was compared.
        triage: what people decided of its changes, and of the sheet as a whole.
        decisions: the same by change; a change without one is open.
    """

    comparison: Comparison
    old_page: Page | None
    new_page: Page | None
    changes: tuple[Change, ...]
    summary: ChangeSummary
    ledger: InkLedger | None
    triage: Triage
    decisions: Mapping[str, TriageDecision]
    summary_error: Failure | None = None
    said: ManualOverlay | None = None

    @property
    def grade(self) -> AlignmentGrade | None:
        """How far its alignment may be trusted; `None` for a sheet that stands alone or failed."""
        alignment = self.comparison.alignment
        return alignment.grade if alignment else None

    def decision_of(self, change: Change | None) -> TriageDecision | None:
        """Return what was decided of a change, of the sheet as a whole for `None`.

        `None` where nobody did, so that it is open.
        """
        return self.decisions.get(change.id if change else SHEET_CHANGE_ID)

    @property
    def shown_page(self) -> Page | None:
        """The page whose frame all boxes are in: the new one, the old one of a removed sheet."""
        return self.new_page or self.old_page


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionExport:
    """A session at one moment. Only pictures and pages are read later, one at a time.

    Attributes:
        sheets: in the order they are shown.
        progress: of "pages", "pairs" and "summaries".
        exported_at: when it was loaded.
        set_summary: of all sheets; `None` until one is written.
        set_summary_error: why the newest that was asked for could not be written.
        spending: on a language model, by summaries and chat; `None` where none was asked.
        read_blob: gives a stored file by its path.
    """

    session: Session
    old: DrawingVersion
    new: DrawingVersion
    old_pages: tuple[Page, ...]
    new_pages: tuple[Page, ...]
    sheets: tuple[SheetExport, ...]
    progress: Mapping[str, StageCount]
    exported_at: datetime
    read_blob: ReadBlob
    set_summary: SetSummary | None = None
    set_summary_error: Failure | None = None
    spending: ModelSpending | None = None
