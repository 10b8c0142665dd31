"""Which work publishes to which topics, seen in the simulation: what a deployment must allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import greenlet
import pytest

from common import completion
from common.domain.events import TOPIC_OF, Event, Topic
from common.entry import Entry
from common.pushed import event_in, pushed_message
from common.sweep import sweep
from tests.simulation import chain
from tests.simulation.world import MemoryBus


def published_by_topic(seeds: Iterable[int]) -> dict[str, set[str]]:
    """Return the topics that are published to, by the work that does it.

    Work is the topic of the event it began with, `dead TOPIC` for one that was a dead letter,
    `sweep`, or `client` for what the API does.
    """
    seen: defaultdict[str, set[str]] = defaultdict(set)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(completion, "UNITS_PER_SHARD", 2)
        working = _Working()
        working.watch(patch)
        publish = MemoryBus.publish

        def published(bus: MemoryBus, events: Sequence[Event]) -> None:
            seen[working.now()] |= {str(TOPIC_OF[type(event)]) for event in events}
            publish(bus, events)

        patch.setattr(MemoryBus, "publish", published)
        for seed in seeds:
            chain.Run(seed).to_the_end()
            working.by_greenlet.clear()
    return dict(seen)


class _Working:
    """What each greenlet is working on."""

    def __init__(self) -> None:
        self.by_greenlet: dict[greenlet.greenlet, str] = {}

    def now(self) -> str:
        return self.by_greenlet.get(greenlet.getcurrent(), "client")

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        receive, bury = Entry.receive, Entry.bury

        def received(entry: Entry, topic: Topic, body: object) -> None:
            self.by_greenlet[greenlet.getcurrent()] = str(topic)
            receive(entry, topic, body)

        def buried(entry: Entry, body: object) -> None:
            event = event_in(pushed_message(body))
            self.by_greenlet[greenlet.getcurrent()] = f"dead {TOPIC_OF[type(event)]}"
            bury(entry, body)

        def swept(*arguments: object) -> None:
            self.by_greenlet[greenlet.getcurrent()] = "sweep"
            sweep(*arguments)  # type: ignore[arg-type]

        patch.setattr(Entry, "receive", received)
        patch.setattr(Entry, "bury", buried)
        patch.setattr(chain, "sweep", swept)
