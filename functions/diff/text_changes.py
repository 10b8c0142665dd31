"""Text against text, exact where there is a text layer: old → new, by phrases and not by words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from common.domain.geometry import Box, Transform, centre, union
from common.domain.sheets import Word
from functions.diff.phrase_pairs import (
    RESET_ACROSS_SIZES,
    SAME_PLACE_PT,
    Pairing,
    TextChange,
)
from functions.diff.phrases import phrases_of

RESET_ALONG_SIZES = 0.4

__all__ = ["TextChange", "TextComparison", "compare_text", "in_new_frame"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextComparison:
    """What the text layers say.

    Attributes:
        changes: texts that differ.
        same_boxes_pt: places, in the new frame, where both sheets print the same word.
        left_boxes_pt: where changed words of moved content stood before the move.
    """

    changes: tuple[TextChange, ...]
    same_boxes_pt: tuple[Box, ...]
    left_boxes_pt: tuple[Box, ...] = ()


def compare_text(
    old: Sequence[Word], new: Sequence[Word], new_from_old: Sequence[Transform]
) -> TextComparison:
    """Compare two sheets' words in the new frame.

    Args:
        old: words in old page points.
        new: words in new page points.
        new_from_old: the alignment, then any further transforms that explain moved content: a
            word that one of them puts on its equal is not a change.
    """
    old_left, new_left = list(range(len(old))), list(range(len(new)))
    same: list[Box] = []
    frames: dict[int, int] = {}
    for frame, transform in enumerate(new_from_old):
        moved = [in_new_frame(old[i], transform) for i in old_left]
        pairs = _equal_in_place(moved, [new[j] for j in new_left])
        same += [union(moved[i].box_pt, new[new_left[j]].box_pt) for i, j in pairs]
        frames |= {old_left[i]: frame for i, _ in pairs}
        new_same = {new_left[j] for _, j in pairs}
        old_left = [i for i in old_left if i not in frames]
        new_left = [j for j in new_left if j not in new_same]
    frames |= _frames_of_neighbours(old, old_left, frames)
    in_new = [in_new_frame(word, new_from_old[frames[i]]) for i, word in enumerate(old)]
    pairing = Pairing.of(phrases_of(in_new, set(old_left)), phrases_of(new, set(new_left)))
    left = (new_from_old[0].apply_box(old[i].box_pt) for i in old_left if frames[i])
    return TextComparison(
        changes=tuple(pairing.changes),
        same_boxes_pt=(*same, *pairing.reset_boxes_pt),
        left_boxes_pt=tuple(left),
    )


def in_new_frame(word: Word, new_from_old: Transform) -> Word:
    """Return a word of the old sheet where and how the new one would print it."""
    quarter_turns = round(new_from_old.rotation_deg / 90)
    return replace(
        word,
        box_pt=new_from_old.apply_box(word.box_pt),
        size_pt=word.size_pt * new_from_old.scale,
        angle_deg=(word.angle_deg - 90 * quarter_turns) % 360,
    )


def _frames_of_neighbours(
    old: Sequence[Word], left: Sequence[int], frames: Mapping[int, int]
) -> dict[int, int]:
    """Return, for words without an equal, which transform moves what stands nearest to them."""
    known = list(frames)
    if not known or not left or not any(frames.values()):
        return dict.fromkeys(left, 0)
    centres = np.array([centre(word.box_pt) for word in old])
    nearest = np.asarray(cKDTree(centres[known]).query(centres[list(left)])[1])
    return {i: frames[known[k]] for i, k in zip(left, nearest.tolist(), strict=True)}


def _equal_in_place(old: Sequence[Word], new: Sequence[Word]) -> list[tuple[int, int]]:
    """Return index pairs of equal words in one place, the nearest first, each word at most once."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, word in enumerate(new):
        places[word.text].append(j)
    near = sorted(
        (apart, i, j)
        for i, word in enumerate(old)
        for j in places.get(word.text, ())
        if (apart := _apart(word, new[j])) <= 1.0
    )
    taken_old, taken_new = set[int](), set[int]()
    pairs: list[tuple[int, int]] = []
    for _, i, j in near:
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append((i, j))
    return pairs


def _apart(first: Word, second: Word) -> float:
    """Return how far two words are apart, 1 at the edge of what is one place.

    Another font sets the words of a line up to a third of its size elsewhere along the line and
    a little less across it; nobody moved them.
    """
    (x0, y0), (x1, y1) = centre(first.box_pt), centre(second.box_pt)
    dx, dy = abs(x1 - x0), abs(y1 - y0)
    along, across = (dx, dy) if second.angle_deg in {0, 180} else (dy, dx)
    return max(
        along / max(SAME_PLACE_PT, RESET_ALONG_SIZES * second.size_pt),
        across / max(SAME_PLACE_PT, RESET_ACROSS_SIZES * second.size_pt),
    )
