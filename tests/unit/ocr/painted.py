"""An imagined scan: each line of text is a box of its own gray, which a scripted engine reads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from common.domain.geometry import POINTS_PER_INCH, Box
from common.domain.sheets import PageSize
from functions.ocr.ocr_engine import Gray, RecognisedLine


class BlindEngine:
    """Sees nothing, and counts how often it looked."""

    def __init__(self) -> None:
        self.image_count = 0

    def recognise(self, image: Gray) -> list[RecognisedLine]:
        self.image_count += 1
        return []


class PaintedPage(BlindEngine):
    """A page as displayed, and the engine that can read it.

    Lines are text, x and y of the upper left corner as shares of the page, and height in points;
    with `turns`, of the page after so many quarter turns counter-clockwise.
    """

    def __init__(self, size: PageSize, *lines: tuple[str, float, float, float], turns: int = 0):
        super().__init__()
        self.size, self.drawn_dpi = size, list[float]()
        self._lines, self._turns = lines, turns

    def draw(self, box_pt: Box, dpi: float) -> Gray:
        self.drawn_dpi.append(dpi)
        scale = dpi / POINTS_PER_INCH
        shape = round(self.size.height_pt * scale), round(self.size.width_pt * scale)
        paper = np.full(shape, 255, np.uint8)
        upright = np.rot90(paper, self._turns)
        height, width = upright.shape
        for gray, (text, u, v, height_pt) in enumerate(self._lines):
            x, y, tall = round(u * width), round(v * height), max(2, round(height_pt * scale))
            upright[y : y + tall, x : x + max(2, round(0.6 * tall * len(text)))] = gray
        x0, y0, x1, y1 = (round(value * scale) for value in box_pt)
        return paper[y0:y1, x0:x1]

    def recognise(self, image: Gray) -> list[RecognisedLine]:
        super().recognise(image)
        return list(self._seen(image))

    def _seen(self, image: Gray) -> Iterator[RecognisedLine]:
        for gray, (text, *_) in enumerate(self._lines):
            rows, columns = np.nonzero(image == gray)
            if rows.size:
                x0, y0 = float(columns.min()), float(rows.min())
                x1, y1 = columns.max() + 1.0, rows.max() + 1.0
                angle_deg = 90 if len(text) > 1 and y1 - y0 > 1.5 * (x1 - x0) else 0
                yield RecognisedLine(
                    box_px=(x0, y0, x1, y1), text=text, score=0.9, angle_deg=angle_deg
                )
