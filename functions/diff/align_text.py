"""Text anchors: words that both sheets have, the surest and cheapest way to register them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from common.domain.geometry import centre
from common.domain.sheets import Word
from functions.diff.robust_fit import (
    IDENTITY,
    Array,
    fit_similarity,
    ransac_similarity,
    residuals,
    reweighted,
)

TOLERANCE_PT = 2.0
MIN_WORDS = 8  # fewer on either sheet say nothing
MIN_INLIERS = 6
ENOUGH_UNIQUE = 25  # below, words that occur up to MAX_REPEATS times are tried as well
MAX_REPEATS = 4
MAX_MODELS = 3
SAME_PLACE_PT = 0.05
# A font embedded by one driver and named by another: 1.0 against 1.37 sizes on 54 real sheets.
METRICS_SHARE = 0.02
GRID = (8, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextModel:
    """One transform that a group of words agrees on.

    Attributes:
        matrix: (2, 3), old page points to new page points.
        word_count: words that agree.
        cells: how many cells of an 8 × 6 grid over the old page they reach.
        median_pt: median distance after the fit.
    """

    matrix: Array
    word_count: int
    cells: int
    median_pt: float


def align_by_text(
    old: Sequence[Word], new: Sequence[Word], old_size_pt: tuple[float, float]
) -> tuple[TextModel, ...]:
    """Return the transforms that explain the common words, best supported first.

    The first explains the sheet; further ones explain words that the first leaves over, as when
    a viewport was moved on the sheet. Empty when there are too few common words.
    """
    if len(old) < MIN_WORDS or len(new) < MIN_WORDS:
        return ()
    unique, repeated = common_words(old, new, 1), common_words(old, new, MAX_REPEATS)
    pairs = unique if len(unique[0]) >= ENOUGH_UNIQUE else repeated
    models: list[TextModel] = []
    for turn in range(MAX_MODELS):
        model = _model(*pairs, old_size_pt, seed=turn) if len(pairs[0]) >= MIN_INLIERS else None
        if model is None:
            break
        models.append(model)
        pairs = _unexplained(*(repeated if turn == 0 else pairs), model)
    return tuple(sorted(models, key=lambda model: -_support(model)))


def same_metrics(old: Sequence[Word], new: Sequence[Word]) -> bool:
    """Tell whether both plots say how high letters are by the same fonts.

    Where one says the height of the font and the other that of its letters, the centres of all
    words lie as much apart, and agree with one another.
    """
    first, second = (np.median([_height(word) for word in words]) for words in (old, new))
    return bool(abs(first - second) <= METRICS_SHARE * max(first, second))


def _height(word: Word) -> float:
    """Return the height of a word's box in sizes of its font."""
    x0, y0, x1, y1 = word.box_pt
    return (y1 - y0 if word.angle_deg in {0, 180} else x1 - x0) / max(word.size_pt, 1e-6)


def _support(model: TextModel) -> float:
    """Many words that agree closely beat as many that agree loosely."""
    return model.word_count / (1.0 + model.median_pt / 0.5)


def common_words(old: Sequence[Word], new: Sequence[Word], max_repeats: int) -> tuple[Array, Array]:
    """Return the centres of equal words, (n, 2) old and (n, 2) new, every combination."""
    old_at, new_at = _centres(old), _centres(new)
    pairs = [
        (p, q)
        for text, places in old_at.items()
        if len(places) <= max_repeats and len(new_at.get(text, ())) <= max_repeats
        for p in places
        for q in new_at.get(text, ())
    ]
    points = np.array(pairs, dtype=float).reshape(-1, 2, 2)
    return points[:, 0], points[:, 1]


def _centres(words: Sequence[Word]) -> dict[str, list[tuple[float, float]]]:
    places = defaultdict(list)
    for word in words:
        places[word.text].append(centre(word.box_pt))
    return places


def _model(
    old: Array, new: Array, old_size_pt: tuple[float, float], *, seed: int
) -> TextModel | None:
    in_place = np.linalg.norm(old - new, axis=1) < SAME_PLACE_PT
    if in_place.mean() > 0.5:
        matrix = IDENTITY
    else:
        found = ransac_similarity(old, new, TOLERANCE_PT, seed=seed)
        if found is None or found[1].sum() < MIN_INLIERS:
            return None
        matrix, agree = found
        matrix = reweighted(old[agree], new[agree], matrix, fit_similarity)
    distance = residuals(matrix, old, new)
    agree = distance < TOLERANCE_PT
    if agree.sum() < MIN_INLIERS:
        return None
    return TextModel(
        matrix=matrix,
        word_count=int(agree.sum()),
        cells=_cells(old[agree], old_size_pt),
        median_pt=float(np.median(distance[agree])),
    )


def _cells(points: Array, size_pt: tuple[float, float]) -> int:
    columns = (points[:, 0] / size_pt[0] * GRID[0]).astype(int)
    rows = (points[:, 1] / size_pt[1] * GRID[1]).astype(int)
    return len(set(zip(columns.tolist(), rows.tolist(), strict=True)))


def _unexplained(old: Array, new: Array, model: TextModel) -> tuple[Array, Array]:
    """Drop the pairs of every word that the model explains, on either side."""
    explained = residuals(model.matrix, old, new) < TOLERANCE_PT
    old_keys, new_keys = _keys(old), _keys(new)
    keep = ~np.isin(old_keys, old_keys[explained]) & ~np.isin(new_keys, new_keys[explained])
    return old[keep], new[keep]


def _keys(points: Array) -> Array:
    """One number for each place, to a quarter point."""
    rounded = np.rint(points * 4)
    return np.asarray(rounded[:, 0] * 1e7 + rounded[:, 1])
