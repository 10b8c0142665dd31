"""A page count that is set as separate strings: "Sheet", "22", "of", "54" in cells of their own.

Schematic editors print it so, each part a field that they fill in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from common.domain.geometry import Box
from functions.ocr.segments import Segment
from functions.ocr.sheet_numbers import Format, Found

# Some fonts come apart as "o f"; either number may still stand in one string with it.
_OF = re.compile(
    r"(?:sheet\b)?[\s.:]*(?P<part>\d{0,3})\s*(?:o ?f|von|из)\s*:?\s*(?P<whole>\d{0,3})", re.I
)
_NUMBER = re.compile(r"\d{1,3}")
# How far a number may stand from its "of", in sizes of the print.
_REACH = 8.0
_LINE_STEP = 2.6
_SAME_LINE = 0.6


def split_parts(segments: Sequence[Segment]) -> Iterator[tuple[Found, Segment, Box]]:
    """Yield each "n of m" whose parts stand apart, with the segment and the box of its n."""
    numbers = [segment for segment in segments if _NUMBER.fullmatch(segment.text)]
    for segment in segments:
        match = _OF.fullmatch(segment.text)
        if match is None or (match["part"] and match["whole"]):
            continue  # nothing between, or whole already
        part = segment if match["part"] else _nearest(segment, numbers, _gap_before)
        whole = segment if match["whole"] else _nearest(segment, numbers, _gap_behind)
        if part is None or whole is None:
            continue
        text = f"{match['part'] or part.text} of {match['whole'] or whole.text}"
        found = Found(text=text, format=Format.PART_OF, start=0, end=len(part.text))
        yield found, part, part.box_pt


def _nearest(
    segment: Segment, numbers: Sequence[Segment], gap_pt: Callable[[Segment, Segment], float]
) -> Segment | None:
    """Return the nearest number on one side, one in the same line before one beside it."""
    size_pt = segment.label_size_pt
    ranked = [
        (_lines_apart(segment, number) > _SAME_LINE * size_pt, gap_pt(segment, number), number)
        for number in numbers
        if number is not segment
        and _lines_apart(segment, number) < _LINE_STEP * size_pt
        and -size_pt <= gap_pt(segment, number) < _REACH * size_pt
    ]
    best = min(ranked, key=lambda item: item[:2], default=None)
    return best[2] if best else None


def _gap_before(segment: Segment, number: Segment) -> float:
    return segment.box_pt[0] - number.box_pt[2]


def _gap_behind(segment: Segment, number: Segment) -> float:
    return number.box_pt[0] - segment.box_pt[2]


def _lines_apart(segment: Segment, number: Segment) -> float:
    (_, y0, _, y1), (_, top, _, bottom) = segment.box_pt, number.box_pt
    return abs((y0 + y1) / 2 - (top + bottom) / 2)
