"""Which work publishes to which topics, seen in the simulation: what a deployment must allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import greenlet
import pytest

from common import completion
from common.domain.events import TOPIC_OF, Event
from common.stage import record_failure, run_stage
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
        def ran(stage: object, event: Event, *rest: object) -> object:
            self.by_greenlet[greenlet.getcurrent()] = str(TOPIC_OF[type(event)])
            return run_stage(stage, event, *rest)  # type: ignore[arg-type]

        def buried(stage: object, event: Event, *rest: object) -> object:
            self.by_greenlet[greenlet.getcurrent()] = f"dead {TOPIC_OF[type(event)]}"
            return record_failure(stage, event, *rest)  # type: ignore[arg-type]

        def swept(*arguments: object) -> None:
            self.by_greenlet[greenlet.getcurrent()] = "sweep"
            sweep(*arguments)  # type: ignore[arg-type]

        patch.setattr(chain, "run_stage", ran)
        patch.setattr(chain, "record_failure", buried)
        patch.setattr(chain, "sweep", swept)
