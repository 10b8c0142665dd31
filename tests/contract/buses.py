"""The buses under contract, each with a way to receive what it delivers."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient
from google.pubsub_v1 import PullResponse

from common import messages
from common.domain.events import Event, Topic
from common.embedded.queue import Leased, SqliteQueue
from common.gcp.pubsub import PubSubBus
from common.ports import EventBus
from tests.emulators import new_topic, project_of


@dataclass(frozen=True)
class Received:
    """One delivery; `handle` names it to the broker."""

    event: Event
    handle: object


class BusUnderTest(Protocol):
    """A bus and a receiver of everything on it."""

    @property
    def port(self) -> EventBus: ...
    def receive(self, count: int) -> list[Received]:
        """Return at most `count` deliveries, fewer only when no more come for a while."""
        ...

    def acknowledge(self, received: Received) -> None: ...
    def refuse(self, received: Received) -> None:
        """Ask for it to be delivered again."""
        ...

    def close(self) -> None: ...


class EmbeddedBus:
    def __init__(self, place: Path) -> None:
        self.port = SqliteQueue(place / "events.sqlite")

    def receive(self, count: int) -> list[Received]:
        leased = [self.port.lease() for _ in range(count)]
        return [Received(message.event, message) for message in leased if message]

    def acknowledge(self, received: Received) -> None:
        assert isinstance(received.handle, Leased)
        self.port.acknowledge(received.handle)

    def refuse(self, received: Received) -> None:
        assert isinstance(received.handle, Leased)
        self.port.release(received.handle, delay_s=0.0)

    def close(self) -> None:
        self.port.close()


class PubSubUnderTest:
    """Pub/Sub with one pull subscription a topic."""

    def __init__(self, place: Path) -> None:
        self._publisher, self._subscriber = PublisherClient(), SubscriberClient()
        self._subscriptions = {topic: self._subscribe(place, topic) for topic in Topic}
        self.port = PubSubBus(self._publisher, project_of(place))

    def receive(self, count: int) -> list[Received]:
        found: list[Received] = []
        for topic, subscription in self._subscriptions.items():
            found.extend(self._pull(topic, subscription, count))
        return found

    def acknowledge(self, received: Received) -> None:
        subscription, ack_id = _of_pubsub(received)
        self._subscriber.acknowledge(subscription=subscription, ack_ids=[ack_id])

    def refuse(self, received: Received) -> None:
        subscription, ack_id = _of_pubsub(received)
        self._subscriber.modify_ack_deadline(
            subscription=subscription, ack_ids=[ack_id], ack_deadline_seconds=0
        )

    def close(self) -> None:
        self._subscriber.close()
        self._publisher.stop()

    def _subscribe(self, place: Path, topic: Topic) -> str:
        path = new_topic(self._publisher, place, topic)
        subscription: str = self._subscriber.subscription_path(project_of(place), topic)
        self._subscriber.create_subscription(name=subscription, topic=path)
        return subscription

    def _pull(self, topic: Topic, subscription: str, count: int) -> Sequence[Received]:
        found: list[Received] = []
        while len(found) < count:
            answer = self._pull_now(subscription, count)
            if not answer.received_messages:
                break
            for message in answer.received_messages:
                event = messages.decode(topic, message.message.data)
                found.append(Received(event, (subscription, message.ack_id)))
        return found

    def _pull_now(self, subscription: str, count: int) -> PullResponse:
        # A pull that waits and is given up may take a message with it; on Google's own servers an
        # answer at once may miss one, and is deprecated, but the emulator has everything at hand.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            answer: PullResponse = self._subscriber.pull(
                subscription=subscription, max_messages=count, return_immediately=True
            )
            return answer


def _of_pubsub(received: Received) -> tuple[str, str]:
    assert isinstance(received.handle, tuple)
    return received.handle
