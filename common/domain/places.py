"""Where on a sheet, in words."""

from __future__ import annotations

from common.domain.geometry import Box, centre
from common.domain.sheets import PageSize

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
