"""Pictures that another driver resampled: the logo of a title block, once in other pixels.

Where both sheets show a picture in one place, in other pixels, its edges run elsewhere by as much
as a pixel of the coarser one, and single pixels come and go. What differs there in no other way is
the driver's; a line drawn over the picture, a word or another logo is not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from common.domain.geometry import Box, Transform, area, grown, overlap_area
from functions.diff.frame import Frame
from functions.diff.ink_planes import STRONG, WEAK
from functions.diff.masks import spread
from functions.diff.sheet_page import Gray, Picture, SheetPage, both_drawn

# Of both boxes: drivers round them to a pixel of the picture.
SAME_PLACE_SHARE = 0.85
# Coarser pictures show no letters that a sheet is read by, and bigger ones are no logos: of a photo
# or a scanned detail every part is looked at. Set on the logos of opencellular rev 2 → rev 3, of
# 1.2 to 1.4 pt a pixel.
MAX_PIXEL_PT, MAX_SIDE_PT = 2.0, 576.0
# Longer pieces are strokes of something drawn; both in pixels of the coarser picture. The logos of
# that pair leave nothing beyond such a reach, their drivers' own specks are of one pixel.
REACH_PIXELS, MAX_PIECE_PIXELS = 0.8, 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """One picture on both sheets; the box is around both, the pixel that of the coarser."""

    box_pt: Box
    pixel_pt: float


def resampled_pictures(
    old: SheetPage,
    new: SheetPage,
    new_from_old: Transform,
    frame: Frame,
    ink_in: Callable[[Box], tuple[int, int]],
) -> list[Box]:
    """Return the places where both sheets show one picture in other pixels.

    Args:
        old: the old sheet.
        new: the new sheet.
        new_from_old: how they lie.
        frame: the pixels to compare in.
        ink_in: (removed, added) differing pixels under a box; where none are, nobody looks.
    """
    return [
        pair.box_pt
        for pair in _pairs(old.pictures, new.pictures, new_from_old)
        if any(ink_in(pair.box_pt)) and _is_resampled(old, new, new_from_old, frame, pair)
    ]


def _pairs(
    old: tuple[Picture, ...], new: tuple[Picture, ...], new_from_old: Transform
) -> Iterator[_Pair]:
    # A driver may draw a picture several times, with its masks.
    for before in dict.fromkeys(old):
        placed = new_from_old.apply_box(before.box_pt)
        for after in dict.fromkeys(new):
            pixels_pt = (before.pixel_pt * new_from_old.scale, after.pixel_pt)
            if before.size_px != after.size_px and max(pixels_pt) <= MAX_PIXEL_PT:
                x0, y0, x1, y1 = after.box_pt
                is_small = max(x1 - x0, y1 - y0) <= MAX_SIDE_PT
                both_pt2 = overlap_area(placed, after.box_pt)
                bigger_pt2 = max(area(placed), area(after.box_pt))
                if is_small and both_pt2 >= SAME_PLACE_SHARE * bigger_pt2:
                    box_pt = grown(after.box_pt, max(pixels_pt))
                    yield _Pair(box_pt=box_pt, pixel_pt=max(pixels_pt))


def _is_resampled(
    old: SheetPage, new: SheetPage, new_from_old: Transform, frame: Frame, pair: _Pair
) -> bool:
    # Beyond the box lies ink that a line at its edge may be near to.
    margin_px = math.ceil(REACH_PIXELS * pair.pixel_pt * frame.px_per_pt)
    x0, y0, x1, y1 = frame.box_px(pair.box_pt)
    window_px = (x0 - margin_px, y0 - margin_px, x1 + margin_px, y1 + margin_px)
    device = frame.device_from_page
    before, after = both_drawn(old, new, new_from_old, device, window_px)
    most_px = MAX_PIECE_PIXELS * pair.pixel_pt * frame.px_per_pt
    pieces = (_longest_px(*both, margin_px) for both in ((before, after), (after, before)))
    return max(pieces) <= most_px


def _longest_px(this: Gray, other: Gray, reach_px: int) -> int:
    """Return the longer side of the biggest piece of ink that the other has nowhere in reach."""
    near = spread(np.asarray(other < WEAK, np.uint8), reach_px)
    alone = np.asarray((this < STRONG) & (near == 0), np.uint8)
    inner = np.ascontiguousarray(alone[reach_px:-reach_px, reach_px:-reach_px])
    count, _, stats, _ = cv2.connectedComponentsWithStats(inner, connectivity=8)
    sides = stats[1:count, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    return int(sides.max(initial=0))
