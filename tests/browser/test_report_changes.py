"""The report's change list as a person uses it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from functions.diff.palette import PALETTE
from tests.browser.conftest import NEW_AT, Opener, Report, clouded_session, schedule_session

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("report")]

RED = PALETTE[2]


def _centre(box: dict[str, float]) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_click_on_a_change_brings_it_to_the_centre(report: Report) -> None:
    report.page.locator("[data-change=c1]").click()
    report.settle()
    marker, stage = _centre(report.box(".viewer-marker:visible")), _centre(report.box("#stage"))
    assert marker == pytest.approx(stage, abs=2)
    expect(report.page.locator(".viewer-marker:visible span")).to_have_text("c1")


def test_the_change_that_was_clicked_is_what_is_at_the_centre(report: Report) -> None:
    report.page.locator("[data-change=c1]").click()
    assert report.colour(*_centre(report.box("#stage"))) == RED


def test_a_click_on_the_drawing_selects_the_change_there(report: Report) -> None:
    report.page.mouse.click(*report.on_screen(NEW_AT))
    expect(report.page.locator("[data-change=c2]")).to_have_attribute("aria-current", "true")


def test_title_block_changes_are_a_closed_group_of_their_own(report: Report) -> None:
    expect(report.page.locator("[data-change=c3]")).to_be_hidden()
    report.page.get_by_text("Title block (1)").click()
    expect(report.page.locator("[data-change=c3]")).to_be_visible()


def test_a_cloud_around_nothing_is_in_sight_at_once(open_report: Opener) -> None:
    report = open_report(clouded_session())
    callout = report.page.locator("#panel .callout").filter(has_text="A cloud around nothing")
    expect(callout).to_contain_text("delta 2: BULLETIN 1")
    callout.get_by_role("button", name="Show change c1").click()
    expect(report.page.locator("[data-change=c1]")).to_have_attribute("aria-current", "true")


def test_a_change_without_a_cloud_says_so(open_report: Opener) -> None:
    report = open_report(clouded_session())
    expect(report.page.locator("[data-change=c2] .badge")).to_have_text("no cloud")


def test_a_change_of_a_table_says_where_in_it(open_report: Opener) -> None:
    report = open_report(schedule_session())
    cell, row = (report.page.locator(f"[data-change={change}]") for change in ("c1", "c2"))
    expect(cell.locator(".meta")).to_contain_text("row 118A, column RATING")
    expect(row.locator("ins")).to_have_text("119B | HM | HM")


@pytest.mark.parametrize("change_id", ["c1", "c2"])
def test_advice_and_findings_lead_to_their_changes(report: Report, change_id: str) -> None:
    report.page.get_by_role("tab", name="Summary").click()
    report.page.get_by_role("button", name=f"Show change {change_id}").click()
    expect(report.page.locator(".viewer-marker:visible span")).to_have_text(change_id)


def test_the_critical_change_is_in_sight_at_once(report: Report) -> None:
    critical = report.page.locator("#panel").get_by_text("The number of beds changed")
    expect(critical).to_be_visible()


def test_the_alignment_says_how_and_how_well(report: Report) -> None:
    report.page.get_by_role("tab", name="Alignment").click()
    facts = report.page.locator("#page-facts")
    for fact in ("text+refined", "0.31 px at 300 dpi", "90 %"):
        expect(facts).to_contain_text(fact)
