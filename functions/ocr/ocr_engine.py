"""What reading needs of an OCR engine, as a port; `functions.ocr.rapid_ocr` is the adapter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from common.domain.geometry import Box

Gray = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedLine:
    """A line of text as an engine saw it.

    Attributes:
        box_px: half-open box in the pixels of the image.
        text: with its spaces.
        score: 0..1, how sure the engine is of the letters.
        angle_deg: reading direction: 0 left to right, 90 bottom to top.
    """

    box_px: Box
    text: str
    score: float
    angle_deg: int = 0


class OcrEngine(Protocol):
    """Finds and reads lines of text."""

    def recognise(self, image: Gray) -> Sequence[RecognisedLine]:
        """Return the lines of an image, (H, W) uint8, 0 ink, 255 paper; upright or at 90°."""
        ...
