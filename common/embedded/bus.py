"""The embedded bus: a durable queue, a pool of processes, retries, back-off, dead letters.

Processes and not threads, because MuPDF is not thread-safe and because a page may kill its
renderer: the event of a dead worker is delivered again, and after a few deaths it is a dead
letter whose failure is recorded on the unit.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import Event, OverlayReady, PageQueued, PairQueued, SetSummaryQueued
from common.domain.jobs import Failure
from common.domain.undeliverable import why_undeliverable
from common.embedded.queue import Leased, SqliteQueue
from common.embedded.worker import Answer, Handler, Ready, run_worker
from common.logs import log_event
from common.stage import Delivery, Outcome

TICK_S = 0.05
BACKOFF_BASE_S = 0.2
BACKOFF_LIMIT_S = 20.0
# A death costs a process and a time-out costs minutes: fewer tries than for a plain error.
MAX_DEATHS = 3
MAX_TIMEOUTS = 2
MAX_FAILED_STARTS = 5  # in a row, over all workers
START_LIMIT_S = 120.0

DIED = Failure(
    code=ErrorCode.WORKER_DIED,
    message="This page crashed the program that renders it, several times. The other sheets are "
    "not affected. Open the page in a PDF viewer, print it to a new PDF and compare that.",
)
TIMED_OUT = Failure(
    code=ErrorCode.TIME_LIMIT,
    message="This page takes longer than one step may take. Print it to a new PDF with fewer "
    "objects, or raise BUILDTRACE_STAGE_TIME_LIMIT_S.",
)
SET_DIED = Failure(
    code=ErrorCode.WORKER_DIED,
    message="Work on a whole drawing set crashed the program, several times. Split the sets by "
    "discipline and compare them part by part.",
)
SET_TIMED_OUT = Failure(
    code=ErrorCode.TIME_LIMIT,
    message="Work on a whole drawing set takes longer than one step may take. Split the sets by "
    "discipline, or raise BUILDTRACE_STAGE_TIME_LIMIT_S.",
)


def backoff_s(attempt: int, jitter: float) -> float:
    """Return the delay after a failed attempt: doubling, bounded, ± half by jitter (0..1)."""
    return min(BACKOFF_LIMIT_S, BACKOFF_BASE_S * 2.0 ** (attempt - 1)) * (0.5 + jitter)


def lost_work(event: Event, *, timed_out: bool) -> Failure:
    """Return what to record of an event whose workers died or took too long."""
    match event:
        case PageQueued() | PairQueued():
            return TIMED_OUT if timed_out else DIED
        case OverlayReady() | SetSummaryQueued():  # takes no sheet with it
            lost = why_undeliverable(event, begun_count=1)
            return replace(lost, code=ErrorCode.TIME_LIMIT) if timed_out else lost
        case _:
            return SET_TIMED_OUT if timed_out else SET_DIED


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    since_s: float
    is_ready: bool = False
    message: Leased | None = None
    timed_out: bool = False


@dataclass(slots=True)
class Dispatcher:
    """Hands due messages to idle workers until told to stop; one per queue.

    Attributes:
        queue: where the messages wait.
        make_handler: called once in each worker process (an importable function, or a partial
            of one); returns what handles a delivery.
        on_dead_letter: records the failure of an event nobody could handle; RETRY when it cannot
            be recorded now.
        worker_count: how many processes.
        time_limit_s: a worker that takes longer over one event is killed.
        memory_limit_bytes: of one worker's data; 0 for none.
    """

    queue: SqliteQueue
    make_handler: Callable[[], Handler]
    on_dead_letter: Callable[[Event, Delivery, Failure], Outcome]
    worker_count: int
    time_limit_s: float
    memory_limit_bytes: int = 0
    peak_memory_bytes: dict[int, int] = field(default_factory=dict)
    _workers: list[_Worker] = field(default_factory=list)
    _failed_starts: int = 0

    def start(self) -> None:
        """Start the workers and take over what an earlier dispatcher left."""
        self.queue.take_over()
        for _ in range(self.worker_count):
            self._workers.append(self._start_worker())

    def step(self) -> None:
        """Hand out what is due, wait a moment, take the answers, replace the dead.

        Raises:
            PermanentError: no worker process comes up (code INTERNAL).
        """
        for worker in self._workers:
            if worker.is_ready and worker.message is None and worker.process.is_alive():
                self._hand_out(worker)
        self._kill_overdue()
        ready = wait(
            [w.connection for w in self._workers] + [w.process.sentinel for w in self._workers],
            timeout=TICK_S,
        )
        for index, worker in enumerate(self._workers):
            if worker.connection in ready and self._take_answer(worker):
                continue
            if not worker.process.is_alive():
                self._see_off(worker)
                self._workers[index] = self._start_worker()

    def is_idle(self) -> bool:
        """Whether there is nothing to do: no message waits and no worker works."""
        return self.queue.is_idle()

    def stop(self) -> None:
        """End the workers; what they were working on is delivered again by the next dispatcher."""
        for worker in self._workers:
            worker.connection.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(timeout=5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers = []

    def worker_pids(self) -> list[int]:
        """Return the process ids of the living workers."""
        return [w.process.pid for w in self._workers if w.process.pid and w.process.is_alive()]

    def _start_worker(self) -> _Worker:
        # spawn: a fork would copy locks and threads of this process in unknown states.
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(
            target=run_worker,
            args=(there, self.make_handler, self.memory_limit_bytes),
            daemon=True,
        )
        with _interrupted_later():
            process.start()
        there.close()
        return _Worker(process=process, connection=here, since_s=time.monotonic())

    def _hand_out(self, worker: _Worker) -> None:
        message = self.queue.lease()
        if message is None:
            return
        worker.message, worker.since_s = message, time.monotonic()
        # A worker that died just now is seen by step(), which delivers the message again.
        with contextlib.suppress(ConnectionError):
            worker.connection.send((message.event, message.attempt, message.published_at))

    def _take_answer(self, worker: _Worker) -> bool:
        try:
            answer: Answer | Ready = worker.connection.recv()
        except (EOFError, OSError):  # dead, perhaps in the middle of its answer
            worker.process.join(timeout=1)
            return False
        if isinstance(answer, Ready):
            worker.is_ready, self._failed_starts = True, 0
            return True
        message, worker.message = worker.message, None
        self.peak_memory_bytes[worker.process.pid or 0] = answer.peak_memory_bytes
        if message is None:
            return True
        if answer.outcome is Outcome.ACKNOWLEDGE:
            self.queue.acknowledge(message)
        else:
            self._release(message)
        return True

    def _kill_overdue(self) -> None:
        now_s = time.monotonic()
        for worker in self._workers:
            limit_s = self.time_limit_s if worker.is_ready else START_LIMIT_S
            is_busy = worker.message is not None or not worker.is_ready
            if is_busy and now_s - worker.since_s > limit_s:
                worker.timed_out = True
                worker.process.kill()
                worker.process.join()

    def _see_off(self, worker: _Worker) -> None:
        """Take what a dead worker leaves: its message, or a start that failed."""
        worker.connection.close()
        message = worker.message
        log_event(
            "worker_died",
            event_record=message and message.event,
            attempt=message and message.attempt,
            exit_code=worker.process.exitcode,
            timed_out=worker.timed_out,
        )
        if message is not None:
            self._bury_or_retry(message, timed_out=worker.timed_out)
        elif not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= MAX_FAILED_STARTS:
                raise PermanentError(
                    ErrorCode.INTERNAL,
                    "The worker processes of BuildTrace end before they begin to work. What they "
                    "print above says why; install BuildTrace again if it names a missing module.",
                )

    def _bury_or_retry(self, message: Leased, *, timed_out: bool) -> None:
        is_last = message.attempt >= (MAX_TIMEOUTS if timed_out else MAX_DEATHS)
        failure = lost_work(message.event, timed_out=timed_out)
        if is_last and self._is_recorded(message, failure):
            self.queue.bury(message)
        else:
            self._release(message)

    def _is_recorded(self, message: Leased, failure: Failure) -> bool:
        age_s = time.monotonic() - message.published_at
        delivery = Delivery(attempt=message.attempt, age_s=age_s)
        answer = self.on_dead_letter(message.event, delivery, failure)
        return answer is Outcome.ACKNOWLEDGE

    def _release(self, message: Leased) -> None:
        jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
        self.queue.release(message, backoff_s(message.attempt, jitter))


@contextmanager
def _interrupted_later() -> Iterator[None]:
    """Hold Ctrl-C back while a process is made: half made, it would print its bewilderment.

    The new process inherits the block, so the terminal's interrupt does not hit its imports; in
    this one another thread may still take the signal, and Python then runs the handler here.
    """
    held_back: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _frame: held_back.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    for number in held_back:
        signal.raise_signal(number)
