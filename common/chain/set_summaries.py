"""The summary of a whole set: due when a session ends, and again when a sheet's summary is new.

It comes after the session's end and never undoes it. Like the change list of a sheet the set has
revisions. One that is pending ends in the transaction that makes the next one due, so that no late
answer takes the place of a newer one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from common import paths
from common.domain.errors import ErrorCode
from common.domain.events import SetSummaryQueued
from common.domain.ids import SessionId
from common.domain.jobs import Failure, SessionStatus, UnitStatus
from common.outcomes import StageOutcome, note_outcome
from common.ports import Ports, Transaction
from common.records import SESSION, Document, Session, existing
from common.review_records import SET_SUMMARY, SetSummary

Documents = dict[str, Document]

SUMMARISED = frozenset({SessionStatus.COMPLETED, SessionStatus.COMPLETED_WITH_FAILURES})
OVERTAKEN = Failure(
    code=ErrorCode.CONFLICT,
    message="A sheet was summarised anew before this was written; a later summary follows.",
)


def due_set_summary(ports: Ports, transaction: Transaction, session: Session) -> Documents:
    """Return what a transaction writes so that another summary of the set is due.

    Returns:
        The session with its next revision, that revision's pending summary, and the one that is
        overtaken if it is pending; nothing where the set is not summarised.
    """
    if session.status not in SUMMARISED:
        return {}
    now = ports.clock.now()
    revision = session.set_revision + 1
    due = replace(session, set_revision=revision, set_summary_is_due=True, updated_at=now)
    pending = SetSummary(
        session_id=session.id,
        revision=revision,
        status=UnitStatus.PENDING,
        created_at=now,
        updated_at=now,
    )
    return {
        **_overtaken(ports, transaction, session),
        paths.session_path(session.id): SESSION.encode(due),
        paths.set_summary_path(session.id, revision): SET_SUMMARY.encode(pending),
    }


def _overtaken(ports: Ports, transaction: Transaction, session: Session) -> Documents:
    path = paths.set_summary_path(session.id, session.set_revision)
    document = transaction.get(path)
    before = SET_SUMMARY.decode(document) if document else None
    if before is None or before.status.is_terminal:
        return {}
    now = ports.clock.now()
    ended = replace(before, status=UnitStatus.FAILED, error=OVERTAKEN, updated_at=now)
    return {path: SET_SUMMARY.encode(ended)}


def ask_for_set_summary(ports: Ports, session: Session) -> None:
    """Publish the event of a session whose set summary is due; the sweep's step too."""
    if session.set_summary_is_due:
        ports.bus.publish([SetSummaryQueued(session_id=session.id, revision=session.set_revision)])


def finish_set_summary(
    ports: Ports, session_id: SessionId, revision: int, finish: Callable[[SetSummary], SetSummary]
) -> None:
    """Record a summary of a set and show it; one that has ended, or was overtaken, stays."""
    path = paths.set_summary_path(session_id, revision)
    session_path = paths.session_path(session_id)

    def body(transaction: Transaction) -> None:
        pending = SET_SUMMARY.decode(existing(transaction.get(path), path))
        session = SESSION.decode(existing(transaction.get(session_path), session_path))
        if pending.status.is_terminal:
            note_outcome(StageOutcome.DUPLICATE)
            return
        now = ports.clock.now()
        finished = replace(finish(pending), updated_at=now)
        shown = _showing(session, finished)
        transaction.set(path, SET_SUMMARY.encode(finished))
        if shown != session:
            transaction.set(session_path, SESSION.encode(replace(shown, updated_at=now)))

    ports.documents.transact(body)


def fail_set_summary(ports: Ports, session_id: SessionId, revision: int, failure: Failure) -> None:
    """Record that a set's summary could not be written; session and sheets stand without it."""
    finish_set_summary(
        ports,
        session_id,
        revision,
        lambda summary: replace(summary, status=UnitStatus.FAILED, error=failure),
    )


def load_set_summary(ports: Ports, session_id: SessionId, revision: int) -> SetSummary | None:
    """Return the summary of a revision of the set, `None` when nobody has begun it."""
    document = ports.documents.get(paths.set_summary_path(session_id, revision))
    return SET_SUMMARY.decode(document) if document else None


def load_shown_set_summary(ports: Ports, session: Session) -> SetSummary | None:
    """Return the set summary that counts: the newest that was written; `None` without one."""
    if session.set_summary_revision == 0:
        return None
    return load_set_summary(ports, session.id, session.set_summary_revision)


def _showing(session: Session, finished: SetSummary) -> Session:
    """Return the session after its pending summary has ended: that is always the newest."""
    settled = replace(session, set_summary_is_due=False)
    if finished.status is not UnitStatus.COMPLETED:
        return settled
    return replace(settled, set_summary_revision=finished.revision)
