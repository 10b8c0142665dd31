"""What is known of one sheet: its size, its words, its number and title."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from common.domain.geometry import Box


class WordSource(StrEnum):
    """Where a word comes from: a text layer is exact in letters and place, OCR is neither."""

    TEXT_LAYER = "text"
    OCR = "ocr"


class ReadingMethod(StrEnum):
    """How a sheet was read."""

    TEXT_LAYER = "text"
    OCR = "ocr"
    OCR_ROTATED = "ocr+rotated"  # its pixels are turned by quarter turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word in displayed page points (after the page's rotation), top-left origin.

    Attributes:
        box_pt: its box; may reach over the page's edge.
        text: as printed.
        size_pt: font size.
        angle_deg: reading direction: 0 left to right, 90 bottom to top, 180, 270.
        line: words with the same line number follow one another in one line of text.
        source: text layer or OCR.
        confidence: 0..1 that OCR saw the right letters; 1 in a text layer.
    """

    box_pt: Box
    text: str
    size_pt: float
    angle_deg: int = 0
    line: int = 0
    source: WordSource = WordSource.TEXT_LAYER
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCandidate:
    """One thing on the sheet that may be its number.

    Attributes:
        text: as printed.
        score: log-odds; comparable within a page and between pages.
        box_pt: where it stands.
        height_pt: font size.
    """

    text: str
    score: float
    box_pt: Box
    height_pt: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetReading:
    """Sheet number and title as read, with how sure we are.

    Attributes:
        number: as printed, `None` when the sheet has none or none could be read.
        title: as printed, `None` when none could be read.
        confidence: 0..1 that `number` is right.
        accepted: False marks the sheet for review; the job goes on.
        part_of: the "n of m" that is printed beside the number, `None` without one.
        candidates: the best few, best first.
        method: what `number` and `title` were read from.
    """

    number: str | None
    title: str | None
    confidence: float
    accepted: bool
    part_of: tuple[int, int] | None = None
    candidates: tuple[SheetCandidate, ...] = ()
    method: ReadingMethod = ReadingMethod.TEXT_LAYER


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSize:
    """Displayed size of a page (after its rotation) in points, and the stored rotation."""

    width_pt: float
    height_pt: float
    rotation_deg: int = 0

    @property
    def label(self) -> str:
        """The size as people say it: `36 × 24 in`."""
        return f"{self.width_pt / 72:.3g} × {self.height_pt / 72:.3g} in"
