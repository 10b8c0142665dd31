"""A deployed function: instances that come when they are needed, and what waits for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import Any

import simpy

from benchmarks.scaling.parameters import Scaling
from local.cost.tiers import Deployed

Steps = Generator[simpy.Event, Any, Any]


class Function:
    """Slots of instances, handed out first come, first served.

    Attributes:
        busy_s: slot seconds that were worked.
        waited_s: of all requests together.
        served: requests that got a slot.
        refused: requests that waited too long.
        starts: instances that were begun.
    """

    def __init__(
        self, env: simpy.Environment, deployed: Deployed, scaling: Scaling, start_s: float
    ) -> None:
        self._env, self._deployed, self._scaling = env, deployed, scaling
        self._start_s = scaling.container_s + start_s
        self._free = 0
        self._coming = 0  # slots of instances that have not started yet
        self._next_start_at = 0.0
        self._waiting: deque[simpy.Event] = deque()
        self.busy_s = self.waited_s = 0.0
        self.served = self.refused = self.starts = 0

    @property
    def waiting(self) -> int:
        """How many requests wait now."""
        return len(self._waiting)

    def acquire(self) -> Steps:
        """Wait for a slot; gives whether one came before the request was refused."""
        begun_s = self._env.now
        if self._free:
            self._free -= 1
            self.served += 1
            return True
        turn = self._env.event()
        self._waiting.append(turn)
        self._scale()
        yield turn | self._env.timeout(self._scaling.pending_s)
        self.waited_s += self._env.now - begun_s
        if turn.triggered:
            self.served += 1
            return True
        self._waiting.remove(turn)
        self.refused += 1
        return False

    def release(self, worked_s: float) -> None:
        """Give a slot back, to who has waited longest."""
        self.busy_s += worked_s
        self._hand_on()

    def _hand_on(self) -> None:
        if self._waiting:
            self._waiting.popleft().succeed()
        else:
            self._free += 1

    def _scale(self) -> None:
        slots = self._deployed.concurrency
        while len(self._waiting) > self._coming and self.starts < self._deployed.max_instances:
            self.starts += 1
            self._coming += slots
            begins_at = max(self._env.now, self._next_start_at)
            self._next_start_at = begins_at + 1 / self._scaling.new_per_s
            self._env.process(self._start(begins_at - self._env.now))

    def _start(self, delay_s: float) -> Steps:
        yield self._env.timeout(delay_s + self._start_s)
        for _ in range(self._deployed.concurrency):
            self._coming -= 1
            self._hand_on()
