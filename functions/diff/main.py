"""The entries of the comparing functions; each is deployed on its own."""

from __future__ import annotations

from functools import cache

import functions_framework
from cloudevents.http import CloudEvent
from flask import Request

from common.allocator import keep_freed_memory, spare_what_is_loaded
from common.domain.events import Topic
from common.entry import Entry
from common.wiring import cloud_entry
from functions.diff.settings import DiffFunctionSettings
from functions.diff.stages import diff_stages


@cache
def _entry() -> Entry:
    keep_freed_memory()
    settings = DiffFunctionSettings()
    entry = cloud_entry("diff", settings, diff_stages(settings), one_at_a_time=True)
    spare_what_is_loaded()
    return entry


@functions_framework.cloud_event
def session_ready(event: CloudEvent) -> None:
    """Both versions of a session have been read."""
    _entry().receive(Topic.SESSIONS_READY, event.data)


@functions_framework.cloud_event
def pair(event: CloudEvent) -> None:
    """A pair of sheets waits to be compared."""
    _entry().receive(Topic.DIFF_PAIRS, event.data)


@functions_framework.http
def dead_letter(request: Request) -> tuple[str, int]:
    """An event of these functions could not be handled."""
    _entry().bury(request.get_json(silent=True))
    return "", 204
