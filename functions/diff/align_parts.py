"""Which parts of a sheet a further map brings together: what hangs together, and is not chance."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from common.domain.geometry import POINTS_PER_INCH, Box
from functions.diff.ink_score import SCORE_DPI, Leftover, pixel_matrix
from functions.diff.masks import Flags, Mask, spread
from functions.diff.page_ink import CELL_PX, PageInk
from functions.diff.robust_fit import Array, compose, inverse

# What is nearer than a quarter inch hangs together; views stand apart by more.
GAP_CELLS = 5
# Ink that lies on other ink before and after leaves holes in a view.
HOLE_CELLS = 13
# A view is more than a line: half an inch in both directions, two inches of line in all.
MIN_SIDE_CELLS = 9
MIN_INK_PX = 150
# Labels of 16 bits take a third of the time; a grown part and its gap take six cells of a row.
MAX_SMALL_CELLS = 6 << 16
MIN_SHOWN_PX = 40  # of these on one sheet, where the other shows the rest
# What stands apart and moved as a view did, moved with it: a lone rule, a letter.
MIN_FOLLOWER_PX = 8
MIN_CONTRAST = 0.5
# A view that moved leaves nothing where it was and finds nothing where it goes (.87 and more on
# the sample sheets). Rows of a table lie on their neighbours' rules and equal cells (.22 at most),
# words in another font on themselves (.14).
MIN_LEFT = 0.45
# Of a whole view: what a map explains of what is left over there, on both sides.
MIN_GAIN = 0.5
# Shifts to see what agrees by chance: far enough that no line lies on itself.
_ASIDE_PX = ((7, 3), (-5, 8), (-8, -6), (4, -9))
PX_PER_PT = SCORE_DPI / POINTS_PER_INCH

Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a map brings together.

    Attributes:
        matrix: (2, 3), that map, old points to new points.
        by: the same on the old sheet as the sheet's transform lays it, in pixels at SCORE_DPI.
        where: 1 on and around the ink that comes to lie on ink of the other side; a pixel is a
            cell of CELL_PX.
        ink_px: what comes together beyond chance.
        confidence: that, as a share of all that could; 0..1.
    """

    matrix: Array
    by: Array
    where: Mask
    ink_px: int
    confidence: float

    @property
    def box_pt(self) -> Box:
        """The box around it in the new frame, without the margin that joins it."""
        x, y, width, height = cv2.boundingRect(self.where)
        edge = GAP_CELLS // 2
        box = (x + edge, y + edge, x + width - edge, y + height - edge)
        x0, y0, x1, y1 = (value * CELL_PX / PX_PER_PT for value in box)
        return (x0, y0, x1, y1)

    @property
    def is_shift(self) -> bool:
        """Whether the view kept its size and did not turn, against the rest of the sheet."""
        return bool(np.abs(self.by[:, :2] - np.eye(2)).max() < 1e-6)

    def holds(self, places: Array) -> Flags:
        """Tell which of (n, 2) points of the new sheet lie in the view."""
        height, width = self.where.shape
        columns, rows = (places * PX_PER_PT / CELL_PX).astype(int).T
        inside = self.where[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)]
        return np.asarray(inside > 0)


def may_hold_view(ink: PageInk) -> bool:
    """Tell whether some of what one sheet has left over is together enough to be a view's.

    Of a view that moved, MIN_LEFT is left over on either sheet: other ink hides the rest, which
    leaves gaps.
    """
    parts = _Parts.of(ink, GAP_CELLS)
    return bool(parts.are_wide.any() and (parts.ink(ink)[parts.are_wide] >= MIN_SHOWN_PX).any())


def map_between(matrix: Array, of_sheet: Array) -> Array:
    """Return what lies between two transforms of a sheet, in pixels of the new one at SCORE_DPI."""
    return pixel_matrix(compose(matrix, inverse(of_sheet)), SCORE_DPI, SCORE_DPI)


def view_under(left: Leftover, matrix: Array, by: Array, met: PageInk) -> View | None:
    """Return the parts that a map brings together better than chance; `None` without any.

    Args:
        left: what the sheet's transform leaves over.
        matrix: (2, 3), the map, old points to new points.
        by: as `map_between` has it.
        met: the ink that comes together.
    """
    if met.count < MIN_INK_PX:
        return None
    parts = _Parts.of(met)
    together = parts.ink(met)
    are_views = parts.are_wide & (together >= MIN_INK_PX)
    if not are_views.any():
        return None
    lost = left.lost.moved(by)
    fresh = _shares(parts.ink(left.gained), parts.ink(left.new))
    gone = _shares(parts.ink(lost), parts.ink(left.old.moved(by)))
    follows = (together >= MIN_FOLLOWER_PX) & (np.minimum(fresh, gone) >= MIN_LEFT)
    if not (follows & are_views).any():
        return None
    aside = [parts.ink(left.meeting(_aside(by, *shift))) for shift in _ASIDE_PX]
    by_chance = np.median(aside, axis=0)
    whole = parts.ink(left.gained | lost)
    beyond, at_most = together - by_chance, np.maximum(whole - by_chance, 1.0)
    follows &= beyond / at_most >= MIN_CONTRAST
    if not (follows & are_views).any():
        return None
    return View(
        matrix=matrix,
        by=by,
        where=parts.where(follows),
        ink_px=int(beyond[follows].sum()),
        confidence=float(min(1.0, beyond[follows].sum() / at_most[follows].sum())),
    )


def whole_view(left: Leftover, matrix: Array, by: Array, view: PageInk) -> View | None:
    """Return all that hangs together as a part, if a map explains it far better than the sheet's.

    A view that went along its own lines leaves them where they were: little of it is left over,
    and what is, the map must explain.

    Args:
        left: what the sheet's transform leaves over.
        matrix: (2, 3), the map, old points to new points.
        by: as `map_between` has it.
        view: what hangs together on the old sheet, as the sheet's transform lays it.
    """
    where = _closed(spread((view.moved(by).cell_counts() > 0).astype(np.uint8), GAP_CELLS // 2))

    def missed_px(by: Array) -> int:
        moved = view.moved(by)
        return moved.count - moved.on_both(left.new_wide)

    unmoved_px = view.on_both(left.lost) + _ink_within(left.gained, where)
    missed = missed_px(by) + _ink_within(left.gained.without(left.old_wide.moved(by)), where)
    by_chance = min(missed_px(_aside(by, *shift)) for shift in _ASIDE_PX)
    gain_px = unmoved_px - missed
    if gain_px < max(MIN_INK_PX, MIN_GAIN * unmoved_px) or 2 * missed_px(by) > by_chance:
        return None
    return View(matrix=matrix, by=by, where=where, ink_px=gain_px, confidence=gain_px / unmoved_px)


def _ink_within(page: PageInk, where: Mask) -> int:
    return int(page.cell_counts()[where > 0].sum(dtype=np.int64))


def with_fills(where: Mask, new: PageInk) -> Mask:
    """Return the place of a part that was found by outlines, with the fills that they are around.

    Args:
        where: 1 where the part is; a pixel is a cell of CELL_PX.
        new: all ink of the new sheet.
    """
    fills = (new.without(new.edge()).cell_counts() > 0).astype(np.uint8)
    rims = np.asarray(fills - cv2.erode(fills, np.ones((3, 3), np.uint8)), np.uint8)
    count, labels = cv2.connectedComponents(fills, connectivity=8)
    inside = np.bincount(labels[(rims & where) > 0], minlength=count)
    around = np.bincount(labels[rims > 0], minlength=count)
    held = inside > 0.5 * around
    held[0] = False
    return np.asarray(where | held[labels], np.uint8)


def _aside(by: Array, dx: int, dy: int) -> Array:
    return np.asarray(by + np.array([[0.0, 0.0, dx], [0.0, 0.0, dy]]))


def _shares(part: Array, whole: Array) -> Array:
    return np.asarray(part / np.maximum(whole, 1.0))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What hangs together, in cells of CELL_PX.

    Attributes:
        labels: (H, W) number of each cell's part, from 1.
        places: of the cells of all parts, in the flat array.
        of_places: the parts of those.
        are_wide: (n,) whether each part is more than a line; the first is none.
    """

    labels: Labels
    places: npt.NDArray[np.intp]
    of_places: Labels
    are_wide: Flags

    @classmethod
    def of(cls, ink: PageInk, radius_cells: int = GAP_CELLS // 2) -> _Parts:
        joined = spread((ink.cell_counts() > 0).astype(np.uint8), radius_cells)
        kind = cv2.CV_16U if joined.size <= MAX_SMALL_CELLS else cv2.CV_32S
        _, found, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=kind)
        labels = found.astype(np.int32)
        sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].min(axis=1) - 2 * radius_cells
        are_wide = sides >= MIN_SIDE_CELLS
        are_wide[0] = False
        places = np.flatnonzero(joined != 0)
        return cls(labels, places, labels.ravel()[places], are_wide)

    def ink(self, page: PageInk) -> Array:
        """Return the pixels of ink in each part; of the first, which is none, 0."""
        counts = page.cell_counts().ravel()[self.places]
        ink = np.bincount(self.of_places, counts, minlength=len(self.are_wide))
        return np.asarray(ink, np.float64)

    def where(self, follows: Flags) -> Mask:
        """Return 1 on some parts and in the holes that ink on other ink leaves in them."""
        return _closed(follows[self.labels].astype(np.uint8))


def _closed(mask: Mask) -> Mask:
    square = np.ones((HOLE_CELLS, HOLE_CELLS))
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, square), np.uint8)
