"""The sheet index: a column of sheet numbers with their titles, as a cover sheet lists them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from common.domain.sheets import ListedSheet
from functions.ocr.number_features import Candidate
from functions.ocr.segments import Segment
from functions.ocr.sheet_numbers import Format
from functions.ocr.titles import TITLE_WORDS

MIN_ROWS = 4
MAX_ROWS = 600  # a page's record has 1 MiB
# In sizes of the print: how far a title stands from its number, and a row from the next.
_TITLE_GAP, _ROW_STEP, _COLUMN_SLACK = 14.0, 5.0, 0.6
_TITLE = re.compile(r".*[^\W\d_]{3}.*")


def listed_sheets(
    lines: Sequence[Segment], candidates: Sequence[Candidate]
) -> tuple[ListedSheet, ...]:
    """Return the rows of a page's sheet index; empty without one."""
    numbers = [c for c in candidates if c.found.format in {Format.DISCIPLINE, Format.DOTS}]
    starts = [c for c in numbers if not c.segment.angle_deg and c.found.start == 0]
    long_columns = [column for column in _columns(starts) if len(column) >= MIN_ROWS]
    if not long_columns:
        return ()
    by_top = sorted(lines, key=_top)
    rows = dict[str, ListedSheet]()
    for column in long_columns:
        listed = [row for c in column if (row := _row(c, by_top)) is not None]
        named = sum(TITLE_WORDS.search(row.title) is not None for row in listed)
        if len(listed) >= MIN_ROWS and named >= len(listed) / 2:  # else parts, pins or doors
            rows |= {row.number: row for row in listed}
    return tuple(rows.values())[:MAX_ROWS]


def _columns(candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Yield runs of candidates below one another, evenly set in one size."""
    left = sorted(candidates, key=lambda c: c.box_pt[0])
    column: list[Candidate] = []
    for candidate in left:
        if column and candidate.box_pt[0] - column[0].box_pt[0] > (
            _COLUMN_SLACK * column[0].segment.size_pt
        ):
            yield from _runs(column)
            column = []
        column.append(candidate)
    if column:
        yield from _runs(column)


def _runs(column: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    below = sorted(column, key=lambda c: c.box_pt[1])
    run = [below[0]]
    for before, candidate in pairwise(below):
        size_pt = before.segment.size_pt
        step_pt = candidate.box_pt[1] - before.box_pt[1]
        if (
            step_pt > _ROW_STEP * size_pt
            or abs(candidate.segment.size_pt - size_pt) > 0.2 * size_pt
        ):
            yield run
            run = []
        run.append(candidate)
    yield run


def _row(candidate: Candidate, by_top: Sequence[Segment]) -> ListedSheet | None:
    text = candidate.found.text
    rest = candidate.segment.text[candidate.found.end :].strip(" -.:–")
    if not rest:
        beside = _beside(candidate, by_top)
        rest = beside.text.strip() if beside else ""
    return ListedSheet(number=text, title=rest) if _TITLE.fullmatch(rest) else None


def _beside(candidate: Candidate, by_top: Sequence[Segment]) -> Segment | None:
    """Return the next text in the number's line."""
    x1, size_pt = candidate.box_pt[2], candidate.segment.size_pt
    top, slack_pt = candidate.box_pt[1], 0.6 * size_pt
    first = bisect.bisect_left(by_top, top - slack_pt, key=_top)
    last = bisect.bisect_right(by_top, top + slack_pt, key=_top)
    near = [line for line in by_top[first:last] if 0 < line.box_pt[0] - x1 < _TITLE_GAP * size_pt]
    return min(near, key=lambda line: line.box_pt[0], default=None)


def _top(line: Segment) -> float:
    return line.box_pt[1]
