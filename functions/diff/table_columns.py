"""Tables without rules: texts that stand in columns, row below row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from common.domain.geometry import Box, union_of
from common.domain.sheets import Word
from functions.diff.phrases import segments_of
from functions.diff.table_grid import Cell, Row, Table

# Texts of one row share a base line, of one column a left edge; both in sizes.
BASE_LINE_SIZES, EDGE_SIZES = 0.35, 0.3
# Rows follow one another, with room for the heading of a group; cells stand beside one another.
# Both in sizes.
ROW_GAP_SIZES, CELL_GAP_SIZES = 6.0, 30.0
# A row of the same columns to a hair may stand further down, in a group of its own.
FAR_ROW_GAP_SIZES, EXACT_PT = 12.0, 0.5
MIN_ROWS, MIN_SHARED_COLUMNS = 3, 2
# Cells are short. Two columns of notes, set side by side, are no table.
MAX_MEDIAN_WORDS, MAX_KEY_LETTERS = 4, 12


@dataclass(frozen=True, slots=True)
class _Segment:
    words: tuple[int, ...]
    box_pt: Box
    size_pt: float


_Line = list[_Segment]


def aligned_tables(words: Sequence[Word], taken: set[int]) -> list[Table]:
    """Return the tables that only the alignment of their texts makes.

    Args:
        words: the sheet's.
        taken: indices of words that are known to stand elsewhere.
    """
    segments = [_segment(words, indices) for indices in segments_of(words)]
    free = [s for s in segments if taken.isdisjoint(s.words) and words[s.words[0]].angle_deg == 0]
    lines = [part for line in _lines(free) for part in _neighbours(line)]
    stacks = [part for stack in _stacks(lines) for part in _by_headings(stack, words)]
    stacks = [stack for stack in stacks if len(stack) >= MIN_ROWS]
    return [_table(stack, words) for stack in stacks if _is_table(stack, words)]


def _segment(words: Sequence[Word], indices: Sequence[int]) -> _Segment:
    box = union_of(words[index].box_pt for index in indices)
    return _Segment(tuple(indices), box, max(words[index].size_pt for index in indices))


def _lines(segments: Sequence[_Segment]) -> Iterator[_Line]:
    """Yield texts on one base line, from left to right."""
    line: _Line = []
    for segment in sorted(segments, key=lambda s: (s.box_pt[3], s.box_pt[0])):
        if line and segment.box_pt[3] - line[-1].box_pt[3] > BASE_LINE_SIZES * segment.size_pt:
            yield sorted(line, key=lambda s: s.box_pt[0])
            line = []
        line.append(segment)
    yield sorted(line, key=lambda s: s.box_pt[0])


def _neighbours(line: _Line) -> Iterator[_Line]:
    """Yield the parts of a line that no wide gap sets apart."""
    part = line[:1]
    for before, segment in pairwise(line):
        if segment.box_pt[0] - before.box_pt[2] > CELL_GAP_SIZES * segment.size_pt:
            yield part
            part = []
        part.append(segment)
    yield part


def _stacks(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Return lines that share columns with the one above them."""
    stacks: list[list[_Line]] = []
    for line in lines:
        above = next((stack for stack in stacks if _continues(stack[-1], line)), None)
        if above is not None:
            above.append(line)
        elif len(line) >= MIN_SHARED_COLUMNS:
            stacks.insert(0, [line])
    return stacks


def _continues(above: _Line, line: _Line) -> bool:
    if len(line) < MIN_SHARED_COLUMNS:
        return False
    size = line[0].size_pt
    gap = line[0].box_pt[1] - above[0].box_pt[3]
    apart = [min(abs(a.box_pt[0] - b.box_pt[0]) for b in line) for a in above]
    is_exact = len(line) == len(above) and max(apart) <= EXACT_PT
    shared = sum(distance <= EDGE_SIZES * size for distance in apart)
    reach = FAR_ROW_GAP_SIZES if is_exact else ROW_GAP_SIZES
    return -size < gap <= reach * size and shared >= MIN_SHARED_COLUMNS


def _by_headings(stack: Sequence[_Line], words: Sequence[Word]) -> Iterator[list[_Line]]:
    """Yield the parts of a stack that begin with the same headings as its first line."""
    part: list[_Line] = []
    for line in stack:
        if part and _heads(line, words) == _heads(stack[0], words):
            yield part
            part = []
        part.append(line)
    yield part


def _heads(line: _Line, words: Sequence[Word]) -> list[str]:
    return [words[i].text for segment in line[:2] for i in segment.words]


def _is_table(stack: Sequence[_Line], words: Sequence[Word]) -> bool:
    if median(len(segment.words) for line in stack for segment in line) > MAX_MEDIAN_WORDS:
        return False
    keys = [" ".join(words[i].text for i in line[0].words) for line in stack]
    return min(map(len, stack)) > 2 or median(map(len, keys)) <= MAX_KEY_LETTERS


def _table(stack: Sequence[_Line], words: Sequence[Word]) -> Table:
    lefts: list[float] = []
    counts: list[int] = []
    for segment in sorted((s for line in stack for s in line), key=lambda s: s.box_pt[0]):
        if not lefts or segment.box_pt[0] - lefts[-1] > EDGE_SIZES * segment.size_pt:
            lefts.append(segment.box_pt[0])
            counts.append(0)
        counts[-1] += 1
    # What stands alone in its column is a text of the drawing that is in line by chance.
    kept = [left for left, count in zip(lefts, counts, strict=True) if count > 1]
    rows = (_row(line, lefts, kept, words) for line in stack)
    return Table(rows=tuple(row for row in rows if row), lefts_pt=tuple(kept))


def _row(
    line: _Line, lefts: Sequence[float], kept: Sequence[float], words: Sequence[Word]
) -> Row | None:
    cells: dict[int, Cell] = {}
    for segment in line:
        left = max(left for left in lefts if left <= segment.box_pt[0])
        if left in kept:
            text = " ".join(words[i].text for i in segment.words)
            cell = Cell(box_pt=segment.box_pt, words=segment.words, text=text)
            cells[kept.index(left)] = cell
    if len(cells) < MIN_SHARED_COLUMNS:
        return None
    return Row(box_pt=union_of(cell.box_pt for cell in cells.values()), cells=cells)
