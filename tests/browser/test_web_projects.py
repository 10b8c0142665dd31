"""Projects, drawings, uploads, members and settings in the client of `buildtrace serve`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

import samples
from tests.browser.web import (
    DESKTOP,
    TABLET,
    Client,
    Tab,
    axe_violations,
    axe_violations_by_day_and_night,
    opened,
    serving,
)
from tests.drawings import COARSE, pdf_of, sheet

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web_projects")]
READ_MS, COMPARED_MS = 30_000, 240_000
OLD, NEW = samples.sample_paths()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("projects"), environment=COARSE) as served:
        yield served


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Tab]:
    with opened(browser, address) as made:
        made.page.set_default_timeout(READ_MS)
        yield made


@pytest.fixture
def page(tab: Tab) -> Page:
    return tab.page


def _new_project(address: str, name: str, **more: str) -> str:
    """Make a project as a program would; return the path of its page."""
    made = Client(address).send("POST", "/api/projects", {"name": name, **more})
    return f"/projects/{made['project_id']}"


def _choose(page: Page, *files: Path) -> None:
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Choose files").click()
    choosing.value.set_files(files)


def _never(_route: Route) -> None:
    """Leave a request without an answer."""


def _small_set(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(pdf_of(sheet("A-1", note=name)))
    return path


@pytest.mark.timeout(400)  # compares the whole sample set
def test_two_files_become_a_comparison_that_fills_as_it_goes(page: Page, address: str) -> None:
    page.goto("/")
    page.get_by_role("button", name="New project").first.click()
    page.get_by_label("Name").fill("Maple Street Clinic")
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", name="Maple Street Clinic")).to_be_visible()

    _choose(page, OLD, NEW)
    labels = page.get_by_label("Version label")
    assert [labels.nth(i).input_value() for i in range(2)] == ["Rev 1", "Rev 2"]
    page.get_by_role("button", name="Upload 2 files").click()
    versions = page.get_by_role("region", name="maple-street-clinic").get_by_role("listitem")
    expect(versions).to_have_count(2)

    for box in page.get_by_role("checkbox").all():
        box.check()
    picked = page.get_by_role("region", name="Comparison")
    expect(picked).to_contain_text("maple-street-clinic, Rev 1 → maple-street-clinic, Rev 2")
    page.get_by_role("button", name="Compare …").click()
    page.get_by_label("Leave out annotations").check()
    page.get_by_role("button", name="Start the comparison").click()
    page.wait_for_url(re.compile(r"/sessions/\w+$"))

    session_id = page.url.rpartition("/")[2]
    expect(page.get_by_role("banner")).to_contain_text("Live", timeout=READ_MS)
    first = page.get_by_role("main").get_by_text("A-101").first
    expect(first).to_be_visible(timeout=COMPARED_MS)
    page.get_by_text("Completed", exact=True).first.wait_for(timeout=COMPARED_MS)
    session = Client(address).ended(session_id, give_up_s=COMPARED_MS / 1000)
    assert session["hides_annotations"] is True
    assert len(session["comparisons"]) == 8
    for comparison in session["comparisons"]:
        expect(page.get_by_text(comparison["drawing_name"]).first).to_be_attached()


class TestUploads:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path

    def test_what_breaks_goes_on_where_it_stopped(
        self, tab: Tab, address: str, folder: Path
    ) -> None:
        page, sent = tab.page, list[str]()

        def break_once(route: Route) -> None:
            content_range = route.request.headers.get("content-range", "")
            sent.append(content_range)
            is_part = not content_range.startswith("bytes *")
            if is_part and sum(not part.startswith("bytes *") for part in sent) == 2:
                route.abort("connectionreset")
            else:
                route.continue_()

        page.route("**/storage/uploads/**", break_once)
        large = folder / "large.pdf"
        large.write_bytes(pdf_of(sheet("A-1")) + b"%" * 1_500_000)
        page.goto(_new_project(address, "Broken line"))
        _choose(page, large)
        page.get_by_role("button", name="Upload 1 file").click()
        uploads = page.get_by_role("region", name="Uploads")
        expect(uploads).to_contain_text("The server does not answer. Check your connection.")
        expect(uploads).to_contain_text("262 KB of 1.5 MB")
        page.get_by_role("button", name="Try again").click()
        expect(uploads).to_have_count(0)
        drawing = page.get_by_role("region", name="large", exact=True)
        expect(drawing.get_by_role("listitem")).to_have_count(1)
        assert sum(part.startswith("bytes 0-") for part in sent) == 1
        (network_error,) = tab.problems
        assert "ERR_CONNECTION_RESET" in network_error
        tab.problems.clear()

    def test_a_page_that_is_closed_asks_first_and_the_next_one_goes_on(
        self, page: Page, address: str, folder: Path
    ) -> None:
        sent: list[str] = []

        def answer_once(route: Route) -> None:
            content_range = route.request.headers.get("content-range", "")
            sent.append(content_range)
            if sum(not part.startswith("bytes *") for part in sent) != 2:
                route.continue_()

        page.context.route("**/storage/uploads/**", answer_once)
        large, other = folder / "large.pdf", _small_set(folder, "other.pdf")
        large.write_bytes(pdf_of(sheet("A-1")) + b"%" * 1_500_000)
        path = _new_project(address, "Closed")
        page.goto(path)
        _choose(page, large)
        page.get_by_role("button", name="Upload 1 file").click()
        expect(page.get_by_role("region", name="Uploads")).to_contain_text("262 KB of 1.5 MB")
        asked: list[str] = []

        def leave(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", leave)
        again = page.context.new_page()
        again.goto(path)
        expect(again.get_by_role("button", name="Choose files")).to_be_visible()
        expect(again.get_by_role("region", name="Unfinished uploads")).to_have_count(0)
        page.close(run_before_unload=True)
        page.wait_for_event("close")
        assert asked == ["beforeunload"]
        again.reload()
        unfinished = again.get_by_role("region", name="Unfinished uploads")
        expect(unfinished).to_contain_text("262 KB of 1.5 MB")
        assert axe_violations(again) == []
        for chosen in (other, large):
            with again.expect_file_chooser() as choosing:
                unfinished.get_by_role("button", name="Choose the file again").click()
            choosing.value.set_files(chosen)
            if chosen is other:
                expect(again.get_by_text("This is another file")).to_be_visible()
        expect(unfinished).to_have_count(0)
        drawing = again.get_by_role("region", name="large", exact=True)
        expect(drawing.get_by_role("listitem")).to_have_count(1, timeout=READ_MS)
        assert sum(part.startswith("bytes 0-") for part in sent) == 1

    def test_a_paused_upload_waits_for_its_user(
        self, page: Page, address: str, folder: Path
    ) -> None:
        page.route("**/storage/uploads/**", _never)
        page.goto(_new_project(address, "Pause"))
        _choose(page, _small_set(folder, "set.pdf"))
        page.get_by_role("button", name="Upload 1 file").click()
        page.get_by_role("button", name="Pause set.pdf").click()
        uploads = page.get_by_role("region", name="Uploads")
        expect(uploads).to_contain_text("Paused")
        page.unroute("**/storage/uploads/**")
        page.get_by_role("button", name="Go on with set.pdf").click()
        expect(uploads).to_have_count(0)

    def test_what_is_no_drawing_does_not_go_up(
        self, page: Page, address: str, folder: Path
    ) -> None:
        (folder / "notes.docx").write_bytes(b"words")
        (folder / "empty.pdf").write_bytes(b"")
        page.goto(_new_project(address, "Wrong files"))
        _choose(page, folder / "notes.docx", folder / "empty.pdf")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("notes.docx: is no PDF, PNG, JPEG or TIFF")
        expect(dialog).to_contain_text("empty.pdf: is empty")
        expect(dialog.get_by_role("button", name="Upload 0 files")).to_be_disabled()

    def test_dropped_files_are_asked_about(self, page: Page, address: str) -> None:
        page.goto(_new_project(address, "Drop"))
        page.get_by_role("button", name="Choose files").wait_for()
        page.evaluate(
            """() => {
              const files = new DataTransfer()
              files.items.add(new File(['%PDF-'], 'Tower_rev3.pdf'))
              const drop = { dataTransfer: files, bubbles: true, cancelable: true }
              document.body.dispatchEvent(new DragEvent('dragover', drop))
              document.body.dispatchEvent(new DragEvent('drop', drop))
            }"""
        )
        expect(page.get_by_label("Drawing", exact=True)).to_have_value("Tower")
        expect(page.get_by_label("Version label")).to_have_value("Rev 3")

    def test_a_file_that_cannot_be_read_says_why(
        self, page: Page, address: str, folder: Path
    ) -> None:
        (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
        page.goto(_new_project(address, "Unreadable"))
        _choose(page, folder / "broken.pdf")
        page.get_by_role("button", name="Upload 1 file").click()
        drawing = page.get_by_role("region", name="broken")
        expect(drawing).to_contain_text("Failed", timeout=READ_MS)
        expect(drawing.get_by_role("checkbox")).to_have_count(0)


class TestProjects:
    def test_projects_are_found_by_what_people_know_of_them(self, page: Page, address: str) -> None:
        _new_project(address, "Harbour school", client_name="Port authority")
        _new_project(address, "Harbour depot", location="Pier 9")
        page.goto("/")
        page.get_by_role("searchbox").fill("harbour port")
        expect(page.get_by_role("link", name="Harbour school")).to_be_visible()
        expect(page.get_by_role("link", name="Harbour depot")).to_have_count(0)
        page.get_by_role("button", name="List").click()
        expect(page.get_by_role("row", name="Harbour school")).to_contain_text("Port authority")
        page.reload()  # the layout is remembered
        expect(page.get_by_role("table")).to_be_visible()

    def test_a_project_is_renamed_archived_and_deleted_by_typing_its_name(
        self, page: Page, address: str
    ) -> None:
        _new_project(address, "The one that stays")
        page.goto(_new_project(address, "Old hall") + "/settings")
        page.get_by_label("Name").fill("New hall")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="New hall")).to_be_visible()
        page.get_by_label("Compare on drop").uncheck()
        page.get_by_role("button", name="Archive").click()
        expect(page.get_by_role("button", name="Make active again")).to_be_visible()
        page.reload()
        expect(page.get_by_label("Compare on drop")).not_to_be_checked()

        page.get_by_role("button", name="Delete the project").click()
        confirm = page.get_by_role("button", name="Delete for everybody")
        expect(confirm).to_be_disabled()
        page.get_by_label("Type “New hall” to confirm").fill("New hall")
        confirm.click()
        page.wait_for_url(re.compile(r"/$"))
        page.get_by_label("Status").select_option("all")
        expect(page.get_by_role("link", name="New hall")).to_have_count(0)

    def test_somebody_is_invited_and_the_invitation_withdrawn(
        self, page: Page, address: str
    ) -> None:
        page.goto(_new_project(address, "Team") + "/members")
        page.get_by_label("Invite by the address").fill("ann@example.com")
        page.get_by_label("As", exact=True).select_option("viewer")
        page.get_by_role("button", name="Invite").click()
        asked = page.get_by_role("row", name="ann@example.com")
        expect(asked).to_contain_text("Viewer")
        expect(page.get_by_role("row", name="This machine")).to_contain_text("The only owner")
        asked.get_by_role("button", name="Withdraw").click()
        expect(asked).to_have_count(0)

    def test_a_project_that_is_not_there_says_so(self, tab: Tab) -> None:
        tab.page.goto("/projects/nothing")
        expect(tab.page.get_by_role("alert")).to_contain_text("could not be loaded")
        tab.expected = "404"

    def test_a_page_that_is_not_there_leads_back(self, page: Page) -> None:
        page.goto("/nowhere/at/all")
        page.get_by_role("link", name="Go to the projects").click()
        expect(page.get_by_role("heading", name="Projects", exact=True)).to_be_visible()


class TestKeyboard:
    def test_the_first_tab_skips_to_the_content(self, page: Page) -> None:
        page.goto("/")
        page.get_by_role("heading", name="Projects", exact=True).wait_for()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()

    def test_the_help_lists_what_works_here(self, page: Page) -> None:
        page.goto("/")
        page.get_by_role("heading", name="Projects", exact=True).wait_for()
        page.keyboard.press("?")
        help_dialog = page.get_by_role("dialog", name="Keyboard")
        expect(help_dialog).to_contain_text("New project")
        page.keyboard.press("Escape")
        expect(help_dialog).to_have_count(0)
        page.keyboard.press("n")
        expect(page.get_by_label("Name")).to_be_focused()
        page.keyboard.type("n?p")  # in a field, letters are letters
        expect(page.get_by_label("Name")).to_have_value("n?p")

    def test_single_letters_can_be_turned_off(self, page: Page) -> None:
        page.goto("/profile")
        page.get_by_label("Single letters are shortcuts").uncheck()
        page.keyboard.press("p")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("heading", name="Profile")).to_be_visible()

    def test_a_menu_is_walked_with_arrows_and_left_with_escape(self, page: Page) -> None:
        page.goto("/")
        button = page.get_by_role("button", name="Theme: system")
        button.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("menuitem", name="Dark")).to_be_focused()
        page.keyboard.press("Escape")
        expect(button).to_be_focused()


class TestAccess:
    PATHS = ("", "/comparisons", "/members", "/settings")

    @pytest.fixture
    def project(self, address: str) -> str:
        path = _new_project(address, "Clinic", client_name="County", description="Two floors.")
        project_id = path.rpartition("/")[2]
        client = Client(address)
        old, new = (
            client.upload(project_id, label, pdf_of(sheet("A-1", note=label)))
            for label in ("Rev 1", "Rev 2")
        )
        client.send("POST", "/api/comparisons", {"old_version_id": old, "new_version_id": new})
        invitation = {"email": "ann@example.com", "role": "viewer"}
        client.send("POST", f"/api/projects/{project_id}/members", invitation)
        return path

    @pytest.mark.parametrize("size", [DESKTOP, TABLET], ids=["desktop", "tablet"])
    def test_no_page_shuts_anybody_out(
        self, browser: Browser, address: str, project: str, size: dict[str, int]
    ) -> None:
        with opened(browser, address, viewport=size) as tab:
            page = tab.page
            page.set_default_timeout(READ_MS)
            found: dict[str, list[str]] = {}
            paths = ["/", "/profile", "/invitations", *(project + part for part in self.PATHS)]
            for path in paths:
                page.goto(path)
                page.get_by_role("heading", level=1).wait_for()
                page.wait_for_load_state("networkidle")
                found[path] = axe_violations_by_day_and_night(page) + _too_wide(page)
            page.goto("/")
            page.get_by_role("button", name="New project").first.click()
            found["dialog"] = axe_violations_by_day_and_night(page)
            page.goto(project)
            page.get_by_role("button", name="Compare the last two").click()
            found["comparison dialog"] = axe_violations_by_day_and_night(page)
            page.keyboard.press("Escape")
            page.get_by_role("button", name="You").click()
            found["menu"] = axe_violations_by_day_and_night(page)
            assert {name: wrong for name, wrong in found.items() if wrong} == {}


def _too_wide(page: Page) -> list[str]:
    """Return a complaint when the page has to be scrolled sideways."""
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{width} px too wide"] if width > 0 else []


@pytest.mark.timeout(300)
def test_a_connection_that_was_lost_comes_back(browser: Browser, address: str) -> None:
    client = Client(address)
    project_id = _new_project(address, "Line").rpartition("/")[2]
    session = client.compare(project_id, pdf_of(sheet("A-1")), pdf_of(sheet("A-1")))
    with opened(browser, address) as tab:
        page, header = tab.page, tab.page.get_by_role("banner")
        client.ended(session)
        page.goto(f"/sessions/{session}")
        expect(header).to_contain_text("Live", timeout=READ_MS)
        page.context.set_offline(True)
        page.evaluate("window.dispatchEvent(new Event('online'))")  # ask now, not in 15 s
        expect(header).to_contain_text("Reconnecting", timeout=READ_MS)
        page.context.set_offline(False)
        expect(header).to_contain_text("Live", timeout=READ_MS)
        tab.expected = "ERR_INTERNET_DISCONNECTED"
