"""How well two sheets' ink agrees under a transform, and how much of that is chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from functions.diff.masks import Mask
from functions.diff.page_ink import WARPED_LEVEL, PageInk
from functions.diff.paper import Paper
from functions.diff.robust_fit import IDENTITY, Array, compose, inverse, scale_of
from functions.diff.sheet_page import Gray, SheetPage

SCORE_DPI = 75.0
TOLERANCE_PX = 1
# A plot's paper has no noise: what a smoothed hairline leaves of a pixel at SCORE_DPI is ink. A
# scan's ink is what is darker than its paper by more than noise reaches, in halves of its spread.
WHITE_LEVEL, PLOT_THRESHOLD = 253, 236
MIN_THRESHOLD, MIN_MARGIN, MARGIN_STEPS = 90, 30, 2.5
MAX_TURNED_PX = 0.01  # from one end of the sheet to the other: it was only shifted
# Shifts of 30-50 px at 75 dpi: far enough that nothing lines up, near enough that dense areas
# still lie on dense areas.
_DISPLACEMENTS_PX = ((25, 9), (-18, 22), (12, -28), (-31, -13), (39, 33), (-44, 35))
DENSE = 0.35
MUCH_SHARE, MUCH_PX = 0.1, 800
_TILES = (8, 12)
_TILE_MIN_INK_PX = 20
_TILE_MISS_SHARE = 0.25


def pixel_matrix(points: Array, old_dpi: float, new_dpi: float) -> Array:
    """Turn a points-to-points transform into one of pixel indices (centres at +½)."""
    old = np.array([[72 / old_dpi, 0, 36 / old_dpi], [0, 72 / old_dpi, 36 / old_dpi], [0, 0, 1]])
    new = np.array([[new_dpi / 72, 0, -0.5], [0, new_dpi / 72, -0.5], [0, 0, 1]])
    return np.asarray((new @ np.vstack([points, [0, 0, 1]]) @ old)[:2])


def points_matrix(pixels: Array, old_dpi: float, new_dpi: float) -> Array:
    """Turn a transform of pixel indices back into a points-to-points one."""
    old = np.array([[old_dpi / 72, 0, -0.5], [0, old_dpi / 72, -0.5], [0, 0, 1]])
    new = np.array([[72 / new_dpi, 0, 36 / new_dpi], [0, 72 / new_dpi, 36 / new_dpi], [0, 0, 1]])
    return np.asarray((new @ np.vstack([pixels, [0, 0, 1]]) @ old)[:2])


def ink_threshold(gray: Gray) -> int:
    """Return the level below which a pixel is ink: the paper's level less a margin for noise."""
    paper = Paper.of(gray)
    if paper.level >= WHITE_LEVEL:
        return PLOT_THRESHOLD
    return int(max(MIN_THRESHOLD, paper.level - max(MIN_MARGIN, MARGIN_STEPS * paper.noise)))


def _ink(gray: Gray) -> PageInk:
    return PageInk.of(gray < ink_threshold(gray))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What the ink says of a transform.

    Attributes:
        contrast: agreement against displaced copies, (f - null) / (1 - null), at most 1; near 0
            for unrelated sheets.
        explained: share of inked tiles whose ink agrees, 0..1.
        quadrants: quadrants of the sheet with an agreeing tile, 0..4.
    """

    contrast: float
    explained: float
    quadrants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """The ink of both sheets in the new frame, and what of it a transform does not explain.

    Attributes:
        old: all old ink under the transform.
        old_wide: that and its surroundings.
        new: all new ink.
        new_wide: that and its surroundings.
        lost: old ink that no new ink is near.
        gained: new ink that no old ink is near.
    """

    old: PageInk
    old_wide: PageInk
    new: PageInk
    new_wide: PageInk
    lost: PageInk
    gained: PageInk

    @property
    def ink_px(self) -> int:
        """Pixels left over on the side that has fewer: what can have moved."""
        return min(self.lost.count, self.gained.count)

    @property
    def share(self) -> float:
        """That, of all ink of the side that has fewer; 0..1."""
        return self.ink_px / max(1, min(self.old.count, self.new.count))

    @property
    def is_much(self) -> bool:
        """Whether that is worth a look at each view, and at other sizes and turns."""
        return self.ink_px > MUCH_PX and self.share > MUCH_SHARE

    def meeting(self, by: Array) -> PageInk:
        """Return the left-over ink of either side that a map brings near ink of the other.

        Args:
            by: (2, 3), where old ink goes on the new sheet, of pixel indices.
        """
        return (self.gained & self.old_wide.moved(by)) | (self.lost.moved(by) & self.new_wide)

    def without(self, where: Mask, by: Array) -> Leftover:
        """Return what is left when a map explains the ink of a part of the new sheet.

        Args:
            where: 1 in that part, at any resolution.
            by: as in `meeting`.
        """
        height, width = self.new.shape
        resized = cv2.resize(where, (width, height), interpolation=cv2.INTER_NEAREST)
        part = PageInk.of(np.asarray(resized, np.uint8))
        arrived = part & self.old_wide.moved(by)
        departed = (part & self.new_wide).moved(inverse(by))
        return replace(self, gained=self.gained.without(arrived), lost=self.lost.without(departed))


class InkScorer:
    """Scores transforms between the ink of two sheets at 75 dpi."""

    def __init__(
        self, old: PageInk, new: PageInk, *, laid: Array = IDENTITY, is_close: bool = True
    ) -> None:
        """Take the ink of two sheets; their sizes may differ.

        Args:
            old: of the old sheet.
            new: of the new sheet.
            laid: (2, 3), the transform that `old` was drawn through.
            is_close: both were drawn for more than a quick look.
        """
        self.is_close = is_close
        self._old, self._new, self._laid = old, new, laid
        self._new_wide = self._new.spread(TOLERANCE_PX)
        self._old_ink, self._new_ink = self._old.count, self._new.count
        self._last: tuple[bytes, Leftover] | None = None

    @classmethod
    def of(cls, old: SheetPage, new: SheetPage) -> InkScorer:
        """Score two sheets."""
        return cls(*(_ink(sheet.gray(SCORE_DPI)) for sheet in (old, new)))

    @classmethod
    def quick(cls, old: SheetPage, new: SheetPage) -> InkScorer:
        """Score two sheets whose words say how they lie, so that no finer look need be prepared."""
        inks = (_ink(sheet.quick_gray(SCORE_DPI)) for sheet in (old, new))
        return cls(*inks, is_close=False)

    def outlines(self) -> InkScorer:
        """Return what scores the outlines of fills: those of two sheets agree with anything."""
        return InkScorer(self._old.edge(), self._new.edge(), laid=self._laid)

    @property
    def is_blank(self) -> bool:
        """Whether either sheet has no ink at all."""
        return not (self._old_ink and self._new_ink)

    def score(self, matrix: Array) -> float:
        """Return the agreement 0..1: harmonic mean of both directions.

        Old ink that falls off the new sheet counts against the transform.
        """
        if self.is_blank:
            return 0.0
        warped = self._warped(matrix)
        return self._agreement(warped, warped.spread(TOLERANCE_PX), matrix)

    def _agreement(self, warped: PageInk, warped_wide: PageInk, matrix: Array) -> float:
        warped_ink = max(1, warped.count)
        old_share = warped.on_both(self._new_wide) / warped_ink
        new_share = self._new.on_both(warped_wide) / self._new_ink
        return _harmonic_mean(old_share, new_share) * self._kept(warped_ink, matrix)

    def _kept(self, warped_ink: int, matrix: Array) -> float:
        """Return how much of the old ink falls on the new sheet, 0..1."""
        # Lines shrink with the scale, not with its square.
        expected = self._old_ink * min(scale_of(self._from_laid(matrix)), 1.0)
        return min(1.0, warped_ink / max(expected, 1.0) * 1.15)

    def leftover(self, matrix: Array) -> Leftover:
        """Return the ink that a transform does not explain; the last one is remembered."""
        key = matrix.tobytes()
        if self._last is None or self._last[0] != key:
            old = self._warped(matrix)
            old_wide = old.spread(TOLERANCE_PX)
            left = Leftover(
                old=old,
                old_wide=old_wide,
                new=self._new,
                new_wide=self._new_wide,
                lost=old.without(self._new_wide),
                gained=self._new.without(old_wide),
            )
            self._last = key, left
        return self._last[1]

    def trust(self, matrix: Array) -> Trust:
        """Return what the ink says of a transform."""
        if self.is_blank:
            return Trust(contrast=0.0, explained=0.0, quadrants=0)
        left = self.leftover(matrix)
        found, by_chance = self._against_chance(left, matrix)
        outlines = self.outlines() if by_chance > DENSE else self
        if outlines is not self and not outlines.is_blank:  # fills agree with anything
            found, by_chance = outlines._against_chance(outlines.leftover(matrix), matrix)
        explained, quadrants = self._tiles(left)
        return Trust(
            contrast=max(0.0, (found - by_chance) / max(1 - by_chance, 1e-6)),
            explained=explained,
            quadrants=quadrants,
        )

    def trust_together(self, matrix: Array, left: Leftover) -> Trust:
        """Return what the ink says of a transform together with those of parts that moved.

        Args:
            matrix: (2, 3), the sheet's own.
            left: what none of them explains.
        """
        alone = self.leftover(matrix)
        _, by_chance = self._against_chance(alone, matrix)
        if by_chance > DENSE:  # fills agree with anything: no part vouches for the sheet
            return self.trust(matrix)
        old_share = 1 - left.lost.count / max(1, left.old.count)
        new_share = 1 - left.gained.count / max(1, left.new.count)
        found = _harmonic_mean(old_share, new_share) * self._kept(alone.old.count, matrix)
        explained, quadrants = self._tiles(left)
        return Trust(
            contrast=max(0.0, (found - by_chance) / max(1 - by_chance, 1e-6)),
            explained=explained,
            quadrants=quadrants,
        )

    def _against_chance(self, left: Leftover, matrix: Array) -> tuple[float, float]:
        """Return the agreement, and that of copies displaced by whole pixels."""
        displaced = [
            self._agreement(left.old.shifted(x, y), left.old_wide.shifted(x, y), matrix)
            for x, y in _DISPLACEMENTS_PX
        ]
        return self._agreement(left.old, left.old_wide, matrix), float(np.median(displaced))

    def _tiles(self, left: Leftover) -> tuple[float, int]:
        ink = left.old.tile_counts(*_TILES) + left.new.tile_counts(*_TILES)
        inked = ink > _TILE_MIN_INK_PX
        missed = (left.lost | left.gained).tile_counts(*_TILES)
        agree = inked & (missed < _TILE_MISS_SHARE * ink)
        quadrants = [
            quarter.any()
            for half in np.array_split(agree, 2, axis=0)
            for quarter in np.array_split(half, 2, axis=1)
        ]
        return float(agree.sum() / max(1, inked.sum())), sum(map(bool, quadrants))

    @cached_property
    def _old_levels(self) -> Mask:
        return self._old.mask() * np.uint8(255)

    def _from_laid(self, matrix: Array) -> Array:
        """Return what is left of a transform for old ink as it was drawn."""
        return matrix if self._laid is IDENTITY else compose(matrix, inverse(self._laid))

    def _warped(self, matrix: Array) -> PageInk:
        height, width = self._new.shape
        pixels = pixel_matrix(self._from_laid(matrix), SCORE_DPI, SCORE_DPI)
        turned_px = np.abs(pixels[:, :2] - np.eye(2)).max() * max(height, width)
        if self._old.shape == self._new.shape and turned_px < MAX_TURNED_PX:
            x, y = pixels[:, 2].tolist()
            return self._old.laid(x, y, (WARPED_LEVEL + 0.5) / 255)
        smooth = cv2.warpAffine(self._old_levels, pixels, (width, height))
        return PageInk.of(np.asarray(smooth, np.uint8) > WARPED_LEVEL)


def _harmonic_mean(first: float, second: float) -> float:
    return 2 * first * second / max(first + second, 1e-9)
