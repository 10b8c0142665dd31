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
from functions.diff.masks import Flags, Mask
from functions.diff.replot import Plotted, Replot, Rgb, extremes
from functions.diff.sheet_page import Gray, SheetPage

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
        lines_pt: Sequence[Box] = (),
    ) -> None:
        """Take two plots.

        Args:
            old: the old sheet.
            new: the new sheet.
            new_from_old: old page points to new page points, of the sheet as a whole.
            lines_pt: small boxes along bold lines that have entries already, as those of clouds.
        """
        self._old, self._new, self._new_from_old = old, new, new_from_old
        self._lines_pt = lines_pt
        self._size_px = new.size_px(DPI)
        self._drawn_new = self._drawn(new, _FRAME)

    def changes(
        self, fills: Mask, fills_dpi: float, new_from_old: Transform | None = None
    ) -> ShadingChanges:
        """Return the areas whose fill or colour changed, and the small fills of another level.

        Args:
            fills: (H, W) 0/1, the small fills; of no rows without any.
            fills_dpi: their resolution.
            new_from_old: of a part that moved by itself; of the whole sheet without.
        """
        if new_from_old is None:
            old = self._drawn_old
        else:
            old = self._drawn(self._old, _FRAME.after(new_from_old))
        new = self._drawn_new
        opened = _differing(old.areas, new.areas)
        if not (opened.any() or fills.any()):
            return ShadingChanges()
        wide, fine = (
            _boxes(mask, dpi, lost, self._lines_pt, least_in2)
            for mask, dpi, lost, least_in2 in (
                (opened, DPI, lambda: self._replot.where(old.areas, new.areas), MIN_AREA_IN2),
                (fills, fills_dpi, lambda: self._replot.where(old.rgb, new.rgb), 0.0),
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
        return Replot.of(
            Plotted(self._drawn_old.rgb, lambda: self._gray(self._old, self._new_from_old)),
            Plotted(self._drawn_new.rgb, lambda: self._gray(self._new, Transform())),
        )

    def _drawn(self, sheet: SheetPage, device: Transform) -> _Drawn:
        rgb = sheet.render_rgb(device, self._size_px)
        return _Drawn(rgb=rgb, areas=np.asarray(cv2.medianBlur(rgb, MEDIAN_PX), np.uint8))

    def _gray(self, sheet: SheetPage, new_from_sheet: Transform) -> Gray:
        box_px = (0, 0, *self._size_px)
        return sheet.render_band(_FRAME.after(new_from_sheet), box_px, antialias=False)


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
    mask: Mask,
    dpi: float,
    lost: Callable[[], Flags],
    lines_pt: Sequence[Box],
    min_area_in2: float,
) -> ShadingChanges:
    """Return the parts of a mask that are as big as an area and no known line's.

    Args:
        mask: (H, W) 0/1 at `dpi`.
        dpi: of the mask.
        lost: returns where a whole sheet lost its colours, at DPI.
        lines_pt: see `ShadingLook`.
        min_area_in2: the least of a part that counts.
    """
    scale = dpi / POINTS_PER_INCH
    boxes: tuple[list[Box], list[Box]] = [], []
    least_px = min_area_in2 * dpi * dpi
    runs = [rows for rows in _rows_in_use(mask) if np.count_nonzero(mask[rows]) >= least_px]
    if not runs:
        return ShadingChanges()
    lost_there = lost()
    others = lost_there, _under(lines_pt, lost_there.shape)
    for rows in runs:
        for box_px, covered, lost_here, lined in _parts(mask, rows, dpi, others):
            if covered >= least_px and lined <= 0.5 * covered:
                x0, y0, x1, y1 = (value / scale for value in box_px)
                boxes[lost_here > 0.5 * covered].append((x0, y0, x1, y1))
    return ShadingChanges(boxes_pt=tuple(boxes[0]), replotted_boxes_pt=tuple(boxes[1]))


def _rows_in_use(mask: Mask) -> list[slice]:
    """Return each run of rows that are not empty; no part of the mask is in two of them.

    Labels take four bytes a pixel: of a whole page's small fills 70 MiB.
    """
    in_use = np.bitwise_or.reduce(mask, axis=1) > 0
    edges = np.flatnonzero(np.diff(in_use, prepend=False, append=False)).tolist()
    return [slice(top, bottom) for top, bottom in zip(edges[::2], edges[1::2], strict=True)]


def _parts(
    mask: Mask, rows: slice, dpi: float, others: tuple[Flags, Flags]
) -> Iterator[tuple[PixelBox, int, float, float]]:
    """Yield each connected part of some rows: its box, its pixels, and how many the others have.

    Args:
        mask: (H, W) 0/1 at `dpi`.
        rows: in which to look.
        dpi: of the mask.
        others: of the same page, at DPI.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask[rows], connectivity=4)
    ys, xs = np.nonzero(mask[rows])
    at = tuple(
        np.minimum((places * (DPI / dpi)).astype(int), size - 1)
        for places, size in zip((ys + rows.start, xs), others[0].shape, strict=True)
    )
    weights = (
        np.bincount(labels[ys, xs], weights=other[at], minlength=count).tolist()[1:]
        for other in others
    )
    for (x, y, width, height, covered), first, second in zip(
        stats[1:].tolist(), *weights, strict=True
    ):
        top = y + rows.start
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
