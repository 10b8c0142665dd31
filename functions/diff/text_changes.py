"""Text against text, exact where there is a text layer: old → new, by phrases and not by words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from common.domain.geometry import Box, Transform, centre, union
from common.domain.sheets import Word
from functions.diff.phrase_pairs import Pairing, TextChange
from functions.diff.phrases import phrases_of, segments_of
from functions.diff.same_text import equal_in_place, is_other_font

__all__ = ["TextChange", "TextComparison", "compare_text", "mapped_words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextComparison:
    """What the text layers say.

    Attributes:
        changes: texts that differ.
        same_boxes_pt: places, in the new frame, where both sheets print the same word.
        other_font_boxes_pt: those of them where it has other widths.
        left_boxes_pt: where changed words of moved content stood before the move.
    """

    changes: tuple[TextChange, ...]
    same_boxes_pt: tuple[Box, ...]
    other_font_boxes_pt: tuple[Box, ...] = ()
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
    other_font: list[Box] = []
    frames: dict[int, int] = {}
    mapped = [mapped_words(old, transform) for transform in new_from_old]
    for frame, placed in enumerate(mapped):
        moved = [placed[i] for i in old_left]
        pairs = equal_in_place(moved, [new[j] for j in new_left])
        for i, j in pairs:
            before, after = moved[i], new[new_left[j]]
            same.append(union(before.box_pt, after.box_pt))
            if is_other_font(before, after):
                other_font.append(same[-1])
        frames |= {old_left[i]: frame for i, _ in pairs}
        new_same = {new_left[j] for _, j in pairs}
        old_left = [i for i in old_left if i not in frames]
        new_left = [j for j in new_left if j not in new_same]
    frames |= _frames_of_neighbours(old, old_left, frames)
    in_new = [mapped[frames[i]][i] for i in range(len(old))]
    pairing = Pairing.of(phrases_of(in_new, set(old_left)), phrases_of(new, set(new_left)))
    left = (new_from_old[0].apply_box(old[i].box_pt) for i in old_left if frames[i])
    return TextComparison(
        changes=tuple(pairing.changes),
        same_boxes_pt=(*same, *pairing.reset_boxes_pt),
        other_font_boxes_pt=(*other_font, *pairing.reset_boxes_pt),
        left_boxes_pt=tuple(left),
    )


def mapped_words(words: Sequence[Word], transform: Transform) -> list[Word]:
    """Return the words in the frame that a transform leads to."""
    scale, quarter_turns = transform.scale, round(transform.rotation_deg / 90)
    boxes = transform.apply_boxes([word.box_pt for word in words])
    return [
        replace(
            word,
            box_pt=box,
            size_pt=word.size_pt * scale,
            angle_deg=(word.angle_deg - 90 * quarter_turns) % 360,
        )
        for word, box in zip(words, boxes, strict=True)
    ]


def _frames_of_neighbours(
    old: Sequence[Word], left: Sequence[int], frames: Mapping[int, int]
) -> dict[int, int]:
    """Return, for words without an equal, which transform moves their line, or what is nearest."""
    known = list(frames)
    if not known or not left or not any(frames.values()):
        return dict.fromkeys(left, 0)
    centres = np.array([centre(word.box_pt) for word in old])
    nearest = np.asarray(cKDTree(centres[known]).query(centres[list(left)])[1])
    found = {i: frames[known[k]] for i, k in zip(left, nearest.tolist(), strict=True)}
    for line in segments_of(old):
        moves = Counter(frames[i] for i in line if i in frames)
        if moves:
            found |= {i: moves.most_common(1)[0][0] for i in line if i in found}
    return found
