"""Table against table: rows that came and went, cells that read differently.

Without rows, a schedule that gets a new line in its middle reads as if every cell below it had
changed: words stand on words of the next row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from common.domain.changes import ChangeKind
from common.domain.geometry import Box, overlap_share, union, union_of
from common.domain.sheets import Word
from functions.diff.phrase_pairs import TextChange
from functions.diff.same_text import equal_in_place
from functions.diff.table_grid import Cell, Row, Table

SAME_TABLE_SHARE = 0.5
COLUMN_SLACK_PT, SAME_COLUMNS_SHARE = 4.0, 0.6
# A row whose first cell reads differently is the same row if this share of its cells is equal.
SAME_ROW_SHARE = 0.5
# This many changed cells, and more than half of the row, are told as one change of the row.
ROW_CELLS = 3
MOVE_SLACK_PT = 1.5
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class TableComparison:
    """What tables say.

    Attributes:
        changes: rows and cells that differ.
        old_words: indices of the words that tables explain; nobody else need look at them.
        new_words: likewise.
        moved_boxes_pt: words of rows that made room for others: where they stand and stood.
    """

    changes: list[TextChange] = field(default_factory=list)
    old_words: set[int] = field(default_factory=set)
    new_words: set[int] = field(default_factory=set)
    moved_boxes_pt: list[Box] = field(default_factory=list)


def compare_tables(
    old: Sequence[Table],
    new: Sequence[Table],
    old_words: Sequence[Word],
    new_words: Sequence[Word],
) -> TableComparison:
    """Compare those tables that stand in one place and have the same columns.

    Args:
        old: tables in the new frame.
        new: likewise.
        old_words: all words in the new frame, which the tables' words refer to.
        new_words: likewise.
    """
    found = TableComparison()
    kept = dict(equal_in_place(old_words, new_words))
    for before, after in _same_tables(old, new):
        pairs = _pair_rows(before.rows, after.rows, kept)
        if all(o and n and _texts(o) == _texts(n) for o, n in pairs):
            continue
        _TablePair(before, after, old_words, new_words, kept).tell(pairs, found)
    # A word in a table of one sheet only would look as if it had come or gone to those who
    # compare the rest.
    lone = [(i, j) for i, j in kept.items() if (i in found.old_words) != (j in found.new_words)]
    found.old_words.difference_update(i for i, _ in lone)
    found.new_words.difference_update(j for _, j in lone)
    return found


def _same_tables(old: Sequence[Table], new: Sequence[Table]) -> Iterator[tuple[Table, Table]]:
    free = list(new)
    for table in old:
        best = max(free, key=lambda other: _common_share(table, other), default=None)
        if best is not None and _common_share(table, best) > SAME_TABLE_SHARE:
            free.remove(best)
            lefts = _common_lefts(table, best)
            if lefts:
                yield _with_columns(table, lefts), _with_columns(best, lefts)


def _common_share(first: Table, second: Table) -> float:
    return overlap_share(first.box_pt, second.box_pt)


def _common_lefts(first: Table, second: Table) -> tuple[float, ...]:
    """Return the left edges of all columns of both; none where the columns are others."""
    lefts = list(first.lefts_pt)
    lefts += [
        left
        for left in second.lefts_pt
        if all(abs(left - other) > COLUMN_SLACK_PT for other in first.lefts_pt)
    ]
    shared = len(first.lefts_pt) + len(second.lefts_pt) - len(lefts)
    is_same = shared >= SAME_COLUMNS_SHARE * max(len(first.lefts_pt), len(second.lefts_pt))
    return tuple(sorted(lefts)) if is_same else ()


def _with_columns(table: Table, lefts_pt: tuple[float, ...]) -> Table:
    """Return the table with its cells counted by other columns' edges."""
    number = {
        column: min(range(len(lefts_pt)), key=lambda k: abs(lefts_pt[k] - left))
        for column, left in enumerate(table.lefts_pt)
    }
    rows = tuple(
        replace(row, cells={number[column]: cell for column, cell in row.cells.items()})
        for row in table.rows
    )
    return Table(rows=rows, lefts_pt=lefts_pt)


# --- rows ---------------------------------------------------------------------------------------

RowPair = tuple[Row | None, Row | None]


def _texts(row: Row) -> dict[int, str]:
    return {column: cell.text for column, cell in row.cells.items()}


def _pair_rows(old: Sequence[Row], new: Sequence[Row], kept: Mapping[int, int]) -> list[RowPair]:
    """Pair rows that are equal, of one name, of the same words in place, and much alike."""
    pairs: list[tuple[int, int]] = []
    by_text = SequenceMatcher(
        None, [row.text for row in old], [row.text for row in new], autojunk=False
    )
    for block in by_text.get_matching_blocks():
        pairs += [(block.a + k, block.b + k) for k in range(block.size)]
    pairs += _pairs_by_key(old, new, pairs)
    pairs += _best_pairs(old, new, pairs, lambda o, n: _kept_share(o, n, kept))
    pairs += _best_pairs(old, new, pairs, _likeness)
    paired_old, paired_new = ({pair[side] for pair in pairs} for side in (0, 1))
    found: list[RowPair] = [(old[i], new[j]) for i, j in pairs]
    found += [(row, None) for i, row in enumerate(old) if i not in paired_old]
    return found + [(None, row) for j, row in enumerate(new) if j not in paired_new]


def _left(count: int, taken: set[int]) -> list[int]:
    return [i for i in range(count) if i not in taken]


def _pairs_by_key(
    old: Sequence[Row], new: Sequence[Row], pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    left_old = _left(len(old), {i for i, _ in pairs})
    left_new = _left(len(new), {j for _, j in pairs})
    keys_old, keys_new = (
        Counter(rows[i].key for i in left if 0 in rows[i].cells)
        for rows, left in ((old, left_old), (new, left_new))
    )
    names = {key for key, count in keys_old.items() if count == 1 == keys_new[key]}
    places = {new[j].key: j for j in left_new if 0 in new[j].cells}
    return [(i, places[old[i].key]) for i in left_old if 0 in old[i].cells and old[i].key in names]


def _best_pairs(
    old: Sequence[Row],
    new: Sequence[Row],
    pairs: Sequence[tuple[int, int]],
    likeness_of: Callable[[Row, Row], float],
) -> list[tuple[int, int]]:
    left_old = _left(len(old), {i for i, _ in pairs})
    left_new = _left(len(new), {j for _, j in pairs})
    ranked = sorted(
        (-likeness_of(old[i], new[j]), abs(i - j), i, j) for i in left_old for j in left_new
    )
    found: list[tuple[int, int]] = []
    for likeness, _, i, j in ranked:
        free = all(i != a and j != b for a, b in found)
        if free and -likeness >= SAME_ROW_SHARE:
            found.append((i, j))
    return found


def _likeness(old: Row, new: Row) -> float:
    before, after = _texts(old), _texts(new)
    equal = sum(before.get(column) == text for column, text in after.items())
    return equal / max(len(before), len(after))


def _kept_share(old: Row, new: Row, kept: Mapping[int, int]) -> float:
    """Return the share of words that both rows print in one place, however cells cut them."""
    before, after = set(_words(old.cells.values())), set(_words(new.cells.values()))
    same = sum(kept.get(i) in after for i in before)
    return same / max(len(before), len(after))


def _words(cells: Iterable[Cell]) -> list[int]:
    return [index for cell in cells for index in cell.words]


# --- telling ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _TablePair:
    old: Table
    new: Table
    old_words: Sequence[Word]
    new_words: Sequence[Word]
    kept: Mapping[int, int]

    def tell(self, pairs: Sequence[RowPair], found: TableComparison) -> None:
        """Add what differs, and the words that are thereby explained."""
        for before, after in pairs:
            if before is None or after is None:
                beside = self._beside(before, after)
                if 2 * len(beside) > len(_words((*_cells_of(before), *_cells_of(after)))):
                    continue  # no row came or went: text in columns was taken for one
                if not self._keeps(_cells_of(before), _cells_of(after)):
                    found.changes += self._one_sided(before, after, beside)
            else:
                found.changes += self._cells(before, after)
                if not self._stays(before, after):
                    found.moved_boxes_pt += _word_boxes(before, self.old_words)
                    found.moved_boxes_pt += _word_boxes(after, self.new_words)
            found.old_words.update(_words(_cells_of(before)))
            found.new_words.update(_words(_cells_of(after)))

    def _beside(self, old: Row | None, new: Row | None) -> set[int]:
        """Return the words of a row that the other sheet prints in place, but in no row."""
        arrived = {j: i for i, j in self.kept.items()}
        row, other, counterpart = (old, self.new, self.kept) if old else (new, self.old, arrived)
        in_table = {i for other_row in other.rows for i in _words(_cells_of(other_row))}
        words = _words(_cells_of(row))
        return {i for i in words if i in counterpart and counterpart[i] not in in_table}

    def _one_sided(
        self, old: Row | None, new: Row | None, beside: Container[int]
    ) -> list[TextChange]:
        """Return a row that came or went; where one cell of it stayed by itself, the others."""
        row = new or old
        if row is None:
            raise ValueError("a row that came or went is needed")
        cells = [
            self._cell(None if new else cell, cell if new else None, column, row)
            for column, cell in row.cells.items()
            if not all(i in beside for i in cell.words)
        ]
        return cells if len(cells) < len(row.cells) else [self._whole_row(row, cells)]

    def _keeps(self, old: Sequence[Cell], new: Sequence[Cell]) -> bool:
        """Tell whether both sheets print all these words in place.

        A rule that came or went, or another font, cuts them to other cells.
        """
        arrived = set(self.kept.values())
        return all(i in self.kept for i in _words(old)) and all(j in arrived for j in _words(new))

    def _whole_row(self, row: Row, parts: Sequence[TextChange]) -> TextChange:
        kind = parts[0].kind
        came = kind is ChangeKind.ADDED
        return TextChange(
            kind=kind,
            box_pt=row.box_pt,
            old_box_pt=None if came else row.box_pt,
            old_text=None if came else row.text,
            new_text=row.text if came else None,
            size_pt=parts[0].size_pt,
            row=row.key,
            parts=tuple(parts),
            reach_pt=(row.box_pt, *self._grown_by(added=came)),
        )

    def _grown_by(self, *, added: bool) -> tuple[Box, ...]:
        """Return the strip by which the table got longer (or shorter): its rules came there."""
        shorter, longer = (self.old, self.new) if added else (self.new, self.old)
        x0, _, x1, bottom = shorter.box_pt
        end = longer.box_pt[3]
        return ((x0, bottom, x1, end),) if end > bottom + MOVE_SLACK_PT else ()

    def _stays(self, old: Row, new: Row) -> bool:
        """Tell whether a row stands where it stood.

        Of text that is in columns by chance one word may be counted to the row above on one sheet
        only: then the rows' boxes are others, and most of their words are in place.
        """
        is_in_place = _shift_pt(old, new) <= MOVE_SLACK_PT
        return is_in_place or _kept_share(old, new, self.kept) >= SAME_ROW_SHARE

    def _cells(self, old: Row, new: Row) -> list[TextChange]:
        if old.text.split() == new.text.split():
            return []  # cut to other cells, it reads the same
        columns = sorted(old.cells.keys() | new.cells.keys())
        stays = self._stays(old, new)
        differing = [
            self._cell(old.cells.get(column), new.cells.get(column), column, new)
            for column in columns
            if _texts(old).get(column) != _texts(new).get(column)
            and not (stays and self._keeps(_cells_of(old, column), _cells_of(new, column)))
        ]
        if len(differing) < ROW_CELLS or 2 * len(differing) <= len(columns):
            return differing
        return [_row_of(differing)]

    def _cell(self, old: Cell | None, new: Cell | None, column: int, row: Row) -> TextChange:
        kind = ChangeKind.MODIFIED if old and new else ChangeKind.ADDED
        boxes = [
            (_words_box(cell, words), words[cell.words[0]].size_pt)
            for cell, words in ((old, self.old_words), (new, self.new_words))
            if cell is not None
        ]
        box = boxes[-1][0]
        if len(boxes) == 2 and _shift_pt(old, new) <= MOVE_SLACK_PT:
            box = union(box, boxes[0][0])
        return TextChange(
            kind=kind if new else ChangeKind.REMOVED,
            box_pt=box,
            old_box_pt=boxes[0][0] if old else None,
            old_text=old.text if old else None,
            new_text=new.text if new else None,
            size_pt=boxes[-1][1],
            row=row.key,
            column=self._heading(column, row),
        )

    def _heading(self, column: int, row: Row) -> str | None:
        """Return what stands over a column; a first row with figures in it is no heading."""
        first = self.new.rows[0]
        if first is row or column not in first.cells or _DIGIT.search(first.text):
            return None
        return first.cells[column].text


def _cells_of(row: Row | None, column: int | None = None) -> list[Cell]:
    """Return the cells of a row, or the one in a column, as far as they are there."""
    if row is None:
        return []
    return [cell for place, cell in row.cells.items() if column is None or place == column]


def _row_of(cells: Sequence[TextChange]) -> TextChange:
    old_boxes = [cell.old_box_pt for cell in cells if cell.old_box_pt]
    old, new = (
        "\t".join(text for cell in cells if (text := getattr(cell, which)))
        for which in ("old_text", "new_text")
    )
    return TextChange(
        kind=ChangeKind.MODIFIED,
        box_pt=union_of(cell.box_pt for cell in cells),
        old_box_pt=union_of(old_boxes) if old_boxes else None,
        old_text=old or None,
        new_text=new or None,
        size_pt=cells[0].size_pt,
        row=cells[0].row,
        parts=tuple(cells),
    )


def _shift_pt(old: Row | Cell | None, new: Row | Cell | None) -> float:
    if old is None or new is None:
        return 0.0
    return max(abs(a - b) for a, b in zip(old.box_pt[:2], new.box_pt[:2], strict=True))


def _word_boxes(row: Row, words: Sequence[Word]) -> list[Box]:
    return [_words_box(cell, words) for cell in row.cells.values()]


def _words_box(cell: Cell, words: Sequence[Word]) -> Box:
    return union_of(words[index].box_pt for index in cell.words)
