"""What every bus promises: each event is delivered until it is acknowledged."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from common.domain.events import (
    DropFinalized,
    Event,
    OverlayReady,
    PageQueued,
    PairQueued,
    SessionReady,
    UploadFinalized,
    VersionPagesRead,
)
from common.domain.ids import ComparisonId, SessionId, VersionId
from tests.contract.buses import BusUnderTest

AT = datetime(2026, 1, 2, 3, 4, 5, 600000, tzinfo=UTC)
PAIR = PairQueued(comparison_id=ComparisonId("c"))
EVENTS: list[Event] = [
    DropFinalized(path="drops/Ω ½/Geschoß/1.pdf", generation=2**60 + 1, dropped_at=AT),
    UploadFinalized(version_id=VersionId("v")),
    PageQueued(version_id=VersionId("v"), page_index=499),
    VersionPagesRead(version_id=VersionId("v")),
    SessionReady(session_id=SessionId("s")),
    PAIR,
    OverlayReady(comparison_id=ComparisonId("c")),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_arrives_as_it_was_published(bus: BusUnderTest, event: Event) -> None:
    bus.port.publish([event])
    assert [received.event for received in bus.receive(10)] == [event]


def test_what_is_published_has_arrived_when_publish_returns(bus: BusUnderTest) -> None:
    bus.port.publish(EVENTS)
    received = [r.event for r in bus.receive(10)]
    assert sorted(received, key=_kind) == sorted(EVENTS, key=_kind)


def _kind(event: Event) -> str:
    return type(event).__name__  # each is there once


def test_nothing_to_publish_is_published(bus: BusUnderTest) -> None:
    bus.port.publish([])
    assert bus.receive(1) == []


def test_a_refused_event_is_delivered_again(bus: BusUnderTest) -> None:
    bus.port.publish([PAIR])
    bus.refuse(bus.receive(1)[0])
    assert [received.event for received in bus.receive(1)] == [PAIR]


def test_an_acknowledged_event_does_not_come_again(bus: BusUnderTest) -> None:
    bus.port.publish([PAIR])
    [received] = bus.receive(1)
    bus.acknowledge(received)
    bus.refuse(received)
    assert bus.receive(1) == []


def test_a_repeat_is_an_event_of_its_own(bus: BusUnderTest) -> None:
    bus.port.publish([PAIR, PAIR])
    assert [received.event for received in bus.receive(10)] == [PAIR, PAIR]


def test_events_of_many_publishers_all_arrive(bus: BusUnderTest) -> None:
    events = [PairQueued(comparison_id=ComparisonId(f"{n:02d}")) for n in range(40)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda event: bus.port.publish([event]), events))
    assert sorted((r.event for r in bus.receive(40)), key=repr) == events
