"""What belongs to a text: its symbol, its dimension line, the next line, what moved along."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from common.domain.changes import Change, ChangeCategory, ChangeKind
from common.domain.geometry import Box, area, gap, grown, overlap_area
from functions.diff.entry_items import (
    MOVE_GAP_PT,
    ONE_SIDED,
    InkIn,
    Item,
    alike,
    common,
    moved_alike,
)

# How near (in points) the ink of a symbol, leader or dimension line runs to its text, at least,
# and in sizes of the text.
INK_REACH_PT, INK_REACH_SIZES = 4.0, 0.8
# A symbol that was changed together with the text in it, as big as a door with its tag.
SYMBOL_PT = 100.0
INSIDE_SHARE = 0.8
# Arrows outside of a narrow dimension, in sizes of its text.
ARROW_REACH_SIZES = 3.0
# Lines of a note: at most this much blank between them, in sizes.
LINE_GAP_SIZES, LINE_EDGE_SIZES = 1.2, 1.0
SAME_LINE_SHARE, BLANK_SIZES = 0.6, 1.5
SAME_SIZE_RATIO = 1.15
# The rules of a row lie on the edges of its box.
RULE_SLACK_PT = 4.0

_BEGINS_ITEM = re.compile(r"\s*(?:\(?\d{1,3}[.):]|\(?[A-Z][.):]|[-•*–])\s", re.I)


@dataclass(frozen=True, slots=True)
class Annotates:
    """Tells whether ink is the symbol, leader or dimension line of a text that changed with it.

    Attributes:
        ink_in: (removed, added) differing pixels under a box that no text explains.
        ambiguous: boxes of ink around both a text that went and another that came.
    """

    ink_in: InkIn
    ambiguous: frozenset[Box]

    def __call__(self, text: Item, ink: Item) -> bool:
        """Tell it of a text and of ink, in this order."""
        if not (text.is_text and ink.is_linework) or ink.change.kind is ChangeKind.MOVED:
            return False
        if _is_symbol_of(ink.change, text.change):
            return ink.change.box_pt not in self.ambiguous
        if any(_is_in(ink.change, reach) for reach in text.reach_pt):
            return ink.change.kind is text.change.kind
        kind = text.change.kind
        if kind not in ONE_SIDED or ink.change.kind is not kind:
            return False
        if _is_on_axis(ink.change.box_pt, text):
            return True
        reach = grown(text.change.box_pt, max(INK_REACH_PT, INK_REACH_SIZES * text.size_pt))
        both = common(reach, ink.change.box_pt)
        return both is not None and self.ink_in(both)[kind is ChangeKind.ADDED] > 0


def _is_on_axis(ink: Box, text: Item) -> bool:
    """Tell whether ink is an arrow of a dimension too narrow for it, beyond what is measured.

    It points along the text's line, and is no longer across it than the text.
    """
    if text.change.category is not ChangeCategory.DIMENSION:
        return False
    x0, y0, x1, y1 = text.change.box_pt
    left, top, right, bottom = ink
    if text.is_sideways:
        x0, y0, x1, y1, left, top, right, bottom = y0, x0, y1, x1, top, left, bottom, right
    is_small = bottom - top <= y1 - y0
    apart = max(left - x1, x0 - right)
    return is_small and top <= (y0 + y1) / 2 <= bottom and apart <= ARROW_REACH_SIZES * text.size_pt


def _is_in(ink: Change, reach: Box) -> bool:
    return overlap_area(ink.box_pt, grown(reach, RULE_SLACK_PT)) >= INSIDE_SHARE * area(ink.box_pt)


def ambiguous_ink(items: Sequence[Item]) -> frozenset[Box]:
    """Return the boxes of ink in which one text went and another came, as yet unpaired."""
    texts = [item.change for item in items if item.is_text and item.change.kind in ONE_SIDED]
    return frozenset(
        item.change.box_pt
        for item in items
        if item.is_linework
        and len({text.kind for text in texts if _is_symbol_of(item.change, text)}) > 1
    )


def _is_symbol_of(ink: Change, text: Change) -> bool:
    x0, y0, x1, y1 = ink.box_pt
    if text.kind is ChangeKind.MOVED or max(x1 - x0, y1 - y0) > SYMBOL_PT:
        return False
    if {ink.kind, text.kind} == ONE_SIDED:
        return False  # a symbol that went has no tag that came
    return overlap_area(ink.box_pt, text.box_pt) >= INSIDE_SHARE * area(text.box_pt) > 0


def is_next_line(above: Item, below: Item) -> bool:
    """Tell whether the second text continues the first as the next line of one note."""
    if not (above.is_text and below.is_text and alike(above, below)):
        return False
    if above.change.row is not None or below.change.row is not None:
        return False
    if above.change.kind not in ONE_SIDED or above.is_sideways != below.is_sideways:
        return False
    size, other = above.size_pt, below.size_pt
    if max(size, other) > SAME_SIZE_RATIO * min(size, other) or _begins_item(below.change):
        return False
    a, b = (_upright(item) for item in (above, below))
    if _is_beside(a, b, size):
        return True
    blank = max(b[1] - a[3], a[1] - b[3]) if above.is_sideways else b[1] - a[3]
    overlaps = min(a[2], b[2]) > max(a[0], b[0])
    edges = (a[0] - b[0], a[2] - b[2], (a[0] + a[2] - b[0] - b[2]) / 2)
    in_line = min(map(abs, edges)) <= LINE_EDGE_SIZES * size
    return overlaps and in_line and -0.5 * size < blank <= LINE_GAP_SIZES * size


def _is_beside(a: Box, b: Box, size_pt: float) -> bool:
    """Tell whether both stand in one line, as far apart as wide blanks are."""
    shared = min(a[3], b[3]) - max(a[1], b[1])
    blank = max(b[0] - a[2], a[0] - b[2])
    is_level = shared > SAME_LINE_SHARE * min(a[3] - a[1], b[3] - b[1])
    return is_level and blank <= BLANK_SIZES * size_pt


def _upright(item: Item) -> Box:
    x0, y0, x1, y1 = item.change.box_pt
    return (y0, x0, y1, x1) if item.is_sideways else item.change.box_pt


def _begins_item(change: Change) -> bool:
    return _BEGINS_ITEM.match(change.new_text or change.old_text or "") is not None


def moved_along(first: Item, second: Item) -> bool:
    """Tell whether two neighbours moved by the same vector."""
    a, b = first.change, second.change
    if a.moved_pt is None or not alike(first, second):
        return False
    return moved_alike(a, b) and gap(a.box_pt, b.box_pt) <= MOVE_GAP_PT
