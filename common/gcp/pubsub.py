"""The event bus on Pub/Sub."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from google.cloud.pubsub_v1 import PublisherClient
from google.cloud.pubsub_v1.publisher.futures import Future

from common import messages
from common.domain.events import Event, Topic
from common.gcp.errors import translated
from common.logs import current_trace

# A function has 540 s for everything; a publish that takes longer than this is tried again.
PUBLISH_LIMIT_S: Final = 60.0
CHECK_LIMIT_S: Final = 5.0


class PubSubBus:
    """Publishes each event on its topic; the subscriptions push it to the functions.

    No ordering key: every stage takes its events in any order, and one key is one thread.
    """

    def __init__(self, publisher: PublisherClient, project_id: str) -> None:
        self._publisher, self._project_id = publisher, project_id

    def publish(self, events: Sequence[Event]) -> None:
        """Hand the events over; returns when Pub/Sub has every one of them safe.

        Raises:
            TransientError: it does not have them all; some may have been published
                (code UNAVAILABLE).
        """
        trace = current_trace() or uuid4().hex
        futures = [self._send(event, trace) for event in events]
        with translated("Pub/Sub"):
            for future in futures:
                future.result(timeout=PUBLISH_LIMIT_S)

    def check(self) -> None:
        """Make sure that Pub/Sub answers, and has a topic to take events.

        Raises:
            TransientError: it does not (code UNAVAILABLE).
        """
        topic = self._publisher.topic_path(self._project_id, Topic.UPLOADS)
        with translated("Pub/Sub"):
            self._publisher.get_topic(topic=topic, timeout=CHECK_LIMIT_S)

    def _send(self, event: Event, trace: str) -> Future:
        topic, body = messages.encode(event)
        return self._publisher.publish(
            self._publisher.topic_path(self._project_id, topic),
            body,
            # A dead letter arrives on another topic: the message itself says where it was.
            event_topic=topic.value,
            event_key=messages.event_key(event),
            trace=trace,
        )
