"""What the stages share: documents that take one commit at a time, a language model with limits."""

from __future__ import annotations

import simpy

from benchmarks.scaling.instances import Steps
from benchmarks.scaling.parameters import ModelLimits


class HotDocument:
    """A document that many write: commits come one after the other."""

    def __init__(self, env: simpy.Environment, write_s: float) -> None:
        self._env, self._write_s = env, write_s
        self._turn = simpy.Resource(env, capacity=1)

    def commit(self) -> Steps:
        """Wait for the turn and write."""
        with self._turn.request() as turn:
            yield turn
            yield self._env.timeout(self._write_s)


class LanguageModel:
    """A leaky bucket of requests and tokens, first come, first served.

    Attributes:
        answered: questions that were answered.
        gave_up: summaries that the rules wrote after all.
    """

    def __init__(self, env: simpy.Environment, limits: ModelLimits) -> None:
        self._env, self._limits = env, limits
        by_tokens = limits.tokens_per_minute / limits.tokens_per_request
        self._every_s = 60.0 / min(limits.requests_per_minute, by_tokens)
        self._next_at = 0.0
        self.answered = self.gave_up = 0

    def turn_s(self) -> float | None:
        """Take a turn: how long to wait for it, or `None` when nobody has so much patience."""
        turn_at = max(self._env.now, self._next_at)
        if turn_at - self._env.now > self._limits.patience_s:
            self.gave_up += 1
            return None
        self._next_at = turn_at + self._every_s
        self.answered += 1
        return turn_at - self._env.now
