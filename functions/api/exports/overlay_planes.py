"""An overlay's picture taken apart: what only the new sheet has, what only the old one, both."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import PixelBox

NEW_ONLY, OLD_ONLY, COMMON = 1, 2, 3  # palette indices: docs/SESSION_SCHEMA.md, `overlay`
Colour = tuple[int, int, int]
_SIGNATURE_BYTES: Final = 8
_BAND_ROWS: Final = 512


@dataclass(frozen=True, slots=True)
class Overlay:
    """The overlay as packed rows: 78 megapixels take 20 MB, where a decoder's bytes take 78.

    Attributes:
        rows: (H, ceil(W / 4)) uint8, four palette indices a byte, leftmost in the high bits.
        palette: RGB of each index.
    """

    rows: npt.NDArray[np.uint8]
    width_px: int
    palette: tuple[Colour, ...]

    @property
    def height_px(self) -> int:
        """Rows."""
        return len(self.rows)

    def mask(self, level: int) -> npt.NDArray[np.uint8]:
        """Return where the picture has an index, (H, ceil(W / 8)) uint8, a bit a pixel."""
        bands = range(0, self.height_px, _BAND_ROWS)
        return np.vstack([self._mask(self.rows[top : top + _BAND_ROWS], level) for top in bands])

    def _mask(self, rows: npt.NDArray[np.uint8], level: int) -> npt.NDArray[np.uint8]:
        bits = np.unpackbits(rows, axis=1, count=2 * self.width_px)
        wanted = np.uint8(level >> 1), np.uint8(level & 1)
        return np.packbits((bits[:, 0::2] == wanted[0]) & (bits[:, 1::2] == wanted[1]), axis=1)

    def levels(self, box_px: PixelBox) -> npt.NDArray[np.uint8]:
        """Return a part as (h, w) palette indices; the box is cut at the edges."""
        x0, y0, x1, y1 = box_px
        left, right = max(0, x0), min(self.width_px, x1)
        rows = self.rows[max(0, y0) : y1, left // 4 : -(-right // 4)]
        bits = np.unpackbits(rows, axis=1)
        whole = bits[:, 0::2] << np.uint8(1) | bits[:, 1::2]
        return np.asarray(whole[:, left % 4 : left % 4 + right - left])


def read_overlay(png: bytes) -> Overlay:
    """Read a palette PNG of two bits a pixel without row filters, as `common.png` writes it.

    Raises:
        PermanentError: it is another sort of PNG, or none (INTERNAL).
    """
    chunks = _chunks(png)
    if not {b"IHDR", b"PLTE", b"IDAT"} <= chunks.keys():
        raise _another_sort()
    width_px, height_px, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    if (depth, kind) != (2, 3):
        raise _another_sort()
    stride = -(-width_px // 4)
    data = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8)
    filtered = data.reshape(height_px, stride + 1)
    if filtered[:, 0].any():
        raise _another_sort()
    colours = chunks[b"PLTE"]
    return Overlay(
        rows=filtered[:, 1:],
        width_px=width_px,
        palette=tuple((r, g, b) for r, g, b in zip(*[iter(colours)] * 3, strict=True)),
    )


def _chunks(png: bytes) -> dict[bytes, bytes]:
    """Return the content of each kind of chunk; what is written in several is joined."""
    found: dict[bytes, bytes] = {}
    at = _SIGNATURE_BYTES
    while at + 8 <= len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        found[kind] = found.get(kind, b"") + png[at + 8 : at + 8 + length]
        at += 12 + length
    return found


def _another_sort() -> PermanentError:
    return PermanentError(
        ErrorCode.INTERNAL, "An overlay is no picture of ours. Compare the sets again."
    )
