"""What an entry of a deployed function does: decode the push, run the stage, answer the broker.

Pub/Sub delivers again what is answered by an error, and drops what is answered well. So whatever
can never be handled is logged and answered well, and only what may pass is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from common import trace_context
from common.chain.attempts import attempts_before
from common.chain.versions import upload_is_whole
from common.domain.errors import ErrorCode, PermanentError, TransientError
from common.domain.events import OF_ONE_SHEET, TOPIC_OF, Event, Topic, UploadFinalized
from common.domain.jobs import Failure
from common.logs import log_event
from common.ports import Ports
from common.pushed import PushedMessage, event_in, pushed_message
from common.stage import Delivery, Outcome, RetryLimits, Stage, bury, defer, run_stage, skip
from common.tracing import SpanKind, flush_spans, span

UNDELIVERABLE_SHEET = Failure(
    code=ErrorCode.WORKER_DIED,
    message="This page crashed the program or took too long, several times. The other sheets are "
    "not affected. Open the page in a PDF viewer, print it to a new PDF and compare that.",
)
# A push that finds no instance free counts as a delivery, too (docs/SCALING.md).
NEVER_BEGUN = Failure(
    code=ErrorCode.UNAVAILABLE,
    message="Nobody was free for this sheet, several times: too much was under way at once. The "
    "other sheets are not affected. Retry what failed when less is under way.",
)
UNDELIVERABLE_SET = Failure(
    code=ErrorCode.WORKER_DIED,
    message="Work on a whole drawing set crashed the program or took too long, several times. "
    "Split the sets by discipline and compare them part by part.",
)


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
    """

    ports: Ports
    limits: RetryLimits
    stages: Mapping[Topic, Stage[Any]]
    turn: AbstractContextManager[object] = field(default_factory=nullcontext)
    traceparent_of_push: Callable[[], str | None] = lambda: None

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
            delivery = self._delivery(event, message)
            due = is_due(event, self.ports)
        except TransientError as error:
            return defer(stage, event, self._age_s(message), error)
        if not due:
            skip(stage, event, delivery)
            return Outcome.ACKNOWLEDGE
        return run_stage(stage, event, delivery, self.ports, self.limits)

    def _buried(self, stage: Stage[Any], event: Event, message: PushedMessage) -> Outcome:
        try:
            delivery = self._delivery(event, message)
        except TransientError as error:
            return defer(stage, event, self._age_s(message), error)
        return bury(stage, event, delivery, self.ports, _why_buried(event, delivery))

    def _delivery(self, event: Event, message: PushedMessage) -> Delivery:
        # The count of the record: functions-framework drops the broker's.
        attempt = attempts_before(event, self.ports) + 1
        return Delivery(attempt=attempt, age_s=self._age_s(message))

    def _age_s(self, message: PushedMessage) -> float:
        return (self.ports.clock.now() - message.published_at).total_seconds()


def _why_buried(event: Event, delivery: Delivery) -> Failure:
    """Return what to tell of an event that nobody could handle."""
    if not isinstance(event, OF_ONE_SHEET):
        return UNDELIVERABLE_SET  # it has no unit that would count how often it was begun
    return NEVER_BEGUN if delivery.attempt == 1 else UNDELIVERABLE_SHEET


def is_due(event: Event, ports: Ports) -> bool:
    """Tell whether an upload is whole: its record is there before its files are."""
    return not isinstance(event, UploadFinalized) or upload_is_whole(ports, event.version_id)
