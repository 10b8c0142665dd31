"""Linework that moved with its texts: the symbols and wires of a block of a schematic.

Where several texts of a block went one way, ink around them that went the same way is part of that
move. What of it does not lie where the move would have brought it is left for others to tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from common.domain.geometry import Box, PixelBox, Transform, gap, grown, union_of
from functions.diff.entry_items import MOVE_GAP_PT, Item, moved_alike
from functions.diff.frame import Frame
from functions.diff.ink import Cells
from functions.diff.ink_planes import WEAK, only_on
from functions.diff.moved_regions import Vector
from functions.diff.packed import CELL_PX, Bits, cell_counts, far_from
from functions.diff.regions import MIN_CELL_PX
from functions.diff.sheet_page import Gray, SheetPage

# Two texts may go one way by chance; a block's wires run as far from its texts as these from one
# another.
MIN_TEXTS = 3
# Drawn through the texts' move, which is exact to a fraction of this.
SLACK_PX = 1
# Each block is drawn four times; so many square inches are a third of a second.
MAX_AREA_PT2 = 500_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """Texts near one another that moved by one vector.

    Attributes:
        boxes_pt: where they are now.
        moved_pt: the vector.
    """

    boxes_pt: tuple[Box, ...]
    moved_pt: Vector

    @property
    def left_pt(self) -> tuple[Box, ...]:
        """Where they were."""
        dx, dy = self.moved_pt
        return tuple((x0 - dx, y0 - dy, x1 - dx, y1 - dy) for x0, y0, x1, y1 in self.boxes_pt)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockInk:
    """What a block's move explains, in the cells of a place of the frame.

    Attributes:
        place: rows and columns of cells.
        removed: pixels that went from where the block was.
        added: pixels that came to where it is.
        box_pt: around those.
    """

    place: tuple[slice, slice]
    removed: Cells
    added: Cells
    box_pt: Box

    @property
    def ink_px(self) -> int:
        """All pixels."""
        return int(self.removed.sum(dtype=np.int64) + self.added.sum(dtype=np.int64))


def text_blocks(items: Sequence[Item]) -> Iterator[TextBlock]:
    """Yield the blocks that moved texts make, in their order."""
    texts = [item.change for item in items if item.is_text]
    left = [change for change in texts if change.moved_pt is not None]
    while left:
        block = [left.pop(0)]
        for member in block:  # grows while it is walked along
            near = [change for change in left if moved_alike(member, change)]
            near = [c for c in near if gap(member.box_pt, c.box_pt) <= MOVE_GAP_PT]
            block += near
            left = [change for change in left if change not in near]
        if len(block) >= MIN_TEXTS:
            ways = np.array([change.moved_pt for change in block])
            dx, dy = np.median(ways, axis=0).tolist()
            yield TextBlock(boxes_pt=tuple(c.box_pt for c in block), moved_pt=(dx, dy))


class BlockLook:
    """Draws two sheets around a block that moved, as they are and as the move would have them."""

    def __init__(
        self,
        old: SheetPage,
        new: SheetPage,
        new_from_old: Transform,
        frame: Frame,
        tolerance_px: int,
    ) -> None:
        self._old, self._new, self._new_from_old = old, new, new_from_old
        self._frame, self._tolerance_px = frame, tolerance_px

    def ink_of(self, block: TextBlock) -> BlockInk | None:
        """Return the ink that moved with a block; `None` where none did."""
        around = union_of((*block.boxes_pt, *block.left_pt))
        box_pt = grown(around, MOVE_GAP_PT)
        if (box_pt[2] - box_pt[0]) * (box_pt[3] - box_pt[1]) > MAX_AREA_PT2:
            return None
        box_px = self._frame.cells_px(box_pt)
        device, lay = self._frame.device_from_page, self._new_from_old
        move = Transform(tx=block.moved_pt[0], ty=block.moved_pt[1])
        old, new, moved, back = (
            page.render_band(device.after(way), box_px, antialias=False)
            for page, way in (
                (self._old, lay),
                (self._new, Transform()),
                (self._old, move.after(lay)),
                (self._new, move.inverse()),
            )
        )
        came = self._explained(new, old, moved) & self._near(block.boxes_pt, box_px)
        went = self._explained(old, new, back) & self._near(block.left_pt, box_px)
        return self._ink(cell_counts(went), cell_counts(came), box_px)

    def _ink(self, removed: Cells, added: Cells, box_px: PixelBox) -> BlockInk | None:
        rows, columns = np.nonzero(added >= MIN_CELL_PX)
        if not len(rows) or not removed.any():
            return None
        left, top = (side // CELL_PX for side in box_px[:2])
        cell_pt = CELL_PX / self._frame.px_per_pt
        x0, y0 = left + int(columns.min()), top + int(rows.min())
        x1, y1 = left + int(columns.max()) + 1, top + int(rows.max()) + 1
        return BlockInk(
            place=(slice(top, top + len(added)), slice(left, left + added.shape[1])),
            removed=removed,
            added=added,
            box_pt=(x0 * cell_pt, y0 * cell_pt, x1 * cell_pt, y1 * cell_pt),
        )

    def _explained(self, this: Gray, other: Gray, moved: Gray) -> Bits:
        """Return what only this sheet has here, and the other has there."""
        alone = only_on(this, other, self._tolerance_px)
        unlike = far_from(alone, np.packbits(moved < WEAK, axis=1), self._tolerance_px + SLACK_PX)
        return alone & ~unlike

    def _near(self, boxes_pt: Sequence[Box], box_px: PixelBox) -> Bits:
        """Return the pixels of a window that are near some boxes."""
        left, top, right, bottom = box_px
        near = np.zeros((bottom - top, right - left), bool)
        for box_pt in boxes_pt:
            x0, y0, x1, y1 = self._frame.box_px(grown(box_pt, MOVE_GAP_PT))
            near[max(0, y0 - top) : max(0, y1 - top), max(0, x0 - left) : max(0, x1 - left)] = True
        return np.packbits(near, axis=1)
