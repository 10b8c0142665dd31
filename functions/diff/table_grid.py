"""Ruled tables of a sheet: which words stand in which cell, row and column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

import numpy as np
import numpy.typing as npt

from common.domain.geometry import Box, centre, union_of
from common.domain.sheets import Word
from functions.diff.masks import Flags, Mask
from functions.diff.packed import rules_across, rules_down
from functions.diff.sheet_page import Gray

# At 100 dpi the lines of a row of 8 pt text stand 15 px apart, and a line is 2 px wide.
TABLE_DPI = 100.0
# Lighter is a fill behind the text: headings on gray bars.
RULE_LEVEL = 170
# A rule is longer than any letter's stroke or symbol's edge, if not than a short row's height.
MIN_ROW_RULE_PX, MIN_COLUMN_RULE_PX = 51, 15
# Neighbours share a rule this thick; edges of one column agree to this.
RULE_PX, EDGE_PX = 6, 3
RULED_SHARE = 0.9
# Above and below the text of a row together, in sizes.
BLANK_SIZES = 4.0
MIN_ROWS, MIN_COLUMNS = 3, 2
WORDS_AT_ONCE = 500  # a byte for each pixel of a row and of a column

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that holds words.

    Attributes:
        box_pt: between its rules.
        words: indices of its words, in reading order.
        text: what they say.
    """

    box_pt: Box
    words: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of one row by their column; empty ones are left out."""

    box_pt: Box
    cells: dict[int, Cell]

    @property
    def key(self) -> str:
        """What the row is called: its first cell."""
        return self.cells[min(self.cells)].text

    @property
    def text(self) -> str:
        """All cells in order, set apart by tabs."""
        return "\t".join(self.cells[column].text for column in sorted(self.cells))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows from top to bottom; the left edges, in points, are its columns."""

    rows: tuple[Row, ...]
    lefts_pt: tuple[float, ...]

    @property
    def box_pt(self) -> Box:
        """The box around all rows."""
        return union_of(row.box_pt for row in self.rows)


def ruled_tables(gray: Gray, words: Sequence[Word]) -> list[Table]:
    """Return the tables that are ruled in both directions.

    Args:
        gray: (H, W) uint8, 0 ink, 255 paper, the sheet at TABLE_DPI, not smoothed.
        words: the sheet's words in points.
    """
    rules = _Rules(gray)
    cells: dict[tuple[int, int, int, int], list[int]] = defaultdict(list)
    upright = [index for index, word in enumerate(words) if word.angle_deg == 0]
    for start in range(0, len(upright), WORDS_AT_ONCE):
        some = upright[start : start + WORDS_AT_ONCE]
        boxes_px, enclosed = rules.cells_around([centre(words[index].box_pt) for index in some])
        for index, box_px in compress(zip(some, boxes_px, strict=True), enclosed):
            cells[box_px].append(index)
    rows = [row for row in _rows(cells, rules) if _is_fitted(row, words)]
    return [_table(stack, words) for stack in _stacks(rows)]


_PixelCell = tuple[tuple[int, int, int, int], list[int]]
_PixelRow = list[_PixelCell]


class _Rules:
    """Long straight lines of a sheet."""

    def __init__(self, gray: Gray) -> None:
        ink = np.packbits(gray < RULE_LEVEL, axis=1)
        self._across = rules_across(ink, MIN_ROW_RULE_PX)
        self._across_by_column = np.ascontiguousarray(self._across.T)
        self._down = rules_down(ink, MIN_COLUMN_RULE_PX)
        self._width_px = gray.shape[1]

    def cells_around(
        self, points_pt: Sequence[tuple[float, float]]
    ) -> tuple[list[tuple[int, int, int, int]], list[bool]]:
        """Return the pixels between the rules around points, and which points are enclosed."""
        size_px = (self._width_px, len(self._down))
        at = (np.array(points_pt) * (TABLE_DPI / 72)).astype(int)
        x, y = np.clip(at, 0, np.array(size_px) - 1).T
        rows = np.unpackbits(self._down[y], axis=1, count=self._width_px)
        columns = self._across_by_column[x // 8] & (128 >> x % 8).astype(np.uint8)[:, None]
        (x0, x1, in_row), (y0, y1, in_column) = _around(rows, x), _around(columns, y)
        enclosed = in_row & in_column & (at == np.stack([x, y], axis=1)).all(axis=1)
        boxes = np.stack([x0, y0, x1, y1], axis=1).tolist()
        return [(left, top, right, bottom) for left, top, right, bottom in boxes], enclosed.tolist()

    def is_ruled(self, y: int, x0: int, x1: int) -> bool:
        """Tell whether a horizontal rule runs from x0 to x1 at y, or a few pixels beside it."""
        beside = np.bitwise_or.reduce(self._across[max(0, y - RULE_PX) : y + RULE_PX], axis=0)
        columns = np.unpackbits(beside, count=self._width_px)[x0:x1]
        return x1 <= x0 or bool(columns.mean() >= RULED_SHARE)


def _around(lines: Mask, at: Places) -> tuple[Places, Places, Flags]:
    """Return between which two places each line is crossed around its point, and whether it is.

    Args:
        lines: (n, length) zeros where nothing crosses.
        at: (n,) where on each line its point is.
    """
    start = np.arange(len(lines)) * lines.shape[1]
    crossed = np.concatenate([[-1], np.flatnonzero(lines != 0), [lines.size]])
    after = np.searchsorted(crossed, start + at)
    first, last = crossed[after - 1] - start, crossed[after] - start
    return first + 1, last, (first >= 0) & (last > at) & (last < lines.shape[1])


def _rows(cells: dict[tuple[int, int, int, int], list[int]], rules: _Rules) -> Iterator[_PixelRow]:
    """Yield cells beside one another between the same two rules, at least MIN_COLUMNS."""
    bands: dict[tuple[int, int], _PixelRow] = defaultdict(list)
    for box, words in cells.items():
        bands[box[1], box[3]].append((box, words))
    for band in bands.values():
        band.sort()
        row = [band[0]]
        for (before, _), cell in pairwise(band):
            if not rules.is_ruled(cell[0][1], before[2], cell[0][0]):
                if len(row) >= MIN_COLUMNS:
                    yield row
                row = []
            row.append(cell)
        if len(row) >= MIN_COLUMNS:
            yield row


def _is_fitted(row: _PixelRow, words: Sequence[Word]) -> bool:
    """Tell whether the tallest text of a row nearly fills it; rooms of a plan are far higher."""
    (_, y0, _, y1), scale = row[0][0], 72 / TABLE_DPI
    blocks = [union_of(words[i].box_pt for i in members) for _, members in row]
    text_pt = max(box[3] - box[1] for box in blocks)
    size_pt = max(words[i].size_pt for _, members in row for i in members)
    return (y1 - y0) * scale <= text_pt + BLANK_SIZES * size_pt


def _stacks(rows: Sequence[_PixelRow]) -> Iterator[list[_PixelRow]]:
    """Yield rows below one another with common columns, at least MIN_ROWS."""
    open_stacks: list[list[_PixelRow]] = []
    for row in sorted(rows, key=lambda row: row[0][0][1]):
        above = next((s for s in open_stacks if _is_below(s[-1], row)), None)
        if above is None:
            open_stacks.append([row])
        else:
            above.append(row)
    yield from (stack for stack in open_stacks if len(stack) >= MIN_ROWS)


def _is_below(above: _PixelRow, row: _PixelRow) -> bool:
    gap = row[0][0][1] - above[0][0][3]
    lefts, others = ([box[0] for box, _ in r] for r in (above, row))
    shared = sum(any(abs(left - other) <= EDGE_PX for other in others) for left in lefts)
    return 0 <= gap <= RULE_PX and shared >= min(MIN_COLUMNS, len(lefts), len(others))


def _table(stack: Sequence[_PixelRow], words: Sequence[Word]) -> Table:
    edges = sorted(box[0] for row in stack for box, _ in row)
    # An edge within EDGE_PX of its column's first one belongs to that column.
    starts: list[int] = []
    for edge in edges:
        if not starts or edge - starts[-1] > EDGE_PX:
            starts.append(edge)
    scale = 72 / TABLE_DPI
    rows = tuple(_row(row, starts, words, scale) for row in stack)
    return Table(rows=rows, lefts_pt=tuple(edge * scale for edge in starts))


def _row(cells: _PixelRow, starts: Sequence[int], words: Sequence[Word], scale: float) -> Row:
    found: dict[int, Cell] = {}
    for (x0, y0, x1, y1), members in cells:
        column = int(np.searchsorted(starts, x0 + 1)) - 1
        in_order = tuple(sorted(members, key=lambda i: (words[i].line, i)))
        found[column] = Cell(
            box_pt=(x0 * scale, y0 * scale, x1 * scale, y1 * scale),
            words=in_order,
            text=" ".join(words[i].text for i in in_order),
        )
    return Row(box_pt=union_of(cell.box_pt for cell in found.values()), cells=found)
