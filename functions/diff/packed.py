"""Ink as packed bits: eight pixels a byte, dilation and counting without unpacking.

Arrays are (H, ceil(W / 8)) uint8 as `np.packbits(mask, axis=1)` makes them, leftmost pixel in
the high bit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.uint8]
CELL_PX = 8


def shifted_left(bits: Bits, by_px: int) -> Bits:
    """Move every pixel 1..7 places to the left; those over the edge are gone."""
    moved = bits << np.uint8(by_px)
    moved[:, :-1] |= bits[:, 1:] >> np.uint8(8 - by_px)
    return np.asarray(moved, np.uint8)


def shifted_right(bits: Bits, by_px: int) -> Bits:
    """Move every pixel 1..7 places to the right; those over the edge are gone."""
    moved = bits >> np.uint8(by_px)
    moved[:, 1:] |= bits[:, :-1] << np.uint8(8 - by_px)
    return np.asarray(moved, np.uint8)


def dilated(bits: Bits, radius_px: int) -> Bits:
    """Grow ink by a square of `radius_px` (0..4) on every side."""
    wide = bits.copy()
    for by_px in range(1, radius_px + 1):
        wide |= shifted_left(bits, by_px)
        wide |= shifted_right(bits, by_px)
    tall = wide.copy()
    for by_px in range(1, radius_px + 1):
        tall[:-by_px] |= wide[by_px:]
        tall[by_px:] |= wide[:-by_px]
    return tall


def cell_counts(bits: Bits) -> npt.NDArray[np.uint8]:
    """Return the number of set pixels, 0..64, of each 8 × 8 cell; rows are padded with paper."""
    missing = -len(bits) % CELL_PX
    if missing:
        bits = np.vstack([bits, np.zeros((missing, bits.shape[1]), np.uint8)])
    counts = np.bitwise_count(bits.reshape(len(bits) // CELL_PX, CELL_PX, -1))
    return np.asarray(counts.sum(axis=1, dtype=np.uint8))


_SPREAD = np.array(
    [sum(((value >> bit) & 1) << (2 * bit) for bit in range(8)) for value in range(256)], np.uint16
)


def two_bit_rows(high: Bits, low: Bits, width_px: int) -> npt.NDArray[np.uint8]:
    """Interleave two planes into rows of 2-bit values `2 * high + low` for a PNG."""
    values = (_SPREAD[high] << np.uint16(1)) | _SPREAD[low]
    rows = values.astype(">u2").view(np.uint8)
    return np.asarray(rows[:, : -(-width_px // 4)])
