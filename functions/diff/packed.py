"""Ink as packed bits: eight pixels a byte, dilation and counting without unpacking.

Arrays are (H, ceil(W / 8)) uint8 as `np.packbits(mask, axis=1)` makes them, leftmost pixel in
the high bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, reduce
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.uint8]
BYTE_PX = CELL_PX = 8
WORD_BYTES = 8
COARSE = 4  # pixels that `coarse_ink` makes one of, along each axis
DENSE_SHARE = 0.1  # of all bytes: from here on it is cheaper to look at all of them


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


def rules_across(ink: Bits, length_px: int) -> Bits:
    """Keep what is part of a run of at least `length_px` pixels along a row."""
    rules = np.zeros_like(ink)
    # Wherever in a byte a run starts, so many whole ones are in it: most rows have not.
    rows = np.flatnonzero(np.count_nonzero(ink == 0xFF, axis=1) >= (length_px - 7) // 8)
    starts = ink[rows]
    for step in _doublings(length_px):
        starts = starts & _moved_left(starts, step)
    for step in _doublings(length_px):
        starts = starts | _moved_right(starts, step)
    rules[rows] = starts
    return rules


def rules_down(ink: Bits, length_px: int) -> Bits:
    """Keep what is part of a run of at least `length_px` pixels along a column."""
    starts = ink.copy()
    for step in _doublings(length_px):
        starts[:-step] &= starts[step:]
        starts[-step:] = 0
    for step in _doublings(length_px):
        starts[step:] |= starts[:-step].copy()
    return starts


def _doublings(length_px: int) -> list[int]:
    """Return steps by which runs grow from one pixel to a length."""
    steps, reached = [], 1
    while reached < length_px:
        steps.append(min(reached, length_px - reached))
        reached += steps[-1]
    return steps


def _moved_left(bits: Bits, by_px: int) -> Bits:
    by_bytes, rest = divmod(by_px, 8)
    moved = np.zeros_like(bits)
    moved[:, : bits.shape[1] - by_bytes] = bits[:, by_bytes:]
    return shifted_left(moved, rest) if rest else moved


def _moved_right(bits: Bits, by_px: int) -> Bits:
    by_bytes, rest = divmod(by_px, 8)
    moved = np.zeros_like(bits)
    moved[:, by_bytes:] = bits[:, : bits.shape[1] - by_bytes]
    return shifted_right(moved, rest) if rest else moved


def far_from(ink: Bits, other: Bits, radius_px: int) -> Bits:
    """Return the ink that has none of the other within a square of `radius_px` (0..4).

    The same as `ink & ~dilated(other, radius_px)`, but other ink grows only around the bytes where
    ink does not lie on it: on two plots of a sheet a few in a hundred.
    """
    far = ink & ~other
    flat = far.reshape(-1)
    places = places_of(far)
    if len(places) > DENSE_SHARE * flat.size:
        return far & ~dilated(other, radius_px)
    if len(places):
        flat[places] &= ~_dilated_at(other, places, radius_px)
    return far


def places_of(bits: Bits) -> npt.NDArray[np.intp]:
    """Return where in the flat array the bytes with ink are, in order.

    Words are looked at before bytes: most have no ink.
    """
    flat = bits.reshape(-1)
    end = len(flat) // WORD_BYTES * WORD_BYTES
    words = flat[:end].view(np.uint64)
    used = np.flatnonzero(words != 0)
    within = np.flatnonzero(words[used].view(np.uint8) != 0)
    places = used[within // WORD_BYTES] * WORD_BYTES + within % WORD_BYTES
    return np.concatenate([places, end + np.flatnonzero(flat[end:] != 0)])


def _dilated_at(bits: Bits, places: npt.NDArray[np.intp], radius_px: int) -> Bits:
    """Return some bytes of grown ink.

    Args:
        bits: the ink, not grown.
        places: of the bytes in the flat array.
        radius_px: of the square, 0..4.
    """
    height, width = bits.shape
    padded = np.zeros((height + 2 * radius_px, width + 2), np.uint8)
    padded[radius_px : radius_px + height, 1:-1] = bits
    flat, stride = padded.reshape(-1), width + 2
    # Above and to the left of each byte.
    corner = places // width * stride + places % width
    before, here, after = (
        np.bitwise_or.reduce([flat[corner + (k * stride + n)] for k in range(2 * radius_px + 1)])
        for n in range(3)
    )
    wide = here.copy()
    for by_px in range(1, radius_px + 1):
        near, rest = np.uint8(by_px), np.uint8(8 - by_px)
        wide |= here << near | here >> near | after >> rest | before << rest
    return np.asarray(wide, np.uint8)


def cell_counts(bits: Bits) -> npt.NDArray[np.uint8]:
    """Return the number of set pixels, 0..64, of each 8 × 8 cell; rows are padded with paper."""
    if not bits.any():
        return np.zeros((-(-len(bits) // CELL_PX), bits.shape[1]), np.uint8)
    missing = -len(bits) % CELL_PX
    if missing:
        bits = np.vstack([bits, np.zeros((missing, bits.shape[1]), np.uint8)])
    counts = np.bitwise_count(bits.reshape(len(bits) // CELL_PX, CELL_PX, -1))
    return np.asarray(counts.sum(axis=1, dtype=np.uint8))


def any_in_blocks(bits: Bits, factor: int) -> Bits:
    """Reduce packed pixels: one is set where any of its `factor` × `factor` block is.

    Args:
        bits: packed pixels; blocks over the lower and right edge are filled up with paper.
        factor: 1 or more.

    Returns:
        (ceil(H / factor), …) packed pixels; bits right of the last block are paper.
    """
    if factor == 1:
        return bits
    reduced = np.zeros([-(-n // factor) for n in bits.shape], np.uint8)
    rows, columns = _in_use(bits, factor)
    if rows.stop > rows.start:
        part = _gathered(bits[rows, columns], factor)
        top, left = rows.start // factor, columns.start // factor
        reduced[top : top + len(part), left : left + part.shape[1]] = part
    return reduced


def _gathered(bits: Bits, factor: int) -> Bits:
    rows, columns = (-(-n // factor) * factor for n in bits.shape)
    lower = np.zeros((rows // factor, columns), np.uint8)
    for k in range(factor):
        part = bits[k::factor]
        lower[: len(part), : bits.shape[1]] |= part
    # Every `factor` bytes of a row become one.
    if BYTE_PX % factor == 0:
        # Each byte by itself, so that one look is for all of them; then next to one another.
        words = _looked_up(lower, _gathering(factor)[0]).view(f"<u{factor}")
        step = BYTE_PX + BYTE_PX // factor
        together = reduce(np.bitwise_or, [words >> k * step for k in range(factor)])
        return np.asarray(together, np.uint8)
    group = lower.reshape(len(lower), -1, factor)
    reduced = np.zeros(group.shape[:2], np.uint8)
    for k, table in enumerate(_gathering(factor)):
        reduced |= _looked_up(group[:, :, k], table)
    return reduced


def _in_use(bits: Bits, step: int) -> tuple[slice, slice]:
    """Return the rows and the bytes of them that hold all ink, in whole steps as far as they go."""
    rows = _span(np.bitwise_or.reduce(bits, axis=1), step)
    return rows, _span(np.bitwise_or.reduce(bits[rows], axis=0), step)


def _span(used: Bits, step: int) -> slice:
    places = np.flatnonzero(used != 0)
    if not len(places):
        return slice(0, 0)
    first, last = (int(places[k]) // step for k in (0, -1))
    return slice(first * step, min(len(used), (last + 1) * step))


@cache
def _gathering(factor: int) -> list[Bits]:
    """Return where the pixels of each of `factor` bytes go in the one that they become."""
    tables = np.zeros((factor, 256), np.uint8)
    for index in range(8 * factor):
        source, target = 1 << (7 - index % 8), np.uint8(1 << (7 - index // factor))
        tables[index // 8, (np.arange(256) & source) > 0] |= target
    return list(tables)


def coarse_ink(bits: Bits) -> Bits:
    """Reduce packed pixels by COARSE: one is set where two or more of its 4 × 4 block are.

    A thirteenth of a pixel is what a smoothed hairline leaves of it (`ink_score.PLOT_THRESHOLD`).

    Args:
        bits: packed pixels; blocks over the lower and right edge are filled up with paper.
    """
    rows, columns = (-(-n // COARSE) * COARSE for n in bits.shape)
    whole = np.zeros((rows, columns), np.uint8)
    whole[: len(bits), : bits.shape[1]] = bits
    first, second, third, fourth = (np.asarray(whole[k::COARSE], np.uint8) for k in range(COARSE))
    upper, lower = first | second, third | fourth
    twice = np.asarray(first & second | third & fourth | upper & lower, np.uint8)
    pairs = _looked_up(upper | lower, _TWO_OF_FOUR) | _looked_up(twice, _ANY_OF_FOUR)
    # Two pixels of each byte, in its lowest bits; then next to one another.
    words = pairs.view("<u4")
    return np.asarray(words << 6 | words >> 4 | words >> 14 | words >> 24, np.uint8)


def two_bit_rows(high: Bits, low: Bits, width_px: int) -> npt.NDArray[np.uint8]:
    """Interleave two planes into rows of 2-bit values `2 * high + low` for a PNG."""
    values = _looked_up(high, _SPREAD_HIGH) | _looked_up(low, _SPREAD_LOW)
    return np.asarray(values.view(np.uint8)[:, : -(-width_px // 4)])


def four_bit_rows(planes: Sequence[Bits], width_px: int) -> npt.NDArray[np.uint8]:
    """Interleave four planes, the highest bit first, into rows of 4-bit values for a PNG."""
    *sides, old, new = zip(planes, _SPREAD_FOUR, strict=True)
    values = _looked_up(*old)
    values |= _looked_up(*new)
    for plane, table in sides:
        place = _in_use(plane, 1)
        if place[0].stop > place[0].start:
            values[place] |= _looked_up(plane[place], table)
    return np.asarray(values.view(np.uint8)[:, : -(-width_px // 2)])


def _looked_up(bits: Bits, table: npt.NDArray[Any]) -> npt.NDArray[Any]:
    # Five times as fast as an index of NumPy.
    return np.asarray(cv2.LUT(np.ascontiguousarray(bits), table))


def _halves_with(least: int) -> Bits:
    """Return for each byte two bits: whether either half of its pixels has so many set."""
    halves = np.stack([np.arange(256) >> 4, np.arange(256) & 0x0F]).astype(np.uint8)
    left, right = np.bitwise_count(halves) >= least
    return np.asarray(2 * left + right, np.uint8)


_ANY_OF_FOUR, _TWO_OF_FOUR = _halves_with(1), _halves_with(2)


def _spread(value: int, bits: int) -> int:
    return sum(((value >> bit) & 1) << (bits * bit) for bit in range(8))


# Big-endian, as they stand in the file, whatever the machine is.
_SPREAD_LOW = np.array([_spread(value, 2) for value in range(256)], ">u2").view(np.uint16)
_SPREAD_HIGH = np.array([_spread(value, 2) << 1 for value in range(256)], ">u2").view(np.uint16)
_SPREAD_FOUR = tuple(
    np.array([_spread(value, 4) << bit for value in range(256)], ">u4").view(np.int32)
    for bit in (3, 2, 1, 0)
)
