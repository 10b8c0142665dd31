"""Whether an edit can be seen, on the plot and after scanning: decided by pixels, not by hand."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt
import pymupdf

from benchmarks.plots import SCAN_BLUR_PX, SCAN_DPI, SCAN_LEVELS
from common.domain.geometry import Box, grown
from samples.drawing import Canvas
from samples.generate import pdf_of

Gray = npt.NDArray[np.float32]
# On a plot: so many levels apart on so many pixels at the scan's resolution. A line over another
# darkens the edges of that one by up to 64 levels; a full stop of 6.5 pt covers three pixels.
# Of linework that only shows at its ends under other lines, there is less than of a 7 pt line.
MIN_STEP, MIN_TEXT_PIXELS, MIN_LINE_PIXELS = 90, 3, 20
# On a scan: darker than anything within a pixel of the place, as two scans cannot be laid on one
# another more exactly, by seven standard deviations of the noise more than twice as dark: one
# scanner prints a fine line twice as dark as another. Four such pixels are a full stop of 8 pt.
SCAN_STEP, SCAN_RATIO, SCAN_PIXELS = 50, 2, 4
# Or paler or darker on the whole, seen with squinting eyes: fills; a 2 px line moved by a pixel
# comes to 11 levels.
TONE_BLUR_PX, TONE_STEP = 3.0, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Visibility:
    """What can be seen of an edit."""

    on_plot: bool
    on_scan: bool


class Looker:
    """Looks at places of one plotted sheet."""

    def __init__(self, canvas: Canvas) -> None:
        self._document = pymupdf.open(stream=pdf_of({canvas.sheet: canvas}), filetype="pdf")
        self._list = self._document[0].get_displaylist()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Close the plot."""
        self._document.close()

    def at(self, box: Box) -> Gray:
        """Return the gray levels around a box."""
        k = SCAN_DPI / 72
        pixmap = self._list.get_pixmap(
            matrix=pymupdf.Matrix(k, k),
            colorspace=pymupdf.csGRAY,
            clip=pymupdf.Rect(grown(box, 3)),
        )
        gray = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)
        return gray.astype(np.float32)


def visibility(old: Gray, new: Gray, min_pixels: int = MIN_LINE_PIXELS) -> Visibility:
    """Tell what can be seen of the difference of two pictures of one place."""
    pixels = int((np.abs(old - new) > MIN_STEP).sum())
    tone = np.abs(cv2.GaussianBlur(old - new, (0, 0), TONE_BLUR_PX)) * (SCAN_LEVELS / 255)
    has_other_tone = bool((tone > TONE_STEP).any())
    dark_old, dark_new = (
        (255 - np.asarray(cv2.GaussianBlur(gray, (0, 0), SCAN_BLUR_PX))) * (SCAN_LEVELS / 255)
        for gray in (old, new)
    )
    count = _beyond(dark_old, dark_new) + _beyond(dark_new, dark_old)
    on_plot = pixels >= min_pixels or has_other_tone
    return Visibility(on_plot=on_plot, on_scan=on_plot and (count >= SCAN_PIXELS or has_other_tone))


def _beyond(first: Gray, second: Gray) -> int:
    """Count the pixels of the second that are far darker than all of the first around them."""
    darkest = np.asarray(cv2.dilate(first, np.ones((3, 3), np.uint8)))
    return int((second > SCAN_RATIO * darkest + SCAN_STEP).sum())
