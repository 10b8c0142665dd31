"""How long a read of Firestore is tried: Google's client goes on for 300 s when it is away."""

from __future__ import annotations

from typing import TypedDict

from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type

_PAUSE_LIMIT_S = 5.0


class ReadOptions(TypedDict):
    """What every reading call of the client takes."""

    retry: Retry
    timeout: float


def read_options(limit_s: float) -> ReadOptions:
    """Return what ends a read after about `limit_s`, its tries together; else like the client's."""
    retry = Retry(
        predicate=if_exception_type(
            exceptions.DeadlineExceeded,
            exceptions.InternalServerError,
            exceptions.ServiceUnavailable,
        ),
        initial=0.1,
        maximum=_PAUSE_LIMIT_S,
        multiplier=1.3,
        timeout=limit_s,
    )
    return ReadOptions(retry=retry, timeout=limit_s)
