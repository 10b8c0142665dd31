"""The web client as `buildtrace serve` hands it out, in Chromium as a user would use it."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal
from uuid import uuid4

import psutil
import pytest
from playwright.sync_api import Browser, Page

from local.stack.processes import HOST, Processes, Service, free_port
from tests.functional.command import BUILDTRACE
from tests.machine import is_ci

WEB = Path(__file__).parents[2] / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
NOTHING_CHANGES = "() => !document.getAnimations().some((each) => each instanceof CSSTransition)"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
DESKTOP, TABLET = {"width": 1440, "height": 900}, {"width": 768, "height": 1024}


def built_client_or_skip() -> None:
    """Skip without the built client; fail where it must be there."""
    if (WEB / "dist" / "index.html").exists() and AXE.exists():
        return
    reason = "the web client is not built: make web"
    if is_ci():
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True)
class Server:
    """A running `buildtrace serve`.

    Attributes:
        address: where it listens.
        data: the folder of its records and files.
        process: its own; those that read and compare drawings are below it.
    """

    address: str
    data: Path
    process: psutil.Process

    @contextmanager
    def held(self) -> Iterator[None]:
        """Stop the processes that read and compare, and let them go on at the end."""
        workers = self.process.children(recursive=True)
        for worker in workers:
            worker.suspend()
        try:
            yield
        finally:
            for worker in workers:
                worker.resume()


@contextmanager
def serving(
    folder: Path, workers: int = 1, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run `buildtrace serve` and give its address."""
    with running_server(folder, workers, environment) as server:
        yield server.address


@contextmanager
def running_server(
    folder: Path, workers: int = 1, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run `buildtrace serve`."""
    built_client_or_skip()
    port, data = free_port(), folder / "data"
    command = [
        str(BUILDTRACE), "serve", "--port", str(port), "--folder", str(data),
        "--workers", str(workers),
    ]  # fmt: skip
    with Processes(folder / "logs") as processes:
        service = Service(name="serve", command=command, port=port, environment=environment or {})
        processes.start([service])
        process = psutil.Process(processes.pid(service.name))
        yield Server(f"http://{HOST}:{port}", data, process)


@dataclass
class Tab:
    """An open page; whatever goes wrong in it is kept.

    Attributes:
        expected: a word of problems that are meant to come, at any time.
    """

    page: Page
    problems: list[str] = field(default_factory=list)
    expected: str = ""


@contextmanager
def opened(browser: Browser, address: str, **context: Any) -> Iterator[Tab]:
    """Open a page; at the end nothing may have failed in it."""
    settings = {"viewport": DESKTOP, "reduced_motion": "reduce", "base_url": address, **context}
    made = browser.new_context(**settings)
    tab = Tab(made.new_page())
    page, problems = tab.page, tab.problems
    page.on("console", lambda said: problems.append(f"{said.type}: {said.text}"))
    page.on("pageerror", lambda error: problems.append(f"failed: {error}"))
    yield tab
    made.close()
    assert [p for p in problems if not tab.expected or tab.expected not in p] == []


@dataclass(frozen=True)
class Client:
    """The API as a program calls it."""

    address: str

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def send(self, method: str, path: str, body: object = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        return self._answer(method, path, content, "application/json")

    def compare(self, project: str, old: bytes, new: bytes) -> str:
        """Upload two revisions and begin to compare them; return the session's id."""
        old_id, new_id = self.upload(project, "Rev 1", old), self.upload(project, "Rev 2", new)
        body = {"old_version_id": old_id, "new_version_id": new_id}
        return str(self.send("POST", "/api/comparisons", body)["session_id"])

    def ended(self, session_id: str, *, give_up_s: float = 120.0) -> dict[str, Any]:
        """Return a session when it has ended, with all its summaries."""
        end_s = time.monotonic() + give_up_s
        while time.monotonic() < end_s:
            session: dict[str, Any] = self.get(f"/api/sessions/{session_id}")
            if session["status"].startswith("completed") and not session["set_summary_is_due"]:
                return session
            time.sleep(0.3)
        raise AssertionError(f"the session is still {session['status']}")

    def upload(self, project: str, label: str, pdf: bytes) -> str:
        """Upload a version of the drawing `Permit set`; return its id."""
        boundary = uuid4().hex
        fields = {"drawing_name": "Permit set", "version_label": label}
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        file = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{label}.pdf"'
            "\r\nContent-Type: application/pdf\r\n\r\n"
        )
        content = "".join([*parts, file]).encode() + pdf + f"\r\n--{boundary}--\r\n".encode()
        path, kind = (
            f"/api/projects/{project}/drawings",
            f"multipart/form-data; boundary={boundary}",
        )
        return str(self._answer("POST", path, content, kind)["drawing_version_id"])

    def _answer(self, method: str, path: str, content: bytes | None, kind: str) -> Any:
        request = urllib.request.Request(  # noqa: S310 - our own
            self.address + path, method=method, data=content, headers={"Content-Type": kind}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own
            return json.load(answer)


def axe_violations_by_day_and_night(page: Page) -> list[str]:
    """Return what axe-core finds in the light colours and in the dark ones.

    Which are shown is the style sheets' affair alone: the page is what it was.
    """
    found: list[str] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {violation}" for violation in axe_violations(page)]
    return found


def axe_violations(page: Page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA and good practice."""
    page.evaluate("scrollTo(0, 0)")  # what is half under the header is no small target
    # A colour on its way to another, however short that is, is none of the style sheets'.
    page.evaluate("() => new Promise(requestAnimationFrame)")
    page.wait_for_function(NOTHING_CHANGES)
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, { runOnly: rules }).then(result => result.violations)",
        AXE_RULES,
    )
    return [f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in found]
