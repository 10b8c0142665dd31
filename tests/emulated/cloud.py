"""The running stack as the tests of the whole chain see it: what goes in, what came out of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import psutil
import pytest
import requests
from google.pubsub_v1.types import RetryPolicy

from common import completion, paths
from common.chain.steps import load_comparisons
from common.domain.ids import VersionId
from common.ports import Ports
from common.records import Session
from common.wiring import cloud_ports
from local.stack.stack import Stack, running_stack
from tests.drawings import COARSE, pdf_of, sheet
from tests.emulated.chain import submit_version
from tests.emulators import emulators_or_skip
from tests.waiting import wait_until

QUICK_RETRY = RetryPolicy(
    minimum_backoff=timedelta(seconds=0.5), maximum_backoff=timedelta(seconds=1)
)
WAIT_S = 120.0
wait = partial(wait_until, give_up_s=WAIT_S)


@dataclass(frozen=True)
class Cloud:
    stack: Stack
    ports: Ports
    folder: Path

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / f"{name}.pdf"
        path.write_bytes(content)
        return path

    def log_of(self, entry: str) -> str:
        """Return what an entry's processes have written."""
        return self.stack.log_path(entry).read_text(encoding="utf-8")

    def workers(self, entry: str) -> list[psutil.Process]:
        """Return the processes that run an entry's work, below the one that keeps them alive."""
        return psutil.Process(self.stack.processes.pid(entry)).children()

    def versions(self, name: str, *numbers: str) -> tuple[VersionId, VersionId]:
        """Upload two sets of these sheets; the new one has a note more on each."""
        old = self.file(f"{name}-old", set_of(*numbers))
        new = self.file(f"{name}-new", set_of(*numbers, note="NEW NOTE"))
        return submit_version(self.ports, old.stem, old), submit_version(self.ports, new.stem, new)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop every function where it is, and let it go on at the end."""
        roots = [psutil.Process(self.stack.processes.pid(e.name)) for e in self.stack.ports]
        every = [process for root in roots for process in (root, *root.children(recursive=True))]
        for process in every:
            process.suspend()
        yield
        for process in every:
            process.resume()

    def export_firestore(self, name: str) -> Path:
        """Write what the emulator holds at one moment; return the file that it starts from.

        An export while others write is none of one moment: it may hold a result that was written
        after the shard that counts it was read. What the functions had under way when they were
        stopped is committed while a first export runs; the second one counts.
        """
        with self.stopped():
            self._export(f"{name}-first")
            return self._export(name)

    def _export(self, name: str) -> Path:
        place = self.folder / name
        place.mkdir()
        project = f"projects/{self.stack.settings.project_id}"
        answer = requests.post(
            f"http://{self.stack.backends.firestore}/emulator/v1/{project}:export",
            json={
                "database": f"{project}/databases/(default)",
                "export_directory": str(place),
            },
            timeout=30,
        )
        assert answer.ok, answer.text
        (seed,) = place.rglob("*overall_export_metadata")
        return seed

    def restart_firestore(self, seed: Path | None) -> None:
        """Kill the emulator, which keeps its documents in memory, and start it from an export."""
        processes = self.stack.backend_processes
        assert processes is not None
        processes.kill("firestore")
        port = int(self.stack.backends.firestore.rpartition(":")[2])
        service = emulators_or_skip().firestore(port)
        seeded = [] if seed is None else ["--seed_from_export", str(seed)]
        processes.start([replace(service, command=[*service.command, *seeded])])


@contextmanager
def running_cloud(folder: Path) -> Iterator[Cloud]:
    """Give a stack, and the ports of a client of it; Google's clients look at the environment."""
    with running_stack(folder, workers=1, environment=COARSE, retry=QUICK_RETRY) as stack:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in stack.backends.environment().items():
                patch.setenv(name, value)
            ports = cloud_ports(stack.settings)
        yield Cloud(stack=stack, ports=ports, folder=folder)


def set_of(*numbers: str, note: str = "") -> bytes:
    return pdf_of(*(sheet(number, note=note) for number in numbers))


def counts(ports: Ports, session: Session) -> list[tuple[int, int, int]]:
    """Return total, completed and failed of the old pages, new pages, pairs and summaries."""
    tallies = (
        paths.page_tally_path(session.old_version_id),
        paths.page_tally_path(session.new_version_id),
        paths.pair_tally_path(session.id),
        paths.summary_tally_path(session.id),
    )
    found = [completion.progress(ports.documents, tally) for tally in tallies]
    return [(p.total, p.completed, p.failed) for p in found if p is not None]


def sheets(ports: Ports, session: Session) -> list[str]:
    comparisons = load_comparisons(ports, session.id)
    return sorted(f"{c.drawing_name} {c.kind} {c.status}" for c in comparisons)


def all_matched(*numbers: str) -> list[str]:
    return [f"{number} matched completed" for number in numbers]
