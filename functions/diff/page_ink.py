"""A page's ink as packed bits: moved by whole pixels, grown and counted without unpacking.

At 75 dpi an ARCH D sheet has five million pixels, and a search for moves looks at them a hundred
times: as bits they are half a megabyte, which stays in the processor's cache.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, product
from operator import and_, or_

import cv2
import numpy as np
import numpy.typing as npt

from functions.diff.masks import Flags, Mask
from functions.diff.packed import COARSE, Bits, coarse_ink, dilated

CELL_PX = 4
_WORD_PX = 64
WARPED_LEVEL = 90  # of 255: an interpolated line keeps its width
_NO_TURN = 1e-6  # rounding of a product of transforms


@dataclass(frozen=True, slots=True, eq=False)
class PageInk:
    """Which pixels of a page are ink.

    Attributes:
        bits: (H, whole words of 64 pixels) packed; those right of the page are not set.
        width_px: of the page.
    """

    bits: Bits
    width_px: int

    @classmethod
    def of(cls, mask: Mask | Flags) -> PageInk:
        """Pack (H, W) zeros and others."""
        return cls.of_bits(np.packbits(mask, axis=1), mask.shape[1])

    @classmethod
    def of_bits(cls, packed: Bits, width_px: int) -> PageInk:
        """Take (H, ceil(W / 8)) packed pixels."""
        bits = np.zeros((len(packed), -(-width_px // _WORD_PX) * (_WORD_PX // 8)), np.uint8)
        bits[:, : packed.shape[1]] = packed
        return cls(bits, width_px)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return len(self.bits), self.width_px

    @property
    def count(self) -> int:
        """Pixels of ink."""
        return _count(self.bits)

    def mask(self) -> Mask:
        """Return (H, W) zeros and ones."""
        return np.unpackbits(self.bits, axis=1, count=self.width_px)

    def __and__(self, other: PageInk) -> PageInk:
        return PageInk(self.bits & other.bits, self.width_px)

    def __or__(self, other: PageInk) -> PageInk:
        return PageInk(self.bits | other.bits, self.width_px)

    def without(self, other: PageInk) -> PageInk:
        """Return the ink that the other has not."""
        return PageInk(self.bits & ~other.bits, self.width_px)

    def on_both(self, other: PageInk) -> int:
        """Return the number of pixels that both have."""
        return _count(self.bits & other.bits)

    def spread(self, radius_px: int) -> PageInk:
        """Grow the ink by a square of `radius_px` on every side."""
        return self._within_page(dilated(self.bits, radius_px))

    def edge(self) -> PageInk:
        """Keep the edge of big fills; thin lines stay whole."""
        paper = self._within_page(~self.bits)
        return self & paper.spread(1)

    def shifted(self, x: int, y: int) -> PageInk:
        """Move the ink right and down by whole pixels; what leaves the page is gone."""
        moved = np.zeros_like(self.bits)
        by_bytes, by_bits = divmod(x, 8)
        target, source = _overlap(len(moved), y)
        rows = self.bits[source]
        _add(moved[target], rows >> np.uint8(by_bits), by_bytes)
        if by_bits:
            _add(moved[target], rows << np.uint8(8 - by_bits), by_bytes + 1)
        return self._within_page(moved)

    def laid(self, x: float, y: float, least: float) -> PageInk:
        """Move the ink right and down, by parts of pixels too.

        Args:
            x: to the right.
            y: down.
            least: how much of a pixel ink must cover to be ink there, above 0.
        """
        left, top = math.floor(x), math.floor(y)
        shares = {
            (left + i, top + j): abs(1 - i - x + left) * abs(1 - j - y + top)
            for i, j in product((0, 1), repeat=2)
        }
        # The least that covers enough: without its smallest share it does not.
        together = [
            some
            for count in range(1, len(shares) + 1)
            for some in combinations(shares, count)
            if least <= sum(shares[n] for n in some) < least + min(shares[n] for n in some)
        ]
        moved = {n: self.shifted(*n) for some in together for n in some}
        return reduce(or_, (reduce(and_, (moved[n] for n in some)) for some in together))

    def moved(self, by: npt.NDArray[np.float64]) -> PageInk:
        """Lay the ink elsewhere on the page; what leaves the page is gone.

        Args:
            by: (2, 3), of pixel indices; a mere shift is rounded to whole pixels.
        """
        if np.abs(by[:, :2] - np.eye(2)).max() < _NO_TURN:
            x, y = np.rint(by[:, 2]).astype(int).tolist()
            return self.shifted(x, y)
        height, width = self.shape
        smooth = cv2.warpAffine(self.mask() * np.uint8(255), by, (width, height))
        return PageInk.of(np.asarray(smooth, np.uint8) > WARPED_LEVEL)

    def cell_counts(self) -> npt.NDArray[np.uint8]:
        """Return (⌈H / 4⌉, ⌈W / 4⌉) pixels of ink in each cell of 4 × 4."""
        fours = _fours(self.bits)
        missing = -len(fours) % CELL_PX
        if missing:
            fours = np.vstack([fours, np.zeros((missing, fours.shape[1]), np.uint8)])
        counts = np.empty((len(fours) // CELL_PX, 2 * fours.shape[1]), np.uint8)
        for half, part in enumerate((fours >> np.uint8(4), fours & np.uint8(0x0F))):
            rows = part.reshape(-1, CELL_PX, part.shape[1])
            counts[:, half::2] = rows[:, 0] + rows[:, 1] + rows[:, 2] + rows[:, 3]
        return counts[:, : -(-self.width_px // CELL_PX)]

    def tile_counts(self, rows: int, columns: int) -> npt.NDArray[np.int64]:
        """Return the ink of each tile of a grid of at most so many rows and columns."""
        height, width = (
            max(1, -(-size // n)) for size, n in zip(self.shape, (rows, columns), strict=True)
        )
        strips = [self.bits[y : y + height] for y in range(0, len(self.bits), height)]
        inside = [self._columns(x, x + width) for x in range(0, self.width_px, width)]
        return np.array([[_count(strip & row) for row in inside] for strip in strips], np.int64)

    def _within_page(self, bits: Bits) -> PageInk:
        bits &= self._columns(0, self.width_px)
        return PageInk(bits, self.width_px)

    def _columns(self, left: int, right: int) -> Bits:
        """Return a row that is set from one column to before another."""
        row = np.zeros(8 * self.bits.shape[1], np.uint8)
        row[left : min(right, self.width_px)] = 1
        return np.packbits(row)


class CoarseInk:
    """Collects both sheets' ink from the bands of a frame, at a quarter of its resolution."""

    def __init__(self, frame_width_px: int) -> None:
        self._width_px = -(-frame_width_px // COARSE)
        self._bands: list[tuple[Bits, Bits]] = []

    def take(self, old: Bits, new: Bits) -> None:
        """Take the next rows, packed; of all but the last a multiple of COARSE."""
        self._bands.append((coarse_ink(old), coarse_ink(new)))

    def pages(self) -> tuple[PageInk, PageInk]:
        """Return the ink of the old sheet, as the frame has it, and of the new one."""
        old, new = (np.vstack(bands) for bands in zip(*self._bands, strict=True))
        width_bytes = -(-self._width_px // 8)
        return (
            PageInk.of_bits(old[:, :width_bytes], self._width_px),
            PageInk.of_bits(new[:, :width_bytes], self._width_px),
        )


def _count(bits: Bits) -> int:
    return int(np.bitwise_count(bits.view(np.uint64)).sum(dtype=np.int64))


def _fours(bits: Bits) -> Bits:
    """Return in each half of each byte how many of its four bits are set."""
    ones, twos = np.uint8(0x55), np.uint8(0x33)
    pairs = (bits & ones) + ((bits >> np.uint8(1)) & ones)
    return np.asarray((pairs & twos) + ((pairs >> np.uint8(2)) & twos), np.uint8)


def _overlap(size: int, by: int) -> tuple[slice, slice]:
    """Return where a shift puts what stays inside, and where it was."""
    kept = slice(max(0, by), size + min(0, by)), slice(max(0, -by), size + min(0, -by))
    return kept if abs(by) < size else (slice(0, 0), slice(0, 0))


def _add(moved: Bits, bits: Bits, by_bytes: int) -> None:
    target, source = _overlap(moved.shape[1], by_bytes)
    moved[:, target] |= bits[:, source]
