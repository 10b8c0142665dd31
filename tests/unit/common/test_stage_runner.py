"""The stage runner tells the broker what became of a delivery."""

from __future__ import annotations

import pytest

from common.domain.errors import BuildTraceError, ErrorCode, PermanentError, TransientError
from common.domain.events import PairQueued
from common.domain.ids import ComparisonId
from common.domain.jobs import Failure
from common.ports import Ports
from common.stage import Delivery, Outcome, RetryLimits, Stage, run_stage
from tests.simulation.world import Interrupts, MemoryBlobs, MemoryDocuments, SteppingClock

EVENT = PairQueued(comparison_id=ComparisonId("c"))
BROKEN = PermanentError(ErrorCode.DAMAGED_PAGE, "This page is damaged.")
BUSY = TransientError(ErrorCode.CONFLICT, "Try again.")


class _NoBus:
    def publish(self, events: object) -> None:
        raise AssertionError("nothing is published here")


def _outcome(work: BuildTraceError | None, record: BuildTraceError | None) -> Outcome:
    """Run a stage whose work and whose recording end with these errors."""

    def end_with(error: BuildTraceError | None) -> None:
        if error is not None:
            raise error

    stage: Stage[PairQueued] = Stage(
        name="test",
        handle=lambda _event, _ports: end_with(work),
        fail=lambda _event, _ports, _failure: end_with(record),
    )
    calm = Interrupts.none()
    ports = Ports(
        documents=MemoryDocuments(calm),
        blobs=MemoryBlobs(calm),
        bus=_NoBus(),
        clock=SteppingClock(),
    )
    return run_stage(
        stage,
        EVENT,
        Delivery(attempt=1, age_s=0.0),
        ports,
        RetryLimits(max_attempts=4, max_age_s=3600.0),
    )


@pytest.mark.parametrize(
    ("work", "record", "outcome"),
    [
        (None, None, Outcome.ACKNOWLEDGE),
        (BUSY, None, Outcome.RETRY),
        (BROKEN, None, Outcome.ACKNOWLEDGE),
        (BROKEN, BUSY, Outcome.RETRY),  # the failure is not on record yet
        (BROKEN, BROKEN, Outcome.ACKNOWLEDGE),  # there is no record to write it on
    ],
)
def test_a_delivery_is_over_when_its_result_or_its_failure_is_recorded(
    work: BuildTraceError | None, record: BuildTraceError | None, outcome: Outcome
) -> None:
    assert _outcome(work, record) is outcome


def test_the_recorder_gets_the_error_as_the_user_will_see_it() -> None:
    seen: list[Failure] = []

    def refuse(_event: PairQueued, _ports: object) -> None:
        raise BROKEN

    stage: Stage[PairQueued] = Stage(
        name="test", handle=refuse, fail=lambda _event, _ports, failure: seen.append(failure)
    )
    calm = Interrupts.none()
    ports = Ports(
        documents=MemoryDocuments(calm),
        blobs=MemoryBlobs(calm),
        bus=_NoBus(),
        clock=SteppingClock(),
    )
    run_stage(
        stage,
        EVENT,
        Delivery(attempt=1, age_s=0.0),
        ports,
        RetryLimits(max_attempts=4, max_age_s=3600.0),
    )
    assert seen == [Failure(code=ErrorCode.DAMAGED_PAGE, message="This page is damaged.")]
