"""The embedded bus with real worker processes that fail, stall and die."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest

from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import Event
from common.domain.jobs import Failure
from common.embedded import bus
from common.embedded.bus import Dispatcher
from common.embedded.queue import SqliteQueue
from common.embedded.worker import Handler
from common.stage import Delivery, Outcome
from tests.functional.workers import event, make_handler, make_no_handler, noted, record_dead_letter
from tests.processes import still_running

GIVE_UP_S = 60.0
GIB = 1 << 30


@contextmanager
def _started(
    folder: Path,
    *,
    workers: int = 1,
    time_limit_s: float = GIVE_UP_S,
    memory_limit_bytes: int = 0,
    make: Callable[[], Handler] | None = None,
    on_dead_letter: Callable[[Event, Delivery, Failure], Outcome] | None = None,
) -> Iterator[Dispatcher]:
    queue = SqliteQueue(folder / "queue.sqlite")
    dispatcher = Dispatcher(
        queue=queue,
        make_handler=make or partial(make_handler, folder),
        on_dead_letter=on_dead_letter or partial(record_dead_letter, folder=folder),
        worker_count=workers,
        time_limit_s=time_limit_s,
        memory_limit_bytes=memory_limit_bytes,
    )
    dispatcher.start()
    try:
        yield dispatcher
    finally:
        dispatcher.stop()
        queue.close()


def _drive(dispatcher: Dispatcher, until: Callable[[], object]) -> None:
    give_up_s = time.monotonic() + GIVE_UP_S
    while not until():
        assert time.monotonic() < give_up_s, "the dispatcher does not get there"
        dispatcher.step()


def _run(folder: Path, *names: str, time_limit_s: float = GIVE_UP_S, limit_bytes: int = 0) -> None:
    with _started(folder, time_limit_s=time_limit_s, memory_limit_bytes=limit_bytes) as dispatcher:
        dispatcher.queue.publish([event(name) for name in names])
        _drive(dispatcher, dispatcher.is_idle)


def test_an_event_that_fails_twice_is_handled_the_third_time(tmp_path: Path) -> None:
    _run(tmp_path, "flaky")
    assert noted(tmp_path, "results") == ["3"]


def test_an_event_that_waits_for_its_retry_does_not_hold_up_the_others(tmp_path: Path) -> None:
    _run(tmp_path, "flaky", "fine-1")
    assert noted(tmp_path, "deliveries") == ["flaky 1", "fine-1 1", "flaky 2", "flaky 3"]


def test_the_event_of_a_killed_worker_is_delivered_again(tmp_path: Path) -> None:
    with _started(tmp_path) as dispatcher:
        dispatcher.queue.publish([event("waits")])
        _drive(dispatcher, lambda: noted(tmp_path, "deliveries"))
        (pid,) = dispatcher.worker_pids()
        os.kill(pid, signal.SIGKILL)
        _drive(dispatcher, dispatcher.is_idle)
    assert noted(tmp_path, "results") == ["2"]
    assert noted(tmp_path, "failures") == []


@pytest.mark.parametrize("name", ["exits", "crashes"])
def test_an_event_that_always_kills_its_worker_ends_as_a_failure(tmp_path: Path, name: str) -> None:
    _run(tmp_path, name, "fine")
    assert noted(tmp_path, "failures") == [f"{name} {ErrorCode.WORKER_DIED}"]
    assert noted(tmp_path, "deliveries").count(f"{name} {bus.MAX_DEATHS}") == 1
    assert noted(tmp_path, "results") == ["1"]


def test_an_event_that_takes_too_long_ends_as_a_failure(tmp_path: Path) -> None:
    _run(tmp_path, "stalls", "fine", time_limit_s=0.5)
    assert noted(tmp_path, "failures") == [f"stalls {ErrorCode.TIME_LIMIT}"]
    assert noted(tmp_path, "results") == ["1"]


def test_an_event_that_wants_too_much_memory_ends_as_a_failure(tmp_path: Path) -> None:
    _run(tmp_path, "greedy", "fine", limit_bytes=GIB)
    assert noted(tmp_path, "failures") == [f"greedy {ErrorCode.OUT_OF_MEMORY}"]
    assert noted(tmp_path, "results") == ["1"]


def test_the_next_dispatcher_takes_over_what_was_in_work(tmp_path: Path) -> None:
    with _started(tmp_path) as first:
        first.queue.publish([event("stalls"), event("fine")])
        _drive(first, lambda: noted(tmp_path, "deliveries"))
    with _started(tmp_path, workers=2) as second:
        _drive(second, lambda: len(noted(tmp_path, "deliveries")) == 3)
    # The delivery that ended with its dispatcher was no attempt of the event.
    assert sorted(noted(tmp_path, "deliveries")) == ["fine 1", "stalls 1", "stalls 1"]


def test_a_dead_letter_that_cannot_be_recorded_now_is_recorded_later(tmp_path: Path) -> None:
    answers = [Outcome.ACKNOWLEDGE, Outcome.RETRY]

    def record(_event: Event, _delivery: Delivery, _failure: Failure) -> Outcome:
        return answers.pop()

    with _started(tmp_path, on_dead_letter=record) as dispatcher:
        dispatcher.queue.publish([event("exits")])
        _drive(dispatcher, dispatcher.is_idle)
        assert dispatcher.queue.dead_letters() == [event("exits")]
    assert answers == []


def test_a_message_that_nobody_can_read_does_not_stop_the_others(tmp_path: Path) -> None:
    with _started(tmp_path) as dispatcher:
        dispatcher.queue.publish([event("fine"), event("fine")])
        with sqlite3.connect(tmp_path / "queue.sqlite") as connection:
            connection.execute("UPDATE messages SET body = '{}' WHERE id = 1")
        connection.close()
        _drive(dispatcher, dispatcher.is_idle)
    assert noted(tmp_path, "results") == ["1"]


def test_workers_that_cannot_start_end_the_run_with_a_reason(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        _started(tmp_path, make=make_no_handler) as dispatcher,
        pytest.raises(PermanentError, match="end before they begin"),
    ):
        _drive(dispatcher, lambda: False)
    assert "a module is missing" in capfd.readouterr().err


def test_a_worker_ends_when_its_dispatcher_is_killed(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from tests.functional import test_dispatcher as t\n"
        f"t._run(Path({str(tmp_path)!r}), 'stalls')"
    )
    command = psutil.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[2])
    give_up_s = time.monotonic() + GIVE_UP_S
    while not noted(tmp_path, "deliveries") and time.monotonic() < give_up_s:
        time.sleep(0.05)
    children = command.children(recursive=True)
    command.kill()
    command.wait()
    assert children
    assert still_running(children) == []
