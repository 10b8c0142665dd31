"""Segments: the strings of a page as the draughtsman set them, put together from words."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from common.domain.geometry import Box, union
from common.domain.numbers import unified_text
from common.domain.sheets import Word

# A wider gap or another size begins a new string: cells of a title block stand in one line.
_GAP_SIZES = 1.2
_SIZE_STEP = 0.35


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """A string of one size on one line.

    Attributes:
        text: NFKC with plain dashes.
        box_pt: its box in displayed page points.
        size_pt: the median font size.
        angle_deg: reading direction, 0, 90, 180 or 270.
    """

    text: str
    box_pt: Box
    size_pt: float
    angle_deg: int

    @property
    def label_size_pt(self) -> float:
        """The size to measure distances by; tiny print reaches as far as 4 pt."""
        return max(self.size_pt, 4.0)

    def box_of(self, start: int, end: int) -> Box:
        """Return about where the characters `start:end` stand, as if all were equally wide."""
        count = max(1, len(self.text))
        low, high = start / count, end / count
        if self.angle_deg in {90, 180}:
            low, high = 1 - high, 1 - low
        x0, y0, x1, y1 = self.box_pt
        if self.angle_deg in {0, 180}:
            return (x0 + (x1 - x0) * low, y0, x0 + (x1 - x0) * high, y1)
        return (x0, y0 + (y1 - y0) * low, x1, y0 + (y1 - y0) * high)


def segments_of(words: Sequence[Word]) -> tuple[Segment, ...]:
    """Put the words of each line together to segments, in reading order of the lines.

    A segment printed twice in nearly one place counts once.
    """
    by_line = sorted(words, key=lambda word: word.line)
    seen: set[tuple[str, int, int]] = set()
    segments: list[Segment] = []
    for _, line in groupby(by_line, key=lambda word: word.line):
        for run in _runs(sorted(line, key=_along)):
            segment = _joined(run)
            place = (
                segment.text,
                round(segment.box_pt[0] / 2),
                round(segment.box_pt[1] / 2),
            )
            if segment.text and place not in seen:
                seen.add(place)
                segments.append(segment)
    return tuple(segments)


def _along(word: Word) -> float:
    """Return where the word begins along its reading direction."""
    x0, y0, x1, y1 = word.box_pt
    return {0: x0, 90: -y1, 180: -x1, 270: y0}[word.angle_deg]


def _gap_pt(first: Word, second: Word) -> float:
    """Return the distance from the end of one word to the beginning of the next."""
    x0, y0, x1, y1 = first.box_pt
    ends = {0: x1, 90: -y0, 180: -x0, 270: y1}
    return _along(second) - ends[first.angle_deg]


def _runs(line: Sequence[Word]) -> Iterator[list[Word]]:
    run = [line[0]]
    for before, word in pairwise(line):
        size_pt = max(before.size_pt, word.size_pt)
        is_apart = (
            word.angle_deg != before.angle_deg
            or _gap_pt(before, word) > _GAP_SIZES * size_pt
            or abs(word.size_pt - before.size_pt) > _SIZE_STEP * size_pt
        )
        if is_apart:
            yield run
            run = []
        run.append(word)
    yield run


def _joined(run: Sequence[Word]) -> Segment:
    return Segment(
        text=unified_text(" ".join(word.text for word in run)).strip(),
        box_pt=union_of(word.box_pt for word in run),
        size_pt=statistics.median_high(word.size_pt for word in run),
        angle_deg=run[0].angle_deg,
    )


def union_of(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all of at least one box."""
    first, *rest = boxes
    for box in rest:
        first = union(first, box)
    return first
