"""The overlay as a pyramid of tiles in one file, for viewers that load only what is in sight.

PMTiles version 3 (docs/adr/0013-overlay-tiles.md): one blob, read by HTTP ranges; its directory
stands in the first 16 KiB. A tile is a PNG of 4-bit values, a bit each for removed, added, old and
new ink. Its own palette shows the overlay; with another palette in its place (`palettes` of the
metadata) the same bytes show the old sheet, the new one, or both in colours that all eyes tell
apart: to fade, swipe and blink takes no further image.

The last zoom level is the overlay at full size, each one before it half of it, level 0 one tile.
Tiles are always 512 × 512 px, filled up with paper; those without ink are not stored.
"""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from common.png import PngWriter
from functions.diff.palette import InkBand, plane_palettes

TILE_PX = 512
_TILE_BITS_BYTES, _TILE_ROW_BYTES = TILE_PX // 8, TILE_PX // 2
_PALETTES = plane_palettes()


class TileWriter:
    """Cuts bands into the tiles of all levels as they come."""

    def __init__(self, width_px: int, height_px: int, dpi: float) -> None:
        """Start a pyramid of an image of exactly so many pixels."""
        self._facts = {
            "width_px": width_px,
            "height_px": height_px,
            "dpi": dpi,
            "tile_px": TILE_PX,
            "bits": {"removed": 8, "added": 4, "old": 2, "new": 1},
            "palettes": _PALETTES,
        }
        self._tiles: dict[int, bytes] = {}
        top_zoom = max_zoom(width_px, height_px)
        self._full = _Level(0, 1, self._tiles, half=None)
        for zoom in range(1, top_zoom + 1):
            columns = -(-width_px // (TILE_PX << (top_zoom - zoom)))
            self._full = _Level(zoom, columns, self._tiles, half=self._full)

    def take(self, band: InkBand) -> None:
        """Append a band."""
        self._full.take(band)

    def finish(self) -> bytes:
        """Return the file."""
        self._full.flush()
        file = io.BytesIO()
        writer = Writer(file)
        for tile_id, png in sorted(self._tiles.items()):
            writer.write_tile(tile_id, png)
        header = {"tile_type": TileType.PNG, "tile_compression": Compression.NONE}
        writer.finalize(header, self._facts)
        return file.getvalue()


def max_zoom(width_px: int, height_px: int) -> int:
    """Return the level of full size: as many halvings as make one tile of the image."""
    tiles = -(-max(width_px, height_px) // TILE_PX)
    return (tiles - 1).bit_length()


class _Level:
    """One size of the image; hands every row of tiles on to the level of half that size."""

    def __init__(
        self, zoom: int, columns: int, tiles: dict[int, bytes], *, half: _Level | None
    ) -> None:
        self._zoom, self._columns, self._tiles, self._half = zoom, columns, tiles, half
        # Of paper, and where no band reaches it stays so.
        self._strip = np.zeros((4, TILE_PX, columns * _TILE_BITS_BYTES), np.uint8)
        self._rows = 0
        self._row = 0

    def take(self, band: InkBand) -> None:
        done = 0
        while done < band.height:
            part = band.rows(done, done + TILE_PX - self._rows)
            for plane, bits in zip(self._strip, part.planes, strict=True):
                plane[self._rows : self._rows + len(bits), : bits.shape[1]] = bits
            self._rows += part.height
            done += part.height
            if self._rows == TILE_PX:
                self._cut()

    def flush(self) -> None:
        if self._rows:
            self._strip[:, self._rows :] = 0
            self._cut()
        if self._half is not None:
            self._half.flush()

    def _cut(self) -> None:
        strip = InkBand.of_planes(self._strip)
        rows = strip.plane_rows(self._columns * TILE_PX)
        has_ink = strip.columns_in_use().reshape(self._columns, -1).any(axis=1)
        has_ink |= self._zoom == 0  # a file needs a tile
        for column in np.flatnonzero(has_ink).tolist():
            tile = rows[:, column * _TILE_ROW_BYTES : (column + 1) * _TILE_ROW_BYTES]
            tile_id = zxy_to_tileid(self._zoom, column, self._row)
            self._tiles[tile_id] = _png(tile)
        if self._half is not None:
            self._half.take(strip.reduced(2))
        self._rows, self._row = 0, self._row + 1


def _png(rows: npt.NDArray[np.uint8]) -> bytes:
    png = PngWriter(TILE_PX, TILE_PX, bit_depth=4, palette=_PALETTES["red_green"])
    png.write_rows(rows)
    return png.finish()
