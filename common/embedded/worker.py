"""A worker process of the embedded bus: takes one event at a time from its pipe."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from common.domain.events import Event
from common.embedded.memory import peak_memory_bytes
from common.stage import Delivery, Outcome

Handler = Callable[[Event, Delivery], Outcome]


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker's first word: it has started and takes events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a worker says of one delivery."""

    outcome: Outcome
    peak_memory_bytes: int


def run_worker(
    connection: Connection, make_handler: Callable[[], Handler], memory_limit_bytes: int
) -> None:
    """Handle deliveries until the pipe is closed.

    The terminal's interrupt is for the dispatcher, which then ends its workers. A page that asks
    for more than the limit gets a MemoryError, not the whole machine.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_dispatcher, daemon=True).start()
    if memory_limit_bytes:
        resource.setrlimit(resource.RLIMIT_DATA, (memory_limit_bytes, memory_limit_bytes))
    handler = make_handler()
    # The dispatcher is gone when its end of the pipe is.
    with contextlib.suppress(EOFError, ConnectionError):
        connection.send(Ready())
        while True:
            event, attempt, published_at = connection.recv()
            delivery = Delivery(attempt=attempt, age_s=time.monotonic() - published_at)
            outcome = handler(event, delivery)
            connection.send(Answer(outcome=outcome, peak_memory_bytes=peak_memory_bytes()))


def _end_with_dispatcher() -> None:
    """End this process when the one that started it was killed, also in mid-event."""
    dispatcher = multiprocessing.parent_process()
    if dispatcher is not None:
        dispatcher.join()
        os._exit(1)
