"""What is printed on a sheet, and how it was read: the text layer first, pixels where it fails."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from common.domain.geometry import Box, overlap_area
from common.domain.sheets import PageSize, ReadingMethod, SheetCandidate, SheetReading, Word
from functions.ocr.ocr_engine import OcrEngine
from functions.ocr.ocr_words import (
    Draw,
    cut_lines,
    recognised_words,
    turns_to_try,
    with_digits,
    without_covered,
)
from functions.ocr.page_regions import TurnedPage, reading_dpi
from functions.ocr.sheet_numbers import part_of
from functions.ocr.title_block import Bar, read_title_block

# So few words are a plot stamp or a viewer's mark on a scan.
FEW_WORDS = 8
# A text layer whose best candidate is worse has letters that mean nothing (fonts without
# meanings, text drawn as lines): the pixels may say more.
LOW_SCORE = -3.0
OCR_BAR = Bar(score=0.0, margin=-math.inf)
# Below, letters were guessed: two texts printed over one another, a blot.
SURE_LETTERS = 0.9
# The second look's share of the first one's resolution.
SECOND_LOOK = 0.7
# An upright page that reads worse than this may be a turned one.
POOR_SCORE = -2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSheet:
    """A sheet as read.

    Attributes:
        words: in displayed page points; of the text layer, and of OCR where that has none.
        seen: those that OCR found, anywhere.
        cut: lines of them that may go on beyond what was looked at.
    """

    words: tuple[Word, ...]
    reading: SheetReading
    seen: tuple[Word, ...] = ()
    cut: frozenset[int] = frozenset()

    @property
    def is_sure(self) -> bool:
        """Whether there is nothing more to look for: the number is sure, the title is whole."""
        title = self.reading.title or ""
        halves = {w.line for w in self.seen} & self.cut
        lines = (" ".join(w.text for w in self.seen if w.line == line) for line in halves)
        half = any(line in title or title in line for line in lines)
        return self.reading.accepted and title != "" and not half


NOTHING = ReadSheet(words=(), reading=read_title_block((), PageSize(width_pt=1, height_pt=1)))


def read_sheet(
    text_layer: Sequence[Word], size: PageSize, draw: Draw, engine: OcrEngine
) -> ReadSheet:
    """Read a sheet from its text layer, or from its pixels where that does not say enough.

    Args:
        text_layer: words in displayed page points.
        size: of the page as displayed.
        draw: the page, for OCR.
        engine: called only where the text layer is not enough.
    """
    by_text = ReadSheet(words=tuple(text_layer), reading=read_title_block(text_layer, size))
    if _says_enough(text_layer, by_text.reading):
        return by_text
    by_pixels = _from_pixels(text_layer, size, draw, engine)
    if len(text_layer) > FEW_WORDS and not _says_more(by_pixels.reading, by_text.reading):
        return by_text
    return by_pixels


def _says_enough(text_layer: Sequence[Word], reading: SheetReading) -> bool:
    if len(text_layer) > FEW_WORDS:
        return _score(reading) >= LOW_SCORE
    # A perspective has few words, but a number; a viewer stamps page counts on scans.
    number = reading.number or ""
    is_identifier = re.search(r"[^\W\d_]", number) is not None and part_of(number) is None
    return reading.accepted and is_identifier


def _says_more(seen: SheetReading, printed: SheetReading) -> bool:
    return seen.number is not None and _score(seen) > _score(printed)


def _from_pixels(
    text_layer: Sequence[Word], size: PageSize, draw: Draw, engine: OcrEngine
) -> ReadSheet:
    look = _Look(text_layer, TurnedPage(size), draw, engine)
    found = look.at_corner()
    for strip in look.page.strips:
        if found.is_sure:
            return found
        found = look.at(strip, found)
    if _score(found.reading) >= POOR_SCORE:
        return found
    turned = _turned_readings(text_layer, size, found, draw, engine)
    return max([found, *turned], key=_sureness)


def _turned_readings(
    text_layer: Sequence[Word], size: PageSize, upright: ReadSheet, draw: Draw, engine: OcrEngine
) -> Iterator[ReadSheet]:
    """Yield what the corner says that is the lower right one when the sheet is turned."""
    for turns in turns_to_try(upright.seen):
        look = _Look(text_layer, TurnedPage(size, turns), draw, engine)
        found = look.at(look.page.corner, upright)
        yield found
        if found.reading.accepted:
            break


@dataclass(frozen=True, slots=True)
class _Look:
    """Looks at one part of a page after another."""

    text_layer: Sequence[Word]
    page: TurnedPage
    draw: Draw
    engine: OcrEngine

    def at_corner(self) -> ReadSheet:
        """Read the corner; again from further away where it is not sure.

        Texts that touch are one line at one resolution and two at another.
        """
        near = self.at(self.page.corner, NOTHING)
        if near.reading.accepted:
            return near
        return max(self.at(self.page.corner, NOTHING, SECOND_LOOK), near, key=_sureness)

    def at(self, region: Box, before: ReadSheet, share_of_dpi: float = 1.0) -> ReadSheet:
        """Read a further region; lines that were cut before are replaced by whole ones."""
        dpi = share_of_dpi * reading_dpi(self.page.size, region)
        found = recognised_words(self.draw, self.page, region, dpi, self.engine)
        first = 1 + max((word.line for word in (*self.text_layer, *before.seen)), default=-1)
        found = [replace(word, line=first + word.line) for word in found]
        halves = [word for word in before.seen if word.line in before.cut]
        kept = [word for word in before.seen if word.line not in before.cut]
        kept += without_covered(halves, found)
        fresh = without_covered(found, kept)
        cut = before.cut | cut_lines(fresh, self.page, region)
        return self._ranked([*kept, *fresh], cut)

    def _ranked(self, seen: Sequence[Word], cut: frozenset[int]) -> ReadSheet:
        page = self.page
        printed = [*map(with_digits, seen), *without_covered(self.text_layer, seen)]
        upright = [page.upright_word(word) for word in printed]
        reading = _judged(read_title_block(upright, page.upright_size, OCR_BAR), upright)
        method = ReadingMethod.OCR_ROTATED if page.turns else ReadingMethod.OCR
        return ReadSheet(
            words=(*self.text_layer, *without_covered(seen, self.text_layer)),
            seen=tuple(seen),
            cut=cut,
            reading=replace(
                reading,
                method=method,
                candidates=self._displayed(reading.candidates),
                title_candidates=self._displayed(reading.title_candidates),
                revision_candidates=self._displayed(reading.revision_candidates),
                date_candidates=self._displayed(reading.date_candidates),
            ),
        )

    def _displayed(self, candidates: Sequence[SheetCandidate]) -> tuple[SheetCandidate, ...]:
        return tuple(replace(c, box_pt=self.page.displayed(c.box_pt)) for c in candidates)


def _judged(reading: SheetReading, words: Sequence[Word]) -> SheetReading:
    """Doubt a number whose letters the engine was not sure of."""
    box = next((c.box_pt for c in reading.candidates if c.text == reading.number), None)
    if box is None:
        return reading
    sure = min((w.confidence for w in words if overlap_area(w.box_pt, box) > 0), default=1.0)
    accepted = reading.accepted and sure >= SURE_LETTERS
    return replace(reading, accepted=accepted, confidence=reading.confidence * sure)


def _score(reading: SheetReading) -> float:
    return max((candidate.score for candidate in reading.candidates), default=-math.inf)


def _sureness(sheet: ReadSheet) -> tuple[bool, float]:
    return sheet.reading.accepted, _score(sheet.reading)
