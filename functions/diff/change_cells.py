"""Reading and muting change cells under boxes: where text already says what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from common.domain.geometry import Box, Transform, area, grown
from functions.diff.ink import Cells, InkCells
from functions.diff.ink_score import pixel_matrix
from functions.diff.packed import CELL_PX
from functions.diff.robust_fit import compose, inverse

MARGIN_PT = 1.5
# Another font writes the same word with other ink on both sides; a line through a word only adds.
FONT_BALANCE = 0.25


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

    def explain_by(
        self, other: InkCells, new_from_old: Transform, also: Transform, where: Cells
    ) -> None:
        """Take out what agrees under another transform, in a part of the sheet.

        Args:
            other: cells under `also`.
            new_from_old: the transform of these cells.
            also: the other transform.
            where: 1 in the part of the new sheet that followed `also`, at any resolution.
        """
        height, width = self.removed.shape
        resized = cv2.resize(where, (width, height), interpolation=cv2.INTER_AREA)
        came = np.asarray(resized, np.uint8)
        dpi = self.px_per_pt * 72 / CELL_PX
        to_other = pixel_matrix(compose(also.matrix, inverse(new_from_old.matrix)), dpi, dpi)

        def moved_back(cells: Cells, beyond: int) -> Cells:
            back = cv2.warpAffine(
                cells,
                to_other,
                (width, height),
                flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=float(beyond),
            )
            return np.asarray(cv2.dilate(back, np.ones((3, 3), np.uint8)), np.uint8)

        removed = moved_back(other.removed, CELL_PX * CELL_PX)
        went = moved_back(came, 0) > 0
        self.added = np.where(came > 0, np.minimum(self.added, other.added), self.added)
        self.removed = np.where(went, np.minimum(self.removed, removed), self.removed)

    def cells(self) -> InkCells:
        """Return what is left."""
        return InkCells(removed=self.removed, added=self.added, clear=self.clear)

    def _cells(self, box_pt: Box) -> tuple[slice, slice]:
        if area(box_pt) <= 0:
            return slice(0, 0), slice(0, 0)
        scale = self.px_per_pt / CELL_PX
        x0, y0, x1, y1 = (value * scale for value in box_pt)
        return (
            slice(max(0, int(y0)), max(0, int(np.ceil(y1)))),
            slice(max(0, int(x0)), max(0, int(np.ceil(x1)))),
        )
