"""One comparison on this machine: records and blobs in a folder, the chain over its cores."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

from common import completion, records
from common.chain.sessions import start_session
from common.chain.steps import load_session
from common.completion import Progress
from common.domain.events import UploadFinalized
from common.domain.ids import ProjectId, SessionId, VersionId, derived_id
from common.domain.jobs import SessionStatus, VersionStatus
from common.embedded.bus import Dispatcher
from common.embedded.memory import peak_memory_bytes
from common.logs import log_to
from common.records import VERSION, DrawingVersion, Session, SetPart
from common.settings import EmbeddedSettings
from common.sweep import sweep
from common.wiring import EmbeddedWorld, embedded_world
from local.chain import make_handler, record_dead_letter
from local.inputs import DrawingSet, shown_name
from local.state_folder import state_folder

LOCAL_PROJECT = ProjectId("local")
REPORT_EVERY_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress:
    """Where the run stands; `None` for a stage that has not begun."""

    pages: Progress | None
    pairs: Progress | None
    summaries: Progress | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A run that came to its end.

    Attributes:
        peak_memory_bytes: sum over this process and its workers of each one's own peak: an upper
            bound of what the run held at any time.
        elapsed_s: of this run; a resumed one counts from its own start.
    """

    session_id: SessionId
    elapsed_s: float
    peak_memory_bytes: int
    worker_count: int


@contextmanager
def local_run(old: DrawingSet, new: DrawingSet, out: Path, *, resume: bool) -> Iterator[LocalRun]:
    """Give the comparison of two sets in `out`, which is nobody else's until the context ends.

    Raises:
        PermanentError: another run works in the folder, or there is nothing to resume.
        KeyboardInterrupt: the user or the system asked to stop; the state can be resumed.
    """
    inputs = {"old_sha256": old.sha256, "new_sha256": new.sha256}
    with _terminate_as_interrupt(), state_folder(out, inputs, resume=resume) as state:
        world = embedded_world(state)
        log_to(world.log_path)
        try:
            yield LocalRun(old, new, world)
        finally:
            world.close()


class LocalRun:
    """The comparison of two sets over the cores of this machine."""

    def __init__(self, old: DrawingSet, new: DrawingSet, world: EmbeddedWorld) -> None:
        self._old, self._new = old, new
        self.world = world
        self.session_id = SessionId(derived_id(old.sha256, new.sha256))

    def run(self, on_progress: Callable[[StageProgress], None], *, workers: int = 0) -> RunResult:
        """Run the chain until the session has ended.

        Args:
            on_progress: called a few times a second.
            workers: worker processes; 0 for one a core.
        """
        started_s = time.monotonic()
        settings = EmbeddedSettings()
        count = workers or settings.workers or len(os.sched_getaffinity(0))
        dispatcher = Dispatcher(
            queue=self.world.queue,
            make_handler=partial(make_handler, self.world.folder),
            on_dead_letter=partial(record_dead_letter, ports=self.world.ports),
            worker_count=count,
            time_limit_s=settings.stage_time_limit_s,
            memory_limit_bytes=settings.worker_memory_limit_bytes,
        )
        try:
            dispatcher.start()
            self._submit()
            self._drive(dispatcher, on_progress)
        finally:
            dispatcher.stop()
        return RunResult(
            session_id=self.session_id,
            elapsed_s=time.monotonic() - started_s,
            peak_memory_bytes=peak_memory_bytes() + sum(dispatcher.peak_memory_bytes.values()),
            worker_count=count,
        )

    def progress(self) -> StageProgress:
        """Return where the run stands."""
        store = self.world.documents
        version_ids = {_version_id(self._old), _version_id(self._new)}
        pages = [
            completion.progress(store, records.page_tally_path(version_id))
            for version_id in version_ids
        ]
        return StageProgress(
            pages=_sum([p for p in pages if p is not None]),
            pairs=completion.progress(store, records.pair_tally_path(self.session_id)),
            summaries=completion.progress(store, records.summary_tally_path(self.session_id)),
        )

    def _drive(self, dispatcher: Dispatcher, on_progress: Callable[[StageProgress], None]) -> None:
        reported_s = 0.0
        while not load_session(self.world.ports, self.session_id).status.is_terminal:
            dispatcher.step()
            if dispatcher.is_idle():
                # Only a run that was killed between two steps leaves work without an event.
                sweep(self.world.ports, older_than_s=0.0)
            if time.monotonic() - reported_s > REPORT_EVERY_S:
                reported_s = time.monotonic()
                on_progress(self.progress())
        on_progress(self.progress())

    def _submit(self) -> None:
        """Upload both sets and create the session; a repeat finds it all there."""
        for drawing_set in (self._old, self._new):
            self._upload(drawing_set)
        now = self.world.ports.clock.now()
        start_session(
            self.world.ports,
            Session(
                id=self.session_id,
                project_id=LOCAL_PROJECT,
                old_version_id=_version_id(self._old),
                new_version_id=_version_id(self._new),
                status=SessionStatus.WAITING_FOR_PAGES,
                created_at=now,
                updated_at=now,
            ),
        )

    def _upload(self, drawing_set: DrawingSet) -> None:
        version_id, ports = _version_id(drawing_set), self.world.ports
        if ports.documents.get(records.version_path(version_id)) is not None:
            return
        parts = tuple(
            SetPart(
                storage_path=f"uploads/{LOCAL_PROJECT}/{version_id}/{index:05d}",
                file_name=shown_name(file),
            )
            for index, file in enumerate(drawing_set.files)
        )
        for part, file in zip(parts, drawing_set.files, strict=True):
            ports.blobs.write_file(part.storage_path, file)
        version = self._version(drawing_set, version_id, parts)
        path = records.version_path(version_id)
        ports.documents.create_missing({path: VERSION.encode(version)})
        ports.bus.publish([UploadFinalized(version_id=version_id)])

    def _version(
        self, drawing_set: DrawingSet, version_id: VersionId, parts: tuple[SetPart, ...]
    ) -> DrawingVersion:
        now = self.world.ports.clock.now()
        return DrawingVersion(
            id=version_id,
            project_id=LOCAL_PROJECT,
            drawing_name=drawing_set.name,
            version_number=1 if drawing_set is self._old else 2,
            version_label=drawing_set.name,
            file_name=drawing_set.name,
            storage_path=parts[0].storage_path,
            parts=parts,
            file_size=drawing_set.size_bytes,
            sha256=drawing_set.sha256,
            uploaded_by="local",
            warnings=drawing_set.warnings,
            unread_file_count=drawing_set.unread_file_count,
            status=VersionStatus.UPLOADED,
            created_at=now,
            updated_at=now,
        )


def _version_id(drawing_set: DrawingSet) -> VersionId:
    return VersionId(derived_id("version", drawing_set.sha256))


def _sum(parts: list[Progress]) -> Progress | None:
    if not parts:
        return None
    return Progress(
        total=sum(part.total for part in parts),
        completed=sum(part.completed for part in parts),
        failed=sum(part.failed for part in parts),
    )


@contextmanager
def _terminate_as_interrupt() -> Iterator[None]:
    """Treat a request to terminate like Ctrl-C, so that the workers are ended cleanly."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
