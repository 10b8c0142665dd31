"""A finished session as records and blobs: one matched sheet, one added, one that failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from common.domain.changes import (
    Alignment,
    AlignmentGrade,
    Change,
    ChangeCategory,
    ChangeFound,
    ChangeKind,
    Match,
    MatchKind,
)
from common.domain.errors import ErrorCode
from common.domain.geometry import Transform
from common.domain.ids import ComparisonId, ProjectId, SessionId, VersionId
from common.domain.ink_ledger import EntryInk, InkLedger, MutedInk, MuteReason
from common.domain.jobs import Failure, SessionStatus, UnitStatus, VersionStatus
from common.domain.sheets import SheetReading
from common.paths import (
    comparison_blob,
    comparison_path,
    page_path,
    session_path,
    summary_path,
    version_path,
)
from common.png import PngWriter, pack_two_bits
from common.records import (
    CHANGES,
    COMPARISON,
    LEDGER,
    PAGE,
    SESSION,
    SUMMARY,
    VERSION,
    ChangeCounts,
    ChangeSummary,
    Comparison,
    DrawingVersion,
    OverlayImages,
    Page,
    PageImages,
    Session,
)
from common.wiring import EmbeddedWorld, embedded_world
from functions.api.exports.session_json import RunFacts
from functions.diff.palette import PALETTE, Levels
from tests.versions import UPLOADED

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PROJECT, SESSION_ID = ProjectId("local"), SessionId("s1")
OLD, NEW = VersionId("v-old"), VersionId("v-new")
MATCHED, ADDED, FAILED = ComparisonId("matched"), ComparisonId("added"), ComparisonId("failed")
FACTS = RunFacts(elapsed_s=12.5, peak_memory_bytes=10**8, worker_count=2)
BROKEN = Failure(code=ErrorCode.TIME_LIMIT, message="The pair took too long. Try it alone.")


def overlay_png(levels: Levels) -> bytes:
    """Return palette indices as the diff stage writes them."""
    png = PngWriter(levels.shape[1], levels.shape[0], bit_depth=2, palette=PALETTE)
    png.write_rows(pack_two_bits(levels))
    return png.finish()


def finished_session(folder: Path, *changes: Change, png: bytes = b"png") -> EmbeddedWorld:
    """Return a world in `folder` with the session, the matched sheet's list being `changes`."""
    world = embedded_world(folder)
    comparisons = [
        replace(
            _comparison(MATCHED, 0, MatchKind.MATCHED, "A-101"),
            alignment=_alignment(),
            counts=ChangeCounts(modified=len(changes)),
            ledger_path=comparison_blob(MATCHED, "ledger.json"),
        ),
        _comparison(ADDED, 1, MatchKind.ADDED, "A-102"),
        replace(
            _comparison(FAILED, 2, MatchKind.MATCHED, "A-103"),
            status=UnitStatus.FAILED, error=BROKEN, summary_error=BROKEN, images=None,
            changes_path=None,
        ),
    ]  # fmt: skip
    documents = {comparison_path(c.id): COMPARISON.encode(c) for c in comparisons}
    documents |= {summary_path(c.id): SUMMARY.encode(_summary(c)) for c in comparisons}
    documents |= {version_path(v): VERSION.encode(_version(v)) for v in (OLD, NEW)}
    documents |= {
        page_path(v, i): PAGE.encode(page_record(v, i)) for v in (OLD, NEW) for i in range(3)
    }
    documents[session_path(SESSION_ID)] = SESSION.encode(_session())
    world.documents.create_missing(documents)
    world.blobs.write(comparison_blob(MATCHED, "ledger.json"), LEDGER.dump_json(_ledger(changes)))
    for comparison in comparisons[:2]:
        listed = changes if comparison.id == MATCHED else ()
        world.blobs.write(comparison_blob(comparison.id, "changes.json"), CHANGES.dump_json(listed))
        for name in ("overlay.png", "overlay_view.png", "thumbnail.png"):
            world.blobs.write(comparison_blob(comparison.id, name), png)
    return world


def change(change_id: str = "c1", *, old_text: str | None, new_text: str | None) -> Change:
    """Return an entry of the change list."""
    return Change(
        id=change_id,
        kind=ChangeKind.MODIFIED,
        category=ChangeCategory.TEXT,
        box_pt=(10.123, 20.0, 40.0, 30.0),
        box_px=(42, 83, 167, 125),
        old_text=old_text,
        new_text=new_text,
        ink_px=77,
    )


def _ledger(changes: Sequence[Change]) -> InkLedger:
    return InkLedger(
        dpi=300,
        total_px=1000 + 77 * len(changes),
        entries=tuple(EntryInk(change_id=change.id, ink_px=77) for change in changes),
        muted=(
            MutedInk(
                reason=MuteReason.FONT, ink_px=900, place_count=1,
                boxes_pt=((10.123, 20.0, 30.0, 40.0),),
            ),
            MutedInk(reason=MuteReason.SMALL, ink_px=100, place_count=400, boxes_pt=()),
        ),
    )  # fmt: skip


def _session() -> Session:
    return Session(
        id=SESSION_ID, project_id=PROJECT, old_version_id=OLD, new_version_id=NEW,
        status=SessionStatus.COMPLETED_WITH_FAILURES, created_at=AT, updated_at=AT,
        matched_count=2, added_count=1,
    )  # fmt: skip


def _version(version_id: VersionId) -> DrawingVersion:
    return replace(
        UPLOADED,
        id=version_id,
        project_id=PROJECT,
        version_label="",
        file_name=f"{version_id}.pdf",
        sha256="ab" * 32,
        status=VersionStatus.READY,
        created_at=AT,
        page_count=3,
        warnings=("The file was repaired.",),
    )


def page_record(version_id: VersionId, page_index: int) -> Page:
    page = Page(
        project_id=PROJECT, version_id=version_id, page_index=page_index,
        status=UnitStatus.COMPLETED, created_at=AT, updated_at=AT,
        reading=SheetReading(number="A-101", title="PLAN", confidence=0.98765, accepted=True),
        images=PageImages(
            width_pt=2592.004, height_pt=1728.0, rotation_deg=90, view_dpi=150.0, page_path="p",
            words_path="w", view_path="v", thumbnail_path="t",
        ),
    )  # fmt: skip
    if page_index < 2:
        return page
    error = Failure(code=ErrorCode.DAMAGED_PAGE, message="The page is damaged. Export it again.")
    return replace(page, status=UnitStatus.FAILED, error=error, reading=None, images=None)


def _comparison(
    comparison_id: ComparisonId, unit_index: int, kind: MatchKind, name: str
) -> Comparison:
    added = kind is MatchKind.ADDED
    return Comparison(
        id=comparison_id, session_id=SESSION_ID, project_id=PROJECT, unit_index=unit_index,
        drawing_name=name, title="PLAN", kind=kind, old_version_id=OLD, new_version_id=NEW,
        match=Match(
            kind=kind, old_page_index=None if added else 0, new_page_index=unit_index,
            method="unmatched" if added else "number", confidence=0.9,
        ),
        status=UnitStatus.COMPLETED, created_at=AT, updated_at=AT,
        old_number=None if added else name, new_number=name,
        changes_path=comparison_blob(comparison_id, "changes.json"),
        images=OverlayImages(
            overlay_path=comparison_blob(comparison_id, "overlay.png"),
            view_path=comparison_blob(comparison_id, "overlay_view.png"),
            thumbnail_path=comparison_blob(comparison_id, "thumbnail.png"),
            width_px=10800, height_px=7200, dpi=300.0, view_scale=0.5,
        ),
    )  # fmt: skip


def _alignment() -> Alignment:
    return Alignment(
        method="text+refined", new_from_old=Transform(1.0, 0.0, 3.0, 0.0, 1.0, -2.0),
        confidence=0.9, residual_px=0.4321, explained=0.8, grade=AlignmentGrade.VERIFIED,
    )  # fmt: skip


def _summary(comparison: Comparison) -> ChangeSummary:
    pending = ChangeSummary(
        comparison_id=comparison.id, session_id=SESSION_ID, unit_index=comparison.unit_index,
        status=UnitStatus.COMPLETED, created_at=AT, updated_at=AT, duration_s=0.25,
    )  # fmt: skip
    if comparison.error is not None:
        return replace(pending, status=UnitStatus.FAILED, error=comparison.error)
    found = ChangeFound(
        change_ids=("c1",), description="1 text changed", location="upper left", category="text",
        trade="architectural", severity="high",
    )  # fmt: skip
    return replace(
        pending, summary_text="1 text changed.", changes_found=(found,), critical_change="c1",
        recommendations=("Look at c1.",), model_version="rules-1",
    )  # fmt: skip
