"""Changes as native annotations of a PDF: clouds that any viewer shows, lists and prints."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import pymupdf

from common.domain.changes import ChangeKind
from common.domain.geometry import Box, grown
from functions.api.exports.log_rows import LogRow
from functions.api.exports.wording import CATEGORIES, KINDS, author_of, row_words

Colour = tuple[float, float, float]
# Of the clouds: apart for every kind of colour blindness (Okabe and Ito 2008), on paper too.
COLOURS: Final[dict[str, Colour]] = {
    ChangeKind.ADDED.value: (0.0, 0.45, 0.25),
    ChangeKind.REMOVED.value: (0.78, 0.10, 0.10),
    ChangeKind.MODIFIED.value: (0.80, 0.40, 0.0),
    ChangeKind.MOVED.value: (0.0, 0.35, 0.70),
}
_QUIET: Final[Colour] = (0.40, 0.43, 0.48)  # of what is written about the revision
_MARGIN_PT: Final = 5.0  # between the ink and the cloud, so that it crosses no text


def add_cloud(page: pymupdf.Page, row: LogRow, shift_pt: tuple[float, float], at: datetime) -> None:
    """Add a change's cloud: a polygon with a cloudy border and its appearance, and its words."""
    if row.change is None:
        return
    box = cloud_box(row.change.box_pt, shift_pt, page.rect)
    x0, y0, x1, y1 = box
    annotation = page.add_polygon_annot([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    annotation.set_border(width=1.8 if row.change.is_of_drawing else 0.7, clouds=1)
    annotation.set_colors(stroke=colour_of(row))
    annotation.set_info(
        title=author_of(row),
        content=row_words(row),
        subject=f"{CATEGORIES[row.category]} {KINDS[row.kind]}",
        creationDate=pdf_date(at),
        modDate=pdf_date(at),
    )
    annotation.update()
    # The name by which other programs find it again; the same in every export.
    page.parent.xref_set_key(annotation.xref, "NM", pymupdf.get_pdf_str(str(row.guid)))


def cloud_box(box_pt: Box, shift_pt: tuple[float, float], page: pymupdf.Rect) -> Box:
    """Return where a change's cloud stands on a report's page."""
    right_pt, down_pt = shift_pt
    x0, y0, x1, y1 = grown(box_pt, _MARGIN_PT)
    moved = (x0 + right_pt, y0 + down_pt, x1 + right_pt, y1 + down_pt)
    inside = pymupdf.Rect(moved) & page
    return moved if inside.is_empty else tuple(inside)


def colour_of(row: LogRow) -> Colour:
    """Return the colour of a change's cloud and number."""
    is_quiet = row.change is None or not row.change.is_of_drawing
    return _QUIET if is_quiet else COLOURS[row.kind]


def pdf_date(at: datetime) -> str:
    """Return a moment, aware and UTC, as PDF writes it."""
    return at.strftime("D:%Y%m%d%H%M%SZ")
