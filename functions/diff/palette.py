"""The four colours of an overlay, and packed ink turned into rows of their indices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from functions.diff.packed import Bits, any_in_blocks, four_bit_rows, two_bit_rows

Colour = tuple[int, int, int]

PAPER, NEW_ONLY, OLD_ONLY, COMMON = range(4)
PALETTE = ((255, 255, 255), (30, 160, 60), (220, 40, 40), (110, 110, 110))
# Blue and vermilion of Okabe and Ito (2008): apart for every kind of colour blindness.
SAFE_PALETTE = ((255, 255, 255), (0, 114, 178), (213, 94, 0), (110, 110, 110))

Levels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class InkBand:
    """Some rows of both sheets in the new frame, packed.

    Attributes:
        removed: old ink that the new sheet has nowhere near.
        added: new ink that the old sheet has nowhere near.
        old: all ink of the old sheet.
        new: all ink of the new sheet.
    """

    removed: Bits
    added: Bits
    old: Bits
    new: Bits

    @classmethod
    def of_levels(cls, levels: Levels) -> InkBand:
        """Pack (H, W) palette indices; common ink is the same in both."""
        removed, added, common = (
            np.packbits(levels == level, axis=1) for level in (OLD_ONLY, NEW_ONLY, COMMON)
        )
        return cls(removed=removed, added=added, old=removed | common, new=added | common)

    @classmethod
    def of_planes(cls, planes: Iterable[Bits]) -> InkBand:
        """Take all four, in the order of `planes`."""
        removed, added, old, new = planes
        return cls(removed=removed, added=added, old=old, new=new)

    @property
    def height(self) -> int:
        """Rows."""
        return len(self.old)

    @property
    def planes(self) -> tuple[Bits, Bits, Bits, Bits]:
        """All four, in the order of a tile's bits, highest first."""
        return self.removed, self.added, self.old, self.new

    @property
    def common(self) -> Bits:
        """All ink that is no change."""
        return (self.old | self.new) & ~self.removed & ~self.added

    def columns_in_use(self) -> Bits:
        """Return the bytes of a row: what is ink of any plane in any row."""
        used = [np.bitwise_or.reduce(plane) for plane in self.planes]
        return np.asarray(np.bitwise_or.reduce(used), np.uint8)

    def rows(self, top: int, bottom: int) -> InkBand:
        """Return some of the rows; `bottom` may be beyond the last."""
        return InkBand.of_planes(plane[top:bottom] for plane in self.planes)

    def reduced(self, factor: int) -> InkBand:
        """Make one pixel of each block of `factor` × `factor`: what is anywhere in it."""
        removed, added, old = (any_in_blocks(plane, factor) for plane in self.planes[:3])
        new = old if self.new is self.old else any_in_blocks(self.new, factor)
        return InkBand(removed=removed, added=added, old=old, new=new)

    def without_sides(self) -> InkBand:
        """Return what the overlay's colours need: all ink, whichever sheet it is of."""
        ink = self.old | self.new
        return InkBand(removed=self.removed, added=self.added, old=ink, new=ink)

    def levels(self, width_px: int) -> Levels:
        """Return (H, width_px) palette indices."""
        high, low = (np.unpackbits(bits, axis=1, count=width_px) for bits in self._index_bits())
        return np.asarray(high << np.uint8(1) | low)

    def palette_rows(self, width_px: int) -> npt.NDArray[np.uint8]:
        """Return rows of 2-bit palette indices, as they stand in a PNG."""
        return two_bit_rows(*self._index_bits(), width_px)

    def plane_rows(self, width_px: int) -> npt.NDArray[np.uint8]:
        """Return rows of 4-bit values, a bit for each plane, as they stand in a PNG."""
        return four_bit_rows(self.planes, width_px)

    def _index_bits(self) -> tuple[Bits, Bits]:
        # A change wins over common ink beside it, and new ink over old: small changes must
        # survive a reduction.
        common = self.common
        return self.removed & ~self.added | common, self.added | common


def joined(bands: Sequence[InkBand]) -> InkBand:
    """Put bands of one width one under the other."""
    columns = zip(*(band.planes for band in bands), strict=True)
    return InkBand.of_planes(np.vstack(planes) for planes in columns)


def plane_palettes() -> dict[str, list[Colour]]:
    """Return palettes of 4-bit values: both sheets in two pairs of colours, and each alone."""
    shown = [_index_of(value) for value in range(16)]
    ink, paper = PALETTE[COMMON], PALETTE[PAPER]
    return {
        "red_green": [PALETTE[index] for index in shown],
        "colour_blind_safe": [SAFE_PALETTE[index] for index in shown],
        "old": [ink if value & 2 else paper for value in range(16)],
        "new": [ink if value & 1 else paper for value in range(16)],
    }


def _index_of(value: int) -> int:
    if value & 4:
        return NEW_ONLY
    if value & 8:
        return OLD_ONLY
    return COMMON if value else PAPER
