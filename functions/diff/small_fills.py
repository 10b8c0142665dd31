"""Small fills of another level: ink on both sheets, and too small to be areas of shading.

An arrow head that turns from black to gray, a piece of a scale bar, a quarter of a level mark. They
are looked for in the bands that ink is compared in, between the thickest pen and the smallest area
of `functions.diff.shading`.
"""

from __future__ import annotations

import cv2
import numpy as np

from functions.diff.ink_planes import WEAK, Plane
from functions.diff.masks import Mask
from functions.diff.packed import Bits
from functions.diff.sheet_page import Gray

# 2.4 pt (.85 mm): walls and borders are drawn with thinner pens.
MIN_SIDE_IN = 1 / 30
# Of 9 × 9 pt fills .2 of all grays (51 levels) can be told apart by eye; smoothing takes none.
MIN_LEVELS = 32
# Of every so many rows and columns one is looked at: five pixels of the least side are left.
STEP_PX = 2


class SmallFills:
    """Collects from bands where both sheets have ink, of levels that differ widely."""

    def __init__(self, frame_dpi: float) -> None:
        """Start without a band.

        Args:
            frame_dpi: of the frame that is compared.
        """
        self.dpi = frame_dpi / STEP_PX
        side_px = max(3, round(MIN_SIDE_IN * self.dpi))
        # A disc fits in the slanted heads of arrows too.
        self._disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side_px, side_px))
        self._rows: list[Bits] = []
        self._width_px = 0

    def take(self, before: Plane, after: Plane) -> None:
        """Look at the next band: the same rows of two plots, from an even one on."""
        grays = [_thinned(plane.gray) for plane in (before, after)]
        differing = cv2.absdiff(*grays) >= MIN_LEVELS
        differing &= np.maximum(*grays) < WEAK
        self._width_px = differing.shape[1]
        inner = slice(after.inner.start // STEP_PX, -(-after.inner.stop // STEP_PX))
        found = cv2.morphologyEx(differing.view(np.uint8), cv2.MORPH_OPEN, self._disc)
        self._rows.append(np.packbits(np.asarray(found, np.uint8)[inner], axis=1))

    def mask(self) -> Mask:
        """Return (H, W) 0/1 at `dpi`, no rows where there is none at all."""
        if not any(rows.any() for rows in self._rows):
            return np.zeros((0, self._width_px), np.uint8)
        return np.unpackbits(np.vstack(self._rows), axis=1, count=self._width_px)


def _thinned(gray: Gray) -> Gray:
    """Return every STEP_PX-th row and column; half the time of a step along both axes."""
    whole = gray[::STEP_PX, : gray.shape[1] // STEP_PX * STEP_PX]
    return whole.reshape(-1)[::STEP_PX].reshape(len(whole), -1)
