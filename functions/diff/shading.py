"""Changes of shading and colour that ink against paper cannot see: low-pass RGB difference."""

from __future__ import annotations

import math
import unicodedata
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
    area,
    grown,
    overlap_area,
)
from functions.diff.masks import Flags, Mask, runs_in_use, spread
from functions.diff.replot import Plotted, Replot, Rgb, extremes
from functions.diff.sheet_page import SheetPage
from functions.diff.small_fills import SmallFills

DPI = 50.0
MEDIAN_PX = 5  # takes lines and letters away, leaves areas
_REACH_PX = MEDIAN_PX // 2
MIN_LEVELS = 26
MIN_AREA_IN2 = 0.05
# Strokes of the blackest letters are .3 of their size; a symbol may be a solid square. More words
# than MAX_BOLD are drawn with all others.
MIN_LETTER_PT, MIN_SYMBOL_PT, MAX_BOLD = 24.0, 7.2, 40
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


def is_small_area(area_pt: Box) -> bool:
    """Tell whether an area may be a part of what is drawn with lines."""
    return area(area_pt) < MIN_AREA_IN2 * POINTS_PER_INCH**2


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
        # What letters the page of one draws that nobody could read, may be of any size.
        self._is_read = all(page.has_text_layer and page.text_layer for page in (old, new))
        self._new_rgb = self._drawn(new, _FRAME)

    def changes(self) -> ShadingChanges:
        """Return the areas whose fill or colour changed, and the small fills of another level."""
        return self._changes(self._old_rgb, self._fills)

    def changes_of_part(self, fills: SmallFills, new_from_old: Transform) -> ShadingChanges:
        """Return those of a part of the sheet that moved by itself.

        Args:
            fills: of both under that part's transform.
            new_from_old: that.
        """
        return self._changes(self._drawn(self._old, _FRAME.after(new_from_old)), fills)

    def _changes(self, old: Rgb, fills: SmallFills) -> ShadingChanges:
        new = self._new_rgb
        opened = _differing(old, new)
        wide = self._boxes(
            [(rows.start, opened[rows]) for rows in runs_in_use(opened)],
            DPI,
            lambda rows: self._replot.where(_areas(old, rows), _areas(new, rows)),
            MIN_AREA_IN2,
        )
        fine = self._boxes(
            list(fills.runs()),
            fills.dpi,
            lambda rows: self._replot.where(old[rows], new[rows]),
            0.0,
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
    def _old_rgb(self) -> Rgb:
        return self._drawn(self._old, _FRAME.after(self._new_from_old))

    @cached_property
    def _replot(self) -> Replot:
        """What all of one sheet lost; no part that moved says otherwise."""
        old, new = self._fills.tones
        return Replot.of(Plotted(self._old_rgb, old.share), Plotted(self._new_rgb, new.share))

    @cached_property
    def _lined(self) -> Flags:
        return _under(self._lines_pt, self._size_px[::-1])

    def _drawn(self, sheet: SheetPage, device: Transform) -> Rgb:
        bold = list(_bold_px(sheet, device, self._size_px))
        if not self._is_read or len(bold) > MAX_BOLD:
            return sheet.render_rgb(device, self._size_px)
        rgb = sheet.render_rgb(device, self._size_px, has_texts=False)
        for x0, y0, x1, y1 in bold:
            there = Transform(tx=-x0, ty=-y0).after(device)
            rgb[y0:y1, x0:x1] = sheet.render_rgb(there, (x1 - x0, y1 - y0))
        return rgb

    def _boxes(
        self,
        runs: Sequence[tuple[int, Mask]],
        dpi: float,
        lost: Callable[[slice], Flags],
        min_area_in2: float,
    ) -> ShadingChanges:
        """Return the parts of a mask that are as big as an area and no known line's.

        Args:
            runs: the mask, 0/1 at `dpi`: each run of rows that are not empty, and its first row.
                No part is in two of them; labels of a whole page's small fills would take 70 MiB.
            dpi: of the mask.
            lost: returns where a whole sheet lost its colours, in some rows of the page at DPI.
            min_area_in2: the least of a part that counts.
        """
        scale = dpi / POINTS_PER_INCH
        boxes: tuple[list[Box], list[Box]] = [], []
        least_px = min_area_in2 * dpi * dpi
        for top, rows in runs:
            if np.count_nonzero(rows) < least_px:
                continue
            # A row more: rounding may put the last one below the page.
            first, last = (int(row * (DPI / dpi)) for row in (top, top + len(rows)))
            there = slice(max(0, first - 1), last + 1)
            lined_there = self._lined[there]
            lost_there = lost(there) if self._replot.is_any else np.zeros_like(lined_there)
            others = lost_there, lined_there
            for box_px, covered, lost_here, lined in _parts(rows, top, dpi, others, there.start):
                if covered >= least_px and lined <= 0.5 * covered:
                    x0, y0, x1, y1 = (value / scale for value in box_px)
                    boxes[lost_here > 0.5 * covered].append((x0, y0, x1, y1))
        return ShadingChanges(boxes_pt=tuple(boxes[0]), replotted_boxes_pt=tuple(boxes[1]))


def _bold_px(sheet: SheetPage, device: Transform, size_px: tuple[int, int]) -> Iterator[PixelBox]:
    """Yield the boxes of words whose strokes the median may leave; all others are no areas."""
    scale = device.scale / _FRAME.a
    for word in sheet.text_layer:
        least_pt = MIN_SYMBOL_PT if any(map(_is_symbol, word.text)) else MIN_LETTER_PT
        if word.size_pt * scale >= least_pt:
            x0, y0, x1, y1 = device.apply_box(word.box_pt)
            left, top = (max(0, math.floor(v) - _REACH_PX) for v in (x0, y0))
            right, bottom = (
                min(size, math.ceil(v) + _REACH_PX)
                for v, size in zip((x1, y1), size_px, strict=True)
            )
            if right > left and bottom > top:
                yield left, top, right, bottom


def _is_symbol(character: str) -> bool:
    """Tell what no font draws with strokes alone: squares, arrows, signs of a font's own."""
    return character not in "°©®" and unicodedata.category(character) in {"So", "Co", "Cn"}


def _parts(
    rows: Mask, first_row: int, dpi: float, others: tuple[Flags, Flags], first_other: int
) -> Iterator[tuple[PixelBox, int, float, float]]:
    """Yield each connected part of some rows: its box, its pixels, and how many the others have.

    Args:
        rows: (H, W) 0/1 at `dpi`.
        first_row: of the page, that they begin with.
        dpi: of the mask.
        others: of some rows of the same page, at DPI.
        first_other: of the page, that those begin with.
    """
    # No part goes across an empty column: the small fills of a row are labelled one by one.
    for columns in runs_in_use(rows.T):
        block = np.ascontiguousarray(rows[:, columns])
        count, labels, stats, _ = cv2.connectedComponentsWithStats(block, connectivity=4)
        ys, xs = np.nonzero(block)
        at = tuple(
            np.minimum((places * (DPI / dpi)).astype(int) - first, size - 1)
            for places, first, size in zip(
                (ys + first_row, xs + columns.start), (first_other, 0), others[0].shape, strict=True
            )
        )
        weights = (
            np.bincount(labels[ys, xs], weights=other[at], minlength=count).tolist()[1:]
            for other in others
        )
        for (x, y, width, height, covered), first, second in zip(
            stats[1:].tolist(), *weights, strict=True
        ):
            left, top = x + columns.start, y + first_row
            yield (left, top, left + width, top + height), covered, first, second


def _under(boxes_pt: Sequence[Box], shape: tuple[int, ...]) -> Flags:
    """Return the pixels that any of the boxes touches."""
    mask = np.zeros(shape, bool)
    scale = DPI / POINTS_PER_INCH
    for box_pt in boxes_pt:
        x0, y0, x1, y1 = (value * scale for value in grown(box_pt, LINE_MARGIN_PT))
        mask[max(0, int(y0)) : math.ceil(y1), max(0, int(x0)) : math.ceil(x1)] = True
    return mask


def _areas(rgb: Rgb, rows: slice) -> Rgb:
    """Return some rows of a picture without its lines and letters."""
    top = max(0, rows.start - _REACH_PX)
    areas = np.asarray(cv2.medianBlur(rgb[top : rows.stop + _REACH_PX], MEDIAN_PX), np.uint8)
    return areas[rows.start - top :][: rows.stop - rows.start]


def _differing(before: Rgb, after: Rgb) -> Mask:
    """Return 1 where areas differ that a square of the median's size fits in.

    Medians are taken only of rows near pixels that differ: of two sheets they are no further apart
    than the pixels that they are of.
    """
    mask = np.zeros(before.shape[:2], np.uint8)
    apart = np.asarray(cv2.absdiff(before, after), np.uint8) > MIN_LEVELS
    in_row = np.asarray(apart.reshape(len(apart), -1).any(axis=1, keepdims=True), np.uint8)
    for rows in runs_in_use(spread(in_row, _REACH_PX)):
        difference = cv2.absdiff(_areas(before, rows), _areas(after, rows))
        mask[rows] = extremes(np.asarray(difference, np.uint8))[1] > MIN_LEVELS
    square = np.ones((MEDIAN_PX, MEDIAN_PX), np.uint8)
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, square), np.uint8)
