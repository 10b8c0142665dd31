"""Google's errors as ours: what may pass is transient, the rest stays what it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from google.api_core import exceptions
from google.auth.exceptions import TransportError
from requests import RequestException

from common.domain.errors import ErrorCode, TransientError

# What a later try may not meet again. 4xx are defects of ours, but for those of crowding.
MAY_PASS: Final[tuple[type[Exception], ...]] = (
    exceptions.ServerError,
    exceptions.Aborted,
    exceptions.TooManyRequests,
    exceptions.RetryError,
    TransportError,
    RequestException,
    TimeoutError,
)


@contextmanager
def translated(service: str) -> Iterator[None]:
    """Raise what may pass as transient.

    Raises:
        TransientError: the service did not answer, or not well (code UNAVAILABLE).
    """
    try:
        yield
    except MAY_PASS as error:
        raise TransientError(
            ErrorCode.UNAVAILABLE, f"{service} does not answer at the moment. Try again later."
        ) from error
