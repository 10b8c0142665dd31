"""Every delivery ends in exactly one event of the log, which says what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from common import paths
from common.chain.attempts import take_back
from common.chain.comparing import fail_pair, finish_pair
from common.chain.steps import begin, load_comparison
from common.completion import create_tally
from common.domain.errors import BuildTraceError, ErrorCode, PermanentError, TransientError
from common.domain.events import PairQueued
from common.domain.jobs import Failure, UnitStatus
from common.outcomes import StageOutcome, note_outcome, note_sizes
from common.ports import Ports
from common.records import COMPARISON
from common.stage import Delivery, RetryLimits, Stage, bury, run_stage, skip
from common.wiring import embedded_world
from tests.logged import Line, Log, logged
from tests.session_records import MATCHED, SESSION_ID, finished_session

EVENT = PairQueued(comparison_id=MATCHED)
LIMITS = RetryLimits(max_attempts=4, max_age_s=3600.0)
FIRST = Delivery(attempt=1, age_s=2.5)
LAST = Delivery(attempt=4, age_s=2.5)
DAMAGED = PermanentError(ErrorCode.DAMAGED_PAGE, "Print it.")
BUSY = TransientError(ErrorCode.UNAVAILABLE, "Later.")
Work = Callable[[PairQueued, Ports], None]


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    finished_session(tmp_path).close()
    world = embedded_world(tmp_path)
    create_tally(world.ports.documents, paths.pair_tally_path(SESSION_ID), total=8)
    yield world.ports
    world.close()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with logged(tmp_path) as log:
        yield log


def _pending(ports: Ports) -> None:
    path = paths.comparison_path(MATCHED)
    pending = replace(load_comparison(ports, MATCHED), status=UnitStatus.PENDING, attempts=0)
    ports.documents.transact(lambda t: t.set(path, COMPARISON.encode(pending)))


def _fail(event: PairQueued, ports: Ports, failure: Failure) -> None:
    fail_pair(ports, event.comparison_id, failure)


def _raising(error: Exception) -> Work:
    def work(_event: PairQueued, _ports: Ports) -> None:
        raise error

    return work


def _compare(event: PairQueued, ports: Ports) -> None:
    pair = begin(ports, COMPARISON, paths.comparison_path(event.comparison_id))
    if not pair.status.is_terminal:
        note_sizes(change_count=3)
        finish_pair(ports, pair, lambda p: replace(p, status=UnitStatus.COMPLETED))


def _compare_what_another_has_done_meanwhile(event: PairQueued, ports: Ports) -> None:
    pair = begin(ports, COMPARISON, paths.comparison_path(event.comparison_id))
    for _ in range(2):
        finish_pair(ports, pair, lambda p: replace(p, status=UnitStatus.COMPLETED))


def _turned_away(event: PairQueued, ports: Ports) -> None:
    take_back(event, ports)


def _cancelled(_event: PairQueued, _ports: Ports) -> None:
    note_outcome(StageOutcome.SKIPPED)


def _told(log: Log) -> Line:
    (line,) = log.events("stage_outcome")
    return line


def _run(work: Work, ports: Ports, delivery: Delivery = FIRST) -> None:
    stage: Stage[Any] = Stage(name="pair", handle=work, fail=_fail)
    run_stage(stage, EVENT, delivery, ports, LIMITS)


@pytest.mark.parametrize(
    ("work", "delivery", "told"),
    [
        (_compare, FIRST, ("completed", None, "INFO")),
        (_compare_what_another_has_done_meanwhile, FIRST, ("duplicate", None, "INFO")),
        (_turned_away, FIRST, ("throttled", None, "INFO")),
        (_cancelled, FIRST, ("skipped", None, "INFO")),
        (_raising(DAMAGED), FIRST, ("failed", "damaged_page", "WARNING")),
        (_raising(BUSY), FIRST, ("retried", "unavailable", "WARNING")),
        (_raising(BUSY), LAST, ("failed", "unavailable", "WARNING")),
        (_raising(MemoryError()), FIRST, ("retried", "out_of_memory", "WARNING")),
        (_raising(ValueError("x")), FIRST, ("retried", "internal", "WARNING")),
        (_raising(ValueError("x")), LAST, ("failed", "internal", "ERROR")),
    ],
)
def test_a_delivery_is_one_event_with_its_outcome(
    work: Work, delivery: Delivery, told: tuple[str, str | None, str], ports: Ports, log: Log
) -> None:
    _pending(ports)
    _run(work, ports, delivery)
    line = _told(log)
    assert (line["outcome"], line.get("error_code"), line["severity"]) == told
    assert (line["stage"], line["attempt"], line["waited_s"]) == ("pair", delivery.attempt, 2.5)
    assert line["duration_s"] >= 0
    assert line["comparison_id"] == MATCHED


def test_sizes_and_what_it_led_to_are_told(ports: Ports, log: Log) -> None:
    _pending(ports)
    _run(_compare, ports)
    line = _told(log)
    # Its summary has been written in these records: nothing more is asked for.
    assert (line["change_count"], line["published"]) == (3, len(log.events("job_enqueued")))


def test_a_repeat_of_what_is_done_is_a_duplicate(ports: Ports, log: Log) -> None:
    _run(_compare, ports)
    assert _told(log)["outcome"] == "duplicate"


def test_a_failure_that_was_counted_before_is_a_duplicate(ports: Ports, log: Log) -> None:
    _run(_raising(DAMAGED), ports)
    assert (_told(log)["outcome"], _told(log)["error_code"]) == ("duplicate", "damaged_page")


def test_a_failure_that_cannot_be_recorded_now_comes_again(ports: Ports, log: Log) -> None:
    def refuse(_event: object, _ports: Ports, _failure: Failure) -> None:
        raise TransientError(ErrorCode.CONFLICT, "Later.")

    broken = _raising(DAMAGED)
    run_stage(Stage(name="pair", handle=broken, fail=refuse), EVENT, FIRST, ports, LIMITS)
    assert (_told(log)["outcome"], _told(log)["error_code"]) == ("retried", "damaged_page")


@pytest.mark.parametrize(
    ("error", "outcome", "severity"),
    [
        (None, "dead_letter", "ERROR"),
        (TransientError(ErrorCode.CONFLICT, "Later."), "retried", "WARNING"),
        (PermanentError(ErrorCode.NOT_FOUND, "There is none."), "dead_letter", "ERROR"),
    ],
)
def test_a_dead_letter_is_one_event_too(
    error: BuildTraceError | None, outcome: str, severity: str, ports: Ports, log: Log
) -> None:
    def fail(_event: object, _ports: Ports, _failure: Failure) -> None:
        if error:
            raise error

    stage: Stage[Any] = Stage(name="pair", handle=_compare, fail=fail)
    failure = Failure(code=ErrorCode.WORKER_DIED, message="It died.")
    bury(stage, EVENT, Delivery(attempt=5, age_s=100.0), ports, failure)
    line = _told(log)
    assert (line["outcome"], line["error_code"], line["attempt"]) == (outcome, "worker_died", 5)
    assert line["severity"] == severity


def test_what_has_ended_before_it_is_buried_is_no_dead_letter(ports: Ports, log: Log) -> None:
    stage: Stage[Any] = Stage(name="pair", handle=_compare, fail=_fail)
    failure = Failure(code=ErrorCode.WORKER_DIED, message="It died.")
    bury(stage, EVENT, Delivery(attempt=5, age_s=100.0), ports, failure)
    line = _told(log)
    assert (line["outcome"], line["severity"]) == ("duplicate", "INFO")
    assert load_comparison(ports, MATCHED).status is UnitStatus.COMPLETED


def test_what_is_not_due_is_told_of(log: Log) -> None:
    skip(Stage(name="upload", handle=_compare, fail=_fail), EVENT, FIRST)
    assert (_told(log)["stage"], _told(log)["outcome"]) == ("upload", "skipped")


def test_every_published_event_is_one_job(ports: Ports, log: Log) -> None:
    ports.bus.publish([EVENT, EVENT])
    assert [(line["topic"], line["comparison_id"]) for line in log.events("job_enqueued")] == [
        ("diff-pairs", MATCHED)
    ] * 2
