"""A streaming PNG writer for palette and grayscale rows of 1, 2, 4 or 8 bits.

Drawings have few tones: 2 bits a pixel hold an overlay or a smooth view of 78 megapixels in a few
hundred kilobytes, written band by band, so that no full-size image is ever in memory.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from isal import isal_zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GRAY, _PALETTE = 0, 3
_NO_FILTER = 0


class PngWriter:
    """Writes one image, some rows at a time."""

    def __init__(
        self,
        width_px: int,
        height_px: int,
        *,
        bit_depth: int,
        palette: Sequence[tuple[int, int, int]] | None = None,
        dpi: float = 300.0,
    ) -> None:
        """Start an image.

        Args:
            width_px: columns.
            height_px: rows; exactly so many must be written.
            bit_depth: 1, 2, 4 or 8 bits a pixel.
            palette: RGB of each index; grayscale without it.
            dpi: written into the file, so that viewers and printers know the scale.
        """
        # A seventh of the time of zlib's level 1, and a quarter smaller (docs/PERFORMANCE.md).
        self._compressor = isal_zlib.compressobj(1)
        colours = tuple(palette) if palette else None
        self._parts = [_head(width_px, height_px, bit_depth, colours, dpi)]
        self._data: list[bytes] = []

    def write_rows(self, packed: npt.NDArray[np.uint8]) -> None:
        """Append rows: (rows, ceil(width_px * bit_depth / 8)), most significant bits leftmost."""
        filtered = np.empty((packed.shape[0], packed.shape[1] + 1), np.uint8)
        filtered[:, :1] = _NO_FILTER
        filtered[:, 1:] = packed
        self._data.append(self._compressor.compress(filtered.data))

    def finish(self) -> bytes:
        """Return the file."""
        self._data.append(self._compressor.flush())
        data = b"".join(self._data)
        return b"".join([*self._parts, _chunk(b"IDAT", data), _chunk(b"IEND", b"")])


@lru_cache(maxsize=16)
def _head(
    width_px: int,
    height_px: int,
    bit_depth: int,
    palette: tuple[tuple[int, int, int], ...] | None,
    dpi: float,
) -> bytes:
    """Return what stands before the pixels; a pyramid's tiles share it."""
    kind = _PALETTE if palette else _GRAY
    header = struct.pack(">IIBBBBB", width_px, height_px, bit_depth, kind, 0, 0, 0)
    per_metre = round(dpi / 0.0254)
    parts = [
        _SIGNATURE,
        _chunk(b"IHDR", header),
        _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
    ]
    if palette:
        parts.append(_chunk(b"PLTE", bytes(value for rgb in palette for value in rgb)))
    return b"".join(parts)


def pack_two_bits(levels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Pack (H, W) values 0..3 four to a byte, leftmost in the high bits."""
    height, width = levels.shape
    padded = np.zeros((height, -(-width // 4) * 4), np.uint8)
    padded[:, :width] = levels
    quads = padded.reshape(height, -1, 4)
    return np.asarray(
        quads[:, :, 0] << 6 | quads[:, :, 1] << 4 | quads[:, :, 2] << 2 | quads[:, :, 3]
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(data, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", checksum)))
