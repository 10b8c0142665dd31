"""A sheet that one revision plotted in colours or grays, and the other all in black.

Where both have ink, the lost colour is the plotter's: reported area by area it would bury what
changed.
"""

from __future__ import annotations

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
# Of every so many rows tones are counted; the shares that matter are fifty times apart.
TONE_ROWS = 24

Rgb = npt.NDArray[np.uint8]


class Plotted:
    """How much of a sheet's ink is coloured, and how much neither black nor white."""

    def __init__(self, rgb: Rgb, tone_share: float) -> None:
        """Take a sheet.

        Args:
            rgb: (H, W, 3), smoothed.
            tone_share: the share of its ink that is neither black nor white.
        """
        self._rgb, self.tone_share = rgb, tone_share

    @cached_property
    def colour_share(self) -> float:
        """The share of its ink that is coloured."""
        least, most = extremes(self._rgb)
        ink = least < PAPER_LEVEL
        coloured = (most - least > MIN_CHROMA_LEVELS) & ink
        return int(np.count_nonzero(coloured)) / max(1, int(np.count_nonzero(ink)))


class Tones:
    """Counts how much of a sheet's ink is neither black nor white, band by band."""

    def __init__(self) -> None:
        """Start without a band."""
        self._toned_px = self._ink_px = 0

    def take(self, gray: Gray) -> None:
        """Count some rows, not smoothed, so that a level between black and white was drawn."""
        some = gray[::TONE_ROWS]
        self._toned_px += cv2.countNonZero(cv2.inRange(some, BLACK_LEVEL + 1, LIGHT_LEVEL - 1))
        self._ink_px += cv2.countNonZero(cv2.inRange(some, 0, PAPER_LEVEL - 1))

    @property
    def share(self) -> float:
        """Toned ink per ink."""
        return self._toned_px / max(1, self._ink_px)


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

    @property
    def is_any(self) -> bool:
        """Whether a sheet lost anything."""
        return self.tones or self.old_colours or self.new_colours

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
    return _is_lost(old.tone_share, new.tone_share) or _is_lost(new.tone_share, old.tone_share)


def _lost_colours(toned: Plotted, plain: Plotted) -> bool:
    return _is_lost(toned.colour_share, plain.colour_share)


def _is_lost(share: float, other_share: float) -> bool:
    return share >= TONED_SHARE and other_share <= PLAIN_SHARE


def extremes(rgb: Rgb) -> tuple[Gray, Gray]:
    """Return the least and the most of each pixel's channels, (H, W) each.

    NumPy took ten times as long over the channels' axis.
    """
    red, green, blue = (np.asarray(channel, np.uint8) for channel in cv2.split(rgb))
    least = np.minimum(np.minimum(red, green), blue)
    return least, np.maximum(np.maximum(red, green), blue)
