"""A push subscription: a growing window, back-off, redelivery, dead letters, messages twice."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable

import simpy

from benchmarks.scaling.instances import Function, Steps
from benchmarks.scaling.parameters import Push

Work = Callable[[], Steps]  # gives whether it is done; ends when the answer goes back


class Subscription:
    """Pushes messages to a function until each is acknowledged or a dead letter.

    Attributes:
        dead: messages that nobody could handle.
        deliveries: pushes so far.
    """

    def __init__(
        self,
        env: simpy.Environment,
        function: Function,
        push: Push,
        limit_s: float,
        luck: random.Random,
    ) -> None:
        self._env, self._function, self._push = env, function, push
        self._limit_s, self._luck = limit_s, luck
        self._queue: deque[tuple[Work, Callable[[], None], int]] = deque()
        self._window: float = push.window
        self._under_way = 0
        self.dead = self.deliveries = 0

    def publish(self, work: Work, bury: Callable[[], None]) -> None:
        """Deliver a message, sometimes twice; `bury` records one that is a dead letter."""
        for _ in range(2 if self._luck.random() < self._push.doubled_share else 1):
            self._queue.append((work, bury, 1))
        self._pump()

    def _pump(self) -> None:
        while self._queue and self._under_way < int(self._window):
            self._under_way += 1
            self._env.process(self._deliver(*self._queue.popleft()))

    def _deliver(self, work: Work, bury: Callable[[], None], attempt: int) -> Steps:
        yield self._env.timeout(self._push.latency_s)
        self.deliveries += 1
        done = yield from self._handled(work)
        self._under_way -= 1
        if done:
            self._window = min(self._push.max_window, self._window + 1)
        else:
            self._window = max(1.0, self._window - 1)
            self._again(work, bury, attempt)
        self._pump()

    def _handled(self, work: Work) -> Steps:
        if not (yield from self._function.acquire()):
            return False
        begun_s = self._env.now
        running = self._env.process(_until_ended(work))
        yield running | self._env.timeout(self._limit_s)
        self._function.release(self._env.now - begun_s)
        if running.triggered:
            return bool(running.value)
        running.interrupt()  # the instance is ended
        return False

    def _again(self, work: Work, bury: Callable[[], None], attempt: int) -> None:
        if attempt >= self._push.max_deliveries:
            self.dead += 1
            bury()
            return
        pause_s = min(self._push.max_backoff_s, self._push.min_backoff_s * 2.0 ** (attempt - 1))
        self._env.process(self._later(pause_s, work, bury, attempt + 1))

    def _later(self, pause_s: float, work: Work, bury: Callable[[], None], attempt: int) -> Steps:
        yield self._env.timeout(pause_s)
        self._queue.append((work, bury, attempt))
        self._pump()


def _until_ended(work: Work) -> Steps:
    """Work until done or until the instance is ended, which is no success."""
    try:
        return (yield from work())
    except simpy.Interrupt:
        return False
