"""Which words both sheets print in one place, whatever font they are set in.

Another font has other widths: a line keeps its start, its middle or its end, and the further a
word stands from there the further it shifts, though nobody moved it. So a word that starts, ends
or is centred where its equal is counts as the same, and so do its neighbours in the line, one
after another, while they read the same and stand as far apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from common.domain.sheets import Word
from functions.diff.masks import Flags
from functions.diff.phrase_pairs import RESET_ACROSS_SIZES, SAME_PLACE_PT

RESET_ALONG_SIZES = 0.4
# Spaces of fonts differ by a tenth of their size (Helvetica .28, Times .25, Courier .6 of it).
GAP_SIZES = 0.2
# Condensed fonts run a quarter narrower, engraved ones a third wider; beyond, the size changed.
FONT_WIDTHS = (0.7, 1.4)
# Text layers are exact to a hundredth of a point; a word is some points wide.
SAME_WIDTH_SHARE = 0.01

Pair = tuple[int, int]
Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
At = int | Indices


def equal_in_place(old: Sequence[Word], new: Sequence[Word]) -> list[Pair]:
    """Return index pairs of equal words in one place, the nearest first, each word at most once.

    Args:
        old: words in the new frame, those of a line in reading order.
        new: likewise.
    """
    before, after = _Places.of(old), _Places.of(new)
    lines = _Lines(before, after)
    pairs: dict[int, int] = {}
    taken = set[int]()
    for seed in _near(before, after):
        grown = [seed]
        for i, j in grown:
            if i in pairs or j in taken:
                continue
            pairs[i] = j
            taken.add(j)
            grown += [(a, b) for a, b in lines.beside(i, j) if a not in pairs and b not in taken]
    return list(pairs.items())


class _Lines:
    """Which words stand before and after one another on both sheets."""

    def __init__(self, old: _Places, new: _Places) -> None:
        self._old, self._new = old, new
        self._steps = list(zip(_neighbours(old.words), _neighbours(new.words), strict=True))

    def beside(self, i: int, j: int) -> Iterator[Pair]:
        """Yield the neighbours, before and after, of two equal words that are equal as well."""
        for of_old, of_new in self._steps:
            a, b = of_old.get(i), of_new.get(j)
            if a is None or b is None or self._old.words[a].text != self._new.words[b].text:
                continue
            if _follows(self._old, (i, a), self._new, (j, b)):
                yield a, b


@dataclass(frozen=True, slots=True)
class _Places:
    """Words as arrays: of thousands of pairs of equal words most stand in other places.

    Attributes:
        words: them.
        start, end: (n,) along the line of each.
        middle: (n,) across it.
        angle_deg: (n,)
        size_pt: (n,)
    """

    words: Sequence[Word]
    start: Numbers
    end: Numbers
    middle: Numbers
    angle_deg: Numbers
    size_pt: Numbers

    @classmethod
    def of(cls, words: Sequence[Word]) -> _Places:
        boxes: Numbers = np.array([word.box_pt for word in words], float).reshape(-1, 4)
        angle_deg = np.array([word.angle_deg for word in words], float)
        level = (angle_deg == 0) | (angle_deg == 180)
        x0, y0, x1, y1 = boxes.T
        return cls(
            words=words,
            start=np.where(level, x0, y0),
            end=np.where(level, x1, y1),
            middle=np.where(level, (y0 + y1) / 2, (x0 + x1) / 2),
            angle_deg=angle_deg,
            size_pt=np.array([word.size_pt for word in words], float),
        )


def _near(old: _Places, new: _Places) -> list[Pair]:
    """Return the pairs of equal words in one place, the nearest first."""
    first, second = _of_one_text(old.words, new.words)
    across = _across(old, first, new, second)
    # Of a schedule's equal words most stand in other rows.
    near = across <= 1.0
    first, second, across = first[near], second[near], across[near]
    a0, a1, b0, b1 = old.start[first], old.end[first], new.start[second], new.end[second]
    along = np.abs(a0 + a1 - b0 - b1) / 2
    edge = np.minimum(np.abs(a0 - b0), np.abs(a1 - b1))
    along = np.where(_alike(old, first, new, second), np.minimum(along, edge), along)
    slack_pt = np.maximum(SAME_PLACE_PT, RESET_ALONG_SIZES * new.size_pt[second])
    apart = np.maximum(along / slack_pt, across)
    order = np.lexsort((second, first, apart))
    order = order[apart[order] <= 1.0]
    return list(zip(first[order].tolist(), second[order].tolist(), strict=True))


def _of_one_text(old: Sequence[Word], new: Sequence[Word]) -> tuple[Indices, Indices]:
    """Return the indices of all pairs of words that read the same."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, word in enumerate(new):
        places[word.text].append(j)
    partners = [places.get(word.text, ()) for word in old]
    first = np.repeat(np.arange(len(old)), [len(found) for found in partners])
    return first, np.array([j for found in partners for j in found], np.intp)


def _neighbours(words: Sequence[Word]) -> tuple[dict[int, int], dict[int, int]]:
    """Return what stands before and after each word in its line."""
    lines: dict[int, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        lines[word.line].append(index)
    after = {first: second for line in lines.values() for first, second in pairwise(line)}
    return {second: first for first, second in after.items()}, after


def _across(old: _Places, first: At, new: _Places, second: At) -> Numbers:
    """Return how far words are apart across their lines, 1 at the edge of what is one place."""
    slack_pt = np.maximum(SAME_PLACE_PT, RESET_ACROSS_SIZES * new.size_pt[second])
    return np.asarray(np.abs(old.middle[first] - new.middle[second]) / slack_pt)


def _alike(old: _Places, first: At, new: _Places, second: At) -> Flags:
    """Tell which equal words may be one text in two fonts."""
    ratio = (old.end[first] - old.start[first]) / np.maximum(
        new.end[second] - new.start[second], 1e-6
    )
    same_angle = old.angle_deg[first] == new.angle_deg[second]
    return np.asarray(same_angle & (ratio >= FONT_WIDTHS[0]) & (ratio <= FONT_WIDTHS[1]))


def _follows(old: _Places, first: Pair, new: _Places, second: Pair) -> bool:
    """Tell whether the neighbours of two equal words are on one base line and as far from them.

    Args:
        old: all words.
        first: the word of the old sheet, and its neighbour.
        new: all words.
        second: the word of the new sheet, and its neighbour, which reads as the old one's.
    """
    slack_pt = max(SAME_PLACE_PT, GAP_SIZES * new.words[second[0]].size_pt)
    if abs(_gap(old, *first) - _gap(new, *second)) > slack_pt:
        return False
    old_next, new_next = first[1], second[1]
    on_line = _across(old, old_next, new, new_next) <= 1.0
    return bool(on_line and _alike(old, old_next, new, new_next))


def _gap(words: _Places, first: int, second: int) -> float:
    after = words.start[second] - words.end[first]
    return float(max(after, words.start[first] - words.end[second]))


def is_other_font(old: Word, new: Word) -> bool:
    """Tell whether an equal word has another width, as no other plot of the same font has."""
    before, after = _length(old), _length(new)
    return abs(before - after) > SAME_WIDTH_SHARE * max(before, after)


def _length(word: Word) -> float:
    x0, y0, x1, y1 = word.box_pt
    return x1 - x0 if word.angle_deg in {0, 180} else y1 - y0
