"""Sheets of enormous paper: compared at a smaller size, reported at their own.

Time and memory of a comparison grow with the paper's area. A page of 200 × 200 in, looked at like
a common sheet, took more than 6 GB; its overlay has no more pixels than that of a smaller one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pymupdf

from common.domain.changes import Alignment, Change
from common.domain.geometry import POINTS_PER_INCH, Box, PointPair
from common.domain.ink_ledger import InkLedger
from functions.diff.compare import SheetDifference, SheetSource, compare_sheets

# More than twice ARCH E, the biggest common sheet.
MAX_COMPARED_IN2 = 4000


def compare_any_size(
    old: SheetSource, new: SheetSource, *, dpi: int, said: Sequence[PointPair] = ()
) -> SheetDifference:
    """Compare two revisions of a sheet, whatever they measure; see `compare_sheets`."""
    area_in2 = max(_area_in2(old), _area_in2(new))
    if area_in2 <= MAX_COMPARED_IN2:
        return compare_sheets(old, new, dpi=dpi, said=said)
    scale = math.sqrt(MAX_COMPARED_IN2 / area_in2)
    small = compare_sheets(
        _reduced(old, scale),
        _reduced(new, scale),
        dpi=dpi,
        said=[_reduced_points(points, scale) for points in said],
    )
    return replace(
        small,
        alignment=enlarged_alignment(small.alignment, scale) if small.alignment else None,
        changes=tuple(_enlarged_change(change, scale) for change in small.changes),
        clouds=tuple(replace(c, box_pt=_scaled(c.box_pt, 1 / scale)) for c in small.clouds),
        overlay_dpi=small.overlay_dpi * scale,
        ledger=_enlarged_ledger(small.ledger, scale) if small.ledger else None,
    )


def _area_in2(sheet: SheetSource) -> float:
    with pymupdf.open(stream=sheet.pdf, filetype="pdf") as document:
        rect = document[0].rect
        return float(rect.width * rect.height) / POINTS_PER_INCH**2


def _reduced(sheet: SheetSource, scale: float) -> SheetSource:
    """Return the sheet on smaller paper: UserUnit says how big the page's own units are."""
    with pymupdf.open(stream=sheet.pdf, filetype="pdf") as document:
        xref = document.page_xref(0)
        kind, value = document.xref_get_key(xref, "UserUnit")
        unit = float(value) if kind in {"int", "float"} else 1.0
        document.xref_set_key(xref, "UserUnit", f"{unit * scale:.6f}")
        pdf = bytes(document.tobytes(no_new_id=True))
    words = tuple(
        replace(
            word,
            box_pt=_scaled(word.box_pt, scale),
            size_pt=word.size_pt * scale,
        )
        for word in sheet.words
    )
    return replace(sheet, pdf=pdf, words=words)


def _reduced_points(points: PointPair, scale: float) -> PointPair:
    return PointPair(
        old_x_pt=points.old_x_pt * scale,
        old_y_pt=points.old_y_pt * scale,
        new_x_pt=points.new_x_pt * scale,
        new_y_pt=points.new_y_pt * scale,
    )


def enlarged_alignment(alignment: Alignment, scale: float) -> Alignment:
    """Return how sheets lie that were compared at `scale` of their size."""
    transform = alignment.new_from_old
    moved = replace(transform, tx=transform.tx / scale, ty=transform.ty / scale)
    left_px = alignment.residual_px
    return replace(
        alignment,
        new_from_old=moved,
        residual_px=None if left_px is None else left_px / scale,
    )


def _enlarged_change(change: Change, scale: float) -> Change:
    moved_pt = change.moved_pt and (change.moved_pt[0] / scale, change.moved_pt[1] / scale)
    return replace(
        change,
        box_pt=_scaled(change.box_pt, 1 / scale),
        moved_pt=moved_pt,
        parts=tuple(replace(part, box_pt=_scaled(part.box_pt, 1 / scale)) for part in change.parts),
        ink_px=round(change.ink_px / scale**2),
    )


def _enlarged_ledger(ledger: InkLedger, scale: float) -> InkLedger:
    """Pixels stay those of the overlay, which is shown at fewer of them an inch."""
    muted = (
        replace(ink, boxes_pt=tuple(_scaled(box, 1 / scale) for box in ink.boxes_pt))
        for ink in ledger.muted
    )
    return replace(ledger, dpi=ledger.dpi * scale, muted=tuple(muted))


def _scaled(box: Box, scale: float) -> Box:
    x0, y0, x1, y1 = box
    return (x0 * scale, y0 * scale, x1 * scale, y1 * scale)
