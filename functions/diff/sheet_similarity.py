"""How alike the sheets of two sets are: text as TF-IDF, ink as a coarse density."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import cv2
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from common.domain.sheets import Word

Matrix = npt.NDArray[np.float64]
Density = npt.NDArray[np.float32]

UNKNOWN = 0.35  # what a number or title counts that one side lacks
DENSITY_SHAPE = (64, 96)
INK_LEVEL = 200
SHIFT_CELLS = 3
# Below this share of a row or column there is only noise outside the drawing.
MARGIN_SHARE = 0.002
# With more sheets than this, their common frame and title block are taken off first.
MIN_SHEETS_FOR_TEMPLATE = 3
_TOKEN = re.compile(r"[^\W_]{2,}")


def token_counts(words: Iterable[Word]) -> Counter[str]:
    """Return how often each token of two or more letters or digits stands on a sheet."""
    return Counter(token for word in words for token in _TOKEN.findall(word.text.lower()))


def text_similarity(old: Sequence[Mapping[str, int]], new: Sequence[Mapping[str, int]]) -> Matrix:
    """Return (len(old), len(new)) cosines of TF-IDF vectors, 0..1; 0 for sheets without text."""
    documents = [*old, *new]
    vocabulary: dict[str, int] = {}
    rows, columns, counts = [], [], []
    for row, document in enumerate(documents):
        for token, count in document.items():
            rows.append(row)
            columns.append(vocabulary.setdefault(token, len(vocabulary)))
            counts.append(count)
    if not vocabulary:
        return np.zeros((len(old), len(new)))
    frequency = np.bincount(columns, minlength=len(vocabulary))
    rarity = np.log((1 + len(documents)) / (0.5 + frequency))
    weights = (1 + np.log(np.array(counts, dtype=float))) * rarity[columns]
    vectors = csr_array((weights, (rows, columns)), shape=(len(documents), len(vocabulary)))
    lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    products = (vectors[: len(old)] @ vectors[len(old) :].T).toarray()
    scale = np.outer(np.maximum(lengths[: len(old)], 1e-9), np.maximum(lengths[len(old) :], 1e-9))
    return np.asarray(np.clip(products / scale, 0.0, 1.0))


def ink_density(thumbnail: npt.NDArray[np.uint8]) -> Density:
    """Return the (64, 96) square-root ink density of a gray thumbnail, cropped to its ink."""
    ink = (thumbnail < INK_LEVEL).astype(np.float32)
    rows = np.flatnonzero(ink.mean(axis=1) > MARGIN_SHARE)
    columns = np.flatnonzero(ink.mean(axis=0) > MARGIN_SHARE)
    if len(rows) > 10 and len(columns) > 10:
        ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    small = cv2.resize(ink, DENSITY_SHAPE[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(np.sqrt(small), (0, 0), 0.8), np.float32)


def ink_similarity(old: Sequence[Density], new: Sequence[Density]) -> Matrix:
    """Return (len(old), len(new)) correlations of densities, 0..1, best of small shifts."""
    if not old or not new:
        return np.zeros((len(old), len(new)))
    old_stack, new_stack = _without_template(np.stack(old)), _without_template(np.stack(new))
    inner = np.s_[:, SHIFT_CELLS:-SHIFT_CELLS, SHIFT_CELLS:-SHIFT_CELLS]
    fixed = _unit(old_stack[inner])
    best = np.full((len(old), len(new)), -1.0, np.float32)
    for dy in range(-SHIFT_CELLS, SHIFT_CELLS + 1):
        for dx in range(-SHIFT_CELLS, SHIFT_CELLS + 1):
            shifted = _unit(np.roll(new_stack, (dy, dx), axis=(1, 2))[inner])
            np.maximum(best, fixed @ shifted.T, out=best)
    return np.asarray(np.clip(best, 0.0, 1.0), float)


def _without_template(stack: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    if len(stack) <= MIN_SHEETS_FOR_TEMPLATE:
        return stack
    return np.asarray(stack - np.median(stack, axis=0), np.float32)


def _unit(stack: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    flat = stack.reshape(len(stack), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.asarray(flat / (lengths + 1e-9), np.float32)
