"""Lines on fills that only lost their colour: what gray levels cannot tell, colours can.

Red on a gray that is as light as red does not show in gray, so that the same line in black looks
as if it had come.
"""

from __future__ import annotations

import cv2
import numpy as np

from common.domain.geometry import Transform
from functions.diff.packed import Bits, dilated
from functions.diff.replot import Rgb, extremes
from functions.diff.sheet_page import SheetPage

# A line of a colour differs by far more from the fill under it, whose own tint it must not be.
MIN_CHROMA_LEVELS = 48
# Wider than any line, so that some of the fill is within.
REACH_PX = 15


def without_recoloured(
    toned: Bits, other: SheetPage, device_from_page: Transform, top_px: int, tolerance_px: int
) -> Bits:
    """Return ink on fills without what the other sheet has there in a colour.

    Args:
        toned: (H, ceil(W / 8)) packed: where a sheet has ink and the other nothing but a fill.
        other: the other sheet.
        device_from_page: its points to the pixels of the frame.
        top_px: the row of the frame that `toned` begins with.
        tolerance_px: how far around.
    """
    if not toned.any():
        return toned
    rows, columns = (np.flatnonzero(toned.any(axis=axis)) for axis in (1, 0))
    y0, y1 = max(0, int(rows[0]) - REACH_PX), min(len(toned), int(rows[-1]) + 1 + REACH_PX)
    x0, x1 = max(0, int(columns[0]) - 2), min(toned.shape[1], int(columns[-1]) + 3)
    moved = Transform(tx=-8 * x0, ty=-(top_px + y0)).after(device_from_page)
    coloured = _coloured(other.render_rgb(moved, (8 * (x1 - x0), y1 - y0)))
    left = toned.copy()
    left[y0:y1, x0:x1] &= ~dilated(coloured, tolerance_px)
    return left


def _coloured(rgb: Rgb) -> Bits:
    """Return what is of a colour that something near it is not, packed."""
    least, most = extremes(rgb)
    chroma = np.asarray(most - least, np.uint8)
    plainest = cv2.erode(chroma, np.ones((REACH_PX, REACH_PX), np.uint8))
    return np.packbits(cv2.subtract(chroma, plainest) >= MIN_CHROMA_LEVELS, axis=1)
