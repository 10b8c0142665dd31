"""The page of sessions that are hard to come by: a thousand sheets, failures, a viewer's eyes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.made_sessions import (
    PATH,
    answer,
    answer_reviews,
    answer_session,
    match_review,
    page_of,
    sheet_row,
)
from tests.browser.web import Tab, axe_violations, opened, serving

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("web_session_rows")]

SHEETS = 1000
HOSTILE = "<img src=x onerror=\"document.title='hacked'\">"
SHOWN = "[data-card]:not([hidden])"
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


def test_of_a_thousand_sheets_only_those_in_sight_are_drawn(tab: Tab) -> None:
    page = tab.page
    answer_session(page, [sheet_row(number) for number in range(SHEETS)])
    answer_reviews(page)
    page.goto(PATH)
    expect(page.locator("[data-card]")).to_have_count(SHEETS)
    for _ in range(30):
        page.keyboard.press("j")
    assert page.evaluate("document.activeElement.innerText").startswith("A-29 ")
    expect(page.get_by_role("link", name="A-29 FLOOR PLAN")).to_be_in_viewport()
    # All of them are made in the end: the browser's own search finds every sheet.
    page.wait_for_function(f"() => document.querySelectorAll('article').length === {SHEETS}")
    assert page.evaluate(SKIPPED) > SHEETS - 50
    page.keyboard.press("/")
    page.keyboard.type("A-999")
    expect(page.locator(SHOWN)).to_have_count(1)
    expect(page.get_by_role("article")).to_have_count(1)  # for readers of the screen too
    page.keyboard.press("Escape")  # empties the field
    expect(page.locator(SHOWN)).to_have_count(SHEETS)


def test_who_jumps_to_the_end_of_a_long_list_finds_the_cards_there(tab: Tab) -> None:
    page = tab.page
    answer_session(page, [sheet_row(number) for number in range(SHEETS)])
    answer_reviews(page)
    page.add_init_script("window.requestIdleCallback = () => 0")  # there is never time
    page.goto(PATH)
    expect(page.locator("[data-card]")).to_have_count(SHEETS)
    height_px = page.evaluate("document.documentElement.scrollHeight")
    page.keyboard.press("End")
    expect(page.get_by_role("link", name="A-999 FLOOR PLAN")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollHeight") == pytest.approx(height_px, abs=2)
    assert page.locator("article").count() < SHEETS / 2
    page.get_by_role("link", name="A-999 FLOOR PLAN").focus()
    for _ in range(60):
        page.keyboard.press("k")
    assert page.evaluate("document.activeElement.innerText").startswith("A-939 ")


def test_a_sheet_that_failed_says_why_and_is_tried_again(tab: Tab) -> None:
    page = tab.page
    error = {"code": "time_limit", "message": "The pair took too long. Compare it alone."}
    failed = sheet_row(2, status="failed", error=error, alignment_grade=None, changes_count=None)
    answer_session(page, [sheet_row(1), failed], status="completed_with_failures")
    answer_reviews(page)
    answer(page, "/api/sessions/s1/retry", {"session_id": "s2"}, 202)
    page.goto(PATH)
    card = page.locator("[data-card]").nth(1)
    expect(card).to_contain_text("The pair took too long. Compare it alone.")
    assert axe_violations(page) == []
    with page.expect_request("**/api/sessions/s1/retry") as sent:
        card.get_by_role("button", name="Retry").click()
    assert sent.value.method == "POST"
    page.wait_for_url("**/sessions/s2")


def test_a_summary_that_failed_is_told_found_and_tried_again(tab: Tab) -> None:
    page = tab.page
    error = {"code": "worker_died", "message": "The summary crashed its worker, several times."}
    rows = [sheet_row(1), sheet_row(2, summary=None, summary_error=error), sheet_row(3)]
    rows.append(sheet_row(4, summary_error=error))
    answer_session(page, rows, status="completed_with_failures")
    answer_reviews(page)
    answer(page, "/api/sessions/s1/retry", {"session_id": "s2"}, 202)
    page.goto(PATH)
    expect(page.get_by_text("2 summaries failed")).to_be_visible()
    page.get_by_label("Show", exact=True).select_option(label="Failed (2)")
    names = page.locator(f"{SHOWN} h2")
    expect(names).to_have_text(["A-2 FLOOR PLAN", "A-4 FLOOR PLAN"])
    without, of_before = page.locator(SHOWN).all()
    expect(without).to_contain_text("Summary failed")
    expect(without).to_contain_text("The summary crashed its worker, several times.")
    expect(of_before).to_contain_text("Newer summary failed")
    expect(of_before).to_contain_text("Three texts changed.")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.innerText").startswith("A-4 ")
    assert axe_violations(page) == []
    with page.expect_request("**/api/sessions/s1/retry"):
        page.get_by_role("button", name="Retry what failed").click()
    page.wait_for_url("**/sessions/s2")


def test_a_pair_in_doubt_is_said_to_be_none_by_one_key(tab: Tab) -> None:
    page = tab.page
    answer_session(page, [sheet_row(1), sheet_row(2)])
    answer_reviews(page, match_review(page_of(4, "A-1"), page_of(5, "A-1A")))
    answer(page, "/api/sessions/s1/corrections", {"session_id": "s2"}, 202)
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


def test_a_sheet_that_is_decided_stays_open_until_its_comment_is_written(tab: Tab) -> None:
    page, comment = tab.page, "Whose lights are these?"
    counts = {"open": 1, "accepted": 0, "rejected": 0, "needs_rfi": 0}
    added = sheet_row(1, kind="added", changes_count=None, sheet_triage="open", triage=counts)
    answer_session(page, [added])
    answer_reviews(page)
    page.route("**/api/comparisons/c1/triage", _decide)
    page.goto(f"{PATH}?show=undecided")
    page.get_by_role("button", name="Decide: A-1 as a whole").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Comment").fill(comment)
    decided = {"open": 0, "accepted": 1, "rejected": 0, "needs_rfi": 0}
    answer_session(page, [{**added, "sheet_triage": "accepted", "triage": decided}])
    dialog.get_by_role("button", name="Accepted").click()
    expect(page.locator(SHOWN)).to_have_count(0)  # nothing is left to decide
    expect(dialog.get_by_label("Comment")).to_have_value(comment)
    dialog.get_by_role("button", name="Done").click()
    dialog.get_by_role("button", name="Close without the comment").click()
    page.get_by_role("button", name="Show all sheets").click()
    page.get_by_role("button", name="Accepted: A-1 as a whole").click()
    expect(dialog.get_by_label("Comment")).to_have_value("")
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)


def test_keys_decide_in_the_dialog_of_a_sheet_and_are_told_there(tab: Tab) -> None:
    page = tab.page
    counts = {"open": 1, "accepted": 0, "rejected": 0, "needs_rfi": 0}
    added = sheet_row(1, kind="added", changes_count=None, sheet_triage="open", triage=counts)
    answer_session(page, [added])
    answer_reviews(page)
    page.route("**/api/comparisons/c1/triage", _decide)
    page.goto(PATH)
    page.get_by_role("button", name=re.compile("A-1 as a whole")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("kbd")).to_have_text(["u", "a", "r", "i", "Ctrl", "Enter"])
    assert axe_violations(page) == []
    page.keyboard.press("r")
    expect(dialog.get_by_role("button", name="Rejected")).to_have_attribute("aria-pressed", "true")
    dialog.get_by_label("Comment").click()
    page.keyboard.type("air")  # is a word there, and decides nothing
    expect(dialog.get_by_label("Comment")).to_have_value("air")
    expect(dialog.get_by_role("button", name="Rejected")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("button", name="Save comment")).to_have_count(0)


def _decide(route: Route) -> None:
    """Answer what is decided of a sheet as a whole: nothing, until something is said."""
    decisions, sent = [], route.request.post_data_json
    if sent is not None:
        (said,) = sent["decisions"]
        decisions = [
            {
                "change_id": "sheet", "status": said["status"] or "rejected",
                "comment": said["comment"] or "", "revision": 1,
                "decided_by": "ann", "decided_by_name": "Ann", "decided_count": 1,
                "decided_at": "2026-01-02T03:04:05Z",
            }
        ]  # fmt: skip
    counts = {"open": 0, "accepted": 1, "rejected": 0, "needs_rfi": 0}
    route.fulfill(
        json={
            "comparison_id": "c1", "revision": len(decisions), "counts": counts,
            "decisions": decisions,
        }
    )  # fmt: skip


def test_a_number_that_nobody_doubted_is_put_right_too(tab: Tab) -> None:
    page = tab.page
    answer_session(page, [sheet_row(1, old_number="A-l"), sheet_row(2)])
    answer_reviews(page)
    answer(page, "/api/sessions/s1/corrections", {"session_id": "s2"}, 202)
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
    rows = [sheet_row(1, kind="added", old_page=None, **alone)]
    rows += [sheet_row(2, kind="removed", old_page=7, new_page=None, **alone)]
    answer_session(page, rows)
    answer_reviews(page, match_review(None, page_of(1, "A-1")))
    answer(page, "/api/sessions/s1/corrections", {"session_id": "s2"}, 202)
    page.goto(f"{PATH}?show=review")
    page.get_by_label("It is the sheet").select_option(label="A-2 FLOOR PLAN")
    with page.expect_request(_is_correction) as sent:
        page.get_by_role("button", name="Apply 1 correction").click()
    assert _pairs(sent.value) == [{"old_page": 7, "new_page": 1, "is_pair": True}]
    page.wait_for_url("**/sessions/s2")


def test_a_viewer_sees_what_is_in_doubt_and_is_offered_nothing_that_is_refused(tab: Tab) -> None:
    page = tab.page
    answer_session(page, [sheet_row(1)], role="viewer", status="completed_with_failures")
    answer_reviews(page, match_review(page_of(1, "A-1"), page_of(1, "A-1")))
    _open(page)
    page.keyboard.press("r")
    page.get_by_text("Two sheets fit.").wait_for()
    for name in ("Not a pair", "They are a pair", "Cancel", "Retry"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_a_session_that_is_followed_says_where_to_go_and_takes_no_corrections(tab: Tab) -> None:
    page = tab.page
    answer_session(page, [sheet_row(1)], followed_by="s9")
    answer_reviews(page, match_review(page_of(1, "A-1"), page_of(1, "A-1")))
    _open(page)
    page.keyboard.press("r")
    page.get_by_text("Two sheets fit.").wait_for()
    expect(page.get_by_role("button", name="Not a pair")).to_have_count(0)
    expect(page.get_by_role("link", name="Go to the newer one")).to_have_attribute(
        "href", "/sessions/s9"
    )


def test_text_of_a_drawing_is_text_whatever_it_holds(tab: Tab) -> None:
    page = tab.page
    row = sheet_row(
        1, drawing_name=HOSTILE, title=HOSTILE, summary=HOSTILE, critical_change=HOSTILE
    )
    answer_session(page, [row])
    answer_reviews(page, match_review(page_of(1, HOSTILE), page_of(1, HOSTILE)))
    page.goto(f"{PATH}?show=review")
    page.get_by_text("Two sheets fit.").wait_for()
    page.wait_for_timeout(200)
    assert "hacked" not in page.title()
    assert HOSTILE in page.locator("[data-card]").inner_text()


def test_a_session_that_is_not_there_says_so(tab: Tab) -> None:
    tab.page.goto("/sessions/none")
    expect(tab.page.get_by_role("alert")).to_contain_text("There is no such session")
    tab.expected = "404"
