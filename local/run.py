"""One comparison on this machine: records and blobs in a folder, the chain over its cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from common.chain.progress import StageProgress, session_progress
from common.chain.sessions import start_session
from common.chain.steps import load_session
from common.domain.jobs import SessionStatus
from common.logs import log_to
from common.records import Session
from common.wiring import EmbeddedWorld, embedded_world
from local.correction_records import record_corrections, session_id_of, supersede_others
from local.corrections import NO_CORRECTIONS, Corrections
from local.engine import (
    LOCAL_PROJECT,
    RunCost,
    drive_chain,
    terminate_as_interrupt,
    upload,
    version_id_of,
)
from local.inputs import DrawingSet
from local.state_folder import state_folder


@contextmanager
def local_run(
    old: DrawingSet,
    new: DrawingSet,
    out: Path,
    *,
    resume: bool,
    corrections: Corrections = NO_CORRECTIONS,
    new_set_is_partial: bool = False,
    hides_annotations: bool = False,
) -> Iterator[LocalRun]:
    """Give the comparison of two sets in `out`, which is nobody else's until the context ends.

    Args:
        old: the old set.
        new: the new set.
        out: the folder of the results.
        resume: go on with what an interrupted run left.
        corrections: what people said; it wins over what is read and matched.
        new_set_is_partial: an old sheet that the new set lacks was not issued, not removed.
        hides_annotations: markups in the PDFs are not compared.

    Raises:
        PermanentError: another run works in the folder, or there is nothing to resume.
        KeyboardInterrupt: the user or the system asked to stop; the state can be resumed.
    """
    inputs = {"old_sha256": old.sha256, "new_sha256": new.sha256}
    if new_set_is_partial:
        inputs["new_set"] = "partial"
    if hides_annotations:
        inputs["annotations"] = "hidden"
    with terminate_as_interrupt(), state_folder(out, inputs, resume=resume) as state:
        world = embedded_world(state)
        log_to(world.log_path)
        try:
            yield LocalRun(
                old,
                new,
                world,
                corrections=corrections,
                new_set_is_partial=new_set_is_partial,
                hides_annotations=hides_annotations,
            )
        finally:
            world.close()


class LocalRun:
    """The comparison of two sets over the cores of this machine."""

    def __init__(
        self,
        old: DrawingSet,
        new: DrawingSet,
        world: EmbeddedWorld,
        *,
        corrections: Corrections,
        new_set_is_partial: bool,
        hides_annotations: bool,
    ) -> None:
        self._old, self._new = old, new
        self._corrections, self._new_set_is_partial = corrections, new_set_is_partial
        self._hides_annotations = hides_annotations
        self.world = world
        self._sets = ((version_id_of(old), old.sha256), (version_id_of(new), new.sha256))
        self.session_id = session_id_of(world.ports, corrections, self._sets)

    def run(self, on_progress: Callable[[StageProgress], None], *, workers: int = 0) -> RunCost:
        """Run the chain until the session has ended.

        Args:
            on_progress: called a few times a second.
            workers: worker processes; 0 for one a core.
        """
        return drive_chain(
            self.world,
            submit=self._submit,
            has_ended=self._has_ended,
            report=lambda: on_progress(self.progress()),
            workers=workers,
        )

    def progress(self) -> StageProgress:
        """Return where the run stands."""
        version_ids = (version_id_of(self._old), version_id_of(self._new))
        return session_progress(self.world.documents, self.session_id, version_ids)

    def _has_ended(self) -> bool:
        session = load_session(self.world.ports, self.session_id)
        return session.status.is_terminal and not session.set_summary_is_due

    def _submit(self) -> None:
        """Record corrections, upload both sets, create the session; a repeat finds it all there."""
        follows = supersede_others(self.world.ports, self.session_id)
        record_corrections(self.world.ports, self._corrections, self.session_id, self._sets)
        upload(self.world, self._old, version_number=1)
        upload(self.world, self._new, version_number=2)
        now = self.world.ports.clock.now()
        start_session(
            self.world.ports,
            Session(
                id=self.session_id,
                project_id=LOCAL_PROJECT,
                old_version_id=version_id_of(self._old),
                new_version_id=version_id_of(self._new),
                status=SessionStatus.WAITING_FOR_PAGES,
                new_set_is_partial=self._new_set_is_partial,
                hides_annotations=self._hides_annotations,
                follows=follows,
                created_at=now,
                updated_at=now,
            ),
        )
