"""Text against text, exact where there is a text layer: old → new, by phrases and not by words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from common.domain.changes import ChangeKind
from common.domain.geometry import Box, Transform, area, centre, overlap_area, union
from common.domain.sheets import Word
from functions.diff.dimension_text import prints_length

SAME_PLACE_PT = 1.5
RESET_ALONG_SIZES, RESET_ACROSS_SIZES = 0.4, 0.25
# A gap wider than this many font sizes ends a phrase.
PHRASE_GAP_SIZES = 1.2
# A line up to this long is quoted whole; of a longer one, the neighbours of what changed.
WHOLE_LINE_WORDS = 12
CONTEXT_WORDS = 3
SAME_SPOT_SHARE = 0.3
MOVE_PT = 120.0
DISTINCTIVE_LENGTH = 8
# Two texts on one spot are old and new of one thing only if they are of about one size.
SAME_SIZE_RATIO = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One text that reads differently, stands elsewhere, came or went.

    Attributes:
        box_pt: of the words in question, in the new frame (where they stood, if removed).
        old_box_pt: where they stood before, in the new frame; `None` when added.
        old_text: with its neighbours in the line, `None` when added.
        new_text: likewise, `None` when removed.
    """

    kind: ChangeKind
    box_pt: Box
    old_box_pt: Box | None
    old_text: str | None
    new_text: str | None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    """Changed words that follow one another in one line.

    Attributes:
        text: them with their neighbours.
        bare: them alone.
        size_pt: the biggest font size of the changed words.
    """

    text: str
    bare: str
    box_pt: Box
    size_pt: float


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
        moved = [_mapped(old[i], transform) for i in old_left]
        pairs = _equal_in_place(moved, [new[j] for j in new_left])
        same += [union(moved[i].box_pt, new[new_left[j]].box_pt) for i, j in pairs]
        frames |= {old_left[i]: frame for i, _ in pairs}
        new_same = {new_left[j] for _, j in pairs}
        old_left = [i for i in old_left if i not in frames]
        new_left = [j for j in new_left if j not in new_same]
    frames |= _frames_of_neighbours(old, old_left, frames)
    in_new = [_mapped(word, new_from_old[frames[i]]) for i, word in enumerate(old)]
    changes = _pair_phrases(_phrases(in_new, set(old_left)), _phrases(new, set(new_left)))
    left = (new_from_old[0].apply_box(old[i].box_pt) for i in old_left if frames[i])
    return TextComparison(
        changes=tuple(changes), same_boxes_pt=tuple(same), left_boxes_pt=tuple(left)
    )


def _mapped(word: Word, transform: Transform) -> Word:
    return replace(
        word, box_pt=transform.apply_box(word.box_pt), size_pt=word.size_pt * transform.scale
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


def _phrases(words: Sequence[Word], changed: set[int]) -> list[_Phrase]:
    found: list[_Phrase] = []
    for segment in _segments(words):
        runs: list[list[int]] = []
        for position, index in enumerate(segment):
            if index not in changed:
                continue
            if runs and runs[-1][-1] == position - 1:
                runs[-1].append(position)
            else:
                runs.append([position])
        if len(segment) <= WHOLE_LINE_WORDS and runs:
            runs = [[position for run in runs for position in run]]
        found += [_phrase(words, segment, run) for run in runs]
    return found


def _phrase(words: Sequence[Word], segment: list[int], run: list[int]) -> _Phrase:
    first, last = run[0], run[-1]
    if len(segment) <= WHOLE_LINE_WORDS:
        shown = segment
    else:
        shown = segment[max(0, first - CONTEXT_WORDS) : last + 1 + CONTEXT_WORDS]
    box = words[segment[first]].box_pt
    for position in run:
        box = union(box, words[segment[position]].box_pt)
    return _Phrase(
        text=" ".join(words[index].text for index in shown),
        bare=" ".join(words[segment[position]].text for position in run),
        box_pt=box,
        size_pt=max(words[segment[position]].size_pt for position in run),
    )


def _segments(words: Sequence[Word]) -> Iterable[list[int]]:
    """Yield the words of each line in reading order, split where the gap is wide."""
    lines: dict[int, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        lines[word.line].append(index)
    for line in lines.values():
        segment = [line[0]]
        for before, index in pairwise(line):
            size = max(words[before].size_pt, words[index].size_pt)
            if _gap(words[before].box_pt, words[index].box_pt) > PHRASE_GAP_SIZES * size:
                yield segment
                segment = []
            segment.append(index)
        yield segment


def _gap(first: Box, second: Box) -> float:
    dx = max(first[0] - second[2], second[0] - first[2], 0.0)
    dy = max(first[1] - second[3], second[1] - first[3], 0.0)
    return max(dx, dy)


def _pair_phrases(old: list[_Phrase], new: list[_Phrase]) -> list[TextChange]:
    """Pair distinctive texts that moved, then what shares a spot, then other texts that moved."""
    free_old, free_new = dict(enumerate(old)), dict(enumerate(new))
    distinctive = _once(old) & _once(new)
    changes = _moved(free_old, free_new, distinctive)
    changes += _on_one_spot(free_old, free_new)
    changes += _moved(free_old, free_new, {phrase.bare for phrase in old})
    changes += [_changed(ChangeKind.REMOVED, phrase, None) for phrase in free_old.values()]
    changes += [_changed(ChangeKind.ADDED, None, phrase) for phrase in free_new.values()]
    return changes


def _once(phrases: list[_Phrase]) -> set[str]:
    """Return the texts too long to be repeated by chance that stand here once."""
    counts = Counter(phrase.bare for phrase in phrases)
    return {bare for bare, n in counts.items() if n == 1 and len(bare) >= DISTINCTIVE_LENGTH}


def _on_one_spot(free_old: dict[int, _Phrase], free_new: dict[int, _Phrase]) -> list[TextChange]:
    """Pair and take out what stands on the same spot; equal texts there are no change."""
    changes: list[TextChange] = []
    for i, phrase in list(free_old.items()):
        spots = [(_spot_share(phrase, q), j) for j, q in free_new.items() if _alike(phrase, q)]
        share, j = max(spots, default=(0.0, -1))
        if share <= SAME_SPOT_SHARE:
            continue
        other = free_new.pop(j)
        del free_old[i]
        if phrase.bare != other.bare:
            changes.append(_changed(ChangeKind.MODIFIED, phrase, other))
        elif _distance(phrase, other) > SAME_PLACE_PT:
            changes.append(_changed(ChangeKind.MOVED, phrase, other))
    return changes


def _moved(
    free_old: dict[int, _Phrase], free_new: dict[int, _Phrase], texts: set[str]
) -> list[TextChange]:
    """Pair and take out those of the texts that stand elsewhere nearby."""
    changes: list[TextChange] = []
    for i, phrase in list(free_old.items()):
        if phrase.bare not in texts:
            continue
        equals = [(_distance(phrase, q), j) for j, q in free_new.items() if q.bare == phrase.bare]
        distance, j = min(equals, default=(MOVE_PT, -1))
        if SAME_PLACE_PT < distance < MOVE_PT:
            changes.append(_changed(ChangeKind.MOVED, phrase, free_new.pop(j)))
            del free_old[i]
    return changes


def _changed(kind: ChangeKind, old: _Phrase | None, new: _Phrase | None) -> TextChange:
    shown = new or old
    if shown is None:
        raise ValueError("a text change needs a text")
    both = kind is ChangeKind.MODIFIED and old is not None and new is not None
    return TextChange(
        kind=kind,
        box_pt=union(old.box_pt, new.box_pt) if both and old and new else shown.box_pt,
        old_box_pt=old.box_pt if old else None,
        old_text=old.text if old else None,
        new_text=new.text if new else None,
    )


def _alike(first: _Phrase, second: _Phrase) -> bool:
    """Tell whether one may have become the other: a room's name never became a length."""
    ratio = max(first.size_pt, second.size_pt) / max(min(first.size_pt, second.size_pt), 1e-6)
    same_sort = prints_length(first.bare) == prints_length(second.bare)
    return ratio <= SAME_SIZE_RATIO and (same_sort or first.bare == second.bare)


def _spot_share(first: _Phrase, second: _Phrase) -> float:
    smaller = min(area(first.box_pt), area(second.box_pt))
    return overlap_area(first.box_pt, second.box_pt) / max(smaller, 1e-6)


def _distance(first: _Phrase, second: _Phrase) -> float:
    (x0, y0), (x1, y1) = centre(first.box_pt), centre(second.box_pt)
    return float(np.hypot(x1 - x0, y1 - y0))
