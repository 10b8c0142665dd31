"""One sheet of the report at its own size: its page, what changed, clouds and their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pymupdf

from common.domain.changes import MatchKind
from common.domain.errors import PermanentError
from common.domain.geometry import Transform
from common.records import Page
from functions.api.exports.figures import drawing_changes
from functions.api.exports.log_rows import (
    FAILED,
    NOT_COMPARABLE,
    UNFINISHED,
    LogRow,
    fate_of,
    sheet_rows,
)
from functions.api.exports.overlay_planes import NEW_ONLY, OLD_ONLY, read_overlay
from functions.api.exports.pdf_clouds import add_cloud, cloud_box, colour_of
from functions.api.exports.pdf_layers import Layers
from functions.api.exports.pdf_text import BAND, INK, printable
from functions.api.exports.pdf_vectors import MUPDF_ERRORS, place_page, stamp
from functions.api.exports.session_export import ReadBlob, SheetExport
from functions.api.exports.wording import GRADES, KINDS, sheet_name

_EMPTY_PT: Final = (792.0, 612.0)  # of a sheet whose page is not there
_GAP_PT: Final = 36.0  # between two sheets beside one another
_VEIL: Final = 0.6  # how much of the sheet under the changes is taken away
_NUMBER_PT: Final = 8.0
_SCALLOP_PT: Final = 7.0  # what a cloud reaches over its box
_WHITE: Final = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """A page of the report with a sheet on it, under a strip that says what it is."""

    page: pymupdf.Page
    strip_pt: float
    read: ReadBlob
    layers: Layers

    @property
    def frame(self) -> pymupdf.Rect:
        """All of the page but the strip."""
        return pymupdf.Rect(0, self.strip_pt, self.page.rect.width, self.page.rect.height)


def add_sheet_page(
    document: pymupdf.Document, sheet: SheetExport, read: ReadBlob, layers: Layers
) -> SheetPage:
    """Append the page of a sheet; what cannot be drawn is said on it."""
    sources = _shown_sources(sheet)
    width_pt = sum(_size(source)[0] for source in sources) + _GAP_PT * (len(sources) - 1)
    height_pt = max(_size(source)[1] for source in sources)
    strip_pt = max(20.0, 0.014 * max(width_pt, height_pt))
    page = document.new_page(width=width_pt, height=height_pt + strip_pt)
    made = SheetPage(page=page, strip_pt=strip_pt, read=read, layers=layers)
    _draw_sources(made, sources)
    if sheet.comparison.kind is MatchKind.MATCHED and len(sources) == 1:
        _draw_differences(made, sheet)
    _draw_strip(made, sheet)
    rows = [row for row in sheet_rows(sheet) if row.change]
    _draw_numbers(made, rows)
    for row in rows:
        add_cloud(page, row, (0.0, strip_pt), sheet.comparison.updated_at)
    return made


def _shown_sources(sheet: SheetExport) -> list[Page | None]:
    """Return what is drawn: both sheets side by side where they do not lie on one another."""
    if fate_of(sheet) not in {NOT_COMPARABLE, FAILED, UNFINISHED}:
        return [sheet.shown_page]
    return [page for page in (sheet.old_page, sheet.new_page) if page] or [None]


def _size(source: Page | None) -> tuple[float, float]:
    if source is None or source.images is None:
        return _EMPTY_PT
    return source.images.width_pt, source.images.height_pt


def _draw_sources(made: SheetPage, sources: Sequence[Page | None]) -> None:
    left_pt = 0.0
    for source in sources:
        if not _is_placed(
            made, source, Transform(tx=left_pt, ty=made.strip_pt), made.layers.new_sheet
        ):
            at = (left_pt + 36, made.strip_pt + 54)
            made.page.insert_text(at, "This page cannot be shown.", fontsize=14, color=INK)
        left_pt += _size(source)[0] + _GAP_PT


def _is_placed(made: SheetPage, source: Page | None, transform: Transform, layer: int) -> bool:
    """Draw a page; tell whether that was possible. One bad page must not cost the report."""
    if source is None or source.images is None:
        return False
    try:
        place_page(made.page, made.read(source.images.page_path), transform, layer)
    except (PermanentError, *MUPDF_ERRORS):
        return False
    return True


def _draw_differences(made: SheetPage, sheet: SheetExport) -> None:
    made.page.draw_rect(
        made.frame, color=None, fill=_WHITE, fill_opacity=_VEIL, oc=made.layers.faded
    )
    alignment, images = sheet.comparison.alignment, sheet.comparison.images
    if alignment is not None:
        laid = alignment.new_from_old
        lowered = replace(laid, ty=laid.ty + made.strip_pt)
        _is_placed(made, sheet.old_page, lowered, made.layers.old_sheet)
    if images is not None:
        overlay = read_overlay(made.read(images.overlay_path))
        stamp(made.page, overlay, OLD_ONLY, made.frame, made.layers.removed)
        stamp(made.page, overlay, NEW_ONLY, made.frame, made.layers.added)


def _draw_strip(made: SheetPage, sheet: SheetExport) -> None:
    strip = pymupdf.Rect(0, 0, made.page.rect.width, made.strip_pt)
    made.page.draw_rect(strip, color=None, fill=BAND)
    size_pt = 0.55 * made.strip_pt
    text = printable(f"{sheet_name(sheet)}  ·  {_verdict(sheet)}").replace("\n", " ")
    writer = pymupdf.TextWriter(made.page.rect)
    writer.append((size_pt, 0.7 * made.strip_pt), text, fontsize=size_pt)
    writer.write_text(made.page, color=INK)


def _verdict(sheet: SheetExport) -> str:
    """Return what became of a sheet in a few words."""
    if (kind := fate_of(sheet)) is not None:
        return f"sheet {KINDS[kind]}"
    count = drawing_changes(sheet)
    changes = f"{count or 'no'} change{'' if count == 1 else 's'}"
    return f"{changes}, alignment {GRADES[sheet.grade]}" if sheet.grade else changes


def _draw_numbers(made: SheetPage, rows: Sequence[LogRow]) -> None:
    """Print the id of each change above its cloud: paper has no annotations to click on."""
    for row in rows:
        if row.change is None:
            continue
        x0, y0, *_ = cloud_box(row.change.box_pt, (0.0, made.strip_pt), made.page.rect)
        made.page.insert_text(
            (x0, max(y0 - _SCALLOP_PT, made.strip_pt + _NUMBER_PT)),
            row.change.id,
            fontsize=_NUMBER_PT,
            fontname="hebo",
            color=colour_of(row),
            oc=made.layers.numbers,
        )
