"""The entry of the sweep."""

from __future__ import annotations

from functools import cache

import functions_framework
from cloudevents.http import CloudEvent

from common.ports import Ports
from common.sweep import sweep as sweep_all
from common.tracing import SpanKind, flush_spans, span
from common.wiring import begin_telling, cloud_ports
from functions.sweep.settings import SweepFunctionSettings


@cache
def _world() -> tuple[Ports, SweepFunctionSettings]:
    settings = SweepFunctionSettings()
    begin_telling(settings.project_id, "sweep")
    return cloud_ports(settings), settings


@functions_framework.cloud_event
def sweep(_event: CloudEvent) -> None:
    """Sweep, whatever the scheduler's message says; one that fails is delivered again."""
    ports, settings = _world()
    try:
        with span("sweep", SpanKind.CONSUMER, None):
            sweep_all(ports, older_than_s=settings.sweep_older_than_s)
    finally:
        flush_spans()
