"""The page of a session: it fills while the sheets are compared, and is worked with afterwards."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import openpyxl
import pymupdf
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import samples
from common import paths
from common.embedded.documents import SqliteDocumentStore
from tests.browser.web import (
    DESKTOP,
    TABLET,
    Client,
    Server,
    Tab,
    axe_violations,
    axe_violations_by_day_and_night,
    opened,
    running_server,
)
from tests.waiting import wait_until

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("web_session")]

COMPARED_S = 300.0
CARDS = "[data-card]:not([hidden])"
# The text as it stands there: `innerText` is empty until a card that was just shown is drawn.
LOOK_AT_CARDS = """(cards) => [...document.querySelectorAll(cards)].map((card) => ({
  name: card.querySelector('[data-card-link]').textContent.split(' ')[0],
  status: card.querySelector('article').dataset.status,
  height: card.getBoundingClientRect().height,
  top: card.getBoundingClientRect().top + scrollY,
}))"""
COUNT_SHIFTS = """() => {
  window.shifted = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value
  }).observe({ type: 'layout-shift' })
}"""


@dataclass
class Watched:
    """A session as its page showed it from before it was compared until it had ended.

    Attributes:
        looks: the cards at each look.
        shifted: how far what was seen moved by itself since there were cards (CLS).
    """

    address: str
    session_id: str
    looks: list[list[dict[str, Any]]] = field(default_factory=list)
    shifted: float = 0.0

    @property
    def path(self) -> str:
        return f"/sessions/{self.session_id}"

    @property
    def client(self) -> Client:
        return Client(self.address)

    def comparison(self, name: str) -> str:
        rows = self.client.get(f"/api{self.path}")["comparisons"]
        found: str = next(row["comparison_id"] for row in rows if row["drawing_name"] == name)
        return found


def _without_number() -> bytes:
    """Return the new sample set whose roof plan has lost its number."""
    with pymupdf.open(samples.sample_paths()[1]) as document:
        page = document[2]
        for place in page.search_for("A-102"):
            page.add_redact_annot(place, fill=(1, 1, 1))
        page.apply_redactions()
        return bytes(document.tobytes())


@pytest.fixture(scope="module")
def watched(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    with running_server(tmp_path_factory.mktemp("web")) as server:
        client = Client(server.address)
        project = client.send("POST", "/api/projects", {"name": "Clinic"})["project_id"]
        old = samples.sample_paths()[0].read_bytes()
        session_id = client.compare(project, old, _without_number())
        session = Watched(server.address, session_id)
        with opened(browser, server.address) as tab:
            _watch(tab.page, session, server)
        yield session


def _watch(page: Page, session: Watched, server: Server) -> None:
    page.goto(session.path)
    expect(page.get_by_role("progressbar", name="Pages read")).to_be_visible()
    _wait_for_sheets(server)
    with server.held():  # however slowly the page is drawn, its first look is of sheets to come
        page.locator(CARDS).first.wait_for(timeout=COMPARED_S * 1000)
        page.evaluate(COUNT_SHIFTS)
        session.looks.append(page.evaluate(LOOK_AT_CARDS, CARDS))
    until = time.monotonic() + COMPARED_S
    while time.monotonic() < until:
        has_ended = page.get_by_text("What to look at first").is_visible()
        session.looks.append(page.evaluate(LOOK_AT_CARDS, CARDS))  # the last one of after the end
        if has_ended:
            break
        page.wait_for_timeout(250)
    session.shifted = page.evaluate("() => window.shifted")


def _wait_for_sheets(server: Server) -> None:
    """Return as soon as there are sheets to be compared; asking the API so often is not allowed."""
    records = SqliteDocumentStore(server.data / "documents.sqlite")
    try:
        wait_until(lambda: records.query(paths.COMPARISONS), give_up_s=COMPARED_S)
    finally:
        records.close()


@pytest.fixture
def tab(browser: Browser, watched: Watched) -> Iterator[Tab]:
    with opened(browser, watched.address) as found:
        _open(found.page, watched)
        yield found


def _open(page: Page, watched: Watched, query: str = "") -> None:
    page.goto(watched.path + query)
    page.locator(CARDS).first.wait_for()


def _card(page: Page, name: str) -> Locator:
    named = page.get_by_role("heading", name=re.compile(f"^{name} "))
    return page.locator(CARDS).filter(has=named)


def _names(page: Page) -> list[str]:
    return [str(card["name"]) for card in page.evaluate(LOOK_AT_CARDS, CARDS)]


# --- while it goes on ----------------------------------------------------------------------------


def test_every_sheet_has_its_place_before_it_is_compared_and_fills_in_it(watched: Watched) -> None:
    waiting = [sum(card["status"] == "pending" for card in look) for look in watched.looks]
    assert waiting[0] > 1
    assert waiting[-1] == 0
    assert waiting == sorted(waiting, reverse=True)
    assert len({tuple(card["name"] for card in look) for look in watched.looks}) == 1
    assert len({card["height"] for look in watched.looks for card in look}) == 1
    assert len({card["top"] for look in watched.looks for card in look[:1]}) == 1


def test_nothing_moves_by_itself_while_sheets_come(watched: Watched) -> None:
    assert watched.shifted < 0.01


def test_the_stages_say_how_far_they_are(tab: Tab) -> None:
    for name in ("Sheets compared", "Summaries"):
        bar = tab.page.get_by_role("progressbar", name=name)
        expect(bar).to_have_attribute("aria-valuetext", "8 of 8")


# --- looking through it --------------------------------------------------------------------------


def test_a_card_says_what_became_of_its_sheet(tab: Tab) -> None:
    card = _card(tab.page, "A-101")
    expect(card).to_contain_text("12 changes")
    expect(card).to_contain_text("Alignment verified")
    expect(card).to_contain_text("12'-6")
    expect(card.locator("img")).to_have_js_property("complete", value=True)
    assert card.locator("img").evaluate("image => image.naturalWidth") > 100
    expect(_card(tab.page, "E-101")).to_contain_text("Added sheet")
    expect(_card(tab.page, "S-101")).to_contain_text("Removed sheet")


def test_keys_go_from_sheet_to_sheet_and_into_one_and_the_way_back_keeps_the_view(
    tab: Tab, watched: Watched
) -> None:
    page = tab.page
    _open(page, watched, "?show=changed&order=changes")
    names = _names(page)
    assert names[0] == "A-101"
    for key in ("j", "j", "k", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.innerText").startswith(names[0])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{watched.path}/sheets/{watched.comparison(names[0])}"))
    page.go_back()
    page.locator(CARDS).first.wait_for()
    assert _names(page) == names


def test_sheets_are_found_by_words_and_by_what_became_of_them(tab: Tab) -> None:
    page = tab.page
    page.keyboard.press("/")
    page.keyboard.type("door schedules")
    expect(page.locator(CARDS)).to_have_count(1)
    assert _names(page) == ["A-601"]
    page.get_by_label("Find sheets").fill("")
    page.get_by_label("Show", exact=True).select_option("added")
    expect(page.locator(CARDS)).to_have_count(1)
    page.get_by_label("Show", exact=True).select_option("failed")
    page.get_by_role("button", name="Show all sheets").click()
    expect(page.locator(CARDS)).to_have_count(8)


def test_a_sheet_that_was_added_is_decided_of_where_its_card_is(tab: Tab, watched: Watched) -> None:
    page, card = tab.page, _card(tab.page, "E-101")
    card.get_by_role("button", name="Decide: E-101 as a whole").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The whole sheet was added")
    dialog.get_by_role("button", name="Needs RFI").click()
    dialog.get_by_label("Comment").fill("Whose lights?")
    dialog.get_by_role("button", name="Save comment").click()
    expect(dialog.get_by_role("button", name="Save comment")).to_have_count(0)
    assert axe_violations(page) == []
    dialog.get_by_role("button", name="Done").click()
    expect(card.get_by_role("button", name="Needs RFI: E-101 as a whole")).to_be_visible()
    _open(page, watched, "?show=rfi")
    assert _names(page) == ["E-101"]
    expect(page.get_by_text(re.compile(r"1 of \d+ decided")).first).to_be_visible()
    card.locator("[data-card-link]").click()
    expect(page.get_by_role("region", name="The sheet as a whole")).to_be_visible()
    expect(page.get_by_label("Comment")).to_have_value("Whose lights?")
    page.get_by_role("heading", name="The whole sheet was added").click()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Accepted")).to_have_attribute("aria-pressed", "true")
    assert axe_violations(page) == []
    triage = watched.client.get(f"/api/comparisons/{watched.comparison('E-101')}/triage")
    assert [(d["change_id"], d["status"]) for d in triage["decisions"]] == [("sheet", "accepted")]


def test_an_overlay_can_be_had_as_a_file(tab: Tab) -> None:
    with tab.page.expect_download() as coming:
        tab.page.get_by_role("link", name="Download the overlay of A-101").click()
    assert Path(coming.value.path()).read_bytes().startswith(b"\x89PNG")


def test_the_summary_of_the_set_leads_to_the_sheets(tab: Tab, watched: Watched) -> None:
    tab.page.get_by_role("tabpanel").get_by_role("link", name="A-601").first.click()
    place = re.compile(f"{watched.path}/sheets/{watched.comparison('A-601')}")
    expect(tab.page).to_have_url(place)


# --- asking ---------------------------------------------------------------------------------------


def test_an_answer_says_that_it_is_a_search_and_leads_to_the_place(
    tab: Tab, watched: Watched
) -> None:
    page = tab.page
    page.keyboard.press("c")
    page.keyboard.type("What changed on A-101?")
    page.keyboard.press("Enter")
    answer = page.get_by_role("tabpanel", name="Ask")
    expect(answer).to_contain_text("Search, not written by a language model")
    answer.get_by_role("link", name=re.compile(r"^A-101 c\d+$")).first.click()
    sheet = f"{watched.path}/sheets/{watched.comparison('A-101')}"
    expect(page).to_have_url(re.compile(rf"{sheet}\?change=c\d+"))
    page.go_back()
    page.keyboard.press("c")
    expect(page.get_by_role("tabpanel", name="Ask")).to_contain_text("What changed on A-101?")


# --- taking it along -----------------------------------------------------------------------------


def _is_pdf(content: bytes) -> bool:
    with pymupdf.open(stream=content) as document:
        texts: list[str] = [page.get_text() for page in document.pages()]
    return any("A-101" in text for text in texts)


OPENS: Final[dict[str, Callable[[bytes], bool]]] = {
    "PDF report": _is_pdf,
    "Excel workbook": lambda b: "Change log" in openpyxl.load_workbook(io.BytesIO(b)).sheetnames,
    "CSV change log": lambda b: len(list(csv.reader(b.decode("utf-8-sig").splitlines()))) > 30,
    "JSON": lambda b: len(json.loads(b)["comparisons"]) == 8,
    "BCF 3.0 topics": lambda b: "bcf.version" in zipfile.ZipFile(io.BytesIO(b)).namelist(),
}


@pytest.mark.parametrize("name", OPENS)
def test_an_export_is_downloaded_and_opens(tab: Tab, name: str) -> None:
    tab.page.get_by_role("button", name="Export").click()
    with tab.page.expect_download(timeout=120_000) as coming:
        tab.page.get_by_role("menuitem", name=name).click()
    assert coming.value.suggested_filename.startswith("Permit set Rev 1")
    assert OPENS[name](Path(coming.value.path()).read_bytes())


# --- for everybody -------------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [DESKTOP, TABLET], ids=["desktop", "tablet"])
def test_the_page_is_accessible_in_every_state(
    browser: Browser, watched: Watched, viewport: dict[str, int]
) -> None:
    with opened(browser, watched.address, viewport=viewport) as tab:
        page = tab.page
        _open(page, watched)
        found = axe_violations_by_day_and_night(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for press in ("r", "j", "e"):
            page.keyboard.press(press)
        found += axe_violations_by_day_and_night(page)
        page.keyboard.press("Escape")
        page.get_by_role("tab", name="Ask").click()
        found += axe_violations_by_day_and_night(page)
        page.get_by_role("button", name="Export").click()
        found += axe_violations_by_day_and_night(page)
    assert found == []


def test_the_keys_are_in_the_help(tab: Tab) -> None:
    tab.page.keyboard.press("?")
    help_ = tab.page.get_by_role("dialog", name="Keyboard")
    for words in ("Next sheet", "Find a sheet", "type the number", "Ask about this comparison"):
        expect(help_).to_contain_text(words)


# --- putting it right: last, for the session is followed then -------------------------------------


def test_a_number_is_put_right_by_key_and_the_following_session_says_so(
    tab: Tab, watched: Watched
) -> None:
    page = tab.page
    accepted = {"decisions": [{"change_id": "c14", "status": "accepted"}]}
    sheet = watched.comparison("A-101")
    watched.client.send("PATCH", f"/api/comparisons/{sheet}/triage", accepted)
    page.keyboard.press("r")
    card = page.locator(CARDS).first
    expect(card).to_contain_text("ROOF PLAN")
    review = card.get_by_role("region", name="Sheet number")
    expect(review.locator("img")).to_have_js_property("complete", value=True)
    assert review.locator("img").evaluate("image => image.naturalWidth") > 100
    review.get_by_role("button", name="Edit number").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.keyboard.type("A-102")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Corrections to apply")).to_contain_text("1 correction")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: watched.session_id not in url)
    expect(
        page.get_by_text("This comparison follows an earlier one, with 1 correction")
    ).to_be_visible()
    taken = _card(page, "A-101")
    expect(taken).to_contain_text("1 of 12 decided", timeout=120_000)
    expect(page.get_by_role("button", name="Review", exact=True)).to_be_visible(timeout=120_000)
    page.get_by_role("link", name="an earlier one").click()
    page.get_by_role("link", name="Go to the newer one").click()
    page.wait_for_url(lambda url: watched.session_id not in url)


def test_a_comparison_is_cancelled_after_a_question(browser: Browser, watched: Watched) -> None:
    session = watched.client.get(f"/api{watched.path}")
    turned = {
        "old_version_id": session["new_version_id"],
        "new_version_id": session["old_version_id"],
    }
    made = watched.client.send("POST", "/api/comparisons", turned)["session_id"]
    with opened(browser, watched.address) as tab:
        tab.page.goto(f"/sessions/{made}")
        tab.page.get_by_role("button", name="Cancel", exact=True).click()
        tab.page.get_by_role("button", name="Cancel the comparison").click()
        expect(
            tab.page.get_by_text("The comparison was cancelled: sheets may be missing")
        ).to_be_visible()
        assert axe_violations(tab.page) == []
