"""A person corrects a sheet's change list, or asks for its summary again.

Each time makes a *revision* of the comparison, counted in the transaction that writes it. A summary
belongs to one revision, and one of an earlier revision never takes the place of a later one's.
Nothing that was said or written is lost: manual overlays and summaries stay as history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from common import paths
from common.chain.steps import (
    corrected,
    load_comparison,
    load_found_changes,
    load_frame,
)
from common.chain.summarising import source_of, superseded
from common.chain.triaging import standing_triage
from common.domain.changes import Change
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import OverlayReady
from common.domain.ids import ComparisonId
from common.domain.jobs import SessionStatus, UnitStatus
from common.domain.manual_regions import ManualRegion, SheetFrame, merged
from common.domain.triage import TriageCounts, TriageDecision
from common.ports import Ports, Transaction
from common.records import (
    COMPARISON,
    SESSION,
    SUMMARY,
    ChangeCounts,
    ChangeSummary,
    Comparison,
    Document,
    Session,
    existing,
)
from common.review_records import MANUAL_OVERLAY, ManualOverlay

# Makes of what was said until now what is said then; `None` when nothing is to be said any more.
Saying = Callable[[ManualOverlay | None], ManualOverlay | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """What of a comparison never changes: its list as it was found, and its frame."""

    changes: tuple[Change, ...]
    frame: SheetFrame


def correct_changes(
    ports: Ports,
    comparison_id: ComparisonId,
    regions: Sequence[ManualRegion],
    *,
    created_by: str,
    expected_revision: int | None = None,
) -> Comparison:
    """Put what a person says over what stands of a change list, and ask for its summary again.

    Args:
        ports: the world.
        comparison_id: of a pair that has been compared.
        regions: added, edited, deleted, relabelled or restored; the others stay as they are.
        created_by: who says so.
        expected_revision: what the person looked at; `None` to correct whatever stands now.

    Returns:
        The comparison with its new revision, counts and `summary_is_due`.

    Raises:
        PermanentError: there is no such comparison (NOT_FOUND), it is not compared, cancelled or
            of another revision (CONFLICT), or a region makes no sense (INVALID_INPUT).
    """
    if not regions:
        raise PermanentError(ErrorCode.INVALID_INPUT, "Say what is to be corrected.")
    comparison = _compared(load_comparison(ports, comparison_id))
    sheet = _sheet(ports, comparison)
    known = frozenset(change.id for change in sheet.changes)
    first_number = 1 + max((int(change.id.lstrip("c")) for change in sheet.changes), default=0)

    def saying(before: ManualOverlay | None) -> ManualOverlay:
        said, next_number = merged(
            before.regions if before else (),
            regions,
            known=known,
            frame=sheet.frame,
            next_number=before.next_number if before else first_number,
        )
        return _overlay(ports, comparison, said, next_number, created_by)

    return _revise(ports, comparison, sheet, saying, expected_revision)


def withdraw_corrections(
    ports: Ports,
    comparison_id: ComparisonId,
    *,
    created_by: str,
    expected_revision: int | None = None,
) -> Comparison:
    """Take back everything said of a change list, and ask for its summary again.

    Raises:
        PermanentError: as `correct_changes`, and when nothing was said (CONFLICT).
    """
    comparison = _compared(load_comparison(ports, comparison_id))

    def saying(before: ManualOverlay | None) -> ManualOverlay:
        if before is None or not before.regions:
            raise _refused("Nobody has corrected this sheet, so there is nothing to withdraw.")
        return _overlay(ports, comparison, (), before.next_number, created_by)

    return _revise(ports, comparison, _sheet(ports, comparison), saying, expected_revision)


def regenerate(
    ports: Ports, comparison_id: ComparisonId, *, expected_revision: int | None = None
) -> Comparison:
    """Ask for a sheet's summary again; its change list stays as it is.

    Raises:
        PermanentError: as `correct_changes`.
    """
    comparison = _compared(load_comparison(ports, comparison_id))
    return _revise(
        ports, comparison, _sheet(ports, comparison), lambda before: before, expected_revision
    )


def ask_for_summary(ports: Ports, comparison: Comparison) -> None:
    """Publish the event of a comparison whose summary is due; the sweep's step too."""
    ports.bus.publish([OverlayReady(comparison_id=comparison.id, revision=comparison.revision)])


def _revise(
    ports: Ports,
    comparison: Comparison,
    sheet: _Sheet,
    saying: Saying,
    expected_revision: int | None,
) -> Comparison:
    def body(transaction: Transaction) -> Comparison:
        path = paths.comparison_path(comparison.id)
        current = _compared(COMPARISON.decode(existing(transaction.get(path), path)))
        session = _not_cancelled(transaction, current)
        _refuse_other(current, expected_revision)
        before = _active(transaction, current)
        decisions = standing_triage(transaction, current).decisions
        written = superseded(ports, transaction, current)
        said = saying(before)
        if said is not before and said is not None:
            said = replace(said, revision=current.revision + 1)
            written |= _overlays(ports, said, before)
        revised = _revised(ports, current, sheet, said, decisions)
        written[path] = COMPARISON.encode(revised)
        # Whoever polls a session looks at its own record only.
        seen = replace(session, updated_at=revised.updated_at)
        written[paths.session_path(session.id)] = SESSION.encode(seen)
        summary = _pending(revised, source_of(said))
        written[paths.summary_path(revised.id, revised.revision)] = SUMMARY.encode(summary)
        for written_path, document in written.items():
            transaction.set(written_path, document)
        return revised

    revised = ports.documents.transact(body)
    ask_for_summary(ports, revised)
    return revised


def _revised(
    ports: Ports,
    current: Comparison,
    sheet: _Sheet,
    said: ManualOverlay | None,
    decisions: Sequence[TriageDecision],
) -> Comparison:
    regions = said.regions if said else ()
    changes, _clouds = corrected(sheet.changes, current.revision_clouds, regions, sheet.frame)
    return replace(
        current,
        revision=current.revision + 1,
        summary_is_due=True,
        summary_error=None,
        manual_overlay_id=paths.manual_overlay_id(said.revision) if said else None,
        counts=ChangeCounts.of(changes),
        triage=TriageCounts.of(current.match, changes, decisions),  # of what is still there
        updated_at=ports.clock.now(),
    )


def _pending(revised: Comparison, source: str) -> ChangeSummary:
    return ChangeSummary(
        comparison_id=revised.id,
        session_id=revised.session_id,
        unit_index=revised.unit_index,
        status=UnitStatus.PENDING,
        created_at=revised.updated_at,
        updated_at=revised.updated_at,
        revision=revised.revision,
        manual_overlay_id=revised.manual_overlay_id,
        source=source,
    )


def _overlay(
    ports: Ports,
    comparison: Comparison,
    regions: tuple[ManualRegion, ...],
    next_number: int,
    created_by: str,
) -> ManualOverlay:
    now = ports.clock.now()
    return ManualOverlay(
        comparison_id=comparison.id,
        session_id=comparison.session_id,
        project_id=comparison.project_id,
        revision=0,  # until it is written
        created_by=created_by,
        created_at=now,
        updated_at=now,
        regions=regions,
        next_number=next_number,
    )


def _overlays(
    ports: Ports, said: ManualOverlay, before: ManualOverlay | None
) -> dict[str, Document]:
    """Return what is said now, and what was said before, retired."""
    now = ports.clock.now()
    overlays = [said, *([replace(before, is_active=False)] if before else [])]
    return {
        paths.manual_overlay_path(
            overlay.comparison_id, paths.manual_overlay_id(overlay.revision)
        ): MANUAL_OVERLAY.encode(replace(overlay, updated_at=now))
        for overlay in overlays
    }


def _active(transaction: Transaction, comparison: Comparison) -> ManualOverlay | None:
    if comparison.manual_overlay_id is None:
        return None
    path = paths.manual_overlay_path(comparison.id, comparison.manual_overlay_id)
    return MANUAL_OVERLAY.decode(existing(transaction.get(path), path))


def _sheet(ports: Ports, comparison: Comparison) -> _Sheet:
    return _Sheet(
        changes=load_found_changes(ports, comparison), frame=load_frame(ports, comparison)
    )


def _compared(comparison: Comparison) -> Comparison:
    if comparison.status is UnitStatus.COMPLETED:
        return comparison
    raise _refused(
        f"{comparison.drawing_name} is still being compared. Correct it when it is done."
        if comparison.status is UnitStatus.PENDING
        else f"{comparison.drawing_name} could not be compared, so it has no change list."
    )


def _not_cancelled(transaction: Transaction, comparison: Comparison) -> Session:
    path = paths.session_path(comparison.session_id)
    session = SESSION.decode(existing(transaction.get(path), path))
    if session.status is SessionStatus.CANCELLED:
        raise _refused("This comparison was cancelled. Correct the one that took its place.")
    return session


def _refuse_other(comparison: Comparison, expected_revision: int | None) -> None:
    if expected_revision not in {None, comparison.revision}:
        raise _refused(
            f"{comparison.drawing_name} was corrected by somebody else meanwhile. Look at it again."
        )


def _refused(message: str) -> PermanentError:
    return PermanentError(ErrorCode.CONFLICT, message)
