"""The summary of a whole set: due when a session ends, and again when a sheet's summary is new.

It comes after the session's end and never undoes it. Like the change list of a sheet the set has
revisions: what is written for an earlier one never takes the place of a later one's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from common import paths
from common.chain.steps import existing, load_session
from common.domain.errors import ErrorCode
from common.domain.events import SetSummaryQueued
from common.domain.ids import SessionId
from common.domain.jobs import Failure, SessionStatus, UnitStatus
from common.ports import Ports, Transaction
from common.records import SESSION, Session
from common.review_records import SET_SUMMARY, SetSummary

SUMMARISED = frozenset({SessionStatus.COMPLETED, SessionStatus.COMPLETED_WITH_FAILURES})
OVERTAKEN = Failure(
    code=ErrorCode.CONFLICT,
    message="A sheet was summarised anew before this was written; a later summary follows.",
)


def set_summary_due(session: Session) -> Session:
    """Return the session with another summary of its set due; one not ended stays as it is."""
    if session.status not in SUMMARISED:
        return session
    return replace(session, set_revision=session.set_revision + 1, set_summary_is_due=True)


def ask_for_set_summary(ports: Ports, session: Session) -> None:
    """Publish the event of a session whose set summary is due; the sweep's step too."""
    if not session.set_summary_is_due:
        return
    now = ports.clock.now()
    pending = SetSummary(
        session_id=session.id,
        revision=session.set_revision,
        status=UnitStatus.PENDING,
        created_at=now,
        updated_at=now,
    )
    path = paths.set_summary_path(session.id, session.set_revision)
    ports.documents.create_missing({path: SET_SUMMARY.encode(pending)})
    ports.bus.publish([SetSummaryQueued(session_id=session.id, revision=session.set_revision)])


def finish_set_summary(
    ports: Ports, session_id: SessionId, revision: int, finish: Callable[[SetSummary], SetSummary]
) -> None:
    """Record a summary of a set, and show it unless a newer one is shown; a repeat does nothing."""
    path = paths.set_summary_path(session_id, revision)
    session_path = paths.session_path(session_id)

    def body(transaction: Transaction) -> None:
        pending = SET_SUMMARY.decode(existing(transaction.get(path), path))
        session = SESSION.decode(existing(transaction.get(session_path), session_path))
        if pending.status.is_terminal:
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


def load_shown_set_summary(ports: Ports, session_id: SessionId) -> SetSummary | None:
    """Return the set summary that counts: the newest that was written; `None` without one."""
    session = load_session(ports, session_id)
    if session.set_summary_revision == 0:
        return None
    return load_set_summary(ports, session_id, session.set_summary_revision)


def _showing(session: Session, finished: SetSummary) -> Session:
    is_due = session.set_summary_is_due and finished.revision < session.set_revision
    settled = replace(session, set_summary_is_due=is_due)
    is_older = finished.revision < session.set_summary_revision
    if finished.status is not UnitStatus.COMPLETED or is_older:
        return settled
    return replace(settled, set_summary_revision=finished.revision)
