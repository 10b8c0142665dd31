"""Small fills of another level: ink on both sheets, and too small to be areas of shading.

An arrow head that turns from black to gray, a piece of a scale bar, a quarter of a level mark. They
are looked for in the renders that the alignment made, between the thickest pen and the smallest
area of `functions.diff.shading`.
"""

from __future__ import annotations

import cv2
import numpy as np

from common.domain.geometry import POINTS_PER_INCH, Transform
from functions.diff.ink import WEAK
from functions.diff.ink_score import pixel_matrix
from functions.diff.masks import Mask
from functions.diff.sheet_page import BASE_DPI, Gray, SheetPage

# 2.4 pt (.85 mm): walls and borders are drawn with thinner pens, and edges that are not smoothed
# alike are a pixel wide.
MIN_SIDE_PX = 5
# Of 9 × 9 pt fills .2 of all grays (51 levels) can be told apart by eye; smoothing takes none.
MIN_LEVELS = 32
STRIP_PX, HALO_PX = 256, 8


def small_fills(old: SheetPage, new: SheetPage, new_from_old: Transform) -> Mask:
    """Return (H, W) 0/1 at BASE_DPI: where both sheets have ink, of levels that differ widely.

    Args:
        old: a plot.
        new: a plot; its page is the frame.
        new_from_old: old page points to new page points.
    """
    after = new.gray(BASE_DPI)
    if new_from_old == Transform() and old.size == new.size:
        return _differing(old.gray(BASE_DPI), after)
    height_px, width_px = after.shape
    matrix = pixel_matrix(new_from_old.matrix, BASE_DPI, BASE_DPI)
    warped = cv2.warpAffine(old.gray(BASE_DPI), matrix, (width_px, height_px), borderValue=255.0)
    found = _differing(np.asarray(warped, np.uint8), after)
    del warped  # a page's pixels
    if not found.any():
        return found
    # Moved pixels blur letters to spots. Drawn anew they do not, but that takes longer.
    scale = BASE_DPI / POINTS_PER_INCH
    device = Transform(a=scale, d=scale).after(new_from_old)
    drawn = old.render_band(device, (0, 0, width_px, height_px), antialias=True)
    return _differing(drawn, after)


def _differing(before: Gray, after: Gray) -> Mask:
    """Compare strip by strip: of whole pages each step would take megabytes of its own."""
    found = np.empty(after.shape, np.uint8)
    for top in range(0, len(after), STRIP_PX):
        y0, bottom = max(0, top - HALO_PX), top + STRIP_PX
        rows = slice(y0, bottom + HALO_PX)
        found[top:bottom] = _differing_of_strip(before[rows], after[rows])[top - y0 :][:STRIP_PX]
    return found


def _differing_of_strip(before: Gray, after: Gray) -> Mask:
    differing = cv2.absdiff(before, after) >= MIN_LEVELS
    differing &= np.maximum(before, after) < WEAK
    # A disc fits in the slanted heads of arrows too.
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (MIN_SIDE_PX, MIN_SIDE_PX))
    return np.asarray(cv2.morphologyEx(differing.view(np.uint8), cv2.MORPH_OPEN, disc), np.uint8)
