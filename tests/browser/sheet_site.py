"""A small set in two revisions, compared by `buildtrace serve`; a browser opens its client."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Final

import pymupdf

from tests.browser.web import Client
from tests.drawings import sheet

Json = dict[str, Any]

SMALL_PT: Final = (612.0, 396.0)
ARCH_E_PT: Final = (3456.0, 2592.0)
# Read, edited, decided upon: tests do not get into one another's way.
SHEETS: Final = ("A-101", "A-102", "A-103", "A-104", "A-105", "A-107")
MUTED: Final = "A-106"  # its notes are set in another font
UNRELATED: Final = "A-201"
LARGE: Final = "A-301"


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

    @property
    def client(self) -> Client:
        """The API of the server."""
        return Client(self.address)


def compared(address: str, old: bytes, new: bytes) -> Site:
    """Compare two sets in a project of their own."""
    client = Client(address)
    project = client.send("POST", "/api/projects", {"name": "Clinic"})["project_id"]
    session_id = client.compare(project, old, new)
    return Site(address=address, session=client.ended(session_id))


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
                if name == MUTED:
                    _write_notes(page, "helv" if revision == 1 else "tiro")
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


def _write_notes(page: pymupdf.Page, font: str) -> None:
    for line in range(6):
        words = f"GENERAL NOTE {line}: FIELD VERIFY ALL DIMENSIONS"
        page.insert_text((60, 150 + 16 * line), words, fontsize=9, fontname=font)


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
