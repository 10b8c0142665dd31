"""Sheets all of whose views moved apart: laid by one view, the others as parts that moved.

Tried where the one transform that explains most of a sheet is in doubt. It counts only if it
explains more, together with its parts, than that one does with its own, or as much more exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from common.domain.geometry import Transform
from common.domain.sheets import Word
from functions.diff.align_grade import AlignmentAttempt
from functions.diff.align_measured import WordPairs, measured_shift
from functions.diff.align_moves import find_moves
from functions.diff.align_parts import map_between, with_fills
from functions.diff.align_polish import Sight
from functions.diff.align_views import best_of_views, upright_starts
from functions.diff.body_patches import body_patches
from functions.diff.ink_score import InkScorer, Trust
from functions.diff.sheet_page import SheetPage

# Less agreement is noise of the masks.
NOISE = 0.02


def align_by_views(
    old: SheetPage,
    new: SheetPage,
    attempt: AlignmentAttempt,
    words: tuple[Sequence[Word], Sequence[Word]],
    look: Callable[[], Sight],
) -> AlignmentAttempt:
    """Return how the sheets lie by their views, or the attempt where that explains no more.

    Args:
        old: the earlier sheet.
        new: the later one.
        attempt: by one transform for all of the sheet, with its parts.
        words: of both text layers.
        look: at what patches are compared in.
    """
    whole = InkScorer.of(old, new)
    # Fills that moved by less than their size lie on themselves: outlines tell.
    scorer = whole.outlines()
    best = best_of_views(scorer, upright_starts(old, new, attempt.new_from_old.matrix))
    if best is None:
        return attempt
    pairs = WordPairs.of(words)
    near = pairs.only(pairs.near(best.matrix))
    measured = measured_shift(best.matrix, near, look, best.box_pt)
    if measured.residual_px is None:
        return attempt
    matrix = measured.matrix
    moves = find_moves(scorer.leftover(matrix), matrix, words, look, thoroughly=True)
    if not moves.parts:
        return attempt
    trust = scorer.trust_together(matrix, moves.left)
    new_ink = whole.leftover(matrix).new
    parts = tuple(replace(part, where=with_fills(part.where, new_ink)) for part in moves.parts)
    others = [body_patches(look(), part.new_from_old.matrix) for part in parts]
    found = AlignmentAttempt(
        method="view",
        new_from_old=Transform.from_matrix(matrix),
        residual_px=max(measured.residual_px, *(part.residual_px for part in parts)),
        exact=False,
        anchored=False,
        trust=trust,
        other_models=parts,
        body=body_patches(look(), matrix).together(others),
    )
    return found if _is_better(found, attempt, scorer) else attempt


def _is_better(found: AlignmentAttempt, attempt: AlignmentAttempt, scorer: InkScorer) -> bool:
    """Judge by the ink, within its noise by how exactly each lies."""
    gain = found.trust.contrast - _trust(attempt, scorer).contrast
    if abs(gain) > NOISE or found.residual_px is None or attempt.residual_px is None:
        return gain > 0
    return found.residual_px < attempt.residual_px


def _trust(attempt: AlignmentAttempt, scorer: InkScorer) -> Trust:
    """Return what the ink says of an attempt together with its parts."""
    matrix = attempt.new_from_old.matrix
    left = scorer.leftover(matrix)
    for part in attempt.other_models:
        left = left.without(part.where, map_between(part.new_from_old.matrix, matrix))
    return scorer.trust_together(matrix, left)
