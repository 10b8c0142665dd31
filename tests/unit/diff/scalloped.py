"""Clouds, trees and deltas on pages, by arcs between cusps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pymupdf

from common.domain.sheets import PageSize
from functions.diff.revision_marks import SheetMarks, sheet_marks
from functions.diff.sheet_page import SheetPage
from functions.ocr.words import page_words
from tests.drawings import pdf_of
from tests.unit.diff.sheets import Draw

Point = tuple[float, float]
BOX = (100.0, 100.0, 260.0, 180.0)


def cusps_around(x0: float, y0: float, x1: float, y1: float, chord: float = 16) -> list[Point]:
    """Cusps along a rectangle, clockwise on the page."""
    columns, rows = round((x1 - x0) / chord), round((y1 - y0) / chord)
    dx, dy = (x1 - x0) / columns, (y1 - y0) / rows
    return [
        *((x0 + i * dx, y0) for i in range(columns)),
        *((x1, y0 + i * dy) for i in range(rows)),
        *((x1 - i * dx, y1) for i in range(columns)),
        *((x0, y1 - i * dy) for i in range(rows)),
    ]


def ring(x: float, y: float, radius: float, lobes: int) -> list[Point]:
    turns = [2 * math.pi * i / lobes for i in range(lobes)]
    return [(x + radius * math.cos(t), y + radius * math.sin(t)) for t in turns]


def bulge(start: Point, end: Point, height: float = 0.6) -> tuple[Point, Point, Point, Point]:
    """A curve that bulges to the left of its way: outwards, clockwise on the page."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    out = (dy * height, -dx * height)
    return (
        start,
        (start[0] + out[0], start[1] + out[1]),
        (end[0] + out[0], end[1] + out[1]),
        end,
    )


def scalloped(
    cusps: Sequence[Point], *, one_path: bool = True, width: float = 1, height: float = 0.6
) -> Draw:
    """A closed outline of bulges, as one path or stroke by stroke."""

    def draw(page: pymupdf.Page) -> None:
        shape = page.new_shape()
        for start, end in zip(cusps, [*cusps[1:], cusps[0]], strict=True):
            shape.draw_bezier(*bulge(start, end, height))
            if not one_path:
                shape.finish(width=width, closePath=False)
        if one_path:
            shape.finish(width=width, closePath=False)
        shape.commit()

    return draw


def delta(x: float, y: float, mark: str = "2", *, side: float = 20, height: float = 17) -> Draw:
    """A triangle around a mark."""

    def draw(page: pymupdf.Page) -> None:
        corners = [(x, y - 0.6 * height), (x + side / 2, y + 0.4 * height)]
        corners.append((x - side / 2, y + 0.4 * height))
        page.draw_polyline(corners, closePath=True, width=0.8)
        page.insert_text((x - 2.2, y + 5), mark, fontsize=8)

    return draw


def marks_on(*draws: Draw, rotation: int = 0) -> SheetMarks:
    """What is found on a page with these things."""

    def draw(page: pymupdf.Page) -> None:
        page.set_rotation(rotation)
        for one in draws:
            one(page)

    pdf = pdf_of(draw)
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        words = page_words(document[0])
    with SheetPage(pdf, words) as sheet:
        size = PageSize(width_pt=sheet.width_pt, height_pt=sheet.height_pt)
        return sheet_marks(sheet.paths(), words, size)
