"""How much may be asked of an endpoint a minute, shared by all workers through their store.

Two leaky buckets, of requests and of tokens (GCRA: a bucket is the moment at which it will be
empty). A document takes about one write a second, so a limit of more than 60 requests a minute is
cut into shares, each its own document; a worker takes one at random. See ADR 22.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from common import paths
from common.domain.errors import ErrorCode, ThrottledError, TransientError
from common.domain.ids import derived_id
from common.model_records import MODEL_RATE, ModelRate
from common.ports import Clock, DocumentStore, Transaction
from common.settings import LanguageModelSettings

WRITES_PER_MINUTE: Final = 60  # what one document takes
# A share must hold several requests of a sheet, which are about 10,000 tokens.
LEAST_TOKENS_PER_SHARE: Final = 100_000
# What may come at once after a pause, as seconds of the limit. The rest of the minute is slower by
# as much, so that no 60 s hold more than the limit.
BURST_S: Final = 6.0
_FLOW: Final = (60.0 - BURST_S) / 60.0
BACKOFF_BASE_S: Final = 2.0
BACKOFF_LIMIT_S: Final = 60.0
# An endpoint that fails so often in a row is left alone for so long; the next call is a trial.
FAILURES_TO_CLOSE: Final = 5
CLOSED_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """What one share may take a minute."""

    requests_per_minute: float
    tokens_per_minute: float

    def taken(self, rate: ModelRate, now: datetime, tokens: int) -> tuple[ModelRate, float]:
        """Return the buckets after one more request, and how long it has to wait, in s."""
        start = max(
            now,
            rate.closed_until,
            rate.requests_drained_at - timedelta(seconds=BURST_S),
            rate.tokens_drained_at - timedelta(seconds=BURST_S),
        )
        drained = replace(
            rate,
            requests_drained_at=max(rate.requests_drained_at, start)
            + timedelta(seconds=60 / (self.requests_per_minute * _FLOW)),
            tokens_drained_at=max(rate.tokens_drained_at, start)
            + timedelta(seconds=60 * tokens / (self.tokens_per_minute * _FLOW)),
        )
        return drained, (start - now).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A place in the row: ask after `wait_s`, and tell the share how it went."""

    path: str
    wait_s: float


class SharedRate:
    """The limits of one endpoint and model."""

    def __init__(
        self, documents: DocumentStore, clock: Clock, settings: LanguageModelSettings
    ) -> None:
        self._documents, self._clock = documents, clock
        self._endpoint = derived_id(settings.llm_base_url, settings.llm_model)
        self._max_wait_s = settings.llm_max_wait_s
        self._shares = share_count(settings)
        self._limit = RateLimit(
            requests_per_minute=settings.llm_requests_per_minute / self._shares,
            tokens_per_minute=settings.llm_tokens_per_minute / self._shares,
        )

    def take(self, tokens: int) -> Turn:
        """Take a turn for a request of so many tokens.

        Raises:
            ThrottledError: it would not come soon; nothing is taken.
            TransientError: the endpoint has failed too often just now (code UNAVAILABLE).
        """
        share = random.randrange(self._shares)  # noqa: S311 - spreads writes, guards nothing
        path = paths.model_rate_path(self._endpoint, share)

        def body(transaction: Transaction) -> tuple[bool, float]:
            now = self._clock.now()
            rate, wait_s = self._limit.taken(_rate(transaction, path, now), now, tokens)
            if wait_s <= self._max_wait_s:
                transaction.set(path, MODEL_RATE.encode(rate))
            has_failed = rate.failed_count >= FAILURES_TO_CLOSE and rate.closed_until > now
            return has_failed, wait_s

        has_failed, wait_s = self._documents.transact(body)
        if wait_s > self._max_wait_s:
            raise _not_now(wait_s, has_failed=has_failed)
        return Turn(path=path, wait_s=wait_s)

    def succeeded(self, turn: Turn) -> None:
        """Forget the failures before."""
        document = self._documents.get(turn.path)
        rate = MODEL_RATE.decode(document) if document else None
        if rate and (rate.failed_count or rate.throttled_count):
            self._change(turn.path, lambda r, _: replace(r, failed_count=0, throttled_count=0))

    def throttled(self, retry_after_s: float) -> None:
        """Keep all workers away as long as the endpoint wants, or longer with every time."""

        def close(rate: ModelRate, now: datetime) -> ModelRate:
            wait_s = retry_after_s or backoff_s(rate.throttled_count)
            return replace(
                rate,
                throttled_count=rate.throttled_count + 1,
                closed_until=max(rate.closed_until, now + timedelta(seconds=_jittered(wait_s))),
            )

        for share in range(self._shares):
            self._change(paths.model_rate_path(self._endpoint, share), close)

    def failed(self, turn: Turn) -> None:
        """Count a failure; too many in a row close the share for a while."""

        def count(rate: ModelRate, now: datetime) -> ModelRate:
            counted = replace(rate, failed_count=rate.failed_count + 1)
            if counted.failed_count < FAILURES_TO_CLOSE:
                return counted
            return replace(counted, closed_until=now + timedelta(seconds=_jittered(CLOSED_S)))

        self._change(turn.path, count)

    def _change(self, path: str, change: Callable[[ModelRate, datetime], ModelRate]) -> None:
        def body(transaction: Transaction) -> None:
            now = self._clock.now()
            changed = change(_rate(transaction, path, now), now)
            transaction.set(path, MODEL_RATE.encode(changed))

        self._documents.transact(body)


def share_count(settings: LanguageModelSettings) -> int:
    """Return into how many shares the limits are cut."""
    by_writes = -(-settings.llm_requests_per_minute // WRITES_PER_MINUTE)
    by_tokens = max(1, settings.llm_tokens_per_minute // LEAST_TOKENS_PER_SHARE)
    return min(by_writes, by_tokens)


def backoff_s(times_before: int) -> float:
    """Return how long to keep away from an endpoint that does not say it: doubling, bounded."""
    return min(BACKOFF_LIMIT_S, BACKOFF_BASE_S * 2.0 ** min(times_before, 10))


def _not_now(wait_s: float, *, has_failed: bool) -> TransientError:
    if has_failed:
        return TransientError(
            ErrorCode.UNAVAILABLE, "The language model has not answered several times in a row."
        )
    return ThrottledError("The language model is asked as often as it may be.", wait_s)


def _jittered(wait_s: float) -> float:
    """Return up to a quarter more, so that who waits does not come back at once; never less."""
    return wait_s * (1 + random.random() / 4)  # noqa: S311 - spreads retries, guards nothing


def _rate(transaction: Transaction, path: str, now: datetime) -> ModelRate:
    document = transaction.get(path)
    if document is not None:
        return MODEL_RATE.decode(document)
    return ModelRate(requests_drained_at=now, tokens_drained_at=now, closed_until=now)
