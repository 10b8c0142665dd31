"""Deltas: the small triangles with a revision's mark, and the revision's row in the title block."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from common.domain.geometry import Box, centre
from common.domain.sheets import Word
from functions.diff.bulges import REPEAT_PT
from functions.diff.drawn_paths import Piece, Points

MIN_SIDE_PT, MAX_SIDE_PT = 8.5, 42.0
# Equilateral or a little flat or steep; the pointers of an elevation mark are right-angled (1.41).
MAX_SIDE_RATIO = 1.32
_MARK = re.compile(r"[A-Z]?\d{1,2}|[A-Z]")
# Cells of a revision row stand this far apart, in sizes of the date.
MAX_CELL_GAP_SIZES = 14.0


@dataclass(frozen=True, slots=True)
class Delta:
    """A triangle with a mark in it."""

    mark: str
    box_pt: Box


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A row of the revision table: its mark, and what it says with its date."""

    mark: str
    text: str


def mark_of(text: str) -> str:
    """Return a text as a mark: "2" and "2." are one."""
    return text.strip(".").upper()


def find_deltas(pieces: Sequence[Piece], words: Sequence[Word]) -> list[Delta]:
    """Return the triangles that hold a mark and nothing else, each once."""
    marks = [word for word in words if _MARK.fullmatch(mark_of(word.text))]
    triangles = [t for piece in pieces if (t := _triangle(piece)) is not None] if marks else []
    found: dict[tuple[int, int], Delta] = {}
    for triangle in triangles:
        inside = [word for word in marks if _holds(triangle, word)]
        if len(inside) == 1:
            (x0, y0), (x1, y1) = triangle.min(axis=0).tolist(), triangle.max(axis=0).tolist()
            found.setdefault(
                (round(x0), round(y0)), Delta(mark_of(inside[0].text), (x0, y0, x1, y1))
            )
    return list(found.values())


def _triangle(piece: Piece) -> Points | None:
    """Return the corners of a piece that is about an equilateral triangle of a delta's size."""
    if not piece.is_closed or not 4 <= len(piece.points) <= 6:
        return None
    # Numbers, not arrays: a plan has hundreds of small closed lines.
    first, *rest = piece.points.tolist()
    corners = [first, *(b for a, b in pairwise([first, *rest]) if math.dist(a, b) > REPEAT_PT)]
    sides_pt = [math.dist(a, b) for a, b in pairwise(corners)]
    if len(sides_pt) != 3 or max(sides_pt) > MAX_SIDE_RATIO * min(sides_pt):
        return None
    is_sized = min(sides_pt) >= MIN_SIDE_PT and max(sides_pt) <= MAX_SIDE_PT
    return np.array(corners[:3]) if is_sized else None


def _holds(triangle: Points, word: Word) -> bool:
    contour = triangle.astype(np.float32)
    height = float(np.ptp(triangle[:, 1]))
    inside = cv2.pointPolygonTest(contour, centre(word.box_pt), measureDist=False) > 0
    return inside and word.box_pt[3] - word.box_pt[1] < 1.3 * height


def revision_rows(words: Sequence[Word], rows_pt: Sequence[Box]) -> list[RevisionRow]:
    """Return the rows of the revision table that begin or end with a mark.

    Args:
        words: of the sheet.
        rows_pt: boxes left and right of each date of the table, from `TitleBlockZone`.
    """
    found = [_row([w for w in words if _in_row(w, row)], row) for row in rows_pt]
    return [row for row in found if row is not None]


def _in_row(word: Word, row: Box) -> bool:
    x, y = centre(word.box_pt)
    return word.angle_deg == 0 and row[0] <= x <= row[2] and row[1] <= y <= row[3]


def _row(words: list[Word], row_pt: Box) -> RevisionRow | None:
    """Return the row of the cells that stand together around the date in its middle."""
    middle = centre(row_pt)[0]
    words = sorted(words, key=lambda word: word.box_pt[0])
    cells: list[list[Word]] = []
    for word in words:
        gap_pt = word.box_pt[0] - cells[-1][-1].box_pt[2] if cells else 0.0
        if not cells or gap_pt > MAX_CELL_GAP_SIZES * word.size_pt:
            cells.append([])
        cells[-1].append(word)
    together = next((c for c in cells if c[0].box_pt[0] <= middle <= c[-1].box_pt[2]), list[Word]())
    for index in (0, -1):
        mark = mark_of(together[index].text) if len(together) > 1 else ""
        if _MARK.fullmatch(mark):
            rest = together[1:] if index == 0 else together[:-1]
            return RevisionRow(mark, " ".join(word.text for word in rest))
    return None
