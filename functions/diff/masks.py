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
