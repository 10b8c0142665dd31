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
from common import records
from common.chain.reading import Split, end_reading, fan_out_pages, finish_page
from common.domain.events import Event, PairQueued, SessionReady, VersionPagesRead
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import UnitStatus, VersionStatus
from common.embedded.blobs import FolderBlobStore
from common.gcp.firestore import FirestoreDocumentStore
from common.logs import log_to
from common.ports import Ports
from common.records import VERSION, Comparison, Document
from common.wiring import SystemClock
from local.stack.emulators import installed_emulators
from local.stack.processes import HOST, Processes, free_port

SIZES = (10, 100, 1000)
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
def emulated_ports(folder: Path) -> Iterator[tuple[Ports, Published]]:
    """Give the chain's ports on a Firestore emulator of their own."""
    port, published = free_port(), Published()
    with Processes(folder / "logs") as processes:
        processes.start([installed_emulators().firestore(port)])
        # The client looks nowhere else.
        os.environ["FIRESTORE_EMULATOR_HOST"] = f"{HOST}:{port}"  # noqa: TID251 - only written
        documents = FirestoreDocumentStore(firestore.Client(project="benchmark"))
        blobs = FolderBlobStore(folder / "blobs")
        yield (
            Ports(documents=documents, blobs=blobs, bus=published, clock=SystemClock()),
            published,
        )


def ms_per_unit(work: Callable[[Comparison], None], units: Sequence[Comparison], n: int) -> float:
    """Return the time of a unit when `n` workers share them."""
    started_s = time.perf_counter()
    with ThreadPoolExecutor(n) as pool:
        list(pool.map(work, units))
    return (time.perf_counter() - started_s) / len(units) * 1000


def measure_completion(ports: Ports, retries: Retries) -> None:
    """Print the cost of completing a pair and a summary, by size of the session."""
    print(
        "| pairs | workers | pair, ms | summary, ms | transactions retried |\n|---|---|---|---|---|"
    )
    for workers in (1, WORKERS):
        for size in SIZES:
            retries.count = 0
            pairs = comparing_session(ports, f"s{workers}-{size}", size)
            pair_ms = ms_per_unit(lambda pair: complete_pair(ports, pair), pairs, workers)
            summary_ms = ms_per_unit(lambda pair: complete_summary(ports, pair), pairs, workers)
            print(f"| {size} | {workers} | {pair_ms:.1f} | {summary_ms:.1f} | {retries.count} |")


def measure_hand_over(ports: Ports, published: Published) -> None:
    """Print the time from the last of many pages to the first event of a pair."""
    old, new = (VersionId(f"set-{role}") for role in ("old", "new"))
    made = [version(old, VersionStatus.READY), version(new, VersionStatus.UPLOADED)]
    ports.documents.create_missing({records.version_path(v.id): VERSION.encode(v) for v in made})
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


def measure_live_progress(ports: Ports) -> None:
    """Print how long after a unit's commit a listening client is told."""
    pairs = comparing_session(ports, "live", 200)
    told_s: dict[str, float] = {}

    def on_change(changed: dict[str, Document]) -> None:
        now_s = time.perf_counter()
        told_s.update({k: now_s for k, d in changed.items() if d["status"] != UnitStatus.PENDING})

    watch, done_s = ports.documents.watch(records.COMPARISONS, on_change), dict[str, float]()
    time.sleep(3.0)  # the first call has them all
    told_s.clear()
    for pair in pairs:
        complete_pair(ports, pair)
        done_s[pair.id] = time.perf_counter()
    time.sleep(2.0)
    watch.close()
    # Told before the completing walk had ended counts as at once.
    delays_ms = sorted(max(0.0, told_s[key] - done_s[key]) * 1000 for key in done_s)
    p95 = delays_ms[int(0.95 * len(delays_ms))]
    print(f"live: median {statistics.median(delays_ms):.1f} ms, p95 {p95:.1f} ms after completion")


def main() -> None:
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory() as folder:
        log_to(Path(folder) / "log.jsonl")
        retries = Retries()
        logging.getLogger("buildtrace").addHandler(retries)
        with emulated_ports(Path(folder)) as (ports, published):
            measure_completion(ports, retries)
            measure_hand_over(ports, published)
            measure_live_progress(ports)


if __name__ == "__main__":
    main()
