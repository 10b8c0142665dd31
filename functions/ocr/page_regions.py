"""Where on a page title blocks stand, the page turned as it should be read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from common.domain.geometry import POINTS_PER_INCH, Box, area, centre
from common.domain.sheets import PageSize, Word

# The lower right corner holds nearly every title block; the strips are what is left of the right
# and lower edge, so far into the corner that a title which its border cuts is seen whole.
_CORNER = (0.70, 0.70, 1.0, 1.0)
_STRIPS = ((0.76, 0.0, 1.0, 0.80), (0.0, 0.76, 0.84, 1.0))
# 110 dpi reads as well as 200 on full-size sheets; small pages are reduced prints.
MIN_DPI, MAX_DPI = 110.0, 200.0
SMALL_PAGE_PX = 2400.0
# ARCH E's corner has 1.9 megapixels; a region of an enormous page is looked at less closely.
MAX_REGION_PIXELS = 3_000_000
TILE_PX = 960
TILE_OVERLAP_PX = 160


@dataclass(frozen=True, slots=True)
class TurnedPage:
    """A page that is upright after `turns` quarter turns counter-clockwise."""

    size: PageSize
    turns: int = 0

    @property
    def upright_size(self) -> PageSize:
        """The size after the turns."""
        if self.turns % 2 == 0:
            return self.size
        return replace(self.size, width_pt=self.size.height_pt, height_pt=self.size.width_pt)

    def upright(self, box: Box) -> Box:
        """Return where a box of the page is after the turns."""
        return _turned(box, self.size.width_pt, self.size.height_pt, self.turns)

    def displayed(self, box: Box) -> Box:
        """Return where a box of the upright page is on the page as displayed."""
        size = self.upright_size
        return _turned(box, size.width_pt, size.height_pt, -self.turns)

    def upright_word(self, word: Word) -> Word:
        """Return a word of the page as it stands after the turns."""
        angle_deg = (word.angle_deg + 90 * self.turns) % 360
        return replace(word, box_pt=self.upright(word.box_pt), angle_deg=angle_deg)

    def displayed_word(self, word: Word) -> Word:
        """Return a word of the upright page as it stands on the page as displayed."""
        angle_deg = (word.angle_deg - 90 * self.turns) % 360
        return replace(word, box_pt=self.displayed(word.box_pt), angle_deg=angle_deg)

    @property
    def corner(self) -> Box:
        """The lower right corner in upright points."""
        return self._part(_CORNER)

    @property
    def strips(self) -> tuple[Box, ...]:
        """The right and the lower edge beside the corner."""
        return tuple(self._part(strip) for strip in _STRIPS)

    def _part(self, shares: Box) -> Box:
        width, height = self.upright_size.width_pt, self.upright_size.height_pt
        x0, y0, x1, y1 = shares
        return (x0 * width, y0 * height, x1 * width, y1 * height)


def review_box(size: PageSize, place: Box | None) -> Box:
    """Return the part of a displayed page to show to whoever checks its number.

    Args:
        size: of the page.
        place: what is most likely the number; the lower right corner is shown without it.
    """
    x0, y0, x1, y1 = TurnedPage(size).corner
    if place is not None:
        x, y = centre(place)
        left = min(max(x - (x1 - x0) / 2, 0.0), x0)
        top = min(max(y - (y1 - y0) / 2, 0.0), y0)
        return (left, top, left + x1 - x0, top + y1 - y0)
    return (x0, y0, x1, y1)


def reading_dpi(size: PageSize, region: Box) -> float:
    """Return the resolution to read a region of a page at; bounded, so that memory and time are."""
    longer_in = max(size.width_pt, size.height_pt) / POINTS_PER_INCH
    wanted = min(max(SMALL_PAGE_PX / max(longer_in, 1e-3), MIN_DPI), MAX_DPI)
    region_in2 = area(region) / POINTS_PER_INCH**2
    return min(wanted, math.sqrt(MAX_REGION_PIXELS / max(region_in2, 1e-6)))


def tiles(width_px: int, height_px: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield boxes that cover an image, overlapping: the engine's memory grows with its input."""
    for y0, y1 in _cuts(height_px):
        for x0, x1 in _cuts(width_px):
            yield x0, y0, x1, y1


def _cuts(length_px: int) -> list[tuple[int, int]]:
    stride_px = TILE_PX - TILE_OVERLAP_PX
    count = max(1, math.ceil((length_px - TILE_OVERLAP_PX) / stride_px))
    if count == 1:
        return [(0, length_px)]
    step = (length_px - TILE_OVERLAP_PX) / count
    marks = [round(index * step) for index in range(count + 1)]
    return [(start, end + TILE_OVERLAP_PX) for start, end in pairwise(marks)]


def _turned(box: Box, width: float, height: float, turns: int) -> Box:
    x0, y0, x1, y1 = box
    return {
        0: box,
        1: (y0, width - x1, y1, width - x0),
        2: (width - x1, height - y1, width - x0, height - y0),
        3: (height - y1, x0, height - y0, x1),
    }[turns % 4]
