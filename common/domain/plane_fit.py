"""Least-squares fits of transforms in the plane to pairs of points.

Transforms are (2, 3) arrays that map old points to new points.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def apply(transform: Array, points: Array) -> Array:
    """Map (n, 2) points."""
    return np.asarray(points @ transform[:, :2].T + transform[:, 2])


def scale_of(transform: Array) -> float:
    """Return the length of a unit after the map."""
    return float(np.sqrt(abs(np.linalg.det(transform[:, :2]))))


def residuals(transform: Array, old: Array, new: Array) -> Array:
    """Return (n,) distances between mapped old points and new points."""
    return np.asarray(np.linalg.norm(apply(transform, old) - new, axis=1))


def fit_similarity(old: Array, new: Array, weights: Array) -> Array | None:
    """Return the weighted least-squares similarity (Umeyama 1991, without reflection).

    `None` when the old points coincide.
    """
    share = weights / weights.sum()
    old_mean, new_mean = share @ old, share @ new
    p, q = old - old_mean, new - new_mean
    spread = float(share @ (p * p).sum(axis=1))
    if spread < 1e-9:
        return None
    a = float(share @ (p * q).sum(axis=1)) / spread
    b = float(share @ (p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0])) / spread
    turn = np.array([[a, -b], [b, a]])
    return np.column_stack([turn, new_mean - turn @ old_mean])


def fit_affine(old: Array, new: Array, weights: Array) -> Array | None:
    """Return the weighted least-squares affine map; `None` when the points are in line."""
    root = np.sqrt(weights)[:, None]
    design = np.column_stack([old, np.ones(len(old))]) * root
    solution, _, rank, _ = np.linalg.lstsq(design, new * root, rcond=None)
    return np.asarray(solution.T) if rank == 3 else None
