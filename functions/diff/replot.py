"""A sheet that one revision plotted in colours or grays, and the other all in black.

Where both have ink, the lost colour is the plotter's: reported area by area it would bury what
changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from functions.diff.masks import Flags
from functions.diff.sheet_page import Gray

# Of the ink of a plot in colours a tenth and more has some, of one in black next to none.
TONED_SHARE, PLAIN_SHARE = 0.1, 0.002
MIN_CHROMA_LEVELS = 24  # a pen of 1 px at 300 dpi leaves a sixth of its colour at 50
BLACK_LEVEL, LIGHT_LEVEL = 40, 215
PAPER_LEVEL = 235

Rgb = npt.NDArray[np.uint8]


class Plotted:
    """How much of a sheet's ink is coloured, and how much neither black nor white."""

    def __init__(self, rgb: Rgb, draw_gray: Callable[[], Gray]) -> None:
        """Take a sheet.

        Args:
            rgb: (H, W, 3), smoothed.
            draw_gray: returns it not smoothed, so that a level between black and white was drawn.
        """
        self._rgb, self._draw_gray = rgb, draw_gray

    @cached_property
    def colour_share(self) -> float:
        """The share of its ink that is coloured."""
        least, most = extremes(self._rgb)
        ink = least < PAPER_LEVEL
        return _share((most - least > MIN_CHROMA_LEVELS) & ink, ink)

    @cached_property
    def tone_share(self) -> float:
        """The share of its ink that is neither black nor white."""
        gray = self._draw_gray()
        toned = (gray > BLACK_LEVEL) & (gray < LIGHT_LEVEL)
        return _share(toned, gray < PAPER_LEVEL)


def _share(part: Flags, whole: Flags) -> float:
    return int(np.count_nonzero(part)) / max(1, int(np.count_nonzero(whole)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Replot:
    """What all of one sheet lost.

    Attributes:
        tones: grays or colours, of either.
        old_colours: the old one's colours.
        new_colours: the new one's.
    """

    tones: bool = False
    old_colours: bool = False
    new_colours: bool = False

    @classmethod
    def of(cls, old: Plotted, new: Plotted) -> Replot:
        """Compare two plots."""
        if _is_tone_lost(old, new):
            return cls(tones=True)
        return cls(old_colours=_lost_colours(old, new), new_colours=_lost_colours(new, old))

    def where(self, old: Rgb, new: Rgb) -> Flags:
        """Return where both have ink, one of them with what it has and the other lost."""
        (old_least, old_most), (new_least, new_most) = extremes(old), extremes(new)
        lost = np.full(old_least.shape, self.tones)
        if self.old_colours:
            lost |= old_most - old_least > MIN_CHROMA_LEVELS
        if self.new_colours:
            lost |= new_most - new_least > MIN_CHROMA_LEVELS
        return lost & (old_least < PAPER_LEVEL) & (new_least < PAPER_LEVEL)


def _is_tone_lost(old: Plotted, new: Plotted) -> bool:
    # Mostly the old one alone settles it, and the new one need not be drawn.
    if old.tone_share >= TONED_SHARE:
        return new.tone_share <= PLAIN_SHARE
    return old.tone_share <= PLAIN_SHARE and new.tone_share >= TONED_SHARE


def _lost_colours(toned: Plotted, plain: Plotted) -> bool:
    return toned.colour_share >= TONED_SHARE and plain.colour_share <= PLAIN_SHARE


def extremes(rgb: Rgb) -> tuple[Gray, Gray]:
    """Return the least and the most of each pixel's channels, (H, W) each.

    NumPy took ten times as long over the channels' axis.
    """
    red, green, blue = (np.asarray(channel, np.uint8) for channel in cv2.split(rgb))
    least = np.minimum(np.minimum(red, green), blue)
    return least, np.maximum(np.maximum(red, green), blue)
