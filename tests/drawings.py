"""Small drawings for tests, drawn by PyMuPDF."""

from __future__ import annotations

from collections.abc import Callable

import pymupdf

Draw = Callable[[pymupdf.Page], None]
# Variables of the functions where the way is tested, not the drawing: the coarsest that is allowed.
COARSE = {"BUILDTRACE_OVERLAY_DPI": "200", "BUILDTRACE_VIEW_DPI": "100"}


def pdf_of(*pages: Draw, width_pt: float = 612, height_pt: float = 396) -> bytes:
    """Return a PDF with one page for each function that draws one."""
    with pymupdf.open() as document:
        for draw in pages:
            draw(document.new_page(width=width_pt, height=height_pt))
        return bytes(document.tobytes())


def sheet(number: str, title: str = "FLOOR PLAN", note: str = "") -> Draw:
    """Return what draws a sheet with a frame, a few walls, a title block and an optional note."""

    def draw(page: pymupdf.Page) -> None:
        width, height = page.rect.width, page.rect.height
        page.draw_rect(pymupdf.Rect(10, 10, width - 10, height - 10), width=1.5)
        page.draw_line((width - 110, 10), (width - 110, height - 10), width=1)
        for step in range(5):
            x = 40 + 80 * step
            page.draw_rect(pymupdf.Rect(x, 60, x + 60, 130 + 30 * step), width=1)
            page.insert_text((x + 8, 80), f"ROOM {101 + step}", fontsize=8)
        page.insert_text((width - 100, height - 70), title, fontsize=9)
        page.insert_text((width - 100, height - 50), "SHEET NO.", fontsize=6)
        page.insert_text((width - 100, height - 22), number, fontsize=24)
        if note:
            page.insert_text((60, height - 60), note, fontsize=9)

    return draw
