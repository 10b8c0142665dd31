"""Maps that enlarge and turn a view: proposed by words and features of what is left over."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from functions.diff.align_measured import WordPairs
from functions.diff.ink_score import SCORE_DPI, Leftover, points_matrix
from functions.diff.masks import Mask
from functions.diff.robust_fit import (
    Array,
    compose,
    fit_similarity,
    ransac_similarity,
    reweighted,
    scale_of,
)

MIN_WORDS = 8
MIN_FEATURES = 12
FEATURES = 3000
RATIO = 0.85  # Lowe's test, loose: what is left over has fewer places to take for another
WORD_TOLERANCE_PT = 2.0
FEATURE_TOLERANCE_PX = 3.0
# Of a third of a second and more for a big sheet: where so much is left over, on both sides.
MIN_SHARE = 0.25
TURNS = 3
MIN_SCALE, MAX_SCALE = 0.2, 5.0
# Half a pixel of a view of ten inches: a shift, which is looked for elsewhere.
SAME_SHAPE = 0.004
BLUR_PX = 0.8


def similar_maps(left: Leftover, matrix: Array, pairs: WordPairs) -> Iterator[Array]:
    """Yield (2, 3) transforms of parts that have another size or turn than the sheet.

    Args:
        left: what the sheet's transform leaves over.
        matrix: (2, 3), the sheet's transform, old points to new points.
        pairs: equal words that no part has explained.
    """
    for found in _models(pairs.old, pairs.new, WORD_TOLERANCE_PT, MIN_WORDS):
        if _is_other_shape(found, matrix):
            yield found
    if left.share < MIN_SHARE:
        return
    old, new = _features(left)
    for by in _models(old, new, FEATURE_TOLERANCE_PX, MIN_FEATURES):
        found = compose(points_matrix(by, SCORE_DPI, SCORE_DPI), matrix)
        if _is_other_shape(found, matrix):
            yield found


def _models(old: Array, new: Array, tolerance: float, fewest: int) -> Iterator[Array]:
    """Yield the similarities that some pairs of points agree on, one after the other."""
    for turn in range(TURNS):
        if len(old) < fewest:
            return
        found = ransac_similarity(old, new, tolerance, seed=turn, tries=2000)
        if found is None or found[1].sum() < fewest:
            return
        matrix, agree = found
        yield reweighted(old[agree], new[agree], matrix, fit_similarity, softness=tolerance / 3)
        old, new = old[~agree], new[~agree]


def _is_other_shape(found: Array, matrix: Array) -> bool:
    between = found[:, :2] @ np.linalg.inv(matrix[:, :2])
    is_possible = MIN_SCALE < scale_of(found) / scale_of(matrix) < MAX_SCALE
    return is_possible and bool(np.abs(between - np.eye(2)).max() > SAME_SHAPE)


def _features(left: Leftover) -> tuple[Array, Array]:
    """Return where features of what is left over are alike, (n, 2) pixels on either side."""
    detector = cv2.ORB.create(FEATURES, fastThreshold=10)
    found = [
        detector.detectAndCompute(_soft(page.mask()), None) for page in (left.lost, left.gained)
    ]
    (old_points, old_descriptors), (new_points, new_descriptors) = found
    nothing = np.zeros((0, 2))
    if min(len(old_points), len(new_points)) < MIN_FEATURES:
        return nothing, nothing
    matches = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(old_descriptors, new_descriptors, k=2)
    good = [m[0] for m in matches if len(m) == 2 and m[0].distance < RATIO * m[1].distance]
    old = np.array([old_points[m.queryIdx].pt for m in good], dtype=float).reshape(-1, 2)
    new = np.array([new_points[m.trainIdx].pt for m in good], dtype=float).reshape(-1, 2)
    return old, new


def _soft(ink: Mask) -> Mask:
    return np.asarray(cv2.GaussianBlur((1 - ink) * np.uint8(255), (0, 0), BLUR_PX), np.uint8)
