"""What the embedded queue promises beyond a bus: order, attempts, delays, dead letters."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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


def test_events_of_many_publishers_are_each_leased_once(queue: SqliteQueue) -> None:
    events = [PairQueued(comparison_id=ComparisonId(str(n))) for n in range(40)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda event: queue.publish([event]), events))
        leased = list(pool.map(lambda _: queue.lease(), range(41)))
    names = [m.event.comparison_id for m in leased if m and isinstance(m.event, PairQueued)]
    assert sorted(names, key=int) == [event.comparison_id for event in events]


def test_what_is_taken_over_has_all_its_tries_and_is_due(queue: SqliteQueue) -> None:
    queue.publish([PAIR, UPLOAD])
    cut_short, failed = queue.lease(), queue.lease()
    assert cut_short is not None
    assert failed is not None
    queue.release(failed, delay_s=60.0)
    queue.take_over()
    again = [queue.lease(), queue.lease()]
    assert [m and (m.event, m.attempt) for m in again] == [(PAIR, 1), (UPLOAD, 2)]


@pytest.mark.parametrize("damage", ["body = '{}'", "topic = 'nobody-listens'"])
def test_a_message_that_cannot_be_read_is_buried_on_the_way(
    queue: SqliteQueue, tmp_path: Path, damage: str
) -> None:
    queue.publish([PAIR, UPLOAD])
    connection = sqlite3.connect(tmp_path / "events.sqlite")
    with connection:
        connection.execute(f"UPDATE messages SET {damage} WHERE id = 1")  # noqa: S608 - our own text
    connection.close()
    message = queue.lease()
    assert message is not None
    assert message.event == UPLOAD
    assert queue.dead_letters() == []


def test_events_survive_the_process_that_published_them(tmp_path: Path) -> None:
    first = SqliteQueue(tmp_path / "shared.sqlite")
    first.publish([PAIR])
    first.lease()
    first.close()
    second = SqliteQueue(tmp_path / "shared.sqlite")
    second.take_over()
    message = second.lease()
    second.close()
    assert message is not None
    assert message.event == PAIR
