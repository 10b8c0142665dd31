"""What the protocol costs: `python -m benchmarks.completion`, on the Firestore emulator.

Only the work of the stages is left out: records, transactions, tallies and events are the chain's
own. Wall times of a busy machine; the ratios say more than the figures.
"""

from __future__ import annotations

import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from google.cloud import firestore

from benchmarks.synthetic import (
    comparing_session,
    complete_pair,
    complete_summary,
    fan_out,
    version,
    waiting_session,
)
from common import paths
from common.chain.reading import Split, end_reading, fan_out_pages, finish_page
from common.domain.events import Event, PairQueued, SessionReady, VersionPagesRead
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import UnitStatus, VersionStatus
from common.embedded.blobs import FolderBlobStore
from common.gcp.firestore import FirestoreDocumentStore
from common.logs import log_to
from common.ports import Ports
from common.records import VERSION, Comparison
from common.wiring import SystemClock
from local.stack.emulators import installed_emulators
from local.stack.processes import HOST, Processes, free_port

SIZES = (10, 100, 1000)
TURNS = {10: 9, 100: 3, 1000: 1}  # the median of so many
WARM_UP = 300  # pairs; a cold emulator takes seven times as long
WORKERS = 30
PAGE_COUNT = 500


@dataclass
class Published:
    """A bus that notes what it is given, and when."""

    events: list[tuple[float, Event]] = field(default_factory=list)

    def publish(self, events: Sequence[Event]) -> None:
        """Note the events."""
        self.events += [(time.perf_counter(), event) for event in events]

    def first_s(self, kind: type[Event]) -> float:
        """Return when the first event of that kind came."""
        return next(at_s for at_s, event in self.events if isinstance(event, kind))


class Retries(logging.Handler):
    """Counts the transactions that were tried again."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self.count += "transaction_retried" in record.getMessage()


@contextmanager
def emulator(folder: Path) -> Iterator[str]:
    """Run a Firestore emulator of our own, and give where it listens."""
    port = free_port()
    with Processes(folder / "logs") as processes:
        processes.start([installed_emulators().firestore(port)])
        # The client looks nowhere else.
        os.environ["FIRESTORE_EMULATOR_HOST"] = f"{HOST}:{port}"  # noqa: TID251 - only written
        yield f"{HOST}:{port}"


def ports_of(project_id: str, folder: Path) -> tuple[Ports, Published]:
    """Return the chain's ports in a project of its own, and what is published."""
    published = Published()
    ports = Ports(
        documents=FirestoreDocumentStore(firestore.Client(project=project_id), read_limit_s=60.0),
        blobs=FolderBlobStore(folder / "blobs"),
        bus=published,
        clock=SystemClock(),
    )
    return ports, published


def ms_per_unit(work: Callable[[Comparison], None], units: Sequence[Comparison], n: int) -> float:
    """Return the time of a unit when `n` workers share them."""
    started_s = time.perf_counter()
    with ThreadPoolExecutor(n) as pool:
        list(pool.map(work, units))
    return (time.perf_counter() - started_s) / len(units) * 1000


def measure_completion(ports: Ports, retries: Retries) -> None:
    """Print the cost of completing a pair and a summary, by size of the session."""
    _session_ms(ports, "warm-up", WARM_UP, workers=1)
    print("| pairs | workers | pair, ms | summary, ms | retries a pair |")
    print("|---|---|---|---|---|")
    for workers in (1, WORKERS):
        for size in SIZES:
            retries.count = 0
            costs = [
                _session_ms(ports, f"s{workers}-{size}-{turn}", size, workers)
                for turn in range(TURNS[size])
            ]
            pair_ms, summary_ms = (statistics.median(turns) for turns in zip(*costs, strict=True))
            again = retries.count / len(costs) / size
            print(f"| {size} | {workers} | {pair_ms:.1f} | {summary_ms:.1f} | {again:.2f} |")


def _session_ms(ports: Ports, name: str, size: int, workers: int) -> tuple[float, float]:
    """Return the time of a pair and of a summary in a session of that size."""
    pairs = comparing_session(ports, name, size)
    pair_ms = ms_per_unit(lambda pair: complete_pair(ports, pair), pairs, workers)
    return pair_ms, ms_per_unit(lambda pair: complete_summary(ports, pair), pairs, workers)


def measure_hand_over(ports: Ports, published: Published) -> None:
    """Print the time from the last of many pages to the first event of a pair."""
    old, new = (VersionId(f"set-{role}") for role in ("old", "new"))
    made = [version(old, VersionStatus.READY), version(new, VersionStatus.UPLOADED)]
    ports.documents.create_missing({paths.version_path(v.id): VERSION.encode(v) for v in made})
    session_id = waiting_session(ports, SessionId("set"), old, new)
    started_s = time.perf_counter()
    fan_out_pages(ports, made[1], Split(page_count=PAGE_COUNT))
    split_s = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda index: _complete_page(ports, new, index), range(PAGE_COUNT - 1)))
    read_s = time.perf_counter()
    _complete_page(ports, new, PAGE_COUNT - 1)
    published.first_s(VersionPagesRead)
    end_reading(ports, new)
    published.first_s(SessionReady)
    published.events.clear()
    fan_out(ports, session_id, PAGE_COUNT)
    print(
        f"{PAGE_COUNT} pages: fanned out in {split_s - started_s:.2f} s, "
        f"{(read_s - split_s) / PAGE_COUNT * 1000:.1f} ms a page with {WORKERS} workers; "
        f"last page to first pair event {published.first_s(PairQueued) - read_s:.2f} s"
    )


def _complete_page(ports: Ports, version_id: VersionId, index: int) -> None:
    finish_page(
        ports, version_id, index, lambda pending: replace(pending, status=UnitStatus.COMPLETED)
    )


def main() -> None:
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory() as folder:
        log_to(Path(folder) / "log.jsonl")
        retries = Retries()
        logging.getLogger("buildtrace").addHandler(retries)
        with emulator(Path(folder)):
            measure_hand_over(*ports_of("set", Path(folder)))
            measure_completion(ports_of("sizes", Path(folder))[0], retries)


if __name__ == "__main__":
    main()
