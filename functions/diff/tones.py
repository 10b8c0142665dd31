"""Grays: ink on fills, where all is ink and the tones have to tell, and light gray ink.

A fill is looked for in cells of 8 × 8 px that are ink all over; hatches leave gaps. A line plotted
in colour and again in black is the same line, on a fill too: what counts is that both stand out
from their grounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import cv2
import numpy as np

from functions.diff.packed import BYTE_PX, CELL_PX, Bits, dilated, far_from, places_of
from functions.diff.sheet_page import Gray

# Narrower is a thick line: borders and cut walls reach 15 px.
MIN_FILL_CELLS = 3
# Darker than its ground by this is ink on it: letters on a bar of half gray differ by 127.
MIN_TONE_LEVELS = np.uint8(48)
# Of 9 × 9 pt fills .2 of all grays (51 levels) can be told apart by eye; smoothing takes none. No
# more than MIN_TONE_LEVELS, as no ink on a fill is looked for where levels differ by less.
MIN_LEVELS = 32
_MIN_TONE = np.full(1, MIN_TONE_LEVELS)
# A dark green line on half gray is a line too: two thresholds, as for ink on paper.
_WEAK_TONE = np.full(1, np.uint8(16))
# Darker fills stay solid in the overlay; what stands on them is white.
DARK_FILL = 110
# Plots have no noise: lighter than this is paper, and so is what a JPEG makes of it.
FAINT = 250
# Ground is what is as light as the lightest within this: wider than the strokes of headings.
GROUND_REACH_PX = 15
# What the tones of a pixel depend on: half that, and the tolerance twice.
REACH_PX = 16
MAX_WINDOWS = 40  # more fills are looked at together
SPARSE_SHARE = 0.005  # of all bytes: from here on it is cheaper to look at all pixels


def filled(ink: Bits) -> Bits:
    """Return the cells of wide areas that are ink all over, as bits of the same shape.

    Args:
        ink: (H, ceil(W / 8)) packed bits.
    """
    full = np.asarray(np.bitwise_and.reduce(_cells(ink), axis=1) == 0xFF, np.uint8)
    square = np.ones((MIN_FILL_CELLS, MIN_FILL_CELLS), np.uint8)
    wide = np.asarray(cv2.morphologyEx(full, cv2.MORPH_OPEN, square), np.uint8)
    bits = np.zeros_like(ink)
    _cells(bits)[:] = (wide * np.uint8(0xFF))[:, None]
    return bits


def _cells(bits: Bits) -> Bits:
    """Return (H // 8, 8, …): the rows of each cell; what is left of a cell at the end is not."""
    rows = len(bits) // CELL_PX * CELL_PX
    return bits[:rows].reshape(-1, CELL_PX, bits.shape[1])


def darker_than(gray: Gray, level: int, ink: Bits) -> Bits:
    """Return what of some ink is darker than a level.

    Args:
        gray: (H, W) uint8, 0 ink, 255 paper.
        level: of the gray.
        ink: packed, the pixels to look at; hardly any as a rule.
    """
    places = places_of(ink)
    if len(places) > SPARSE_SHARE * ink.size:
        return np.packbits(gray < level, axis=1) & ink
    found = np.zeros_like(ink)
    rows, columns = np.divmod(places, ink.shape[1])
    # Beyond the last column there is no ink.
    columns_px = np.minimum(columns[:, None] * BYTE_PX + np.arange(BYTE_PX), gray.shape[1] - 1)
    dark = np.packbits(gray[rows[:, None], columns_px] < level, axis=1)
    found.reshape(-1)[places] = dark[:, 0] & ink.reshape(-1)[places]
    return found


def of_other_levels(sheet: Gray, other: Gray, both: Bits) -> Bits:
    """Return where two sheets have ink of levels that differ widely.

    Args:
        sheet: (H, W) uint8, 0 ink, 255 paper.
        other: likewise, the same frame.
        both: packed, where both have ink.
    """
    apart = np.asarray(cv2.absdiff(sheet, other), np.uint8)
    return np.packbits(np.greater_equal(apart, MIN_LEVELS, out=apart.view(bool)), axis=1) & both


def darker(
    sheet: Gray, other: Gray, fill_of_other: Bits, differing: Bits, tolerance_px: int
) -> Bits:
    """Return where a sheet has ink on a fill and the other nothing but the fill.

    That is where it is clearly darker than all of the other's fill around it, and the other has
    no ink of another colour there.

    Args:
        sheet: (H, W) uint8, 0 ink, 255 paper.
        other: likewise, the same frame.
        fill_of_other: from `filled`.
        differing: from `of_other_levels`; nothing is found elsewhere.
        tolerance_px: how far around.
    """
    found = np.zeros_like(fill_of_other)
    size = 2 * tolerance_px + 1
    around = np.ones((size, size), np.uint8)
    wanted = differing & fill_of_other
    if not wanted.any():
        return found
    for inner, window in _windows(fill_of_other, np.bitwise_or.reduce(_cells(wanted), axis=1)):
        here, there = sheet[_pixels(window)], other[_pixels(window)]
        if cv2.subtract(there, here).max(initial=0) <= MIN_TONE_LEVELS:
            continue  # the darkest around a pixel is no lighter than the pixel itself
        darkest = np.asarray(cv2.erode(there, around), np.uint8)
        is_ink = np.packbits(here < _darkened(darkest), axis=1) & fill_of_other[window]
        if is_ink.any():
            is_ink &= ~dilated(_on_fill(there, fill_of_other[window]), tolerance_px)
            found[inner] = is_ink[_within(inner, window)]
    return found


def light_only(ink: Bits, other: Gray, tolerance_px: int) -> Bits:
    """Return a sheet's light gray ink where the other has none of any level.

    Args:
        ink: the light ink in question.
        other: (H, W) uint8, 0 ink, 255 paper; plotted, not scanned; the same frame.
        tolerance_px: how far around.
    """
    found = np.zeros_like(ink)
    extent = _extent(ink)
    if extent is not None:
        faint = np.packbits(other[_pixels(extent)] < FAINT, axis=1)
        found[extent] = far_from(ink[extent], faint, tolerance_px)
    return found


def without_fills(ink: Bits, sheet: Gray) -> Bits:
    """Return a sheet's light ink without its fills: `functions.diff.shading` lists those."""
    if not ink.any():
        return ink
    # Twice half a cell: the edge of a fill need not lie on the edge of a cell.
    fill = dilated(filled(np.packbits(sheet < FAINT, axis=1)), CELL_PX // 2)
    return np.asarray(ink & ~dilated(fill, CELL_PX // 2), np.uint8)


def _on_fill(gray: Gray, fill: Bits) -> Bits:
    """Return the ink that stands out from the fill around it."""
    inside = np.unpackbits(fill, axis=1, count=gray.shape[1])
    window = np.ones((GROUND_REACH_PX, GROUND_REACH_PX), np.uint8)
    lightest = np.asarray(cv2.dilate(gray * inside, window), np.uint8)
    return np.packbits(gray < cv2.subtract(lightest, _WEAK_TONE), axis=1) & fill


def ground(grays: Sequence[Gray], fill: Bits) -> Bits:
    """Return the ground of light fills, which the overlay leaves white so that ink on it shows.

    Args:
        grays: of one sheet or both, (H, W) uint8, 0 ink, 255 paper; the darker one counts.
        fill: from `filled`.
    """
    found = np.zeros_like(fill)
    square = np.ones((GROUND_REACH_PX, GROUND_REACH_PX), np.uint8)
    for inner, window in _windows(fill, _cells(fill)[:, 0]):
        gray = reduce(np.minimum, [gray[_pixels(window)] for gray in grays])
        lightest = np.asarray(cv2.dilate(gray, square), np.uint8)
        is_ground = (gray >= DARK_FILL) & (gray >= _darkened(lightest))
        bits = np.packbits(is_ground, axis=1) & fill[window]
        found[inner] = bits[_within(inner, window)]
    return found


def _darkened(gray: Gray) -> Gray:
    return np.asarray(cv2.subtract(gray, _MIN_TONE), np.uint8)


_Extent = tuple[slice, slice]


def _extent(fill: Bits) -> _Extent | None:
    """Return the rows from the first to the last with any fill, and the bytes of these.

    A byte more on either side: what lies beside a fill is looked at too. `None` without any.
    """
    rows, columns = (np.flatnonzero(fill.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    left, right = max(0, int(columns[0]) - 1), int(columns[-1]) + 2
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(left, right)


def _windows(fill: Bits, cells: Bits) -> Iterator[tuple[_Extent, _Extent]]:
    """Yield boxes of cells of fills, each with as much around as its pixels depend on.

    Of a band with one fill at either end hardly any need be looked at. All windows stay within the
    extent of all fills: what lies beyond it counts for none.

    Args:
        fill: from `filled`.
        cells: (H // 8, …) 0 for all but the cells to look at.
    """
    used = np.flatnonzero(cells.any(axis=1))
    place = _extent(_cells(fill)[:, 0])
    if place is None or not len(used):
        return
    extent = slice(place[0].start * CELL_PX, place[0].stop * CELL_PX), place[1]
    first, columns = int(used[0]), place[1]
    wanted = np.ascontiguousarray(cells[first : int(used[-1]) + 1, columns])
    count, _, stats, _ = cv2.connectedComponentsWithStats(wanted, connectivity=8)
    if count > MAX_WINDOWS:
        yield extent, extent
        return
    for x, y, width, height, _ in stats[1:].tolist():
        top, left = (first + y) * CELL_PX, columns.start + x
        inner = slice(top, top + height * CELL_PX), slice(left, left + width)
        reach_bytes = -(-REACH_PX // 8)
        yield inner, (_grown(inner[0], extent[0], REACH_PX), _grown(inner[1], columns, reach_bytes))


def _grown(part: slice, whole: slice, margin: int) -> slice:
    return slice(max(whole.start, part.start - margin), min(whole.stop, part.stop + margin))


def _within(inner: _Extent, window: _Extent) -> _Extent:
    """Return where a box lies in its window."""
    rows, columns = (
        slice(part.start - whole.start, part.stop - whole.start)
        for part, whole in zip(inner, window, strict=True)
    )
    return rows, columns


def _pixels(extent: _Extent) -> _Extent:
    rows, columns = extent
    return rows, slice(columns.start * 8, columns.stop * 8)
