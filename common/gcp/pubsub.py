"""The event bus on Pub/Sub."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from google.cloud.pubsub_v1 import PublisherClient
from google.cloud.pubsub_v1.publisher.futures import Future

from common import messages, trace_context
from common.domain.events import Event, Topic
from common.gcp.errors import translated
from common.trace_context import TraceContext
from common.tracing import SpanKind, Value, span

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
        if not events:
            return
        facts: dict[str, Value] = {
            "messaging.system": "gcp_pubsub",
            "messaging.batch.message_count": len(events),
        }
        with span("publish", SpanKind.PRODUCER, trace_context.current(), facts) as step:
            futures = [self._send(event, step) for event in events]
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

    def _send(self, event: Event, step: TraceContext) -> Future:
        topic, body = messages.encode(event)
        return self._publisher.publish(
            self._publisher.topic_path(self._project_id, topic),
            body,
            # A dead letter arrives on another topic: the message itself says where it was.
            event_topic=topic.value,
            event_key=messages.event_key(event),
            traceparent=step.traceparent,
        )
