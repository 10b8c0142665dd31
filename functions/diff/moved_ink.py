"""Whether ink that went and ink that came are one shape that moved, and how far.

Of a shape that moved, the old sheet shows all of what came shifted back, and the new sheet all of
what went shifted on: ink that hides a part of either is there on its own sheet. Of a thick wall
that moved by less than its width only strips went and came: all ways from a strip's width to the
wall's explain them, and it moved by the shortest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from functions.diff.masks import Flags, spread

Points = npt.NDArray[np.intp]
Shift = tuple[int, int]  # pixels to the right and down

# Rendering rounds a stroke of a moved shape by a pixel on each of its sides.
SLACK_PX = 2
# A symbol's smallest stroke crossed by a line keeps nine tenths of itself; a mirrored or another
# symbol in the same frame less.
MATCHING_SHARE = 0.93
NEARLY = 0.02
MIN_INK_PX = 40
# Other lines, as thick as they are drawn, hide the ends of a shape that touches them.
HIDDEN_PX = 12
MAX_POINTS = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedShape:
    """A shape that moved.

    Attributes:
        shift: from its old to its new place.
        box_px: where it is now.
    """

    shift: Shift
    box_px: tuple[int, int, int, int]


def moved_shape(
    removed: Flags, added: Flags, old: Flags, new: Flags, known: Iterable[Shift] = ()
) -> MovedShape | None:
    """Return how a shape moved; `None` where that is not certain.

    Args:
        removed: (H, W) ink that only the old sheet has.
        added: ink that only the new sheet has.
        old: all ink of the old sheet at the same place.
        new: all ink of the new sheet.
        known: shifts of what is near, which it may have followed.
    """
    went, came = np.argwhere(removed), np.argwhere(added)
    if min(len(went), len(came)) < MIN_INK_PX:
        return None
    fit = _Fit(_thinned(went), _thinned(came), _grown(old), _grown(new))
    shares = {shift: fit.share(shift) for shift in _shifts(went, came) | _around(known)}
    best = _middle_of_best(shares)
    if best is None or shares[best] < MATCHING_SHARE:
        return None
    (y0, x0), (y1, x1) = came.min(axis=0).tolist(), came.max(axis=0).tolist()
    return MovedShape(shift=fit.least(best), box_px=(x0, y0, x1 + 1, y1 + 1))


def _middle_of_best(shares: Mapping[Shift, float]) -> Shift | None:
    """Return the middle one of the shifts that fit best: with slack, those around it do too."""
    best = max(shares.values(), default=0.0)
    ties = [shift for shift, share in shares.items() if share == best]
    x, y = np.median(ties, axis=0) if ties else (0, 0)
    return min(ties, key=lambda shift: math.dist(shift, (x, y)), default=None)


def _shifts(went: Points, came: Points) -> set[Shift]:
    """Return the shifts that lay an edge of what went on that of what came, both ways."""
    first, last = came.min(axis=0) - went.min(axis=0), came.max(axis=0) - went.max(axis=0)
    if np.abs(first - last).max() > HIDDEN_PX:
        return set()
    low, high = np.minimum(first, last).tolist(), np.maximum(first, last).tolist()
    steps = (range(a, b + SLACK_PX, SLACK_PX) for a, b in zip(low, high, strict=True))
    return {(x, y) for y, x in product(*steps) if max(abs(x), abs(y)) > 2 * SLACK_PX}


def _around(known: Iterable[Shift]) -> set[Shift]:
    """Return known shifts and what rounding makes of them."""
    steps = (-SLACK_PX, 0, SLACK_PX)
    return {(x + dx, y + dy) for x, y in known for dx in steps for dy in steps}


@dataclass(frozen=True, slots=True)
class _Fit:
    went: Points
    came: Points
    old: Flags
    new: Flags

    def share(self, shift: Shift) -> float:
        """Return the lesser share of both sides' ink that the other sheet shows at a shift."""
        step = np.array(shift[::-1])
        return min(_share_on(self.new, self.went + step), _share_on(self.old, self.came - step))

    def least(self, shift: Shift) -> Shift:
        """Return the shortest of the shifts from this one back that all fit as well."""
        length_px = math.hypot(*shift)
        needed = self.share(shift) - NEARLY
        fitting = shift
        for way_px in np.arange(length_px - SLACK_PX, 0, -SLACK_PX).tolist():
            shorter = _scaled(shift, way_px / length_px)
            if self.share(shorter) < needed:
                break
            fitting = shorter
        # Ink was grown, so that the last fits though it is that much too short.
        back_px = min(math.hypot(*fitting) + SLACK_PX, length_px)
        return _scaled(shift, back_px / length_px)


def _scaled(shift: Shift, factor: float) -> Shift:
    return round(shift[0] * factor), round(shift[1] * factor)


def _share_on(ink: Flags, points: Points) -> float:
    height, width = ink.shape
    rows, columns = points[:, 0], points[:, 1]
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    return float(ink[rows[inside], columns[inside]].sum() / len(points))


def _thinned(points: Points) -> Points:
    return points[:: -(-len(points) // MAX_POINTS)]


def _grown(ink: Flags) -> Flags:
    return spread(ink.astype(np.uint8), SLACK_PX) > 0
