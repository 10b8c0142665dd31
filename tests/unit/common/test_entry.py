"""The entry of a function answers the broker: well, or that it shall deliver again."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Any

import pytest

from common import messages, paths
from common.domain.errors import BuildTraceError, ErrorCode, PermanentError, TransientError
from common.domain.events import (
    Event,
    OverlayReady,
    PageQueued,
    SessionReady,
    SetSummaryQueued,
    Topic,
    UploadFinalized,
    VersionPagesRead,
)
from common.domain.ids import ComparisonId, VersionId
from common.domain.jobs import Failure, UnitStatus, VersionStatus
from common.entry import DeliverAgainError, Entry
from common.ports import Ports
from common.pushed import OBJECT_FINALIZED
from common.records import PAGE, VERSION, Document, SetPart
from common.review_records import SET_SUMMARY, SetSummary
from common.stage import RetryLimits, Stage
from common.wiring import embedded_world
from tests.logged import logged
from tests.session_records import AT, NEW, SESSION_ID, finished_session

TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
PAGE_EVENT = PageQueued(version_id=NEW, page_index=0)
SUMMARY_EVENT = OverlayReady(comparison_id=ComparisonId("c"))
SET_EVENT = SetSummaryQueued(session_id=SESSION_ID, revision=1)
MAX_ATTEMPTS = 3
BUSY = TransientError(ErrorCode.UNAVAILABLE, "Try again later.")
BROKEN = PermanentError(ErrorCode.DAMAGED_PAGE, "This page is damaged.")


@dataclass
class Room:
    """A stage that notes what it is asked, and ends as the test says."""

    error: BuildTraceError | None = None
    fail_error: BuildTraceError | None = None
    on_handle: Callable[[], None] = lambda: None
    handled: list[Event] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    def handle(self, event: Event, _ports: Ports) -> None:
        self.handled.append(event)
        self.on_handle()
        if self.error:
            raise self.error

    def fail(self, _event: Event, _ports: Ports, failure: Failure) -> None:
        self.failed.append(failure)
        if self.fail_error:
            raise self.fail_error


MakeEntry = Callable[[Room], Entry]


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    finished_session(tmp_path).close()
    world = embedded_world(tmp_path)
    yield world.ports
    world.close()


@pytest.fixture
def make_entry(ports: Ports) -> MakeEntry:
    def make(room: Room) -> Entry:
        stage: Stage[Any] = Stage(name="room", handle=room.handle, fail=room.fail)
        limits = RetryLimits(max_attempts=MAX_ATTEMPTS, max_age_s=3600)
        stages = dict.fromkeys(set(Topic) - {Topic.DROPS}, stage)
        return Entry(ports=ports, limits=limits, stages=stages)

    return make


def _push(event: Event, ports: Ports, *, age_s: float = 0.0) -> Document:
    topic, body = messages.encode(event)
    published = ports.clock.now() - timedelta(seconds=age_s)
    message = {
        "data": base64.b64encode(body).decode(),
        "attributes": {"event_topic": topic.value, "traceparent": TRACEPARENT},
        "publishTime": published.isoformat(),
    }
    return {"message": message}


def _begun(ports: Ports, attempts: int, status: UnitStatus = UnitStatus.PENDING) -> None:
    """Let the page of PAGE_EVENT have been begun so often."""
    path = paths.page_path(NEW, 0)
    page = replace(PAGE.decode(ports.documents.get(path) or {}), attempts=attempts, status=status)
    ports.documents.transact(lambda transaction: transaction.set(path, PAGE.encode(page)))


def test_work_that_is_done_is_acknowledged(make_entry: MakeEntry, ports: Ports) -> None:
    room = Room()
    make_entry(room).receive(Topic.OCR_PAGES, _push(PAGE_EVENT, ports))
    assert (room.handled, room.failed) == ([PAGE_EVENT], [])


def test_a_stage_works_only_while_it_has_its_turn(make_entry: MakeEntry, ports: Ports) -> None:
    turn = Lock()
    room = Room(on_handle=lambda: turns.append(turn.locked()))
    turns: list[bool] = []
    entry = replace(make_entry(room), turn=turn)
    for _ in range(2):
        entry.receive(Topic.OCR_PAGES, _push(PAGE_EVENT, ports))
    assert (turns, turn.locked()) == ([True, True], False)


def test_a_failure_that_may_pass_is_delivered_again(make_entry: MakeEntry, ports: Ports) -> None:
    room = Room(error=BUSY)
    with pytest.raises(DeliverAgainError):
        make_entry(room).receive(Topic.OCR_PAGES, _push(PAGE_EVENT, ports))
    assert room.failed == []


def test_a_failure_for_good_is_recorded_and_acknowledged(
    make_entry: MakeEntry, ports: Ports
) -> None:
    room = Room(error=BROKEN)
    make_entry(room).receive(Topic.OCR_PAGES, _push(PAGE_EVENT, ports))
    assert [failure.code for failure in room.failed] == [ErrorCode.DAMAGED_PAGE]


def test_the_last_attempt_is_counted_by_the_record(make_entry: MakeEntry, ports: Ports) -> None:
    room = Room(error=BUSY)
    _begun(ports, attempts=2)
    make_entry(room).receive(Topic.OCR_PAGES, _push(PAGE_EVENT, ports))
    assert [failure.code for failure in room.failed] == [ErrorCode.UNAVAILABLE]


def test_an_event_about_a_set_that_is_too_old_has_had_its_last_attempt(
    make_entry: MakeEntry, ports: Ports
) -> None:
    room = Room(error=BUSY)
    event = SessionReady(session_id=SESSION_ID)
    make_entry(room).receive(Topic.SESSIONS_READY, _push(event, ports, age_s=4000))
    assert len(room.failed) == 1


def test_a_page_that_waited_long_for_its_turn_has_all_its_attempts(
    make_entry: MakeEntry, ports: Ports
) -> None:
    _begun(ports, attempts=0)
    room = Room(error=BUSY)
    with pytest.raises(DeliverAgainError):
        make_entry(room).receive(Topic.OCR_PAGES, _push(PAGE_EVENT, ports, age_s=4000))
    assert room.failed == []


@pytest.mark.parametrize("deliveries", [None, MAX_ATTEMPTS + 2, 100])
def test_a_page_that_killed_all_who_began_it_is_buried_and_not_begun_again(
    make_entry: MakeEntry, ports: Ports, deliveries: int | None
) -> None:
    _begun(ports, attempts=MAX_ATTEMPTS + 1)
    room = Room()
    entry = replace(make_entry(room), deliveries_of_push=lambda: deliveries)
    entry.receive(Topic.OCR_PAGES, _push(PAGE_EVENT, ports))
    assert room.handled == []
    assert [failure.code for failure in room.failed] == [ErrorCode.WORKER_DIED]
    assert "print it to a new PDF" in room.failed[0].message


@pytest.mark.parametrize("attempts", range(MAX_ATTEMPTS + 1))
def test_until_then_it_is_begun_however_often_it_was_refused(
    make_entry: MakeEntry, ports: Ports, attempts: int
) -> None:
    _begun(ports, attempts)
    room = Room()
    entry = replace(make_entry(room), deliveries_of_push=lambda: 99)
    entry.receive(Topic.OCR_PAGES, _push(PAGE_EVENT, ports))
    assert (room.handled, room.failed) == ([PAGE_EVENT], [])


def test_a_message_that_came_twice_does_not_bury_what_others_work_on(
    make_entry: MakeEntry, ports: Ports
) -> None:
    _begun(ports, attempts=50)
    room = Room()
    entry = replace(make_entry(room), deliveries_of_push=lambda: MAX_ATTEMPTS + 1)
    entry.receive(Topic.OCR_PAGES, _push(PAGE_EVENT, ports))
    assert (room.handled, room.failed) == ([PAGE_EVENT], [])


@pytest.mark.parametrize("status", [UnitStatus.COMPLETED, UnitStatus.FAILED])
def test_what_has_ended_with_its_last_attempt_is_a_duplicate_and_no_dead_letter(
    make_entry: MakeEntry, ports: Ports, status: UnitStatus
) -> None:
    _begun(ports, MAX_ATTEMPTS + 1, status)
    room = Room()
    entry = replace(make_entry(room), deliveries_of_push=lambda: 99)
    entry.receive(Topic.OCR_PAGES, _push(PAGE_EVENT, ports))
    assert (room.handled, room.failed) == ([PAGE_EVENT], [])


def test_a_burial_that_cannot_be_recorded_now_comes_again(
    make_entry: MakeEntry, ports: Ports
) -> None:
    _begun(ports, attempts=MAX_ATTEMPTS + 1)
    with pytest.raises(DeliverAgainError):
        make_entry(Room(fail_error=BUSY)).receive(Topic.OCR_PAGES, _push(PAGE_EVENT, ports))


def test_what_is_of_no_unit_is_left_to_the_broker(make_entry: MakeEntry, ports: Ports) -> None:
    room, event = Room(error=BUSY), VersionPagesRead(version_id=NEW)
    entry = replace(make_entry(room), deliveries_of_push=lambda: 99)
    with pytest.raises(DeliverAgainError):
        entry.receive(Topic.OCR_VERSIONS, _push(event, ports))
    assert (room.handled, room.failed) == ([event], [])


@pytest.mark.parametrize(
    "body", [None, {}, {"message": {"data": "!", "publishTime": "2026-01-01"}}]
)
def test_what_can_never_be_handled_is_acknowledged(make_entry: MakeEntry, body: object) -> None:
    room = Room()
    make_entry(room).receive(Topic.OCR_PAGES, body)
    make_entry(room).bury(body)
    assert (room.handled, room.failed) == ([], [])


def test_a_dead_letter_is_recorded_on_its_unit(make_entry: MakeEntry, ports: Ports) -> None:
    _begun(ports, attempts=5)
    room = Room()
    make_entry(room).bury(_push(PAGE_EVENT, ports))
    assert [failure.code for failure in room.failed] == [ErrorCode.WORKER_DIED]


def test_a_dead_letter_that_nobody_ever_began_says_that_nobody_was_free(
    make_entry: MakeEntry, ports: Ports
) -> None:
    _begun(ports, attempts=0)
    room = Room()
    make_entry(room).bury(_push(PAGE_EVENT, ports))
    assert [failure.code for failure in room.failed] == [ErrorCode.UNAVAILABLE]
    assert "Retry what failed" in room.failed[0].message


@pytest.mark.parametrize(
    ("event", "about"),
    [
        (PAGE_EVENT, "This page"),
        (VersionPagesRead(version_id=NEW), "Work on a whole drawing set"),
        (SessionReady(session_id=SESSION_ID), "Work on a whole drawing set"),
        (SUMMARY_EVENT, "Nobody was free for the summary of this sheet"),
        (SET_EVENT, "Nobody was free for the summary of the whole set"),
    ],
)
def test_a_dead_letter_says_what_was_too_much(
    make_entry: MakeEntry, ports: Ports, event: Event, about: str
) -> None:
    _begun(ports, attempts=5)
    room = Room()
    make_entry(room).bury(_push(event, ports))
    assert [failure.message.startswith(about) for failure in room.failed] == [True]


def test_a_summary_of_the_set_that_killed_its_workers_takes_no_sheet_with_it(
    make_entry: MakeEntry, ports: Ports
) -> None:
    pending = SetSummary(
        session_id=SESSION_ID,
        revision=1,
        status=UnitStatus.PENDING,
        attempts=MAX_ATTEMPTS + 1,
        created_at=AT,
        updated_at=AT,
    )
    path = paths.set_summary_path(SESSION_ID, 1)
    ports.documents.transact(lambda t: t.set(path, SET_SUMMARY.encode(pending)))
    room = Room()
    make_entry(room).receive(Topic.SUMMARY_SETS, _push(SET_EVENT, ports))
    (failure,) = room.failed
    assert (room.handled, failure.code) == ([], ErrorCode.WORKER_DIED)
    assert failure.message.startswith("The summary of the whole set crashed the program")


@pytest.mark.parametrize("name", ["drops/p/d/1.pdf", "uploads/p/__v__/f", "uploads/p/../f"])
def test_a_notification_that_no_stage_of_the_entry_can_take_is_acknowledged(
    make_entry: MakeEntry, ports: Ports, name: str
) -> None:
    room, push = Room(), _push(PAGE_EVENT, ports)
    push["message"]["attributes"] = {
        "eventType": OBJECT_FINALIZED,
        "objectId": name,
        "objectGeneration": "1",
        "eventTime": AT.isoformat(),
    }
    make_entry(room).receive(Topic.OCR_PAGES, push)
    assert (room.handled, room.failed) == ([], [])


def test_a_dead_letter_whose_record_is_busy_is_delivered_again(
    make_entry: MakeEntry, ports: Ports
) -> None:
    with pytest.raises(DeliverAgainError):
        make_entry(Room(fail_error=BUSY)).bury(_push(PAGE_EVENT, ports))


@pytest.mark.parametrize("kind", [PermanentError, TransientError])
def test_a_dead_letter_without_a_record_is_acknowledged(
    make_entry: MakeEntry, ports: Ports, kind: type[BuildTraceError]
) -> None:
    missing = kind(ErrorCode.NOT_FOUND, "It is not there.")
    _begun(ports, attempts=5)
    room = Room(fail_error=missing)
    make_entry(room).bury(_push(PAGE_EVENT, ports))
    assert [failure.code for failure in room.failed] == [ErrorCode.WORKER_DIED]


class _Away:
    """Documents that do not answer."""

    def get(self, path: str) -> Document | None:
        raise BUSY


@pytest.mark.parametrize("event", [PAGE_EVENT, UploadFinalized(version_id=NEW)])
def test_an_event_whose_records_do_not_answer_comes_again_and_says_so(
    make_entry: MakeEntry, ports: Ports, event: Event, tmp_path: Path
) -> None:
    room = Room()
    away = replace(ports, documents=_Away())  # type: ignore[arg-type]  # more is not asked of it
    entry = replace(make_entry(room), ports=away)
    topic = Topic.OCR_PAGES if event is PAGE_EVENT else Topic.UPLOADS
    with logged(tmp_path) as log, pytest.raises(DeliverAgainError):
        entry.receive(topic, _push(event, ports))
    assert room.handled == []
    (line,) = log.events("stage_outcome")
    assert (line["outcome"], line["error_code"], line["attempt"]) == ("retried", "unavailable", 0)


def test_a_dead_letter_whose_records_do_not_answer_comes_again(
    make_entry: MakeEntry, ports: Ports
) -> None:
    room = Room()
    away = replace(ports, documents=_Away())  # type: ignore[arg-type]  # more is not asked of it
    with pytest.raises(DeliverAgainError):
        replace(make_entry(room), ports=away).bury(_push(PAGE_EVENT, ports))
    assert room.failed == []


def test_an_upload_whose_record_never_came_is_dropped_in_the_end(
    make_entry: MakeEntry, ports: Ports
) -> None:
    missing = TransientError(ErrorCode.NOT_FOUND, "It is not there.")
    entry = make_entry(Room(error=missing, fail_error=missing))
    event = UploadFinalized(version_id=VersionId("never"))
    with pytest.raises(DeliverAgainError):
        entry.receive(Topic.UPLOADS, _push(event, ports, age_s=3000))
    entry.receive(Topic.UPLOADS, _push(event, ports, age_s=4000))


def test_a_set_of_several_files_waits_for_its_last_one(make_entry: MakeEntry, ports: Ports) -> None:
    room, event = Room(), UploadFinalized(version_id=VersionId("several"))
    _write_version(ports, ("uploads/p/several/0", "uploads/p/several/1"))
    ports.blobs.write("uploads/p/several/0", b"one")
    make_entry(room).receive(Topic.UPLOADS, _push(event, ports))
    assert room.handled == []
    ports.blobs.write("uploads/p/several/1", b"two")
    make_entry(room).receive(Topic.UPLOADS, _push(event, ports))
    assert room.handled == [event]


def _write_version(ports: Ports, files: tuple[str, ...]) -> None:
    template = VERSION.decode(ports.documents.get(paths.version_path(NEW)) or {})
    version = replace(
        template,
        id=VersionId("several"),
        status=VersionStatus.UPLOADED,
        parts=tuple(SetPart(storage_path=path, file_name=path) for path in files),
        created_at=AT,
    )
    path = paths.version_path(version.id)
    ports.documents.create_missing({path: VERSION.encode(version)})
