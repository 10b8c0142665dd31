"""From places that differ to entries of the change list: what is one change to a reader is one.

Nothing is dropped: every place stays as a part of exactly one entry, with its own box and texts.
What may be joined, and what must not, is decided in docs/adr/0017-one-change-one-entry.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from common.domain.changes import Change, ChangeCategory, ChangeKind, ChangePart
from common.domain.geometry import Box, area, gap, gaps, grown, overlap_area, union

# How near (in points) the ink of a symbol, leader or dimension line runs to its text, at least,
# and in sizes of the text.
INK_REACH_PT, INK_REACH_SIZES = 4.0, 0.8
# Pieces of one figure: as near as two change cells, and hardly any bare paper in their union.
PIECE_GAP_PT, PIECE_GROWTH = 4.0, 1.5
# A line is no thicker than two change cells; half of it or more runs along the figure it is of.
LINE_WIDTH_PT, ALONG_SHARE = 4.0, 0.5
# A symbol that was changed together with the text in it, as big as a door with its tag.
SYMBOL_PT = 100.0
INSIDE_SHARE = 0.8
# Lines of a note: at most this much blank between them, in sizes.
LINE_GAP_SIZES, LINE_EDGE_SIZES = 1.2, 1.0
SAME_LINE_SHARE, BLANK_SIZES = 0.6, 1.5
SAME_SIZE_RATIO = 1.15
# The rules of a row lie on the edges of its box.
RULE_SLACK_PT = 4.0
# Texts that moved together.
MOVE_SLACK_PT, MOVE_GAP_PT = 1.0, 36.0
# Joined entries get no longer than this, or hardly longer than the longest place in them.
MAX_SIDE_PT, MAX_GROWTH = 500.0, 1.2
MAX_ITEMS = 3000

_BEGINS_ITEM = re.compile(r"\s*(?:\(?\d{1,3}[.):]|\(?[A-Z][.):]|[-•*–])\s", re.I)
_TEXTS = frozenset({ChangeCategory.TEXT, ChangeCategory.DIMENSION})
_ONE_SIDED = frozenset({ChangeKind.ADDED, ChangeKind.REMOVED})

InkIn = Callable[[Box], tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One place that differs, before it is joined with others.

    Attributes:
        size_pt: font size, 0 without text.
        is_sideways: the text runs up or down the page.
        reach_pt: of a table's row, where its rules run.
    """

    change: Change
    size_pt: float = 0.0
    is_sideways: bool = False
    reach_pt: tuple[Box, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it is text outside the title block."""
        return self.change.category in _TEXTS and self.size_pt > 0

    @property
    def is_linework(self) -> bool:
        """Whether it is ink that no text explains."""
        return self.change.category is ChangeCategory.LINEWORK


def merge_entries(items: Sequence[Item], ink_in: InkIn) -> list[Change]:
    """Return one entry a change.

    Args:
        items: the places that differ.
        ink_in: (removed, added) differing pixels under a box that no text explains.
    """
    if len(items) > MAX_ITEMS:
        return [item.change for item in items]
    groups = _Groups([item.change.box_pt for item in items])
    for rule in (_is_piece, _Annotates(ink_in, _ambiguous(items)), _is_next_line, _moved_along):
        for i, j in _near_pairs(items):
            if rule(items[i], items[j]) or rule(items[j], items[i]):
                groups.join(i, j)
    return [_entry([items[i] for i in members]) for members in groups.members()]


# --- what belongs together ----------------------------------------------------------------------


def _is_piece(first: Item, second: Item) -> bool:
    """Tell whether two stretches of ink are pieces of one figure, as hatches fall apart."""
    if not (first.is_linework and second.is_linework and _moved_alike(first.change, second.change)):
        return False
    a, b = first.change.box_pt, second.change.box_pt
    if _is_line_of(a, b) and second.change.kind in {first.change.kind, ChangeKind.MODIFIED}:
        return True
    return _alike(first, second) and gap(a, b) <= PIECE_GAP_PT and _is_compact(a, b)


def _is_line_of(line: Box, figure: Box) -> bool:
    """Tell whether most of a thin line runs through a figure's box or along its edge."""
    width, height = line[2] - line[0], line[3] - line[1]
    if min(width, height) > LINE_WIDTH_PT:
        return False
    common = _common(line, grown(figure, PIECE_GAP_PT))
    if common is None:
        return False
    return max(common[2] - common[0], common[3] - common[1]) >= ALONG_SHARE * max(width, height)


def _is_compact(a: Box, b: Box) -> bool:
    return area(union(a, b)) <= PIECE_GROWTH * (area(a) + area(b) - overlap_area(a, b))


@dataclass(frozen=True, slots=True)
class _Annotates:
    """Tells whether ink is the symbol, leader or dimension line of a text that changed with it.

    Attributes:
        ink_in: (removed, added) differing pixels under a box that no text explains.
        ambiguous: boxes of ink around both a text that went and another that came.
    """

    ink_in: InkIn
    ambiguous: frozenset[Box]

    def __call__(self, text: Item, ink: Item) -> bool:
        if not (text.is_text and ink.is_linework) or ink.change.kind is ChangeKind.MOVED:
            return False
        if _is_symbol_of(ink.change, text.change):
            return ink.change.box_pt not in self.ambiguous
        if any(_is_in(ink.change, reach) for reach in text.reach_pt):
            return ink.change.kind is text.change.kind
        kind = text.change.kind
        if kind not in _ONE_SIDED or ink.change.kind is not kind:
            return False
        reach = grown(text.change.box_pt, max(INK_REACH_PT, INK_REACH_SIZES * text.size_pt))
        both = _common(reach, ink.change.box_pt)
        return both is not None and self.ink_in(both)[kind is ChangeKind.ADDED] > 0


def _is_in(ink: Change, reach: Box) -> bool:
    return overlap_area(ink.box_pt, grown(reach, RULE_SLACK_PT)) >= INSIDE_SHARE * area(ink.box_pt)


def _ambiguous(items: Sequence[Item]) -> frozenset[Box]:
    """Return the boxes of ink in which one text went and another came, as yet unpaired."""
    texts = [item.change for item in items if item.is_text and item.change.kind in _ONE_SIDED]
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
    return overlap_area(ink.box_pt, text.box_pt) >= INSIDE_SHARE * area(text.box_pt) > 0


def _is_next_line(above: Item, below: Item) -> bool:
    """Tell whether the second text continues the first as the next line of one note."""
    if not (above.is_text and below.is_text and _alike(above, below)):
        return False
    if above.change.row is not None or below.change.row is not None:
        return False
    if above.change.kind not in _ONE_SIDED or above.is_sideways != below.is_sideways:
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
    common = min(a[3], b[3]) - max(a[1], b[1])
    gap = max(b[0] - a[2], a[0] - b[2])
    return common > SAME_LINE_SHARE * min(a[3] - a[1], b[3] - b[1]) and gap <= BLANK_SIZES * size_pt


def _upright(item: Item) -> Box:
    x0, y0, x1, y1 = item.change.box_pt
    return (y0, x0, y1, x1) if item.is_sideways else item.change.box_pt


def _begins_item(change: Change) -> bool:
    return _BEGINS_ITEM.match(change.new_text or change.old_text or "") is not None


def _moved_along(first: Item, second: Item) -> bool:
    """Tell whether two neighbours moved by the same vector."""
    a, b = first.change, second.change
    if a.moved_pt is None or not _alike(first, second):
        return False
    return _moved_alike(a, b) and gap(a.box_pt, b.box_pt) <= MOVE_GAP_PT


def _moved_alike(a: Change, b: Change) -> bool:
    """Tell whether two changes moved by one vector, or neither moved."""
    if a.moved_pt is None or b.moved_pt is None:
        return a.moved_pt == b.moved_pt
    if (a.scaled, a.turned_deg) != (b.scaled, b.turned_deg):
        return False
    apart = max(abs(p - q) for p, q in zip(a.moved_pt, b.moved_pt, strict=True))
    return apart <= MOVE_SLACK_PT


def _alike(first: Item, second: Item) -> bool:
    """Tell whether the same happened, and both or none to the title block."""
    a, b = first.change, second.change
    title_blocks = [c.category is ChangeCategory.TITLE_BLOCK for c in (a, b)]
    return a.kind is b.kind and title_blocks[0] == title_blocks[1]


def _common(a: Box, b: Box) -> Box | None:
    both = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
    return both if both[0] < both[2] and both[1] < both[3] else None


# --- joining ------------------------------------------------------------------------------------


def _near_pairs(items: Sequence[Item]) -> list[tuple[int, int]]:
    """Return index pairs, i < j, of what is near enough for any rule, the nearest first."""
    boxes = np.array([item.change.box_pt for item in items], dtype=float).reshape(-1, 4)
    found: list[tuple[float, int, int]] = []
    for i in range(len(items) - 1):
        apart = gaps(items[i].change.box_pt, boxes[i + 1 :])
        near = np.flatnonzero(apart <= MOVE_GAP_PT)
        found += [(float(apart[k]), i, i + 1 + int(k)) for k in near]
    return [(i, j) for _, i, j in sorted(found)]


class _Groups:
    """Disjoint sets that refuse to grow over a limit."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self._leader = list(range(len(boxes)))
        self._boxes = list(boxes)
        self._longest = [_longer(box) for box in boxes]

    def join(self, i: int, j: int) -> None:
        a, b = self._find(i), self._find(j)
        if a == b:
            return
        both = union(self._boxes[a], self._boxes[b])
        longest = max(self._longest[a], self._longest[b])
        if _longer(both) <= max(MAX_SIDE_PT, MAX_GROWTH * longest):
            self._leader[b] = a
            self._boxes[a] = both
            self._longest[a] = longest

    def members(self) -> list[list[int]]:
        groups: dict[int, list[int]] = {}
        for i in range(len(self._leader)):
            groups.setdefault(self._find(i), []).append(i)
        return list(groups.values())

    def _find(self, i: int) -> int:
        while self._leader[i] != i:
            self._leader[i] = self._leader[self._leader[i]]
            i = self._leader[i]
        return i


def _longer(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


# --- the entry ----------------------------------------------------------------------------------


def _entry(items: Sequence[Item]) -> Change:
    if len(items) == 1:
        return items[0].change
    first = next((item for item in items if item.change.row is not None), items[0])
    changes = [first.change, *(item.change for item in items if item is not first)]
    parts = _in_reading_order([part for change in changes for part in parts_of(change)])
    return joined(changes, parts, "\n" if first.change.row is None else "\t")


def joined(changes: Sequence[Change], parts: Sequence[ChangePart], between: str) -> Change:
    """Return the entry that stands for several.

    Args:
        changes: them, at least one.
        parts: their places in the order in which they are told.
        between: what sets their texts apart.
    """
    box_pt, box_px = changes[0].box_pt, changes[0].box_px
    for change in changes[1:]:
        box_pt = union(box_pt, change.box_pt)
        (a, b, c, d), (e, f, g, h) = box_px, change.box_px
        box_px = (min(a, e), min(b, f), max(c, g), max(d, h))
    kinds = {change.kind for change in changes}
    old, new = ([t for p in parts if (t := text(p))] for text in (_old_text, _new_text))
    return replace(
        changes[0],
        kind=kinds.pop() if len(kinds) == 1 else ChangeKind.MODIFIED,
        category=_category(changes),
        box_pt=box_pt,
        box_px=box_px,
        old_text=between.join(old) or None,
        new_text=between.join(new) or None,
        ink_px=sum(change.ink_px for change in changes),
        parts=tuple(parts),
    )


def parts_of(change: Change) -> tuple[ChangePart, ...]:
    """Return the places of an entry; of a simple one, the entry itself."""
    own = ChangePart(
        kind=change.kind,
        category=change.category,
        box_pt=change.box_pt,
        old_text=change.old_text,
        new_text=change.new_text,
        column=change.column,
    )
    return change.parts or (own,)


def _old_text(part: ChangePart) -> str | None:
    return part.old_text


def _new_text(part: ChangePart) -> str | None:
    return part.new_text


def _category(changes: Sequence[Change]) -> ChangeCategory:
    """Return what the entry is about: a note, else a dimension, else what else there is."""
    found = {change.category for change in changes}
    return next(category for category in _BY_WEIGHT if category in found)


_BY_WEIGHT = (
    ChangeCategory.TITLE_BLOCK,
    ChangeCategory.TEXT,
    ChangeCategory.DIMENSION,
    ChangeCategory.LINEWORK,
    ChangeCategory.FILL,
)


def _in_reading_order(parts: Sequence[ChangePart]) -> list[ChangePart]:
    return sorted(parts, key=lambda part: (round(part.box_pt[1]), part.box_pt[0]))
