"""A push subscription: a growing window, back-off, redelivery, dead letters, messages twice."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import simpy

from benchmarks.scaling.instances import Function, Steps
from benchmarks.scaling.parameters import GivenUp, Push

Work = Callable[[], Steps]  # gives whether it is done; ends when the answer goes back


@dataclass(slots=True, kw_only=True)
class _Unit:
    """What an event is about; two messages may be of one.

    Attributes:
        begun: how often somebody began its work.
    """

    work: Work
    bury: Callable[[], None]
    begun: int = 0


class Subscription:
    """Pushes messages to a function until each is acknowledged or a dead letter.

    Attributes:
        dead: events that nobody could handle.
        deliveries: pushes so far.
    """

    def __init__(
        self,
        env: simpy.Environment,
        function: Function,
        push: Push,
        given_up: GivenUp,
        limit_s: float,
        luck: random.Random,
    ) -> None:
        self._env, self._function, self._push = env, function, push
        self._given_up, self._limit_s, self._luck = given_up, limit_s, luck
        self._queue: deque[tuple[_Unit, int]] = deque()
        self._window: float = push.window
        self._under_way = 0
        self.dead = self.deliveries = 0

    def publish(self, work: Work, bury: Callable[[], None]) -> None:
        """Deliver a message, sometimes twice; `bury` records one that is a dead letter."""
        unit = _Unit(work=work, bury=bury)
        for _ in range(2 if self._luck.random() < self._push.doubled_share else 1):
            self._queue.append((unit, 1))
        self._pump()

    def _pump(self) -> None:
        while self._queue and self._under_way < int(self._window):
            self._under_way += 1
            self._env.process(self._deliver(*self._queue.popleft()))

    def _deliver(self, unit: _Unit, attempt: int) -> Steps:
        yield self._env.timeout(self._push.latency_s)
        self.deliveries += 1
        done = yield from self._handled(unit, attempt)
        self._under_way -= 1
        if done:
            self._window = min(self._push.max_window, self._window + 1)
        else:
            self._window = max(1.0, self._window - 1)
            self._again(unit, attempt)
        self._pump()

    def _handled(self, unit: _Unit, attempt: int) -> Steps:
        if not (yield from self._function.acquire()):
            return False
        begun_s = self._env.now
        if self._is_hopeless(unit, attempt):
            self._function.release(0.0)
            self._bury(unit)
            return True
        unit.begun += 1
        running = self._env.process(_until_ended(unit.work))
        yield running | self._env.timeout(self._limit_s)
        self._function.release(self._env.now - begun_s)
        if running.triggered:
            return bool(running.value)
        running.interrupt()  # the instance is ended
        return False

    def _is_hopeless(self, unit: _Unit, attempt: int) -> bool:
        """Tell whether the entry buries it (`common.entry`): begun and brought so often before."""
        most = self._given_up.beginnings
        return most is not None and min(unit.begun, attempt - 1) >= most

    def _again(self, unit: _Unit, attempt: int) -> None:
        if attempt >= self._given_up.deliveries:
            self._bury(unit)
            return
        pause_s = min(self._push.max_backoff_s, self._push.min_backoff_s * 2.0 ** (attempt - 1))
        self._env.process(self._later(pause_s, unit, attempt + 1))

    def _bury(self, unit: _Unit) -> None:
        self.dead += 1
        unit.bury()

    def _later(self, pause_s: float, unit: _Unit, attempt: int) -> Steps:
        yield self._env.timeout(pause_s)
        self._queue.append((unit, attempt))
        self._pump()


def _until_ended(work: Work) -> Steps:
    """Work until done or until the instance is ended, which is no success."""
    try:
        return (yield from work())
    except simpy.Interrupt:
        return False
