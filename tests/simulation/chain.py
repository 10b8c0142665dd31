"""One seeded run of the whole chain in the simulated world, and what must hold afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import greenlet
import numpy as np

from common import completion, records
from common.chain.reading import Split
from common.chain.sessions import start_session
from common.chain.steps import load_comparisons, load_pages, load_session, load_summary
from common.domain.changes import Match, MatchKind, Summary
from common.domain.errors import ErrorCode, PermanentError, TransientError
from common.domain.events import TOPIC_OF, Event, Topic, UploadFinalized
from common.domain.ids import ProjectId, SessionId, VersionId, comparison_id
from common.domain.jobs import Failure, SessionStatus, UnitStatus, VersionStatus
from common.domain.sheets import PageSize, SheetReading
from common.ports import Ports
from common.records import VERSION, Comparison, DrawingVersion, Page, Session
from common.stage import Delivery, Outcome, RetryLimits, Stage, record_failure, run_stage
from common.sweep import sweep
from functions.diff.compare import SheetDifference, SheetSource
from functions.diff.pair import PairStage
from functions.diff.session_ready import SessionStage
from functions.ocr.page import PageStage
from functions.ocr.read_page import PageFacts
from functions.ocr.upload import UploadStage
from functions.summary.analyst_rules import SheetEvidence
from functions.summary.overlay import SummaryStage
from tests.simulation.world import (
    Interrupts,
    Killed,
    MemoryBlobs,
    MemoryBus,
    MemoryDocuments,
    SteppingClock,
)

OLD, NEW = VersionId("old"), VersionId("new")
SESSION_ID = SessionId("session")
PROJECT = ProjectId("project")
MAX_IN_FLIGHT = 5
MAX_DELIVERIES = 12
MAX_SWEEPS = 60
# What an event that failed by chance too often ends with.
GAVE_UP = frozenset({ErrorCode.CONFLICT, ErrorCode.WORKER_DIED})
DEAD = Failure(code=ErrorCode.WORKER_DIED, message="The worker died.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What one seed does: how large the sets are, what fails, how hostile the world is."""

    page_counts: dict[VersionId, int]
    bad_pages: frozenset[tuple[VersionId, int]]
    bad_pairs: frozenset[int]
    flaky_chance: float
    kill_chance: float
    duplicate_chance: float
    loss: float

    @classmethod
    def of(cls, seed: int) -> Script:
        rng = random.Random(seed)
        counts = {OLD: rng.randint(1, 6), NEW: rng.randint(1, 6)}
        pages = [(version, index) for version, count in counts.items() for index in range(count)]
        hostile = rng.random() < 0.8
        return cls(
            page_counts=counts,
            bad_pages=frozenset(p for p in pages if rng.random() < rng.choice([0, 0, 0.2, 0.9])),
            bad_pairs=frozenset(i for i in range(6) if rng.random() < rng.choice([0, 0, 0.3])),
            flaky_chance=rng.choice([0, 0.1, 0.3]),
            kill_chance=rng.choice([0, 0.01, 0.04]) if hostile else 0.0,
            duplicate_chance=rng.choice([0, 0.1, 0.5]) if hostile else 0.0,
            loss=rng.choice([0, 0, 0.1, 0.4]) if hostile else 0.0,
        )


class Run:
    """The chain of one seed, run to its end."""

    def __init__(self, seed: int) -> None:
        self.script = Script.of(seed)
        self.rng = random.Random(seed + 1)
        self.interrupts = Interrupts(self.rng, self.script.kill_chance)
        self.documents = MemoryDocuments(self.interrupts)
        self.bus = MemoryBus(self.interrupts, self.rng, self.script.loss)
        self.ports = Ports(
            documents=self.documents,
            blobs=MemoryBlobs(self.interrupts),
            bus=self.bus,
            clock=SteppingClock(),
        )
        self.dead_letters: list[Event] = []
        self.sweeps = 0
        self._in_flight: list[tuple[greenlet.greenlet, Event | None, int]] = []
        self._stages = self._make_stages()

    def to_the_end(self) -> Run:
        self.interrupts.scheduler = greenlet.getcurrent()
        self._create_records()
        while self._in_flight or self.bus.waiting or self._sweep_again():
            if (
                self.bus.waiting
                and len(self._in_flight) < MAX_IN_FLIGHT
                and self.rng.random() < 0.5
            ):
                self._deliver()
            elif self._in_flight:
                self._resume(self.rng.randrange(len(self._in_flight)))
        return self

    def _create_records(self) -> None:
        """Create versions and session in either order, as two clients would."""
        steps: list[Callable[[], None]] = [
            partial(start_session, self.ports, self._session()),
            *(partial(self._upload, version_id) for version_id in (OLD, NEW)),
        ]
        self.rng.shuffle(steps)
        for step in steps:
            self._start(step, None, 0)

    def _upload(self, version_id: VersionId) -> None:
        now = self.ports.clock.now()
        version = DrawingVersion(
            id=version_id,
            project_id=PROJECT,
            drawing_name="set",
            version_number=1,
            version_label=version_id,
            file_name="set.pdf",
            storage_path="uploads/set.pdf",
            file_size=1,
            sha256="",
            uploaded_by="",
            status=VersionStatus.UPLOADED,
            created_at=now,
            updated_at=now,
        )
        path = records.version_path(version_id)
        self.ports.documents.create_missing({path: VERSION.encode(version)})
        self.ports.bus.publish([UploadFinalized(version_id=version_id)])

    def _session(self) -> Session:
        now = self.ports.clock.now()
        return Session(
            id=SESSION_ID,
            project_id=PROJECT,
            old_version_id=OLD,
            new_version_id=NEW,
            status=SessionStatus.WAITING_FOR_PAGES,
            created_at=now,
            updated_at=now,
        )

    # --- delivery: reordered, doubled, interrupted, killed ---

    def _deliver(self) -> None:
        index = self.rng.randrange(len(self.bus.waiting))
        event, attempt = self.bus.waiting.pop(index)
        if self.rng.random() < self.script.duplicate_chance:
            self.bus.waiting.append((event, attempt))
        stage = self._stages[TOPIC_OF[type(event)]]
        if attempt > MAX_DELIVERIES:
            self.dead_letters.append(event)
            self._start(partial(record_failure, stage, event, self.ports, DEAD), event, attempt)
            return
        delivery = Delivery(attempt=attempt, age_s=0.0)
        limits = RetryLimits(max_attempts=MAX_DELIVERIES)
        self._start(partial(run_stage, stage, event, delivery, self.ports, limits), event, attempt)

    def _start(self, work: Callable[[], object], event: Event | None, attempt: int) -> None:
        worker = greenlet.greenlet(lambda: _outcome_of(work))
        self._in_flight.append((worker, event, attempt))
        self._resume(len(self._in_flight) - 1)

    def _resume(self, index: int) -> None:
        worker, event, attempt = self._in_flight[index]
        answer = worker.switch()
        if not worker.dead:
            return
        self._in_flight.pop(index)
        if answer is not Outcome.ACKNOWLEDGE and event is not None:
            self.bus.waiting.append((event, attempt + 1))

    def _sweep_again(self) -> bool:
        """Sweep what was lost or died with its process; stop when all has ended."""
        if self.session_document() and load_session(self.ports, SESSION_ID).status.is_terminal:
            return False
        if self.sweeps >= MAX_SWEEPS:
            return False
        self.sweeps += 1
        if self.sweeps > MAX_SWEEPS // 2:
            self.interrupts.kill_chance = self.bus.loss = 0.0
        if self.session_document() is None or self._missing_version():
            self._create_records()
        else:
            self._start(partial(sweep, self.ports, 0.0), None, 0)
        return True

    def _missing_version(self) -> bool:
        paths = [records.version_path(version_id) for version_id in (OLD, NEW)]
        return any(self.documents.get(path) is None for path in paths)

    def session_document(self) -> dict[str, Any] | None:
        return self.documents.get(records.session_path(SESSION_ID))

    # --- the work, scripted ---

    def _make_stages(self) -> dict[Topic, Stage[Any]]:
        rooms: dict[Topic, Any] = {
            Topic.UPLOADS: UploadStage(split=self._split),
            Topic.OCR_PAGES: PageStage(read=self._read),
            Topic.SESSIONS_READY: SessionStage(plan=self._plan),
            Topic.DIFF_PAIRS: PairStage(compare=self._compare),
            Topic.SUMMARY_OVERLAYS: SummaryStage(analyse=self._analyse, model_version="sim"),
        }
        return {
            topic: Stage(name=topic, handle=room.handle, fail=room.fail)
            for topic, room in rooms.items()
        }

    def _stumble(self) -> None:
        if self.rng.random() < self.script.flaky_chance:
            raise TransientError(ErrorCode.CONFLICT, "Try again.")

    def _split(self, version: DrawingVersion, ports: Ports) -> Split:
        self._stumble()
        for index in range(self.script.page_counts[version.id]):
            content = f"{version.id}/{index}".encode()
            ports.blobs.write(records.page_blob(version.id, index, "page.pdf"), content)
        return Split(page_count=self.script.page_counts[version.id])

    def _read(self, pdf: bytes, page_index: int) -> PageFacts:
        self._stumble()
        if (VersionId(pdf.decode().split("/")[0]), page_index) in self.script.bad_pages:
            raise PermanentError(ErrorCode.DAMAGED_PAGE, "This page is damaged.")
        return PageFacts(
            size=PageSize(width_pt=1, height_pt=1),
            words=(),
            reading=SheetReading(number=None, title=None, confidence=0, accepted=False),
            view_png=b"",
            view_dpi=1,
            thumbnail_png=b"",
            digest="",
            is_damaged=False,
        )

    def _plan(
        self, session: Session, old: DrawingVersion, new: DrawingVersion, ports: Ports
    ) -> list[Comparison]:
        self._stumble()
        read = {
            version.id: {p.page_index for p in load_pages(ports, version.id) if p.images}
            for version in (old, new)
        }
        both = sorted(read[OLD] | read[NEW])
        return [
            _pair(
                session, unit, i if i in read[OLD] else None, i if i in read[NEW] else None, ports
            )
            for unit, i in enumerate(both)
        ]

    def _compare(self, old: SheetSource | None, new: SheetSource | None) -> SheetDifference:
        self._stumble()
        source = new or old
        assert source is not None
        if int(source.pdf.decode().split("/")[1]) in self.script.bad_pairs:
            raise PermanentError(ErrorCode.DAMAGED_PAGE, "This pair is damaged.")
        return SheetDifference(
            alignment=None,
            changes=(),
            overlay_png=b"",
            view_png=b"",
            thumbnail_png=b"",
            width_px=1,
            height_px=1,
            overlay_dpi=300,
            view_scale=1.0,
        )

    def _analyse(self, evidence: SheetEvidence) -> Summary:
        self._stumble()
        return Summary(
            summary_text="words", changes_found=(), critical_change=None, recommendations=()
        )


def _outcome_of(work: Callable[[], object]) -> object:
    try:
        return work()
    except (Killed, TransientError):
        return None


def _pair(
    session: Session, unit_index: int, old: int | None, new: int | None, ports: Ports
) -> Comparison:
    kind = MatchKind.MATCHED if None not in (old, new) else MatchKind.ADDED
    kind = MatchKind.REMOVED if new is None else kind
    now = ports.clock.now()
    return Comparison(
        id=comparison_id(session.id, old, new),
        session_id=session.id,
        project_id=session.project_id,
        unit_index=unit_index,
        drawing_name=str(unit_index),
        title="",
        kind=kind,
        match=Match(
            kind=kind, old_page_index=old, new_page_index=new, method="order", confidence=1.0
        ),
        old_version_id=session.old_version_id,
        new_version_id=session.new_version_id,
        status=UnitStatus.PENDING,
        created_at=now,
        updated_at=now,
    )


# --- what must hold ---


def violations(run: Run) -> list[str]:
    """Return every broken promise of the completion protocol, in words."""
    run.interrupts.kill_chance = run.script.kill_chance * 0
    session = load_session(run.ports, SESSION_ID)
    found = [f"terminal record rewritten: {path}" for path in run.documents.terminal_rewrites]
    if not session.status.is_terminal:
        found.append(f"session is {session.status} after {run.sweeps} sweeps")
    for version_id in (OLD, NEW):
        found += _page_violations(run, version_id)
    if session.status in {SessionStatus.COMPLETED, SessionStatus.COMPLETED_WITH_FAILURES}:
        found += _pair_violations(run, session)
    return found


def _page_violations(run: Run, version_id: VersionId) -> list[str]:
    pages = load_pages(run.ports, version_id)
    if not pages:
        return [] if run.dead_letters else [f"{version_id} was never split"]
    found = []
    if len(pages) != run.script.page_counts[version_id]:
        found.append(f"{version_id}: {len(pages)} pages")
    found += _tally_violations(run, records.page_tally_path(version_id), pages)
    for page in pages:
        bad = (version_id, page.page_index) in run.script.bad_pages
        unscripted = page.status.is_terminal and (page.status is UnitStatus.FAILED) != bad
        if unscripted and not (page.error and page.error.code in GAVE_UP):
            found.append(f"{version_id} page {page.page_index} is {page.status}")
    return found


def _pair_violations(run: Run, session: Session) -> list[str]:
    comparisons = load_comparisons(run.ports, SESSION_ID)
    summaries = [load_summary(run.ports, c.id) for c in comparisons]
    found = _tally_violations(run, records.pair_tally_path(SESSION_ID), comparisons)
    found += _tally_violations(run, records.summary_tally_path(SESSION_ID), summaries)
    if len({c.id for c in comparisons}) != len(comparisons):
        found.append("a pair has two results")
    found += [f"{c.id} is {c.status}" for c in comparisons if not c.status.is_terminal]
    found += [f"summary is {s.status}" for s in summaries if not s.status.is_terminal]
    counted = session.matched_count + session.added_count + session.removed_count
    if counted != len(comparisons):
        found.append(f"session counts {counted} sheets of {len(comparisons)}")
    for comparison, summary in zip(comparisons, summaries, strict=True):
        if summary.status is UnitStatus.COMPLETED and not comparison.summary_text:
            found.append(f"{comparison.id} lacks its summary's gist")
    return found


def _tally_violations(run: Run, tally_path: str, units: list[Any]) -> list[str]:
    progress = completion.progress(run.documents, tally_path)
    if progress is None:
        return [f"{tally_path} is missing"]
    actual = replace(
        progress,
        total=len(units),
        completed=sum(u.status is UnitStatus.COMPLETED for u in units),
        failed=sum(u.status is UnitStatus.FAILED for u in units),
    )
    return [] if actual == progress else [f"{tally_path} counts {progress}, records say {actual}"]


def seeds(first: int, count: int) -> list[int]:
    """Return the seeds of one batch."""
    return [int(s) for s in np.arange(first, first + count)]


__all__ = ["Page", "Run", "seeds", "violations"]
