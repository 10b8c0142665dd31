"""Fills as the bands show them that ink is compared in: small ones of another level, and tones.

Small fills are ink on both sheets and too small to be areas of shading.

An arrow head that turns from black to gray, a piece of a scale bar, a quarter of a level mark. They
are looked for between the thickest pen and the smallest area of `functions.diff.shading`.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from functions.diff.frame import Frame
from functions.diff.ink_planes import Plane
from functions.diff.masks import Mask, runs_in_use
from functions.diff.packed import Bits
from functions.diff.replot import Tones

# 2.4 pt (.85 mm): walls and borders are drawn with thinner pens.
MIN_SIDE_IN = 1 / 30
# Of every so many rows and columns one is looked at: five pixels of the least side are left.
STEP_PX = 2


class SmallFills:
    """Collects from bands where both sheets have ink, of levels that differ widely.

    Attributes:
        dpi: of the small fills.
        tones: of the old sheet and of the new one.
    """

    def __init__(self, frame: Frame) -> None:
        """Start without a band of a frame: the whole sheet's, or a part's that begins at a cell."""
        self.dpi = frame.dpi / STEP_PX
        side_px = max(3, round(MIN_SIDE_IN * self.dpi))
        # A disc fits in the slanted heads of arrows too.
        self._disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side_px, side_px))
        self.tones = Tones(), Tones()
        self._rows: list[Bits] = []
        self._width_px = frame.width_px // STEP_PX
        self._left_px, self._top_px = frame.left_px // STEP_PX, frame.top_px // STEP_PX

    def take(self, before: Plane, after: Plane, toned: Bits) -> None:
        """Look at the next band, from an even row on.

        Args:
            before: of the old sheet.
            after: of the new sheet, the same rows.
            toned: packed, ink of both whose levels differ.
        """
        for tones, plane in zip(self.tones, (before, after), strict=True):
            tones.take(plane.gray[plane.inner])
        thinned = toned[::STEP_PX]
        found = np.zeros((len(thinned), -(-self._width_px // 8)), np.uint8)
        rows = np.flatnonzero(thinned.any(axis=1))
        if len(rows):
            # What is as high as the disc lies within; beyond the rows is nothing.
            reach = len(self._disc) // 2
            used = slice(max(0, int(rows[0]) - reach), int(rows[-1]) + 1 + reach)
            found[used] = np.packbits(self._opened(thinned[used]), axis=1)
        inner = after.inner
        self._rows.append(found[inner.start // STEP_PX : -(-inner.stop // STEP_PX)])

    def runs(self) -> Iterator[tuple[int, Mask]]:
        """Yield each run of rows with small fills: the first row, and (H, W) 0/1 at `dpi`.

        Rows and columns are the sheet's; those right of a part are left out.
        """
        whole = np.vstack(self._rows)
        for rows in runs_in_use(whole):
            inside = np.unpackbits(whole[rows], axis=1, count=self._width_px)
            yield self._top_px + rows.start, np.pad(inside, ((0, 0), (self._left_px, 0)))

    def _opened(self, rows: Bits) -> Mask:
        """Return (H, W) 0/1: what of every STEP_PX-th column the disc fits in."""
        pixels = np.unpackbits(rows, axis=1)[:, ::STEP_PX]
        whole = np.ascontiguousarray(pixels[:, : self._width_px])
        return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, self._disc), np.uint8)
