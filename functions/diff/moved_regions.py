"""Regions in which a piece of linework moved: drawn again closely, one entry instead of two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from common.domain.changes import ChangeKind
from common.domain.geometry import Box, PixelBox, Transform, area, grown, overlap_area, union
from functions.diff.change_cells import cells_under
from functions.diff.frame import Frame
from functions.diff.ink import Cells, InkCells
from functions.diff.ink_planes import WEAK, only_on
from functions.diff.masks import Flags
from functions.diff.moved_ink import MovedShape, Shift, moved_shape
from functions.diff.packed import CELL_PX
from functions.diff.regions import Region
from functions.diff.sheet_page import Gray, SheetPage, both_drawn

# As far as a door or an outlet is moved within its room; further off, equal symbols are many.
REACH_PT = 72.0
# Boxes of regions end at cells of 2 pt.
SAME_SIDE_PT = 4.5
# Of a region in which a shape moved, both sheets' ink is nearly the same.
MIN_BALANCE = 0.6
# A bigger place costs more to draw than its one entry is worth: .01 s for a room of four inches.
MAX_SIDE_PT, MAX_AREA_PT2 = 600.0, 90_000.0
MAX_LOOKS = 24
MARGIN_PT = 4.0


Vector = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRegion:
    """A piece of linework that moved.

    Attributes:
        box_pt: where it is now.
        moved_pt: the shift that brought it there.
        ink_px: differing pixels of both places.
        regions: what it explains.
    """

    box_pt: Box
    moved_pt: Vector
    ink_px: int
    regions: tuple[Region, ...]


def moved_regions(
    regions: Sequence[Region], texts: Sequence[tuple[Box, Vector | None]], look: MoveLook
) -> list[MovedRegion]:
    """Return what moved; a region that fits two others moved to neither.

    Args:
        regions: where ink differs that no text explains.
        texts: where texts are, and how they moved if they did: their symbols may have followed.
        look: compares both places.
    """
    vectors = [(box, moved_pt) for box, moved_pt in texts if moved_pt is not None]
    places = [
        *((r, r) for r in regions if _may_hold_both(r)),
        *_pairs(regions),
    ]
    places.sort(key=lambda place: -(place[0].ink_px + place[1].ink_px))
    found = [move for place in places[:MAX_LOOKS] if (move := look.at(*place, vectors))]
    times = Counter(id(region) for move in found for region in move.regions)
    return [move for move in found if all(times[id(region)] == 1 for region in move.regions)]


def _may_hold_both(region: Region) -> bool:
    balance = min(region.removed_px, region.added_px) / max(region.removed_px, region.added_px, 1)
    return balance >= MIN_BALANCE and _is_small(region.box_pt)


def _pairs(regions: Sequence[Region]) -> Iterator[tuple[Region, Region]]:
    gone = [region for region in regions if region.kind is ChangeKind.REMOVED]
    come = [region for region in regions if region.kind is ChangeKind.ADDED]
    for before, near in zip(gone, _near(gone, come), strict=True):
        for after in near:
            shifts = [b - a for a, b in zip(before.box_pt, after.box_pt, strict=True)]
            is_alike = max(abs(shifts[k] - shifts[k + 2]) for k in (0, 1)) <= SAME_SIDE_PT
            if is_alike and _is_small(union(before.box_pt, after.box_pt)):
                yield before, after


def _near(gone: Sequence[Region], come: Sequence[Region]) -> list[list[Region]]:
    """Return for each region that went those that came with every edge within REACH_PT of its."""
    trees = (cKDTree(np.reshape([r.box_pt for r in side], (-1, 4))) for side in (gone, come))
    first, second = trees
    found = first.query_ball_tree(second, REACH_PT, p=np.inf)
    return [[come[j] for j in sorted(near)] for near in found]


def _is_small(box: Box) -> bool:
    longer = max(box[2] - box[0], box[3] - box[1])
    return longer <= MAX_SIDE_PT and area(box) <= MAX_AREA_PT2


class MoveLook:
    """Draws two sheets again around regions and compares what went with what came."""

    def __init__(
        self,
        old: SheetPage,
        new: SheetPage,
        new_from_old: Transform,
        frame: Frame,
        cells: InkCells,
        tolerance_px: int,
    ) -> None:
        self._old, self._new, self._new_from_old = old, new, new_from_old
        self._frame, self._cells, self._tolerance_px = frame, cells, tolerance_px

    def at(
        self, before: Region, after: Region, texts: Sequence[tuple[Box, Vector]]
    ) -> MovedRegion | None:
        """Return the move from one region to another, or within one."""
        box_px = self._frame.cells_px(grown(union(before.box_pt, after.box_pt), MARGIN_PT))
        device = self._frame.device_from_page
        old, new = both_drawn(self._old, self._new, self._new_from_old, device, box_px)
        gone = self._only(old, new) & self._under(self._cells.removed, before.box_pt, box_px)
        come = self._only(new, old) & self._under(self._cells.added, after.box_pt, box_px)
        known = self._shifts(after.box_pt, texts)
        shape = moved_shape(gone, come, old < WEAK, new < WEAK, known)
        return None if shape is None else self._moved(shape, box_px, before, after)

    def _shifts(self, box_pt: Box, texts: Sequence[tuple[Box, Vector]]) -> set[Shift]:
        k = self._frame.px_per_pt
        near = (moved_pt for box, moved_pt in texts if overlap_area(box, box_pt) > 0)
        return {(round(x * k), round(y * k)) for x, y in near}

    def _moved(
        self, shape: MovedShape, window_px: PixelBox, before: Region, after: Region
    ) -> MovedRegion:
        k, (left, top) = self._frame.px_per_pt, window_px[:2]
        x0, y0, x1, y1 = shape.box_px
        regions = (before,) if before is after else (before, after)
        return MovedRegion(
            box_pt=((x0 + left) / k, (y0 + top) / k, (x1 + left) / k, (y1 + top) / k),
            moved_pt=(shape.shift[0] / k, shape.shift[1] / k),
            ink_px=sum(region.ink_px for region in regions),
            regions=regions,
        )

    def _only(self, ink: Gray, other: Gray) -> Flags:
        far = only_on(ink, other, self._tolerance_px)
        return np.unpackbits(far, axis=1, count=ink.shape[1]).astype(bool)

    def _under(self, cells: Cells, box_pt: Box, window_px: PixelBox) -> Flags:
        """Return the pixels of a window in cells of a region that nothing else explains."""
        left, top, right, bottom = (v // CELL_PX for v in window_px)
        own = np.zeros(cells.shape, bool)
        place = cells_under(box_pt, self._frame.px_per_pt)
        own[place] = cells[place] > 0
        part = np.zeros((bottom - top, right - left), bool)
        cut = own[top:bottom, left:right]
        part[: cut.shape[0], : cut.shape[1]] = cut
        return np.asarray(np.kron(part, np.ones((CELL_PX, CELL_PX), bool)))
