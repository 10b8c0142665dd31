"""The stage runner: runs one delivery of one event and decides what a failure means.

The one broad `except` of the project is here. Errors are never swallowed: a permanent one
becomes the unit's result, any other is delivered again until the last attempt.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from common.domain.errors import BuildTraceError, ErrorCode, PermanentError, TransientError
from common.domain.jobs import Failure
from common.logs import log_event
from common.ports import Ports
from common.settings import RetrySettings

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


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryDecision:
    """What a failure means: deliver again, or record `failure` as the unit's result."""

    failure: Failure | None

    @property
    def retry(self) -> bool:
        """Whether the event is to be delivered again."""
        return self.failure is None


def retry_decision(error: Exception, delivery: Delivery, limits: RetryLimits) -> RetryDecision:
    """Decide what an error means. Pure.

    Permanent errors are results at once. Anything else, known or not, may pass, and is tried
    until the last attempt or the age limit.
    """
    if isinstance(error, PermanentError):
        return RetryDecision(failure=Failure.of(error))
    if delivery.attempt < limits.max_attempts and delivery.age_s < limits.max_age_s:
        return RetryDecision(failure=None)
    if isinstance(error, BuildTraceError):
        return RetryDecision(failure=Failure.of(error))
    if isinstance(error, MemoryError):
        return RetryDecision(
            failure=Failure(
                code=ErrorCode.OUT_OF_MEMORY,
                message="This page needs more memory than one worker may use. Print it again at "
                "a smaller paper size or without embedded images, or raise the memory limit.",
            )
        )
    return RetryDecision(
        failure=Failure(
            code=ErrorCode.INTERNAL,
            message=f"BuildTrace failed on this page ({type(error).__name__}). The other sheets "
            "are not affected. Please report it with the log file.",
        )
    )


def run_stage(
    stage: Stage[E], event: E, delivery: Delivery, ports: Ports, limits: RetryLimits
) -> Outcome:
    """Run one delivery.

    Returns:
        ACKNOWLEDGE when the work is done or its failure is recorded, else RETRY.
    """
    started = time.perf_counter()
    try:
        stage.handle(event, ports)
    except Exception as error:  # noqa: BLE001 - the one place where every error is judged
        decision = retry_decision(error, delivery, limits)
        log_event(
            "stage_retry" if decision.retry else "stage_failed",
            stage=stage.name,
            event_record=event,
            attempt=delivery.attempt,
            error=error,
        )
        if decision.failure is None:
            return Outcome.RETRY
        return record_failure(stage, event, ports, decision.failure)
    log_event(
        "stage_done",
        stage=stage.name,
        event_record=event,
        attempt=delivery.attempt,
        duration_s=round(time.perf_counter() - started, 3),
    )
    return Outcome.ACKNOWLEDGE


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
