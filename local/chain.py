"""The chain's stages behind one handler: what a worker process of this machine runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
from threadpoolctl import threadpool_limits

from common.allocator import keep_freed_memory, spare_what_is_loaded
from common.domain.events import TOPIC_OF, Event, Topic
from common.domain.jobs import Failure
from common.embedded.worker import Handler
from common.entry import is_due
from common.logs import log_to
from common.ports import Ports
from common.settings import EmbeddedSettings
from common.stage import Delivery, Outcome, RetryLimits, Stage, bury, run_stage, skip
from common.tracing import SpanKind, span
from common.wiring import embedded_world
from functions.diff.settings import DiffSettings
from functions.diff.stages import diff_stages
from functions.ocr.documents import quiet_mupdf
from functions.ocr.settings import OcrSettings
from functions.ocr.stages import ocr_stages
from functions.summary.settings import AnalystSettings
from functions.summary.stages import summary_stages


def stages() -> Mapping[Topic, Stage[Any]]:
    """Return each topic's stage."""
    return {
        **ocr_stages(OcrSettings()),
        **diff_stages(DiffSettings()),
        **summary_stages(AnalystSettings()),
    }


def make_handler(folder: Path) -> Handler:
    """Return what handles one delivery in a worker process of the chain in `folder`."""
    keep_freed_memory()
    # One process a core already: more threads in each only fight for the cores.
    cv2.setNumThreads(1)
    threadpool_limits(limits=1, user_api="blas")
    quiet_mupdf()  # its messages would go between session.json and the table
    world = embedded_world(folder)
    log_to(world.log_path)
    by_topic = stages()
    limits = RetryLimits.of(EmbeddedSettings())
    spare_what_is_loaded()

    def handle(event: Event, delivery: Delivery) -> Outcome:
        stage = by_topic[TOPIC_OF[type(event)]]
        if not is_due(event, world.ports):
            skip(stage, event, delivery)
            return Outcome.ACKNOWLEDGE
        with span(stage.name, SpanKind.CONSUMER, None):
            return run_stage(stage, event, delivery, world.ports, limits)

    return handle


def record_dead_letter(event: Event, delivery: Delivery, failure: Failure, ports: Ports) -> Outcome:
    """Record the failure of an event that killed its workers or took too long."""
    return bury(stages()[TOPIC_OF[type(event)]], event, delivery, ports, failure)
