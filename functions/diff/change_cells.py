"""Reading and muting change cells under boxes: where text already says what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from common.domain.geometry import Box, Transform, area, grown, union
from functions.diff.ink import Cells, InkCells
from functions.diff.ink_score import pixel_matrix
from functions.diff.packed import CELL_PX
from functions.diff.robust_fit import compose, inverse

MARGIN_PT = 1.5
# Another font writes the same word with other ink on both sides; a line through a word only adds.
FONT_BALANCE = 0.25
GROUP_GAP_PT = 18.0  # a quarter inch, as views of one sheet stand apart by more


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What another transform explains.

    Attributes:
        share: of the differing ink that agrees under it, 0..1.
        arrived: 1 for cells whose new ink is thereby no addition, but moved there.
    """

    share: float
    arrived: Cells


@dataclass(slots=True)
class ChangeCells:
    """The differing cells that nothing has explained yet; they only ever become fewer."""

    removed: Cells
    added: Cells
    clear: Cells
    px_per_pt: float

    @classmethod
    def of(cls, cells: InkCells, px_per_pt: float) -> ChangeCells:
        """Start with all of them."""
        return cls(cells.removed.copy(), cells.added.copy(), cells.clear.copy(), px_per_pt)

    def ink_in(self, box_pt: Box) -> tuple[int, int]:
        """Return (removed, added) differing pixels under a box."""
        rows, columns = self._cells(box_pt)
        return (
            int(self.removed[rows, columns].sum(dtype=np.int64)),
            int(self.added[rows, columns].sum(dtype=np.int64)),
        )

    def mute(self, boxes_pt: Sequence[Box]) -> None:
        """Take the cells under the boxes out."""
        for box_pt in boxes_pt:
            rows, columns = self._cells(grown(box_pt, MARGIN_PT))
            self.removed[rows, columns] = 0
            self.added[rows, columns] = 0

    def mute_fonts(self, same_words_pt: Sequence[Box]) -> None:
        """Take out what only another font makes of a word that both sheets print."""
        for box_pt in same_words_pt:
            removed, added = self.ink_in(box_pt)
            if min(removed, added) > FONT_BALANCE * max(removed, added):
                self.mute([box_pt])

    def explain_by(self, other: InkCells, new_from_old: Transform, also: Transform) -> Explained:
        """Take out what agrees under another transform.

        Args:
            other: cells under `also`.
            new_from_old: the transform of these cells.
            also: the other transform.
        """
        before, added_before = self._ink(), self.added
        dpi = self.px_per_pt * 72 / CELL_PX
        to_other = compose(also.matrix, inverse(new_from_old.matrix))
        height, width = self.removed.shape
        moved_back = cv2.warpAffine(
            other.removed,
            pixel_matrix(to_other, dpi, dpi),
            (width, height),
            flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=float(CELL_PX * CELL_PX),
        )
        wide = np.asarray(cv2.dilate(moved_back, np.ones((3, 3), np.uint8)), np.uint8)
        self.added = np.minimum(self.added, other.added)
        self.removed = np.minimum(self.removed, wide)
        return Explained(
            share=1.0 - self._ink() / max(1, before),
            arrived=(added_before > self.added).astype(np.uint8),
        )

    def group_around(self, arrived: Cells, box_pt: Box) -> Box:
        """Return the box around the arrived ink that hangs together with what is in a box."""
        size = 2 * round(GROUP_GAP_PT * self.px_per_pt / CELL_PX / 2) + 1
        joined = cv2.dilate(arrived, np.ones((size, size), np.uint8))
        _, labels, _, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        rows, columns = self._cells(box_pt)
        inside = np.unique(labels[rows, columns][arrived[rows, columns] > 0])
        ys, xs = np.nonzero(np.isin(labels, inside[inside > 0]) & (arrived > 0))
        if not len(ys):
            return box_pt
        cell_pt = CELL_PX / self.px_per_pt
        found = (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
        x0, y0, x1, y1 = (float(value) * cell_pt for value in found)
        return union(box_pt, (x0, y0, x1, y1))

    def cells(self) -> InkCells:
        """Return what is left."""
        return InkCells(removed=self.removed, added=self.added, clear=self.clear)

    def _ink(self) -> int:
        return int(self.removed.sum(dtype=np.int64) + self.added.sum(dtype=np.int64))

    def _cells(self, box_pt: Box) -> tuple[slice, slice]:
        if area(box_pt) <= 0:
            return slice(0, 0), slice(0, 0)
        scale = self.px_per_pt / CELL_PX
        x0, y0, x1, y1 = (value * scale for value in box_pt)
        return (
            slice(max(0, int(y0)), max(0, int(np.ceil(y1)))),
            slice(max(0, int(x0)), max(0, int(np.ceil(x1)))),
        )
