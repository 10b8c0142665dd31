"""How long a summary waits for the language model before the rules speak."""

from __future__ import annotations

import time
from datetime import timedelta

from common.domain.errors import BuildTraceError, ErrorCode, PermanentError, ThrottledError
from functions.summary.settings import AnalystSettings


def is_final(
    error: BuildTraceError, waited: timedelta, attempt: int, settings: AnalystSettings
) -> bool:
    """Tell whether the rules speak now: a reader does without a model, never without words.

    Args:
        error: why the model has not answered.
        waited: since the summary was due.
        attempt: the number of this one, the first being 1; turns that were not to be had are none.
        settings: how patient to be.
    """
    if isinstance(error, PermanentError):
        return error.code is not ErrorCode.NOT_FOUND  # of our own pictures
    if isinstance(error, ThrottledError):
        return waited.total_seconds() > settings.llm_patience_s
    return attempt >= settings.max_attempts - 1


def pause(error: ThrottledError, settings: AnalystSettings) -> None:
    """Wait as long as the endpoint wants, within bounds, before an event is given back."""
    time.sleep(min(error.retry_after_s, settings.llm_pause_s))
