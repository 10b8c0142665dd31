"""The report's sheets and notices as a person uses them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import (
    HOSTILE,
    Opener,
    Report,
    model_use,
    session_of_five,
    session_with,
    set_summary,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("report")]

# --- the sheets --------------------------------------------------------------------------------


def test_every_sheet_has_a_card(report: Report) -> None:
    assert report.shown_cards() == ["A-101", "A-102", "A-103", "A-104", "A-105"]


def test_the_card_of_a_failed_sheet_says_why(report: Report) -> None:
    card = report.page.locator("#cards li[data-id=s3]")
    expect(card).to_contain_text("The pair took too long. Compare it alone.")


def test_the_card_of_a_doubtful_match_says_why(report: Report) -> None:
    expect(report.page.locator("#cards li[data-id=s4]")).to_contain_text("Renumbered or re-used?")


def test_a_filter_leaves_the_sheets_it_names(report: Report) -> None:
    left = {
        "Changed": ["A-101"],
        "Added / removed": ["A-102"],
        "Failed": ["A-103"],
        "Needs review": ["A-104"],
    }
    for name, sheets in left.items():
        report.page.locator("#filters").get_by_role("button", name=name).click()
        assert report.shown_cards() == sheets, name


def test_the_list_says_how_much_ink_it_leaves_out_and_why(report: Report) -> None:
    muted = report.page.locator("#muted")
    muted.locator("summary").click()
    expect(muted).to_contain_text("Muted ink (25 % of what differs)")
    expect(muted).to_contain_text("the same text in another font, 12 places")
    expect(muted).to_contain_text("under 1 %")


def test_the_search_finds_a_sheet_by_a_changed_text(report: Report) -> None:
    report.page.get_by_role("searchbox").fill("3 beds")
    assert report.shown_cards() == ["A-101"]


def test_a_search_without_a_hit_says_so(report: Report) -> None:
    report.page.get_by_role("searchbox").fill("nowhere")
    expect(report.page.get_by_text("No sheet fits.")).to_be_visible()


def test_a_sheet_is_shown_when_its_card_is_clicked(report: Report) -> None:
    report.page.get_by_role("button", name="A-105").click()
    expect(report.page.locator("#sheet-name")).to_contain_text("A-105")


# --- what else must hold -----------------------------------------------------------------------


def test_hostile_text_is_only_text(report: Report) -> None:
    expect(report.page.locator("[data-change=c2] ins")).to_have_text(HOSTILE)
    expect(report.page.locator("#new-name")).to_have_text(f"new {HOSTILE}.pdf")
    assert report.page.locator("img[src=x]").count() == 0
    assert report.page.title() != "hacked"


def test_the_full_size_overlay_is_a_link_away(report: Report) -> None:
    link = report.page.get_by_role("link", name="Full size")
    expect(link).to_have_attribute("href", "overlays/001_A-101.png")


def test_pages_that_failed_are_listed(report: Report) -> None:
    report.page.get_by_role("button", name="1 notice").click()
    notices = report.page.get_by_role("region", name="Notices")
    expect(notices).to_contain_text("old set, page 7 of old.pdf: Page 7 is damaged.")


def test_the_header_counts(report: Report) -> None:
    totals = report.page.locator("#totals").inner_text().split()
    counted = dict(zip(totals[::2], totals[1::2], strict=False))
    assert {name: counted[name] for name in ("matched", "added", "removed", "failed")} == {
        "matched": "4",
        "added": "1",
        "removed": "0",
        "failed": "2",
    }


def test_a_session_that_failed_says_why(open_report: Opener) -> None:
    error = {"code": "nothing_to_compare", "message": "No sheet of the old set could be read."}
    report = open_report(session_with([], status="failed", error=error))
    expect(report.page.locator("#message")).to_have_text(error["message"])


@pytest.mark.parametrize("width_px", [360, 768, 1024])
def test_nothing_sticks_out_of_a_narrow_window(open_report: Opener, width_px: int) -> None:
    report = open_report(viewport={"width": width_px, "height": 800})
    assert report.page.evaluate("() => document.documentElement.scrollWidth") == width_px


def test_the_summary_of_the_set_leads_to_sheet_and_change(open_report: Opener) -> None:
    report = open_report({**session_of_five(), "set_summary": set_summary()})
    report.page.click("#set-button")
    report.page.locator("#set li").first.get_by_text("A-101").click()
    report.settle()
    assert report.page.locator("#set").is_hidden()
    assert report.page.evaluate("location.hash") == "#s1/c2"


def test_without_a_summary_of_the_set_there_is_no_button(report: Report) -> None:
    assert report.page.locator("#set-button").is_hidden()


def test_what_a_person_calls_a_change_is_shown(open_report: Opener) -> None:
    document = session_of_five()
    document["comparisons"][0]["changes"][0] |= {"label": "New hose bibb", "source": "added"}
    report = open_report(document)
    row = report.page.locator("[data-change=c1]").inner_text()
    assert "New hose bibb" in row
    assert "added by a person" in row


def test_why_rules_and_not_the_model_wrote_is_said_of_sheet_and_set(open_report: Opener) -> None:
    document = {**session_of_five(), "set_summary": set_summary()}
    for summary in (document["comparisons"][0]["summary"], document["set_summary"]):
        summary["language_model"] = model_use("The budget is spent.")
    report = open_report(document)
    report.page.click("#set-button")
    expect(report.page.locator("#set .source")).to_contain_text("The budget is spent.")
    report.page.click("#notices-button")
    expect(report.page.locator("#notices")).to_contain_text("the set: The budget is spent.")


def test_what_a_session_cost_is_shown(open_report: Opener) -> None:
    document = session_of_five()
    document["session"]["language_model"] = {
        "answer_count": 1, "input_tokens": 9, "output_tokens": 1, "cost_usd_micros": 31_200,
        "held_usd_micros": 0,
    }  # fmt: skip
    expect(open_report(document).page.locator("#totals")).to_contain_text("0.0312 USD")
