"""Ink against ink of a part of the sheet that moved: under its own transform, and only there."""

from __future__ import annotations

import cv2
import numpy as np

from common.domain.geometry import PixelBox
from functions.diff.align_grade import MovedContent
from functions.diff.frame import Frame
from functions.diff.ink import Cells, InkCells, NoSink, compare_ink
from functions.diff.masks import Mask
from functions.diff.packed import CELL_PX
from functions.diff.sheet_page import SheetPage
from functions.diff.small_fills import SmallFills

# Around a part: the cells that its edge touches, and what their pixels depend on.
MARGIN_PX = 64
_ALL_OF_CELL = CELL_PX * CELL_PX


def compare_part(
    old: SheetPage, new: SheetPage, move: MovedContent, frame: Frame, *, tolerance_px: int
) -> tuple[InkCells, SmallFills]:
    """Compare what is in and around a part.

    Args:
        old: the old sheet.
        new: the new sheet.
        move: the part.
        frame: of the whole sheet.
        tolerance_px: as `compare_ink` takes it.

    Returns:
        The cells of the whole sheet, beyond the part as different as can be, and the part's fills.
    """
    part = frame.part(_box_px(move.where, frame))
    fills = SmallFills(part)
    ink = compare_ink(
        old,
        new,
        move.new_from_old,
        part,
        tolerance_px=tolerance_px,
        sink=NoSink(),
        fills=fills,
    )
    removed, added, clear = (
        _placed(cells, part, frame) for cells in (ink.removed, ink.added, ink.clear)
    )
    return InkCells(removed=removed, added=added, clear=clear), fills


def _box_px(where: Mask, frame: Frame) -> PixelBox:
    """Return a part's pixels in whole cells, with the margin as far as the sheet goes."""
    height, width = where.shape
    x, y, across, down = cv2.boundingRect(where)
    per_column, per_row = frame.width_px / width, frame.height_px / height
    left, top = (
        max(0, int(at - MARGIN_PX) // CELL_PX * CELL_PX) for at in (x * per_column, y * per_row)
    )
    right = min(frame.width_px, int((x + across) * per_column + MARGIN_PX) // CELL_PX * CELL_PX)
    bottom = min(frame.height_px, int((y + down) * per_row + MARGIN_PX) // CELL_PX * CELL_PX)
    return left, top, right, bottom


def _placed(cells: Cells, part: Frame, frame: Frame) -> Cells:
    shape = (-(-frame.height_px // CELL_PX), -(-frame.width_px // CELL_PX))
    whole = np.full(shape, _ALL_OF_CELL, np.uint8)
    top, left = part.top_px // CELL_PX, part.left_px // CELL_PX
    whole[top : top + cells.shape[0], left : left + cells.shape[1]] = cells
    return whole
