"""Change cells to regions that a person would circle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import numpy.typing as npt

from common.domain.changes import ChangeKind
from common.domain.geometry import Box, area, gaps, overlap_share, union
from functions.diff.ink import Cells, InkCells
from functions.diff.masks import Flags, Mask, spread
from functions.diff.packed import CELL_PX
from functions.diff.region_sides import SHARED, Sides, sides_of

MIN_CELL_PX = 3  # fewer differing pixels in an 8 × 8 cell are rendering noise
MIN_REGION_PX = 10
# A region of nothing but thicker or rounded lines is a re-plot, not a change; see `_of_pens`.
MIN_CLEAR_PX = 3
# Of all cells. Another plotter's lines differ all over; of 12 real pairs by other drivers one had
# .07 % (walls half a point off), the others .02 % at most.
MAX_PEN_SHARE = 0.002
# A heavier pen only adds, on both sides; the longest line that rounding made thicker came to 20.
MIN_PEN_PX, PEN_ONE_SIDED = 60, 0.95
GAP_IN = 0.12  # parts nearer than this are one region
LONG_LINE_IN = (
    1.5  # a moved border or grid line is taken out first: it would glue the page together
)
HOLLOW_SHARE = 0.35
HOLLOW_CELLS = 140
ONE_KIND_SHARE = 0.9
MERGE_GAP_PT = 14.0
MERGE_SMALL_PT = 60.0
MERGE_LIMIT_PT = 500.0
# What went and what came within half an inch is one symbol that was turned or replaced.
SYMBOL_PT = 36.0
MERGE_GROWTH = 2.2
MERGE_MAX_REGIONS = 3000
_OPPOSITE = {ChangeKind.ADDED, ChangeKind.REMOVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place where ink differs.

    Attributes:
        box_pt: in new page points.
        added_px: new ink without a counterpart.
        removed_px: old ink without a counterpart.
        is_line: a long thin straight line.
    """

    box_pt: Box
    added_px: int
    removed_px: int
    is_line: bool = False

    @property
    def ink_px(self) -> int:
        """All differing pixels."""
        return self.added_px + self.removed_px

    @property
    def kind(self) -> ChangeKind:
        """ADDED or REMOVED when nine tenths of the ink are, else MODIFIED."""
        share = self.added_px / max(1, self.ink_px)
        if share > ONE_KIND_SHARE:
            return ChangeKind.ADDED
        return ChangeKind.REMOVED if share < 1 - ONE_KIND_SHARE else ChangeKind.MODIFIED


def find_regions(
    cells: InkCells,
    px_per_pt: float,
    *,
    min_region_px: int = MIN_REGION_PX,
    is_rounded: bool = True,
) -> list[Region]:
    """Group differing cells into regions, biggest first; empty when nothing differs.

    Args:
        cells: what differs.
        px_per_pt: pixels in a page point.
        min_region_px: what has fewer differing pixels is no region.
        is_rounded: the sheets were plotted with other coordinates, by a hair.
    """
    total = cells.removed.astype(np.int32) + cells.added
    mask = (total >= MIN_CELL_PX).astype(np.uint8)
    if not mask.any():
        return []
    grouping = _Grouping(cells, CELL_PX / px_per_pt, min_region_px)
    horizontal, vertical = _long_lines(mask, round(LONG_LINE_IN * 72 * px_per_pt / CELL_PX))
    found = [
        replace(r, is_line=True) for line in (horizontal, vertical) for r in grouping.of(line, 1)
    ]
    gap_cells = max(1, round(GAP_IN * 72 * px_per_pt / CELL_PX / 2))
    rest = mask & (1 - (horizontal | vertical))
    found += grouping.of(rest, gap_cells)
    found += _of_pens(grouping, is_rounded=is_rounded)
    return sorted(merged(found), key=lambda region: -region.ink_px)


def _of_pens(grouping: _Grouping, *, is_rounded: bool) -> list[Region]:
    """Return the regions of hairlines that no re-plot explains.

    Where two plots agree to a hair everywhere else, what differs by a pixel does differ; where
    coordinates were rounded, only lines that grew or shrank on both sides.
    """
    if grouping.hairline_cells > MAX_PEN_SHARE * grouping.cells.removed.size:
        return []
    return [region for region in grouping.hairlines if not is_rounded or _is_pen(region)]


def _is_pen(region: Region) -> bool:
    most = max(region.added_px, region.removed_px)
    return most >= MIN_PEN_PX and most >= PEN_ONE_SIDED * region.ink_px


def _long_lines(mask: Mask, length_cells: int) -> tuple[Mask, Mask]:
    """Return the long thin horizontal and vertical runs of the mask, disjoint."""
    # Odd: OpenCV's opening by an even kernel shifts its result by a cell.
    length_cells = max(3, length_cells) | 1
    opened = [
        np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), np.uint8)
        for shape in ((1, length_cells), (length_cells, 1))
    ]
    square = np.ones((5, 5), np.uint8)
    thick = np.asarray(cv2.dilate(cv2.morphologyEx(mask, cv2.MORPH_OPEN, square), square), np.uint8)
    horizontal = opened[0] & (1 - thick)
    return horizontal, opened[1] & (1 - thick) & (1 - horizontal)


@dataclass(slots=True)
class _Grouping:
    """Groups cells, and remembers what may be a re-plot.

    Attributes:
        hairlines: groups of nothing but ink a pixel off.
        hairline_cells: how many cells these have.
    """

    cells: InkCells
    cell_pt: float
    min_region_px: int
    hairlines: list[Region] = field(default_factory=list)
    hairline_cells: int = 0

    def of(self, mask: Mask, gap_cells: int, origin: tuple[int, int] = (0, 0)) -> list[Region]:
        """Return the connected groups of a mask, parts within the gap joined."""
        place = _in_use(mask, gap_cells)
        if place is None:
            return []
        mask, (top, left) = mask[place], origin
        origin = (top + place[0].start, left + place[1].start)
        joined = spread(mask, gap_cells)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        rows, columns = np.nonzero(mask)
        label = labels[rows, columns]
        order = np.argsort(label, kind="stable")
        starts = np.flatnonzero(np.diff(label[order], prepend=-1))
        found: list[Region] = []
        for members in np.split(order, starts[1:]):
            component = int(label[members[0]])
            covered = int(stats[component, cv2.CC_STAT_AREA])
            found += self._group(rows[members], columns[members], covered, gap_cells, origin)
        return found

    def _group(
        self,
        rows: npt.NDArray[np.intp],
        columns: npt.NDArray[np.intp],
        covered: int,
        gap_cells: int,
        origin: tuple[int, int],
    ) -> list[Region]:
        y0, x0 = int(rows.min()), int(columns.min())
        height, width = int(rows.max()) + 1 - y0, int(columns.max()) + 1 - x0
        spread = (width + 2 * gap_cells) * (height + 2 * gap_cells)
        if gap_cells > 1 and width * height > HOLLOW_CELLS**2 and covered < HOLLOW_SHARE * spread:
            # Big and hollow: what a loop of small changes glues together. Split it again.
            part = np.zeros((height, width), np.uint8)
            part[rows - y0, columns - x0] = 1
            return self.of(part, max(1, gap_cells // 2), (origin[0] + y0, origin[1] + x0))
        corner = (y0 + origin[0], x0 + origin[1])
        place = (slice(corner[0], corner[0] + height), slice(corner[1], corner[1] + width))
        own = np.zeros((height, width), bool)
        own[rows - y0, columns - x0] = True
        removed, added, clear = (
            np.where(own, plane[place], 0).astype(np.uint8)
            for plane in (self.cells.removed, self.cells.added, self.cells.clear)
        )
        # A long line takes what it crosses along.
        is_one = gap_cells == 1 or max(height, width) * self.cell_pt <= SYMBOL_PT
        whole = [Sides(removed=removed, added=added)]
        return [
            region
            for sides in (whole if is_one else sides_of(removed, added, gap_cells))
            if (region := self._region(sides, clear, corner)) is not None
        ]

    def _region(self, sides: Sides, clear: Cells, corner: tuple[int, int]) -> Region | None:
        """Return the region of what belongs together; `None` for what may be a re-plot."""
        added_px, removed_px = (
            int(side.sum(dtype=np.int64)) for side in (sides.added, sides.removed)
        )
        if added_px + removed_px < self.min_region_px:
            return None
        own = (sides.added > 0) | (sides.removed > 0)
        rows, columns = np.nonzero(own)
        y0, x0, k = corner[0] + int(rows.min()), corner[1] + int(columns.min()), self.cell_pt
        y1, x1 = corner[0] + int(rows.max()) + 1, corner[1] + int(columns.max()) + 1
        box: Box = (x0 * k, y0 * k, x1 * k, y1 * k)
        region = Region(box_pt=box, added_px=added_px, removed_px=removed_px)
        if int(clear[own].sum(dtype=np.int64)) >= MIN_CLEAR_PX:
            return region
        self.hairlines.append(region)
        self.hairline_cells += len(rows)
        return None


def _in_use(mask: Mask, margin_cells: int) -> tuple[slice, slice] | None:
    """Return the part of a mask with anything in it and a margin around; `None` for nothing."""
    x, y, width, height = cv2.boundingRect(mask)
    if not width:
        return None
    rows = slice(max(0, y - margin_cells), y + height + margin_cells)
    return rows, slice(max(0, x - margin_cells), x + width + margin_cells)


def merged(regions: Sequence[Region]) -> list[Region]:
    """Join near regions while their union stays compact; long lines join what holds them whole."""
    lines = [region for region in regions if region.is_line]
    rest = sorted((r for r in regions if not r.is_line), key=lambda r: -area(r.box_pt))
    if len(rest) > MERGE_MAX_REGIONS:
        return [*lines, *rest]
    while True:
        joined = _merge_once(rest)
        if len(joined) == len(rest):
            return _with_lines(joined, lines)
        rest = sorted(joined, key=lambda r: -area(r.box_pt))


def _with_lines(regions: list[Region], lines: Sequence[Region]) -> list[Region]:
    """Join the lines that lie within a region, which they do not enlarge; keep the others."""
    found = list(regions)
    for line in lines:
        n = next((n for n, r in enumerate(found) if _holds(r.box_pt, line.box_pt)), None)
        if n is None:
            found.append(line)
        else:
            found[n] = _joined(found[n], line)
    return found


def _holds(outer: Box, inner: Box) -> bool:
    return union(outer, inner) == outer


def _merge_once(regions: list[Region]) -> list[Region]:
    boxes = np.array([region.box_pt for region in regions], dtype=float).reshape(-1, 4)
    free = np.ones(len(regions), bool)
    out: list[Region] = []
    for i, region in enumerate(regions):
        if not free[i]:
            continue
        free[i] = False
        for j in _near(region.box_pt, boxes, free):
            if _compact(region, regions[j]):
                free[j] = False
                region = _joined(region, regions[j])  # noqa: PLW2901 - it grows as it takes others
        out.append(region)
    return out


def _near(box: Box, boxes: npt.NDArray[np.float64], free: Flags) -> list[int]:
    near = free & (gaps(box, boxes) < MERGE_GAP_PT)
    return [int(j) for j in np.flatnonzero(near)]


def _compact(first: Region, second: Region) -> bool:
    """Tell whether two regions are one: near, and what went and what came in one place."""
    both = union(first.box_pt, second.box_pt)
    longer = max(both[2] - both[0], both[3] - both[1])
    if longer > SYMBOL_PT and {first.kind, second.kind} == _OPPOSITE:
        return overlap_share(first.box_pt, second.box_pt) >= SHARED
    if longer < MERGE_SMALL_PT:
        return True
    parts = max(area(first.box_pt), 9.0) + max(area(second.box_pt), 9.0)
    return area(both) <= MERGE_GROWTH * parts and longer < MERGE_LIMIT_PT


def _joined(first: Region, second: Region) -> Region:
    return Region(
        box_pt=union(first.box_pt, second.box_pt),
        added_px=first.added_px + second.added_px,
        removed_px=first.removed_px + second.removed_px,
    )
