"""Overlay images: 2-bit palette, written as the bands come, with a smaller view and a thumbnail."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import reduce

import cv2
import numpy as np

from common.png import PngWriter
from functions.diff.frame import Frame
from functions.diff.packed import Bits, any_in_blocks
from functions.diff.palette import (
    COMMON,
    NEW_ONLY,
    OLD_ONLY,
    PALETTE,
    PAPER,
    InkBand,
    Levels,
    joined,
)
from functions.diff.sheet_page import Gray, SheetPage
from functions.diff.tiles import TileWriter

MAX_VIEW_PIXELS = 12_000_000  # 48 MB decoded: what a browser takes without a stutter
THUMBNAIL_WIDTH_PX = 480
SIDE_BY_SIDE_DPI = 150.0
GAP_IN = 0.5
INK_LEVEL = 200
# Unfiltered rows, as most pixels are paper: half the time of level 6 with filters, and no larger.
_FEW_COLOURS = (cv2.IMWRITE_PNG_COMPRESSION, 3, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_NONE)


class OverlayWriter:
    """Collects bands into the overlay, its tiles, the reduced view and the thumbnail."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self.reduction = reduction_of(frame)
        self._png = PngWriter(
            frame.width_px, frame.height_px, bit_depth=2, palette=PALETTE, dpi=frame.dpi
        )
        self._tiles = TileWriter(frame.width_px, frame.height_px, frame.dpi)
        self._view: list[InkBand] = []

    def take(self, band: InkBand) -> None:
        """Append a band."""
        self._png.write_rows(band.palette_rows(self._frame.width_px))
        self._tiles.take(band)
        self._view.append(band.without_sides().reduced(self.reduction))

    def overlay_png(self) -> bytes:
        """Return the overlay at full size."""
        return self._png.finish()

    def tiles(self) -> bytes:
        """Return the overlay as a pyramid of tiles."""
        return self._tiles.finish()

    def view(self) -> InkBand:
        """Return the reduced overlay."""
        return joined(self._view)

    @property
    def view_width_px(self) -> int:
        """Columns of the reduced overlay."""
        return -(-self._frame.width_px // self.reduction)


def reduction_of(frame: Frame) -> int:
    """Return how many overlay pixels make one of the view, along each axis."""
    return math.ceil(math.sqrt(frame.width_px * frame.height_px / MAX_VIEW_PIXELS))


def palette_png(picture: InkBand, width_px: int, dpi: float) -> bytes:
    """Return a picture in the colours of the overlay as a PNG."""
    png = PngWriter(width_px, picture.height, bit_depth=2, palette=PALETTE, dpi=dpi)
    png.write_rows(picture.palette_rows(width_px))
    return png.finish()


def tiles_of(picture: InkBand, width_px: int, dpi: float) -> bytes:
    """Return a picture as a pyramid of tiles."""
    tiles = TileWriter(width_px, picture.height, dpi)
    tiles.take(picture)
    return tiles.finish()


def thumbnail_png(picture: InkBand, width_px: int) -> bytes:
    """Return a small colour image with averaged lines, at most THUMBNAIL_WIDTH_PX wide.

    A strip far higher than wide is at most eight times as high.

    Reduced with changes before common ink, so that small changes stay visible.
    """
    factor = max(1, min(width_px // (2 * THUMBNAIL_WIDTH_PX), picture.height))
    rows, columns = picture.height // factor, width_px // factor
    whole = picture.rows(0, rows * factor)
    planes = (whole.removed & ~whole.added, whole.added, whole.old | whole.new)
    removed, added, ink = (
        np.unpackbits(any_in_blocks(plane, factor), axis=1, count=columns) for plane in planes
    )
    index = ink * np.uint8(COMMON)
    index[added > 0], index[removed > 0] = NEW_ONLY, OLD_ONLY
    channels = np.array([PALETTE[level & COMMON] for level in range(256)], np.uint8).T
    colours = cv2.merge([cv2.LUT(index, channel) for channel in channels[::-1]])
    shrink = min(1.0, THUMBNAIL_WIDTH_PX / columns, 8 * THUMBNAIL_WIDTH_PX / rows)
    size = (max(1, round(columns * shrink)), max(1, round(rows * shrink)))
    averaged = cv2.resize(colours, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".png", averaged, _FEW_COLOURS)[1].tobytes()


def single_sheet_bands(ink: Iterator[Bits], *, added: bool) -> Iterator[InkBand]:
    """Yield a sheet that stands alone: all its ink is new, or all of it is gone."""
    for bits in ink:
        nothing = np.zeros_like(bits)
        if added:
            yield InkBand(removed=nothing, added=bits, old=nothing, new=bits)
        else:
            yield InkBand(removed=bits, added=nothing, old=bits, new=nothing)


def side_by_side(old: SheetPage, new: SheetPage) -> tuple[Levels, float]:
    """Return both sheets beside each other in gray, (h, w) palette indices, and their dpi.

    For pairs that cannot be compared: nothing is red or green, because nothing is known.
    """
    sheets = [_ink_levels(old), _ink_levels(new)]
    height = max(len(sheet) for sheet in sheets)
    gap = np.zeros((height, round(GAP_IN * SIDE_BY_SIDE_DPI)), np.uint8)
    padded = [np.pad(sheet, ((0, height - len(sheet)), (0, 0))) for sheet in sheets]
    whole = np.hstack([padded[0], gap, padded[1]])
    factor = math.ceil(math.sqrt(whole.size / MAX_VIEW_PIXELS))
    return _reduced(whole, factor), SIDE_BY_SIDE_DPI / factor


def _ink_levels(sheet: SheetPage) -> Levels:
    gray: Gray = sheet.gray(SIDE_BY_SIDE_DPI)
    return np.where(gray < INK_LEVEL, np.uint8(COMMON), np.uint8(PAPER))


def _reduced(levels: Levels, factor: int) -> Levels:
    rows, columns = (-(-n // factor) * factor for n in levels.shape)
    padded = np.pad(levels, ((0, rows - levels.shape[0]), (0, columns - levels.shape[1])))
    # Slice by slice: one max over blocks took two thirds of a whole comparison.
    lower = reduce(np.maximum, (padded[k::factor] for k in range(factor)))
    return np.asarray(reduce(np.maximum, (lower[:, k::factor] for k in range(factor))))
