"""The page of sessions that are hard to come by: a thousand sheets, failures, a viewer's eyes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.web import Tab, axe_violations, opened, serving

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("web_session_rows")]

PATH = "/sessions/s1"
SHEETS = 1000
HOSTILE = "<img src=x onerror=\"document.title='hacked'\">"
# Cards out of sight that the browser neither lays out nor paints.
SKIPPED = """() => [...document.querySelectorAll('[data-card] article')].filter(
  (card) => !card.checkVisibility({ contentVisibilityAuto: true })).length"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("web")) as found:
        yield found


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Tab]:
    with opened(browser, address) as found:
        yield found


def _answer(page: Page, path: str, body: object, status: int = 200) -> None:
    def answer(route: Route) -> None:
        route.fulfill(status=status, json=body)

    page.route(f"**{path}", answer)


def _session(page: Page, rows: list[dict[str, Any]], role: str = "editor", **more: Any) -> None:
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
        "set_summary": None, "set_summary_is_due": False, **more,
    }  # fmt: skip
    project = {
        "project_id": "p1", "name": "Clinic", "description": "", "project_number": "",
        "client_name": "", "location": "", "status": "active", "role": role,
        "compare_drops": True, "created_at": None, "updated_at": None,
    }  # fmt: skip
    nothing: dict[str, list[object]] = {"pages": [], "pairs": [], "alignments": []}
    _answer(page, "/api/projects/p1", project)
    for session_id in ("s1", "s2"):  # s2 follows when something is said or tried again
        path = f"/api/sessions/{session_id}"
        _answer(page, path, {**session, "session_id": session_id})
        _answer(page, f"{path}/conversations", {"conversations": []})
        _answer(page, f"{path}/corrections", nothing)
        page.route(f"**{path}/events", _end_of_stream)


def _end_of_stream(route: Route) -> None:
    told = f"id: 1\nevent: session_complete\ndata: {json.dumps({})}\n\n"
    route.fulfill(status=200, content_type="text/event-stream", body=told)


def _reviews(page: Page, *reviews: dict[str, Any]) -> None:
    body = {"reviews": list(reviews), "total": len(reviews), "next_page_token": None}
    page.route("**/api/sessions/*/reviews*", lambda route: route.fulfill(json=body))


def _row(number: int, **more: Any) -> dict[str, Any]:
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
        "summary": "Three texts changed.", "critical_change": None, "overlay_url": None,
        "view_url": None, "thumbnail_url": None, **more,
    }  # fmt: skip


def _page_of(number: int, name: str) -> dict[str, Any]:
    return {
        "page_number": number, "status": "completed", "error": None, "drawing_name": name,
        "title": "FLOOR PLAN", "revision": None, "date": None, "confidence": 0.4,
        "accepted": True, "width_pt": 1.0, "height_pt": 1.0, "view_url": None,
        "thumbnail_url": None, "title_block_url": None,
    }  # fmt: skip


def _match_review(old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "review_id": "c1-match", "kind": "match", "comparison_id": "c1", "drawing_name": "A-1",
        "title": "FLOOR PLAN", "set": None, "confidence": 0.4, "reason": "Two sheets fit.",
        "alignment_grade": None, "old": old, "new": new,
    }  # fmt: skip


def test_of_a_thousand_sheets_only_those_in_sight_are_drawn(tab: Tab) -> None:
    page = tab.page
    _session(page, [_row(number) for number in range(SHEETS)])
    _reviews(page)
    page.goto(PATH)
    expect(page.locator("[data-card]")).to_have_count(SHEETS)
    for _ in range(30):
        page.keyboard.press("j")
    assert page.evaluate("document.activeElement.innerText").startswith("A-29 ")
    expect(page.get_by_role("link", name="A-29 FLOOR PLAN")).to_be_in_viewport()
    assert page.evaluate(SKIPPED) > SHEETS - 50
    page.keyboard.press("/")
    page.keyboard.type("A-999")
    expect(page.locator("[data-card]")).to_have_count(1)


def test_a_sheet_that_failed_says_why_and_is_tried_again(tab: Tab) -> None:
    page = tab.page
    error = {"code": "time_limit", "message": "The pair took too long. Compare it alone."}
    failed = _row(2, status="failed", error=error, alignment_grade=None, changes_count=None)
    _session(page, [_row(1), failed], status="completed_with_failures")
    _reviews(page)
    _answer(page, "/api/sessions/s1/retry", {"session_id": "s2"}, 202)
    page.goto(PATH)
    card = page.locator("[data-card]").nth(1)
    expect(card).to_contain_text("The pair took too long. Compare it alone.")
    assert axe_violations(page) == []
    with page.expect_request("**/api/sessions/s1/retry") as sent:
        card.get_by_role("button", name="Retry").click()
    assert sent.value.method == "POST"
    page.wait_for_url("**/sessions/s2")


def test_a_pair_in_doubt_is_said_to_be_none_by_one_key(tab: Tab) -> None:
    page = tab.page
    _session(page, [_row(1), _row(2)])
    _reviews(page, _match_review(_page_of(4, "A-1"), _page_of(5, "A-1A")))
    _answer(page, "/api/sessions/s1/corrections", {"session_id": "s2"}, 202)
    _open(page)
    page.keyboard.press("r")
    page.get_by_text("Two sheets fit.").wait_for()
    page.get_by_role("button", name="Not a pair").wait_for()
    assert axe_violations(page) == []
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.get_by_text("Not the same sheet").wait_for()
    page.reload()  # what was noted is not lost by looking elsewhere
    page.get_by_role("region", name="Corrections to apply").wait_for()
    with page.expect_request(_is_correction) as sent:
        page.keyboard.press("Control+Enter")
    assert _pairs(sent.value) == [{"old_page": 4, "new_page": 5, "is_pair": False}]
    page.wait_for_url("**/sessions/s2")


def _open(page: Page) -> None:
    page.goto(PATH)
    page.locator("[data-card]").first.wait_for()


def _pairs(request: Request) -> list[dict[str, Any]]:
    said = request.post_data_json
    assert said is not None
    pairs: list[dict[str, Any]] = said["pairs"]
    return pairs


def _is_correction(request: Request) -> bool:
    return request.url.endswith("/corrections") and request.method == "POST"


def test_a_number_that_nobody_doubted_is_put_right_too(tab: Tab) -> None:
    page = tab.page
    _session(page, [_row(1, old_number="A-l"), _row(2)])
    _reviews(page)
    _answer(page, "/api/sessions/s1/corrections", {"session_id": "s2"}, 202)
    _open(page)
    page.get_by_role("button", name="Correct A-1").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name="Correct A-1 FLOOR PLAN")
    expect(dialog.get_by_label("Number of the old sheet (page 1)")).to_have_value("A-l")
    dialog.get_by_label("Number of the new sheet (page 1)").fill("A-1.1")
    assert axe_violations(page) == []
    dialog.get_by_role("button", name="Note it").click()
    expect(page.locator("[data-card]").first).to_contain_text("Correction noted")
    with page.expect_request(_is_correction) as sent:
        page.get_by_role("button", name="Apply 1 correction").click()
    assert sent.value.post_data_json == {
        "pages": [{"set": "new", "page": 1, "number": "A-1.1"}], "pairs": [], "alignments": [],
        "withdraw": {"pages": [], "pairs": [], "alignments": []},
    }  # fmt: skip
    page.wait_for_url("**/sessions/s2")


def test_a_sheet_that_stands_alone_is_given_its_partner(tab: Tab) -> None:
    page = tab.page
    alone = {"alignment_grade": None, "changes_count": None}
    rows = [_row(1, kind="added", old_page=None, **alone)]
    rows += [_row(2, kind="removed", old_page=7, new_page=None, **alone)]
    _session(page, rows)
    _reviews(page, _match_review(None, _page_of(1, "A-1")))
    _answer(page, "/api/sessions/s1/corrections", {"session_id": "s2"}, 202)
    page.goto(f"{PATH}?show=review")
    page.get_by_label("It is the sheet").select_option(label="A-2 FLOOR PLAN")
    with page.expect_request(_is_correction) as sent:
        page.get_by_role("button", name="Apply 1 correction").click()
    assert _pairs(sent.value) == [{"old_page": 7, "new_page": 1, "is_pair": True}]
    page.wait_for_url("**/sessions/s2")


def test_a_viewer_sees_what_is_in_doubt_and_is_offered_nothing_that_is_refused(tab: Tab) -> None:
    page = tab.page
    _session(page, [_row(1)], role="viewer", status="completed_with_failures")
    _reviews(page, _match_review(_page_of(1, "A-1"), _page_of(1, "A-1")))
    _open(page)
    page.keyboard.press("r")
    page.get_by_text("Two sheets fit.").wait_for()
    for name in ("Not a pair", "They are a pair", "Cancel", "Retry"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_a_session_that_is_followed_says_where_to_go_and_takes_no_corrections(tab: Tab) -> None:
    page = tab.page
    _session(page, [_row(1)], followed_by="s9")
    _reviews(page, _match_review(_page_of(1, "A-1"), _page_of(1, "A-1")))
    _open(page)
    page.keyboard.press("r")
    page.get_by_text("Two sheets fit.").wait_for()
    expect(page.get_by_role("button", name="Not a pair")).to_have_count(0)
    expect(page.get_by_role("link", name="Go to the newer one")).to_have_attribute(
        "href", "/sessions/s9"
    )


def test_text_of_a_drawing_is_text_whatever_it_holds(tab: Tab) -> None:
    page = tab.page
    row = _row(1, drawing_name=HOSTILE, title=HOSTILE, summary=HOSTILE, critical_change=HOSTILE)
    _session(page, [row])
    _reviews(page, _match_review(_page_of(1, HOSTILE), _page_of(1, HOSTILE)))
    page.goto(f"{PATH}?show=review")
    page.get_by_text("Two sheets fit.").wait_for()
    page.wait_for_timeout(200)
    assert "hacked" not in page.title()
    assert HOSTILE in page.locator("[data-card]").inner_text()


def test_a_session_that_is_not_there_says_so(tab: Tab) -> None:
    tab.page.goto("/sessions/none")
    expect(tab.page.get_by_role("alert")).to_contain_text("There is no such session")
    assert all("404" in problem for problem in tab.problems)
    tab.problems.clear()
