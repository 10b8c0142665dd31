"""The stage runner: runs one delivery of one event and decides what a failure means.

The one broad `except` of the project is here. Errors are never swallowed: a permanent one
becomes the unit's result, any other is delivered again until the last attempt.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from common.domain.errors import BuildTraceError, ErrorCode, PermanentError, TransientError
from common.domain.jobs import Failure
from common.logs import log_event
from common.outcomes import Notes, StageOutcome, noting
from common.ports import Ports
from common.settings import RetrySettings
from common.tracing import note_on_span

E = TypeVar("E")


class Outcome(StrEnum):
    """What to tell the broker."""

    ACKNOWLEDGE = "acknowledge"  # done, or failed for good and recorded
    RETRY = "retry"  # deliver again, later


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Generic[E]):
    """One room of the chain.

    Attributes:
        name: for logs and metrics.
        handle: does the work; raises a BuildTraceError when it cannot.
        fail: records the failure as the unit's result and walks the completion steps.
    """

    name: str
    handle: Callable[[E, Ports], None]
    fail: Callable[[E, Ports, Failure], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One delivery of an event.

    Attributes:
        attempt: 1 for the first.
        age_s: seconds since the event was published.
    """

    attempt: int
    age_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryLimits:
    """When a failure that might pass is taken for good."""

    max_attempts: int
    max_age_s: float

    @classmethod
    def of(cls, settings: RetrySettings) -> RetryLimits:
        """Take the limits from the settings."""
        return cls(max_attempts=settings.max_attempts, max_age_s=settings.max_age_s)


def final_failure(error: Exception, delivery: Delivery, limits: RetryLimits) -> Failure | None:
    """Return the result that an error makes of a unit; `None` to deliver its event again. Pure.

    Permanent errors are results at once. Anything else, known or not, may pass, and is tried
    until the last attempt or the age limit.
    """
    if isinstance(error, PermanentError):
        return Failure.of(error)
    if delivery.attempt < limits.max_attempts and delivery.age_s < limits.max_age_s:
        return None
    if isinstance(error, BuildTraceError):
        return Failure.of(error)
    if isinstance(error, MemoryError):
        return Failure(
            code=ErrorCode.OUT_OF_MEMORY,
            message="This page needs more memory than one worker may use. Print it again at "
            "a smaller paper size or without embedded images, or raise the memory limit.",
        )
    return Failure(
        code=ErrorCode.INTERNAL,
        message=f"BuildTrace failed on this page ({type(error).__name__}). The other sheets "
        "are not affected. Please report it with the log file.",
    )


def run_stage(
    stage: Stage[E], event: E, delivery: Delivery, ports: Ports, limits: RetryLimits
) -> Outcome:
    """Run one delivery, and tell what became of it in one event of the log.

    Returns:
        ACKNOWLEDGE when the work is done or its failure is recorded, else RETRY.
    """
    started_s = time.perf_counter()
    with noting() as notes:
        try:
            stage.handle(event, ports)
        except Exception as error:  # noqa: BLE001 - the one place where every error is judged
            failure = final_failure(error, delivery, limits)
            answer = record_failure(stage, event, ports, failure) if failure else Outcome.RETRY
            ended = _Ended.by_error(error, answer, notes)
        else:
            answer, ended = Outcome.ACKNOWLEDGE, _Ended(outcome=notes.outcome)
    _tell(stage, event, delivery, ended, notes, time.perf_counter() - started_s)
    return answer


def skip(stage: Stage[E], event: E, delivery: Delivery) -> None:
    """Tell that a delivery was not due; another one comes."""
    _tell(stage, event, delivery, _Ended(outcome=StageOutcome.SKIPPED), Notes(), 0.0)


def defer(stage: Stage[E], event: E, age_s: float, error: TransientError) -> Outcome:
    """Tell that a delivery could not even begin, for its records do not answer.

    Returns:
        RETRY.
    """
    ended = _Ended(outcome=StageOutcome.RETRIED, code=error.code, error=error)
    _tell(stage, event, Delivery(attempt=0, age_s=age_s), ended, Notes(), 0.0)
    return Outcome.RETRY


def bury(stage: Stage[E], event: E, delivery: Delivery, ports: Ports, failure: Failure) -> Outcome:
    """Record the failure of an event that nobody could handle, and tell of its dead letter.

    One whose unit has ended meanwhile is none: nothing failed.

    Returns:
        RETRY when the record cannot be written now, else ACKNOWLEDGE.
    """
    started_s = time.perf_counter()
    with noting() as notes:
        answer = record_failure(stage, event, ports, failure)
    if answer is Outcome.RETRY:
        ended = _Ended(outcome=StageOutcome.RETRIED, code=failure.code)
    elif notes.outcome is StageOutcome.DUPLICATE:
        ended = _Ended(outcome=StageOutcome.DUPLICATE)
    else:
        ended = _Ended(outcome=StageOutcome.DEAD_LETTER, code=failure.code)
    _tell(stage, event, delivery, ended, notes, time.perf_counter() - started_s)
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    """How a delivery ended, and by which error."""

    outcome: StageOutcome
    code: ErrorCode | None = None
    error: Exception | None = None

    @classmethod
    def by_error(cls, error: Exception, answer: Outcome, notes: Notes) -> _Ended:
        if answer is Outcome.RETRY:
            outcome = StageOutcome.RETRIED
        elif notes.outcome is StageOutcome.DUPLICATE:  # had failed, or been done, before
            outcome = StageOutcome.DUPLICATE
        else:
            outcome = StageOutcome.FAILED
        return cls(outcome=outcome, code=_code_of(error), error=error)

    @property
    def severity(self) -> int:
        """A defect of ours and a dead letter are for somebody to look at."""
        is_ours = self.outcome is StageOutcome.FAILED and self.code is ErrorCode.INTERNAL
        if is_ours or self.outcome is StageOutcome.DEAD_LETTER:
            return logging.ERROR
        return logging.WARNING if self.code else logging.INFO


def _code_of(error: Exception) -> ErrorCode:
    if isinstance(error, BuildTraceError):
        return error.code
    return ErrorCode.OUT_OF_MEMORY if isinstance(error, MemoryError) else ErrorCode.INTERNAL


def _tell(
    stage: Stage[E],
    event: E,
    delivery: Delivery,
    ended: _Ended,
    notes: Notes,
    duration_s: float,
) -> None:
    """Write the one line of a delivery; what is counted and alerted on comes from it."""
    facts = {
        "stage": stage.name,
        "outcome": ended.outcome.value,
        "attempt": delivery.attempt,
        "waited_s": round(delivery.age_s, 3),
        "duration_s": round(duration_s, 3),
        "published": notes.published,
        **notes.sizes,
    }
    code = {"error_code": ended.code.value} if ended.code else {}
    note_on_span(facts | code)
    log_event(
        "stage_outcome",
        error=ended.error,
        severity=ended.severity,
        event_record=event,
        **(facts | code),
    )


def record_failure(stage: Stage[E], event: E, ports: Ports, failure: Failure) -> Outcome:
    """Record a failure as the unit's result; an event that names no record is only logged.

    Returns:
        RETRY when the record cannot be written now, else ACKNOWLEDGE.
    """
    try:
        stage.fail(event, ports, failure)
    except BuildTraceError as error:
        if may_pass(error):
            log_event("failure_not_recorded", stage=stage.name, event_record=event, error=error)
            return Outcome.RETRY
        log_event("failure_without_record", stage=stage.name, event_record=event, error=error)
    return Outcome.ACKNOWLEDGE


def may_pass(error: Exception) -> bool:
    """Tell whether waiting helps who has waited long already.

    A record that has not come in all that time will not: the event is done with, and should the
    record come yet, the sweep finds it.
    """
    return isinstance(error, TransientError) and error.code is not ErrorCode.NOT_FOUND
