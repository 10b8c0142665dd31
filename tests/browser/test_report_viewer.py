"""The report's drawing: its layers, and what moves it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from functions.diff.palette import PALETTE
from tests.browser.conftest import COMMON_AT, NEW_AT, OLD_AT, Opener, Report

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("report")]

WHITE, GREEN, RED, GRAY = PALETTE

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


def test_j_and_k_go_from_sheet_to_sheet(report: Report) -> None:
    steps = (("k", "A-101"), ("j", "A-102"), ("j", "A-103"), ("k", "A-102"), ("k", "A-101"))
    for key, sheet in steps:
        report.page.keyboard.press(key)
        expect(report.page.locator("#sheet-name")).to_contain_text(sheet)


def test_n_and_p_go_from_change_to_change(report: Report) -> None:
    for key, change_id in (("n", "c1"), ("n", "c2"), ("n", "c3"), ("p", "c2")):
        report.page.keyboard.press(key)
        expect(report.page.locator(".viewer-marker:visible span")).to_have_text(change_id)


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
    expect(report.page.locator(".viewer-marker:visible span")).to_have_text("c1")
