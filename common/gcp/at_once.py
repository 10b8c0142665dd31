"""Many calls at a time, in order: what a service takes long to answer is asked for ahead.

Google's `transfer_manager` does likewise (threads that share one client), but gives nothing before
it has everything, and the files of a set are more than fit in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

A = TypeVar("A")
R = TypeVar("R")

# Calls of one blob store under way at a time. From 8 on the interpreter is what is waited for, not
# Cloud Storage (docs/SCALING.md, "The largest set"); Google's client keeps 10 connections.
AT_ONCE: Final = 8


def in_order(
    call: Callable[[A], R],
    items: Iterable[A],
    at_once: int = AT_ONCE,
    *,
    weigh: Callable[[A], int] = lambda _item: 0,
    most_weight: int = 0,
) -> Generator[R, None, None]:
    """Yield what `call` returns for each item, in their order, `at_once` of them under way.

    An item is taken when there is room for it, in the thread of whoever asks for the results, so
    that so many of them and of their results are held and one more item. Who stops asking ends it:
    no other call is begun, and those under way are waited for. What a call raises is raised in its
    place.

    Args:
        call: runs in a thread of its own.
        items: what it is called with.
        at_once: calls under way.
        weigh: an item that may be too much beside the others, say by its bytes.
        most_weight: that items under way have together; a heavier one goes alone.
    """
    under_way: deque[tuple[Future[R], int]] = deque()
    with ThreadPoolExecutor(at_once, thread_name_prefix="at-once") as pool:
        try:
            for item in items:
                weight = weigh(item)
                while under_way and (
                    len(under_way) == at_once or weight + _weight_of(under_way) > most_weight
                ):
                    yield under_way.popleft()[0].result()
                under_way.append((pool.submit(call, item), weight))
            while under_way:
                yield under_way.popleft()[0].result()
        finally:
            for future, _weight in under_way:
                future.cancel()


def _weight_of(under_way: Iterable[tuple[Future[R], int]]) -> int:
    return sum(weight for _future, weight in under_way)
