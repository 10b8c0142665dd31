"""What only the list as a whole shows to be one change.

That are dimensions that came all over a view, a symbol whose pins got other numbers, a note in
another colour, and arrow heads on fills beside their line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from common.domain.changes import Change, ChangeCategory, ChangeKind
from common.domain.geometry import Box, centre, gap
from functions.diff.entries import MAX_SIDE_PT, in_reading_order, joined, parts_of
from functions.diff.entry_figures import PIECE_GAP_PT
from functions.diff.entry_groups import Groups, near_pairs
from functions.diff.entry_items import ONE_SIDED

# So many dimensions that came (or went), each as near to the next as the views of a sheet stand
# apart, are one act: a view was dimensioned. All within a quarter of the sheet's longer side.
# Chosen while looking at oakfire V4 → V4 of 05-27, whose reader wrote one line for 24 dimensions.
MIN_RUN, RUN_GAP_PT, RUN_SHARE = 4, 144.0, 0.25

# Letters that are drawn, not set: so many fills no higher than a headline, each as near to the
# next as words are, are a note in another colour. Chosen while looking at olimex Rev E → G1.
MIN_FILLS, FILL_GAP_PT, FILL_HEIGHT_PT, FILL_WIDTH_PT = 4, 18.0, 24.0, 144.0

# As many numbers one below (or beside) the other, less than a line apart, that all read otherwise:
# a symbol whose pins are counted anew. Chosen while looking at opencellular's sheet 22.
MIN_NUMBERS, NUMBER_GAP_HEIGHTS = 4, 1.0
_NUMBER = re.compile(r"\d{1,3}")


def with_runs(entries: Sequence[Change], sheet_side_pt: float) -> list[Change]:
    """Join dimensions that came or went together, numbers of a row, and letters of a colour.

    Args:
        entries: all of a sheet.
        sheet_side_pt: its longer side.
    """
    runs: list[list[Change]] = []
    for kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        own = [c for c in entries if c.kind is kind and _is_dimension(c)]
        runs += _near(own, RUN_GAP_PT, sheet_side_pt, MIN_RUN)
    fills = [change for change in entries if _may_be_letters(change)]
    runs += _near(fills, FILL_GAP_PT, sheet_side_pt, MIN_FILLS)
    runs += _columns([change for change in entries if _is_number(change)])
    told = {id(change) for run in runs for change in run}
    return [change for change in entries if id(change) not in told] + [_one(run) for run in runs]


def _near(
    changes: Sequence[Change], gap_pt: float, sheet_side_pt: float, least: int
) -> list[list[Change]]:
    """Return the runs of so many changes at least, each as near to another, in their order."""
    boxes = [change.box_pt for change in changes]
    groups = Groups(boxes, max(MAX_SIDE_PT, RUN_SHARE * sheet_side_pt))
    for i, j in near_pairs(boxes, gap_pt):
        groups.join(i, j)
    return [[changes[i] for i in run] for run in groups.members() if len(run) >= least]


def _columns(numbers: Sequence[Change]) -> list[list[Change]]:
    boxes = [change.box_pt for change in numbers]
    groups = Groups(boxes, MAX_SIDE_PT)
    reach_pt = NUMBER_GAP_HEIGHTS * max((_height(box) for box in boxes), default=0.0)
    for i, j in near_pairs(boxes, reach_pt):
        if _is_next(boxes[i], boxes[j]):
            groups.join(i, j)
    found = groups.members()
    return [[numbers[i] for i in column] for column in found if len(column) >= MIN_NUMBERS]


def _is_next(a: Box, b: Box) -> bool:
    """Tell whether two boxes stand in one column or row, less than a line apart."""
    (ax, ay), (bx, by) = centre(a), centre(b)
    height = min(_height(a), _height(b))
    return min(abs(ax - bx), abs(ay - by)) <= height / 2 and gap(a, b) <= (
        NUMBER_GAP_HEIGHTS * height
    )


def _height(box: Box) -> float:
    return min(box[2] - box[0], box[3] - box[1])


def _may_be_letters(change: Change) -> bool:
    x0, y0, x1, y1 = change.box_pt
    is_high = _height(change.box_pt) > FILL_HEIGHT_PT or max(x1 - x0, y1 - y0) > FILL_WIDTH_PT
    return change.category is ChangeCategory.FILL and not is_high


def _is_number(change: Change) -> bool:
    texts = (change.old_text, change.new_text)
    return (
        change.kind is ChangeKind.MODIFIED
        and change.category in {ChangeCategory.TEXT, ChangeCategory.DIMENSION}
        and change.row is None
        and all(text is not None and _NUMBER.fullmatch(text) for text in texts)
    )


def _is_dimension(change: Change) -> bool:
    """Whether an entry is about a dimension of the drawing; lengths in tables are told by rows."""
    return change.category is ChangeCategory.DIMENSION and change.row is None


def with_fills(entries: Sequence[Change], fills: Sequence[Change]) -> list[Change]:
    """Join small fills with the one entry whose linework they continue; keep the others.

    Args:
        entries: of ink.
        fills: as small as what is drawn with lines.
    """
    found, rest = list(entries), list[Change]()
    for fill in fills:
        near = [n for n, entry in enumerate(found) if _continues(entry, fill.box_pt)]
        if len(near) == 1:
            entry = found[near[0]]
            parts = in_reading_order([*parts_of(entry), *parts_of(fill)])
            found[near[0]] = replace(joined([entry, fill], parts, "\n"), kind=entry.kind)
        else:
            rest.append(fill)
    return found + rest


def _continues(entry: Change, fill_pt: Box) -> bool:
    if entry.kind not in ONE_SIDED or entry.row is not None:
        return False
    return any(
        part.category is ChangeCategory.LINEWORK and gap(part.box_pt, fill_pt) <= PIECE_GAP_PT
        for part in parts_of(entry)
    )


def _one(run: Sequence[Change]) -> Change:
    parts = in_reading_order([part for change in run for part in parts_of(change)])
    return joined(run, parts, "\n")
