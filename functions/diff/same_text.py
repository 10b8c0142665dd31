"""Which words both sheets print in one place, whatever font they are set in.

Another font has other widths: a line keeps its start, its middle or its end, and the further a
word stands from there the further it shifts, though nobody moved it. So a word that starts, ends
or is centred where its equal is counts as the same, and so do its neighbours in the line, one
after another, while they read the same and stand as far apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from common.domain.geometry import Box
from common.domain.sheets import Word
from functions.diff.phrase_pairs import RESET_ACROSS_SIZES, SAME_PLACE_PT

RESET_ALONG_SIZES = 0.4
# Spaces of fonts differ by a tenth of their size (Helvetica .28, Times .25, Courier .6 of it).
GAP_SIZES = 0.2
# Condensed fonts run a quarter narrower, engraved ones a third wider; beyond, the size changed.
FONT_WIDTHS = (0.7, 1.4)
# Text layers are exact to a hundredth of a point; a word is some points wide.
SAME_WIDTH_SHARE = 0.01

Pair = tuple[int, int]


def equal_in_place(old: Sequence[Word], new: Sequence[Word]) -> list[Pair]:
    """Return index pairs of equal words in one place, the nearest first, each word at most once.

    Args:
        old: words in the new frame, those of a line in reading order.
        new: likewise.
    """
    neighbours = _neighbours(old), _neighbours(new)
    pairs: dict[int, int] = {}
    taken = set[int]()
    for seed in _near(old, new):
        grown = [seed]
        for i, j in grown:
            if i in pairs or j in taken:
                continue
            pairs[i] = j
            taken.add(j)
            for step in (0, 1):
                a, b = neighbours[0][step].get(i), neighbours[1][step].get(j)
                if a is not None and b is not None and _follows(old[i], old[a], new[j], new[b]):
                    grown.append((a, b))
    return list(pairs.items())


def is_other_font(old: Word, new: Word) -> bool:
    """Tell whether an equal word has another width, as no other plot of the same font has."""
    before, after = _length(old), _length(new)
    return abs(before - after) > SAME_WIDTH_SHARE * max(before, after)


def _near(old: Sequence[Word], new: Sequence[Word]) -> list[Pair]:
    places: dict[str, list[int]] = defaultdict(list)
    for j, word in enumerate(new):
        places[word.text].append(j)
    near = sorted(
        (apart, i, j)
        for i, word in enumerate(old)
        for j in places.get(word.text, ())
        if (apart := _apart(word, new[j])) <= 1.0
    )
    return [(i, j) for _, i, j in near]


def _neighbours(words: Sequence[Word]) -> tuple[dict[int, int], dict[int, int]]:
    """Return what stands before and after each word in its line."""
    lines: dict[int, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        lines[word.line].append(index)
    after = {first: second for line in lines.values() for first, second in pairwise(line)}
    return {second: first for first, second in after.items()}, after


def _apart(first: Word, second: Word) -> float:
    """Return how far two words are apart, 1 at the edge of what is one place."""
    across = _across(first, second)
    if across > 1.0:
        return across  # of a schedule's equal words most stand in other rows
    (a0, a1), (b0, b1) = _along(first), _along(second)
    along = abs(a0 + a1 - b0 - b1) / 2
    if _alike(first, second):
        along = min(along, abs(a0 - b0), abs(a1 - b1))
    return max(along / max(SAME_PLACE_PT, RESET_ALONG_SIZES * second.size_pt), across)


def _alike(first: Word, second: Word) -> bool:
    """Tell whether two words may be one text in two fonts, on one base line."""
    ratio = _length(first) / max(_length(second), 1e-6)
    return (
        first.text == second.text
        and first.angle_deg == second.angle_deg
        and FONT_WIDTHS[0] <= ratio <= FONT_WIDTHS[1]
        and _across(first, second) <= 1.0
    )


def _follows(old: Word, old_next: Word, new: Word, new_next: Word) -> bool:
    """Tell whether the neighbours of two equal words are equal and stand as far from them."""
    slack_pt = max(SAME_PLACE_PT, GAP_SIZES * new.size_pt)
    return _alike(old_next, new_next) and (
        abs(_gap(old, old_next) - _gap(new, new_next)) <= slack_pt
    )


def _gap(first: Word, second: Word) -> float:
    (a0, a1), (b0, b1) = _along(first), _along(second)
    return max(b0 - a1, a0 - b1)


def _across(first: Word, second: Word) -> float:
    apart = abs(_middle_across(first) - _middle_across(second))
    return apart / max(SAME_PLACE_PT, RESET_ACROSS_SIZES * second.size_pt)


def _middle_across(word: Word) -> float:
    x0, y0, x1, y1 = word.box_pt
    return (y0 + y1) / 2 if _is_level(word) else (x0 + x1) / 2


def _along(word: Word) -> tuple[float, float]:
    box: Box = word.box_pt
    return (box[0], box[2]) if _is_level(word) else (box[1], box[3])


def _length(word: Word) -> float:
    start, end = _along(word)
    return end - start


def _is_level(word: Word) -> bool:
    return word.angle_deg in {0, 180}
