"""What is known of one sheet: its size, its words, its number and title."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from common.domain.geometry import Box


class WordSource(StrEnum):
    """Where a word comes from: a text layer is exact in letters and place, OCR is neither."""

    TEXT_LAYER = "text"
    OCR = "ocr"


class ReadingMethod(StrEnum):
    """How a sheet was read."""

    TEXT_LAYER = "text"
    SET = "set"  # agreement with the other pages of the set chose another number
    PERSON = "person"
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
    """One thing on the sheet that may be its number, title, revision mark or date.

    Attributes:
        text: as printed.
        score: log-odds; comparable within a page and between pages.
        box_pt: where it stands.
        height_pt: font size.
        format: family of a number's format, "disc", "of", "dig" …; empty for other fields.
    """

    text: str
    score: float
    box_pt: Box
    height_pt: float
    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSheet:
    """One row of a sheet index that is printed on a sheet."""

    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetReading:
    """Sheet number, title and revision as read, with how sure we are.

    Attributes:
        number: as printed, `None` when the sheet has none or none could be read.
        title: as printed, `None` when none could be read.
        confidence: 0..1 that `number` is right.
        accepted: False marks the sheet for review; the job goes on.
        part_of: the "n of m" that is printed beside the number, `None` without one.
        revision: the sheet's revision mark as printed, `None` without one or in doubt.
        date: of the sheet or its latest revision as printed, `None` without one or in doubt.
        method: what `number` was read from.
        candidates: the best few numbers, best first.
        title_candidates: likewise for the title.
        revision_candidates: likewise for the revision mark.
        date_candidates: likewise for the date.
        listed: the rows of a sheet index on this sheet.
    """

    number: str | None
    title: str | None
    confidence: float
    accepted: bool
    part_of: tuple[int, int] | None = None
    revision: str | None = None
    date: str | None = None
    method: ReadingMethod = ReadingMethod.TEXT_LAYER
    candidates: tuple[SheetCandidate, ...] = ()
    title_candidates: tuple[SheetCandidate, ...] = ()
    revision_candidates: tuple[SheetCandidate, ...] = ()
    date_candidates: tuple[SheetCandidate, ...] = ()
    listed: tuple[ListedSheet, ...] = ()

    def corrected(self, number: str) -> SheetReading:
        """Return the reading with the number a person gave."""
        return replace(
            self, number=number, confidence=1.0, accepted=True, method=ReadingMethod.PERSON
        )


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
