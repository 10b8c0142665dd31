"""The texts of two sheets that lie on one another, and which of their changes are entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from common.domain.changes import ChangeKind
from common.domain.geometry import Box, Transform, area, overlap_area
from common.domain.ink_ledger import MuteReason
from common.domain.sheets import Word
from functions.diff.change_builder import ChangeBuilder
from functions.diff.change_cells import ChangeCells
from functions.diff.close_look import CloseLook
from functions.diff.entry_items import Item
from functions.diff.moved_cells import with_moved_cells
from functions.diff.sheet_page import SheetPage
from functions.diff.tables import table_changes
from functions.diff.text_changes import TextChange, TextComparison, compare_text

# A text entry counts only if ink changed too: another font or encoding prints the same.
MIN_TEXT_INK_PX = 12


def compare_texts(
    old: SheetPage,
    new: SheetPage,
    words: tuple[Sequence[Word], Sequence[Word]],
    transforms: list[Transform],
) -> TextComparison:
    """Compare tables by their rows, then all other words.

    Args:
        old: the old sheet, whose rules cut tables to cells.
        new: the new sheet.
        words: of both text layers, in points of their pages.
        transforms: the sheet's, then those of its parts that moved.
    """
    tables = table_changes(old, new, words, transforms[0])
    before, after = (
        [word for index, word in enumerate(own) if index not in told]
        for own, told in zip(words, (tables.old_words, tables.new_words), strict=True)
    )
    texts = compare_text(before, after, transforms)
    # The words that a table's changed rows keep may be set in another font like all others.
    kept = compare_text(
        [words[0][index] for index in sorted(tables.old_words)],
        [words[1][index] for index in sorted(tables.new_words)],
        transforms[:1],
    )
    return replace(
        texts,
        changes=tuple(with_moved_cells(tables.changes, texts.changes)),
        same_boxes_pt=(*texts.same_boxes_pt, *kept.same_boxes_pt),
        other_font_boxes_pt=(*texts.other_font_boxes_pt, *kept.other_font_boxes_pt),
        left_boxes_pt=(*texts.left_boxes_pt, *tables.moved_boxes_pt),
    )


def text_entries(
    texts: TextComparison,
    cells: ChangeCells,
    build: ChangeBuilder,
    look: CloseLook | None,
    deltas_pt: Sequence[Box],
) -> tuple[list[Item], list[Box]]:
    """Take all text's ink out of the cells.

    Args:
        texts: what the text layers say.
        cells: what ink says.
        build: makes the entries.
        look: for texts on one spot with hardly any ink changed; `None` where a scan's print
            cannot be told from its noise.
        deltas_pt: that have entries, on which their ink is booked: a text there has none left.

    Returns:
        The entries of the texts whose ink changed, and the places of those that read differently
        with hardly any ink changed and that nobody looked at.
    """
    ink_px = {text: _ink_of(text, cells) for text in texts.changes}
    seen = {
        text
        for text in ink_px
        if ink_px[text] >= MIN_TEXT_INK_PX or any(covered(box, deltas_pt) for box in text.places_pt)
    }
    # Looks are limited: where most ink differs comes first.
    doubtful = [t for t in ink_px if t.kind is ChangeKind.MODIFIED and t not in seen]
    doubtful.sort(key=lambda text: -ink_px[text])
    seen |= {text for text in doubtful if look and look.differs(text.box_pt)}
    shown, unseen = (
        {box for text in ink_px if (text in seen) is is_seen for box in text.places_pt}
        for is_seen in (True, False)
    )
    cells.report(sorted(shown))
    cells.mute(sorted(unseen), MuteReason.FONT)
    cells.mute(texts.left_boxes_pt, MuteReason.MOVED_VIEW)
    found = [
        Item(
            change=build.text(text, ink_px[text]),
            size_pt=text.size_pt,
            is_sideways=text.is_sideways,
            reach_pt=text.reach_pt,
        )
        for text in texts.changes
        if text in seen
    ]
    return found, look.skipped_pt if look else [text.box_pt for text in doubtful]


def _ink_of(text: TextChange, cells: ChangeCells) -> int:
    return sum(sum(cells.ink_in(box)) for box in set(text.places_pt))


def covered(box_pt: Box, said: Sequence[Box]) -> bool:
    """Whether other entries together stand for most of this area; one small text does not."""
    return sum(overlap_area(box_pt, other) for other in said) > 0.5 * area(box_pt)
