"""A stream of server-sent events at the pace at which records are looked at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

# That a client has gone is noticed when we write to it a second time; until then it holds a place.
HEARTBEAT_S = 5.0
# What EventSource waits before it connects again.
RECONNECT_MS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLimits:
    """How long a stream lasts, and how often the records are looked at."""

    limit_s: float
    poll_s: float


def paced(told: Iterable[str | None], limits: StreamLimits) -> Iterator[str]:
    """Yield what is told as text/event-stream, with heartbeats, until its end or the limit.

    Args:
        told: events as they are written; `None` when there is nothing more to tell at the moment,
            after which the records are looked at again.
        limits: of this stream.
    """
    begun_s = spoke_s = time.monotonic()
    yield f"retry: {RECONNECT_MS}\n\n"
    for event in told:
        if event is not None:
            yield event
            spoke_s = time.monotonic()
            continue
        if time.monotonic() - begun_s >= limits.limit_s:
            return
        if time.monotonic() - spoke_s >= HEARTBEAT_S:
            yield ": still here\n\n"
            spoke_s = time.monotonic()
        time.sleep(limits.poll_s)


def while_member(events: Iterator[str], is_member: Callable[[], bool]) -> Iterator[str]:
    """Yield events for as long as whoever hears them may; a heartbeat is one, so it soon ends.

    Args:
        events: as text/event-stream, from `paced`.
        is_member: looks it up.
    """
    looked_s = time.monotonic()
    for event in events:
        if time.monotonic() - looked_s >= HEARTBEAT_S:
            if not is_member():
                return
            looked_s = time.monotonic()
        yield event
