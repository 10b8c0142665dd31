"""Masks, a byte a pixel: numbers 0 and 1 for OpenCV, flags for NumPy."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


def spread(mask: Mask, radius_px: int) -> Mask:
    """Return the mask grown by a square of `radius_px` on every side."""
    size = 2 * radius_px + 1
    return np.asarray(cv2.dilate(mask, np.ones((size, size), np.uint8)), np.uint8)


def runs_in_use(rows: Mask) -> list[slice]:
    """Return each run of rows that are not empty, of a mask or of packed bits."""
    in_use = np.bitwise_or.reduce(rows, axis=1) > 0
    edges = np.flatnonzero(np.diff(in_use, prepend=False, append=False)).tolist()
    return [slice(top, bottom) for top, bottom in zip(edges[::2], edges[1::2], strict=True)]
