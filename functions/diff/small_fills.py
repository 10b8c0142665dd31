"""Small fills of another level: ink on both sheets, and too small to be areas of shading.

An arrow head that turns from black to gray, a piece of a scale bar, a quarter of a level mark. They
are looked for in the bands that ink is compared in, between the thickest pen and the smallest area
of `functions.diff.shading`.
"""

from __future__ import annotations

import cv2
import numpy as np

from functions.diff.masks import Mask
from functions.diff.packed import Bits

# 2.4 pt (.85 mm): walls and borders are drawn with thinner pens.
MIN_SIDE_IN = 1 / 30
# Of every so many rows and columns one is looked at: five pixels of the least side are left.
STEP_PX = 2


class SmallFills:
    """Collects from bands where both sheets have ink, of levels that differ widely."""

    def __init__(self, frame_dpi: float, frame_width_px: int) -> None:
        """Start without a band.

        Args:
            frame_dpi: of the frame that is compared.
            frame_width_px: likewise.
        """
        self.dpi = frame_dpi / STEP_PX
        side_px = max(3, round(MIN_SIDE_IN * self.dpi))
        # A disc fits in the slanted heads of arrows too.
        self._disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side_px, side_px))
        self._rows: list[Bits] = []
        self._width_px = frame_width_px // STEP_PX

    def take(self, toned: Bits, inner: slice) -> None:
        """Look at the next band, from an even row on.

        Args:
            toned: packed, ink of both sheets whose levels differ, with a halo.
            inner: the rows without it.
        """
        thinned = toned[::STEP_PX]
        found = np.zeros((len(thinned), -(-self._width_px // 8)), np.uint8)
        rows = np.flatnonzero(thinned.any(axis=1))
        if len(rows):
            # What is as high as the disc lies within; beyond the rows is nothing.
            reach = len(self._disc) // 2
            used = slice(max(0, int(rows[0]) - reach), int(rows[-1]) + 1 + reach)
            found[used] = np.packbits(self._opened(thinned[used]), axis=1)
        self._rows.append(found[inner.start // STEP_PX : -(-inner.stop // STEP_PX)])

    def mask(self) -> Mask:
        """Return (H, W) 0/1 at `dpi`, no rows where there is none at all."""
        if not any(rows.any() for rows in self._rows):
            return np.zeros((0, self._width_px), np.uint8)
        return np.unpackbits(np.vstack(self._rows), axis=1, count=self._width_px)

    def _opened(self, rows: Bits) -> Mask:
        """Return (H, W) 0/1: what of every STEP_PX-th column the disc fits in."""
        pixels = np.unpackbits(rows, axis=1)[:, ::STEP_PX]
        whole = np.ascontiguousarray(pixels[:, : self._width_px])
        return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, self._disc), np.uint8)
