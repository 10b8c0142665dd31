"""Alignment of the old sheet on the new one: the cheapest proof first, doubt said aloud.

Order: equal digests; words in the same places; words under a similarity; page size; features;
phase and quarter turns; refinement by patches; SIFT; each view by itself. It stops when a step is
proven. Steps and thresholds were measured on 126 synthetic and 218 real pairs (docs/ACCURACY.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Protocol

import numpy as np

from common.domain.changes import AlignmentGrade
from common.domain.geometry import Transform
from common.domain.sheets import Word
from functions.diff.align_apart import align_by_views, judged_together
from functions.diff.align_candidates import Found
from functions.diff.align_grade import AlignmentAttempt, grade
from functions.diff.align_image import (
    align_by_features,
    page_size_candidates,
    phase_candidates,
    quarter_turn_candidates,
)
from functions.diff.align_moves import find_moves
from functions.diff.align_polish import (
    COARSE_DPI,
    PX_PER_PT,
    Sight,
    polished,
    refined_plot,
    shifted_plot,
    sight,
)
from functions.diff.align_refine import refine
from functions.diff.align_text import TextModel, align_by_text, same_metrics
from functions.diff.body_patches import body_patches
from functions.diff.ink_score import InkScorer, Trust
from functions.diff.robust_fit import IDENTITY, Array, scale_of
from functions.diff.sheet_page import SheetPage

# Words that agree so closely fix the sheet to a tenth of a pixel.
EXACT_PT = 0.06
SOLID_PT = 0.2
SOLID_WORDS = 12
SOLID_CELLS = 5
# On different sheets of one set only the title block's words agree: 20 words in 8 cells. On one
# sheet plotted with another font and half its layers, 31 words in 16 cells do.
ANCHOR_WORDS = 25
ANCHOR_CELLS = 12
GOOD_SCORE = 0.85
FAIR_SCORE = 0.8
POOR_SCORE = 0.7
Words = tuple[Sequence[Word], Sequence[Word]]
FAR_PX = 50  # how far features and phase may be off, in pixels at COARSE_DPI


def align(old: SheetPage, new: SheetPage, ink_under: InkUnder | None = None) -> AlignmentAttempt:
    """Find how the old sheet lies on the new one.

    Args:
        old: the earlier sheet.
        new: the later one.
        ink_under: draws both under a transform that words fix all over the sheet, if it can.
    """
    if old.draws_as(new):
        certain = Trust(contrast=1.0, explained=1.0, quadrants=4)
        return _attempt("digest", IDENTITY, certain, residual_pt=0.0, exact=True)
    look = cache(partial(sight, old, new))
    attempt, scorer = _best(old, new, look, ink_under)
    if scorer.is_blank:
        return attempt
    words = _exact_words(old, new)
    attempt = _with_parts(attempt, old, new, scorer, words, look)
    if attempt.other_models and grade(attempt) not in _PROVEN:
        attempt = judged_together(attempt, InkScorer.of(old, new), look)
    if _is_firm(attempt):
        return attempt
    return align_by_views(old, new, attempt, words, look)


def _with_parts(
    attempt: AlignmentAttempt,
    old: SheetPage,
    new: SheetPage,
    scorer: InkScorer,
    words: Words,
    look: Callable[[], Sight],
) -> AlignmentAttempt:
    """Return an attempt with what its body says and the parts that moved against it."""
    matrix = attempt.new_from_old.matrix
    if not attempt.anchored:
        attempt = replace(attempt, body=body_patches(look(), matrix))
    # Where all views moved, the body denies the transform until their moves are known.
    bare = replace(attempt, body=None)
    if not _is_held(attempt) and grade(bare) is AlignmentGrade.NOT_COMPARABLE:
        return attempt
    left, thoroughly = scorer.leftover(matrix), _is_firm(attempt)
    if not scorer.is_close:
        if not left.is_much and not find_moves(left, matrix, words, look).parts:
            return attempt
        # It tells that parts moved; where they end is taken from a closer look.
        left = InkScorer.of(old, new).leftover(matrix)
    moves = find_moves(left, matrix, words, look, thoroughly=thoroughly).parts
    if attempt.body is not None and attempt.body.deny:
        moved = [body_patches(look(), move.new_from_old.matrix) for move in moves]
        attempt = replace(attempt, body=attempt.body.together(moved))
    return replace(attempt, other_models=moves)


def _is_firm(attempt: AlignmentAttempt) -> bool:
    """Tell whether the sheet's own transform stands, whatever moved against it."""
    return attempt.anchored or _is_held(attempt) or grade(attempt) in _PROVEN


def _is_held(attempt: AlignmentAttempt) -> bool:
    return attempt.body is not None and attempt.body.hold


def _exact_words(old: SheetPage, new: SheetPage) -> Words:
    """Return the words of both text layers; places that OCR reads are not exact."""
    exact = old.has_text_layer and new.has_text_layer
    return (old.text_layer, new.text_layer) if exact else ((), ())


def _best(
    old: SheetPage, new: SheetPage, look: Callable[[], Sight], ink_under: InkUnder | None
) -> tuple[AlignmentAttempt, InkScorer]:
    """Return the one transform that explains most of the sheet, and what scored it.

    Words that fix the sheet need only a quick look; images are compared closely.
    """
    exact_words = old.has_text_layer and new.has_text_layer
    words = (old.text_layer, new.text_layer) if exact_words else (old.words, new.words)
    models = align_by_text(*words, (old.width_pt, old.height_pt))
    fixed = _fixed_by_words(old, new, models, look) if exact_words else None
    by_text = None
    if fixed is not None:
        drawn = ink_under(fixed.matrix, exact=fixed.exact) if ink_under and fixed.anchored else None
        quick = drawn or InkScorer.quick(old, new)
        if quick.is_blank:
            return _nothing(quick)
        by_text = fixed.attempt(quick.trust(fixed.matrix))
        if by_text.anchored or grade(by_text) in _PROVEN:
            return by_text, quick
    scorer = InkScorer.of(old, new)
    if scorer.is_blank:
        return _nothing(scorer)
    by_image = _by_image(old, new, models, scorer, look(), exact_words=exact_words)
    if by_text is None or by_image.trust.contrast > by_text.trust.contrast + 0.02:
        return by_image, scorer
    return by_text, scorer


def _nothing(blank: InkScorer) -> tuple[AlignmentAttempt, InkScorer]:
    """Return that a sheet without ink lies nowhere on another."""
    trust = blank.trust(IDENTITY)
    return _attempt("none", IDENTITY, trust, residual_pt=None, exact=False), blank


_PROVEN = frozenset({AlignmentGrade.VERIFIED, AlignmentGrade.GOOD})


class InkUnder(Protocol):
    """Draws both sheets under a transform."""

    def __call__(self, matrix: Array, *, exact: bool) -> InkScorer | None:
        """Return what scores that transform, `None` where a look of its own is needed."""


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A transform that words fix firmly; see `AlignmentAttempt`."""

    matrix: Array
    left_pt: float
    method: str
    exact: bool
    anchored: bool

    def attempt(self, trust: Trust) -> AlignmentAttempt:
        return _attempt(
            self.method,
            self.matrix,
            trust,
            residual_pt=self.left_pt,
            exact=self.exact,
            anchored=self.anchored,
        )


def _fixed_by_words(
    old: SheetPage, new: SheetPage, models: tuple[TextModel, ...], look: Callable[[], Sight]
) -> _Fixed | None:
    """Return the alignment by words where they fix it firmly, refined where fonts differ."""
    if not models or old.is_scan or new.is_scan:
        return None
    first = models[0]
    if (
        first.word_count < SOLID_WORDS
        or first.cells < SOLID_CELLS
        or first.median_pt >= SOLID_PT * max(1.0, scale_of(first.matrix))
    ):
        return None
    matrix, left_pt, method = _snapped(first.matrix), first.median_pt, "text"
    exact = left_pt < EXACT_PT and same_metrics(old.text_layer, new.text_layer)
    if not exact:
        # Another font or driver: word centres are good to a few tenths of a point only.
        refined = refined_plot(look(), matrix)
        exact = refined is not None and refined.median_pt < EXACT_PT
        refined = refined or shifted_plot(look(), matrix)
        if refined is not None:
            matrix, left_pt, method = refined.matrix, refined.median_pt, "text+refined"
    anchored = first.word_count >= ANCHOR_WORDS and first.cells >= ANCHOR_CELLS
    return _Fixed(matrix, left_pt, method, exact, anchored)


def _by_image(
    old: SheetPage,
    new: SheetPage,
    models: tuple[TextModel, ...],
    scorer: InkScorer,
    pictures: Sight,
    *,
    exact_words: bool,
) -> AlignmentAttempt:
    """Return the best of all candidates by ink agreement, refined.

    Words of OCR propose a transform like any other candidate.
    """
    found = Found(scorer)
    found.add(page_size_candidates(old, new))
    found.add({f"text {index}": model.matrix for index, model in enumerate(models)})
    solid_text = exact_words and found.name.startswith("text") and found.score > POOR_SCORE
    if found.score < GOOD_SCORE and not solid_text:
        found.add_one("orb", align_by_features(old, new, "orb"))
        if found.score < FAIR_SCORE:
            found.add(phase_candidates(old, new))
            found.add(quarter_turn_candidates(old, new))
        _refine_best(found, pictures)
        if found.score < POOR_SCORE and scorer.trust(found.matrix).contrast < 0.4:
            found.add_one("sift", align_by_features(old, new, "sift"))
    best = polished(found, pictures, scan=old.is_scan or new.is_scan)
    matrix, method = _snapped(best.matrix), found.name.split()[0].removesuffix("+refined")
    is_refined = best.is_refined or found.name.endswith("+refined")
    return _attempt(
        f"{method}+refined" if is_refined else method,
        matrix,
        scorer.trust(matrix),
        residual_pt=best.residual_pt,
        exact=best.exact,
    )


def _refine_best(found: Found, pictures: Sight) -> None:
    for name, matrix in found.best(2):
        refined = refine(*pictures, matrix, COARSE_DPI, reach_px=FAR_PX)
        if refined.patches >= 6:
            found.add_one(f"{name}+refined", refined.matrix)
        if found.score > FAIR_SCORE and refined.patches >= 20:
            break


def _snapped(matrix: Array) -> Array:
    """Return identity for what differs from it by less than an eighth of a pixel anywhere."""
    near = np.abs(matrix[:, :2] - np.eye(2)).max() < 2e-5 and np.abs(matrix[:, 2]).max() < 0.03
    return IDENTITY if near else matrix


def _attempt(
    method: str,
    matrix: Array,
    trust: Trust,
    *,
    residual_pt: float | None,
    exact: bool,
    anchored: bool = False,
) -> AlignmentAttempt:
    return AlignmentAttempt(
        method=method,
        new_from_old=Transform.from_matrix(matrix),
        residual_px=None if residual_pt is None else residual_pt * PX_PER_PT,
        exact=exact,
        anchored=anchored,
        trust=trust,
    )
