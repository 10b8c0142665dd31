"""A sheet without its letters: another font moves and reshapes words, not lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from common.domain.geometry import POINTS_PER_INCH, Box
from common.domain.sheets import Word
from functions.diff.sheet_page import Gray

# Letters reach a little beyond the box that a text layer gives them.
MARGIN_PT = 0.5
PAPER = 255


class Picture(Protocol):
    """What can be looked at, at any resolution."""

    @property
    def width_pt(self) -> float:
        """Width of the page."""
        ...

    @property
    def height_pt(self) -> float:
        """Height of the page."""
        ...

    def gray(self, dpi: float) -> Gray:
        """Return (H, W) uint8, 0 ink, 255 paper."""
        ...


class PaintedOver:
    """A picture with boxes painted over with paper."""

    def __init__(self, picture: Picture, boxes_pt: Sequence[Box]) -> None:
        self._picture = picture
        boxes = np.array(boxes_pt, dtype=float).reshape(-1, 4)
        self._boxes_pt = boxes + np.array([-MARGIN_PT, -MARGIN_PT, MARGIN_PT, MARGIN_PT])
        self._grays: dict[float, Gray] = {}

    @property
    def width_pt(self) -> float:
        """Width of the page."""
        return self._picture.width_pt

    @property
    def height_pt(self) -> float:
        """Height of the page."""
        return self._picture.height_pt

    def gray(self, dpi: float) -> Gray:
        """Return (H, W) uint8, 0 ink, 255 paper and boxes."""
        if not len(self._boxes_pt):
            return self._picture.gray(dpi)  # a scan without words: no copy of megabytes
        if dpi not in self._grays:
            gray = self._picture.gray(dpi).copy()
            scaled = self._boxes_pt * dpi / POINTS_PER_INCH
            low = np.maximum(0, np.floor(scaled[:, :2])).astype(int).tolist()
            high = np.maximum(0, np.ceil(scaled[:, 2:])).astype(int).tolist()
            for (x0, y0), (x1, y1) in zip(low, high, strict=True):
                gray[y0:y1, x0:x1] = PAPER
            self._grays[dpi] = gray
        return self._grays[dpi]


def linework(picture: Picture, words: Sequence[Word]) -> PaintedOver:
    """Return a sheet without its words."""
    return PaintedOver(picture, [word.box_pt for word in words])
