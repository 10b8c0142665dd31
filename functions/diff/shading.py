"""Changes of shading and colour that ink against paper cannot see: low-pass RGB difference."""

from __future__ import annotations

import cv2
import numpy as np

from common.domain.geometry import POINTS_PER_INCH, Box, Transform
from functions.diff.sheet_page import SheetPage

DPI = 50.0
MEDIAN_PX = 5  # takes lines and letters away, leaves areas
MIN_LEVELS = 26
MIN_AREA_IN2 = 0.05


def shading_changes(old: SheetPage, new: SheetPage, new_from_old: Transform) -> list[Box]:
    """Return boxes, in new page points, of areas whose fill or colour changed."""
    scale = DPI / POINTS_PER_INCH
    frame = Transform(a=scale, d=scale)
    size_px = new.size_px(DPI)
    before = cv2.medianBlur(old.render_rgb(frame.after(new_from_old), size_px), MEDIAN_PX)
    after = cv2.medianBlur(new.render_rgb(frame, size_px), MEDIAN_PX)
    # One maximum over the channels' axis took ten times as long.
    red, green, blue = cv2.split(cv2.absdiff(before, after))
    difference = np.maximum(np.maximum(red, green), blue)
    mask = (difference > MIN_LEVELS).astype(np.uint8)
    square = np.ones((MEDIAN_PX, MEDIAN_PX), np.uint8)
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, square)
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    return [
        (x / scale, y / scale, (x + width) / scale, (y + height) / scale)
        for x, y, width, height, covered in stats[1:].tolist()
        if covered >= MIN_AREA_IN2 * DPI * DPI
    ]
