"""Alignment by a person: two or more points that lie on one another, given by hand.

It goes before every other way. Points are read off a screen, so patches may correct them within
a small reach; how far the result is to be trusted is measured like any other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from common.domain.geometry import PointPair, Transform
from common.domain.point_fit import fit_points
from functions.diff.align_grade import AlignmentAttempt
from functions.diff.align_polish import PX_PER_PT, SCORE_NOISE, is_exact
from functions.diff.align_refine import refine, residual_pt
from functions.diff.ink_score import InkScorer
from functions.diff.robust_fit import Array, apply, fit_affine, fit_similarity, inverse
from functions.diff.sheet_page import SheetPage

# Nowhere on the sheet do patches move what a person said by more than this (4 mm).
REACH_PT = 12.0
MIN_PATCHES = 6
_STEPS = ((75.0, 12), (150.0, 20))  # resolution and reach in pixels, coarse to fine
MEASURED_DPI = 75.0
MEASURED_REACH_PX = 20


def align_by_person(
    old: SheetPage, new: SheetPage, points: Sequence[PointPair]
) -> AlignmentAttempt:
    """Lay the old sheet on the new one by a person's points.

    Raises:
        PermanentError: they fix no transform, or contradict one another (CONFLICT).
    """
    said = fit_points(points, (old.width_pt, old.height_pt), (new.width_pt, new.height_pt))
    scorer = InkScorer.of(old, new)
    scan = old.is_scan or new.is_scan
    matrix, exact = said, False
    for dpi, reach_px in _STEPS:
        refined = refine(
            old, new, matrix, dpi, reach_px=reach_px, fit=fit_affine if scan else fit_similarity
        )
        within = refined.patches >= MIN_PATCHES and _moves_pt(refined.matrix, said, new) <= REACH_PT
        if within and scorer.score(refined.matrix) >= scorer.score(matrix) - SCORE_NOISE:
            matrix = refined.matrix
            exact = dpi > MEASURED_DPI and is_exact(refined)
    left_pt = residual_pt(old, new, matrix, MEASURED_DPI, reach_px=MEASURED_REACH_PX)
    return AlignmentAttempt(
        method="person" if matrix is said else "person+refined",
        new_from_old=Transform.from_matrix(matrix),
        residual_px=None if left_pt is None else left_pt * PX_PER_PT,
        exact=exact,
        anchored=True,
        trust=scorer.trust(matrix),
    )


def _moves_pt(matrix: Array, said: Array, new: SheetPage) -> float:
    """Return how far a corner of the new sheet goes from where the person put it."""
    width, height = new.width_pt, new.height_pt
    corners = np.array([[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]])
    moved = apply(matrix, apply(inverse(said), corners))
    return float(np.linalg.norm(moved - corners, axis=1).max())
