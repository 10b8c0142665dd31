"""The words of a page's text layer, where a reader sees them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import pymupdf

from common.domain.geometry import Box
from common.domain.sheets import Word

# Bold by double printing and drop shadows move a word by up to a fifth of its size.
_OVERPRINT_SIZES = 0.2


def page_words(page: pymupdf.Page) -> tuple[Word, ...]:
    """Return the words of the text layer in reading order, one for each that can be seen.

    Boxes are in displayed page points: after the page's rotation, from the top-left corner of the
    crop box. Words beyond the page are dropped, and so is a word printed over itself. Characters
    stay as printed.

    Returns:
        The words, empty for a page without a text layer.
    """
    text_page = page.get_textpage(flags=pymupdf.TEXTFLAGS_WORDS)
    lines = {
        (block_index, line_index): line
        for block_index, block in enumerate(text_page.extractDICT()["blocks"])
        for line_index, line in enumerate(block.get("lines", ()))
    }
    return tuple(_once(_displayed(text_page.extractWORDS(), lines, page)))


def _displayed(
    raw_words: Iterable[tuple[Any, ...]],
    lines: dict[tuple[int, int], dict[str, Any]],
    page: pymupdf.Page,
) -> Iterator[Word]:
    to_display, shown = page.rotation_matrix, page.rect
    number_of_line: dict[tuple[int, int], int] = {}
    for x0, y0, x1, y1, text, block_index, line_index, _ in raw_words:
        rect = (pymupdf.Rect(x0, y0, x1, y1) * to_display).normalize()
        key = (block_index, line_index)
        line = lines.get(key)
        if line is None or not text.strip() or not rect.intersects(shown):
            continue
        yield Word(
            box_pt=(rect.x0, rect.y0, rect.x1, rect.y1),
            text=text,
            size_pt=_size_pt(line["spans"], (x0 + x1) / 2, (y0 + y1) / 2),
            angle_deg=_angle_deg(line["dir"], to_display),
            line=number_of_line.setdefault(key, len(number_of_line)),
        )


def _size_pt(spans: list[dict[str, Any]], x: float, y: float) -> float:
    """Return the font size of the span around a point, else the largest of the line."""
    for span in spans:
        x0, y0, x1, y1 = span["bbox"]
        if x0 <= x <= x1 and y0 <= y <= y1:
            return float(span["size"])
    return max((float(span["size"]) for span in spans), default=0.0)


def _angle_deg(direction: tuple[float, float], to_display: pymupdf.Matrix) -> int:
    """Return the displayed reading direction, rounded to a quarter turn."""
    x, y = direction
    right = x * to_display.a + y * to_display.c
    down = x * to_display.b + y * to_display.d
    return round(math.degrees(math.atan2(-down, right)) / 90) * 90 % 360


def _once(words: Iterable[Word]) -> Iterator[Word]:
    """Yield each word but those that print the same text over an earlier one."""
    seen: dict[tuple[str, int, int, int], list[Box]] = {}
    for word in words:
        reach_pt = max(_OVERPRINT_SIZES * word.size_pt, 0.5)
        x0, y0 = word.box_pt[:2]
        column, row = math.floor(x0 / 16), math.floor(y0 / 16)
        around = (
            box
            for near_column in {math.floor((x0 - reach_pt) / 16), column, column + 1}
            for near_row in {math.floor((y0 - reach_pt) / 16), row, row + 1}
            for box in seen.get((word.text, word.angle_deg, near_column, near_row), ())
        )
        if any(_is_over(word.box_pt, box, reach_pt) for box in around):
            continue
        seen.setdefault((word.text, word.angle_deg, column, row), []).append(word.box_pt)
        yield word


def _is_over(first: Box, second: Box, reach_pt: float) -> bool:
    return all(abs(a - b) <= reach_pt for a, b in zip(first, second, strict=True))
