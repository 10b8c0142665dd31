"""A small set in two revisions, compared by `buildtrace serve`; a browser opens its client."""

from __future__ import annotations

import json
import random
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pymupdf

from local.stack.processes import HOST, Processes, Service, free_port
from tests.drawings import sheet
from tests.functional.command import BUILDTRACE

Json = dict[str, Any]

SMALL_PT: Final = (612.0, 396.0)
ARCH_E_PT: Final = (3456.0, 2592.0)
# Read, edited, decided upon: tests do not get into one another's way.
SHEETS: Final = ("A-101", "A-102", "A-103", "A-104", "A-105")
UNRELATED: Final = "A-201"
LARGE: Final = "A-301"
READY_S: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running server with one compared session.

    Attributes:
        session: the API's answer when it had ended.
    """

    address: str
    session: Json

    def sheet(self, name: str) -> Json:
        """Return a sheet's row."""
        found: Json = next(c for c in self.session["comparisons"] if c["drawing_name"] == name)
        return found

    def url(self, name: str) -> str:
        """Return the address of a sheet's page."""
        return (
            f"{self.address}/sessions/{self.session['session_id']}/sheets/{self.comparison(name)}"
        )

    def comparison(self, name: str) -> str:
        """Return the id of a sheet's comparison."""
        return str(self.sheet(name)["comparison_id"])

    def ask(self, method: str, path: str, body: Json | None = None) -> Json:
        """Ask the API."""
        return ask(self.address, method, path, body)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run the server while the context lasts; yield its address."""
    port = free_port()
    command = [str(BUILDTRACE), "serve", "--port", str(port), "--folder", str(folder / "data")]
    with Processes(folder / "logs") as processes:
        processes.start([Service(name="serve", command=command, port=port)])
        yield f"http://{HOST}:{port}"


def compared(address: str, old: bytes, new: bytes) -> Site:
    """Compare two sets in a project of their own."""
    project = ask(address, "POST", "/api/projects", {"name": "Clinic"})["project_id"]
    old_id, new_id = (
        _uploaded(address, project, label, pdf) for label, pdf in (("Rev 1", old), ("Rev 2", new))
    )
    body = {"old_version_id": old_id, "new_version_id": new_id}
    session_id = ask(address, "POST", "/api/comparisons", body)["session_id"]
    return Site(address=address, session=ended(address, session_id))


def ended(address: str, session_id: str) -> Json:
    """Return a session when it has ended, with all its summaries."""
    until_s = time.monotonic() + READY_S
    while time.monotonic() < until_s:
        session = ask(address, "GET", f"/api/sessions/{session_id}")
        if session["status"].startswith("completed") and not session["set_summary_is_due"]:
            return session
        time.sleep(0.3)
    raise AssertionError(f"The session is still {session['status']}.")


def ask(address: str, method: str, path: str, body: Json | None = None) -> Json:
    """Ask an API for JSON."""
    request = urllib.request.Request(  # noqa: S310 - our own server
        address + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        found: Json = json.load(answer)
        return found


def _uploaded(address: str, project: str, label: str, pdf: bytes) -> str:
    border = uuid.uuid4().hex
    fields = {"drawing_name": "Permit set", "version_label": label}
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="file"; filename="set.pdf"'
    parts.append(f"--{border}\r\n{head}\r\nContent-Type: application/pdf\r\n\r\n".encode() + pdf)
    request = urllib.request.Request(  # noqa: S310
        f"{address}/api/projects/{project}/drawings",
        data=b"".join(parts) + f"\r\n--{border}--\r\n".encode(),
        headers={"Content-Type": f"multipart/form-data; boundary={border}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return str(json.load(answer)["drawing_version_id"])


# --- the sets ----------------------------------------------------------------------------------


def sets(*names: str) -> tuple[bytes, bytes]:
    """Return both revisions of some of the sheets."""
    return _set(1, names), _set(2, names)


def _set(revision: int, names: tuple[str, ...]) -> bytes:
    with pymupdf.open() as document:
        for name in names:
            width, height = ARCH_E_PT if name == LARGE else SMALL_PT
            page = document.new_page(width=width, height=height)
            if name == UNRELATED:
                _draw_unrelated(page, name, revision)
            else:
                sheet(name, note=f"NOTE OF REVISION {'ABC' if revision == 1 else 'XYZ'}")(page)
                if name == LARGE:
                    _draw_hatch(page)
                if revision == 2:
                    page.draw_rect(pymupdf.Rect(300, 200, 340, 240), fill=(0, 0, 0))
        return bytes(document.tobytes(deflate=True))


def _draw_hatch(page: pymupdf.Page) -> None:
    """Fill a large sheet with ink, so that no tile of it is empty."""
    shape = page.new_shape()
    for step in range(0, 3400, 20):
        shape.draw_line((20 + step, 400), (20 + step, 2570))
    shape.finish(width=0.5)
    shape.commit()


def _draw_unrelated(page: pymupdf.Page, name: str, revision: int) -> None:
    """Draw what has nothing to do with the other revision but its number."""
    chance = random.Random(revision)
    shape = page.new_shape()
    for _ in range(120):
        x, y = chance.uniform(20, 440), chance.uniform(20, 360)
        shape.draw_line((x, y), (x + chance.uniform(-60, 60), y + chance.uniform(-60, 60)))
    shape.finish(width=1)
    shape.commit()
    page.insert_text((SMALL_PT[0] - 100, SMALL_PT[1] - 50), "SHEET NO.", fontsize=6)
    page.insert_text((SMALL_PT[0] - 100, SMALL_PT[1] - 22), name, fontsize=24)
