"""The words of a page's text layer, in displayed page points."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import pymupdf

from common.domain.geometry import Box
from common.domain.sheets import Word

# Text printed twice at nearly the same place (bold by overprinting, shadows) is one word.
OVERPRINT_PT = 1.0


def page_words(page: pymupdf.Page) -> tuple[Word, ...]:
    """Return the page's words as they are shown: after its rotation, top-left origin.

    Words outside the page and overprinted copies are left out. Empty without a text layer.
    """
    matrix = page.rotation_matrix
    shown = page.rect
    text = page.get_textpage(flags=pymupdf.TEXTFLAGS_WORDS)
    blocks = page.get_text("dict", textpage=text)["blocks"]
    words = (
        _word(entry, blocks, matrix)
        for entry in page.get_text("words", textpage=text)
        if str(entry[4]).strip()
    )
    inside = (word for word in words if _touches(word.box_pt, shown))
    return tuple(_without_overprints(inside))


def _word(entry: tuple[Any, ...], blocks: list[dict[str, Any]], matrix: pymupdf.Matrix) -> Word:
    x0, y0, x1, y1, text, block, line, _ = entry
    rect = (pymupdf.Rect(x0, y0, x1, y1) * matrix).normalize()
    source = blocks[block]["lines"][line]
    return Word(
        box_pt=(rect.x0, rect.y0, rect.x1, rect.y1),
        text=str(text),
        size_pt=_font_size(source, ((x0 + x1) / 2, (y0 + y1) / 2)),
        angle_deg=_angle(source["dir"], matrix),
        line=block * 10_000 + line,
    )


def _font_size(line: dict[str, Any], middle: tuple[float, float]) -> float:
    """Return the size of the span that holds the word's middle, else the line's biggest."""
    x, y = middle
    for span in line["spans"]:
        x0, y0, x1, y1 = span["bbox"]
        if x0 - 0.1 <= x <= x1 + 0.1 and y0 - 0.1 <= y <= y1 + 0.1:
            return float(span["size"])
    return max((float(span["size"]) for span in line["spans"]), default=8.0)


def _angle(direction: tuple[float, float], matrix: pymupdf.Matrix) -> int:
    """Return the shown reading direction: 0 left to right, 90 bottom to top."""
    dx, dy = direction
    shown_dx = dx * matrix.a + dy * matrix.c  # by hand: once a word, and Point is slow
    shown_dy = dx * matrix.b + dy * matrix.d
    return round(math.degrees(math.atan2(-shown_dy, shown_dx)) / 90) * 90 % 360


def _touches(box: Box, page: pymupdf.Rect) -> bool:
    return bool(box[2] > page.x0 and box[0] < page.x1 and box[3] > page.y0 and box[1] < page.y1)


def _without_overprints(words: Iterable[Word]) -> Iterator[Word]:
    seen: set[tuple[str, int, int]] = set()
    for word in words:
        x, y = round(word.box_pt[0] / OVERPRINT_PT), round(word.box_pt[1] / OVERPRINT_PT)
        around = {(word.text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
        if seen.isdisjoint(around):
            yield word
        seen.add((word.text, x, y))
