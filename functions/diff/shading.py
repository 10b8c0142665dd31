"""Changes of shading and colour that ink against paper cannot see: low-pass RGB difference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from common.domain.geometry import POINTS_PER_INCH, Box, Transform, grown
from functions.diff.replot import Drawn, Mask, Rgb, replotted
from functions.diff.sheet_page import Gray, SheetPage

DPI = 50.0
MEDIAN_PX = 5  # takes lines and letters away, leaves areas
MIN_LEVELS = 26
MIN_AREA_IN2 = 0.05
LINE_MARGIN_PT = 3.0  # a pixel of the median beside a line of a sixteenth inch


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadingChanges:
    """Areas, in new page points, whose fill or colour differs.

    Attributes:
        boxes_pt: those that changed.
        replotted_boxes_pt: those whose colour or gray all of one sheet lost.
    """

    boxes_pt: tuple[Box, ...] = ()
    replotted_boxes_pt: tuple[Box, ...] = ()


def shading_changes(
    old: SheetPage, new: SheetPage, new_from_old: Transform, lines_pt: Sequence[Box] = ()
) -> ShadingChanges:
    """Return the areas whose fill or colour changed.

    Args:
        old: the old sheet.
        new: the new sheet.
        new_from_old: old page points to new page points.
        lines_pt: small boxes along bold lines that have entries already, as those of clouds.
    """
    scale = DPI / POINTS_PER_INCH
    frame = Transform(a=scale, d=scale)
    size_px = new.size_px(DPI)
    sheets = ((old, frame.after(new_from_old)), (new, frame))
    colours = [sheet.render_rgb(device, size_px) for sheet, device in sheets]
    areas = [np.asarray(cv2.medianBlur(rgb, MEDIAN_PX), np.uint8) for rgb in colours]
    opened = _differing(*areas)
    if not opened.any():
        return ShadingChanges()
    grays = [sheet.render_band(d, (0, 0, *size_px), antialias=False) for sheet, d in sheets]
    before, after = map(Drawn, colours, grays, areas)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    lost_px = np.bincount(labels[replotted(before, after)], minlength=len(stats)).tolist()
    lined_px = np.bincount(labels[_under(lines_pt, labels.shape)], minlength=len(stats)).tolist()
    boxes: tuple[list[Box], list[Box]] = [], []
    for (x, y, width, height, covered), lost_here, lined in zip(
        stats[1:].tolist(), lost_px[1:], lined_px[1:], strict=True
    ):
        if covered >= MIN_AREA_IN2 * DPI * DPI and lined <= 0.5 * covered:
            box = (x / scale, y / scale, (x + width) / scale, (y + height) / scale)
            boxes[lost_here > 0.5 * covered].append(box)
    return ShadingChanges(boxes_pt=tuple(boxes[0]), replotted_boxes_pt=tuple(boxes[1]))


def _under(boxes_pt: Sequence[Box], shape: tuple[int, ...]) -> Mask:
    """Return the pixels that any of the boxes touches."""
    mask = np.zeros(shape, bool)
    scale = DPI / POINTS_PER_INCH
    for box_pt in boxes_pt:
        x0, y0, x1, y1 = (value * scale for value in grown(box_pt, LINE_MARGIN_PT))
        mask[max(0, int(y0)) : math.ceil(y1), max(0, int(x0)) : math.ceil(x1)] = True
    return mask


def _differing(before: Rgb, after: Rgb) -> Gray:
    """Return 1 where areas differ that a square of the median's size fits in."""
    # One maximum over the channels' axis took ten times as long.
    red, green, blue = cv2.split(cv2.absdiff(before, after))
    difference = np.maximum(np.maximum(red, green), blue)
    mask = (difference > MIN_LEVELS).astype(np.uint8)
    square = np.ones((MEDIAN_PX, MEDIAN_PX), np.uint8)
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, square), np.uint8)
