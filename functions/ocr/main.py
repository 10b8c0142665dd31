"""The entries of the reading functions; each is deployed on its own."""

from __future__ import annotations

from functools import cache

import functions_framework
from cloudevents.http import CloudEvent
from flask import Request

from common.domain.events import Topic
from common.entry import Entry
from common.wiring import cloud_entry
from functions.ocr.settings import OcrFunctionSettings
from functions.ocr.stages import ocr_stages


@cache
def _entry() -> Entry:
    settings = OcrFunctionSettings()
    return cloud_entry("ocr", settings, ocr_stages(settings), one_at_a_time=True)


@functions_framework.cloud_event
def drop(event: CloudEvent) -> None:
    """A file was dropped into the bucket, without a record."""
    _entry().receive(Topic.DROPS, event.data)


@functions_framework.cloud_event
def upload(event: CloudEvent) -> None:
    """A file of a drawing set lies complete in the bucket."""
    _entry().receive(Topic.UPLOADS, event.data)


@functions_framework.cloud_event
def page(event: CloudEvent) -> None:
    """A page waits to be read."""
    _entry().receive(Topic.OCR_PAGES, event.data)


@functions_framework.cloud_event
def version(event: CloudEvent) -> None:
    """All pages of a version are terminal."""
    _entry().receive(Topic.OCR_VERSIONS, event.data)


@functions_framework.http
def dead_letter(request: Request) -> tuple[str, int]:
    """An event of these functions could not be handled."""
    _entry().bury(request.get_json(silent=True))
    return "", 204
