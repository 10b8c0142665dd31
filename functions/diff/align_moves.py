"""Parts of a sheet that moved by themselves: each gets a transform of its own and a place.

The sheet's transform leaves ink over on both sides. A shift is proposed by words (how far apart
equal ones stand) and by ink (phase correlation of what only the old sheet has against what only
the new one has); it counts where it brings the ink that is left over together, by far more than
chance would, and only there. Found one by one, biggest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt
from scipy import fft

from common.domain.geometry import POINTS_PER_INCH, Box, Transform, area, overlap_area
from common.domain.sheets import Word
from functions.diff.align_grade import MovedContent
from functions.diff.align_polish import FINE_DPI, Sight
from functions.diff.align_refine import parabola_top, shift_within
from functions.diff.align_text import MAX_REPEATS, common_words
from functions.diff.ink_score import SCORE_DPI, Leftover
from functions.diff.masks import Flags, Mask, spread
from functions.diff.page_ink import CELL_PX, PageInk
from functions.diff.robust_fit import Array, apply

MAX_MOVES = 6
# Without words that go along, so many diagonals at most: equal trees stand 9 and 16 apart.
MAX_MOVE_SIZES = 4
# What is nothing but letters lies in their word's box; two capitals of five fill a fifth of it.
MOST, SOME = 0.8, 0.15
# Another font centres its words elsewhere and is no move; a view that moves, moves by more.
MIN_MOVE_PT = 3.0
# What is nearer than a quarter inch hangs together; views stand apart by more.
GAP_CELLS = 5
# Ink that lies on other ink before and after leaves holes in a view.
HOLE_CELLS = 13
# A view is more than a line: half an inch in both directions, two inches of line in all.
MIN_SIDE_CELLS = 9
MIN_INK_PX = 150
# What stands apart and moved as a view did, moved with it: a lone rule, a letter.
MIN_FOLLOWER_PX = 8
MIN_CONTRAST = 0.5
# A view that moved leaves nothing where it was and finds nothing where it goes (.87 and more on
# the sample sheets). Rows of a table lie on their neighbours' rules and equal cells (.22 at most),
# words in another font on themselves (.14).
MIN_LEFT = 0.45
# Shifts to see what agrees by chance: far enough that no line lies on itself.
_ASIDE_PX = ((7, 3), (-5, 8), (-8, -6), (4, -9))
WORD_BIN_PT = 1.0
MIN_BIN_WORDS = 6
# So many words so close to one shift were shifted by it, not by another font.
EXACT_WORD_PT = 0.1
MIN_EXACT_WORDS = 4
PEAKS = 4
LIKELY = 2
PEAK_APART_PX = 3
REACH_PX = 12
PX_PER_PT = SCORE_DPI / POINTS_PER_INCH


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What a shift brings together.

    Attributes:
        where: 1 on and around the ink that comes to lie on ink of the other side; a pixel is a
            cell of CELL_PX.
    """

    shift_pt: Array
    where: Mask
    ink_px: int


def find_moves(
    left: Leftover,
    matrix: Array,
    words: tuple[Sequence[Word], Sequence[Word]],
    look: Callable[[], Sight],
) -> tuple[MovedContent, ...]:
    """Return what further shifts explain of the ink that a transform leaves over.

    Args:
        left: that ink, at SCORE_DPI.
        matrix: (2, 3), the sheet's transform, old points to new points.
        words: of both text layers.
        look: at what shifts are measured in that words do not fix.
    """
    old_points, places = common_words(*words, MAX_REPEATS)
    shifts = places - apply(matrix, old_points)
    found: list[MovedContent] = []
    while len(found) < MAX_MOVES and left.ink_px > MIN_INK_PX:
        is_view = partial(_is_view, words=words[1], places=places, shifts=shifts)
        view = _biggest(left, _word_shifts(shifts), is_view)
        view = view or _biggest(left, _ink_shifts(left), is_view)
        if view is None:
            break
        near = _words_of(view, places, shifts)
        moved = matrix.copy()
        moved[:, 2] += _measured(view, shifts[near], matrix, look)
        found.append(
            MovedContent(
                new_from_old=Transform.from_matrix(moved),
                box_pt=_box_of(view.where),
                where=view.where,
            )
        )
        left = left.without(view.where, _whole_px(view.shift_pt))
        places, shifts = places[~near], shifts[~near]
    return tuple(found)


def _biggest(
    left: Leftover, shifts_pt: Iterable[Array], is_view: Callable[[_View], bool]
) -> _View | None:
    """Return the view of most ink among the shifts that most ink speaks for."""
    far = [shift for shift in shifts_pt if np.hypot(*shift) >= MIN_MOVE_PT]
    meeting = [(shift, _meeting(left, *_whole_px(shift))) for shift in far]
    likely = sorted(meeting, key=lambda item: -item[1].count)
    found = (view for item in likely[:LIKELY] if (view := _view(left, *item)) is not None)
    return max(filter(is_view, found), key=lambda view: view.ink_px, default=None)


def _is_view(view: _View, words: Sequence[Word], places: Array, shifts: Array) -> bool:
    """Tell a view from a word, and from a symbol that went here and one that came there."""
    x0, y0, x1, y1 = _box_of(view.where)
    is_near = np.hypot(*view.shift_pt) <= MAX_MOVE_SIZES * np.hypot(x1 - x0, y1 - y0)
    has_words = _words_of(view, places, shifts).any()
    return bool(is_near or has_words) and not _is_word(view, words)


def _is_word(view: _View, words: Sequence[Word]) -> bool:
    """Tell whether a view is nothing but one word.

    A sheet number's big letters in another font lie on one another by chance; whether the word
    moved, its text tells. A stamp across a whole sheet is no such word.
    """
    box = _box_of(view.where)
    return any(
        overlap_area(box, word.box_pt) > max(MOST * area(box), SOME * area(word.box_pt))
        for word in words
        if word.angle_deg % 90 == 0
    )


def _view(left: Leftover, shift_pt: Array, met: PageInk) -> _View | None:
    """Return the parts that a shift brings together better than chance; `None` without any."""
    if met.count < MIN_INK_PX:
        return None
    parts = _Parts.of(met)
    together = parts.ink(met)
    are_views = parts.are_wide & (together >= MIN_INK_PX)
    if not are_views.any():
        return None
    x, y = _whole_px(shift_pt)
    lost = left.lost.shifted(x, y)
    fresh = _shares(parts.ink(left.gained), parts.ink(left.new))
    gone = _shares(parts.ink(lost), parts.ink(left.old.shifted(x, y)))
    follows = (together >= MIN_FOLLOWER_PX) & (np.minimum(fresh, gone) >= MIN_LEFT)
    if not (follows & are_views).any():
        return None
    aside = [parts.ink(_meeting(left, x + dx, y + dy)) for dx, dy in _ASIDE_PX]
    by_chance = np.median(aside, axis=0)
    whole = parts.ink(left.gained | lost)
    contrast = (together - by_chance) / np.maximum(whole - by_chance, 1.0)
    follows &= contrast >= MIN_CONTRAST
    if not (follows & are_views).any():
        return None
    ink_px = int((together - by_chance)[follows].sum())
    return _View(shift_pt=shift_pt, where=parts.where(follows), ink_px=ink_px)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What hangs together, in cells of CELL_PX.

    Attributes:
        labels: (H, W) number of each cell's part, from 1.
        places: of the cells of all parts, in the flat array.
        of_places: the parts of those.
        are_wide: (n,) whether each part is more than a line; the first is none.
    """

    labels: npt.NDArray[np.int32]
    places: npt.NDArray[np.intp]
    of_places: npt.NDArray[np.int32]
    are_wide: Flags

    @classmethod
    def of(cls, met: PageInk) -> _Parts:
        joined = spread((met.cell_counts() > 0).astype(np.uint8), GAP_CELLS // 2)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].min(axis=1) - GAP_CELLS + 1
        are_wide = sides >= MIN_SIDE_CELLS
        are_wide[0] = False
        numbers = np.asarray(labels, np.int32)
        places = np.flatnonzero(joined != 0)
        return cls(numbers, places, numbers.ravel()[places], are_wide)

    def ink(self, page: PageInk) -> Array:
        """Return the pixels of ink in each part; of the first, which is none, 0."""
        counts = page.cell_counts().ravel()[self.places]
        ink = np.bincount(self.of_places, counts, minlength=len(self.are_wide))
        return np.asarray(ink, np.float64)

    def where(self, follows: Flags) -> Mask:
        """Return 1 on some parts and in the holes that ink on other ink leaves in them."""
        mask = follows[self.labels].astype(np.uint8)
        square = np.ones((HOLE_CELLS, HOLE_CELLS))
        return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, square), np.uint8)


def _shares(part: Array, whole: Array) -> Array:
    return np.asarray(part / np.maximum(whole, 1.0))


def _meeting(left: Leftover, x: int, y: int) -> PageInk:
    """Return the left-over ink of either side that a shift brings near ink of the other."""
    arrived = left.gained & left.old_wide.shifted(x, y)
    return arrived | (left.lost.shifted(x, y) & left.new_wide)


def _word_shifts(shifts: Array) -> Iterator[Array]:
    """Yield the shifts that many words share, most first."""
    far = shifts[np.linalg.norm(shifts, axis=1) >= MIN_MOVE_PT]
    if len(far) < MIN_BIN_WORDS:
        return
    bins, counts = np.unique(np.rint(far / WORD_BIN_PT), axis=0, return_counts=True)
    for k in np.argsort(-counts, kind="stable")[:PEAKS]:
        near = far[np.abs(far - bins[k] * WORD_BIN_PT).max(axis=1) < 1.5 * WORD_BIN_PT]
        if len(near) >= MIN_BIN_WORDS:
            yield np.median(near, axis=0)


def _ink_shifts(left: Leftover) -> Iterator[Array]:
    """Yield the highest peaks of the phase correlation of lost against gained ink, in points."""
    size_px = [cv2.getOptimalDFTSize(max(1, side // 2)) for side in left.lost.shape]
    cross = _spectrum(left.gained, size_px)
    cross *= np.conj(_spectrum(left.lost, size_px))
    strength = np.abs(cross)
    cross *= 1 / (strength + np.float32(0.02 * strength.max() + 1e-6))
    surface = fft.irfft2(cross, s=size_px, overwrite_x=True)
    height, width = surface.shape
    for _ in range(PEAKS):
        y, x = (int(v) for v in np.unravel_index(int(surface.argmax()), surface.shape))
        rows, columns = (np.arange(-1, 2) + y) % height, (np.arange(-1, 2) + x) % width
        dy = (y + height // 2) % height - height // 2 + parabola_top(surface[rows, x])
        dx = (x + width // 2) % width - width // 2 + parabola_top(surface[y, columns])
        yield 2 * np.array([dx, dy]) / PX_PER_PT
        around = np.arange(-PEAK_APART_PX, PEAK_APART_PX + 1)
        surface[np.ix_((around + y) % height, (around + x) % width)] = 0.0


def _spectrum(ink: PageInk, size_px: Sequence[int]) -> npt.NDArray[np.complex64]:
    """Return the transform of ink at half the resolution, on a size that transforms fast.

    Row by row, then all columns; most rows have nothing left over.
    """
    mask = ink.mask()
    mask *= np.uint8(255)
    half = [max(1, side // 2) for side in reversed(mask.shape)]
    small = np.asarray(cv2.resize(mask, half, interpolation=cv2.INTER_AREA), np.uint8)
    rows = np.flatnonzero(small.any(axis=1))
    height, width = size_px
    spectrum = np.zeros((height, width // 2 + 1), np.complex64)
    spectrum[rows] = fft.rfft(small[rows].astype(np.float32), width, axis=1)
    return np.asarray(fft.fft(spectrum, axis=0, overwrite_x=True), np.complex64)


def _words_of(view: _View, places: Array, shifts: Array) -> Flags:
    """Tell which words stand in the view and moved with it."""
    near = np.asarray(np.abs(shifts - view.shift_pt).max(axis=1, initial=0) < 1.5 * WORD_BIN_PT)
    height, width = view.where.shape
    columns, rows = (places * PX_PER_PT / CELL_PX).astype(int).T
    inside = view.where[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)] > 0
    return np.asarray(near & inside)


def _measured(view: _View, word_shifts: Array, matrix: Array, look: Callable[[], Sight]) -> Array:
    """Return the view's shift as words fix it, else as patches of it do."""
    if len(word_shifts):
        middle = np.median(word_shifts, axis=0)
        exact = np.abs(word_shifts - middle).max(axis=1) < EXACT_WORD_PT
        if exact.sum() >= max(MIN_EXACT_WORDS, 0.5 * len(word_shifts)):
            return np.asarray(word_shifts[exact].mean(axis=0))
    moved = matrix.copy()
    moved[:, 2] += view.shift_pt
    finer = shift_within(look(), moved, FINE_DPI, _box_of(view.where), reach_px=REACH_PX)
    return view.shift_pt + (0.0 if finer is None else finer)


def _box_of(where: Mask) -> Box:
    """Return the box around a part, without the margin that joins it."""
    x, y, width, height = cv2.boundingRect(where)
    edge = GAP_CELLS // 2
    box = (x + edge, y + edge, x + width - edge, y + height - edge)
    x0, y0, x1, y1 = (value * CELL_PX / PX_PER_PT for value in box)
    return (x0, y0, x1, y1)


def _whole_px(shift_pt: Array) -> tuple[int, int]:
    x, y = np.rint(shift_pt * PX_PER_PT).astype(int).tolist()
    return x, y
