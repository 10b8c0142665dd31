"""The sweep: re-derives every event from the state, for what has been pending too long.

With it, even a broker that loses messages only costs time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from pydantic import ValidationError

from common import completion, paths
from common.chain.comparing import publish_pairs, publish_summaries
from common.chain.correcting import ask_for_summary
from common.chain.drops import compare_drop
from common.chain.purging import purge_project
from common.chain.reading import ask_to_settle, publish_pages
from common.chain.sessions import finish_session, wake_session
from common.chain.set_summaries import ask_for_set_summary, load_set_summary
from common.chain.steps import (
    change_session,
    change_version,
    is_due,
    load_comparisons,
    load_session,
    load_summary,
    load_version,
)
from common.domain.errors import BuildTraceError
from common.domain.events import UploadFinalized
from common.domain.ids import SessionId
from common.domain.jobs import SessionStatus, VersionStatus
from common.domain.roles import ProjectStatus
from common.logs import log_event
from common.outcomes import noting
from common.ports import Ports, Transaction
from common.records import (
    COMPARISON,
    PROJECT,
    SESSION,
    VERSION,
    Codec,
    Comparison,
    Document,
    DrawingVersion,
    Session,
    existing,
)
from common.stage import may_pass

R = TypeVar("R", DrawingVersion, Session, Comparison)


def sweep(ports: Ports, older_than_s: float) -> None:
    """Publish again what is due for versions and sessions untouched for `older_than_s`.

    A version or session is touched when its own record changes, and when it has been swept: what
    is pending then waits as long again. A unit that was begun within that time is left alone: its
    event comes again by itself if its worker dies, and a second one would do the work twice.

    Raises:
        TransientError: a service does not answer; a record that is broken only is left alone.
    """
    began_at = ports.clock.now()
    before = began_at - timedelta(seconds=older_than_s)
    for status in (VersionStatus.UPLOADED, VersionStatus.READING):
        for document in ports.documents.query(paths.VERSIONS, {"status": status}):
            _sweep_one(ports, document, VERSION, _sweep_version, _touch_version, before)
    for open_status in (status for status in SessionStatus if not status.is_terminal):
        for document in ports.documents.query(paths.SESSIONS, {"status": open_status}):
            _sweep_one(ports, document, SESSION, _sweep_session, _touch_session, before)
    for document in ports.documents.query(paths.SESSIONS, {"set_summary_is_due": True}):
        _sweep_one(ports, document, SESSION, _sweep_due_session, _touch_due_session, before)
    for document in ports.documents.query(paths.COMPARISONS, {"summary_is_due": True}):
        _sweep_one(
            ports, document, COMPARISON, _sweep_due_comparison, _touch_due_comparison, before
        )
    for document in ports.documents.query(paths.PROJECTS, {"status": ProjectStatus.DELETED}):
        with _kept_apart(document):
            purge_project(ports, PROJECT.decode(document))
    duration_s = (ports.clock.now() - began_at).total_seconds()
    log_event("sweep_done", duration_s=round(duration_s, 3))


def wake(ports: Ports, session_id: SessionId) -> int:
    """Publish again at once all that is due for a session and its versions.

    Whoever may be at work on a part of it is not waited for: that part is done twice, counted once.

    Returns:
        How many events were published.

    Raises:
        PermanentError: there is no such session.
        TransientError: a service does not answer.
    """
    session, now = load_session(ports, session_id), ports.clock.now()
    with noting() as notes:
        for version_id in dict.fromkeys((session.old_version_id, session.new_version_id)):
            version = load_version(ports, version_id)
            if not version.status.is_terminal:
                _sweep_version(ports, version, now)
        if not session.status.is_terminal:
            _sweep_session(ports, session, now)
        if session.set_summary_is_due:
            _sweep_due_session(ports, session, now)
        for comparison in load_comparisons(ports, session.id):
            if comparison.summary_is_due:
                _sweep_due_comparison(ports, comparison, now)
    return notes.published


def _sweep_one(
    ports: Ports,
    document: Document,
    codec: Codec[R],
    again: Callable[[Ports, R, datetime], None],
    touch: Callable[[Ports, R], None],
    before: datetime,
) -> None:
    with _kept_apart(document):
        record = codec.decode(document)
        if record.updated_at > before:
            return
        with _kept_apart(document), noting() as notes:
            again(ports, record, before)
            log_event(
                "swept",
                record=record.id,
                status=document["status"],
                untouched_s=round((ports.clock.now() - record.updated_at).total_seconds(), 1),
                published=notes.published,
            )
        touch(ports, record)


@contextmanager
def _kept_apart(document: Document) -> Iterator[None]:
    """Log what is broken for good: it may keep no other record waiting."""
    try:
        yield
    except (BuildTraceError, ValidationError) as error:
        if may_pass(error):
            raise
        log_event("not_swept", record=document.get("id"), status=document["status"], error=error)


def _sweep_version(ports: Ports, version: DrawingVersion, before: datetime) -> None:
    if version.status is VersionStatus.UPLOADED:
        # Before it is read: afterwards nothing would tell that a drop has died over this.
        compare_drop(ports, version)
        ports.bus.publish([UploadFinalized(version_id=version.id)])
    elif completion.close_full_shards(ports.documents, paths.page_tally_path(version.id)):
        ask_to_settle(ports, version.id)
    else:
        publish_pages(ports, version.id, before)


def _sweep_session(ports: Ports, session: Session, before: datetime) -> None:
    if session.status is SessionStatus.COMPARING:
        _sweep_pairs(ports, session, before)
    else:
        wake_session(ports, session)


def _sweep_pairs(ports: Ports, session: Session, before: datetime) -> None:
    completion.close_full_shards(ports.documents, paths.pair_tally_path(session.id))
    if completion.close_full_shards(ports.documents, paths.summary_tally_path(session.id)):
        finish_session(ports, session.id)
        return
    publish_pairs(ports, session.id, before)
    pairs = load_comparisons(ports, session.id)
    publish_summaries(ports, [pair for pair in pairs if pair.status.is_terminal], before)


def _sweep_due_session(ports: Ports, session: Session, before: datetime) -> None:
    summary = load_set_summary(ports, session.id, session.set_revision)
    if summary is None or is_due(summary, before):
        ask_for_set_summary(ports, session)


def _sweep_due_comparison(ports: Ports, comparison: Comparison, before: datetime) -> None:
    if is_due(load_summary(ports, comparison.id, comparison.revision), before):
        ask_for_summary(ports, comparison)


def _touch_version(ports: Ports, version: DrawingVersion) -> None:
    change_version(ports, version.id, lambda current: _touched(current, ports))


def _touch_session(ports: Ports, session: Session) -> None:
    change_session(ports, session.id, lambda current: _touched(current, ports))


def _touch_due_session(ports: Ports, session: Session) -> None:
    def touched(current: Session) -> Session:
        now = ports.clock.now()
        return replace(current, updated_at=now) if current.set_summary_is_due else current

    change_session(ports, session.id, touched)


def _touch_due_comparison(ports: Ports, comparison: Comparison) -> None:
    path = paths.comparison_path(comparison.id)

    def body(transaction: Transaction) -> None:
        current = COMPARISON.decode(existing(transaction.get(path), path))
        if current.summary_is_due:
            touched = replace(current, updated_at=ports.clock.now())
            transaction.set(path, COMPARISON.encode(touched))

    ports.documents.transact(body)


def _touched(record: R, ports: Ports) -> R:
    """Return the record as changed now; what has ended is never written again."""
    if record.status.is_terminal:
        return record
    return replace(record, updated_at=ports.clock.now())
