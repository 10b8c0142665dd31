"""Version stage: all pages of a set are in; settle their readings together and end its reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from common.chain.reading import end_reading, write_readings
from common.chain.sessions import wake_sessions
from common.chain.steps import load_pages, load_version
from common.domain.events import VersionPagesRead
from common.domain.ids import VersionId
from common.domain.jobs import Failure, VersionStatus
from common.domain.sheets import PageSize, SheetReading
from common.outcomes import StageOutcome, note_outcome, note_sizes
from common.ports import Ports
from common.records import Page
from common.stage import Stage
from functions.ocr.set_consensus import PageEvidence, settled_readings

Settler = Callable[[Sequence[PageEvidence]], list[SheetReading]]


@dataclass(frozen=True, slots=True)
class VersionStage:
    """The stage around a settler: evidence of all pages in, their final readings out."""

    settle: Settler

    def handle(self, event: VersionPagesRead, ports: Ports) -> None:
        """Settle the version's readings; one that has ended reading only wakes its sessions.

        Raises:
            TransientError: the version's record is not there.
        """
        version = load_version(ports, event.version_id)
        if version.status.is_terminal:
            note_outcome(StageOutcome.DUPLICATE)
            wake_sessions(ports, version.id)
        elif version.status is VersionStatus.READING:
            self._settle(version.id, ports)
            end_reading(ports, version.id)

    def fail(self, event: VersionPagesRead, ports: Ports, failure: Failure) -> None:
        """Go on with what each page says alone; matching can do with less."""
        warning = f"Sheet numbers could not be checked across the set: {failure.message}"
        end_reading(ports, event.version_id, warning)

    def _settle(self, version_id: VersionId, ports: Ports) -> None:
        found = {page.page_index: _evidence(page) for page in load_pages(ports, version_id)}
        evidence = {index: own for index, own in found.items() if own is not None}
        note_sizes(page_count=len(found))
        settled = self.settle(list(evidence.values()))
        write_readings(ports, version_id, dict(zip(evidence, settled, strict=True)))


def _evidence(page: Page) -> PageEvidence | None:
    """Return what is known of a page, `None` for one that could not be read."""
    if page.page_reading is None or page.images is None:
        return None
    return PageEvidence(
        size=PageSize(width_pt=page.images.width_pt, height_pt=page.images.height_pt),
        reading=page.page_reading,
        names=page.names,
    )


def version_stage() -> Stage[VersionPagesRead]:
    """Return the stage with the real agreement."""
    stage = VersionStage(settle=settled_readings)
    return Stage(name="version", handle=stage.handle, fail=stage.fail)
