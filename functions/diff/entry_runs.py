"""What only the list as a whole shows to be one change.

That are dimensions that came all over a view, and arrow heads on fills beside their line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from common.domain.changes import Change, ChangeCategory, ChangeKind
from common.domain.geometry import Box, gap
from functions.diff.entries import MAX_SIDE_PT, in_reading_order, joined, parts_of
from functions.diff.entry_figures import PIECE_GAP_PT
from functions.diff.entry_groups import Groups, near_pairs
from functions.diff.entry_items import ONE_SIDED

# So many dimensions that came (or went), each as near to the next as the views of a sheet stand
# apart, are one act: a view was dimensioned. All within a quarter of the sheet's longer side.
# Chosen while looking at oakfire V4 → V4 of 05-27, whose reader wrote one line for 24 dimensions.
MIN_RUN, RUN_GAP_PT, RUN_SHARE = 4, 144.0, 0.25


def with_runs(entries: Sequence[Change], sheet_side_pt: float) -> list[Change]:
    """Join dimensions that came or went together.

    Args:
        entries: all of a sheet.
        sheet_side_pt: its longer side.
    """
    runs: list[list[Change]] = []
    for kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        own = [c for c in entries if c.kind is kind and _is_dimension(c)]
        boxes = [change.box_pt for change in own]
        groups = Groups(boxes, max(MAX_SIDE_PT, RUN_SHARE * sheet_side_pt))
        for i, j in near_pairs(boxes, RUN_GAP_PT):
            groups.join(i, j)
        runs += [[own[i] for i in run] for run in groups.members() if len(run) >= MIN_RUN]
    told = {id(change) for run in runs for change in run}
    return [change for change in entries if id(change) not in told] + [_one(run) for run in runs]


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
