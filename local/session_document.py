"""session.json: everything a run found, as one documented, versioned document."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from common.chain.progress import session_progress
from common.chain.steps import (
    load_changes,
    load_comparisons,
    load_corrected_pages,
    load_session,
    load_summary,
    load_version,
)
from common.completion import Progress
from common.domain.changes import Alignment, Change, RevisionCloud
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import Failure
from common.ports import Ports
from common.records import (
    LEDGER,
    ChangeSummary,
    Comparison,
    DrawingVersion,
    Page,
    Session,
)

SCHEMA = "buildtrace.session/1"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What only the runner knows."""

    generated_at: datetime
    elapsed_s: float
    peak_memory_bytes: int
    worker_count: int


def session_document(session_id: SessionId, ports: Ports, facts: RunFacts) -> Json:
    """Return the session as the document that docs/SESSION_SCHEMA.md describes."""
    session = load_session(ports, session_id)
    pages = {
        "old": load_corrected_pages(ports, session.id, session.old_version_id),
        "new": load_corrected_pages(ports, session.id, session.new_version_id),
    }
    comparisons = load_comparisons(ports, session_id)
    summaries = {c.id: load_summary(ports, c.id) for c in comparisons}
    return {
        "schema": SCHEMA,
        "generated_at": facts.generated_at.isoformat(),
        "session": _session(session, ports),
        "progress": _progress(session, ports),
        "comparisons": [_comparison(c, summaries[c.id], pages, ports) for c in comparisons],
        "failed_pages": _failed_pages(session, pages, ports),
        "timings_s": {
            "total": round(facts.elapsed_s, 2),
            "pages": round(sum(p.duration_s for both in pages.values() for p in both), 2),
            "pairs": round(sum(c.duration_s for c in comparisons), 2),
            "summaries": round(sum(s.duration_s for s in summaries.values()), 2),
        },
        "peak_memory_bytes": facts.peak_memory_bytes,
        "worker_count": facts.worker_count,
    }


def _session(session: Session, ports: Ports) -> Json:
    return {
        "id": session.id,
        "status": session.status,
        "error": _failure(session.error),
        "old": _set(session.old_version_id, ports),
        "new": _set(session.new_version_id, ports),
        "matched": session.matched_count,
        "added": session.added_count,
        "removed": session.removed_count,
        "new_set_is_partial": session.new_set_is_partial,
    }


def _set(version_id: VersionId, ports: Ports) -> Json:
    version = load_version(ports, version_id)
    return {
        "file_name": version.file_name,
        "page_count": version.page_count,
        "failed_page_count": version.failed_page_count,
        "unread_file_count": version.unread_file_count,
        "sha256": version.sha256,
        "warnings": list(version.warnings),
        "error": _failure(version.error),
    }


def _progress(session: Session, ports: Ports) -> Json:
    versions = (session.old_version_id, session.new_version_id)
    stages = session_progress(ports.documents, session.id, versions)
    not_begun = Progress(total=0, completed=0, failed=0)
    return {
        stage: asdict(progress or not_begun)
        for stage, progress in (
            ("pages", stages.pages),
            ("pairs", stages.pairs),
            ("summaries", stages.summaries),
        )
    }


def _comparison(
    comparison: Comparison, summary: ChangeSummary, pages: dict[str, list[Page]], ports: Ports
) -> Json:
    match, counts, images = comparison.match, comparison.counts, comparison.images
    return {
        "id": comparison.id,
        "drawing_name": comparison.drawing_name,
        "title": comparison.title,
        "kind": comparison.kind,
        "status": comparison.status,
        "error": _failure(comparison.error),
        "old_page": _number(match.old_page_index),
        "new_page": _number(match.new_page_index),
        "old_sheet": _sheet(pages["old"], match.old_page_index),
        "new_sheet": _sheet(pages["new"], match.new_page_index),
        "match": {
            "method": match.method,
            "confidence": round(match.confidence, 3),
            "review": match.review,
            "reason": match.reason,
        },
        "alignment": _alignment(comparison.alignment),
        "changes": [_change(change) for change in load_changes(ports, comparison)],
        "ledger": _ledger(comparison, ports),
        "counts": {**asdict(counts), "total": counts.total},
        "revision_clouds": [_cloud(cloud) for cloud in comparison.revision_clouds],
        "summary": _summary(summary),
        "summary_error": _failure(summary.error),
        "overlay": None
        if images is None
        else {
            "path": f"overlays/{overlay_name(comparison)}",
            "width_px": images.width_px,
            "height_px": images.height_px,
            "dpi": images.dpi,
            "view_scale": images.view_scale,
        },
        "timings_s": {"compare": comparison.duration_s, "summarise": summary.duration_s},
    }


def overlay_name(comparison: Comparison) -> str:
    """Return the overlay's file name: place in the list, sheet number, safe on every system."""
    safe = "".join(c if c.isalnum() or c in "-." else "_" for c in comparison.drawing_name)
    return f"{comparison.unit_index + 1:03d}_{safe[:60]}.png"


def _sheet(pages: list[Page], page_index: int | None) -> Json | None:
    """Return what was read of the sheet, so that a doubtful number can be checked."""
    page = next((p for p in pages if p.page_index == page_index), None)
    if page is None or page.reading is None or page.images is None:
        return None
    return {
        "number": page.reading.number,
        "title": page.reading.title,
        "revision": page.reading.revision,
        "date": page.reading.date,
        "part_of": list(page.reading.part_of) if page.reading.part_of else None,
        "method": page.reading.method,
        "confidence": round(page.reading.confidence, 3),
        "accepted": page.reading.accepted,
        "is_damaged": page.is_damaged,
        "width_pt": round(page.images.width_pt, 2),
        "height_pt": round(page.images.height_pt, 2),
        "rotation_deg": page.images.rotation_deg,
    }


def _alignment(alignment: Alignment | None) -> Json | None:
    if alignment is None:
        return None
    transform = alignment.new_from_old
    return {
        "method": alignment.method,
        "confidence": round(alignment.confidence, 3),
        "residual_px": None if alignment.residual_px is None else round(alignment.residual_px, 3),
        "grade": alignment.grade,
        "explained": round(alignment.explained, 3),
        "transform": [
            transform.a, transform.b, transform.tx, transform.c, transform.d, transform.ty,
        ],
    }  # fmt: skip


def _change(change: Change) -> Json:
    return {
        "id": change.id,
        "kind": change.kind,
        "category": change.category,
        "box_pt": [round(v, 2) for v in change.box_pt],
        "box_px": list(change.box_px),
        "old_text": change.old_text,
        "new_text": change.new_text,
        "ink_px": change.ink_px,
        "moved_pt": None if change.moved_pt is None else [round(v, 2) for v in change.moved_pt],
        "is_clouded": change.is_clouded,
        "row": change.row,
        "column": change.column,
        "parts": [
            {**asdict(part), "box_pt": [round(v, 2) for v in part.box_pt]} for part in change.parts
        ],
    }


def _cloud(cloud: RevisionCloud) -> Json:
    return {
        "id": cloud.id,
        "origin": cloud.origin,
        "box_pt": [round(v, 2) for v in cloud.box_pt],
        "box_px": list(cloud.box_px),
        "mark": cloud.mark,
        "revision": cloud.revision,
        "change_ids": list(cloud.change_ids),
        "is_around_nothing": cloud.is_around_nothing,
    }


def _ledger(comparison: Comparison, ports: Ports) -> Json | None:
    if comparison.ledger_path is None:
        return None
    ledger = LEDGER.validate_json(ports.blobs.read(comparison.ledger_path))
    return {
        "dpi": ledger.dpi,
        "total_px": ledger.total_px,
        "entries": [asdict(entry) for entry in ledger.entries],
        "muted": [
            {
                "reason": ink.reason,
                "ink_px": ink.ink_px,
                "place_count": ink.place_count,
                "boxes_pt": [[round(v, 2) for v in box] for box in ink.boxes_pt],
            }
            for ink in ledger.muted
        ],
    }


def _summary(summary: ChangeSummary) -> Json | None:
    if not summary.summary_text:
        return None
    return {
        "summary_text": summary.summary_text,
        "changes_found": [
            {**asdict(found), "change_ids": list(found.change_ids)}
            for found in summary.changes_found
        ],
        "critical_change": summary.critical_change,
        "recommendations": list(summary.recommendations),
        "source": summary.source,
        "model_version": summary.model_version,
    }


def _failed_pages(session: Session, pages: dict[str, list[Page]], ports: Ports) -> list[Json]:
    sets = {
        "old": load_version(ports, session.old_version_id),
        "new": load_version(ports, session.new_version_id),
    }
    return [
        {
            "set": which,
            "page": page.page_index + 1,
            "file_name": sets[which].file_name,
            "code": page.error.code,
            "message": page.error.message + _place_in_folder(sets[which], page.page_index),
        }
        for which, both in pages.items()
        for page in both
        if page.error is not None
    ]


def _place_in_folder(version: DrawingVersion, page_index: int) -> str:
    """Return the sentence that names the page's own file in a set of several."""
    if len(version.parts) < 2:
        return ""
    first_index = 0
    for part in version.parts:
        if page_index < first_index + part.page_count:
            return f" It is page {page_index - first_index + 1} of {part.file_name}."
        first_index += part.page_count
    return ""


def _failure(failure: Failure | None) -> Json | None:
    return None if failure is None else {"code": failure.code, "message": failure.message}


def _number(page_index: int | None) -> int | None:
    return None if page_index is None else page_index + 1
