"""The protocol with one mistake each; the simulation must find every one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from common import completion, paths, records, sweep
from common.chain import (
    comparing,
    correcting,
    reading,
    sessions,
    set_summaries,
    summarising,
    triaging,
)
from common.chain.attempts import Begun
from common.chain.steps import change_session, change_version, finishing, load_pages, load_version
from common.completion import Unit
from common.domain.errors import ErrorCode, TransientError
from common.domain.events import (
    OverlayReady,
    SessionReady,
    VersionPagesRead,
)
from common.domain.geometry import PointPair
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import (
    SESSION_TRANSITIONS,
    Failure,
    SessionStatus,
    UnitStatus,
    VersionStatus,
)
from common.entry import Entry
from common.paths import (
    shard_path,
)
from common.ports import DocumentStore, Ports, Transaction
from common.records import (
    COMPARISON,
    SHARD,
    TALLY,
    ChangeSummary,
    Comparison,
    Document,
    Session,
)
from common.review_records import ManualOverlay, Triage
from functions.diff import pair, session_ready
from functions.ocr import page, upload, version
from functions.summary import overlay, set_stage
from tests.simulation import chain
from tests.simulation.world import MemoryDocuments


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is wrong, the functions that make it so, and a seed that showed it.

    The search begins there: what one seed in hundreds shows took minutes to find from the first.
    """

    name: str
    patches: tuple[tuple[object, str, object], ...]
    seed: int = 0

    def apply(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for owner, name, broken in self.patches:
            monkeypatch.setattr(owner, name, broken)


# As they are, before a mutant takes their place.
_showing, _overlays = summarising._showing, correcting._overlays


def _nothing(*_arguments: object, **_named: object) -> None:
    """Do not do it."""


def _count_again(
    store: DocumentStore,
    unit: Unit,
    finish: Callable[[Document], Document],
    also: Callable[[Transaction, Document], Callable[[], None]] | None = None,
) -> bool:
    tally = TALLY.decode(store.get(unit.tally_path) or {})
    path = shard_path(unit.tally_path, unit.index % tally.shard_count)

    def body(transaction: Transaction) -> bool:
        finished = finish(transaction.get(unit.path) or {})
        shard = SHARD.decode(transaction.get(path) or {})
        write_also = also(transaction, finished) if also else None
        failed = finished["status"] == UnitStatus.FAILED
        transaction.set(unit.path, finished)
        bumped = replace(
            shard, completed=shard.completed + (not failed), failed=shard.failed + failed
        )
        transaction.set(path, SHARD.encode(bumped))
        if write_also:
            write_also()
        return True

    return store.transact(body)


def _count_in_two_steps(
    store: DocumentStore,
    unit: Unit,
    finish: Callable[[Document], Document],
    _also: object = None,
) -> bool:
    """Write the result in one transaction and the count in another."""
    before = store.get(unit.path) or {}
    if UnitStatus(before["status"]).is_terminal:
        return False
    finished = finish(before)
    store.transact(lambda transaction: transaction.set(unit.path, finished))
    tally = TALLY.decode(store.get(unit.tally_path) or {})
    path = shard_path(unit.tally_path, unit.index % tally.shard_count)

    def count(transaction: Transaction) -> None:
        shard = SHARD.decode(transaction.get(path) or {})
        transaction.set(path, SHARD.encode(replace(shard, completed=shard.completed + 1)))

    store.transact(count)
    return True


def _close_for_the_last_only(store: DocumentStore, tally_path: str, shard_index: int) -> bool:
    """Trigger only when this very call closed the last shard."""
    shard = SHARD.decode(store.get(shard_path(tally_path, shard_index)) or {})
    if shard.completed + shard.failed < shard.size:
        return False

    def body(transaction: Transaction) -> bool:
        tally = TALLY.decode(transaction.get(tally_path) or {})
        if shard_index in tally.closed:
            return False
        closed = (*tally.closed, shard_index)
        transaction.set(tally_path, TALLY.encode(replace(tally, closed=closed)))
        return len(closed) == tally.shard_count

    return store.transact(body)


def _close_outside_a_transaction(store: DocumentStore, tally_path: str, shard_index: int) -> bool:
    shard = SHARD.decode(store.get(shard_path(tally_path, shard_index)) or {})
    if shard.completed + shard.failed < shard.size:
        return False
    tally = TALLY.decode(store.get(tally_path) or {})
    closed = tuple({*tally.closed, shard_index})
    changed = TALLY.encode(replace(tally, closed=closed))
    store.transact(lambda transaction: transaction.set(tally_path, changed))
    return len(closed) == tally.shard_count


def _publish_before_commit(
    ports: Ports, comparison: Comparison, finish: Callable[[Comparison], Comparison]
) -> None:
    unit = comparing.pair_unit(comparison)
    ports.bus.publish([OverlayReady(comparison_id=comparison.id)])
    completion.count_unit(ports.documents, unit, finishing(ports, COMPARISON, finish))
    completion.close(ports.documents, unit)


def _look_before_creating(ports: Ports, session: Session) -> None:
    sessions.wake_session(ports, session)
    path = paths.session_path(session.id)
    ports.documents.create_missing({path: records.SESSION.encode(session)})


def _wake_before_ending(ports: Ports, version_id: VersionId, _warning: str = "") -> None:
    """Look for the sessions that wait, and only then end the version."""
    sessions.wake_sessions(ports, version_id)
    pages = completion.progress(ports.documents, paths.page_tally_path(version_id))
    assert pages is not None
    status = VersionStatus.READY if pages.completed else VersionStatus.FAILED
    failed = pages.failed
    change_version(ports, version_id, lambda v: replace(v, status=status, failed_page_count=failed))


def _end_without_settling(ports: Ports, version_id: VersionId) -> None:
    """Let the last page end the version itself."""
    reading.end_reading(ports, version_id)


def _end_then_settle(stage: version.VersionStage, event: VersionPagesRead, ports: Ports) -> None:
    reading.end_reading(ports, event.version_id)
    stage._settle(event.version_id, ports)


def _settle_once(stage: version.VersionStage, event: VersionPagesRead, ports: Ports) -> None:
    """Take a page that is settled for a version that has ended."""
    pages = load_pages(ports, event.version_id)
    if all(page.reading == page.page_reading for page in pages):
        stage._settle(event.version_id, ports)
        reading.end_reading(ports, event.version_id)


def _settle_what_is_there(
    stage: version.VersionStage, event: VersionPagesRead, ports: Ports
) -> None:
    """Settle and end at every event, but wake nobody for a version that has ended."""
    if not load_version(ports, event.version_id).status.is_terminal:
        stage._settle(event.version_id, ports)
        reading.end_reading(ports, event.version_id)


def _fail_version_in_work(ports: Ports, version_id: VersionId, failure: Failure) -> None:
    change_version(
        ports,
        version_id,
        lambda v: (
            v if v.status.is_terminal else replace(v, status=VersionStatus.FAILED, error=failure)
        ),
    )
    sessions.wake_sessions(ports, version_id)


def _fail_session_in_work(ports: Ports, session_id: SessionId, failure: Failure) -> None:
    change_session(
        ports,
        session_id,
        lambda s: (
            s if s.status.is_terminal else replace(s, status=SessionStatus.FAILED, error=failure)
        ),
    )


def _fan_out_once(handle: Callable[..., None]) -> Callable[..., None]:
    """Do not publish again for a session that compares already."""

    def handle_once(stage: object, event: SessionReady, ports: Ports) -> None:
        session = change_session(ports, event.session_id, lambda session: session)
        if session.status is not SessionStatus.COMPARING:
            handle(stage, event, ports)

    return handle_once


def _no_points(*_arguments: object) -> tuple[PointPair, ...]:
    return ()


_WITH_LIFE_AFTER_CANCELLING = {
    **SESSION_TRANSITIONS,
    SessionStatus.CANCELLED: frozenset({SessionStatus.COMPARING, SessionStatus.COMPLETED}),
}


def _always_unchanged(_store: MemoryDocuments, _read: object) -> bool:
    return True


def _show_whatever_comes(current: Comparison, finished: ChangeSummary) -> Comparison:
    return replace(
        current,
        summary_is_due=current.summary_is_due and finished.revision != current.revision,
        summary_text=finished.summary_text or None,
        critical_change=finished.critical_change,
        summary_revision=finished.revision,
    )


def _wait_for_none(current: Comparison, finished: ChangeSummary) -> Comparison:
    """Take any summary for the one that is waited for."""
    return replace(_showing(current, finished), summary_is_due=False)


def _overlay_alone(ports: Ports, said: ManualOverlay, _before: object) -> dict[str, Document]:
    return _overlays(ports, said, None)


def _nothing_to_write(*_arguments: object) -> dict[str, Document]:
    return {}


def _undo_session(ports: Ports, session_id: SessionId, _revision: int, failure: Failure) -> None:
    change_session(
        ports, session_id, lambda s: replace(s, status=SessionStatus.FAILED, error=failure)
    )


def _busy_is_broken(*_arguments: object) -> None:
    """Take waiting for a turn for an attempt that failed."""
    raise TransientError(ErrorCode.THROTTLED, "Busy.")


def _none_decided(_transaction: Transaction, comparison: Comparison) -> Triage:
    """Take a sheet for one that nobody decided anything of."""
    return Triage(
        comparison_id=comparison.id,
        session_id=comparison.session_id,
        project_id=comparison.project_id,
        revision=0,
        updated_at=comparison.updated_at,
    )


def _never(*_arguments: object) -> bool:
    return False


def _by_the_record_alone(entry: Entry, before: Begun) -> bool:
    return not before.has_ended and before.count > entry.limits.max_attempts


def _by_the_broker_alone(entry: Entry, before: Begun) -> bool:
    deliveries = entry.deliveries_of_push() or 0
    return not before.has_ended and deliveries - 1 > entry.limits.max_attempts


MUTANTS = (
    Mutant("waiting for an instance buries", ((chain, "TOPICS_OF_UNITS", frozenset()),)),
    Mutant("who kills is begun until the broker gives up", ((Entry, "_is_hopeless", _never),)),
    Mutant("a doubled event buries", ((Entry, "_is_hopeless", _by_the_record_alone),)),
    Mutant("a refused event is buried", ((Entry, "_is_hopeless", _by_the_broker_alone),)),
    Mutant("waiting is an attempt", ((overlay, "take_back", _busy_is_broken),)),
    Mutant("who waits is forgotten", ((overlay, "take_back", _nothing),)),
    Mutant("a set's waiting is an attempt", ((set_stage, "take_back", _busy_is_broken),)),
    Mutant("a set that waits is forgotten", ((set_stage, "take_back", _nothing),)),
    Mutant("a finished unit is counted again", ((completion, "count_unit", _count_again),)),
    Mutant("result and count apart", ((completion, "count_unit", _count_in_two_steps),)),
    Mutant("transactions miss conflicts", ((MemoryDocuments, "is_unchanged", _always_unchanged),)),
    Mutant("no close for a page's duplicate", ((page, "settle_page", _nothing),)),
    Mutant("no close for a pair's duplicate", ((pair, "settle_pair", _nothing),)),
    Mutant("no close for a summary's duplicate", ((overlay, "settle_summary", _nothing),)),
    Mutant("no trigger after a crash", ((completion, "_close_shard", _close_for_the_last_only),)),
    Mutant("lost closes", ((completion, "_close_shard", _close_outside_a_transaction),)),
    Mutant(
        "publish before commit",
        (
            (comparing, "finish_pair", _publish_before_commit),
            (pair, "finish_pair", _publish_before_commit),
        ),
    ),
    Mutant("session looks, then is created", ((chain, "start_session", _look_before_creating),)),
    Mutant("sessions woken, then version ended", ((version, "end_reading", _wake_before_ending),)),
    Mutant(
        "a version ended without settling", ((reading, "ask_to_settle", _end_without_settling),)
    ),
    Mutant("a version ended, then settled", ((version.VersionStage, "handle", _end_then_settle),)),
    Mutant("a settled version not ended", ((version.VersionStage, "handle", _settle_once),)),
    Mutant(
        "nobody woken after a crash", ((version.VersionStage, "handle", _settle_what_is_there),)
    ),
    Mutant("a read version is not swept", ((sweep, "ask_to_settle", _nothing),)),
    Mutant("a drop is not compared by the sweep", ((sweep, "compare_drop", _nothing),), seed=765),
    Mutant(
        "a failed drop before leaves the next one alone",
        ((comparing, "compare_with_earlier", _nothing),),
    ),
    Mutant("nothing is taken over from the session before", ((pair, "known_result", _nothing),)),
    Mutant("what a person laid is not looked at", ((comparing, "_points", _no_points),)),
    Mutant("what a person laid is not obeyed", ((pair, "load_alignment_correction", _nothing),)),
    Mutant(
        "a cancelled session begins to compare",
        ((comparing, "SESSION_TRANSITIONS", _WITH_LIFE_AFTER_CANCELLING),),
    ),
    Mutant(
        "a cancelled session is completed",
        ((sessions, "SESSION_TRANSITIONS", _WITH_LIFE_AFTER_CANCELLING),),
        seed=3110,
    ),
    Mutant("fan-out of pages never repeated", ((upload, "publish_pages", _nothing),)),
    Mutant(
        "fan-out of pairs never repeated",
        (
            (
                session_ready.SessionStage,
                "handle",
                _fan_out_once(session_ready.SessionStage.handle),
            ),
        ),
    ),
    Mutant("failed pages are not results", ((page, "fail_page", _nothing),)),
    Mutant(
        "a late upload event fails a version", ((upload, "fail_version", _fail_version_in_work),)
    ),
    Mutant(
        "a late session event fails a session",
        ((session_ready, "fail_session", _fail_session_in_work),),
    ),
    Mutant("nobody sweeps", ((chain, "sweep", _nothing),)),
    Mutant("a late first summary is shown", ((summarising, "_showing", _show_whatever_comes),)),
    Mutant(
        "a superseded summary is shown",
        (
            (summarising, "_showing", _show_whatever_comes),
            (correcting, "superseded", _nothing_to_write),
        ),
    ),
    Mutant("a superseded summary never ends", ((correcting, "superseded", _nothing_to_write),)),
    Mutant("a first summary ends the waiting", ((summarising, "_showing", _wait_for_none),)),
    Mutant("an overlay is not retired", ((correcting, "_overlays", _overlay_alone),)),
    Mutant("a correction is not asked for by the sweep", ((sweep, "ask_for_summary", _nothing),)),
    Mutant("a set is not asked for by the sweep", ((sweep, "ask_for_set_summary", _nothing),)),
    Mutant("a new summary leaves the set", ((summarising, "due_set_summary", _nothing_to_write),)),
    Mutant(
        "a set is not asked for after a crash",
        ((summarising, "ask_for_set_summary", _nothing),),
    ),
    Mutant(
        "an overtaken summary of a set is shown",
        ((set_summaries, "_overtaken", _nothing_to_write),),
    ),
    Mutant("a correction forgets decisions", ((correcting, "standing_triage", _none_decided),)),
    Mutant(
        "decisions come without their history", ((triaging, "_carry_steps", _nothing),), seed=645
    ),
    Mutant("a failed set undoes its session", ((set_stage, "fail_set_summary", _undo_session),)),
)
