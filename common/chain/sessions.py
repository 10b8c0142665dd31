"""The session: created before or after its versions are read, ended when its summaries are."""

from __future__ import annotations

from dataclasses import replace

from common import completion, paths
from common.chain.set_summaries import ask_for_set_summary, due_set_summary
from common.chain.steps import change_session, load_session, load_version
from common.domain.errors import ErrorCode
from common.domain.events import SessionReady
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import SESSION_TRANSITIONS, Failure, SessionStatus
from common.logs import log_event
from common.ports import Ports, Transaction
from common.records import SESSION, VERSION, Session, existing


def start_session(ports: Ports, session: Session) -> None:
    """Create the session, *then* look at its versions: whichever comes second sees the other."""
    ports.documents.create_missing({paths.session_path(session.id): SESSION.encode(session)})
    wake_session(ports, session)


def wake_sessions(ports: Ports, version_id: VersionId) -> None:
    """Publish for every session that waits for this version; it is terminal by now."""
    for role in ("old_version_id", "new_version_id"):
        for document in ports.documents.query(paths.SESSIONS, {role: version_id}):
            wake_session(ports, SESSION.decode(document))


def wake_session(ports: Ports, session: Session) -> None:
    """Publish the session's event when both its versions are terminal and it has not ended."""
    if session.status.is_terminal:
        return
    for version_id in (session.old_version_id, session.new_version_id):
        document = ports.documents.get(paths.version_path(version_id))
        if document is None or not VERSION.decode(document).status.is_terminal:
            return
    ports.bus.publish([SessionReady(session_id=session.id)])


def move_session(ports: Ports, session_id: SessionId, status: SessionStatus) -> Session:
    """Move the session to `status` if its state machine allows it; return what it is then."""
    return change_session(
        ports,
        session_id,
        lambda session: (
            replace(session, status=status)
            if status in SESSION_TRANSITIONS[session.status]
            else session
        ),
    )


def finish_session(ports: Ports, session_id: SessionId) -> None:
    """End a session whose summaries are all terminal, and ask for the summary of its set."""
    pairs = completion.progress(ports.documents, paths.pair_tally_path(session_id))
    summaries = completion.progress(ports.documents, paths.summary_tally_path(session_id))
    if pairs is None or summaries is None:
        return
    session = load_session(ports, session_id)
    unread = sum(
        load_version(ports, version_id).failed_page_count
        for version_id in (session.old_version_id, session.new_version_id)
    )
    failed = pairs.failed + unread
    status = (
        SessionStatus.COMPLETED_WITH_FAILURES
        if failed or summaries.failed
        else SessionStatus.COMPLETED
    )
    now = ports.clock.now()

    def ended(current: Session) -> Session:
        if pairs.completed == 0:
            return replace(current, status=SessionStatus.FAILED, error=_NO_PAIR)
        seconds = (now - current.created_at).total_seconds()
        return replace(current, status=status, failed_count=failed, total_time_s=seconds)

    path = paths.session_path(session_id)

    def body(transaction: Transaction) -> tuple[Session, bool]:
        current = SESSION.decode(existing(transaction.get(path), path))
        if status not in SESSION_TRANSITIONS[current.status]:
            return current, False
        done = replace(ended(current), updated_at=now)
        written = {path: SESSION.encode(done), **due_set_summary(ports, transaction, done)}
        for written_path, document in written.items():
            transaction.set(written_path, document)
        return SESSION.decode(written[path]), True

    session, is_ended_here = ports.documents.transact(body)
    if is_ended_here:
        tell_session_end(session)
    ask_for_set_summary(ports, session)


def tell_session_end(session: Session) -> None:
    """Write to the log how long a session took and what came of it."""
    log_event(
        "session_ended",
        session_id=session.id,
        project_id=session.project_id,
        status=session.status.value,
        total_time_s=round(session.total_time_s or 0.0, 3),
        sheet_count=session.matched_count + session.added_count + session.removed_count,
        failed_count=session.failed_count,
        error_code=session.error.code.value if session.error else None,
    )


_NO_PAIR = Failure(
    code=ErrorCode.NOTHING_TO_COMPARE,
    message="None of the sheets could be compared; each one's error says why.",
)
