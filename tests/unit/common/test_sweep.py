"""The sweep: what is due is published again, once in a while, and nothing broken is in its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from common import paths
from common.completion import create_tally
from common.domain.errors import ErrorCode, TransientError
from common.domain.events import Event, OverlayReady, PageQueued, PairQueued, UploadFinalized
from common.domain.ids import VersionId
from common.domain.jobs import SessionStatus, UnitStatus, VersionStatus
from common.ports import Ports
from common.records import COMPARISON, SESSION, VERSION, Document
from common.sweep import sweep
from common.wiring import embedded_world
from tests.session_records import ADDED, AT, MATCHED, NEW, SESSION_ID, finished_session


@dataclass
class Published:
    events: list[Event] = field(default_factory=list)
    error: TransientError | None = None

    def publish(self, events: Any) -> None:
        if self.error:
            raise self.error
        self.events += events


@dataclass
class Clock:
    time: datetime = AT + timedelta(hours=1)

    def now(self) -> datetime:
        return self.time


@dataclass
class World:
    ports: Ports
    published: Published
    clock: Clock

    def found(self, path: str) -> Document:
        return self.ports.documents.get(path) or {}

    def put(self, path: str, document: Document) -> None:
        self.ports.documents.transact(lambda transaction: transaction.set(path, document))

    def upload(self, name: str) -> UploadFinalized:
        """Put a version there that waits to be read; return the event that it lacks."""
        template = VERSION.decode(self.found(paths.version_path(NEW)))
        version = replace(template, id=VersionId(name), status=VersionStatus.UPLOADED)
        self.put(paths.version_path(version.id), VERSION.encode(version))
        return UploadFinalized(version_id=version.id)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    finished_session(tmp_path).close()
    embedded, published, clock = embedded_world(tmp_path), Published(), Clock()
    ports = replace(embedded.ports, bus=published, clock=clock)
    yield World(ports=ports, published=published, clock=clock)
    embedded.close()


def test_what_was_swept_waits_as_long_again(world: World) -> None:
    due = world.upload("lost")
    counts = []
    for minutes in (0, 20, 20, 20):
        world.clock.time += timedelta(minutes=minutes)
        sweep(world.ports, older_than_s=1800.0)
        counts.append(world.published.events.count(due))
    assert counts == [1, 1, 2, 2]


def test_a_session_that_was_swept_waits_as_long_again(world: World) -> None:
    session = SESSION.decode(world.found(paths.session_path(SESSION_ID)))
    comparing = replace(session, status=SessionStatus.COMPARING)
    world.put(paths.session_path(SESSION_ID), SESSION.encode(comparing))
    pair = COMPARISON.decode(world.found(paths.comparison_path(MATCHED)))
    pending = replace(pair, status=UnitStatus.PENDING)
    world.put(paths.comparison_path(MATCHED), COMPARISON.encode(pending))
    for _ in range(2):
        sweep(world.ports, older_than_s=1800.0)
    assert world.published.events.count(PairQueued(comparison_id=MATCHED)) == 1


def _begun(world: World, minutes_ago: float) -> None:
    """Make one page, one pair and one summary be begun so long ago, and never ended."""
    at = world.clock.time - timedelta(minutes=minutes_ago)
    begun = {"status": "pending", "attempts": 1, "updated_at": at}
    for path, change in (
        (paths.version_path(NEW), {"status": "reading"}),
        (paths.session_path(SESSION_ID), {"status": "comparing"}),
        (paths.page_path(NEW, 0), begun),
        (paths.comparison_path(MATCHED), begun),
        (paths.summary_path(ADDED), begun),
    ):
        world.put(path, world.found(path) | change)
    for tally in (paths.pair_tally_path(SESSION_ID), paths.summary_tally_path(SESSION_ID)):
        create_tally(world.ports.documents, tally, 3)


WORK = {
    PageQueued(version_id=NEW, page_index=0),
    PairQueued(comparison_id=MATCHED),
    OverlayReady(comparison_id=ADDED),
}


def test_what_is_being_worked_on_is_left_alone(world: World) -> None:
    _begun(world, minutes_ago=29)
    sweep(world.ports, older_than_s=1800.0)
    assert WORK & set(world.published.events) == set()


def test_what_was_begun_long_ago_and_never_ended_is_published_again(world: World) -> None:
    _begun(world, minutes_ago=31)
    sweep(world.ports, older_than_s=1800.0)
    assert set(world.published.events) >= WORK


@pytest.mark.parametrize(("minutes_ago", "count"), [(29, 0), (31, 1)])
def test_a_summary_that_is_being_written_anew_is_left_alone(
    world: World, minutes_ago: float, count: int
) -> None:
    path, begun_at = paths.comparison_path(MATCHED), world.clock.time - timedelta(minutes=31)
    due = {"revision": 1, "summary_is_due": True, "updated_at": begun_at}
    world.put(path, world.found(path) | due)
    begun_at = world.clock.time - timedelta(minutes=minutes_ago)
    begun = {"revision": 1, "status": "pending", "attempts": 1, "updated_at": begun_at}
    written = world.found(paths.summary_path(MATCHED))
    world.put(paths.summary_path(MATCHED, 1), written | begun)
    sweep(world.ports, older_than_s=1800.0)
    asked = OverlayReady(comparison_id=MATCHED, revision=1)
    assert world.published.events.count(asked) == count


@pytest.mark.parametrize("status", ["uploaded", "reading"])
def test_a_record_that_cannot_be_read_keeps_no_other_waiting(world: World, status: str) -> None:
    broken = world.found(paths.version_path(NEW)) | {"status": status, "page_count": "many"}
    world.put("drawing_versions/a-broken-one", broken)
    due = world.upload("lost")
    sweep(world.ports, older_than_s=0.0)
    assert due in world.published.events


def test_a_version_whose_work_is_broken_for_good_keeps_no_other_waiting(world: World) -> None:
    """Its tally counts shards that are not there."""
    reading = world.found(paths.version_path(NEW)) | {"id": "a-broken-one", "status": "reading"}
    world.put("drawing_versions/a-broken-one", reading)
    tally = paths.page_tally_path(VersionId("a-broken-one"))
    world.put(tally, {"total": 1, "shard_count": 1, "closed": []})
    due = world.upload("lost")
    sweep(world.ports, older_than_s=0.0)
    assert due in world.published.events


def test_a_service_that_does_not_answer_ends_the_sweep(world: World) -> None:
    world.upload("lost")
    world.published.error = TransientError(ErrorCode.UNAVAILABLE, "Try again later.")
    with pytest.raises(TransientError):
        sweep(world.ports, older_than_s=0.0)
