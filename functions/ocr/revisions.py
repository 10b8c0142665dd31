"""Revision mark and date of a sheet: labelled cells of the title block, rows of its revision table.

A wrong revision is worse than none: only what a label or a table's heading names is a candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from common.domain.geometry import centre
from common.domain.sheets import PageSize, SheetCandidate
from functions.ocr.segments import Segment

_MARK = re.compile(r"[A-Z]{1,2}\d{0,2}|\d{1,2}(?:\.\d{1,2})?")
_MARK_LABEL = re.compile(
    r"rev(?:ision|\.)?\s*(?:no|nr|number|mark|level|version|index)?\.?\s*[:#]?", re.I
)
_MARK_IN_LABEL = re.compile(rf"rev(?:ision)?[\s.:#]+({_MARK.pattern})", re.I)
_DATE_LABEL = re.compile(
    r"(?:sheet|issue|issued|revision|rev\.?|plan|drawing)?\s*(?:date|datum)\s*:?", re.I
)
_DATE_IN_LABEL = re.compile(rf"(?:{_DATE_LABEL.pattern})\s*(?P<date>.*\d.*)", re.I)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<dot>[-./])(?P<b>\d{1,2})[-./](?P<year>(?:19|20)?\d\d)"
    rf"|(?:\w+day,?\s+)?(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)[\s.,-]+(?P<day>\d{{1,2}})[\s.,-]+"
    r"(?P<named>(?:19|20)?\d\d)"
    rf"|(?P<day2>\d{{1,2}})[\s.-]+(?P<month2>(?:{'|'.join(_MONTHS)})[a-z]*)[\s.,-]+"
    r"(?P<named2>(?:19|20)?\d\d)",
    re.I,
)
_TABLE_MARK = re.compile(r"(?:rev(?:ision|\.)?|no\.?|nr\.?|#|mark|delta|symbol|index)\s*:?", re.I)
_TABLE_TEXT = re.compile(
    r"(?:issue|description|revision|remarks?|comment|änderung).{0,20}|issued for", re.I
)
# Where title blocks and their revision tables stand, as shares of the page.
_RIGHT, _BOTTOM = 0.68, 0.72
_REACH_RIGHT, _DATE_REACH_RIGHT, _REACH_BELOW = 6.0, 25.0, 3.0
_ROWS = 30.0  # of the heading's size: how far down (or up) its rows may stand
CELL_SCORE, TABLE_SCORE = 3.0, 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionCells:
    """What may be the sheet's revision mark, and what its date, best first."""

    marks: tuple[SheetCandidate, ...]
    dates: tuple[SheetCandidate, ...]


def revision_cells(lines: Sequence[Segment], size: PageSize) -> RevisionCells:
    """Return the candidates of a page; empty ones where no label or table names any."""
    block = [line for line in lines if _in_block(line, size)]
    tables = list(_tables(block))
    cells = [line for line in block if not any(line in heads for heads in tables)]
    marks = [
        *_labelled(cells, block, _MARK_LABEL, _MARK, _REACH_RIGHT),
        *_inside(block, _MARK_IN_LABEL),
    ]
    dates = [
        *_labelled(cells, block, _DATE_LABEL, _DATE, _DATE_REACH_RIGHT),
        *_inside(block, _DATE_IN_LABEL),
    ]
    for mark, date in _latest_rows(tables, block):
        marks.append(_candidate(mark, TABLE_SCORE))
        is_latest = all(_date_key(date.text) > _date_key(c.text) for c in dates)
        dates.append(_candidate(date, TABLE_SCORE + (CELL_SCORE if is_latest else 0.0)))
    return RevisionCells(marks=_ranked(marks), dates=_ranked(dates))


def surest(candidates: Sequence[SheetCandidate], *, margin: float = 0.3) -> str | None:
    """Return the best candidate's text, `None` when another text comes close to it."""
    if not candidates:
        return None
    best = max(candidates, key=lambda c: c.score)
    rivals = [c.score for c in candidates if c.text != best.text]
    return best.text if best.score - max(rivals, default=-9.0) >= margin else None


def _date_key(text: str) -> tuple[int, int, int]:
    """Return year, month and day for ordering, zeros for no date.

    Of two small numbers the first is the month, unless dots part them or it is above 12.
    """
    match = _DATE.search(text)
    if match is None:
        return (0, 0, 0)
    part = match.groupdict()
    if part["y"]:
        return int(part["y"]), int(part["m"]), int(part["d"])
    if part["a"]:
        first, second = int(part["a"]), int(part["b"])
        if part["dot"] == "." or first > 12:
            first, second = second, first
        return _year(part["year"]), first, second
    month = part["month"] or part["month2"]
    year, day = part["named"] or part["named2"], part["day"] or part["day2"]
    return _year(year), _MONTHS.index(month[:3].lower()) + 1, int(day)


def _year(text: str) -> int:
    year = int(text)
    return year if year > 99 else 2000 + year


def _in_block(line: Segment, size: PageSize) -> bool:
    x, y = centre(line.box_pt)
    return len(line.text) < 45 and (x > _RIGHT * size.width_pt or y > _BOTTOM * size.height_pt)


def _labelled(
    cells: Sequence[Segment],
    block: Sequence[Segment],
    label: re.Pattern[str],
    value: re.Pattern[str],
    reach: float,
) -> Iterator[SheetCandidate]:
    """Yield what stands right of or below a label: the nearest text, if it is such a value."""
    for place in cells:
        if not label.fullmatch(place.text.strip()):
            continue
        near = [(d, other) for other in block if (d := _distance(place, other, reach)) is not None]
        for distance, other in sorted(near, key=lambda item: item[0])[:2]:
            if value.fullmatch(other.text.strip()):
                yield _candidate(other, CELL_SCORE - distance)
                break


def _distance(label: Segment, other: Segment, reach: float) -> float | None:
    """Return 0..1 for a text right of a label or below it, `None` for one elsewhere."""
    if other is label or other.angle_deg != label.angle_deg or label.angle_deg:
        return None
    label_pt = label.label_size_pt
    lx0, ly0, lx1, ly1 = label.box_pt
    x0, y0, x1, y1 = other.box_pt
    gap = x0 - lx1
    if -0.3 * label_pt <= gap < reach * label_pt and min(y1, ly1) - max(y0, ly0) > 0.3 * label_pt:
        return gap / (reach * label_pt)
    below, tall = y0 - ly1, max(label_pt, other.label_size_pt)
    overlap = min(x1, lx1 + 2 * label_pt) - max(x0, lx0 - 2 * label_pt)
    if -0.6 * label_pt <= below < _REACH_BELOW * tall and overlap > 0 and y0 > ly0:
        return 0.1 + max(0.0, below) / (_REACH_BELOW * tall)
    return None


def _inside(block: Sequence[Segment], pattern: re.Pattern[str]) -> Iterator[SheetCandidate]:
    """Yield values that stand in one text with their label: "Rev: K", "Date: 2022-07-26"."""
    for line in block:
        match = pattern.fullmatch(line.text.strip())
        if match is None:
            continue
        text = match.group(match.lastindex or 0).strip()
        if "date" not in match.groupdict():
            yield _candidate(line, CELL_SCORE, text)
        elif found := _DATE.search(text):
            yield _candidate(line, CELL_SCORE, found.group(0))


def _tables(block: Sequence[Segment]) -> Iterator[tuple[Segment, Segment]]:
    """Yield the headings of mark and date of each revision table."""
    for head in block:
        if not _TABLE_MARK.fullmatch(head.text.strip()):
            continue
        beside = [s for s in block if s is not head and _same_line(head, s)]
        dates = [s for s in beside if _DATE_LABEL.fullmatch(s.text.strip())]
        if dates and any(_TABLE_TEXT.fullmatch(s.text.strip()) for s in beside):
            yield head, dates[0]


def _latest_rows(
    tables: Sequence[tuple[Segment, Segment]], block: Sequence[Segment]
) -> Iterator[tuple[Segment, Segment]]:
    """Yield mark and date of the latest row of each revision table."""
    for head, date_head in tables:
        rows = list(_rows(head, date_head, block))
        if rows:
            yield max(rows, key=lambda row: (_date_key(row[1].text), row[0].text))


def _rows(
    head: Segment, date_head: Segment, block: Sequence[Segment]
) -> Iterator[tuple[Segment, Segment]]:
    reach_pt = _ROWS * head.label_size_pt
    near = [s for s in block if 0 < abs(s.box_pt[1] - head.box_pt[1]) < reach_pt]
    dates = [s for s in near if _DATE.fullmatch(s.text.strip()) and _in_column(date_head, s)]
    for mark in near:
        if _MARK.fullmatch(mark.text.strip()) and _in_column(head, mark):
            yield from ((mark, date) for date in dates if _same_line(mark, date))


def _in_column(head: Segment, cell: Segment) -> bool:
    slack_pt = 1.5 * head.label_size_pt
    return cell.box_pt[0] < head.box_pt[2] + slack_pt and cell.box_pt[2] > head.box_pt[0] - slack_pt


def _same_line(first: Segment, second: Segment) -> bool:
    apart_pt = abs(centre(first.box_pt)[1] - centre(second.box_pt)[1])
    return apart_pt < 0.6 * max(first.label_size_pt, second.label_size_pt)


def _candidate(place: Segment, score: float, text: str | None = None) -> SheetCandidate:
    return SheetCandidate(
        text=place.text.strip() if text is None else text,
        score=round(score, 3),
        box_pt=place.box_pt,
        height_pt=place.size_pt,
    )


def _ranked(candidates: Sequence[SheetCandidate]) -> tuple[SheetCandidate, ...]:
    return tuple(sorted(candidates, key=lambda c: (-c.score, c.box_pt))[:4])
