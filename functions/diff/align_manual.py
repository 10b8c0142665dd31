"""Alignment by a person: two or more points that lie on one another, given by hand.

It goes before every other way. Points are read off a screen, so patches may correct them within
a small reach; how far the result is to be trusted is measured like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import PointPair, Transform
from functions.diff.align_grade import AlignmentAttempt
from functions.diff.align_polish import PX_PER_PT, SCORE_NOISE, is_exact
from functions.diff.align_refine import refine, residual_pt
from functions.diff.ink_score import InkScorer
from functions.diff.robust_fit import (
    Array,
    apply,
    fit_affine,
    fit_similarity,
    inverse,
    residuals,
    scale_of,
)
from functions.diff.sheet_page import SheetPage

# Points nearer than this share of the sheet's diagonal turn and scale the far side by chance: a
# click that is off by 2 pt then puts the other end off by 20.
MIN_SPREAD_SHARE = 0.1
MIN_SCALE, MAX_SCALE = 0.1, 10.0
# Clicks on a whole sheet on a screen (two of a thousand pixels) are good to this share of its
# diagonal, 6 pt on 36 × 24 in; points further off contradict.
CLICK_SHARE = 0.002
# A sheet printed "to fit" may stretch, but hardly more; beyond, a point is wrong.
MAX_STRETCH = 1.05
# Nowhere on the sheet do patches move what a person said by more than this (4 mm).
REACH_PT = 12.0
MIN_PATCHES = 6
_STEPS = ((75.0, 12), (150.0, 20))  # resolution and reach in pixels, coarse to fine
MEASURED_DPI = 75.0
MEASURED_REACH_PX = 20


def fit_points(
    points: Sequence[PointPair], old_size_pt: tuple[float, float], new_size_pt: tuple[float, float]
) -> Array:
    """Return the (2, 3) transform, old points to new, that a person's points ask for.

    A similarity; from three points on a stretch as well, where they do not agree without.

    Raises:
        PermanentError: they fix no transform, or contradict one another (CONFLICT).
    """
    old = np.array([(p.old_x_pt, p.old_y_pt) for p in points], dtype=float).reshape(-1, 2)
    new = np.array([(p.new_x_pt, p.new_y_pt) for p in points], dtype=float).reshape(-1, 2)
    if len(points) < 2:
        raise _refused("Give at least two points, far from one another.")
    _check_places(old, old_size_pt, "old")
    _check_places(new, new_size_pt, "new")
    if max(_spread(old, old_size_pt), _spread(new, new_size_pt)) < MIN_SPREAD_SHARE:
        raise _refused(
            "The points are too near to one another. Take some from opposite ends of the drawing."
        )
    click_pt = CLICK_SHARE * float(np.hypot(*new_size_pt))
    for matrix in _candidates(old, new):
        if residuals(matrix, old, new).max() <= click_pt:
            return _of_sane_scale(matrix)
    raise _refused("The points contradict one another. Check each, and that old and new belong.")


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


def _candidates(old: Array, new: Array) -> Iterator[Array]:
    weights = np.ones(len(old))
    similarity = fit_similarity(old, new, weights)
    if similarity is not None:
        yield similarity
    affine = fit_affine(old, new, weights) if len(old) >= 3 else None
    if affine is not None and _stretch(affine) <= MAX_STRETCH:
        yield affine


def _check_places(places: Array, size_pt: tuple[float, float], which: str) -> None:
    if not np.isfinite(places).all() or (places < 0).any() or (places > size_pt).any():
        raise _refused(f"A point lies outside the {which} sheet.")


def _spread(places: Array, size_pt: tuple[float, float]) -> float:
    """Return the distance of the two farthest places, as a share of the sheet's diagonal."""
    distances = [float(np.linalg.norm(a - b)) for a, b in combinations(places, 2)]
    return max(distances) / float(np.hypot(*size_pt))


def _stretch(matrix: Array) -> float:
    longest, shortest = np.linalg.svd(matrix[:, :2], compute_uv=False)
    if shortest < 1e-9 or np.linalg.det(matrix[:, :2]) < 0:
        return float("inf")  # flat, or a mirror image
    return float(longest / shortest)


def _of_sane_scale(matrix: Array) -> Array:
    if not MIN_SCALE <= scale_of(matrix) <= MAX_SCALE:
        raise _refused("The points would scale the sheet more than ten times.")
    return matrix


def _moves_pt(matrix: Array, said: Array, new: SheetPage) -> float:
    """Return how far a corner of the new sheet goes from where the person put it."""
    width, height = new.width_pt, new.height_pt
    corners = np.array([[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]])
    moved = apply(matrix, apply(inverse(said), corners))
    return float(np.linalg.norm(moved - corners, axis=1).max())


def _refused(message: str) -> PermanentError:
    return PermanentError(ErrorCode.CONFLICT, message)
