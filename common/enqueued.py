"""What is published is told of: one event of the log for every job."""

from __future__ import annotations

from collections.abc import Sequence

from common.domain.events import TOPIC_OF, Event
from common.logs import log_event
from common.outcomes import note_published
from common.ports import EventBus


class ToldBus:
    """An event bus that tells of what another one has safe."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus

    def publish(self, events: Sequence[Event]) -> None:
        """Hand the events over; see the port."""
        self._bus.publish(events)
        note_published(len(events))
        for event in events:
            log_event("job_enqueued", topic=TOPIC_OF[type(event)], event_record=event)
