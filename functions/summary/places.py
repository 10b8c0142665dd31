"""Where on a sheet, in words."""

from __future__ import annotations

from common.domain.changes import Change, ChangeCategory
from common.domain.geometry import Box, centre
from common.domain.sheets import PageSize

TITLE_BLOCK = "title block"
_ROWS = ("upper", "middle", "lower")
_COLUMNS = ("left", "centre", "right")


def place(box_pt: Box, size: PageSize) -> str:
    """Return the cell of a 3 × 3 grid over the sheet: "upper left", "centre"."""
    x, y = centre(box_pt)
    column = min(2, max(0, int(3 * x / max(size.width_pt, 1e-6))))
    row = min(2, max(0, int(3 * y / max(size.height_pt, 1e-6))))
    if (row, column) == (1, 1):
        return "centre"
    return f"{_ROWS[row]} {_COLUMNS[column]}"


def place_of(change: Change, size: PageSize) -> str:
    """Return where a change is; title-block changes are one place."""
    if change.category is ChangeCategory.TITLE_BLOCK:
        return TITLE_BLOCK
    return place(change.box_pt, size)
