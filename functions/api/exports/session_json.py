"""session.json: everything a run found, as one documented, versioned document."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from common.domain.changes import Alignment, Change, RevisionCloud
from common.domain.ink_ledger import InkLedger
from common.domain.jobs import Failure
from common.domain.language import ModelUse
from common.domain.set_digest import SetPoint
from common.domain.triage import TriageDecision, TriageStatus
from common.model_records import ModelSpending
from common.records import ChangeSummary, Comparison, DrawingVersion, Page
from common.review_records import ManualOverlay, SetSummary, Triage
from functions.api.exports.figures import triage_of
from functions.api.exports.session_export import SessionExport, SheetExport

SCHEMA = "buildtrace.session/1"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What only the runner knows."""

    elapsed_s: float
    peak_memory_bytes: int
    worker_count: int


def session_document(export: SessionExport, facts: RunFacts | None = None) -> Json:
    """Return the session as the document that docs/SESSION_SCHEMA.md describes.

    Args:
        export: the session.
        facts: of the run that made it; without them, what only the runner knows is `None`.
    """
    elapsed_s = facts.elapsed_s if facts else export.session.total_time_s
    pages = (*export.old_pages, *export.new_pages)
    return {
        "schema": SCHEMA,
        "generated_at": export.exported_at.isoformat(),
        "session": _session(export),
        "progress": {stage: asdict(count) for stage, count in export.progress.items()},
        "set_summary": _set_summary(export.set_summary),
        "set_summary_error": _failure(export.set_summary_error),
        "comparisons": [_comparison(sheet) for sheet in export.sheets],
        "failed_pages": _failed_pages(export),
        "timings_s": {
            "total": None if elapsed_s is None else round(elapsed_s, 2),
            "pages": round(sum(page.duration_s for page in pages), 2),
            "pairs": round(sum(sheet.comparison.duration_s for sheet in export.sheets), 2),
            "summaries": round(sum(sheet.summary.duration_s for sheet in export.sheets), 2),
        },
        "peak_memory_bytes": facts.peak_memory_bytes if facts else None,
        "worker_count": facts.worker_count if facts else None,
    }


def _session(export: SessionExport) -> Json:
    session = export.session
    return {
        "id": session.id,
        "status": session.status,
        "error": _failure(session.error),
        "old": _set(export.old),
        "new": _set(export.new),
        "matched": session.matched_count,
        "added": session.added_count,
        "removed": session.removed_count,
        "new_set_is_partial": session.new_set_is_partial,
        "hides_annotations": session.hides_annotations,
        **({"language_model": _spending(export.spending)} if export.spending else {}),
    }


def _spending(spending: ModelSpending) -> Json:
    """Return what the session cost; what is held for questions without an answer is apart."""
    return {
        "answer_count": spending.answer_count,
        "input_tokens": spending.input_tokens,
        "output_tokens": spending.output_tokens,
        "cost_usd_micros": spending.spent_usd_micros,
        "held_usd_micros": spending.reserved_usd_micros,
    }


def _set(version: DrawingVersion) -> Json:
    return {
        "file_name": version.file_name,
        "page_count": version.page_count,
        "failed_page_count": version.failed_page_count,
        "unread_file_count": version.unread_file_count,
        "sha256": version.sha256,
        "warnings": list(version.warnings),
        "error": _failure(version.error),
    }


def _comparison(sheet: SheetExport) -> Json:
    comparison, summary = sheet.comparison, sheet.summary
    match, counts, images = comparison.match, comparison.counts, comparison.images
    triage = triage_of(sheet)
    return {
        "id": comparison.id,
        "drawing_name": comparison.drawing_name,
        "title": comparison.title,
        "kind": comparison.kind,
        "status": comparison.status,
        "error": _failure(comparison.error),
        "old_page": _number(match.old_page_index),
        "new_page": _number(match.new_page_index),
        "old_sheet": _sheet(sheet.old_page),
        "new_sheet": _sheet(sheet.new_page),
        "match": {
            "method": match.method,
            "confidence": round(match.confidence, 3),
            "review": match.review,
            "reason": match.reason,
        },
        "alignment": _alignment(comparison.alignment),
        "changes": [_change(change, sheet) for change in sheet.changes],
        "ledger": _ledger(sheet.ledger),
        "counts": {**asdict(counts), "total": counts.total},
        "triage": {status: triage[status] for status in TriageStatus},
        "sheet_triage": _decision(sheet.decision_of(None), sheet.triage),
        "revision_clouds": [_cloud(cloud) for cloud in comparison.revision_clouds],
        "summary": _summary(summary),
        "summary_error": _failure(sheet.summary_error),
        "corrections": _corrections(sheet.said),
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


def _sheet(page: Page | None) -> Json | None:
    """Return what was read of the sheet, so that a doubtful number can be checked."""
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


def _change(change: Change, sheet: SheetExport) -> Json:
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
        "scaled": change.scaled,
        "turned_deg": change.turned_deg,
        "is_clouded": change.is_clouded,
        "row": change.row,
        "column": change.column,
        "label": change.label,
        "source": change.source,
        "triage": _decision(sheet.decision_of(change), sheet.triage),
        "parts": [
            {**asdict(part), "box_pt": [round(v, 2) for v in part.box_pt]} for part in change.parts
        ],
    }


def _decision(decision: TriageDecision | None, triage: Triage) -> Json | None:
    if decision is None:
        return None
    return {
        "status": decision.status,
        "comment": decision.comment,
        "decided_by": decision.decided_by,
        "decided_by_name": triage.name_of(decision),
        "decided_at": decision.decided_at.isoformat(),
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


def _ledger(ledger: InkLedger | None) -> Json | None:
    if ledger is None:
        return None
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
        "revision": summary.revision,
        "model_version": summary.model_version,
        **_model_use(summary.model_use),
    }


def _model_use(use: ModelUse | None) -> Json:
    return {"language_model": asdict(use)} if use else {}


def _corrections(said: ManualOverlay | None) -> Json | None:
    """Return what people said of a change list, `None` when nothing of it stands."""
    if said is None or not said.regions:
        return None
    return {
        "revision": said.revision,
        "created_by": said.created_by,
        "created_at": said.created_at.isoformat(),
        "regions": [
            {**asdict(region), "box_pt": list(region.box_pt) if region.box_pt else None}
            for region in said.regions
        ],
    }


def _set_summary(summary: SetSummary | None) -> Json | None:
    if summary is None:
        return None
    return {
        "revision": summary.revision,
        "summary_text": summary.summary_text,
        "disciplines": [
            {**asdict(digest), "comparison_ids": list(digest.comparison_ids)}
            for digest in summary.disciplines
        ],
        "points": [_point(point) for point in summary.points],
        "to_check": [_point(point) for point in summary.to_check],
        "source": summary.source,
        "model_version": summary.model_version,
        **_model_use(summary.model_use),
    }


def _point(point: SetPoint) -> Json:
    return {
        "sheets": list(point.sheets),
        "comparison_ids": list(point.comparison_ids),
        "change_ids": list(point.change_ids),
        "discipline": point.discipline,
        "severity": point.severity,
        "text": point.text,
    }


def _failed_pages(export: SessionExport) -> list[Json]:
    sets = (("old", export.old, export.old_pages), ("new", export.new, export.new_pages))
    return [
        {
            "set": which,
            "page": page.page_index + 1,
            "file_name": version.file_name,
            "code": page.error.code,
            "message": page.error.message + _place_in_folder(version, page.page_index),
        }
        for which, version, pages in sets
        for page in pages
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
