"""The client of `buildtrace up`: told by Firestore, under the rules that are deployed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from local.stack.client_server import serving_client
from tests.browser.sheet_site import sets
from tests.browser.web import Tab, axe_violations, built_client_or_skip, opened
from tests.emulated.cloud import Cloud
from tests.emulators import OF_CLOUD

pytestmark = [*OF_CLOUD, pytest.mark.browser, pytest.mark.timeout(400)]
READ_MS, COMPARED_MS = 30_000, 180_000
# The API says of a comparison that the summary of this revision is the one that is shown.
SUMMARY_IS = """
({ comparison_id, revision }) =>
  fetch(`/api/comparisons/${comparison_id}`, {
    headers: { Authorization: `Bearer ${sessionStorage.getItem('buildtrace.token')}` },
  })
    .then((answer) => answer.json())
    .then(({ summary_revision }) => summary_revision === revision)
"""


@pytest.fixture(scope="module")
def address(cloud: Cloud) -> Iterator[str]:
    built_client_or_skip()
    with serving_client(cloud.stack) as served:
        yield served


@contextmanager
def _signed_in(browser: Browser, address: str, name: str) -> Iterator[Tab]:
    """Open the client as its user; who they are is believed."""
    with opened(browser, address) as tab:
        page = tab.page
        page.set_default_timeout(READ_MS)
        page.goto("/")
        page.get_by_label("User").fill(name)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Projects", exact=True).wait_for()
        yield tab


def _make_project(page: Page, name: str) -> str:
    """Make a project; return the address of its page."""
    page.get_by_role("button", name="New project").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create project").click()
    page.get_by_role("heading", name=name).wait_for()
    return page.url


def _upload(page: Page, folder: Path) -> None:
    """Upload two revisions of a set of one sheet: a note differs, and a box is new."""
    files = [folder / f"plans-rev{number}.pdf" for number in (1, 2)]
    for file, content in zip(files, sets("A-101"), strict=True):
        file.write_bytes(content)
    page.get_by_label("Drawing sets").set_input_files(files)
    page.get_by_role("button", name="Upload 2 files").click()


def _compare(page: Page) -> None:
    page.get_by_role("button", name="Compare the last two").click()
    page.get_by_role("button", name="Start the comparison").click()
    page.wait_for_url(re.compile(r"/sessions/\w+$"))


def _invite(page: Page, email: str, role: str) -> None:
    page.get_by_role("link", name="Members").click()
    page.get_by_label("Invite by the address").fill(email)
    page.get_by_label("As", exact=True).select_option(role)
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("row", name=email).wait_for()


def _work_on_a_sheet(page: Page, other: Page) -> None:
    """Decide, and correct the list, as one; the other sees it, who may only look."""
    session = page.url
    page.get_by_role("link", name=re.compile("^A-101")).click()
    page.wait_for_url(re.compile("/sheets/"))
    page.goto(f"{page.url}?change=c1")
    other.goto(page.url)
    for one in (page, other):
        expect(one.get_by_role("banner")).to_contain_text("Live", timeout=READ_MS)
        expect(one.locator("[data-change=c1]")).to_be_visible()
    page.get_by_role("button", name="Accepted").click()
    expect(other.get_by_role("button", name="Accepted")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_label("Label").fill("Grab bar")
    page.get_by_role("button", name="Save 1").click()
    expect(other.locator("[data-change=c1]")).to_contain_text("Grab bar")
    other.get_by_role("tab", name="Summary").click()
    expect(other.get_by_text("as people corrected it")).to_be_visible(timeout=READ_MS)
    for one in (page, other):
        one.goto(session)


def _edit(page: Page) -> None:
    """Take a change away and back, name it, take the other away, draw one; save all of it."""
    page.get_by_role("option").nth(1).wait_for()
    page.get_by_role("button", name="Edit", exact=True).click()
    change = page.locator("[data-change='c1']")
    change.click()
    page.get_by_role("button", name="Delete: it is no change").click()
    expect(change).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    change.click()
    page.get_by_label("Label").fill("Note struck")
    page.get_by_label("Label").press("Enter")
    page.locator("[data-change='c2']").click()
    page.get_by_role("button", name="Delete: it is no change").click()
    page.get_by_role("button", name="Add region").press("Enter")
    page.get_by_label("Label").fill("Hose bibb")
    page.get_by_label("Label").press("Enter")
    page.get_by_role("button", name="Save 3").click()
    expect(page.get_by_role("button", name="Edit", exact=True)).to_be_visible()


def _write_again(page: Page) -> None:
    """Wait for the summary of what was saved, ask for another, and wait for that."""
    page.get_by_role("tab", name="Summary").click()
    words = page.get_by_role("tabpanel")
    expect(words).to_contain_text("as people corrected it", timeout=READ_MS)
    expect(words).to_contain_text("Hose bibb")
    again = page.get_by_role("button", name="Write the summary again")
    with page.expect_response(lambda answer: "/regenerate" in answer.url) as answered:
        again.click()
    asked_for = answered.value.json()
    page.wait_for_function(SUMMARY_IS, arg=asked_for, timeout=READ_MS)
    expect(again).to_be_enabled(timeout=READ_MS)
    expect(words).to_contain_text("Hose bibb")


def _change_log(page: Page) -> list[dict[str, object]]:
    """Download the workbook and return the rows of its change log by their headings."""
    page.get_by_role("button", name="Export").click()
    with page.expect_download(timeout=READ_MS) as coming:
        page.get_by_role("menuitem", name="Excel workbook").click()
    workbook = openpyxl.load_workbook(io.BytesIO(Path(coming.value.path()).read_bytes()))
    heading, *rows = workbook["Change log"].values
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


def test_firestore_tells_members_of_a_comparison_as_it_goes_and_strangers_nothing(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with _signed_in(browser, address, "olga") as olga, _signed_in(browser, address, "vera") as vera:
        asked: list[str] = []
        olga.page.on("request", lambda request: asked.append(request.url))
        project = _make_project(olga.page, "Clinic")
        _invite(olga.page, "vera@localhost", "viewer")
        vera.page.goto("/invitations")
        vera.page.get_by_role("button", name="Accept").click()
        vera.page.wait_for_url(project)
        expect(vera.page.get_by_text("Whoever may edit this project")).to_be_visible()
        expect(vera.page.get_by_role("button", name="Choose files")).to_have_count(0)

        olga.page.goto(project)
        _upload(olga.page, tmp_path)
        # What olga uploads appears on vera's page, which nobody touches.
        versions = vera.page.get_by_role("region", name="plans").get_by_role("listitem")
        expect(versions).to_have_count(2, timeout=READ_MS)

        _compare(olga.page)
        vera.page.goto(olga.page.url)
        for tab in (olga, vera):
            expect(tab.page.get_by_role("banner")).to_contain_text("Live", timeout=READ_MS)
            row = tab.page.get_by_role("main").get_by_text("A-101").first
            expect(row).to_be_visible(timeout=COMPARED_MS)
            done = tab.page.get_by_text("Completed", exact=True).first
            expect(done).to_be_visible(timeout=COMPARED_MS)
        _work_on_a_sheet(olga.page, vera.page)
        assert any("/Listen/channel" in url for url in asked)
        assert not [url for url in asked if url.endswith(("/events", "/changes"))]

        with _signed_in(browser, address, "sam") as stranger:
            for place in (project, olga.page.url):
                stranger.page.goto(place)
                expect(stranger.page.get_by_role("alert")).to_be_visible(timeout=READ_MS)
            stranger.page.goto("about:blank")  # nothing is asked any more
            stranger.expected = "404"


def test_a_set_is_walked_from_its_upload_to_its_export(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with _signed_in(browser, address, "olga") as tab:
        page = tab.page
        _make_project(page, "Walked")
        _upload(page, tmp_path)
        _compare(page)
        session_url = page.url
        done = page.get_by_text("Completed", exact=True).first
        expect(done).to_be_visible(timeout=COMPARED_MS)
        page.get_by_role("link", name=re.compile("^A-101 ")).click()
        _edit(page)
        _write_again(page)

        page.goto(session_url)
        rows = _change_log(page)
        found = {row["change_id"]: row for row in rows}
        assert found.keys() == {"c1", "c3"}
        assert found["c1"]["label"] == "Note struck"
        assert (found["c3"]["label"], found["c3"]["source"]) == ("Hose bibb", "added")


def test_what_firestore_says_is_shown_before_the_api_is_asked_again(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with _signed_in(browser, address, "olga") as tab:
        page, asked = tab.page, list[Route]()

        def answer_once(route: Route) -> None:
            asked.append(route)
            if len(asked) == 1:
                route.continue_()

        _make_project(page, "Snapshots")
        _upload(page, tmp_path)
        # From its first answer on the API says nothing of the session.
        session = re.compile(r"/api/sessions/\w+$")
        page.route(session, answer_once)
        _compare(page)
        summaries = page.get_by_role("progressbar", name="Summaries")
        expect(summaries).to_have_attribute("aria-valuenow", "100", timeout=COMPARED_MS)
        assert len(asked) > 1  # it was asked, and has not answered
        # An end without the sheets and their numbers would be read as "nothing has changed".
        expect(page.get_by_text("Completed", exact=True)).to_have_count(0)
        page.unroute_all(behavior="ignoreErrors")
        page.reload()
        expect(page.get_by_text("Completed", exact=True).first).to_be_visible(timeout=READ_MS)
        expect(page.get_by_text("A-101").first).to_be_visible(timeout=READ_MS)


def test_the_sign_in_shuts_nobody_out_and_signing_out_ends_it(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as tab:
        tab.page.goto("/")
        tab.page.get_by_label("User").wait_for()
        assert axe_violations(tab.page) == []
    with _signed_in(browser, address, "olga") as tab:
        tab.page.get_by_role("button", name="You").click()
        tab.page.get_by_role("menuitem", name="Sign out").click()
        expect(tab.page.get_by_label("User")).to_be_visible()
        tab.page.reload()
        expect(tab.page.get_by_label("User")).to_be_visible()
