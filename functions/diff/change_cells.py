"""The differing cells of a pair: read, booked on entries or muted with a reason, never dropped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import compress

import cv2
import numpy as np
import numpy.typing as npt

from common.domain.geometry import Box, Transform, area, grown
from common.domain.ink_ledger import MuteReason
from functions.diff.ink import Cells, InkCells
from functions.diff.ink_score import pixel_matrix
from functions.diff.packed import CELL_PX
from functions.diff.robust_fit import compose, inverse

MARGIN_PT = 1.5
# Another font writes the same word with other ink on both sides; a line through a word only adds.
FONT_BALANCE = 0.25

# Differing pixels of a cell, both sheets' together, 0..128.
Amounts = npt.NDArray[np.uint8]


class ChangeCells:
    """The differing cells that nothing has explained yet, and where the others went.

    Attributes:
        muted: what was taken out, by reason.
        reported: what was taken out because entries of the change list stand for it.
    """

    def __init__(self, cells: InkCells, px_per_pt: float) -> None:
        """Start with all of them."""
        self.px_per_pt = px_per_pt
        self._left = InkCells(
            removed=cells.removed.copy(), added=cells.added.copy(), clear=cells.clear.copy()
        )
        self.total_px = self.left_px
        self.muted: dict[MuteReason, Amounts] = {}
        self.reported: Amounts = np.zeros_like(cells.removed)

    @property
    def left_px(self) -> int:
        """The differing pixels that are left."""
        return int(_amounts(self._left).sum(dtype=np.int64))

    def cells(self) -> InkCells:
        """Return what is left."""
        return self._left

    def ink_in(self, box_pt: Box) -> tuple[int, int]:
        """Return (removed, added) differing pixels under a box."""
        place = self._place(box_pt)
        return (
            int(self._left.removed[place].sum(dtype=np.int64)),
            int(self._left.added[place].sum(dtype=np.int64)),
        )

    def inks_in(self, boxes_pt: Sequence[Box]) -> npt.NDArray[np.int64]:
        """Return the differing pixels, removed and added together, under each of many boxes."""
        ink = np.zeros(len(boxes_pt), np.int64)
        boxes = np.array(boxes_pt, np.float64).reshape(-1, 4) * (self.px_per_pt / CELL_PX)
        are_boxes = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
        sums = cv2.integral(_amounts(self._left))
        ends = (sums.shape[1] - 1, sums.shape[0] - 1)
        left, top = np.clip(np.floor(boxes[are_boxes, :2]), 0, ends).astype(np.intp).T
        right, bottom = np.clip(np.ceil(boxes[are_boxes, 2:]), 0, ends).astype(np.intp).T
        ink[are_boxes] = (
            sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        )
        return ink

    def report(self, boxes_pt: Sequence[Box]) -> None:
        """Take the cells under the boxes out: entries stand for them."""
        for box_pt in boxes_pt:
            self._take_out(grown(box_pt, MARGIN_PT), self.reported)

    def report_ink(self, place: tuple[slice, slice], removed: Cells, added: Cells) -> None:
        """Take some pixels of cells out: an entry stands for them, others may for the rest.

        Args:
            place: rows and columns.
            removed: the pixels of each of these cells that went, at most.
            added: those that came.
        """
        left = self._left
        for plane, ink in ((left.removed, removed), (left.added, added)):
            taken = np.minimum(plane[place], ink)
            self.reported[place] += taken
            plane[place] -= taken
        left.clear[place] = np.minimum(left.clear[place], left.removed[place] + left.added[place])

    def mute(self, boxes_pt: Sequence[Box], reason: MuteReason) -> None:
        """Take the cells under the boxes out."""
        for box_pt in boxes_pt:
            self._take_out(grown(box_pt, MARGIN_PT), self._muted(reason))

    def mute_balanced(self, same_words_pt: Sequence[Box]) -> None:
        """Take out what only another font makes of a word that both sheets print."""
        for box_pt in compress(same_words_pt, self.inks_in(same_words_pt) > 0):
            removed, added = self.ink_in(box_pt)
            if min(removed, added) > FONT_BALANCE * max(removed, added):
                self.mute([box_pt], MuteReason.FONT)

    def mute_rest(self) -> None:
        """Take out all that is left: less than a region, or a pixel off."""
        amounts = _amounts(self._left)
        clear = np.minimum(self._left.clear, amounts)
        self._muted(MuteReason.SMALL)[:] += clear
        self._muted(MuteReason.REPLOT)[:] += amounts - clear
        nothing = np.zeros_like(amounts)
        self._left = InkCells(removed=nothing, added=nothing, clear=nothing)

    def mute_unlisted(self, unowned: npt.NDArray[np.bool_]) -> None:
        """Mute what was reported where no entry of the final list stands for it."""
        amounts = np.where(unowned, self.reported, 0).astype(np.uint8)
        self._muted(MuteReason.UNLISTED)[:] += amounts
        self.reported -= amounts

    def explain_by(
        self, other: InkCells, new_from_old: Transform, also: Transform, where: Cells
    ) -> None:
        """Mute what agrees under another transform, in a part of the sheet.

        Args:
            other: cells under `also`.
            new_from_old: the transform of these cells.
            also: the other transform.
            where: 1 in the part of the new sheet that followed `also`, at any resolution.
        """
        before = self._left
        height, width = before.added.shape
        resized = cv2.resize(where, (width, height), interpolation=cv2.INTER_AREA)
        came = np.asarray(resized, np.uint8)
        went = self._moved_back(came, new_from_old, also, beyond=0) > 0
        removed = self._moved_back(other.removed, new_from_old, also, beyond=CELL_PX * CELL_PX)
        removed = np.where(went, np.minimum(before.removed, removed), before.removed)
        added = np.where(came > 0, np.minimum(before.added, other.added), before.added)
        left = InkCells(
            removed=removed, added=added, clear=np.minimum(before.clear, removed + added)
        )
        self._muted(MuteReason.MOVED_VIEW)[:] += _amounts(before) - _amounts(left)
        self._left = left

    def _moved_back(
        self, cells: Cells, new_from_old: Transform, also: Transform, *, beyond: int
    ) -> Cells:
        """Return cells of the other transform's frame in this one, a cell wider."""
        dpi = self.px_per_pt * 72 / CELL_PX
        height, width = cells.shape
        moved = cv2.warpAffine(
            cells,
            pixel_matrix(compose(also.matrix, inverse(new_from_old.matrix)), dpi, dpi),
            (width, height),
            flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=float(beyond),
        )
        return np.asarray(cv2.dilate(moved, np.ones((3, 3), np.uint8)), np.uint8)

    def _take_out(self, box_pt: Box, account: Amounts) -> None:
        place = self._place(box_pt)
        left = self._left
        ink = left.removed[place] + left.added[place]
        if ink.any():
            account[place] += ink
            for plane in (left.removed, left.added, left.clear):
                plane[place] = 0

    def _muted(self, reason: MuteReason) -> Amounts:
        return self.muted.setdefault(reason, np.zeros_like(self.reported))

    def _place(self, box_pt: Box) -> tuple[slice, slice]:
        if area(box_pt) <= 0:
            return slice(0, 0), slice(0, 0)
        return cells_under(box_pt, self.px_per_pt)


def cells_under(box_pt: Box, px_per_pt: float) -> tuple[slice, slice]:
    """Return the rows and columns of the cells that a box touches."""
    scale = px_per_pt / CELL_PX
    x0, y0, x1, y1 = (value * scale for value in box_pt)
    return (
        slice(max(0, int(y0)), max(0, math.ceil(y1))),
        slice(max(0, int(x0)), max(0, math.ceil(x1))),
    )


def _amounts(cells: InkCells) -> Amounts:
    return np.asarray(cells.removed + cells.added, np.uint8)
