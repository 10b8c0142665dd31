"""Shading that changed on a sheet with parts that moved by themselves.

Under the sheet's transform a part that moved differs where it was and where it is: its own entry
stands for that, and what was recoloured in it shows under the part's transform only. The box of
that entry says little: a title block's, whose frame moved with it, is around the whole drawing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from common.domain.geometry import Box, Transform, area, overlap_area
from functions.diff.align_grade import MovedContent
from functions.diff.masks import Mask
from functions.diff.shading import ShadingChanges, ShadingLook, is_small_area
from functions.diff.sheet_page import SheetPage
from functions.diff.small_fills import SmallFills

# The edge of a part's mask may cut a cell of 4 px at 75 dpi off an arrow head of 10 pt.
MIN_WITHIN = 0.6
# A shaded view is one area, and its box is the part's; a slanting one fills half of that.
SAME_BOX = 0.8


def followed(
    box_pt: Box, moves: Sequence[MovedContent], new_from_old: Transform, new: SheetPage
) -> bool:
    """Tell whether a box lies where a part that moved is, or where it was.

    Args:
        box_pt: on the new sheet.
        moves: the parts.
        new_from_old: the sheet's own transform.
        new: the new sheet.
    """
    for move in moves:
        went = move.new_from_old.after(new_from_old.inverse()).apply_box(box_pt)
        places = (box_pt, went)
        if any(_is_box_of(move, box) for box in places):
            return True
        if max(_within(move.where, box, new.width_pt) for box in places) >= MIN_WITHIN:
            return True
    return False


def _is_box_of(move: MovedContent, box_pt: Box) -> bool:
    common = overlap_area(move.box_pt, box_pt)
    return common > SAME_BOX * (area(move.box_pt) + area(box_pt) - common)


def moved_shading(
    look: ShadingLook,
    moves: Sequence[tuple[MovedContent, SmallFills]],
    unmoved: ShadingChanges,
    new: SheetPage,
) -> tuple[Box, ...]:
    """Return the areas and small fills of the moved parts whose fill or colour changed.

    Args:
        look: at both sheets.
        moves: the parts, each with the small fills of both sheets under its transform.
        unmoved: what differs under the sheet's own transform.
        new: the new sheet.
    """
    found: list[Box] = []
    for move, fills in moves:
        part = look.changes_of_part(fills, move.new_from_old)
        for box in part.boxes_pt:
            if _within(move.where, box, new.width_pt) < MIN_WITHIN or _stayed(box, unmoved):
                continue
            if not any(overlap_area(box, other) > 0 for other in found):
                found.append(box)
    return tuple(found)


def _stayed(box_pt: Box, unmoved: ShadingChanges) -> bool:
    """Tell whether an area did not follow its surroundings: where it is, nothing changed."""
    if is_small_area(box_pt):
        return False
    differing = (*unmoved.boxes_pt, *unmoved.replotted_boxes_pt)
    return not any(overlap_area(box_pt, other) > 0 for other in differing)


def _within(where: Mask, box_pt: Box, width_pt: float) -> float:
    """Return the share of a box that lies in a part."""
    scale = where.shape[1] / width_pt
    x0, y0, x1, y1 = (value * scale for value in box_pt)
    inside = where[max(0, int(y0)) : math.ceil(y1), max(0, int(x0)) : math.ceil(x1)]
    return float(inside.mean()) if inside.size else 0.0
