"""What an entry of a deployed function does: decode the push, run the stage, answer the broker.

Pub/Sub delivers again what is answered by an error, and drops what is answered well. So whatever
can never be handled is logged and answered well, and only what may pass is raised.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from common import trace_context
from common.chain.attempts import Begun, begun
from common.chain.versions import upload_is_whole
from common.domain.errors import PermanentError, TransientError
from common.domain.events import TOPIC_OF, Event, Topic, UnitEvent, UploadFinalized
from common.domain.undeliverable import why_undeliverable
from common.logs import log_event
from common.ports import Ports
from common.pushed import PushedMessage, event_in, pushed_message
from common.stage import Delivery, Outcome, RetryLimits, Stage, bury, defer, run_stage, skip
from common.tracing import SpanKind, flush_spans, span


class DeliverAgainError(Exception):
    """The answer by which Pub/Sub delivers again after its back-off; the log has the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The stages of one function behind its entries.

    Attributes:
        ports: the world.
        limits: when a failure that might pass is taken for good.
        stages: by the topic that starts them.
        turn: held while a stage works; a lock where the work is not thread-safe.
        traceparent_of_push: of the request that brings the push, `None` without one.
        deliveries_of_push: how often the broker has brought the message, this time included;
            `None` where it does not say.
    """

    ports: Ports
    limits: RetryLimits
    stages: Mapping[Topic, Stage[Any]]
    turn: AbstractContextManager[object] = field(default_factory=nullcontext)
    traceparent_of_push: Callable[[], str | None] = lambda: None
    deliveries_of_push: Callable[[], int | None] = lambda: None

    def receive(self, topic: Topic, body: object) -> None:
        """Handle one push.

        Raises:
            DeliverAgainError: not now.
        """
        try:
            message = pushed_message(body)
            event = event_in(message, topic)
            stage = self.stages[TOPIC_OF[type(event)]]
        except (PermanentError, KeyError) as error:
            log_event("event_refused", topic=topic, error=error)
            return
        with self._traced(stage, message), self.turn:
            outcome = self._handled(stage, event, message)
        if outcome is Outcome.RETRY:
            raise DeliverAgainError(topic)

    def bury(self, body: object) -> None:
        """Record the failure of an event that nobody could handle, from its dead letter.

        Raises:
            DeliverAgainError: the record cannot be written now.
        """
        try:
            message = pushed_message(body)
            event = event_in(message)
            stage = self.stages[TOPIC_OF[type(event)]]
        except (PermanentError, KeyError) as error:
            log_event("dead_letter_refused", error=error)
            return
        with self._traced(stage, message):
            outcome = self._buried(stage, event, message)
        if outcome is Outcome.RETRY:
            raise DeliverAgainError(stage.name)

    @contextmanager
    def _traced(self, stage: Stage[Any], message: PushedMessage) -> Iterator[None]:
        """Go on with the trace of whoever published the message, else of who pushes it."""
        told = message.attributes.get(trace_context.ATTRIBUTE) or self.traceparent_of_push()
        try:
            with span(stage.name, SpanKind.CONSUMER, trace_context.parsed(told)):
                yield
        finally:
            flush_spans()

    def _handled(self, stage: Stage[Any], event: Event, message: PushedMessage) -> Outcome:
        try:
            before = begun(event, self.ports)
            due = is_due(event, self.ports)
        except TransientError as error:
            return defer(stage, event, self._age_s(message), error)
        delivery = self._delivery(before, message)
        if not due:
            skip(stage, event, delivery)
            return Outcome.ACKNOWLEDGE
        if self._is_hopeless(before):
            failure = why_undeliverable(event, before.count)
            return bury(stage, event, delivery, self.ports, failure)
        return run_stage(stage, event, delivery, self.ports, self._limits_of(event))

    def _buried(self, stage: Stage[Any], event: Event, message: PushedMessage) -> Outcome:
        try:
            before = begun(event, self.ports)
        except TransientError as error:
            return defer(stage, event, self._age_s(message), error)
        failure = why_undeliverable(event, before.count)
        return bury(stage, event, self._delivery(before, message), self.ports, failure)

    def _is_hopeless(self, before: Begun) -> bool:
        """Tell whether a unit has killed whoever began it so often that nobody does again.

        A failure that could be caught was recorded with its last attempt: one more beginning
        without an end, and only what kills its worker is left. The count alone could bury a unit
        that somebody works on, by a message that came twice; so the message that is here must
        have been brought as often before (docs/adr/0044-units-end-by-beginnings.md).
        """
        if before.has_ended or before.count <= self.limits.max_attempts:
            return False
        deliveries = self.deliveries_of_push()
        return deliveries is None or deliveries - 1 > self.limits.max_attempts

    def _limits_of(self, event: Event) -> RetryLimits:
        """Return when a failure is final; a unit has all its attempts, however long it waited."""
        if isinstance(event, UnitEvent):
            return replace(self.limits, max_age_s=math.inf)
        return self.limits

    def _delivery(self, before: Begun, message: PushedMessage) -> Delivery:
        # The count of the record: the broker's is of refused pushes, too.
        return Delivery(attempt=before.count + 1, age_s=self._age_s(message))

    def _age_s(self, message: PushedMessage) -> float:
        return (self.ports.clock.now() - message.published_at).total_seconds()


def is_due(event: Event, ports: Ports) -> bool:
    """Tell whether an upload is whole: its record is there before its files are."""
    return not isinstance(event, UploadFinalized) or upload_is_whole(ports, event.version_id)
