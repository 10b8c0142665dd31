"""Ink of one scan that is far darker than anything near it on the other: no thresholds to pass.

A digit over another digit, a pen of another weight or a pale fill never goes from paper to black:
it only gets darker than the other sheet is anywhere within the tolerance.
"""

from __future__ import annotations

import cv2
import numpy as np

from functions.diff.packed import Bits
from functions.diff.sheet_page import Gray

# Of five sheets of the edit suite, each twice scanned: with 1.5 three false regions on edited and
# three on unchanged scans, with 2 none. One scanner prints a fine line twice as dark as another.
RATIO = 2.0
NEAR_PX = 1  # at 150 dpi


def darkness(gray: Gray, paper: int) -> Gray:
    """Return how much darker than paper each pixel is; 0 for paper and what is lighter."""
    return np.asarray(cv2.subtract(np.full_like(gray, paper), gray), np.uint8)


def far_darker(dark: Gray, other: Gray, step: int) -> Bits:
    """Return the pixels far darker than all of the other sheet around them, packed.

    Args:
        dark: darkness of one sheet.
        other: darkness of the other one, of the same shape.
        step: levels that noise does not reach.
    """
    size = 2 * NEAR_PX + 1
    darkest = cv2.dilate(other, np.ones((size, size), np.uint8))
    return np.packbits(dark > cv2.convertScaleAbs(darkest, alpha=RATIO, beta=step), axis=1)
