"""Sheets all of whose views moved apart: laid by one view, the others as parts that moved.

Tried where the one transform that explains most of a sheet is in doubt. It counts only if it
explains more, together with its parts, than that one does with its own, or as much more exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from common.domain.geometry import Transform
from common.domain.sheets import Word
from functions.diff.align_grade import AlignmentAttempt
from functions.diff.align_measured import WordPairs, measured_shift
from functions.diff.align_moves import find_moves
from functions.diff.align_parts import map_between, with_fills
from functions.diff.align_polish import COARSE_DPI, PX_PER_PT, Sight
from functions.diff.align_refine import MIN_PATCHES, displacements, textured_places
from functions.diff.align_views import best_of_views, upright_starts
from functions.diff.body_patches import body_patches
from functions.diff.ink_score import InkScorer, Trust
from functions.diff.sheet_page import SheetPage

# Less agreement is noise of the masks.
NOISE = 0.02
REACH_PX = 20


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


def judged_together(
    attempt: AlignmentAttempt, scorer: InkScorer, look: Callable[[], Sight]
) -> AlignmentAttempt:
    """Return an attempt judged by the ink that it explains together with its parts.

    By itself a transform is in doubt where most of the sheet moved against it, and patches of what
    moved are off by as much.

    Args:
        attempt: with at least one part that moved.
        scorer: of both sheets.
        look: at what patches are compared in.
    """
    parts = attempt.other_models
    unmoved_px = _residual_beside(attempt, look)
    left_px = attempt.residual_px if unmoved_px is None else unmoved_px
    if left_px is not None:
        left_px = max(left_px, *(part.residual_px for part in parts))
    return replace(attempt, trust=_trust(attempt, scorer), residual_px=left_px)


def _residual_beside(attempt: AlignmentAttempt, look: Callable[[], Sight]) -> float | None:
    """Return how far clear patches are off, in pixels at 300 dpi, where no part moved."""
    old, new = look()
    centres = textured_places(new, COARSE_DPI)
    for part in attempt.other_models:
        height, width = part.where.shape
        shares = centres / (new.width_pt, new.height_pt)
        columns, rows = (shares * (width, height)).astype(int).T
        centres = centres[part.where[rows.clip(0, height - 1), columns.clip(0, width - 1)] == 0]
    if len(centres) < MIN_PATCHES:
        return None
    grays = (old.gray(COARSE_DPI), new.gray(COARSE_DPI))
    matrix = attempt.new_from_old.matrix
    shifts, clear = displacements(grays, COARSE_DPI, matrix, centres, REACH_PX)
    if clear.sum() < MIN_PATCHES:
        return None
    return float(np.median(np.hypot(*shifts[clear].T)) * 72 / COARSE_DPI) * PX_PER_PT


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
