"""One process for every deployed function, that runs what is pushed to it and says what it took."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
from threadpoolctl import threadpool_limits

from benchmarks.counting import Counts, counting
from common.domain.events import TOPIC_OF, Event, Topic
from common.embedded.memory import peak_memory_bytes
from common.logs import log_to
from common.settings import EmbeddedSettings
from common.stage import Delivery, Outcome, RetryLimits, Stage, run_stage
from common.wiring import EmbeddedWorld, embedded_world
from functions.diff.settings import DiffSettings
from functions.ocr.settings import OcrSettings
from functions.summary.settings import AnalystSettings
from local.cost.usage import Usage
from local.stack.topology import ENTRY_POINTS, EntryPoint

_SETTINGS = {"ocr": OcrSettings, "diff": DiffSettings, "summary": AnalystSettings}
ENTRY_OF = {entry.topic: entry for entry in ENTRY_POINTS if entry.topic}


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


class StageWorkers:
    """The processes, one an entry, each begun with its first event."""

    def __init__(self) -> None:
        self._pools: dict[EntryPoint, ProcessPoolExecutor] = {}

    def handle(self, folder: Path, event: Event) -> Handled:
        """Run one event where it would run."""
        entry = ENTRY_OF[TOPIC_OF[type(event)]]
        if entry not in self._pools:
            self._pools[entry] = ProcessPoolExecutor(
                1, mp_context=get_context("spawn"), initializer=_begin, initargs=(entry.function,)
            )
        return self._pools[entry].submit(_handle, folder, entry, event).result()

    def close(self) -> None:
        """End them."""
        for pool in self._pools.values():
            pool.shutdown()


@contextmanager
def stage_workers() -> Iterator[StageWorkers]:
    """Give the processes, ended when the context ends."""
    workers = StageWorkers()
    try:
        yield workers
    finally:
        workers.close()


def _begin(function: str) -> None:
    """Load what a deployed function has loaded at its first event, Google's clients too."""
    for name in (
        "functions_framework",
        f"functions.{function}.main",
        f"functions.{function}.stages",
    ):
        import_module(name)
    for name in ("google.cloud.firestore", "google.cloud.pubsub_v1", "google.cloud.storage"):
        import_module(name)
    if function == "diff":
        import_module("common.allocator").keep_freed_memory()
    cv2.setNumThreads(1)
    threadpool_limits(limits=1, user_api="blas")
    import_module("functions.ocr.documents").quiet_mupdf()


@cache
def _stages(function: str) -> Mapping[Topic, Stage[Any]]:
    stages = import_module(f"functions.{function}.stages")
    made: Mapping[Topic, Stage[Any]] = getattr(stages, f"{function}_stages")(_SETTINGS[function]())
    return made


@cache
def _world(folder: Path) -> EmbeddedWorld:
    world = embedded_world(folder)
    log_to(world.log_path)
    return world


def _handle(folder: Path, entry: EntryPoint, event: Event) -> Handled:
    counts = Counts()
    ports, bus = counting(_world(folder).ports, counts)
    stage = _stages(entry.function)[TOPIC_OF[type(event)]]
    started_s = time.process_time()
    outcome = run_stage(
        stage, event, Delivery(attempt=1, age_s=0.0), ports, RetryLimits.of(EmbeddedSettings())
    )
    cpu_s = time.process_time() - started_s
    if outcome is not Outcome.ACKNOWLEDGE:
        raise RuntimeError(f"{entry.name} did not handle {event}; see {folder}/log.jsonl")
    return Handled(
        event=event,
        entry=entry.name,
        usage=replace(counts.taken(), cpu_s=cpu_s),
        peak_bytes=peak_memory_bytes(),
        published=tuple(bus.taken()),
    )
