"""The tables of a pair of sheets: found on both in the new frame, compared row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from common.domain.geometry import POINTS_PER_INCH, Transform
from common.domain.sheets import Word
from functions.diff.sheet_page import Gray, SheetPage
from functions.diff.table_changes import TableComparison, compare_tables
from functions.diff.table_columns import aligned_tables
from functions.diff.table_grid import TABLE_DPI, Table, ruled_tables
from functions.diff.text_changes import mapped_words


def table_changes(
    old: SheetPage,
    new: SheetPage,
    words: tuple[Sequence[Word], Sequence[Word]],
    new_from_old: Transform,
) -> TableComparison:
    """Return what the tables of both sheets say; nothing where both print the same words.

    Args:
        old: the old sheet.
        new: the new sheet.
        words: of both text layers, in points of their pages.
        new_from_old: how the sheets lie.
    """
    before, after = mapped_words(words[0], new_from_old), words[1]
    if _bag(before) == _bag(after):
        return TableComparison()
    scale = TABLE_DPI / POINTS_PER_INCH
    device = Transform(a=scale, d=scale)
    box_px = (0, 0, *new.size_px(TABLE_DPI))
    # One after the other: each drawing is 9 MB of ARCH D.
    old_tables, new_tables = (
        _all(sheet.render_band(on_device, box_px, antialias=False, has_texts=False), own)
        for sheet, on_device, own in (
            (old, device.after(new_from_old), before),
            (new, device, after),
        )
    )
    return compare_tables(old_tables, new_tables, before, after)


def _all(gray: Gray, words: Sequence[Word]) -> list[Table]:
    """Return the ruled tables, and those of the other words that are in columns."""
    ruled = ruled_tables(gray, words)
    taken = {i for t in ruled for row in t.rows for cell in row.cells.values() for i in cell.words}
    return ruled + aligned_tables(words, taken)


def _bag(words: Sequence[Word]) -> Counter[str]:
    return Counter(word.text for word in words)
