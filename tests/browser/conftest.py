"""A report of a small session, opened from a file in Chromium as a user would."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from functions.api.exports.session_json import Json
from functions.diff.overlay import thumbnail_png
from functions.diff.palette import COMMON, NEW_ONLY, OLD_ONLY, InkBand, Levels
from local.report import write_report
from tests.machine import is_ci
from tests.session_records import overlay_png
from tests.session_schema import validator

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
APART = ("title_block", "revision_mark")
HOSTILE = "</script><img src=x onerror=\"document.title='hacked'\">"
VIEW_WIDTH_PX, VIEW_HEIGHT_PX, VIEW_SCALE = 600, 400, 0.5
FULL_SCALE = 1 / VIEW_SCALE
# The middle of each block of ink in the view.
COMMON_AT, OLD_AT, NEW_AT = (150, 100), (300, 100), (450, 100)
BLOCK_PX = 20  # half its side
TIMEOUT_MS = 30_000
# Other tests run beside this one; after 15 s a page that was told of nothing asks by itself.
EXPECTED_MS = 12_000


@dataclass
class Report:
    """An open report.

    Attributes:
        problems: errors of the console, failures of the script, and whatever was loaded.
    """

    page: Page
    problems: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until the sheet is drawn and what was just clicked has been painted."""
        self.page.locator("#stage[aria-busy=false]").wait_for(timeout=TIMEOUT_MS)
        for _ in range(3):
            self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def on_screen(self, point: tuple[int, int]) -> tuple[float, float]:
        """Return where a point of the view is while the whole sheet is shown."""
        stage = self.box("#stage")
        scale = min((stage["width"] - 24) / VIEW_WIDTH_PX, (stage["height"] - 24) / VIEW_HEIGHT_PX)
        return (
            stage["x"] + stage["width"] / 2 + (point[0] - VIEW_WIDTH_PX / 2) * scale,
            stage["y"] + stage["height"] / 2 + (point[1] - VIEW_HEIGHT_PX / 2) * scale,
        )

    def colour(self, x: float, y: float) -> tuple[int, ...]:
        """Return the RGB of a pixel of the window."""
        self.settle()
        png = np.frombuffer(self.page.screenshot(), np.uint8)
        pixels = np.asarray(cv2.imdecode(png, cv2.IMREAD_COLOR))
        return tuple(int(value) for value in pixels[round(y), round(x), ::-1])

    def box(self, selector: str) -> dict[str, float]:
        """Return an element's place in the window."""
        found = self.page.locator(selector).bounding_box()
        assert found is not None
        return {
            "x": found["x"],
            "y": found["y"],
            "width": found["width"],
            "height": found["height"],
        }

    def shown_cards(self) -> list[str]:
        """Return the numbers of the cards that are in sight, in order."""
        return self.page.locator("#cards li:visible .number").all_inner_texts()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        if is_ci():
            pytest.fail("CI needs Chromium: apt-get install chromium")
        pytest.skip("Chromium is not installed: apt-get install chromium")
    expect.set_options(timeout=EXPECTED_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield launched
        launched.close()


Opener = Callable[..., Report]


@pytest.fixture
def open_report(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Give what opens a report; at the end nothing may have failed, and nothing been loaded."""
    reports: list[Report] = []

    def open_it(document: Json | None = None, **context: Any) -> Report:
        path = _write(document or session_of_five(), tmp_path)
        size = {"width": 1440, "height": 900}
        settings = {"viewport": size, "reduced_motion": "reduce", **context}
        report = Report(browser.new_context(**settings).new_page())
        reports.append(report)
        _listen(report, path.as_uri())
        report.page.goto(path.as_uri())
        report.settle()
        return report

    yield open_it
    for report in reports:
        report.page.context.close()
    assert [problem for report in reports for problem in report.problems] == []


@pytest.fixture
def report(open_report: Opener) -> Report:
    return open_report()


def _listen(report: Report, address: str) -> None:
    def on_request(url: str) -> None:
        if not url.startswith((address, "data:image/png")):
            report.problems.append(f"loaded {url}")

    page, problems = report.page, report.problems
    page.on("console", lambda message: problems.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: problems.append(f"failed: {error}"))
    page.on("dialog", lambda dialog: problems.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: on_request(request.url))


def _write(document: Json, folder: Path) -> Path:
    validator().validate(document)
    with_image = [c["id"] for c in document["comparisons"] if c["overlay"]]
    levels = view_levels()
    views, thumbnails = (
        overlay_png(levels),
        thumbnail_png(InkBand.of_levels(levels), levels.shape[1]),
    )
    write_report(
        document,
        dict.fromkeys(with_image, views),
        dict.fromkeys(with_image, thumbnails),
        folder / "report.html",
    )
    return folder / "report.html"


def view_levels() -> Levels:
    """Return a view with one block of each sort of ink."""
    levels = np.zeros((VIEW_HEIGHT_PX, VIEW_WIDTH_PX), np.uint8)
    for (x, y), level in ((COMMON_AT, COMMON), (OLD_AT, OLD_ONLY), (NEW_AT, NEW_ONLY)):
        levels[y - BLOCK_PX : y + BLOCK_PX, x - BLOCK_PX : x + BLOCK_PX] = level
    return levels


# --- the document ------------------------------------------------------------------------------


def session_of_five() -> Json:
    """Return a session with a sheet of every sort."""
    failure = {"code": "time_limit", "message": "The pair took too long. Compare it alone."}
    changes = [
        _change("c1", "removed", "linework", OLD_AT),
        _change("c2", "modified", "text", NEW_AT, old_text="3 BEDS", new_text=HOSTILE),
        _change("c3", "modified", "title_block", (560, 380), old_text="REV 1", new_text="REV 2"),
    ]
    return session_with(
        [
            _comparison("s1", "A-101", changes=changes, summary=_summary()),
            _comparison("s2", "A-102", kind="added", old_page=None, alignment=None),
            _comparison(
                "s3", "A-103", status="failed", error=failure, overlay=None, alignment=None
            ),
            _comparison("s4", "A-104", grade="not_comparable", review="Renumbered or re-used?"),
            _comparison("s5", "A-105"),
        ]
    )


def clouded_session() -> Json:
    """Return a session whose sheet has a cloud around nothing and a change without a cloud."""
    sheet = _comparison("s1", "A-101", changes=_clouded(), revision_clouds=_clouds())
    return session_with([sheet])


def _ledger() -> Json:
    muted = [
        {"reason": "font", "ink_px": 250, "place_count": 12, "boxes_pt": []},
        {"reason": "small", "ink_px": 1, "place_count": 1, "boxes_pt": []},
    ]
    return {"dpi": 300, "total_px": 1000, "entries": [], "muted": muted}


def session_with(comparisons: list[Json], set_summary: Json | None = None, **session: Any) -> Json:
    """Return a session with these comparisons."""
    counts = {"total": len(comparisons), "completed": len(comparisons), "failed": 0}
    failed_page = {
        "set": "old", "page": 7, "file_name": "old.pdf", "code": "damaged_page",
        "message": "Page 7 is damaged. Export it again.",
    }  # fmt: skip
    return {
        "schema": "buildtrace.session/1",
        "generated_at": "2026-01-02T03:04:05+00:00",
        "session": {
            "id": "session", "status": "completed_with_failures", "error": None,
            "old": _set("old.pdf"), "new": _set(f"new {HOSTILE}.pdf"),
            "matched": 4, "added": 1, "removed": 0, "new_set_is_partial": False,
            "hides_annotations": False, **session,
        },
        "progress": {"pages": counts, "pairs": counts, "summaries": counts},
        "set_summary": set_summary,
        "set_summary_error": None,
        "comparisons": comparisons,
        "failed_pages": [failed_page],
        "timings_s": {"total": 83.2, "pages": 10.0, "pairs": 60.0, "summaries": 1.0},
        "peak_memory_bytes": 10**8,
        "worker_count": 2,
    }  # fmt: skip


def _set(file_name: str) -> Json:
    return {
        "file_name": file_name, "page_count": 8, "failed_page_count": 0, "unread_file_count": 0,
        "sha256": "ab" * 32, "warnings": [], "error": None,
    }  # fmt: skip


def _comparison(
    comparison_id: str,
    name: str,
    *,
    changes: list[Json] | None = None,
    grade: str = "verified",
    review: str = "",
    **fields: Any,
) -> Json:
    listed = changes or []
    apart = Counter(c["category"] for c in listed)
    kinds = {
        kind: sum(c["kind"] == kind and c["category"] not in APART for c in listed)
        for kind in ("added", "removed", "modified", "moved")
    }
    sheet = {
        "number": name, "title": "PLAN", "revision": "B", "date": "2026-01-02",
        "part_of": [1, 8], "method": "text", "confidence": 0.98, "accepted": True,
        "is_damaged": False, "width_pt": 288.0, "height_pt": 192.0, "rotation_deg": 0,
    }  # fmt: skip
    return {
        "id": comparison_id, "drawing_name": name, "title": "FLOOR PLAN", "kind": "matched",
        "status": "completed", "error": None, "old_page": 1, "new_page": 1,
        "old_sheet": sheet, "new_sheet": sheet,
        "match": {
            "method": "number", "confidence": 0.9, "review": bool(review), "reason": review,
        },
        "alignment": {
            "method": "text+refined", "confidence": 0.9, "residual_px": 0.31, "grade": grade,
            "explained": 0.8, "transform": [1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        },
        "changes": listed,
        "ledger": _ledger() if listed else None,
        "counts": {
            **kinds, "title_block": apart["title_block"],
            "revision_marks": apart["revision_mark"], "total": sum(kinds.values()),
        },
        "triage": {"open": sum(kinds.values()), "accepted": 0, "rejected": 0, "needs_rfi": 0},
        "sheet_triage": None,
        "revision_clouds": [],
        "summary": None,
        "summary_error": None,
        "corrections": None,
        "overlay": {
            "path": f"overlays/001_{name}.png", "width_px": round(VIEW_WIDTH_PX * FULL_SCALE),
            "height_px": round(VIEW_HEIGHT_PX * FULL_SCALE), "dpi": 300.0,
            "view_scale": VIEW_SCALE,
        },
        "timings_s": {"compare": 1.5, "summarise": 0.1},
        **fields,
    }  # fmt: skip


def _change(
    change_id: str,
    kind: str,
    category: str,
    at: tuple[int, int],
    *,
    old_text: str | None = None,
    new_text: str | None = None,
    is_clouded: bool | None = None,
) -> Json:
    view_box = (at[0] - BLOCK_PX, at[1] - BLOCK_PX, at[0] + BLOCK_PX, at[1] + BLOCK_PX)
    box_px = [round(value * FULL_SCALE) for value in view_box]
    return {
        "id": change_id, "kind": kind, "category": category, "box_px": box_px,
        "box_pt": [value * 72 / 300 for value in box_px], "old_text": old_text,
        "new_text": new_text, "ink_px": 1600, "moved_pt": None, "scaled": 1.0, "turned_deg": 0.0,
        "is_clouded": is_clouded, "row": None, "column": None, "parts": [],
        "label": None, "source": "machine", "triage": None,
    }  # fmt: skip


def schedule_session() -> Json:
    """Return a session with a changed cell and an added row of a table."""
    cell = _change("c1", "modified", "text", OLD_AT, old_text="20 MIN", new_text="45 MIN")
    row = _change("c2", "added", "text", NEW_AT, new_text="119B\tHM\tHM")
    changes = [{**cell, "row": "118A", "column": "RATING"}, {**row, "row": "119B"}]
    return session_with([_comparison("s1", "A-601", changes=changes)])


def _clouded() -> list[Json]:
    return [
        _change("c1", "added", "revision_mark", OLD_AT, new_text="2"),
        _change("c2", "modified", "text", NEW_AT, old_text="A", new_text="B", is_clouded=False),
    ]


def _clouds() -> list[Json]:
    box_px = _change("c1", "added", "revision_mark", OLD_AT)["box_px"]
    return [
        {
            "id": "r1", "origin": "new", "box_px": box_px, "box_pt": box_px, "mark": "2",
            "revision": "BULLETIN 1", "change_ids": [], "is_around_nothing": True,
        }
    ]  # fmt: skip


def _summary() -> Json:
    finding = {
        "change_ids": ["c2"], "description": "1 text changed", "location": "upper right",
        "category": "text", "trade": "plumbing", "severity": "high",
    }  # fmt: skip
    return {
        "summary_text": f"One text changed: {HOSTILE}", "changes_found": [finding],
        "critical_change": "The number of beds changed (upper right).",
        "recommendations": ["Re-measure what the change affects: c1."],
        "source": "machine", "revision": 0, "model_version": "rules-1",
    }  # fmt: skip


def model_use(fallback: str) -> Json:
    """Return what a language model had to do with a summary that it did not write."""
    return {
        "model": "m", "prompt_version": "1", "input_tokens": 0, "output_tokens": 0,
        "cost_usd_micros": 0, "dropped_count": 0, "uncited_count": 0, "fallback": fallback,
    }  # fmt: skip


def set_summary() -> Json:
    """Return the summary of a set with a point about one sheet and one about two."""

    def point(text: str, *sheets: tuple[str, str, str]) -> Json:
        names, comparison_ids, change_ids = (list(part) for part in zip(*sheets, strict=True))
        return {
            "sheets": names, "comparison_ids": comparison_ids, "change_ids": change_ids,
            "discipline": "architectural", "severity": "high", "text": text,
        }  # fmt: skip

    return {
        "revision": 1,
        "summary_text": f"2 sheets differ. {HOSTILE}",
        "disciplines": [
            {
                "name": "architectural", "text": "A-101 (1 change).", "sheet_count": 2,
                "changed_count": 1, "change_count": 1, "comparison_ids": ["s1"],
            }
        ],
        "points": [
            point("the same on each", ("A-105", "s5", "c1"), ("A-101", "s1", "c2")),
            point("a text changed", ("A-101", "s1", "c1")),
        ],
        "to_check": [],
        "source": "machine",
        "model_version": "set-rules-1",
    }  # fmt: skip
