"""The four colours of an overlay, and packed ink turned into rows of their indices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from functions.diff.packed import Bits, any_in_blocks, two_bit_rows

PAPER, NEW_ONLY, OLD_ONLY, COMMON = range(4)
PALETTE = ((255, 255, 255), (30, 160, 60), (220, 40, 40), (110, 110, 110))
# Blue and vermilion of Okabe and Ito (2008): apart for every kind of colour blindness.
SAFE_PALETTE = ((255, 255, 255), (0, 114, 178), (213, 94, 0), (110, 110, 110))

Levels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class InkBand:
    """Some rows of both sheets in the new frame, packed; no pixel is in two planes.

    Attributes:
        removed: old ink that the new sheet has nowhere near.
        added: new ink that the old sheet has nowhere near.
        common: all other ink.
    """

    removed: Bits
    added: Bits
    common: Bits

    @classmethod
    def of_levels(cls, levels: Levels) -> InkBand:
        """Pack (H, W) palette indices."""
        removed, added, common = (
            np.packbits(levels == level, axis=1) for level in (OLD_ONLY, NEW_ONLY, COMMON)
        )
        return cls(removed=removed, added=added, common=common)

    @property
    def height(self) -> int:
        """Rows."""
        return len(self.common)

    def rows(self, top: int, bottom: int) -> InkBand:
        """Return some of the rows; `bottom` may be beyond the last."""
        part = slice(top, bottom)
        return InkBand(removed=self.removed[part], added=self.added[part], common=self.common[part])

    def reduced(self, factor: int) -> InkBand:
        """Make one pixel of each block of `factor` × `factor`.

        A change wins over common ink beside it: small changes must survive the reduction.
        """
        removed, added, common = (
            any_in_blocks(plane, factor) for plane in (self.removed, self.added, self.common)
        )
        gone = removed & ~added
        return InkBand(removed=gone, added=added, common=common & ~added & ~gone)

    def levels(self, width_px: int) -> Levels:
        """Return (H, width_px) palette indices."""
        high, low = (
            np.unpackbits(plane | self.common, axis=1, count=width_px)
            for plane in (self.removed, self.added)
        )
        return np.asarray(high << np.uint8(1) | low)

    def palette_rows(self, width_px: int) -> npt.NDArray[np.uint8]:
        """Return rows of 2-bit palette indices, as they stand in a PNG."""
        return two_bit_rows(self.removed | self.common, self.added | self.common, width_px)


def stacked(bands: Sequence[InkBand], height: int, width_bytes: int) -> InkBand:
    """Put bands one under the other, on paper of (height, 8 × width_bytes) pixels."""
    planes = np.zeros((3, height, width_bytes), np.uint8)
    top = 0
    for band in bands:
        for target, plane in zip(planes, (band.removed, band.added, band.common), strict=True):
            target[top : top + len(plane), : plane.shape[1]] = plane
        top += band.height
    return InkBand(removed=planes[0], added=planes[1], common=planes[2])
