"""One seeded run of the whole chain in the simulated world, to its end."""

from __future__ import annotations

import base64
import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import greenlet

from common import paths
from common.chain.sessions import start_session
from common.chain.steps import load_comparisons
from common.domain.errors import TransientError
from common.domain.events import TOPICS_OF_UNITS, Event, Topic, UploadFinalized
from common.domain.ids import ProjectId, SessionId, VersionId
from common.domain.jobs import SessionStatus, UnitStatus
from common.entry import DeliverAgainError, Entry
from common.messages import encode
from common.ports import Ports
from common.records import SESSION, VERSION, Comparison, Document, Session
from common.stage import Outcome, RetryLimits
from common.sweep import sweep
from local.correction_records import record_corrections, supersede_others
from tests.simulation.reviews import review
from tests.simulation.rooms import ScriptedWork
from tests.simulation.script import ASKED, FOLLOWING, SAID, SETS, Script
from tests.simulation.world import (
    Interrupts,
    Killed,
    MemoryBlobs,
    MemoryBus,
    MemoryDocuments,
    SteppingClock,
)
from tests.versions import UPLOADED

PROJECT = ProjectId("project")
MAX_IN_FLIGHT = 5
MAX_DUPLICATES = 60  # a run of retries that double themselves would never end
MAX_SWEEPS = 30
PUBLISHED_AT = datetime(2026, 1, 1, tzinfo=UTC).isoformat()


@dataclass(frozen=True, slots=True, eq=False)
class _Worker:
    """A process: what it works on, and what to do when it dies over it."""

    greenlet: greenlet.greenlet
    on_end: Callable[[object], None]


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
        self.most_deliveries = Counter[Event]()  # of one message of an event
        self.refusals = 0
        self.late_sweeps = 0
        self.duplicates = 0
        self.client_died = self.reviewer_died = self.sessions_stood_still = False
        self._early_sweeps = self.script.early_sweeps
        self._reviews = self.script.review_count
        self._workers: list[_Worker] = []
        self._clients: list[Callable[[], object]] = []
        self._entry = Entry(
            ports=self.ports,
            limits=RetryLimits(max_attempts=self.script.max_attempts, max_age_s=math.inf),
            stages=ScriptedWork(self.script, self.rng, self.interrupts.kill).stages(),
        )

    def to_the_end(self) -> Run:
        self.interrupts.scheduler = greenlet.getcurrent()
        self._create_records()
        while self._clients or self._workers or self.bus.waiting or self._sweep_again():
            self._step()
        self.interrupts.scheduler = None
        return self

    def _step(self) -> None:
        room = len(self._workers) < MAX_IN_FLIGHT
        is_quiet = not self._workers and not self.bus.waiting
        if self._clients and (is_quiet or self.rng.random() < self.script.submit_chance):
            self._submit_one()
        elif self.bus.waiting and room and self.rng.random() < 0.5:
            self._deliver()
        elif self._early_sweeps and room and self.rng.random() < 0.02:
            self._early_sweeps -= 1
            self._start(partial(sweep, self.ports, 0.0), _ignore)
        elif self._reviews and room and self.rng.random() < self.script.review_chance:
            self._review()
        elif self._workers:
            self._resume(self.rng.choice(self._workers))

    # --- clients ---

    def _create_records(self) -> None:
        """Create versions and session in any order, as several clients would."""
        steps: list[Callable[[], object]] = [
            partial(self.bus.notify, drop) for drop in self.script.drops
        ] or [
            partial(start_session, self.ports, self._session(ASKED)),
            *(partial(self._upload, version_id) for version_id in self.script.versions),
        ]
        self.rng.shuffle(steps)
        # Taken from the end: a person says something of what has been asked for.
        self._clients = [self._correct, *steps] if self.script.is_followed else steps

    def _submit_one(self) -> None:
        self._start(partial(_acknowledged, self._clients.pop()), self._client_ended)

    def _client_ended(self, answer: object) -> None:
        self.client_died |= answer is not Outcome.ACKNOWLEDGE

    def _upload(self, version_id: VersionId) -> None:
        now = self.ports.clock.now()
        version = replace(
            UPLOADED, id=version_id, project_id=PROJECT, created_at=now, updated_at=now
        )
        path = paths.version_path(version_id)
        self.ports.documents.create_missing({path: VERSION.encode(version)})
        self.ports.bus.publish([UploadFinalized(version_id=version_id)])

    def _correct(self) -> None:
        """Ask for another comparison, as the command does after a correction."""
        follows = supersede_others(self.ports, FOLLOWING)
        record_corrections(self.ports, SAID, FOLLOWING, SETS)
        start_session(self.ports, self._session(FOLLOWING, follows))

    def _session(self, session_id: SessionId, follows: SessionId | None = None) -> Session:
        now = self.ports.clock.now()
        return Session(
            id=session_id,
            project_id=PROJECT,
            old_version_id=self.script.versions[0],
            new_version_id=self.script.versions[1],
            status=SessionStatus.WAITING_FOR_PAGES,
            follows=follows,
            created_at=now,
            updated_at=now,
        )

    # --- people ---

    def _review(self) -> None:
        """Let a person work on a sheet that has been compared, if there is one by now."""
        compared = [
            comparison
            for comparison in self._comparisons()
            if comparison.status is UnitStatus.COMPLETED
        ]
        if compared:
            self._reviews -= 1
            step = partial(review, self.ports, self.rng.choice(compared), self.rng)
            self._start(partial(_acknowledged, step), self._reviewer_ended)

    def _reviewer_ended(self, answer: object) -> None:
        self.reviewer_died |= answer is not Outcome.ACKNOWLEDGE

    # --- delivery: reordered, doubled, interrupted, killed ---

    def _deliver(self) -> None:
        event, attempt = self.bus.waiting.pop(self.rng.randrange(len(self.bus.waiting)))
        doubled = self.rng.random() < self.script.duplicate_chance
        if doubled and self.duplicates < MAX_DUPLICATES:
            self.duplicates += 1
            self.bus.waiting.append((event, attempt))
        topic, push = _pushed(event)
        if attempt > self._max_deliveries(topic):
            self.dead_letters.append(event)
            self._start(
                partial(_acknowledged, partial(self._entry.bury, push)),
                partial(self._delivered, event, attempt),
            )
        elif self.script.refusal_chance and self.rng.random() < self.script.refusal_chance:
            self.refusals += 1
            self.bus.deliver_again(event, attempt + 1)
        else:
            self.most_deliveries[event] = max(self.most_deliveries[event], attempt)
            entry = replace(self._entry, deliveries_of_push=lambda: attempt)
            self._start(
                partial(_acknowledged, partial(entry.receive, topic, push)),
                partial(self._delivered, event, attempt),
            )

    def _max_deliveries(self, topic: Topic) -> int:
        if topic in TOPICS_OF_UNITS:
            return self.script.max_deliveries_of_units
        return self.script.max_deliveries

    def _delivered(self, event: Event, attempt: int, answer: object) -> None:
        if answer is not Outcome.ACKNOWLEDGE:
            self.bus.deliver_again(event, attempt + 1)

    def _start(self, work: Callable[[], object], on_end: Callable[[object], None]) -> None:
        worker = _Worker(greenlet.greenlet(lambda: _outcome_of(work)), on_end)
        self._workers.append(worker)
        self._resume(worker)

    def _resume(self, worker: _Worker) -> None:
        answer = worker.greenlet.switch()
        if worker.greenlet.dead:
            self._workers.remove(worker)
            worker.on_end(answer)

    # --- when nothing moves any more ---

    def _sweep_again(self) -> bool:
        """Sweep what was lost or died with its client; stop when all has ended."""
        if self._has_ended() and self._reviews:
            self._review()
            self._reviews *= bool(self._workers)  # nobody works where nothing was compared
            return True
        if self._has_ended() or self.late_sweeps >= MAX_SWEEPS:
            return False
        self.late_sweeps += 1
        self.sessions_stood_still |= not self._sessions_have_ended()
        if self.late_sweeps > MAX_SWEEPS // 2:
            self.interrupts.kill_chance = self.bus.loss = 0.0
        if all(self.documents.get(path) for path in self._submitted_paths()):
            self._start(partial(sweep, self.ports, 0.0), _ignore)
        else:
            self._create_records()
        return True

    def _has_ended(self) -> bool:
        if not all(self.documents.get(path) for path in self._submitted_paths()):
            return False
        sessions = self.sessions()
        if not self._sessions_have_ended() or any(s.set_summary_is_due for s in sessions):
            return False
        return not any(comparison.summary_is_due for comparison in self._comparisons())

    def _sessions_have_ended(self) -> bool:
        """Tell whether everything that is known by now has ended."""
        versions = [VERSION.decode(d) for d in self.documents.query(paths.VERSIONS)]
        has_read = all(version.status.is_terminal for version in versions)
        return has_read and all(session.status.is_terminal for session in self.sessions())

    def _comparisons(self) -> list[Comparison]:
        return [c for s in self.sessions() for c in load_comparisons(self.ports, s.id)]

    def sessions(self) -> list[Session]:
        """Return the sessions that clients asked for, or that drops have made."""
        return [SESSION.decode(document) for document in self.documents.query(paths.SESSIONS)]

    def _submitted_paths(self) -> list[str]:
        """Return what clients write; the comparison of drops is the chain's own work."""
        asked = [paths.session_path(session_id) for session_id in self.script.asked_sessions]
        return [*asked, *(paths.version_path(version) for version in self.script.versions)]


def _pushed(event: Event) -> tuple[Topic, Document]:
    """Return the topic of an event, and its message as Pub/Sub pushes it."""
    topic, body = encode(event)
    data = base64.b64encode(body).decode()
    message = {"data": data, "attributes": {"event_topic": topic}, "publishTime": PUBLISHED_AT}
    return topic, {"message": message}


def _acknowledged(step: Callable[[], object]) -> Outcome:
    step()
    return Outcome.ACKNOWLEDGE


def _outcome_of(work: Callable[[], object]) -> object:
    try:
        return work()
    except (Killed, TransientError, DeliverAgainError):
        return None


def _ignore(_answer: object) -> None:
    """A sweep that dies is one that comes again."""
