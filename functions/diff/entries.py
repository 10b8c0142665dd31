"""From places that differ to entries of the change list: what is one change to a reader is one.

Nothing is dropped: every place stays as a part of exactly one entry, with its own box and texts.
What may be joined, and what must not, is decided in docs/adr/0017-one-change-one-entry.md; the
rules are in `entry_figures`, `entry_notes` and `entry_runs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from common.domain.changes import Change, ChangeCategory, ChangeKind, ChangePart
from common.domain.geometry import union
from functions.diff.entry_figures import is_piece
from functions.diff.entry_groups import Groups, near_pairs
from functions.diff.entry_items import MOVE_GAP_PT, InkIn, Item
from functions.diff.entry_notes import Annotates, ambiguous_ink, is_next_line, moved_along

# Joined entries get no longer than this.
MAX_SIDE_PT = 500.0
MAX_ITEMS = 3000


def merge_entries(items: Sequence[Item], ink_in: InkIn) -> list[Change]:
    """Return one entry a change.

    Args:
        items: the places that differ.
        ink_in: (removed, added) differing pixels under a box that no text explains.
    """
    if len(items) > MAX_ITEMS:
        return [item.change for item in items]
    boxes = [item.change.box_pt for item in items]
    groups, near = Groups(boxes, MAX_SIDE_PT), near_pairs(boxes, MOVE_GAP_PT)
    for rule in (is_piece, Annotates(ink_in, ambiguous_ink(items)), is_next_line, moved_along):
        for i, j in near:
            if rule(items[i], items[j]) or rule(items[j], items[i]):
                groups.join(i, j)
    return [_entry([items[i] for i in members]) for members in groups.members()]


def _entry(items: Sequence[Item]) -> Change:
    if len(items) == 1:
        return items[0].change
    first = next((item for item in items if item.change.row is not None), items[0])
    changes = [first.change, *(item.change for item in items if item is not first)]
    parts = in_reading_order([part for change in changes for part in parts_of(change)])
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


def in_reading_order(parts: Sequence[ChangePart]) -> list[ChangePart]:
    """Return the parts of an entry as they are told."""
    return sorted(parts, key=lambda part: (round(part.box_pt[1]), part.box_pt[0]))
