"""Changes of shading and colour that ink against paper cannot see: low-pass RGB difference."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from common.domain.geometry import (
    POINTS_PER_INCH,
    Box,
    PixelBox,
    Transform,
    grown,
    overlap_area,
)
from functions.diff.masks import Flags, Mask, runs_in_use
from functions.diff.replot import Plotted, Replot, Rgb, extremes
from functions.diff.sheet_page import SheetPage
from functions.diff.small_fills import SmallFills

DPI = 50.0
MEDIAN_PX = 5  # takes lines and letters away, leaves areas
MIN_LEVELS = 26
MIN_AREA_IN2 = 0.05
LINE_MARGIN_PT = 3.0  # a pixel of the median beside a line of a sixteenth inch
_FRAME = Transform(a=DPI / POINTS_PER_INCH, d=DPI / POINTS_PER_INCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadingChanges:
    """Areas, in new page points, whose fill or colour differs.

    Attributes:
        boxes_pt: those that changed.
        replotted_boxes_pt: those whose colour or gray all of one sheet lost.
    """

    boxes_pt: tuple[Box, ...] = ()
    replotted_boxes_pt: tuple[Box, ...] = ()


class ShadingLook:
    """Looks at two sheets for fills and colours that differ; the new one is drawn once."""

    def __init__(
        self,
        old: SheetPage,
        new: SheetPage,
        new_from_old: Transform,
        fills: SmallFills,
        lines_pt: Sequence[Box] = (),
    ) -> None:
        """Take two plots.

        Args:
            old: the old sheet.
            new: the new sheet.
            new_from_old: old page points to new page points, of the sheet as a whole.
            fills: of both under that transform.
            lines_pt: small boxes along bold lines that have entries already, as those of clouds.
        """
        self._old, self._new, self._new_from_old = old, new, new_from_old
        self._fills, self._lines_pt = fills, lines_pt
        self._size_px = new.size_px(DPI)
        self._drawn_new = self._drawn(new, _FRAME)

    def changes(self) -> ShadingChanges:
        """Return the areas whose fill or colour changed, and the small fills of another level."""
        return self._changes(self._drawn_old, self._fills)

    def changes_of_part(self, fills: SmallFills, new_from_old: Transform) -> ShadingChanges:
        """Return those of a part of the sheet that moved by itself.

        Args:
            fills: of both under that part's transform.
            new_from_old: that.
        """
        return self._changes(self._drawn(self._old, _FRAME.after(new_from_old)), fills)

    def _changes(self, old: _Drawn, fills: SmallFills) -> ShadingChanges:
        new = self._drawn_new
        opened = _differing(old.areas, new.areas)
        wide, fine = (
            _boxes(runs, dpi, lost, self._lines_pt, least_in2)
            for runs, dpi, lost, least_in2 in (
                (
                    [(rows.start, opened[rows]) for rows in runs_in_use(opened)],
                    DPI,
                    lambda: self._replot.where(old.areas, new.areas),
                    MIN_AREA_IN2,
                ),
                (
                    list(fills.runs()),
                    fills.dpi,
                    lambda: self._replot.where(old.rgb, new.rgb),
                    0.0,
                ),
            )
        )
        known = [*wide.boxes_pt, *wide.replotted_boxes_pt]
        more = [
            tuple(b for b in boxes if not any(overlap_area(b, k) > 0 for k in known))
            for boxes in (fine.boxes_pt, fine.replotted_boxes_pt)
        ]
        return ShadingChanges(
            boxes_pt=(*wide.boxes_pt, *more[0]),
            replotted_boxes_pt=(*wide.replotted_boxes_pt, *more[1]),
        )

    @cached_property
    def _drawn_old(self) -> _Drawn:
        return self._drawn(self._old, _FRAME.after(self._new_from_old))

    @cached_property
    def _replot(self) -> Replot:
        """What all of one sheet lost; no part that moved says otherwise."""
        old, new = self._fills.tones
        return Replot.of(
            Plotted(self._drawn_old.rgb, old.share), Plotted(self._drawn_new.rgb, new.share)
        )

    def _drawn(self, sheet: SheetPage, device: Transform) -> _Drawn:
        rgb = sheet.render_rgb(device, self._size_px)
        return _Drawn(rgb=rgb, areas=np.asarray(cv2.medianBlur(rgb, MEDIAN_PX), np.uint8))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """One sheet in the new frame at DPI.

    Attributes:
        rgb: (H, W, 3), smoothed.
        areas: likewise, without lines and letters.
    """

    rgb: Rgb
    areas: Rgb


def _boxes(
    runs: Sequence[tuple[int, Mask]],
    dpi: float,
    lost: Callable[[], Flags],
    lines_pt: Sequence[Box],
    min_area_in2: float,
) -> ShadingChanges:
    """Return the parts of a mask that are as big as an area and no known line's.

    Args:
        runs: the mask, 0/1 at `dpi`: each run of rows that are not empty, and its first row. No
            part is in two of them; labels of a whole page's small fills would take 70 MiB.
        dpi: of the mask.
        lost: returns where a whole sheet lost its colours, at DPI.
        lines_pt: see `ShadingLook`.
        min_area_in2: the least of a part that counts.
    """
    scale = dpi / POINTS_PER_INCH
    boxes: tuple[list[Box], list[Box]] = [], []
    least_px = min_area_in2 * dpi * dpi
    big = [(top, rows) for top, rows in runs if np.count_nonzero(rows) >= least_px]
    if not big:
        return ShadingChanges()
    lost_there = lost()
    others = lost_there, _under(lines_pt, lost_there.shape)
    for top, rows in big:
        for box_px, covered, lost_here, lined in _parts(rows, top, dpi, others):
            if covered >= least_px and lined <= 0.5 * covered:
                x0, y0, x1, y1 = (value / scale for value in box_px)
                boxes[lost_here > 0.5 * covered].append((x0, y0, x1, y1))
    return ShadingChanges(boxes_pt=tuple(boxes[0]), replotted_boxes_pt=tuple(boxes[1]))


def _parts(
    rows: Mask, first_row: int, dpi: float, others: tuple[Flags, Flags]
) -> Iterator[tuple[PixelBox, int, float, float]]:
    """Yield each connected part of some rows: its box, its pixels, and how many the others have.

    Args:
        rows: (H, W) 0/1 at `dpi`.
        first_row: of the page, that they begin with.
        dpi: of the mask.
        others: of the same page, at DPI.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(rows, connectivity=4)
    ys, xs = np.nonzero(rows)
    at = tuple(
        np.minimum((places * (DPI / dpi)).astype(int), size - 1)
        for places, size in zip((ys + first_row, xs), others[0].shape, strict=True)
    )
    weights = (
        np.bincount(labels[ys, xs], weights=other[at], minlength=count).tolist()[1:]
        for other in others
    )
    for (x, y, width, height, covered), first, second in zip(
        stats[1:].tolist(), *weights, strict=True
    ):
        top = y + first_row
        yield (x, top, x + width, top + height), covered, first, second


def _under(boxes_pt: Sequence[Box], shape: tuple[int, ...]) -> Flags:
    """Return the pixels that any of the boxes touches."""
    mask = np.zeros(shape, bool)
    scale = DPI / POINTS_PER_INCH
    for box_pt in boxes_pt:
        x0, y0, x1, y1 = (value * scale for value in grown(box_pt, LINE_MARGIN_PT))
        mask[max(0, int(y0)) : math.ceil(y1), max(0, int(x0)) : math.ceil(x1)] = True
    return mask


def _differing(before: Rgb, after: Rgb) -> Mask:
    """Return 1 where areas differ that a square of the median's size fits in."""
    _, difference = extremes(np.asarray(cv2.absdiff(before, after), np.uint8))
    mask = (difference > MIN_LEVELS).astype(np.uint8)
    square = np.ones((MEDIAN_PX, MEDIAN_PX), np.uint8)
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, square), np.uint8)
