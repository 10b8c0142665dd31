"""Word boxes of two drivers brought to one measure of letters.

One embeds a font with its ascent and descent, the other names a font with none: the boxes of all
words then stand a part of their size above or below one another, those of upright words left or
right, though the letters are printed in one place. Along their lines they do not: there it is the
widths of another font that shift words, the further the longer the line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from common.domain.geometry import Transform, centre
from common.domain.sheets import Word
from functions.diff.align_text import same_metrics
from functions.diff.robust_fit import Array
from functions.diff.text_changes import mapped_words

# A box is off by less than its height; so many words, and most of them, have to say the same. Set
# on opencellular rev 2 → rev 3, whose boxes are .8 pt off and agree to .05 pt.
REACH_SIZES, AGREE_SIZES, MIN_WORDS, MIN_SHARE = 1.2, 0.15, 3, 0.5
# Right and down, of words that run level and of upright ones.
_ACROSS: Mapping[int, Array] = {0: np.array([0.0, 1.0]), 90: np.array([1.0, 0.0])}


def evened(old: Sequence[Word], new: Sequence[Word], new_from_old: Transform) -> tuple[Word, ...]:
    """Return the old words with boxes that lie on those of equal new ones.

    Args:
        old: in old page points.
        new: in new page points.
        new_from_old: how the ink of the sheets lies.
    """
    if not (old and new) or same_metrics(old, new):
        return tuple(old)
    placed = mapped_words(old, new_from_old)
    shifts_sizes = {
        angle: _ACROSS[angle % 180] * _shift_sizes([w for w in placed if w.angle_deg == angle], new)
        for angle in {word.angle_deg for word in placed}
    }
    back = new_from_old.inverse().matrix[:, :2]
    return tuple(
        _moved(word, back @ (shifts_sizes[there.angle_deg] * there.size_pt))
        for word, there in zip(old, placed, strict=True)
    )


def _shift_sizes(old: Sequence[Word], new: Sequence[Word]) -> Array:
    """Return by how many of their sizes words of one direction stand beside their equals."""
    shifts = np.array(
        [
            (np.array(centre(after.box_pt)) - centre(before.box_pt)) / before.size_pt
            for before, after in _nearest_equals(old, new)
            if before.size_pt > 0
        ]
    ).reshape(-1, 2)
    near = shifts[np.abs(shifts).max(axis=1, initial=0) <= REACH_SIZES]
    if len(near) < MIN_WORDS:
        return np.zeros(2)
    middle = np.median(near, axis=0)
    agree = np.abs(near - middle).max(axis=1) <= AGREE_SIZES
    return middle if agree.mean() >= MIN_SHARE else np.zeros(2)


def _nearest_equals(old: Sequence[Word], new: Sequence[Word]) -> list[tuple[Word, Word]]:
    places: dict[tuple[str, int], list[Word]] = defaultdict(list)
    for word in new:
        places[word.text, word.angle_deg].append(word)
    trees = {key: cKDTree([centre(w.box_pt) for w in words]) for key, words in places.items()}
    return [
        (word, places[key][int(trees[key].query(centre(word.box_pt))[1])])
        for word in old
        if (key := (word.text, word.angle_deg)) in trees
    ]


def _moved(word: Word, by_pt: Array) -> Word:
    x0, y0, x1, y1 = word.box_pt
    dx, dy = by_pt.tolist()
    return replace(word, box_pt=(x0 + dx, y0 + dy, x1 + dx, y1 + dy))
