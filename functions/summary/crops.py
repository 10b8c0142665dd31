"""Pictures of both sheets at a place, cut from the tiles of the overlay.

The tiles hold all ink of either sheet at full size (docs/adr/0013-overlay-tiles.md), so that
neither PDF has to be rendered again and old and new lie on one another to the pixel.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image
from pmtiles.reader import MemorySource, Reader

from common.domain.geometry import PixelBox

PICTURE_PX: Final = 512  # the longer side at most; see LanguageModelSettings.llm_tokens_per_image
_OLD, _NEW = 2, 1  # bits of a tile's values

Values = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One place on both sheets, as PNG files in gray."""

    old_png: bytes
    new_png: bytes


class OverlayTiles:
    """The pyramid of one pair."""

    def __init__(self, file: bytes) -> None:
        """Read the directory; tiles are read as they are wanted."""
        self._reader = Reader(MemorySource(file))
        metadata = self._reader.metadata()
        self._tile_px: int = metadata["tile_px"]
        self._size_px: tuple[int, int] = (metadata["width_px"], metadata["height_px"])
        self._top_zoom: int = self._reader.header()["max_zoom"]

    def picture(self, box_px: PixelBox) -> Picture:
        """Return what both sheets show in a box of the overlay's pixels."""
        # Twice the size that is wanted, then smoothly halved: thin lines stay.
        box = self._clipped(box_px)
        halvings, longer = 0, max(box[2] - box[0], box[3] - box[1])
        while longer >> halvings > 2 * PICTURE_PX and halvings < self._top_zoom:
            halvings += 1
        values = self._window(box, halvings)
        return Picture(old_png=_png((values & _OLD) > 0), new_png=_png((values & _NEW) > 0))

    def _clipped(self, box_px: PixelBox) -> PixelBox:
        x0, y0, x1, y1 = box_px
        width, height = self._size_px
        return (max(0, x0), max(0, y0), min(width, x1), min(height, y1))

    def _window(self, box_px: PixelBox, halvings: int) -> Values:
        x0, y0 = (value >> halvings for value in box_px[:2])
        x1, y1 = (max(1, -(-value >> halvings)) for value in box_px[2:])
        left, top = x0 // self._tile_px, y0 // self._tile_px
        right, bottom = -(-x1 // self._tile_px), -(-y1 // self._tile_px)
        rows = [
            np.hstack([self._tile(self._top_zoom - halvings, x, y) for x in range(left, right)])
            for y in range(top, bottom)
        ]
        whole = np.vstack(rows)
        dx, dy = left * self._tile_px, top * self._tile_px
        return whole[y0 - dy : y1 - dy, x0 - dx : x1 - dx]

    def _tile(self, zoom: int, x: int, y: int) -> Values:
        png = self._reader.get(zoom, x, y)
        if png is None:  # what is missing is paper
            return np.zeros((self._tile_px, self._tile_px), np.uint8)
        return np.asarray(Image.open(io.BytesIO(png)), np.uint8)


def _png(ink: npt.NDArray[np.bool_]) -> bytes:
    image = Image.fromarray(np.where(ink, 0, 255).astype(np.uint8))
    image.thumbnail((PICTURE_PX, PICTURE_PX), Image.Resampling.BOX)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
