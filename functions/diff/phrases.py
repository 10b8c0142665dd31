"""Phrases: changed words that follow one another in one line, quoted with their neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from common.domain.geometry import Box, centre, gap, union
from common.domain.sheets import Word

# A gap wider than this many font sizes ends a phrase.
PHRASE_GAP_SIZES = 1.2
# So does a step to another base line in another size: a tag beside a note. What is smaller still is
# an exponent or a fraction; of about one size are the words of slanted lines. Of 13,500 neighbours
# in 134 real files five part, all of them the headings of two cells.
STEP_SIZES, STEP_RATIOS = 0.4, (1.1, 1.5)
# A line up to this long is quoted whole; of a longer one, the neighbours of what changed.
WHOLE_LINE_WORDS = 12
CONTEXT_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Changed words that follow one another in one line.

    Attributes:
        text: them with their neighbours.
        line: all of the line.
        bare: them alone.
        size_pt: the biggest font size of the changed words.
        is_sideways: they run up or down the page.
    """

    text: str
    line: str
    bare: str
    box_pt: Box
    size_pt: float
    is_sideways: bool = False


def phrases_of(words: Sequence[Word], changed: set[int]) -> list[Phrase]:
    """Return the phrases of the words whose indices are in `changed`."""
    found: list[Phrase] = []
    for segment in segments_of(words):
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


def _phrase(words: Sequence[Word], segment: list[int], run: list[int]) -> Phrase:
    first, last = run[0], run[-1]
    if len(segment) <= WHOLE_LINE_WORDS:
        shown = segment
    else:
        shown = segment[max(0, first - CONTEXT_WORDS) : last + 1 + CONTEXT_WORDS]
    box = words[segment[first]].box_pt
    for position in run:
        box = union(box, words[segment[position]].box_pt)
    return Phrase(
        text=" ".join(words[index].text for index in shown),
        line=" ".join(words[index].text for index in segment),
        bare=" ".join(words[segment[position]].text for position in run),
        box_pt=box,
        size_pt=max(words[segment[position]].size_pt for position in run),
        is_sideways=words[segment[first]].angle_deg in {90, 270},
    )


def segments_of(words: Sequence[Word]) -> Iterable[list[int]]:
    """Yield the word indices of each line in reading order, split where the gap is wide."""
    lines: dict[int, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        lines[word.line].append(index)
    for line in lines.values():
        segment = [line[0]]
        for before, index in pairwise(line):
            if _parts(words[before], words[index]):
                yield segment
                segment = []
            segment.append(index)
        yield segment


def _parts(before: Word, after: Word) -> bool:
    """Tell whether a phrase ends between two words of a line."""
    size, smaller = (f(before.size_pt, after.size_pt) for f in (max, min))
    if gap(before.box_pt, after.box_pt) > PHRASE_GAP_SIZES * size:
        return True
    if not STEP_RATIOS[0] * smaller < size < STEP_RATIOS[1] * smaller:
        return False
    (x0, y0), (x1, y1) = centre(before.box_pt), centre(after.box_pt)
    across = abs(y1 - y0) if before.angle_deg in {0, 180} else abs(x1 - x0)
    return across > STEP_SIZES * size
