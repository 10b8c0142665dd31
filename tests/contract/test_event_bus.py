"""What every bus promises: each event is delivered until it is acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.domain.events import PairQueued, UploadFinalized
from common.domain.ids import ComparisonId, VersionId
from common.embedded.queue import SqliteQueue

PAIR = PairQueued(comparison_id=ComparisonId("c"))
UPLOAD = UploadFinalized(version_id=VersionId("v"))


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[SqliteQueue]:
    queue = SqliteQueue(tmp_path / "events.sqlite")
    yield queue
    queue.close()


def test_what_is_published_is_leased_in_order_with_its_attempt(queue: SqliteQueue) -> None:
    queue.publish([PAIR, UPLOAD])
    leased = [queue.lease(), queue.lease(), queue.lease()]
    assert [m and (m.event, m.attempt) for m in leased] == [(PAIR, 1), (UPLOAD, 1), None]


def test_a_released_event_comes_again_and_counts_the_attempt(queue: SqliteQueue) -> None:
    queue.publish([PAIR])
    first = queue.lease()
    assert first is not None
    queue.release(first, delay_s=0.0)
    second = queue.lease()
    assert second is not None
    assert (second.event, second.attempt) == (PAIR, 2)


def test_a_delayed_event_is_not_due_yet(queue: SqliteQueue) -> None:
    queue.publish([PAIR])
    message = queue.lease()
    assert message is not None
    queue.release(message, delay_s=60.0)
    assert queue.lease() is None
    assert not queue.is_idle()


def test_an_acknowledged_event_is_gone(queue: SqliteQueue) -> None:
    queue.publish([PAIR])
    message = queue.lease()
    assert message is not None
    queue.acknowledge(message)
    assert queue.is_idle()


def test_a_buried_event_is_kept_for_people_only(queue: SqliteQueue) -> None:
    queue.publish([PAIR])
    message = queue.lease()
    assert message is not None
    queue.bury(message)
    assert queue.is_idle()
    assert queue.dead_letters() == [PAIR]


def test_events_survive_the_process_that_published_them(tmp_path: Path) -> None:
    first = SqliteQueue(tmp_path / "shared.sqlite")
    first.publish([PAIR])
    first.lease()
    first.close()
    second = SqliteQueue(tmp_path / "shared.sqlite")
    second.release_all()
    message = second.lease()
    second.close()
    assert message is not None
    assert message.event == PAIR
