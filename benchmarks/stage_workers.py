"""One process for every deployed function, that runs what is pushed to it and says what it took."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.handled import Handled
from common.domain.events import TOPIC_OF, Event
from local.stack.topology import ENTRY_POINTS, EntryPoint

ENTRY_OF = {entry.topic: entry for entry in ENTRY_POINTS if entry.topic}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"}


class StageWorkers:
    """The processes, one an entry, each begun with its first event."""

    def __init__(self) -> None:
        self._processes: dict[EntryPoint, subprocess.Popen[bytes]] = {}

    def handle(self, folder: Path, event: Event) -> Handled:
        """Run one event where it would run."""
        entry = ENTRY_OF[TOPIC_OF[type(event)]]
        if entry not in self._processes:
            self._processes[entry] = _begun(entry.function)
        process = self._processes[entry]
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a stage's process has no pipes")
        pickle.dump((entry.name, folder, event), process.stdin)
        process.stdin.flush()
        handled: Handled = pickle.load(process.stdout)  # noqa: S301 - our own process
        return handled

    def close(self) -> None:
        """End them."""
        for process in self._processes.values():
            process.communicate()  # no more events


def _begun(function: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "benchmarks.stage_process", function]
    environment = {**os.environ, **ONE_THREAD}  # noqa: TID251 - handed on
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


@contextmanager
def stage_workers() -> Iterator[StageWorkers]:
    """Give the processes, ended when the context ends."""
    workers = StageWorkers()
    try:
        yield workers
    finally:
        workers.close()
