"""Words out of pixels: an engine's lines of a region, in displayed page points."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from common.domain.geometry import POINTS_PER_INCH, Box, area, centre, overlap_area
from common.domain.sheets import Word, WordSource
from functions.ocr.ocr_engine import Gray, OcrEngine, RecognisedLine
from functions.ocr.page_regions import TurnedPage, tiles
from functions.ocr.sheet_numbers import DISCIPLINES

# Draws a box of the displayed page at a resolution.
Draw = Callable[[Box, float], Gray]
# Engines box a line with some paper around it: of its height, this much is the font's size.
SIZE_OF_HEIGHT = 0.75
# A line that ends so near to a region's border may go on beyond it.
CUT_PT = 2.0
# Lines seen in two overlapping tiles; the surer and longer one stays.
SAME_LINE_SHARE = 0.6
# So many words, of so many letters, tell whether lines run along the page or across it.
AXIS_WORDS, AXIS_WORD_LENGTH = 4, 3
# A letter at the end is a suffix (A-101B), but for an O, which offices avoid.
_NUMBER = re.compile(r"([-.]?)([\dOILSBZ][\dOILSBZ.-]*[\dO])(\.?[A-Za-z]?)")
_DIGITS = str.maketrans("OILSBZ", "011582")


def recognised_words(
    draw: Draw, page: TurnedPage, region: Box, dpi: float, engine: OcrEngine
) -> list[Word]:
    """Read a region.

    Args:
        draw: the page.
        page: how it is turned.
        region: in upright points.
        dpi: to read it at.
        engine: reads one tile at a time.

    Returns:
        Words in displayed page points; lines are counted from 0.
    """
    image = np.rot90(draw(page.displayed(region), dpi), page.turns)
    lines = _without_repeats(list(_lines_of(image, engine)))
    scale = POINTS_PER_INCH / dpi
    words = []
    for number, line in enumerate(lines):
        for word in _words_of(line, number):
            x0, y0, x1, y1 = (value * scale for value in word.box_pt)
            upright = (x0 + region[0], y0 + region[1], x1 + region[0], y1 + region[1])
            placed = replace(word, box_pt=upright, size_pt=word.size_pt * scale)
            words.append(page.displayed_word(placed))
    return words


def cut_lines(words: Sequence[Word], page: TurnedPage, region: Box) -> frozenset[int]:
    """Return the lines that may go on beyond the region: half a title is a wrong title."""
    x0, y0, x1, y1 = region
    size = page.upright_size
    left, top = (x0 + CUT_PT if x0 > 0 else -math.inf), (y0 + CUT_PT if y0 > 0 else -math.inf)
    right = x1 - CUT_PT if x1 < size.width_pt else math.inf
    bottom = y1 - CUT_PT if y1 < size.height_pt else math.inf
    boxes = ((word.line, page.upright(word.box_pt)) for word in words)
    return frozenset(
        line
        for line, box in boxes
        if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom
    )


def without_covered(words: Sequence[Word], by: Sequence[Word]) -> list[Word]:
    """Return those of the words that do not stand where the others do."""
    boxes = np.array([word.box_pt for word in by]).reshape(-1, 4)

    def is_free(word: Word) -> bool:
        x, y = centre(word.box_pt)
        inside = (boxes[:, 0] <= x) & (x < boxes[:, 2]) & (boxes[:, 1] <= y) & (y < boxes[:, 3])
        return not inside.any()

    return [word for word in words if is_free(word)]


def with_digits(word: Word) -> Word:
    """Return the word with the letters behind a number's prefix that are digits: A1O1 is A101."""
    for length in (3, 2, 1):
        prefix, rest = word.text[:length], word.text[length:]
        match = _NUMBER.fullmatch(rest)
        if prefix.upper() in DISCIPLINES and match and re.search(r"\d", rest):
            dash, number, suffix = match.groups()
            return replace(word, text=f"{prefix}{dash}{number.translate(_DIGITS)}{suffix}")
    return word


def _lines_of(image: Gray, engine: OcrEngine) -> Iterator[RecognisedLine]:
    height_px, width_px = image.shape
    for x0, y0, x1, y1 in tiles(width_px, height_px):
        for line in engine.recognise(np.ascontiguousarray(image[y0:y1, x0:x1])):
            a, b, c, d = line.box_px
            yield replace(line, box_px=(a + x0, b + y0, c + x0, d + y0))


def _without_repeats(lines: list[RecognisedLine]) -> list[RecognisedLine]:
    kept: list[RecognisedLine] = []
    for line in sorted(lines, key=lambda line: -line.score * len(line.text)):
        bar = SAME_LINE_SHARE * area(line.box_px)
        if all(overlap_area(line.box_px, other.box_px) <= bar for other in kept):
            kept.append(line)
    return kept


def _words_of(line: RecognisedLine, number: int) -> Iterator[Word]:
    """Cut a line at its spaces, as if all letters were equally wide; boxes still in pixels."""
    x0, y0, x1, y1 = line.box_px
    is_vertical = line.angle_deg == 90
    height_px = (x1 - x0) if is_vertical else (y1 - y0)
    for match in re.finditer(r"\S+", line.text):
        low, high = match.start() / len(line.text), match.end() / len(line.text)
        if is_vertical:
            box = (x0, y1 - (y1 - y0) * high, x1, y1 - (y1 - y0) * low)
        else:
            box = (x0 + (x1 - x0) * low, y0, x0 + (x1 - x0) * high, y1)
        yield Word(
            box_pt=box,
            text=match.group(),
            size_pt=SIZE_OF_HEIGHT * height_px,
            angle_deg=line.angle_deg,
            line=number,
            source=WordSource.OCR,
            confidence=round(line.score, 3),
        )


def turns_to_try(words: Sequence[Word]) -> tuple[int, ...]:
    """Return the quarter turns that may set a page upright that is not, from its lines' axis."""
    longer = [
        (word.box_pt[2] - word.box_pt[0]) > (word.box_pt[3] - word.box_pt[1])
        for word in words
        if len(word.text) >= AXIS_WORD_LENGTH
    ]
    if len(longer) < AXIS_WORDS:
        return (1, 3, 2)
    return (2,) if 2 * sum(longer) > len(longer) else (1, 3)
