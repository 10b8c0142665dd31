"""Many calls at a time: in order, bounded, and ended when nobody asks any more."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.gcp.at_once import AT_ONCE, in_order


class _Watched:
    """A call that knows how many of it are under way, and what they weigh."""

    def __init__(self, pause_s: float = 0.0) -> None:
        self._lock, self._pause_s = threading.Lock(), pause_s
        self._now: list[int] = []
        self.most_calls = self.most_weight = self.called = 0

    def __call__(self, weight: int) -> int:
        with self._lock:
            self.called += 1
            self._now.append(weight)
            self.most_calls = max(self.most_calls, len(self._now))
            if len(self._now) > 1:
                self.most_weight = max(self.most_weight, sum(self._now))
        time.sleep(self._pause_s)
        with self._lock:
            self._now.remove(weight)
        return weight


def test_calls_wait_together() -> None:
    call = _Watched(pause_s=0.02)
    assert list(in_order(call, range(4 * AT_ONCE))) == list(range(4 * AT_ONCE))
    assert call.most_calls == AT_ONCE


@given(st.lists(st.integers(0, 30), max_size=40))
def test_whatever_their_weights_all_come_in_order_and_never_too_many_at_a_time(
    weights: list[int],
) -> None:
    call = _Watched()
    found = list(in_order(call, weights, weigh=lambda weight: weight, most_weight=20))
    assert found == weights
    assert call.most_weight <= 20  # of several: one alone may be heavier
    assert call.most_calls <= AT_ONCE


def test_an_error_comes_in_its_place_and_ends_the_calls() -> None:
    called: list[int] = []

    def call(number: int) -> int:
        called.append(number)
        if number == 3:
            raise LookupError
        return number

    results = in_order(call, range(1000))
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(LookupError):
        next(results)
    assert len(called) <= 3 + 1 + AT_ONCE
    assert list(results) == []


def test_no_thread_is_left_when_the_results_are_let_go() -> None:
    before = threading.active_count()
    results = in_order(_Watched(pause_s=0.01), range(100))
    next(results)
    assert threading.active_count() > before
    results.close()
    assert threading.active_count() == before
