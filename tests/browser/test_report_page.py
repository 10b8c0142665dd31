"""The report as a person uses it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from functions.diff.palette import PALETTE
from tests.browser.conftest import (
    COMMON_AT,
    HOSTILE,
    NEW_AT,
    OLD_AT,
    Opener,
    Report,
    clouded_session,
    model_use,
    schedule_session,
    session_of_five,
    session_with,
    set_summary,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WHITE, GREEN, RED, GRAY = PALETTE


def _centre(box: dict[str, float]) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# --- the sheets --------------------------------------------------------------------------------


def test_every_sheet_has_a_card(report: Report) -> None:
    assert report.shown_cards() == ["A-101", "A-102", "A-103", "A-104", "A-105"]


def test_the_card_of_a_failed_sheet_says_why(report: Report) -> None:
    card = report.page.locator("#cards li[data-id=s3]")
    expect(card).to_contain_text("The pair took too long. Compare it alone.")


def test_the_card_of_a_doubtful_match_says_why(report: Report) -> None:
    expect(report.page.locator("#cards li[data-id=s4]")).to_contain_text("Renumbered or re-used?")


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("Changed", ["A-101"]),
        ("Added / removed", ["A-102"]),
        ("Failed", ["A-103"]),
        ("Needs review", ["A-104"]),
    ],
)
def test_a_filter_leaves_the_sheets_it_names(report: Report, name: str, left: list[str]) -> None:
    report.page.locator("#filters").get_by_role("button", name=name).click()
    assert report.shown_cards() == left


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


# --- changes -----------------------------------------------------------------------------------


def test_a_click_on_a_change_brings_it_to_the_centre(report: Report) -> None:
    report.page.locator("[data-change=c1]").click()
    report.settle()
    marker, stage = _centre(report.box("#marker")), _centre(report.box("#stage"))
    assert marker == pytest.approx(stage, abs=2)
    expect(report.page.locator("#marker-id")).to_have_text("c1")


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
    expect(report.page.locator("#marker-id")).to_have_text(change_id)


def test_the_critical_change_is_in_sight_at_once(report: Report) -> None:
    critical = report.page.locator("#panel").get_by_text("The number of beds changed")
    expect(critical).to_be_visible()


def test_the_alignment_says_how_and_how_well(report: Report) -> None:
    report.page.get_by_role("tab", name="Alignment").click()
    facts = report.page.locator("#page-facts")
    for fact in ("text+refined", "0.31 px at 300 dpi", "90 %"):
        expect(facts).to_contain_text(fact)


# --- layers ------------------------------------------------------------------------------------


def test_each_sort_of_ink_has_its_colour(report: Report) -> None:
    report.page.get_by_label("Boxes").uncheck()
    points = (COMMON_AT, OLD_AT, NEW_AT)
    assert [report.colour(*report.on_screen(at)) for at in points] == [GRAY, RED, GREEN]


@pytest.mark.parametrize(
    ("layer", "at"), [("Removed", OLD_AT), ("Added", NEW_AT), ("Same", COMMON_AT)]
)
def test_a_layer_that_is_off_is_not_drawn(report: Report, layer: str, at: tuple[int, int]) -> None:
    report.page.get_by_role("checkbox", name=layer).uncheck()
    assert report.colour(*report.on_screen(at)) == WHITE


def test_a_slider_makes_its_layer_fainter(report: Report) -> None:
    report.page.get_by_label("Opacity of removed ink").fill("50")
    half = [(value + 255) / 2 for value in RED]
    assert report.colour(*report.on_screen(OLD_AT)) == pytest.approx(half, abs=2)
    assert report.colour(*report.on_screen(NEW_AT)) == GREEN


def test_the_old_sheet_alone_has_nothing_new(report: Report) -> None:
    report.page.get_by_role("button", name="Old", exact=True).click()
    points = (COMMON_AT, OLD_AT, NEW_AT)
    assert [report.colour(*report.on_screen(at)) for at in points] == [GRAY, RED, WHITE]


def test_orange_and_blue_take_the_place_of_red_and_green(report: Report) -> None:
    report.page.get_by_label("Colours").select_option("orange-blue")
    colours = [report.colour(*report.on_screen(at)) for at in (COMMON_AT, OLD_AT, NEW_AT)]
    assert colours == [GRAY, (213, 94, 0), (0, 114, 178)]


def test_sheets_that_cannot_be_compared_have_no_layers(report: Report) -> None:
    report.page.get_by_role("button", name="A-104").click()
    expect(report.page.locator("#layers")).to_be_hidden()
    expect(report.page.locator("#panel")).to_contain_text("Old is on the left")


# --- moving ------------------------------------------------------------------------------------


def test_the_wheel_zooms_around_the_pointer(report: Report) -> None:
    x, y = report.on_screen(OLD_AT)
    before = report.page.locator("#zoom-level").inner_text()
    report.page.mouse.move(x, y)
    for _ in range(5):
        report.page.mouse.wheel(0, -200)
    assert report.colour(x, y) == RED
    assert report.page.locator("#zoom-level").inner_text() != before


def test_a_drag_takes_the_drawing_along(report: Report) -> None:
    x, y = report.on_screen(OLD_AT)
    report.page.mouse.move(x, y)
    report.page.mouse.down()
    report.page.mouse.move(x + 60, y + 200, steps=4)
    report.page.mouse.up()
    assert report.colour(x + 60, y + 200) == RED


def test_two_fingers_zoom(open_report: Opener) -> None:
    report = open_report(has_touch=True)
    x, y = report.on_screen(OLD_AT)
    touch = report.page.context.new_cdp_session(report.page)
    for kind, spread in (("touchStart", 20), ("touchMove", 40), ("touchMove", 60)):
        points = [{"x": x - spread, "y": y, "id": 1}, {"x": x + spread, "y": y, "id": 2}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert int(report.page.locator("#zoom-level").inner_text().split()[0]) > 250
    assert report.colour(x, y) == RED


def test_full_and_fit_set_the_zoom(report: Report) -> None:
    level = report.page.locator("#zoom-level")
    fitted = level.inner_text()
    report.page.get_by_role("button", name="100 %").click()
    expect(level).to_have_text("100 %")
    report.page.get_by_role("button", name="Fit").click()
    expect(level).to_have_text(fitted)


@pytest.mark.parametrize(
    ("keys", "sheet"), [("j", "A-102"), ("jj", "A-103"), ("jjk", "A-102"), ("k", "A-101")]
)
def test_j_and_k_go_from_sheet_to_sheet(report: Report, keys: str, sheet: str) -> None:
    for key in keys:
        report.page.keyboard.press(key)
    expect(report.page.locator("#sheet-name")).to_contain_text(sheet)


@pytest.mark.parametrize(("keys", "change_id"), [("n", "c1"), ("nn", "c2"), ("nnnp", "c2")])
def test_n_and_p_go_from_change_to_change(report: Report, keys: str, change_id: str) -> None:
    for key in keys:
        report.page.keyboard.press(key)
    expect(report.page.locator("#marker-id")).to_have_text(change_id)


def test_the_keys_zoom(report: Report) -> None:
    level = report.page.locator("#zoom-level")
    fitted = level.inner_text()
    report.page.keyboard.press("+")
    expect(level).not_to_have_text(fitted)
    report.page.keyboard.press("0")
    expect(level).to_have_text(fitted)


def test_letters_typed_into_the_search_are_no_keys(report: Report) -> None:
    report.page.get_by_role("searchbox").press_sequentially("jj")
    expect(report.page.locator("#sheet-name")).to_contain_text("A-101")


def test_the_address_keeps_sheet_and_change(report: Report) -> None:
    report.page.get_by_role("button", name="A-105").click()
    report.page.get_by_role("button", name="A-101").click()
    report.page.keyboard.press("n")
    report.page.reload()
    expect(report.page.locator("#marker-id")).to_have_text("c1")


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


# --- accessibility -----------------------------------------------------------------------------

NAMELESS = """() => [...document.querySelectorAll('button, input, select, a, summary, [tabindex]')]
  .filter((control) => control.checkVisibility())
  .filter((control) => !control.getAttribute('aria-label') && !control.textContent.trim()
    && ![...(control.labels ?? [])].some((label) => label.textContent.trim()))
  .map((control) => control.outerHTML)"""

FAINT = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    const colour = channels(getComputedStyle(element).backgroundColor);
    return (colour[3] ?? 1) === 1 ? colour : ground(element.parentElement);
  };
  const ratio = (element) => {
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(ground(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility() && !element.closest(':disabled, svg, noscript'))
    .filter((element) => [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
    .filter((element) => ratio(element) < (element.closest('[aria-hidden]') ? 3 : 4.5))
    .map((element) => `${element.className || element.tagName}: ${ratio(element).toFixed(2)}`);
}"""


def test_every_control_has_a_name(report: Report) -> None:
    assert report.page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("colours", ["red-green", "orange-blue"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(open_report: Opener, scheme: str, colours: str) -> None:
    report = open_report(color_scheme=scheme)
    report.page.get_by_label("Colours").select_option(colours)
    report.page.locator("[data-change=c2]").click()
    report.page.get_by_role("button", name="1 notice").click()
    assert report.page.evaluate(FAINT) == []


def test_every_control_can_be_reached_by_tab(report: Report) -> None:
    reached = set()
    for _ in range(45):
        report.page.keyboard.press("Tab")
        reached.add(report.page.evaluate("() => document.activeElement.id"))
    assert {"search", "stage", "old-on", "new-opacity", "colours", "tab-changes"} <= reached


def test_the_help_lists_the_keys(report: Report) -> None:
    report.page.keyboard.press("?")
    expect(report.page.get_by_role("dialog", name="Keys")).to_contain_text("next, previous change")


def test_the_keys_can_be_switched_off(report: Report) -> None:
    report.page.get_by_role("button", name="Keys").click()
    report.page.get_by_label("Use single keys").uncheck()
    report.page.get_by_role("button", name="Close").click()
    report.page.keyboard.press("j")
    expect(report.page.locator("#sheet-name")).to_contain_text("A-101")


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
