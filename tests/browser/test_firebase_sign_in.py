"""Sign-in as it is deployed: Firebase's library in the page, its emulator behind it.

The API and Firestore believe the tokens that the emulator gives the page; nothing of this stack is
told who asks by any other way.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from playwright.sync_api import Browser, Page, Route, expect

from common.settings import CloudSettings
from local.stack.backends import Backends
from local.stack.client_server import serving_client
from local.stack.processes import HOST, Processes
from local.stack.sign_in import FirebaseSignIn
from local.stack.stack import running_functions
from local.stack.topology import ENTRY_POINTS
from tests.browser.firebase_accounts import PASSWORD, Accounts
from tests.browser.web import (
    Tab,
    axe_violations,
    axe_violations_by_day_and_night,
    built_client_or_skip,
    opened,
)
from tests.emulated.firestore_clients import Browser as FirestoreBrowser
from tests.emulators import OF_BACKENDS, firebase_tools_or_skip

pytestmark = [*OF_BACKENDS, pytest.mark.browser, pytest.mark.timeout(400)]
PROJECT = "demo-sign-in"
WAIT_MS = 30_000
GOOGLE = re.compile(r"^https://apis\.google\.com/js/api\.js")
# What the emulator's window would load to look nice.
ORNAMENTS = re.compile(r"^https://(unpkg\.com|fonts\.)")
OWNER, MEMBER, STRANGER = "olga@example.com", "vera@example.com", "sam@example.com"


@dataclass(frozen=True)
class Site:
    """The client, the API behind it, and who has an account."""

    address: str
    accounts: Accounts
    firestore: str

    def ask(self, who: str, method: str, path: str, body: Any = None) -> Any:
        """Ask the API as somebody with an account does."""
        answer = requests.request(
            method,
            self.address + path,
            json=body,
            headers={"Authorization": f"Bearer {self.accounts.token(who)}"},
            timeout=30,
        )
        assert answer.ok, answer.text
        return answer.json()

    def new_project(self) -> str:
        """Make a project of the owner's; return its id."""
        return str(self.ask(OWNER, "POST", "/api/projects", {"name": "Clinic"})["project_id"])

    def announce(self, project: str, drawing: str) -> None:
        """Announce an upload: a version of a drawing that is still to come."""
        said = {"drawing_name": drawing, "file_name": "set.pdf", "file_size": 9}
        self.ask(OWNER, "POST", f"/api/projects/{project}/uploads", said)


@pytest.fixture(scope="module")
def site(backends: Backends, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The API alone: who signs in needs no drawing to be compared."""
    built_client_or_skip()
    folder = tmp_path_factory.mktemp("site")
    emulator = firebase_tools_or_skip().sign_in(PROJECT, folder / "firebase")
    sign_in = FirebaseSignIn(emulator=f"{HOST}:{emulator.port}", project_id=PROJECT)
    settings = CloudSettings(project_id=PROJECT, bucket=PROJECT)
    api = [entry for entry in ENTRY_POINTS if entry.topic is None]
    with Processes(folder / "logs") as processes:
        processes.start([emulator])
        with (
            running_functions(
                backends, settings, folder, workers=1, sign_in=sign_in, entries=api
            ) as stack,
            serving_client(stack) as address,
        ):
            site = Site(address, Accounts(sign_in.emulator, PROJECT), backends.firestore)
            for email in (OWNER, STRANGER):
                site.accounts.make(email)
            yield site


@contextmanager
def _opened(browser: Browser, site: Site, **context: Any) -> Iterator[Tab]:
    with opened(browser, site.address, **context) as tab:
        tab.page.set_default_timeout(WAIT_MS)
        tab.page.goto("/")
        tab.page.get_by_role("button", name="Sign in", exact=True).wait_for()
        yield tab


def _sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("Address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _expect_projects(page: Page) -> None:
    expect(page.get_by_role("heading", name="Projects", exact=True)).to_be_visible()


def _expect_signed_out(page: Page) -> None:
    expect(page.get_by_label("Password")).to_be_visible(timeout=WAIT_MS)


def _menu(page: Page, item: str) -> None:
    page.get_by_role("button", name="You").click()
    page.get_by_role("menuitem", name=item).click()


def _forgive(tab: Tab, what: str, count: int) -> None:
    """Take what the browser says of so many answers that were to be refusals."""
    _hear(tab, count)
    assert [what in problem for problem in tab.problems] == [True] * count, tab.problems
    tab.problems.clear()


def _forgive_from_now_on(tab: Tab, what: str) -> None:
    """Likewise, where nobody counts how often it is asked before the end."""
    _hear(tab, 1)
    tab.expected = what


def _hear(tab: Tab, count: int) -> None:
    """Wait until the browser has said so much; it does when it likes, not with the answer."""
    end_s = time.monotonic() + WAIT_MS / 1000
    while len(tab.problems) < count:
        assert time.monotonic() < end_s, f"it has only said {tab.problems}"
        tab.page.wait_for_timeout(20)


# --- address and password ------------------------------------------------------------------------


def test_a_new_account_sees_its_invitations_when_its_address_is_verified_and_follows_by_firestore(
    browser: Browser, site: Site
) -> None:
    project = site.new_project()
    invitation = {"email": MEMBER, "role": "viewer"}
    site.ask(OWNER, "POST", f"/api/projects/{project}/members", invitation)
    with _opened(browser, site) as tab:
        page, asked = tab.page, list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_role("button", name="Create account").click()
        page.get_by_label("Address").fill(MEMBER)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        _expect_projects(page)
        _menu(page, "Invitations")
        notice = page.get_by_role("complementary", name="Your address")
        expect(notice).to_contain_text(f"{MEMBER} is not verified yet")
        expect(page.get_by_role("heading", name="No invitations")).to_be_visible()
        assert axe_violations(page) == []
        page.goto("/profile")
        expect(notice).to_be_visible()
        assert axe_violations(page) == []
        page.get_by_role("button", name="Send the link again").click()
        expect(page.get_by_text("The link is on its way.")).to_be_visible()
        page.goto("/invitations")
        notice.wait_for()

        assert requests.get(site.accounts.link(MEMBER, "VERIFY_EMAIL"), timeout=30).ok
        page.evaluate("dispatchEvent(new Event('focus'))")  # the window of the mail was closed
        page.get_by_role("button", name="Accept").click()
        page.wait_for_url(f"**/projects/{project}")
        expect(notice).to_have_count(0)
        site.announce(project, "Structure")
        expect(page.get_by_role("region", name="Structure")).to_be_visible(timeout=WAIT_MS)
        assert any("/Listen/channel" in url for url in asked)
        assert not [url for url in asked if url.endswith("/events")]


def test_a_password_signs_in_until_the_person_signs_out(browser: Browser, site: Site) -> None:
    with _opened(browser, site) as tab:
        page = tab.page
        for email in (OWNER, "nobody@example.com"):
            _sign_in(page, email, "another long word")
            expect(page.get_by_role("alert")).to_contain_text("do not belong together")
        _forgive(tab, "400", count=2)
        _sign_in(page, OWNER)
        _expect_projects(page)
        page.reload()
        _expect_projects(page)
        _menu(page, "Sign out")
        _expect_signed_out(page)
        page.reload()
        _expect_signed_out(page)


def test_a_forgotten_password_is_replaced_by_the_link_that_is_sent(
    browser: Browser, site: Site
) -> None:
    email, new = "otto@example.com", "another long word"
    site.accounts.make(email)
    with _opened(browser, site) as tab:
        page = tab.page
        page.get_by_role("button", name="Forgot the password?").click()
        for address in ("nobody@example.com", email):
            page.get_by_label("Address").fill(address)
            page.get_by_role("button", name="Send a link").click()
            expect(page.get_by_role("status")).to_contain_text(f"If {address} has an account")
        _forgive(tab, "400", count=1)
        link = site.accounts.link(email, "PASSWORD_RESET")
        assert requests.get(f"{link}&newPassword={new}", timeout=30).ok
        page.get_by_role("button", name="Sign in", exact=True).click()
        _sign_in(page, email, new)
        _expect_projects(page)


# --- Google's window -----------------------------------------------------------------------------


def _without_internet(page: Page) -> None:
    """Answer for Google's script, which has no package; what only adorns is not loaded."""
    script = Path(__file__).with_name("google_iframes.js").read_text(encoding="utf-8")

    def answer(route: Route) -> None:
        route.fulfill(body=script, content_type="text/javascript")

    page.context.route(GOOGLE, answer)
    page.context.route(ORNAMENTS, lambda route: route.abort())


def test_googles_window_signs_in_and_a_closed_one_is_no_error(browser: Browser, site: Site) -> None:
    with _opened(browser, site) as tab:
        page = tab.page
        _without_internet(page)
        google = page.get_by_role("button", name="Sign in with Google")
        page.clock.install()
        with page.expect_popup() as opening:
            google.click()
        opening.value.close()
        page.clock.run_for("00:15")  # Firebase looks for it every 2 s, and waits 8 s for its word
        expect(google).to_be_enabled(timeout=WAIT_MS)
        expect(page.get_by_role("alert")).to_have_count(0)

        with page.expect_popup() as opening:
            google.click()
        window = opening.value
        assert "providerId=google.com" in window.url
        window.locator(".js-new-account").click()
        window.locator("#email-input").fill("greta@example.com")
        window.locator("#display-name-input").fill("Greta Holm")
        window.locator("#sign-in").click()
        _expect_projects(page)
        page.goto("/profile")
        expect(page.get_by_text("Greta Holm").first).to_be_visible()
        # Google has verified the address: nothing is asked of its owner.
        expect(page.get_by_text("greta@example.com")).to_be_visible()
        expect(page.get_by_role("complementary", name="Your address")).to_have_count(0)


# --- tokens that end, and strangers --------------------------------------------------------------


def test_a_token_that_runs_out_is_renewed_until_the_account_is_gone(
    browser: Browser, site: Site
) -> None:
    email = "ida@example.com"
    site.accounts.make(email)
    with _opened(browser, site) as tab:
        page = tab.page
        _sign_in(page, email)
        _expect_projects(page)
        page.clock.install()
        page.clock.fast_forward("02:00:00")
        with page.expect_response(lambda answer: "securetoken.googleapis.com" in answer.url):
            _menu(page, "Profile")
        expect(page.get_by_text(email)).to_be_visible()
        site.accounts.delete(site.accounts.id_of(email))
        page.clock.fast_forward("04:00:00")
        _menu(page, "Invitations")
        _expect_signed_out(page)
        _forgive_from_now_on(tab, "400")


def test_the_api_refuses_a_token_that_has_run_out(site: Site) -> None:
    good = jwt.decode(site.accounts.token(OWNER), options={"verify_signature": False})
    old = {**good, "exp": int(time.time()) - 3600}
    said = [
        requests.get(
            f"{site.address}/api/me",
            headers={"Authorization": f"Bearer {jwt.encode(claims, '', algorithm='none')}"},
            timeout=30,
        )
        for claims in (good, old)
    ]
    assert [answer.status_code for answer in said] == [200, 401]
    assert said[1].json()["code"] == "token_refused"


def test_a_stranger_with_an_account_is_refused_by_the_api_and_by_the_rules(
    browser: Browser, site: Site
) -> None:
    project = site.new_project()
    with _opened(browser, site) as tab:
        _sign_in(tab.page, STRANGER)
        _expect_projects(tab.page)
        tab.page.goto(f"/projects/{project}")
        expect(tab.page.get_by_role("alert")).to_be_visible()
        _forgive_from_now_on(tab, "404")
    may = {
        who: FirestoreBrowser(site.firestore, PROJECT, None, token=site.accounts.token(who)).get(
            f"projects/{project}"
        )
        for who in (OWNER, STRANGER)
    }
    assert may == {OWNER: True, STRANGER: False}


def test_the_sign_in_shuts_nobody_out(browser: Browser, site: Site) -> None:
    with _opened(browser, site) as tab:
        page = tab.page
        found = axe_violations_by_day_and_night(page)
        for mode in ("Create account", "Forgot the password?"):
            page.get_by_role("button", name=mode).click()
            found += axe_violations_by_day_and_night(page)
        assert found == []
