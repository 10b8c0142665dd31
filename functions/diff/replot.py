"""A sheet that one revision plotted in colours or grays, and the other all in black.

Where both have ink, the lost colour is the plotter's: reported area by area it would bury what
changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from functions.diff.sheet_page import Gray

# Of the ink of a plot in colours a tenth and more has some, of one in black next to none.
TONED_SHARE, PLAIN_SHARE = 0.1, 0.002
MIN_CHROMA_LEVELS = 24  # a pen of 1 px at 300 dpi leaves a sixth of its colour at 50
BLACK_LEVEL, LIGHT_LEVEL = 40, 215
PAPER_LEVEL = 235

Rgb = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One sheet in the new frame.

    Attributes:
        rgb: (H, W, 3), smoothed.
        gray: not smoothed, so that a level between black and white was drawn.
        areas: (H, W, 3) without lines and letters.
    """

    rgb: Rgb
    gray: Gray
    areas: Rgb

    @property
    def colour_share(self) -> float:
        """The share of its ink that is coloured."""
        ink = _ink(self.rgb)
        return _share(_chroma(self.rgb) & ink, ink)

    @property
    def tone_share(self) -> float:
        """The share of its ink that is neither black nor white."""
        ink = self.gray < PAPER_LEVEL
        toned = (self.gray > BLACK_LEVEL) & (self.gray < LIGHT_LEVEL)
        return _share(toned, ink)


def _share(part: Mask, whole: Mask) -> float:
    return int(np.count_nonzero(part)) / max(1, int(np.count_nonzero(whole)))


def replotted(old: Drawn, new: Drawn) -> Mask:
    """Return where one sheet has a colour or gray that the other lost everywhere."""
    return _lost(old, new) | _lost(new, old)


def _lost(toned: Drawn, plain: Drawn) -> Mask:
    if toned.tone_share >= TONED_SHARE and plain.tone_share <= PLAIN_SHARE:
        return _ink(toned.areas) & _ink(plain.areas)
    if toned.colour_share >= TONED_SHARE and plain.colour_share <= PLAIN_SHARE:
        return _ink(toned.areas) & _ink(plain.areas) & _chroma(toned.areas)
    return np.zeros(toned.gray.shape, bool)


def _chroma(rgb: Rgb) -> Mask:
    least, most = extremes(rgb)
    return np.asarray(most - least > MIN_CHROMA_LEVELS)


def _ink(rgb: Rgb) -> Mask:
    return np.asarray(extremes(rgb)[0] < PAPER_LEVEL)


def extremes(rgb: Rgb) -> tuple[Gray, Gray]:
    """Return the least and the most of each pixel's channels, (H, W) each.

    NumPy took ten times as long over the channels' axis.
    """
    red, green, blue = (np.asarray(channel, np.uint8) for channel in cv2.split(rgb))
    least = np.minimum(np.minimum(red, green), blue)
    return least, np.maximum(np.maximum(red, green), blue)
