"""The entries of the summary functions; each is deployed on its own."""

from __future__ import annotations

from functools import cache

import functions_framework
from cloudevents.http import CloudEvent
from flask import Request

from common.domain.events import Topic
from common.entry import Entry
from common.settings import LanguageModelSettings
from common.wiring import cloud_entry
from functions.summary.settings import AnalystSettings, SummaryFunctionSettings
from functions.summary.stages import summary_stages


@cache
def _entry() -> Entry:
    return cloud_entry(
        "summary",
        SummaryFunctionSettings(),
        summary_stages(AnalystSettings()),
        asks=LanguageModelSettings(),
    )


@functions_framework.cloud_event
def overlay(event: CloudEvent) -> None:
    """A pair has been compared: its summary is due."""
    _entry().receive(Topic.SUMMARY_OVERLAYS, event.data)


@functions_framework.cloud_event
def set_summary(event: CloudEvent) -> None:
    """A session has ended, or one of its sheets is summarised anew: its set's summary is due."""
    _entry().receive(Topic.SUMMARY_SETS, event.data)


@functions_framework.http
def dead_letter(request: Request) -> tuple[str, int]:
    """An event of these functions could not be handled."""
    _entry().bury(request.get_json(silent=True))
    return "", 204
