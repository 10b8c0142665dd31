"""A person decides what is to become of changes; decisions stand for as long as their change does.

A sheet that was added or removed is a change as a whole, and decided of in the same way.

What stands of a sheet is one record, and each step that made it another beside it, so that the
history of a decision is kept. Decisions outlive corrections of the list: those of an entry that a
person deleted count again when it is restored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from common import paths
from common.chain.steps import (
    corrected,
    load_changes,
    load_comparison,
    load_found_changes,
    load_frame,
)
from common.domain.changes import Change
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import ComparisonId, UserId
from common.domain.jobs import UnitStatus
from common.domain.manual_regions import SheetFrame
from common.domain.triage import TriageCounts, TriageSaid, decidable, decided
from common.ports import Ports, Transaction
from common.records import COMPARISON, SESSION, Comparison, Document, existing
from common.review_records import MANUAL_OVERLAY, TRIAGE, TRIAGE_STEP, Triage, TriageStep

# A step may be as large as a document may be, 1 MiB, and Firestore takes 10 MiB in one commit.
STEPS_AT_ONCE: Final = 8


def triage_changes(
    ports: Ports,
    comparison_id: ComparisonId,
    said: Sequence[TriageSaid],
    *,
    said_by: UserId,
    name: str = "",
    seen_revision: int | None = None,
) -> tuple[Comparison, Triage]:
    """Put what a person says of changes over what stands; a repeat writes nothing.

    Args:
        ports: the world.
        comparison_id: of a sheet that has been compared, or shown as added or removed.
        said: of entries of its list as it stands, or of the sheet as a whole; all of it stands
            afterwards, or nothing.
        said_by: who says so.
        name: how that person is called; empty where it is not known.
        seen_revision: of the triage that the person looked at; `None` to overwrite what stands.

    Returns:
        The comparison with its counts, and what stands now.

    Raises:
        PermanentError: there is no such comparison (NOT_FOUND), it has not been compared or
            another session took the place of its own (CONFLICT), or `decided` refuses it.
    """
    comparison = load_comparison(ports, comparison_id)
    if comparison.status is not UnitStatus.COMPLETED:
        raise _refused(
            f"{comparison.drawing_name} has not been compared, so there is nothing to decide."
        )
    found, frame = load_found_changes(ports, comparison), load_frame(ports, comparison)

    def body(transaction: Transaction) -> tuple[Comparison, Triage]:
        path = paths.comparison_path(comparison.id)
        current = COMPARISON.decode(existing(transaction.get(path), path))
        session_path = paths.session_path(current.session_id)
        session = SESSION.decode(existing(transaction.get(session_path), session_path))
        if session.followed_by is not None:  # what follows would not have it
            raise _refused(f"This session is followed by {session.followed_by}. Go on there.")
        changes = _listed(transaction, current, found, frame)
        before, now = standing_triage(transaction, current), ports.clock.now()
        after = decided(
            before.decisions,
            said,
            listed=decidable(current.match, changes),
            by=said_by,
            at=now,
            seen_revision=seen_revision,
            revision=before.revision + 1,
        )
        if after == before.decisions:
            return current, before
        triage = replace(
            before,
            revision=before.revision + 1,
            updated_at=now,
            decisions=after,
            names=before.names | ({said_by: name} if name else {}),
        )
        triaged = replace(
            current,
            triage_revision=triage.revision,
            triage=TriageCounts.of(current.match, changes, after),
            updated_at=now,
        )
        transaction.set(path, COMPARISON.encode(triaged))
        # Whoever polls a session looks at its own record only.
        transaction.set(session_path, SESSION.encode(replace(session, updated_at=now)))
        for written_path, document in _written(triage).items():
            transaction.set(written_path, document)
        return triaged, triage

    return ports.documents.transact(body)


def standing_triage(transaction: Transaction, comparison: Comparison) -> Triage:
    """Return what stands of a comparison's changes, read in a transaction."""
    path = paths.triage_path(comparison.id)
    return _triage(transaction.get(path), comparison)


def load_triage(ports: Ports, comparison: Comparison) -> Triage:
    """Return what stands of a comparison's changes."""
    if not comparison.triage_revision:
        return _triage(None, comparison)
    return _triage(ports.documents.get(paths.triage_path(comparison.id)), comparison)


def load_triages(ports: Ports, comparisons: Sequence[Comparison]) -> list[Triage]:
    """Return what stands of the changes of each; a sheet nobody decided of is not asked for."""
    decided_of = [each.id for each in comparisons if each.triage_revision]
    documents = ports.documents.get_many([paths.triage_path(each) for each in decided_of])
    found = dict(zip(decided_of, documents, strict=True))
    return [_triage(found.get(each.id), each) for each in comparisons]


def load_triage_steps(ports: Ports, comparison: Comparison) -> list[TriageStep]:
    """Return everything that was ever decided of a comparison's changes, the earliest first."""
    documents = ports.documents.query(paths.triage_steps_collection(comparison.id))
    return [TRIAGE_STEP.decode(document) for document in documents]


def carry_triage(ports: Ports, known: Comparison, comparison: Comparison) -> Comparison:
    """Copy what people decided of a known result to the comparison that takes it over.

    Returns:
        The known result with the revision and the counts of what was copied, at this run or at
        one before it.
    """
    if known.triage_revision:
        standing = replace(
            load_triage(ports, known),
            comparison_id=comparison.id,
            session_id=comparison.session_id,
        )
        ports.documents.create_missing({paths.triage_path(comparison.id): TRIAGE.encode(standing)})
    triage = _triage(ports.documents.get(paths.triage_path(comparison.id)), comparison)
    _carry_steps(ports, known, triage)
    changes = load_changes(ports, replace(known, id=comparison.id)) if triage.decisions else ()
    return replace(
        known,
        triage_revision=triage.revision,
        triage=TriageCounts.of(comparison.match, changes, triage.decisions),
    )


def _carry_steps(ports: Ports, known: Comparison, triage: Triage) -> None:
    """Copy the history of what was copied; what was decided since belongs to the known result."""
    if not triage.revision:
        return
    steps = [
        replace(step, comparison_id=triage.comparison_id, session_id=triage.session_id)
        for step in load_triage_steps(ports, known)
        if step.revision <= triage.revision
    ]
    for first in range(0, len(steps), STEPS_AT_ONCE):
        ports.documents.create_missing(
            {
                paths.triage_step_path(step.comparison_id, step.revision): TRIAGE_STEP.encode(step)
                for step in steps[first : first + STEPS_AT_ONCE]
            }
        )


def _triage(document: Document | None, comparison: Comparison) -> Triage:
    if document is not None:
        return TRIAGE.decode(document)
    return Triage(
        comparison_id=comparison.id,
        session_id=comparison.session_id,
        project_id=comparison.project_id,
        revision=0,
        updated_at=comparison.updated_at,
    )


def _listed(
    transaction: Transaction,
    current: Comparison,
    found: Sequence[Change],
    frame: SheetFrame,
) -> tuple[Change, ...]:
    """Return the change list with what people said of it by now."""
    if current.manual_overlay_id is None:
        return tuple(found)
    path = paths.manual_overlay_path(current.id, current.manual_overlay_id)
    said = MANUAL_OVERLAY.decode(existing(transaction.get(path), path))
    return corrected(found, current.revision_clouds, said.regions, frame)[0]


def _written(triage: Triage) -> Mapping[str, Document]:
    """Return what stands, and the step that made it so."""
    step = TriageStep(
        comparison_id=triage.comparison_id,
        session_id=triage.session_id,
        project_id=triage.project_id,
        revision=triage.revision,
        decisions=tuple(d for d in triage.decisions if d.revision == triage.revision),
    )
    return {
        paths.triage_path(triage.comparison_id): TRIAGE.encode(triage),
        paths.triage_step_path(triage.comparison_id, triage.revision): TRIAGE_STEP.encode(step),
    }


def _refused(message: str) -> PermanentError:
    return PermanentError(ErrorCode.CONFLICT, message)
