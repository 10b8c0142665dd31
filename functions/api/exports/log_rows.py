"""The change log as rows, the same in every format: one a change, one a sheet that has no list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from common.domain.changes import NOT_ISSUED, AlignmentGrade, Change, MatchKind
from common.domain.triage import TriageDecision, TriageStatus
from functions.api.exports.concerns import sheet_concerns
from functions.api.exports.session_export import SessionExport, SheetExport

SHEET: Final = "sheet"  # category of a row that speaks of a whole sheet
NOT_COMPARABLE: Final = "not_comparable"
FAILED: Final = "failed"
UNFINISHED: Final = "unfinished"
_NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://buildtrace.example/change")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One row of the change log.

    Attributes:
        kind: of the change; of a whole sheet what became of it: `added`, `removed`, `not_issued`,
            `not_comparable`, `failed` or `unfinished`.
        category: of the change, or SHEET.
        change: `None` for a whole sheet.
        guid: the same whenever the same pages of the same versions are compared, so that an
            export replaces what an earlier one made elsewhere.
        check: why a person should look at the sheet before relying on it; empty where none should.
    """

    sheet: SheetExport
    kind: str
    category: str
    change: Change | None
    guid: UUID
    check: str

    @property
    def decision(self) -> TriageDecision | None:
        """What people decided of it; `None` where nobody did, or nobody can."""
        return self.sheet.decision_of(self.change) if self._is_decidable else None

    @property
    def triage(self) -> TriageStatus | None:
        """What is to become of it; `None` for a sheet that is no change as a whole."""
        if not self._is_decidable:
            return None
        return self.decision.status if self.decision else TriageStatus.OPEN

    @property
    def _is_decidable(self) -> bool:
        return self.change is not None or self.sheet.comparison.is_sheet_change

    @property
    def change_id(self) -> str:
        """The change's id, unique within its sheet; empty for a whole sheet."""
        return self.change.id if self.change else ""


def log_rows(export: SessionExport) -> Iterator[LogRow]:
    """Yield all rows in the order of the sheets and of their change lists."""
    for sheet in export.sheets:
        yield from sheet_rows(sheet)


def sheet_rows(sheet: SheetExport) -> Iterator[LogRow]:
    """Yield the rows of one sheet."""
    check = " ".join(sheet_concerns(sheet))
    for change in sheet.changes:
        yield LogRow(
            sheet=sheet,
            kind=change.kind,
            category=change.category,
            change=change,
            guid=_guid(sheet, change.id),
            check=check,
        )
    kind = fate_of(sheet)
    if kind is not None:
        yield LogRow(
            sheet=sheet,
            kind=kind,
            category=SHEET,
            change=None,
            guid=_guid(sheet, SHEET),
            check=check,
        )


def fate_of(sheet: SheetExport) -> str | None:
    """Return what became of a sheet as a whole, `None` where its change list says it all.

    A sheet that was not compared has a row too: without one, it would look unchanged.
    """
    comparison = sheet.comparison
    if comparison.error is not None:
        return FAILED
    if not comparison.status.is_terminal:
        return UNFINISHED
    if comparison.kind is not MatchKind.MATCHED:
        return NOT_ISSUED if comparison.match.is_not_issued else comparison.kind
    return NOT_COMPARABLE if sheet.grade is AlignmentGrade.NOT_COMPARABLE else None


def _guid(sheet: SheetExport, name: str) -> UUID:
    """Name a change by the pages compared: a correction makes another session of the rest."""
    comparison, match = sheet.comparison, sheet.comparison.match
    places = (
        comparison.old_version_id, match.old_page_index,
        comparison.new_version_id, match.new_page_index, name,
    )  # fmt: skip
    return uuid5(_NAMESPACE, "/".join(map(str, places)))
