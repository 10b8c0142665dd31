"""What is printed on a sheet, and how it was read: the text layer first, pixels where it fails."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from common.domain.geometry import Box
from common.domain.sheets import PageSize, ReadingMethod, SheetReading, Word
from functions.ocr.ocr_engine import OcrEngine
from functions.ocr.ocr_words import (
    FIRST_LINE,
    Draw,
    recognised_words,
    turns_to_try,
    with_digits,
    without_covered,
)
from functions.ocr.page_regions import TurnedPage
from functions.ocr.title_block import Bar, read_title_block

# So few words are a plot stamp or a viewer's mark on a scan.
FEW_WORDS = 8
# A text layer whose best candidate is worse has letters that mean nothing (fonts without
# meanings, text drawn as lines): the pixels may say more.
LOW_SCORE = -3.0
OCR_BAR = Bar(score=0.0, margin=-math.inf)
# An upright page that reads worse than this may be a turned one.
POOR_SCORE = -2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSheet:
    """A sheet as read.

    Attributes:
        words: in displayed page points; of the text layer, and of OCR where that has none.
    """

    words: tuple[Word, ...]
    reading: SheetReading


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
    if len(text_layer) > FEW_WORDS and _score(by_text.reading) >= LOW_SCORE:
        return by_text
    by_pixels = _from_pixels(text_layer, size, draw, engine)
    if len(text_layer) > FEW_WORDS and _score(by_text.reading) >= _score(by_pixels.reading):
        return by_text
    return by_pixels


def _from_pixels(
    text_layer: Sequence[Word], size: PageSize, draw: Draw, engine: OcrEngine
) -> ReadSheet:
    page = TurnedPage(size)
    seen: list[Word] = []
    for region in (page.corner, *page.strips):
        seen += _new_words(draw, page, region, engine, seen)
        upright = _ranked(text_layer, seen, page)
        if upright.reading.accepted and upright.reading.title:
            break
    if _score(upright.reading) >= POOR_SCORE:
        return upright
    return max([upright, *_turned_readings(text_layer, seen, page, draw, engine)], key=_sureness)


def _turned_readings(
    text_layer: Sequence[Word], seen: list[Word], page: TurnedPage, draw: Draw, engine: OcrEngine
) -> Iterator[ReadSheet]:
    """Yield what the corner says that is the lower right one when the sheet is turned."""
    for turns in turns_to_try(seen):
        turned = TurnedPage(page.size, turns)
        if page.strips:  # a small page was seen as a whole
            seen = seen + _new_words(draw, turned, turned.corner, engine, seen)
        sheet = _ranked(text_layer, seen, turned)
        yield sheet
        if sheet.reading.accepted:
            break


def _new_words(
    draw: Draw, page: TurnedPage, region: Box, engine: OcrEngine, seen: Sequence[Word]
) -> list[Word]:
    found = recognised_words(draw, page, region, engine, FIRST_LINE + len(seen))
    return without_covered(found, seen)


def _ranked(text_layer: Sequence[Word], seen: Sequence[Word], page: TurnedPage) -> ReadSheet:
    printed = [*map(with_digits, seen), *without_covered(text_layer, seen)]
    upright = [page.upright_word(word) for word in printed]
    reading = read_title_block(upright, page.upright_size, OCR_BAR)
    candidates = tuple(
        replace(candidate, box_pt=page.displayed(candidate.box_pt))
        for candidate in reading.candidates
    )
    method = ReadingMethod.OCR_ROTATED if page.turns else ReadingMethod.OCR
    return ReadSheet(
        words=(*text_layer, *without_covered(seen, text_layer)),
        reading=replace(reading, method=method, candidates=candidates),
    )


def _score(reading: SheetReading) -> float:
    return max((candidate.score for candidate in reading.candidates), default=-math.inf)


def _sureness(sheet: ReadSheet) -> float:
    return _score(sheet.reading)
