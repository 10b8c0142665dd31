"""Dead letters: looked at, and published once more where that can help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from google.api_core.exceptions import DeadlineExceeded, NotFound
from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient

from common.chain.ended import has_ended
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import TOPIC_OF, Event, Topic
from common.gcp.errors import translated
from common.gcp.pubsub import PUBLISH_LIMIT_S
from common.messages import event_key
from common.ports import Ports
from common.pushed import event_of
from local.stack.topology import dead, kept

PULL_LIMIT_S: Final = 5.0  # an empty subscription says nothing until then
PER_PULL: Final = 100
# What Pub/Sub adds to a letter; an event that is published again has none of it.
_ADDED: Final = "CloudPubSubDeadLetter"


class LetterState(StrEnum):
    """Whether publishing a letter's event again can help."""

    OPEN = "open"  # its work has not ended
    ENDED = "ended"  # it has: a repeat changes nothing
    NO_RECORD = "no record"  # what it is about is not there, or not yet
    UNREADABLE = "unreadable"  # it carries no event of ours

    @property
    def can_help(self) -> bool:
        """Whether somebody would do something about it."""
        return self in {LetterState.OPEN, LetterState.NO_RECORD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One dead letter, as it was pulled."""

    ack_id: str
    state: LetterState
    topic: Topic | None
    about: str
    published_at: datetime
    deliveries: str
    data: bytes
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of the letters: published again, and taken out of the subscription."""

    published: int
    removed: int


class DeadLetters:
    """The letters that a deployment keeps of one group of functions: ocr, diff or summary."""

    def __init__(
        self, publisher: PublisherClient, subscriber: SubscriberClient, project_id: str, group: str
    ) -> None:
        self._publisher, self._subscriber = publisher, subscriber
        self._project_id = project_id
        self._subscription = subscriber.subscription_path(project_id, kept(dead(group)))

    @contextmanager
    def held(self, ports: Ports, limit: int) -> Iterator[list[Letter]]:
        """Give up to `limit` letters; those that are not answered meanwhile stay where they are.

        Raises:
            PermanentError: there is no such subscription.
            TransientError: Pub/Sub does not answer.
        """
        pulled = self._pulled(limit)
        try:
            yield [_letter(received, ports) for received in pulled]
        finally:
            self._let_go([received.ack_id for received in pulled])

    def answer(self, letters: Sequence[Letter]) -> Answered:
        """Publish again what can be helped, then remove every letter.

        In that order: whoever dies in between leaves a letter whose repeat changes nothing.
        """
        again = [letter for letter in letters if letter.state.can_help]
        with translated("Pub/Sub"):
            futures = [self._publish(letter) for letter in again]
            for future in futures:
                future.result(timeout=PUBLISH_LIMIT_S)
            if letters:
                self._subscriber.acknowledge(
                    request={
                        "subscription": self._subscription,
                        "ack_ids": [letter.ack_id for letter in letters],
                    }
                )
        return Answered(published=len(again), removed=len(letters))

    def _pulled(self, limit: int) -> list[Any]:
        found: list[Any] = []
        while len(found) < limit:
            received = self._pull(min(PER_PULL, limit - len(found)))
            if not received:
                break
            found += received
        return found

    def _pull(self, count: int) -> list[Any]:
        request = {"subscription": self._subscription, "max_messages": count}
        try:
            with translated("Pub/Sub"):
                try:
                    answer = self._subscriber.pull(
                        request=request, timeout=PULL_LIMIT_S, retry=None
                    )
                except DeadlineExceeded:
                    return []
        except NotFound as error:
            raise PermanentError(
                ErrorCode.NOT_FOUND,
                f"There is no subscription {self._subscription}. Terraform makes it "
                "(terraform/monitoring.tf).",
            ) from error
        return list(answer.received_messages)

    def _publish(self, letter: Letter) -> Any:
        attributes = {k: v for k, v in letter.attributes.items() if not k.startswith(_ADDED)}
        topic = self._publisher.topic_path(self._project_id, letter.topic)
        return self._publisher.publish(topic, letter.data, **attributes)

    def _let_go(self, ack_ids: Sequence[str]) -> None:
        if not ack_ids:
            return
        with translated("Pub/Sub"):
            self._subscriber.modify_ack_deadline(
                request={
                    "subscription": self._subscription,
                    "ack_ids": list(ack_ids),
                    "ack_deadline_seconds": 0,
                }
            )


def _letter(received: Any, ports: Ports) -> Letter:
    message = received.message
    attributes = dict(message.attributes)
    event, state = _read(message.data, attributes, ports)
    return Letter(
        ack_id=received.ack_id,
        state=state,
        topic=TOPIC_OF[type(event)] if event is not None else None,
        about=event_key(event) if event is not None else message.message_id,
        published_at=message.publish_time,
        deliveries=attributes.get(f"{_ADDED}SourceDeliveryCount", "?"),
        data=message.data,
        attributes=attributes,
    )


def _read(
    data: bytes, attributes: Mapping[str, str], ports: Ports
) -> tuple[Event | None, LetterState]:
    try:
        event = event_of(data, attributes)
        ended = has_ended(event, ports)
    except PermanentError:
        return None, LetterState.UNREADABLE
    if ended is None:
        return event, LetterState.NO_RECORD
    return event, LetterState.ENDED if ended else LetterState.OPEN
