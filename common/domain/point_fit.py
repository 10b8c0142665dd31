"""What a person's points ask for: two or more places that lie on one another, given by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import PointPair
from common.domain.plane_fit import Array, fit_affine, fit_similarity, residuals, scale_of

# Points nearer than this share of the sheet's diagonal turn and scale the far side by chance: a
# click that is off by 2 pt then puts the other end off by 20.
MIN_SPREAD_SHARE = 0.1
MIN_SCALE, MAX_SCALE = 0.1, 10.0
# Clicks on a whole sheet on a screen (two of a thousand pixels) are good to this share of its
# diagonal, 6 pt on 36 × 24 in; points further off contradict.
CLICK_SHARE = 0.002
# A sheet printed "to fit" may stretch, but hardly more; beyond, a point is wrong.
MAX_STRETCH = 1.05


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


def _refused(message: str) -> PermanentError:
    return PermanentError(ErrorCode.CONFLICT, message)
