"""Handles one event as its deployed function would, and tells what it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.counting import Counts, counting
from common.domain.events import TOPIC_OF, Event, Topic
from common.embedded.memory import peak_memory_bytes
from common.logs import log_to
from common.settings import EmbeddedSettings
from common.stage import Delivery, Outcome, RetryLimits, Stage, run_stage
from common.wiring import EmbeddedWorld, embedded_world
from local.cost.usage import Usage

_SETTINGS = {
    "ocr": "functions.ocr.settings.OcrSettings",
    "diff": "functions.diff.settings.DiffSettings",
    "summary": "functions.summary.settings.AnalystSettings",
}
_CLIENTS = ("google.cloud.firestore", "google.cloud.pubsub_v1", "google.cloud.storage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """One event that was handled.

    Attributes:
        peak_bytes: of the whole process until now.
        published: what comes next.
    """

    event: Event
    entry: str
    usage: Usage
    peak_bytes: int
    published: tuple[Event, ...]


def begin(function: str) -> None:
    """Load what a deployed function has loaded at its first event, Google's clients too."""
    for name in ("functions_framework", f"functions.{function}.main", *_CLIENTS):
        import_module(name)
    if function == "diff":
        allocator = import_module("common.allocator")
        allocator.keep_freed_memory()
        allocator.spare_what_is_loaded()
    if function != "summary":
        import_module("functions.ocr.documents").quiet_mupdf()
    if "cv2" in sys.modules:
        sys.modules["cv2"].setNumThreads(1)


@cache
def _stages(function: str) -> Mapping[Topic, Stage[Any]]:
    module, _, name = _SETTINGS[function].rpartition(".")
    settings = getattr(import_module(module), name)()
    stages = import_module(f"functions.{function}.stages")
    made: Mapping[Topic, Stage[Any]] = getattr(stages, f"{function}_stages")(settings)
    return made


@cache
def _world(folder: Path) -> EmbeddedWorld:
    world = embedded_world(folder)
    log_to(world.log_path)
    return world


def handle(function: str, entry: str, folder: Path, event: Event) -> Handled:
    """Handle one event on the documents and files in a folder.

    Raises:
        RuntimeError: it was not handled; the folder's log says why.
    """
    counts = Counts()
    ports, bus = counting(_world(folder).ports, counts)
    stage = _stages(function)[TOPIC_OF[type(event)]]
    delivery, limits = Delivery(attempt=1, age_s=0.0), RetryLimits.of(EmbeddedSettings())
    started_s = time.process_time()
    outcome = run_stage(stage, event, delivery, ports, limits)
    cpu_s = time.process_time() - started_s
    if outcome is not Outcome.ACKNOWLEDGE:
        raise RuntimeError(f"{entry} did not handle {event}; see {folder}/log.jsonl")
    return Handled(
        event=event,
        entry=entry,
        usage=replace(counts.taken(), cpu_s=cpu_s),
        peak_bytes=peak_memory_bytes(),
        published=tuple(bus.taken()),
    )
