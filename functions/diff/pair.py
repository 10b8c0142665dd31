"""Pair stage: compare one pair of sheets, store overlay and change list, count it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from common.chain.comparing import fail_pair, finish_pair, known_result, settle_pair
from common.chain.steps import (
    begin,
    load_alignment_correction,
    load_page_images,
    load_session,
)
from common.domain.changes import MatchKind
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import PairQueued
from common.domain.geometry import PointPair
from common.domain.ids import VersionId
from common.domain.jobs import Failure, SessionStatus, UnitStatus
from common.outcomes import StageOutcome, note_outcome, note_sizes
from common.paths import comparison_blob, comparison_path
from common.ports import Ports
from common.records import (
    CHANGES,
    COMPARISON,
    LEDGER,
    WORDS,
    ChangeCounts,
    Comparison,
    OverlayImages,
)
from common.stage import Stage
from functions.diff.compare import SheetDifference, SheetSource, show_single_sheet
from functions.diff.damage import damage_explained
from functions.diff.enormous import compare_any_size
from functions.diff.settings import DiffSettings

# Old and new sheet, and the points a person laid on one another.
Differ = Callable[[SheetSource | None, SheetSource | None, Sequence[PointPair]], SheetDifference]


@dataclass(frozen=True, slots=True)
class PairStage:
    """The stage around a differ: old and new sheet in (one may be missing), difference out."""

    compare: Differ

    def handle(self, event: PairQueued, ports: Ports) -> None:
        """Compare the pair; one that is terminal already only walks close and trigger again."""
        comparison = begin(ports, COMPARISON, comparison_path(event.comparison_id))
        session = load_session(ports, comparison.session_id)
        if session.status is SessionStatus.CANCELLED:
            note_outcome(StageOutcome.SKIPPED)  # nobody waits for it any more
            return
        if comparison.status.is_terminal:
            settle_pair(ports, comparison)
            return
        started_s = time.perf_counter()
        result = known_result(ports, session, comparison) or self._result(
            comparison, ports, hides_annotations=session.hides_annotations
        )
        duration_s = round(time.perf_counter() - started_s, 3)
        finish_pair(
            ports,
            comparison,
            lambda pending: replace(
                pending,
                status=UnitStatus.COMPLETED,
                alignment=result.alignment,
                changes_path=result.changes_path,
                ledger_path=result.ledger_path,
                counts=result.counts,
                images=result.images,
                revision_clouds=result.revision_clouds,
                manual_overlay_id=result.manual_overlay_id,
                triage_revision=result.triage_revision,
                triage=result.triage,
                duration_s=duration_s,
            ),
        )

    def _result(
        self, comparison: Comparison, ports: Ports, *, hides_annotations: bool
    ) -> Comparison:
        match, said = comparison.match, load_alignment_correction(ports, comparison)
        pages = (
            (comparison.old_version_id, match.old_page_index),
            (comparison.new_version_id, match.new_page_index),
        )
        old, new = _sources(pages, ports, hides_annotations=hides_annotations)
        difference = self.compare(old, new, said.points if said else ())
        note_sizes(
            width_px=difference.width_px,
            height_px=difference.height_px,
            change_count=len(difference.changes),
            size_bytes=len(difference.tiles),
        )
        return _stored(comparison, difference, ports)

    def fail(self, event: PairQueued, ports: Ports, failure: Failure) -> None:
        """Record that the pair could not be compared; the job goes on without it."""
        fail_pair(ports, event.comparison_id, failure)


def _sources(
    pages: Sequence[tuple[VersionId, int | None]], ports: Ports, *, hides_annotations: bool
) -> list[SheetSource | None]:
    """Return each sheet with its words, `None` where there is none; all files are read at once."""
    images = [
        None if page_index is None else load_page_images(ports, version_id, page_index)
        for version_id, page_index in pages
    ]
    places = (path for each in images if each for path in (each.page_path, each.words_path))
    files = ports.blobs.read_many(places)
    return [
        SheetSource(
            pdf=next(files),
            words=WORDS.validate_json(next(files)),
            hides_annotations=hides_annotations,
        )
        if each
        else None
        for each in images
    ]


def _stored(comparison: Comparison, difference: SheetDifference, ports: Ports) -> Comparison:
    """Store everything that was made, all at once, and return the comparison with its places."""
    tiles_path = comparison_blob(comparison.id, "overlay.pmtiles")
    images = OverlayImages(
        overlay_path=comparison_blob(comparison.id, "overlay.png"),
        tiles_path=tiles_path,
        view_path=comparison_blob(comparison.id, "overlay_view.png"),
        thumbnail_path=comparison_blob(comparison.id, "thumbnail.png"),
        width_px=difference.width_px,
        height_px=difference.height_px,
        dpi=difference.overlay_dpi,
        view_scale=difference.view_scale,
    )
    changes_path = comparison_blob(comparison.id, "changes.json")
    files = [
        (images.overlay_path, difference.overlay_png),
        (tiles_path, difference.tiles),
        (images.view_path, difference.view_png),
        (images.thumbnail_path, difference.thumbnail_png),
        (changes_path, CHANGES.dump_json(difference.changes)),
    ]
    ledger_path = None
    if difference.ledger is not None:
        ledger_path = comparison_blob(comparison.id, "ledger.json")
        files.append((ledger_path, LEDGER.dump_json(difference.ledger)))
    ports.blobs.write_many(files)
    return replace(
        comparison,
        alignment=difference.alignment,
        changes_path=changes_path,
        ledger_path=ledger_path,
        counts=ChangeCounts.of(difference.changes),
        images=images,
        revision_clouds=difference.clouds,
    )


def differ(dpi: int) -> Differ:
    """Return the real differ."""

    @damage_explained()
    def compare(
        old: SheetSource | None, new: SheetSource | None, said: Sequence[PointPair]
    ) -> SheetDifference:
        if old is not None and new is not None:
            return compare_any_size(old, new, dpi=dpi, said=said)
        if new is not None:
            return show_single_sheet(new, MatchKind.ADDED, dpi=dpi)
        if old is not None:
            return show_single_sheet(old, MatchKind.REMOVED, dpi=dpi)
        raise PermanentError(ErrorCode.INTERNAL, "A comparison names no sheet.")

    return compare


def pair_stage(settings: DiffSettings) -> Stage[PairQueued]:
    """Return the stage with the real differ."""
    stage = PairStage(compare=differ(settings.overlay_dpi))
    return Stage(name="pair", handle=stage.handle, fail=stage.fail)
