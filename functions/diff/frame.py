"""The pixels that a pair is compared in: the new sheet's, whole or in part."""

from __future__ import annotations

import math
from dataclasses import dataclass

from common.domain.geometry import POINTS_PER_INCH, Box, PixelBox, Transform
from functions.diff.packed import CELL_PX


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The pixels of the new sheet that everything is drawn in, or of a part of it.

    Attributes:
        left_px, top_px: where a part begins on the sheet.
    """

    width_px: int
    height_px: int
    dpi: float
    left_px: int = 0
    top_px: int = 0

    @property
    def px_per_pt(self) -> float:
        """Pixels in a page point."""
        return self.dpi / POINTS_PER_INCH

    @property
    def device_from_page(self) -> Transform:
        """Maps new page points to pixels."""
        scale = self.px_per_pt
        return Transform(a=scale, d=scale, tx=-self.left_px, ty=-self.top_px)

    def part(self, box_px: PixelBox) -> Frame:
        """Return a part of the whole sheet's frame."""
        x0, y0, x1, y1 = box_px
        return Frame(width_px=x1 - x0, height_px=y1 - y0, dpi=self.dpi, left_px=x0, top_px=y0)

    def box_px(self, box_pt: Box) -> PixelBox:
        """Return the pixels that a box touches, cut at the frame's edges."""
        x0, y0, x1, y1 = self.device_from_page.apply_box(box_pt)
        return (
            max(0, math.floor(x0)),
            max(0, math.floor(y0)),
            min(self.width_px, math.ceil(x1)),
            min(self.height_px, math.ceil(y1)),
        )

    def cells_px(self, box_pt: Box) -> PixelBox:
        """Return the whole cells under a box, in pixels."""
        x0, y0, x1, y1 = self.box_px(box_pt)
        left, top = (v // CELL_PX * CELL_PX for v in (x0, y0))
        right, bottom = (-(-v // CELL_PX) * CELL_PX for v in (x1, y1))
        return left, top, right, bottom
