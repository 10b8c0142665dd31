"""Entries of the change list: made from texts, regions, marks and fills, then named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from common.domain.changes import Change, ChangeCategory, ChangeKind
from common.domain.geometry import Box, Transform, area, centre
from common.domain.sheets import Word
from functions.diff.align_grade import MovedContent
from functions.diff.dimension_text import looks_like_dimension, prints_millimetres
from functions.diff.entries import parts_of
from functions.diff.frame import Frame
from functions.diff.moved_regions import MovedRegion
from functions.diff.regions import Region
from functions.diff.revision_marks import Mark
from functions.diff.ruled_title_block import RuledTitleBlock
from functions.diff.sheet_page import SheetPage
from functions.diff.text_changes import TextChange
from functions.diff.title_block_zone import TitleBlockZone

MAX_CHANGES = 2000


class ChangeBuilder:
    """Makes entries of one pair's change list; ids come last, see `numbered`."""

    def __init__(
        self,
        frame: Frame,
        new: SheetPage,
        words: Sequence[Word],
        ruled: RuledTitleBlock | None = None,
    ) -> None:
        """Take what tells the title block: words, on scans rules too."""
        self._frame = frame
        self._ruled = ruled
        self._title_block = TitleBlockZone(words, new.size)
        self._millimetres = prints_millimetres(word.text for word in words)

    def text(self, text: TextChange, ink_px: int) -> Change:
        """Return the entry of a text, with what it read and reads, in its table and in parts."""
        change = self._change(text.kind, self._text_category(text), text.box_pt, ink_px)
        moved_pt = None
        if text.kind is ChangeKind.MOVED and text.old_box_pt is not None:
            (x0, y0), (x1, y1) = centre(text.old_box_pt), centre(text.box_pt)
            moved_pt = (x1 - x0, y1 - y0)
        if self._is_title_block(text):
            change = replace(change, category=ChangeCategory.TITLE_BLOCK)
        return replace(
            change,
            old_text=text.old_text,
            new_text=text.new_text,
            moved_pt=moved_pt,
            row=text.row,
            column=text.column,
            parts=tuple(part for cell in text.parts for part in parts_of(self.text(cell, 0))),
        )

    def _is_title_block(self, text: TextChange) -> bool:
        """Tell whether a text, or half the cells of a row, are the title block's."""
        held = [
            self._title_block.holds(cell.box_pt, (cell.old_text, cell.new_text))
            for cell in text.parts or (text,)
        ]
        return 2 * sum(held) >= len(held)

    def _text_category(self, text: TextChange) -> ChangeCategory:
        if text.parts:
            return ChangeCategory.TEXT
        texts = [t for t in (text.old_text, text.new_text) if t is not None]
        if all(looks_like_dimension(t, millimetres=self._millimetres) for t in texts):
            return ChangeCategory.DIMENSION
        return ChangeCategory.TEXT

    def region(self, region: Region) -> Change:
        """Return the entry of ink that no text explains."""
        category = self._ink_category(region.box_pt)
        return self._change(region.kind, category, region.box_pt, region.ink_px)

    def moved_region(self, move: MovedRegion) -> Change:
        """Return the entry of a piece of linework that moved."""
        category = self._ink_category(move.box_pt)
        change = self._change(ChangeKind.MOVED, category, move.box_pt, move.ink_px)
        return replace(change, moved_pt=move.moved_pt)

    def mark(self, mark: Mark, kind: ChangeKind, ink_px: int) -> Change:
        """Return the entry of a cloud or delta that came or went."""
        change = self._change(kind, ChangeCategory.REVISION_MARK, mark.box_pt, ink_px)
        text = mark.delta.mark if mark.delta else None
        if kind is ChangeKind.ADDED:
            return replace(change, new_text=text)
        return replace(change, old_text=text)

    def fill(self, box_pt: Box, pieces: Sequence[Change] = ()) -> Change:
        """Return the entry of an area that has another shade or colour, with the ink of others."""
        change = self._change(ChangeKind.MODIFIED, ChangeCategory.FILL, box_pt, 0)
        return replace(change, ink_px=sum(piece.ink_px for piece in pieces))

    def moved_content(self, model: MovedContent, new_from_old: Transform) -> Change:
        """Return the one entry of a part of the sheet that moved as a whole."""
        x, y = centre(model.box_pt)
        unmoved = new_from_old.after(model.new_from_old.inverse())
        box = unmoved.apply_box((x, y, x, y))
        change = self._change(ChangeKind.MOVED, ChangeCategory.LINEWORK, model.box_pt, 0)
        beyond = model.new_from_old.after(new_from_old.inverse())
        return replace(
            change,
            moved_pt=(x - box[0], y - box[1]),
            scaled=round(beyond.scale, 4),
            turned_deg=180 - (180 - round(beyond.rotation_deg, 2)) % 360,
        )

    def _ink_category(self, box_pt: Box) -> ChangeCategory:
        in_title_block = self._title_block.holds_ink(box_pt) or (
            self._ruled is not None and self._ruled.holds(box_pt)
        )
        return ChangeCategory.TITLE_BLOCK if in_title_block else ChangeCategory.LINEWORK

    def _change(
        self, kind: ChangeKind, category: ChangeCategory, box_pt: Box, ink_px: int
    ) -> Change:
        frame = self._frame
        per_300_dpi = (300 / frame.dpi) ** 2
        return Change(
            id="",
            kind=kind,
            category=category,
            box_pt=box_pt,
            box_px=frame.box_px(box_pt),
            ink_px=round(ink_px * per_300_dpi),
        )


def numbered(changes: list[Change]) -> tuple[Change, ...]:
    """Keep the biggest, put them in reading order (rows of an inch), and name them.

    What stands for no ink of its own goes before all that does: a moved view, a recoloured area.
    """
    biggest = sorted(changes, key=_rank)[:MAX_CHANGES]
    in_order = sorted(biggest, key=lambda c: (int(c.box_pt[1] // 72), c.box_pt[0], c.box_pt[1]))
    return tuple(replace(c, id=f"c{number}") for number, c in enumerate(in_order, start=1))


def _rank(change: Change) -> tuple[bool, int, float]:
    return change.ink_px > 0, -change.ink_px, -area(change.box_pt)
