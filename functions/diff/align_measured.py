"""How exactly a part of a sheet lies: by the words that moved with it, else by patches of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from common.domain.geometry import Box
from common.domain.sheets import Word
from functions.diff.align_parts import View
from functions.diff.align_polish import FINE_DPI, PX_PER_PT, Sight
from functions.diff.align_refine import TOLERANCE_PX, displacements, textured_places
from functions.diff.align_text import MAX_REPEATS, common_words
from functions.diff.masks import Flags
from functions.diff.robust_fit import (
    Array,
    apply,
    fit_similarity,
    inverse,
    residuals,
    reweighted,
)

NEAR_WORD_PT = 1.5
# So many words so close to one map went by it, not by another font.
EXACT_WORD_PT = 0.1
MIN_EXACT_WORDS = 4
REACH_PX = 12
# Where lines lie on others by chance, no patch or two of 96 agree, of up to six that are clear; of
# views that went there, 14 of 60 to 93 of 96 did, nearly all that were clear. A turn and a scale
# need some more than a shift.
MIN_PATCHES, MIN_TURN_PATCHES = 4, 6
MIN_AGREEING = 0.5
# The first is right to a few tenths of a pixel, as patches show other parts of their lines.
PASSES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPairs:
    """Equal words of both sheets, every combination.

    Attributes:
        old: (n, 2) where the old ones stand.
        new: (n, 2) where the new ones do.
        texts: the words of the new sheet.
    """

    old: Array
    new: Array
    texts: Sequence[Word]

    @classmethod
    def of(cls, words: tuple[Sequence[Word], Sequence[Word]]) -> WordPairs:
        """Pair the words of two text layers."""
        old, new = common_words(*words, MAX_REPEATS)
        return cls(old=old, new=new, texts=words[1])

    def shifts(self, matrix: Array) -> Array:
        """Return (n, 2), how far each stands from where a transform puts it."""
        return np.asarray(self.new - apply(matrix, self.old))

    def near(self, matrix: Array) -> Flags:
        """Tell which a transform puts about where they stand."""
        return np.asarray(np.abs(self.shifts(matrix)).max(axis=1, initial=0) < NEAR_WORD_PT)

    def within(self, view: View) -> Flags:
        """Tell which stand in a view and moved with it."""
        return self.near(view.matrix) & view.holds(self.new)

    def only(self, kept: Flags) -> WordPairs:
        """Return some of them."""
        return replace(self, old=self.old[kept], new=self.new[kept])


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A transform of a part of the sheet.

    Attributes:
        matrix: (2, 3), old points to new points.
        residual_px: median distance at 300 dpi of the words or patches that it rests on; `None`
            where nothing could be measured.
    """

    matrix: Array
    residual_px: float | None


def measured_shift(
    matrix: Array, words: WordPairs, look: Callable[[], Sight], box_pt: Box
) -> Measured:
    """Return a transform shifted to where words, else patches, say that a part lies.

    Args:
        matrix: (2, 3), right by a point or two.
        words: that went along.
        look: at what patches are compared in.
        box_pt: around the part, in the new frame.
    """
    shifts = words.shifts(matrix)
    if len(shifts):
        apart = np.abs(shifts - np.median(shifts, axis=0)).max(axis=1)
        exact = apart < EXACT_WORD_PT
        if exact.sum() >= max(MIN_EXACT_WORDS, 0.5 * len(shifts)):
            moved = _shifted(matrix, shifts[exact].mean(axis=0))
            return _by_words(moved, words.only(exact))
    left_pt = np.zeros(0)
    for _ in range(PASSES):
        places, shifts = _patch_shifts(matrix, look, box_pt)
        if not len(places):
            return Measured(matrix=matrix, residual_px=None)
        middle = np.median(shifts, axis=0)
        matrix, left_pt = _shifted(matrix, middle), np.linalg.norm(shifts - middle, axis=1)
    return _by_patches(matrix, left_pt)


def measured_similarity(
    matrix: Array, words: WordPairs, look: Callable[[], Sight], box_pt: Box
) -> Measured:
    """Return a transform turned, scaled and shifted to what words, else patches, of a part say.

    The arguments are those of `measured_shift`; where too little says anything, it stays as it is
    and has no residual.
    """
    even = np.ones(len(words.old))
    fitted = fit_similarity(words.old, words.new, even) if len(even) >= MIN_EXACT_WORDS else None
    if fitted is not None:
        exact = residuals(fitted, words.old, words.new) < EXACT_WORD_PT
        if exact.sum() >= max(MIN_EXACT_WORDS, 0.5 * len(even)):
            return _by_words(fitted, words.only(exact))
    left_pt = np.zeros(0)
    for _ in range(PASSES):
        places, shifts = _patch_shifts(matrix, look, box_pt)
        if len(places) < MIN_TURN_PATCHES:
            return Measured(matrix=matrix, residual_px=None)
        old, new = apply(inverse(matrix), places), places + shifts
        start = _shifted(matrix, np.median(shifts, axis=0))
        matrix = reweighted(old, new, start, softness=0.35 * 72 / FINE_DPI)
        left_pt = residuals(matrix, old, new)
    return _by_patches(matrix, left_pt)


def _by_patches(matrix: Array, left_pt: Array) -> Measured:
    """Return what clear patches measure, if enough of them agree."""
    agree = left_pt < TOLERANCE_PX * 72 / FINE_DPI
    count = int(agree.sum())
    if count < max(MIN_PATCHES, MIN_AGREEING * len(agree)):
        return Measured(matrix=matrix, residual_px=None)
    residual_px = float(np.median(left_pt[agree])) * PX_PER_PT
    return Measured(matrix=matrix, residual_px=residual_px)


def _by_words(matrix: Array, words: WordPairs) -> Measured:
    left_pt = residuals(matrix, words.old, words.new)
    return Measured(matrix=matrix, residual_px=float(np.median(left_pt)) * PX_PER_PT)


def _patch_shifts(matrix: Array, look: Callable[[], Sight], box_pt: Box) -> tuple[Array, Array]:
    """Return where patches of a part are clear, and by how many points each is off."""
    old, new = look()
    centres = textured_places(new, FINE_DPI, box_pt)
    if not len(centres):
        return centres, centres
    grays = (old.gray(FINE_DPI), new.gray(FINE_DPI))
    shifts, clear = displacements(grays, FINE_DPI, matrix, centres, REACH_PX)
    return centres[clear], shifts[clear] * 72 / FINE_DPI


def _shifted(matrix: Array, shift_pt: Array) -> Array:
    moved = matrix.copy()
    moved[:, 2] += shift_pt
    return moved
