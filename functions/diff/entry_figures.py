"""Which stretches of ink are pieces of one figure."""

from __future__ import annotations

from common.domain.changes import ChangeKind
from common.domain.geometry import Box, area, gap, grown, overlap_area, union
from functions.diff.entry_items import Item, alike, common, moved_alike

# Pieces of one figure: as near as two change cells, and hardly any bare paper in their union.
PIECE_GAP_PT, PIECE_GROWTH = 4.0, 1.5
# A line is no thicker than two change cells; half of it or more runs along the figure it is of.
LINE_WIDTH_PT, ALONG_SHARE = 4.0, 0.5
# A tick or an arrow at a line's end.
END_MARK_PT = 24.0


def is_piece(first: Item, second: Item) -> bool:
    """Tell whether two stretches of ink are pieces of one figure, as hatches fall apart."""
    if not (first.is_linework and second.is_linework and moved_alike(first.change, second.change)):
        return False
    a, b = first.change.box_pt, second.change.box_pt
    if _is_line_of(a, b) and second.change.kind in {first.change.kind, ChangeKind.MODIFIED}:
        return True
    if not alike(first, second) or gap(a, b) > PIECE_GAP_PT:
        return False
    return _is_compact(a, b) or _ends_at(a, b)


def _is_line_of(line: Box, figure: Box) -> bool:
    """Tell whether most of a thin line runs through a figure's box or along its edge."""
    width, height = line[2] - line[0], line[3] - line[1]
    if not _is_thin(line):
        return False
    both = common(line, grown(figure, PIECE_GAP_PT))
    if both is None:
        return False
    return max(both[2] - both[0], both[3] - both[1]) >= ALONG_SHARE * max(width, height)


def _ends_at(line: Box, other: Box) -> bool:
    """Tell whether a line ends at a small mark, or where another line ends: at a corner."""
    if not _is_thin(line):
        return False
    ends = [end for end in _ends(line) if gap(end, other) <= PIECE_GAP_PT]
    if max(other[2] - other[0], other[3] - other[1]) <= END_MARK_PT:
        return bool(ends)
    return _is_thin(other) and any(
        gap(end, others) <= PIECE_GAP_PT for end in ends for others in _ends(other)
    )


def _is_thin(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) <= LINE_WIDTH_PT


def _ends(line: Box) -> tuple[Box, Box]:
    x0, y0, x1, y1 = line
    if x1 - x0 >= y1 - y0:
        return (x0, y0, x0, y1), (x1, y0, x1, y1)
    return (x0, y0, x1, y0), (x0, y1, x1, y1)


def _is_compact(a: Box, b: Box) -> bool:
    return area(union(a, b)) <= PIECE_GROWTH * (area(a) + area(b) - overlap_area(a, b))
