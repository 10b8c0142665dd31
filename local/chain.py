"""The chain's stages behind one handler: what a worker process of this machine runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
from threadpoolctl import threadpool_limits

from common.domain.events import TOPIC_OF, Event, Topic
from common.domain.jobs import Failure
from common.embedded.worker import Handler
from common.logs import log_to
from common.ports import Ports
from common.settings import EmbeddedSettings
from common.stage import Delivery, Outcome, RetryLimits, Stage, record_failure, run_stage
from common.wiring import embedded_world
from functions.diff.pair import pair_stage
from functions.diff.session_ready import session_stage
from functions.diff.settings import DiffSettings
from functions.ocr.documents import quiet_mupdf
from functions.ocr.page import page_stage
from functions.ocr.settings import OcrSettings
from functions.ocr.upload import upload_stage
from functions.ocr.version import version_stage
from functions.summary.overlay import summary_stage


def stages() -> Mapping[Topic, Stage[Any]]:
    """Return each topic's stage."""
    return {
        Topic.UPLOADS: upload_stage(),
        Topic.OCR_PAGES: page_stage(OcrSettings()),
        Topic.OCR_VERSIONS: version_stage(),
        Topic.SESSIONS_READY: session_stage(),
        Topic.DIFF_PAIRS: pair_stage(DiffSettings()),
        Topic.SUMMARY_OVERLAYS: summary_stage(),
    }


def make_handler(folder: Path) -> Handler:
    """Return what handles one delivery in a worker process of the chain in `folder`."""
    # One process a core already: more threads in each only fight for the cores.
    cv2.setNumThreads(1)
    threadpool_limits(limits=1, user_api="blas")
    quiet_mupdf()  # its messages would go between session.json and the table
    world = embedded_world(folder)
    log_to(world.log_path)
    by_topic = stages()
    limits = RetryLimits(max_attempts=EmbeddedSettings().max_attempts)

    def handle(event: Event, delivery: Delivery) -> Outcome:
        return run_stage(by_topic[TOPIC_OF[type(event)]], event, delivery, world.ports, limits)

    return handle


def record_dead_letter(event: Event, failure: Failure, ports: Ports) -> Outcome:
    """Record the failure of an event that killed its workers or took too long."""
    return record_failure(stages()[TOPIC_OF[type(event)]], event, ports, failure)
