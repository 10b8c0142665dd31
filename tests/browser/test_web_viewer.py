"""The page of a sheet in the web client, over a real server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.sheet_site import (
    ARCH_E_PT,
    LARGE,
    MUTED,
    SHEETS,
    UNRELATED,
    Site,
    compared,
    sets,
)
from tests.browser.web import DESKTOP, axe_violations, axe_violations_by_day_and_night, serving
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web_viewer")]

READ, EDITED, DECIDED, CONTESTED, ADDED_BY_KEY, SEVERAL = SHEETS
ALL = (*SHEETS, MUTED, UNRELATED, LARGE)
RED, GREEN, WHITE = (220, 40, 40), (30, 160, 60), (255, 255, 255)
DOTS = (90, 100, 115)  # around muted places
TIMEOUT_MS = 30_000
MIB = 1024 * 1024

COUNT_BITMAPS = """
  const made = { live_bytes: 0, most_bytes: 0, largest_px: 0, count: 0 };
  const sizes = new WeakMap();
  const make = window.createImageBitmap.bind(window);
  window.createImageBitmap = async (...given) => {
    const bitmap = await make(...given);
    const bytes = 4 * bitmap.width * bitmap.height;
    sizes.set(bitmap, bytes);
    made.count += 1;
    made.live_bytes += bytes;
    made.most_bytes = Math.max(made.most_bytes, made.live_bytes);
    made.largest_px = Math.max(made.largest_px, bitmap.width * bitmap.height);
    return bitmap;
  };
  const close = ImageBitmap.prototype.close;
  ImageBitmap.prototype.close = function () {
    made.live_bytes -= sizes.get(this) ?? 0;
    sizes.delete(this);
    close.call(this);
  };
  window.bitmaps = made;
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site")) as address:
        yield compared(address, *sets(*ALL))


@dataclass
class Sheet:
    """The open page of a sheet."""

    page: Page
    problems: list[str] = field(default_factory=list)

    @property
    def stage(self) -> Locator:
        return self.page.locator(".viewer-stage")

    def settle(self) -> None:
        """Wait until the drawing is as sharp as it gets and has been painted."""
        self.page.locator(".viewer-stage[aria-busy=false]").wait_for(timeout=TIMEOUT_MS)
        self.painted()

    def painted(self) -> None:
        """Wait until what was just done shows: the drawing follows with the next frame."""
        for _ in range(3):
            self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def row(self, change_id: str) -> Locator:
        return self.page.locator(f"[data-change='{change_id}']")

    def marker(self) -> Locator:
        return self.page.locator(".viewer-marker:visible").first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def box(self, found: Locator) -> dict[str, float]:
        self.painted()
        place = found.bounding_box()
        assert place is not None
        return dict(place)  # type: ignore[arg-type]

    def middle(self, found: Locator) -> tuple[float, float]:
        box = self.box(found)
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def picture(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Return the RGB pixels of the stage."""
        self.settle()
        png = np.frombuffer(self.stage.screenshot(), np.uint8)
        return np.asarray(cv2.imdecode(png, cv2.IMREAD_COLOR))[:, :, ::-1]

    def has(self, colour: tuple[int, int, int]) -> bool:
        """Tell whether a colour is anywhere on the stage."""
        return bool((self.picture() == colour).all(axis=2).any())

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(*end, steps=4)
        mouse.up()
        self.painted()


Opener = Callable[..., Sheet]


@pytest.fixture
def open_sheet(browser: Browser, site: Site) -> Iterator[Opener]:
    """Give what opens a sheet's page; at the end nothing may have failed on it."""
    sheets: list[Sheet] = []

    def open_it(name: str, query: str = "", at: Site = site, **context: Any) -> Sheet:
        settings = {"viewport": DESKTOP, "reduced_motion": "reduce", **context}
        page = browser.new_context(**settings).new_page()
        page.set_default_timeout(TIMEOUT_MS)
        opened = Sheet(page)
        sheets.append(opened)
        page.on("pageerror", lambda error: opened.problems.append(f"failed: {error}"))
        page.add_init_script(COUNT_BITMAPS)
        page.goto(at.url(name) + query)
        expect(opened.page.locator(".viewer-canvas")).to_have_attribute(
            "aria-label", re.compile(name)
        )
        page.wait_for_function("() => window.bitmaps.count > 0", timeout=TIMEOUT_MS)
        opened.settle()
        return opened

    yield open_it
    for sheet in sheets:
        sheet.page.context.close()
    assert [problem for sheet in sheets for problem in sheet.problems] == []


# --- from list to drawing and back -------------------------------------------------------------


def test_a_change_of_the_list_is_brought_to_the_middle_of_the_drawing(open_sheet: Opener) -> None:
    sheet = open_sheet(READ)
    sheet.row("c1").click()
    expect(sheet.marker()).to_contain_text("c1")
    sheet.settle()
    assert sheet.middle(sheet.marker()) == pytest.approx(sheet.middle(sheet.stage), abs=3)
    x, y = sheet.middle(sheet.marker())
    stage = sheet.box(sheet.stage)
    colour = sheet.picture()[round(y - stage["y"]) + 9, round(x - stage["x"]) + 9]
    assert tuple(colour.tolist()) == GREEN


def test_a_click_on_the_drawing_selects_the_change_of_the_list(open_sheet: Opener) -> None:
    sheet = open_sheet(READ, "?change=c1")
    place = sheet.middle(sheet.marker())
    sheet.page.keyboard.press("Escape")
    expect(sheet.row("c1")).to_have_attribute("aria-selected", "false")
    sheet.page.mouse.click(*place)
    expect(sheet.row("c1")).to_have_attribute("aria-selected", "true")
    expect(sheet.page.get_by_role("region", name="Change c1")).to_be_visible()


def test_n_and_p_go_from_change_to_change(open_sheet: Opener) -> None:
    sheet = open_sheet(READ)
    expect(sheet.row("c2")).to_be_visible()
    for key, change in (("n", "c1"), ("n", "c2"), ("p", "c1")):
        sheet.page.keyboard.press(key)
        sheet.settle()
        expect(sheet.marker()).to_contain_text(change)


def test_j_goes_to_the_next_sheet(open_sheet: Opener) -> None:
    sheet = open_sheet(READ)
    expect(sheet.page.get_by_text(f"sheet 1 of {len(ALL)}")).to_be_visible()
    sheet.page.keyboard.press("j")
    expect(sheet.page.get_by_role("heading", level=1)).to_contain_text(EDITED)


def test_a_filter_leaves_the_kind_it_names(open_sheet: Opener) -> None:
    sheet = open_sheet(READ)
    sheet.page.get_by_role("button", name="+ 1 added").click()
    expect(sheet.row("c1")).to_be_visible()
    expect(sheet.row("c2")).to_have_count(0)


def test_the_summary_leads_to_its_changes(open_sheet: Opener) -> None:
    sheet = open_sheet(READ)
    sheet.tab("Summary")
    sheet.button("Show change c2").first.click()
    expect(sheet.row("c2")).to_have_attribute("aria-selected", "true")
    expect(sheet.marker()).to_contain_text("c2")


def test_the_history_lists_the_versions_of_the_sheet(open_sheet: Opener) -> None:
    sheet = open_sheet(READ)
    sheet.tab("History")
    expect(sheet.page.get_by_role("tabpanel")).to_contain_text("2 changes since the version before")


# --- how both sheets are shown -----------------------------------------------------------------


def test_swipe_shows_old_on_the_left_of_its_bar_and_new_on_the_right(open_sheet: Opener) -> None:
    sheet = open_sheet(READ)
    sheet.page.keyboard.press("w")
    sheet.page.get_by_role("slider", name="Swipe").press("End")
    assert not sheet.has(GREEN)
    sheet.page.get_by_role("slider", name="Swipe").press("Home")
    assert sheet.has(GREEN)


def test_blink_shows_old_and_new_in_turn(open_sheet: Opener) -> None:
    sheet = open_sheet(READ)
    sheet.page.keyboard.press("b")
    expect(sheet.page.locator(".viewer-side:visible")).to_have_text("Old")
    assert not sheet.has(GREEN)
    sheet.page.keyboard.press("b")  # with reduced motion nothing blinks by itself
    expect(sheet.page.locator(".viewer-side:visible")).to_have_text("New")
    assert sheet.has(GREEN)


def test_old_and_new_move_together_until_they_are_unlinked(open_sheet: Opener) -> None:
    sheet = open_sheet(READ, "?change=c1")
    sheet.page.keyboard.press("s")
    markers = sheet.page.locator(".viewer-marker")
    old, new = (sheet.middle(markers.nth(i)) for i in range(2))
    sheet.drag((old[0], old[1] + 80), (old[0] + 50, old[1] + 110))
    assert sheet.middle(markers.nth(1)) == pytest.approx((new[0] + 50, new[1] + 30), abs=2)
    sheet.button("Linked").click()
    sheet.drag((old[0], old[1] + 80), (old[0] + 50, old[1] + 110))
    assert sheet.middle(markers.nth(1)) == pytest.approx((new[0] + 50, new[1] + 30), abs=2)
    assert sheet.middle(markers.nth(0)) == pytest.approx((old[0] + 100, old[1] + 60), abs=2)


def test_a_layer_that_is_off_is_not_drawn(open_sheet: Opener) -> None:
    sheet = open_sheet(READ, "?change=c1")
    assert sheet.has(GREEN)
    sheet.button("Layers").click()
    sheet.page.get_by_label("Added", exact=True).uncheck()
    sheet.button("Layers").click()
    assert not sheet.has(GREEN)


def test_the_colours_for_every_eye_stay_chosen(open_sheet: Opener) -> None:
    sheet = open_sheet(READ, "?change=c1")
    sheet.button("Layers").click()
    sheet.page.get_by_label("Colours").select_option("colour_blind_safe")
    sheet.button("Layers").click()
    assert sheet.has((0, 114, 178))
    sheet.page.reload()
    sheet.page.wait_for_function("() => window.bitmaps.count > 0")
    assert sheet.has((0, 114, 178))


def test_muted_places_are_said_to_be_marked_and_never_hidden(open_sheet: Opener) -> None:
    sheet = open_sheet(MUTED)
    assert sheet.has(GREEN)
    assert not sheet.has(DOTS)
    sheet.button("Layers").click()
    sheet.page.get_by_label("Muted places").check()
    words = "1 place marked, dotted; their ink stays as it is. the same text in another font."
    expect(sheet.page.get_by_text(words)).to_be_visible()
    sheet.button("Layers").click()
    assert sheet.has(DOTS)
    assert sheet.has(GREEN)


def test_sheets_that_cannot_be_compared_are_never_painted_as_a_result(open_sheet: Opener) -> None:
    sheet = open_sheet(UNRELATED)
    expect(sheet.page.get_by_text("Not comparable.")).to_be_visible()
    expect(sheet.page.locator(".viewer-side:visible")).to_have_text(["Old", "New"])
    expect(sheet.button("Overlay")).to_have_count(0)
    expect(sheet.page.get_by_text("There is no change list")).to_be_visible()
    assert not sheet.has(GREEN)
    assert not sheet.has(RED)


def test_a_doubtful_alignment_begins_side_by_side_without_colours(open_sheet: Opener) -> None:
    sheet = open_sheet(LARGE)
    expect(sheet.page.get_by_text("Doubtful alignment.")).to_be_visible()
    expect(sheet.button("Side by side").first).to_have_attribute("aria-pressed", "true")
    assert not sheet.has(GREEN)


# --- corrections -------------------------------------------------------------------------------


def test_a_region_that_was_drawn_is_still_there_after_a_reload(
    open_sheet: Opener, site: Site
) -> None:
    sheet = open_sheet(EDITED)
    sheet.button("Edit").click()
    sheet.button("Add region").click()
    x, y = sheet.middle(sheet.stage)
    sheet.drag((x - 60, y - 40), (x + 20, y + 30))
    sheet.page.get_by_label("Label").fill("Hose bibb")
    sheet.page.get_by_label("Label").press("Enter")
    sheet.button("Save 1").click()
    expect(sheet.button("Edit")).to_be_visible()
    sheet.page.reload()
    expect(sheet.row("c3")).to_contain_text("Hose bibb")
    (said,) = site.client.get(f"/api/comparisons/{site.comparison(EDITED)}/overlay")["overlays"]
    assert said["regions"][0]["action"] == "added"
    sheet.tab("History")
    expect(sheet.page.get_by_role("tabpanel")).to_contain_text("c3 added: Hose bibb")


def test_the_summary_is_written_again_when_asked_for(open_sheet: Opener, site: Site) -> None:
    path = f"/api/comparisons/{site.comparison(EDITED)}"
    before = site.client.get(path)["revision"]
    sheet = open_sheet(EDITED)
    sheet.tab("Summary")
    with sheet.page.expect_response(lambda answer: "/regenerate" in answer.url):
        sheet.button("Write the summary again").click()
    wait_until(lambda: site.client.get(path)["summary_revision"] == before + 1, give_up_s=60)
    expect(sheet.button("Write the summary again")).to_be_visible()
    expect(sheet.page.get_by_role("tabpanel")).not_to_contain_text("is being written")


def test_what_is_edited_can_be_undone_and_done_again(open_sheet: Opener) -> None:
    sheet = open_sheet(READ, "?change=c2")
    sheet.button("Edit").click()
    sheet.button("Delete: it is no change").click()
    expect(sheet.row("c2")).to_have_count(0)
    sheet.page.keyboard.press("Control+z")
    expect(sheet.row("c2")).to_be_visible()
    sheet.page.keyboard.press("Control+y")
    expect(sheet.row("c2")).to_have_count(0)
    sheet.button("Discard").click()
    expect(sheet.row("c2")).to_be_visible()


def test_a_region_is_moved_and_resized_by_dragging(open_sheet: Opener) -> None:
    sheet = open_sheet(READ, "?change=c1")
    sheet.button("Edit").click()
    sheet.settle()
    before = sheet.box(sheet.marker())
    x, y = sheet.middle(sheet.marker())
    sheet.drag((x, y), (x + 40, y + 25))
    moved = sheet.box(sheet.marker())
    assert (moved["x"] - before["x"], moved["y"] - before["y"]) == pytest.approx((40, 25), abs=2)
    corner = (moved["x"] + moved["width"] - 6, moved["y"] + moved["height"] - 6)
    sheet.drag(corner, (corner[0] + 30, corner[1] + 30))
    larger = sheet.box(sheet.marker())
    assert larger["width"] - moved["width"] == pytest.approx(30, abs=2)
    expect(sheet.page.get_by_role("region", name="Change c1")).to_contain_text("not saved")
    sheet.button("Discard").click()


def test_a_region_is_made_by_keys_alone(open_sheet: Opener) -> None:
    sheet = open_sheet(ADDED_BY_KEY)
    sheet.button("Edit").press("Enter")
    sheet.button("Add region").press("Enter")
    expect(sheet.page.get_by_label("Label")).to_be_focused()
    sheet.page.keyboard.type("Grab bar")
    sheet.page.keyboard.press("Enter")
    before = sheet.box(sheet.marker())
    sheet.button("Move right").press("Enter")
    assert sheet.box(sheet.marker())["x"] == pytest.approx(before["x"] + 4, abs=1)
    sheet.button("Save 1").press("Enter")
    expect(sheet.row("c3")).to_contain_text("Grab bar")


def test_whoever_was_slower_keeps_the_edits_and_looks_again(open_sheet: Opener, site: Site) -> None:
    sheet = open_sheet(CONTESTED, "?change=c1")
    sheet.page.route("**/changes", lambda route: route.abort())  # it has not heard yet
    sheet.page.reload()
    sheet.settle()
    sheet.button("Edit").click()
    sheet.page.get_by_label("Kind", exact=True).select_option("removed")
    region = {"action": "relabelled", "change_id": "c2", "label": "Theirs"}
    path = f"/api/comparisons/{site.comparison(CONTESTED)}/overlay"
    site.client.send("PATCH", path, {"regions": [region]})
    sheet.button("Save 1").click()
    sheet.button("Keep mine and look again").click()
    expect(sheet.row("c2")).to_contain_text("Theirs")
    expect(sheet.row("c1")).to_contain_text("removed")
    sheet.button("Save 1").click()
    expect(sheet.button("Edit")).to_be_visible()
    active = next(o for o in site.client.get(path)["overlays"] if o["is_active"])
    assert {r["change_id"]: r["label"] or r["kind"] for r in active["regions"]} == {
        "c1": "removed",
        "c2": "Theirs",
    }


# --- triage ------------------------------------------------------------------------------------


def test_what_was_decided_stays_and_can_be_filtered_by(open_sheet: Opener, site: Site) -> None:
    sheet = open_sheet(DECIDED, "?change=c1")
    sheet.page.keyboard.press("i")
    expect(sheet.button("Needs RFI")).to_have_attribute("aria-pressed", "true")
    sheet.page.get_by_label("Comment").fill("Which fixture?")
    sheet.row("c2").click()
    expect(sheet.page.get_by_label("Comment")).to_have_value("")
    sheet.row("c1").click()
    expect(sheet.page.get_by_label("Comment")).to_have_value("Which fixture?")
    sheet.button("Save comment").click()
    expect(sheet.button("Save comment")).to_have_count(0)
    sheet.page.reload()
    expect(sheet.button("Needs RFI")).to_have_attribute("aria-pressed", "true")
    expect(sheet.page.get_by_label("Comment")).to_have_value("Which fixture?")
    sheet.page.get_by_text("Decided 2 times").click()
    before = sheet.page.get_by_role("group").filter(has_text="Decided 2 times").locator("li")
    expect(before).to_have_text([re.compile("Needs RFI: Which fixture"), re.compile("Needs RFI$")])
    sheet.button("Filters").click()
    sheet.page.get_by_label("Triage", exact=True).select_option("open")
    expect(sheet.row("c1")).to_have_count(0)
    expect(sheet.row("c2")).to_be_visible()
    triage = site.client.get(f"/api/comparisons/{site.comparison(DECIDED)}/triage")
    assert [(d["change_id"], d["status"]) for d in triage["decisions"]] == [("c1", "needs_rfi")]


def test_several_changes_are_decided_of_at_once_and_taken_back(
    open_sheet: Opener, site: Site
) -> None:
    path = f"/api/comparisons/{site.comparison(SEVERAL)}/triage"
    sheet = open_sheet(SEVERAL)
    several = sheet.page.get_by_role("group", name="Several changes at once")
    sheet.page.locator("[data-mark='c1']").click()
    expect(several).to_contain_text("1 of 2 selected")
    sheet.page.keyboard.press("Control+a")
    expect(several).to_contain_text("2 of 2 selected")
    expect(sheet.row("c2")).to_have_attribute("aria-checked", "true")
    several.get_by_role("textbox").fill("By others.")
    assert axe_violations(sheet.page) == []
    several.get_by_role("button", name="Rejected").click()
    expect(several.get_by_role("status")).to_have_text("2 changes: rejected, commented.")
    triage = site.client.get(path)
    assert triage["revision"] == 1
    assert {(d["status"], d["comment"]) for d in triage["decisions"]} == {
        ("rejected", "By others.")
    }
    several.get_by_role("button", name="Undo").click()
    expect(several.get_by_role("button", name="Undo")).to_have_count(0)
    expect(sheet.row("c1").get_by_text("Rejected")).to_have_count(0)
    assert site.client.get(path)["counts"]["open"] == 2


# --- alignment by hand -------------------------------------------------------------------------


def test_places_laid_on_one_another_make_the_comparison_that_follows(
    open_sheet: Opener, site: Site
) -> None:
    other = compared(site.address, *sets("A-701"))
    # Half of an odd width is whole pixels: the same place is clicked on both sheets.
    sheet = open_sheet("A-701", at=other, viewport={"width": 1441, "height": 900})
    sheet.button("Align").click()
    sheet.settle()
    stage = sheet.box(sheet.stage)
    half = (stage["width"] + 3) / 2
    for dx, dy in ((-150, -80), (150, 80)):
        x, y = stage["x"] + half // 2 + dx, stage["y"] + stage["height"] // 2 + dy
        for each in (x, x + half):
            sheet.page.mouse.click(each, y)
            sheet.settle()
    sheet.button("Compare again").click()
    expect(sheet.page.get_by_role("dialog")).to_contain_text("Comparing again")
    sheet.page.wait_for_url(lambda url: other.session["session_id"] not in url, timeout=60_000)
    following = re.findall(r"/sessions/(\w+)/", sheet.page.url)[0]
    session = site.client.ended(following)
    assert session["follows"] == other.session["session_id"]
    row = session["comparisons"][0]
    found = site.client.get(f"/api/comparisons/{row['comparison_id']}")
    assert found["alignment"]["method"].startswith("person")
    assert found["changes_count"] == 2


def test_clicks_on_a_whole_large_sheet_take_corners_to_within_a_pixel(
    open_sheet: Opener, site: Site
) -> None:
    other = compared(site.address, *sets(LARGE))
    sheet = open_sheet(LARGE, at=other)
    sheet.button("Align").click()
    sheet.settle()
    corners_pt = ((10.0, 10.0), (3346.0, 10.0), (3346.0, 2582.0))
    slips = iter([(1, -2), (-2, 1), (2, 2), (0, 2), (-1, -1), (1, 1)])  # of the hand, in pixels
    said_next = iter(
        [
            "Place 1: now",
            "Click another",
            "Place 2: now",
            "2 places",
            "Place 3: now",
            "Three places",
        ]
    )
    words = sheet.page.get_by_role("toolbar", name="Align by hand").get_by_role("status")
    for corner_pt in corners_pt:
        for pane in (0, 1):
            x, y = _in_pane(sheet, pane, corner_pt)
            dx, dy = next(slips)
            sheet.page.mouse.click(x + dx, y + dy)
            expect(words).to_contain_text(next(said_next))
    sheet.button("Compare again").click()
    sheet.page.wait_for_url(lambda url: other.session["session_id"] not in url, timeout=60_000)
    following = re.findall(r"/sessions/(\w+)/", sheet.page.url)[0]
    said = site.client.get(f"/api/sessions/{following}/corrections")["alignments"][0]["points"]
    pixel_pt = 72 / 300
    for point, (x_pt, y_pt) in zip(said, corners_pt, strict=True):
        for which in ("old", "new"):
            assert abs(point[f"{which}_x_pt"] - x_pt) <= pixel_pt
            assert abs(point[f"{which}_y_pt"] - y_pt) <= pixel_pt


def test_a_click_takes_its_own_place_when_corners_are_off(open_sheet: Opener) -> None:
    sheet = open_sheet(LARGE)
    sheet.button("Align").click()
    expect(sheet.button("Snap to corners")).to_have_attribute("aria-pressed", "true")
    sheet.page.keyboard.press("m")
    expect(sheet.button("Snap to corners")).to_have_attribute("aria-pressed", "false")
    expect(sheet.page.get_by_text("Zoom in to place it exactly.")).to_be_visible()


def _in_pane(sheet: Sheet, pane: int, point_pt: tuple[float, float]) -> tuple[float, float]:
    """Return where a point of the large sheet is, old (0) and new (1) fitted beside one another."""
    stage = sheet.box(sheet.stage)
    width, height = (stage["width"] - 3) / 2, stage["height"]
    scale = min((width - 24) / ARCH_E_PT[0], (height - 24) / ARCH_E_PT[1])
    left = stage["x"] + pane * (width + 3) + (width - ARCH_E_PT[0] * scale) / 2
    top = stage["y"] + (height - ARCH_E_PT[1] * scale) / 2
    return left + point_pt[0] * scale, top + point_pt[1] * scale


# --- memory, access ----------------------------------------------------------------------------


def test_a_large_sheet_is_never_decoded_whole_and_memory_is_bounded(open_sheet: Opener) -> None:
    sheet = open_sheet(LARGE)
    sheet.page.keyboard.press("o")
    x, y = sheet.middle(sheet.stage)
    for _ in range(3):
        sheet.page.mouse.move(x, y)
        for _ in range(4):
            sheet.page.mouse.wheel(0, -250)
            sheet.settle()
        for dx, dy in ((-700, 0), (0, -500), (700, 0), (700, 0), (0, 500)):
            sheet.drag((x, y), (x + dx / 2, y + dy / 2))
            sheet.settle()
        sheet.page.keyboard.press("0")
        sheet.settle()
    seen = sheet.page.evaluate("() => window.bitmaps")
    assert seen["count"] > 100
    assert seen["largest_px"] <= 512 * 512
    assert seen["most_bytes"] <= 192 * MIB + 6 * MIB  # and as many as are decoded at once


@pytest.mark.parametrize("state", ["list", "layers", "edit", "align", "summary", "history"])
def test_axe_finds_nothing(open_sheet: Opener, state: str) -> None:
    sheet = open_sheet(READ, "?change=c1")
    sheet.button("Filters").click()
    {
        "list": lambda: None,
        "layers": lambda: sheet.button("Layers").click(),
        "edit": lambda: sheet.button("Edit").click(),
        "align": lambda: sheet.button("Align").click(),
        "summary": lambda: sheet.tab("Summary"),
        "history": lambda: sheet.tab("History"),
    }[state]()
    sheet.settle()
    assert axe_violations_by_day_and_night(sheet.page) == []


@pytest.mark.parametrize("width_px", [768, 1024])
def test_nothing_sticks_out_of_a_tablet(open_sheet: Opener, width_px: int) -> None:
    sheet = open_sheet(
        READ, "?change=c1", viewport={"width": width_px, "height": 1024}, has_touch=True
    )
    assert sheet.page.evaluate("() => document.documentElement.scrollWidth") == width_px
    expect(sheet.row("c1")).to_be_visible()
    assert sheet.has(GREEN)


def test_two_fingers_zoom(open_sheet: Opener) -> None:
    sheet = open_sheet(READ, has_touch=True)
    level = sheet.page.get_by_label("Zoom level")
    before = int(level.inner_text().split()[0])
    x, y = sheet.middle(sheet.stage)
    touch = sheet.page.context.new_cdp_session(sheet.page)
    for kind, spread in (("touchStart", 20), ("touchMove", 40), ("touchMove", 60)):
        points = [{"x": x - spread, "y": y, "id": 1}, {"x": x + spread, "y": y, "id": 2}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    sheet.settle()
    assert int(level.inner_text().split()[0]) > 2 * before
