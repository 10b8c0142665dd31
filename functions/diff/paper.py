"""A sheet's paper: which level it has, and how far its noise reaches.

Paper is the most frequent light level. What is darker than it may be ink; what is lighter is noise
only, and of a scanner as wide as to the other side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from functions.diff.sheet_page import Gray

# Yellowed paper on a badly lit scanner is lighter; mid-gray is the drawing's.
MIN_LEVEL = 140
# Of the most frequent level: what is rarer belongs to no noise.
NOISE_SHARE = 0.1
# Every so many rows and columns: a million pixels of ARCH D at 150 dpi.
SAMPLE_PX = 4
BILEVEL_SHARE, BILEVEL_LEVELS = 0.97, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What light levels of a sheet say.

    Attributes:
        level: the paper's, 0..255; 255 where nothing is light.
        noise: levels that its noise reaches to the light side, at least 2.
        is_bilevel: the sheet is black and white, and hardly anything between.
    """

    level: int
    noise: int
    is_bilevel: bool

    @classmethod
    def of(cls, gray: Gray) -> Paper:
        """Look at (H, W) uint8, 0 ink, 255 paper."""
        histogram = np.bincount(gray[::SAMPLE_PX, ::SAMPLE_PX].ravel(), minlength=256)
        ends = histogram[:BILEVEL_LEVELS].sum() + histogram[-BILEVEL_LEVELS:].sum()
        is_bilevel = bool(ends > BILEVEL_SHARE * histogram.sum())
        if not histogram[MIN_LEVEL:].any():
            return cls(level=255, noise=2, is_bilevel=is_bilevel)
        level = int(histogram[MIN_LEVEL:].argmax()) + MIN_LEVEL
        brighter = histogram[level:]
        noise = max(2, int((brighter > brighter[0] * NOISE_SHARE).sum()))
        return cls(level=level, noise=noise, is_bilevel=is_bilevel)
