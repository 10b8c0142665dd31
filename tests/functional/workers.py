"""Handlers that fail in every way a real page can; worker processes import them by name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from common.domain.errors import ErrorCode, TransientError
from common.domain.events import Event, PairQueued
from common.domain.ids import ComparisonId
from common.domain.jobs import Failure
from common.embedded.worker import Handler
from common.stage import Delivery, Outcome, RetryLimits, Stage, run_stage
from common.wiring import embedded_world


def event(name: str) -> PairQueued:
    return PairQueued(comparison_id=ComparisonId(name))


def make_handler(folder: Path) -> Handler:
    """Return what notes each delivery in `folder/deliveries`, then does what its name says."""
    ports = embedded_world(folder).ports

    def handle(event: Event, delivery: Delivery) -> Outcome:
        assert isinstance(event, PairQueued)
        note(folder, "deliveries", f"{event.comparison_id} {delivery.attempt}")
        work = WORK[event.comparison_id.split("-")[0]]
        stage: Stage[PairQueued] = Stage(
            name="test",
            handle=lambda _event, _ports: work(folder, delivery),
            fail=lambda event, _ports, failure: failed(folder, event, failure),
        )
        return run_stage(
            stage, event, delivery, ports, RetryLimits(max_attempts=4, max_age_s=3600.0)
        )

    return handle


def make_no_handler() -> Handler:
    raise ImportError("a module is missing")


def failed(folder: Path, event: PairQueued, failure: Failure) -> None:
    note(folder, "failures", f"{event.comparison_id} {failure.code}")


def record_dead_letter(
    event: Event, _delivery: Delivery, failure: Failure, folder: Path
) -> Outcome:
    assert isinstance(event, PairQueued)
    failed(folder, event, failure)
    return Outcome.ACKNOWLEDGE


def note(folder: Path, name: str, line: str) -> None:
    with (folder / name).open("a") as file:
        file.write(f"{line}\n")


def noted(folder: Path, name: str) -> list[str]:
    path = folder / name
    return path.read_text().splitlines() if path.exists() else []


def _fine(folder: Path, delivery: Delivery) -> None:
    note(folder, "results", str(delivery.attempt))


def _flaky(folder: Path, delivery: Delivery) -> None:
    if delivery.attempt < 3:
        raise TransientError(ErrorCode.CONFLICT, "Try again.")
    _fine(folder, delivery)


def _waits_at_first(folder: Path, delivery: Delivery) -> None:
    if delivery.attempt == 1:
        time.sleep(600)
    _fine(folder, delivery)


def _exits(_folder: Path, _delivery: Delivery) -> None:
    os._exit(3)


def _crashes(_folder: Path, _delivery: Delivery) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _stalls(_folder: Path, _delivery: Delivery) -> None:
    time.sleep(600)


def _greedy(_folder: Path, _delivery: Delivery) -> None:
    bytearray(4 << 30)


WORK: dict[str, Callable[[Path, Delivery], None]] = {
    "fine": _fine,
    "flaky": _flaky,
    "waits": _waits_at_first,
    "exits": _exits,
    "crashes": _crashes,
    "stalls": _stalls,
    "greedy": _greedy,
}
