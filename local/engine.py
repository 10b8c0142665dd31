"""The chain over the cores of this machine, driven until what was submitted has ended."""

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

from common import paths
from common.domain.events import Event, UploadFinalized
from common.domain.ids import ProjectId, VersionId, derived_id
from common.domain.jobs import Failure, VersionStatus
from common.embedded.bus import Dispatcher
from common.embedded.memory import peak_memory_bytes
from common.embedded.worker import Handler
from common.ports import Ports
from common.records import VERSION, DrawingVersion, SetPart
from common.settings import EmbeddedSettings
from common.stage import Delivery, Outcome
from common.sweep import sweep
from common.wiring import EmbeddedWorld
from local.inputs import DrawingSet, shown_name

LOCAL_PROJECT = ProjectId("local")
REPORT_EVERY_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCost:
    """What a run took.

    Attributes:
        peak_memory_bytes: sum over this process and its workers of each one's own peak: an upper
            bound of what the run held at any time.
        elapsed_s: of this run; a resumed one counts from its own start.
    """

    elapsed_s: float
    peak_memory_bytes: int
    worker_count: int


def drive_chain(
    world: EmbeddedWorld,
    *,
    submit: Callable[[], None],
    has_ended: Callable[[], bool],
    report: Callable[[], None],
    workers: int = 0,
) -> RunCost:
    """Start the workers, submit, and run the chain until it has ended.

    Args:
        world: where records, blobs and events are.
        submit: writes the first records; a repeat finds them there.
        has_ended: whether what was submitted is finished.
        report: called a few times a second and at the end.
        workers: worker processes; 0 for one a core.
    """
    started_s = time.monotonic()
    dispatcher = chain_dispatcher(world, workers)
    try:
        dispatcher.start()
        submit()
        _drive(world, dispatcher, has_ended, report)
    finally:
        dispatcher.stop()
    return RunCost(
        elapsed_s=time.monotonic() - started_s,
        peak_memory_bytes=peak_memory_bytes() + sum(dispatcher.peak_memory_bytes.values()),
        worker_count=dispatcher.worker_count,
    )


def chain_dispatcher(world: EmbeddedWorld, workers: int = 0) -> Dispatcher:
    """Return what hands the chain's events to worker processes; it has not started.

    Args:
        world: where records, blobs and events are.
        workers: worker processes; 0 for one a core.
    """
    settings = EmbeddedSettings()
    return Dispatcher(
        queue=world.queue,
        make_handler=partial(_handler, world.folder),
        on_dead_letter=partial(_dead_letter, world.ports),
        worker_count=workers or settings.workers or len(os.sched_getaffinity(0)),
        time_limit_s=settings.stage_time_limit_s,
        memory_limit_bytes=settings.worker_memory_limit_bytes,
    )


# The stages bring the libraries that read and compare drawings, which take as long to load as all
# the rest: they are the workers', and a command that only says what is wrong does without.
def _handler(folder: Path) -> Handler:
    from local.chain import make_handler  # noqa: PLC0415 - above

    return make_handler(folder)


def _dead_letter(ports: Ports, event: Event, delivery: Delivery, failure: Failure) -> Outcome:
    from local.chain import record_dead_letter  # noqa: PLC0415 - above

    return record_dead_letter(event, delivery, failure, ports)


def _drive(
    world: EmbeddedWorld,
    dispatcher: Dispatcher,
    has_ended: Callable[[], bool],
    report: Callable[[], None],
) -> None:
    reported_s = 0.0
    while not has_ended():
        dispatcher.step()
        if dispatcher.is_idle():
            # Only a run that was killed between two steps leaves work without an event.
            sweep(world.ports, older_than_s=0.0)
        if time.monotonic() - reported_s > REPORT_EVERY_S:
            reported_s = time.monotonic()
            report()
    report()


def version_id_of(drawing_set: DrawingSet) -> VersionId:
    """Return the id of a set: the same for the same content."""
    return VersionId(derived_id("version", drawing_set.sha256))


def upload(world: EmbeddedWorld, drawing_set: DrawingSet, version_number: int) -> None:
    """Store a set and publish it; a repeat finds it there."""
    version_id, ports = version_id_of(drawing_set), world.ports
    if ports.documents.get(paths.version_path(version_id)) is not None:
        return
    parts = tuple(
        SetPart(
            storage_path=paths.upload_blob(LOCAL_PROJECT, version_id, f"{index:05d}"),
            file_name=shown_name(file),
        )
        for index, file in enumerate(drawing_set.files)
    )
    for part, file in zip(parts, drawing_set.files, strict=True):
        ports.blobs.write_file(part.storage_path, file)
    now = ports.clock.now()
    version = DrawingVersion(
        id=version_id,
        project_id=LOCAL_PROJECT,
        drawing_name=drawing_set.name,
        version_number=version_number,
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
    path = paths.version_path(version_id)
    ports.documents.create_missing({path: VERSION.encode(version)})
    ports.bus.publish([UploadFinalized(version_id=version_id)])


@contextmanager
def terminate_as_interrupt() -> Iterator[None]:
    """Treat a request to terminate like Ctrl-C, so that the workers are ended cleanly."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
