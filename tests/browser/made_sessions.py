"""Sessions that are hard to come by, as the API would answer for them: many sheets, doubts."""

from __future__ import annotations

import json
from typing import Any, Final

from playwright.sync_api import Page, Route

PATH: Final = "/sessions/s1"


def answer(page: Page, path: str, body: object, status: int = 200) -> None:
    """Answer for a path of the API."""

    def fulfil(route: Route) -> None:
        route.fulfill(status=status, json=body)

    page.route(f"**{path}", fulfil)


def answer_session(
    page: Page, rows: list[dict[str, Any]], role: str = "editor", **more: Any
) -> None:
    """Answer for a session with these rows."""
    stage = {"total": len(rows), "completed": len(rows), "failed": 0, "percentage": 100.0}
    version = {
        "drawing_version_id": "v", "drawing_name": "Permit set", "version_number": 1,
        "version_label": "", "status": "ready", "page_count": 1, "failed_page_count": 0,
        "error": None, "warnings": [],
    }  # fmt: skip
    session = {
        "session_id": "s1", "project_id": "p1", "session_type": "comparison",
        "status": "completed", "error": None, "old_version_id": "v1", "new_version_id": "v2",
        "follows": None, "followed_by": None, "matched_count": len(rows), "added_count": 0,
        "removed_count": 0, "failed_count": 0, "total_time_s": 9.0,
        "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z",
        "new_set_is_partial": False, "hides_annotations": False, "old_version": version,
        "new_version": {**version, "version_number": 2},
        "progress": {"ocr": stage, "diff": stage, "summary": stage}, "comparisons": rows,
        "set_summary": None, "set_summary_is_due": False,
        "set_summary_error": None, **more,
    }  # fmt: skip
    project = {
        "project_id": "p1", "name": "Clinic", "description": "", "project_number": "",
        "client_name": "", "location": "", "status": "active", "role": role,
        "compare_drops": True, "created_at": None, "updated_at": None,
    }  # fmt: skip
    nothing: dict[str, list[object]] = {"pages": [], "pairs": [], "alignments": []}
    answer(page, "/api/projects/p1", project)
    for session_id in ("s1", "s2"):  # s2 follows when something is said or tried again
        path = f"/api/sessions/{session_id}"
        answer(page, path, {**session, "session_id": session_id})
        answer(page, f"{path}/conversations", {"conversations": []})
        answer(page, f"{path}/corrections", nothing)
        page.route(f"**{path}/events", _end_of_stream)


def _end_of_stream(route: Route) -> None:
    told = f"id: 1\nevent: session_complete\ndata: {json.dumps({})}\n\n"
    route.fulfill(status=200, content_type="text/event-stream", body=told)


def answer_reviews(page: Page, *reviews: dict[str, Any]) -> None:
    """Answer what is to be looked at."""
    body = {"reviews": list(reviews), "total": len(reviews), "next_page_token": None}
    page.route("**/api/sessions/*/reviews*", lambda route: route.fulfill(json=body))


def sheet_row(number: int, **more: Any) -> dict[str, Any]:
    """Return a row of a session: a sheet that was compared."""
    counts = {
        "added": 0, "removed": 0, "modified": 3, "moved": 0, "title_block": 0, "revision_marks": 0,
    }  # fmt: skip
    match = {"method": "number", "confidence": 0.9, "review": False, "reason": ""}
    return {
        "comparison_id": f"c{number}", "drawing_name": f"A-{number}", "title": "FLOOR PLAN",
        "discipline": "architectural", "kind": "matched", "status": "completed", "error": None,
        "old_page": number, "new_page": number,
        "old_number": f"A-{number}", "new_number": f"A-{number}", "match": match,
        "alignment_score": 0.9,
        "alignment_grade": "good", "changes_count": 3, "counts": counts,
        "triage": {"open": 3, "accepted": 0, "rejected": 0, "needs_rfi": 0}, "sheet_triage": None,
        "summary": "Three texts changed.", "summary_error": None, "critical_change": None,
        "overlay_url": None, "view_url": None, "thumbnail_url": None, **more,
    }  # fmt: skip


def page_of(number: int, name: str) -> dict[str, Any]:
    """Return a page with a doubtful number."""
    return {
        "page_number": number, "status": "completed", "error": None, "drawing_name": name,
        "title": "FLOOR PLAN", "revision": None, "date": None, "confidence": 0.4,
        "accepted": True, "width_pt": 1.0, "height_pt": 1.0, "view_url": None,
        "thumbnail_url": None, "title_block_url": None,
    }  # fmt: skip


def match_review(old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    """Return a match that a person should confirm."""
    return {
        "review_id": "c1-match", "kind": "match", "comparison_id": "c1", "drawing_name": "A-1",
        "title": "FLOOR PLAN", "set": None, "confidence": 0.4, "reason": "Two sheets fit.",
        "alignment_grade": None, "old": old, "new": new,
    }  # fmt: skip
