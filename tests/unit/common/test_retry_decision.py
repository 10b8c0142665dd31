"""The retry decision as a table."""

from __future__ import annotations

import pytest

from common.domain.errors import ErrorCode, PermanentError, TransientError
from common.stage import Delivery, RetryLimits, final_failure

LIMITS = RetryLimits(max_attempts=3, max_age_s=100.0)
BROKEN = PermanentError(ErrorCode.DAMAGED_PAGE, "Page 2 is damaged.")
BUSY = TransientError(ErrorCode.CONFLICT, "Try again.")


@pytest.mark.parametrize(
    ("error", "attempt", "age_s", "code"),
    [
        (BROKEN, 1, 0.0, ErrorCode.DAMAGED_PAGE),
        (BUSY, 1, 0.0, None),
        (BUSY, 2, 99.0, None),
        (BUSY, 3, 0.0, ErrorCode.CONFLICT),
        (BUSY, 1, 100.0, ErrorCode.CONFLICT),
        (KeyError("x"), 1, 0.0, None),
        (KeyError("x"), 3, 0.0, ErrorCode.INTERNAL),
        (MemoryError(), 3, 0.0, ErrorCode.OUT_OF_MEMORY),
    ],
)
def test_an_error_is_retried_or_becomes_the_result(
    error: Exception, attempt: int, age_s: float, code: ErrorCode | None
) -> None:
    failure = final_failure(error, Delivery(attempt=attempt, age_s=age_s), LIMITS)
    assert (failure and failure.code) == code


def test_the_user_sees_the_message_of_a_permanent_error() -> None:
    failure = final_failure(BROKEN, Delivery(attempt=1, age_s=0.0), LIMITS)
    assert failure is not None
    assert failure.message == "Page 2 is damaged."
