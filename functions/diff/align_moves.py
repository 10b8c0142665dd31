"""Parts of a sheet that moved by themselves: each gets a transform of its own and a place.

The sheet's transform leaves ink over on both sides. A further map is proposed by words (how far
apart equal ones stand), by ink (phase correlation of what only the old sheet has against what only
the new one has) and, where much is left, view by view and by what is alike at another size or turn.
It counts where it brings the ink that is left over together, by far more than chance would, and
only there. Found one by one, biggest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from common.domain.geometry import Box, Transform, area, overlap_area
from common.domain.sheets import Word
from functions.diff.align_grade import MovedContent
from functions.diff.align_measured import Measured, WordPairs, measured_shift, measured_similarity
from functions.diff.align_parts import (
    MIN_INK_PX,
    PX_PER_PT,
    View,
    map_between,
    may_hold_view,
    view_under,
    whole_view,
)
from functions.diff.align_polish import Sight
from functions.diff.align_similar import similar_maps
from functions.diff.align_views import shift_peaks, view_shifts
from functions.diff.ink_score import Leftover
from functions.diff.page_ink import PageInk
from functions.diff.robust_fit import Array, apply, inverse

MAX_MOVES = 6
# Without words that go along, so many diagonals at most: equal trees stand 9 and 16 apart.
MAX_MOVE_SIZES = 4
# What is nothing but letters lies in their word's box; two capitals of five fill a fifth of it.
MOST, SOME = 0.8, 0.15
# Another font centres its words elsewhere and is no move; a view that moves, moves by more.
MIN_MOVE_PT = 3.0
WORD_BIN_PT = 1.0
MIN_BIN_WORDS = 6
PEAKS = 4
LIKELY = 2
# A view that moved: so much of it is not where it was, and so much is where it went, with what was
# added to it or left out.
MIN_LOST, MIN_FOUND = 0.15, 0.5
# By chance a map that turns and scales freely brings more together than a shift; and a door that
# was hung on its other side is a change, no view: an inch in both directions.
MIN_SIMILAR_PX, MIN_SIMILAR_PT = 600, 72.0
MIN_SIMILAR_CONFIDENCE = 0.6


Part = tuple[View, MovedContent]
Measure = Callable[[Array, WordPairs, Callable[[], Sight], Box], Measured]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """The parts that moved, and what they do not explain either."""

    parts: tuple[MovedContent, ...]
    left: Leftover


def find_moves(
    left: Leftover,
    matrix: Array,
    words: tuple[Sequence[Word], Sequence[Word]],
    look: Callable[[], Sight],
    *,
    thoroughly: bool = False,
) -> Moves:
    """Return what further maps explain of the ink that a transform leaves over.

    Args:
        left: that ink, at SCORE_DPI.
        matrix: (2, 3), the sheet's transform, old points to new points.
        words: of both text layers.
        look: at what is measured in that words do not fix.
        thoroughly: where much is left over, also view by view, and at other sizes and turns.
    """
    pairs = WordPairs.of(words)
    found: list[MovedContent] = []
    while len(found) < MAX_MOVES and left.ink_px > MIN_INK_PX and _may_hold_view(left):
        search = _Search(left, matrix, pairs, look)
        part = search.by_all_that_is_left()
        if part is None and thoroughly and left.is_much:
            part = search.single_view() or search.similar()
        if part is None:
            break
        view, moved = part
        found.append(moved)
        left = left.without(view.where, view.by)
        pairs = pairs.only(~pairs.within(view))
    return Moves(parts=tuple(found), left=left)


def _may_hold_view(left: Leftover) -> bool:
    """Tell whether both sheets have something together left over; changes here and there have not.

    That takes a tenth of the search, which half of the sample's revised sheets are spared so.
    """
    return may_hold_view(left.gained) and may_hold_view(left.lost)


@dataclass(frozen=True, slots=True)
class _Search:
    """One look for a further part; what neither words nor patches measure is none."""

    left: Leftover
    matrix: Array
    pairs: WordPairs
    look: Callable[[], Sight]

    def by_all_that_is_left(self) -> Part | None:
        """Return the biggest part that a shift explains which all words, or all ink, speak for."""
        by_words = self._shifted(_word_shifts(self.pairs.shifts(self.matrix)))
        return by_words or self._shifted(_ink_shifts(self.left))

    def _shifted(self, shifts_pt: Iterable[Array]) -> Part | None:
        """Return the biggest part that one of the likeliest of some shifts explains."""
        maps = [(matrix, map_between(matrix, self.matrix)) for matrix in self._moved(shifts_pt)]
        meeting = [(*one, self.left.meeting(one[1])) for one in maps]
        likely = sorted(meeting, key=lambda item: -item[2].count)[:LIKELY]
        return self._biggest([matrix for matrix, _, _ in likely], measured_shift)

    def single_view(self) -> Part | None:
        """Return the biggest part that a shift explains under which a whole view finds its like."""
        return self._first(self._single_views(), measured_shift)

    def _single_views(self) -> list[View]:
        """Return views that are not where the sheet has them, where they may have gone."""
        left, found = self.left, list[View | None]()
        for mask, shift_px in view_shifts(left.old.mask(), left.new.mask()):
            view = PageInk.of(mask)
            if view.on_both(left.lost) < MIN_LOST * view.count:
                continue
            for matrix in self._moved([shift_px / PX_PER_PT]):
                by = map_between(matrix, self.matrix)
                if view.moved(by).on_both(left.new_wide) >= MIN_FOUND * view.count:
                    found += [self._view(matrix), whole_view(left, matrix, by, view)]
        return [view for view in found if view is not None]

    def similar(self) -> Part | None:
        """Return a part at another size or turn."""
        for matrix in similar_maps(self.left, self.matrix, self.pairs):
            part = self._biggest([matrix], measured_similarity)
            if part is not None and _is_firm(part[0]):
                return part
        return None

    def _moved(self, shifts_pt: Iterable[Array]) -> Iterator[Array]:
        for shift in shifts_pt:
            if np.hypot(*shift) >= MIN_MOVE_PT:
                yield self.matrix + np.column_stack([np.zeros((2, 2)), shift])

    def _biggest(self, matrices: Iterable[Array], measure: Measure) -> Part | None:
        """Return the part of most ink that one of some maps explains and that can be measured."""
        views = (self._view(matrix) for matrix in matrices)
        return self._first([view for view in views if view is not None], measure)

    def _first(self, views: Sequence[View], measure: Measure) -> Part | None:
        """Return the view of most ink that can be measured."""
        for view in sorted(views, key=lambda view: -view.ink_px):
            part = self._measured(view, measure) if self._is_view(view) else None
            if part is not None:
                return part
        return None

    def _view(self, matrix: Array) -> View | None:
        by = map_between(matrix, self.matrix)
        return view_under(self.left, matrix, by, self.left.meeting(by))

    def _measured(self, view: View, measure: Measure) -> Part | None:
        words = self.pairs.only(self.pairs.within(view))
        measured = measure(view.matrix, words, self.look, view.box_pt)
        if measured.residual_px is None:
            return None
        return view, MovedContent(
            new_from_old=Transform.from_matrix(measured.matrix),
            box_pt=view.box_pt,
            where=view.where,
            residual_px=measured.residual_px,
        )

    def _is_view(self, view: View) -> bool:
        """Tell a view from a word, and from a symbol that went here and one that came there."""
        x0, y0, x1, y1 = view.box_pt
        middle = np.array([[(x0 + x1) / 2, (y0 + y1) / 2]])
        unmoved = apply(self.matrix, apply(inverse(view.matrix), middle))
        is_near = np.hypot(*(middle - unmoved)[0]) <= MAX_MOVE_SIZES * np.hypot(x1 - x0, y1 - y0)
        has_words = self.pairs.within(view).any()
        return bool(is_near or has_words) and not _is_word(view.box_pt, self.pairs.texts)


def _is_firm(view: View) -> bool:
    """Tell whether a view is so big and so alike that no free turn and scale made it by chance."""
    x0, y0, x1, y1 = view.box_pt
    is_big = min(x1 - x0, y1 - y0) >= MIN_SIMILAR_PT and view.ink_px >= MIN_SIMILAR_PX
    return is_big and view.confidence >= MIN_SIMILAR_CONFIDENCE


def _is_word(box: Box, words: Sequence[Word]) -> bool:
    """Tell whether a view is nothing but one word.

    A sheet number's big letters in another font lie on one another by chance; whether the word
    moved, its text tells. A stamp across a whole sheet is no such word.
    """
    return any(
        overlap_area(box, word.box_pt) > max(MOST * area(box), SOME * area(word.box_pt))
        for word in words
        if word.angle_deg % 90 == 0
    )


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
    """Yield the shifts of all that is left over, in points."""
    for shift_px in shift_peaks(left.lost.mask(), left.gained.mask(), PEAKS):
        yield shift_px / PX_PER_PT
