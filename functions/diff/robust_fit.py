"""Fitting transforms to point pairs that are partly wrong: RANSAC, then reweighted least squares.

Transforms are (2, 3) arrays that map old points to new points.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from common.domain.plane_fit import Array, apply, fit_affine, fit_similarity, residuals, scale_of
from functions.diff.masks import Flags

# With the plain fits, which a person's points need without a sheet, as one vocabulary.
__all__ = [
    "IDENTITY",
    "Array",
    "Fit",
    "apply",
    "compose",
    "fit_affine",
    "fit_similarity",
    "fit_upright",
    "inverse",
    "ransac_similarity",
    "residuals",
    "reweighted",
    "scale_of",
]
Fit = Callable[[Array, Array, Array], Array | None]

IDENTITY: Array = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
RANSAC_TRIES = 800
RANSAC_SAMPLE = 1500  # points that vote; more change nothing but the time
# Two points closer than this share of the spread fix a rotation badly.
MIN_BASE_SHARE = 0.08


def compose(second: Array, first: Array) -> Array:
    """Return the map that does `first`, then `second`."""
    bottom = np.array([[0.0, 0.0, 1.0]])
    return np.asarray((np.vstack([second, bottom]) @ np.vstack([first, bottom]))[:2])


def inverse(transform: Array) -> Array:
    """Return the map back; the caller has checked that it is not flat."""
    return np.asarray(np.linalg.inv(np.vstack([transform, [0.0, 0.0, 1.0]]))[:2])


def fit_upright(old: Array, new: Array, weights: Array) -> Array | None:
    """Return the weighted least-squares scale and shift after the nearest quarter turn.

    What a plotter does to a drawing: it neither leans nor stretches. `None` when the old points
    coincide.
    """
    similarity = fit_similarity(old, new, weights)
    if similarity is None:
        return None
    quarter = np.rint(np.arctan2(similarity[1, 0], similarity[0, 0]) / (np.pi / 2)) * (np.pi / 2)
    turn = np.rint([[np.cos(quarter), -np.sin(quarter)], [np.sin(quarter), np.cos(quarter)]])
    share = weights / weights.sum()
    turned = old @ turn.T
    old_mean, new_mean = share @ turned, share @ new
    p, q = turned - old_mean, new - new_mean
    scale = float(share @ (p * q).sum(axis=1)) / float(share @ (p * p).sum(axis=1))
    return np.column_stack([scale * turn, new_mean - scale * old_mean])


def reweighted(
    old: Array, new: Array, start: Array, fit: Fit = fit_similarity, *, softness: float = 0.15
) -> Array:
    """Refine `start`: points farther off than `softness` lose their weight (Geman-McClure)."""
    transform = start
    for _ in range(8):
        weights = 1.0 / (1.0 + (residuals(transform, old, new) / softness) ** 2) ** 2
        if (weights > 0.25).sum() < 2:
            break
        better = fit(old, new, weights + 1e-9)
        if better is None:
            break
        transform = better
    return transform


def ransac_similarity(
    old: Array, new: Array, tolerance: float, *, seed: int = 0, tries: int = RANSAC_TRIES
) -> tuple[Array, Flags] | None:
    """Find the similarity that most pairs agree on, scale 0.1..10.

    Args:
        old: (n, 2).
        new: (n, 2), partner of each old point, many of them wrong.
        tolerance: a pair agrees when it is this near, in the unit of `new`.
        seed: same seed, same answer.
        tries: two-point hypotheses.

    Returns:
        The transform and the (n,) mask of agreeing pairs; `None` when no two pairs fix one.
    """
    if len(old) < 2:
        return None
    rng = np.random.default_rng(seed)
    hypotheses = _two_point_similarities(old, new, rng, tries)
    if len(hypotheses) == 0:
        return None
    voters = (
        np.arange(len(old))
        if len(old) <= RANSAC_SAMPLE
        else rng.choice(len(old), RANSAC_SAMPLE, replace=False)
    )
    votes = np.concatenate(
        [
            _votes(chunk, old[voters], new[voters], tolerance)
            for chunk in np.array_split(hypotheses, max(1, len(hypotheses) // 200))
        ]
    )
    a, b, tx, ty = hypotheses[int(votes.argmax())]
    transform = np.array([[a, -b, tx], [b, a, ty]])
    return transform, residuals(transform, old, new) < tolerance


def _two_point_similarities(old: Array, new: Array, rng: np.random.Generator, tries: int) -> Array:
    """Return (m, 4) rows a, b, tx, ty from random pairs of point pairs."""
    i, j = rng.integers(0, len(old), (2, tries * 3))
    base, image = old[j] - old[i], new[j] - new[i]
    base_length = np.hypot(base[:, 0], base[:, 1])
    image_length = np.hypot(image[:, 0], image[:, 1])
    scale = image_length / np.maximum(base_length, 1e-9)
    usable = base_length > MIN_BASE_SHARE * np.ptp(old, axis=0).max()
    usable &= (base_length > 1e-9) & (scale > 0.1) & (scale < 10.0)
    keep = np.flatnonzero(usable)[:tries]
    base, image, squared = base[keep], image[keep], base_length[keep] ** 2
    a = (base * image).sum(axis=1) / squared
    b = (base[:, 0] * image[:, 1] - base[:, 1] * image[:, 0]) / squared
    x, y = old[i[keep]].T
    tx = new[i[keep], 0] - (a * x - b * y)
    ty = new[i[keep], 1] - (b * x + a * y)
    return np.column_stack([a, b, tx, ty])


def _votes(hypotheses: Array, old: Array, new: Array, tolerance: float) -> npt.NDArray[np.int64]:
    a, b, tx, ty = (column[:, None] for column in hypotheses.T)
    off_x = a * old[:, 0] - b * old[:, 1] + tx - new[:, 0]
    off_y = b * old[:, 0] + a * old[:, 1] + ty - new[:, 1]
    return np.asarray((off_x * off_x + off_y * off_y < tolerance * tolerance).sum(axis=1))
