"""One comparison, event by event, with what every event took."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.counting import Counts, counting
from benchmarks.handled import Handled
from benchmarks.stage_workers import StageWorkers
from common.chain.sessions import start_session
from common.chain.steps import load_comparisons, load_session, load_version
from common.domain.events import Event
from common.domain.ids import SessionId
from common.domain.jobs import SessionStatus
from common.ports import Ports
from common.records import Session
from common.wiring import embedded_world
from local.cost.usage import Usage, total
from local.engine import LOCAL_PROJECT, upload, version_id_of
from local.inputs import drawing_set

SESSION = SessionId("measured")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredSession:
    """What a comparison took.

    Attributes:
        started: what began it: both records of sets, their files, the session.
        handled: every event, in order.
    """

    page_count: int
    sheet_count: int
    started: Usage
    handled: tuple[Handled, ...]

    def of(self, entry: str) -> list[Handled]:
        """Return the events of one function."""
        return [handled for handled in self.handled if handled.entry == entry]

    def usage(self, entry: str) -> Usage:
        """Return what one function took."""
        return total([handled.usage for handled in self.of(entry)])


def measured_session(workers: StageWorkers, folder: Path, old: Path, new: Path) -> MeasuredSession:
    """Compare two files, one event after the other.

    Raises:
        RuntimeError: the comparison has failed.
    """
    world = embedded_world(folder)
    counts = Counts()
    ports, bus = counting(world.ports, counts)
    sets = [drawing_set(path) for path in (old, new)]
    for number, drawings in enumerate(sets, 1):
        upload(replace(world, ports=ports), drawings, version_number=number)
    now = ports.clock.now()
    versions = [version_id_of(drawings) for drawings in sets]
    start_session(
        ports,
        Session(
            id=SESSION,
            project_id=LOCAL_PROJECT,
            old_version_id=versions[0],
            new_version_id=versions[1],
            status=SessionStatus.WAITING_FOR_PAGES,
            created_at=now,
            updated_at=now,
        ),
    )
    started = counts.taken()
    handled = tuple(_run(workers, folder, bus.taken()))
    if load_session(world.ports, SESSION).status is not SessionStatus.COMPLETED:
        raise RuntimeError(f"the comparison in {folder} is not completed")
    pages = sum(load_version(world.ports, version).page_count or 0 for version in versions)
    sheets = len(load_comparisons(world.ports, SESSION))
    world.close()
    return MeasuredSession(page_count=pages, sheet_count=sheets, started=started, handled=handled)


def _run(workers: StageWorkers, folder: Path, events: Iterable[Event]) -> Iterable[Handled]:
    waiting = deque(events)
    while waiting:
        handled = workers.handle(folder, waiting.popleft())
        waiting.extend(handled.published)
        yield handled


def ports_of(folder: Path) -> Ports:
    """Return the ports of a comparison that has ended, not counted."""
    return embedded_world(folder).ports
