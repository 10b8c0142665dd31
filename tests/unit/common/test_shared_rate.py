"""The limits of an endpoint a minute, whoever asks and whenever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.llm.rate import BACKOFF_LIMIT_S, RateLimit, backoff_s, share_count
from common.model_records import ModelRate
from common.settings import LanguageModelSettings

AT = datetime(2026, 1, 1, tzinfo=UTC)
EMPTY = ModelRate(requests_drained_at=AT, tokens_drained_at=AT, closed_until=AT)
REQUESTS, TOKENS = 20, 10_000
LIMIT = RateLimit(requests_per_minute=REQUESTS, tokens_per_minute=TOKENS)


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, TOKENS // 10)), max_size=80))
def test_no_minute_holds_more_than_the_limit(asked: list[tuple[float, int]]) -> None:
    rate, now = EMPTY, AT
    begun: list[tuple[datetime, int]] = []
    for pause_s, tokens in asked:
        now += timedelta(seconds=pause_s)
        rate, wait_s = LIMIT.taken(rate, now, tokens)
        begun.append((now + timedelta(seconds=wait_s), tokens))
    for start, _ in begun:
        minute = [t for at, t in begun if start <= at < start + timedelta(minutes=1)]
        assert len(minute) <= REQUESTS
        assert sum(minute) <= TOKENS


def test_who_asks_seldom_never_waits() -> None:
    rate, now = EMPTY, AT
    for _ in range(50):
        now += timedelta(seconds=60 / (REQUESTS * 0.9))
        rate, wait_s = LIMIT.taken(rate, now, 100)
        assert wait_s == 0


@pytest.mark.parametrize(
    ("requests", "tokens", "shares"),
    [(1, 1000, 1), (60, 10_000_000, 1), (500, 200_000, 2), (500, 2_000_000, 9)],
)
def test_a_document_takes_no_more_than_a_write_a_second(
    requests: int, tokens: int, shares: int
) -> None:
    settings = LanguageModelSettings(llm_requests_per_minute=requests, llm_tokens_per_minute=tokens)
    assert share_count(settings) == shares


def test_the_pause_doubles_up_to_a_limit() -> None:
    assert [backoff_s(n) for n in (0, 1, 2)] == [2.0, 4.0, 8.0]
    assert backoff_s(1000) == BACKOFF_LIMIT_S
