"""Small pictures of the places of changes, cut from a sheet's overlay."""

from __future__ import annotations

import io
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from common.domain.geometry import PixelBox, grown
from functions.api.exports.overlay_planes import Overlay

_MARGIN_IN: Final = 0.75  # around a change, so that a reader sees where on the sheet it is
_MAX_SIDE_PX: Final = 900
Levels = npt.NDArray[np.uint8]
# How much each palette index must not be lost: paper, then common ink, only new, only old.
_RANK_OF: Final = np.array([0, 2, 3, 1], np.uint8)
_INDEX_OF: Final = np.array([0, 3, 1, 2], np.uint8)
_FRAME: Final = 4  # index of the frame's colour, after the overlay's own four
_FRAME_RGB: Final = (204, 102, 0)
_FRAME_PX: Final = 2


def snapshot_box(box_px: PixelBox, overlay: Overlay, dpi: float) -> PixelBox:
    """Return what a change's picture shows, cut at the overlay's edges; never empty."""
    x0, y0, x1, y1 = grown(box_px, _MARGIN_IN * dpi)
    left = min(max(0, round(x0)), overlay.width_px - 1)
    top = min(max(0, round(y0)), overlay.height_px - 1)
    return (
        left, top,
        max(left + 1, min(overlay.width_px, round(x1))),
        max(top + 1, min(overlay.height_px, round(y1))),
    )  # fmt: skip


def snapshot_png(overlay: Overlay, shown_px: PixelBox, box_px: PixelBox | None) -> bytes:
    """Return a part of an overlay as a palette PNG, reduced to at most 900 px.

    Args:
        overlay: the picture.
        shown_px: the part; see `snapshot_box`.
        box_px: what is framed in it; `None` for nothing.
    """
    levels = overlay.levels(shown_px)
    factor = -(-max(levels.shape) // _MAX_SIDE_PX)
    image = Image.fromarray(_reduced(levels, factor))
    image.putpalette([value for rgb in (*overlay.palette, _FRAME_RGB) for value in rgb])
    if box_px is not None:
        left, top = shown_px[:2]
        frame = tuple(
            (value - origin) // factor
            for value, origin in zip(box_px, (left, top, left, top), strict=True)
        )
        ImageDraw.Draw(image).rectangle(frame, outline=_FRAME, width=_FRAME_PX)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=False)
    return file.getvalue()


def _reduced(levels: Levels, factor: int) -> Levels:
    """Make one pixel of each block: hairlines stay, and a change wins over what both have."""
    height, width = (-(-side // factor) * factor for side in levels.shape)
    padded = np.pad(levels, ((0, height - levels.shape[0]), (0, width - levels.shape[1])))
    blocks = _RANK_OF[padded].reshape(height // factor, factor, width // factor, factor)
    return np.asarray(_INDEX_OF[blocks.max(axis=(1, 3))])
