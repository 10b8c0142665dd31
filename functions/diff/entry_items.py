"""Places that differ, before they are joined to entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from common.domain.changes import Change, ChangeCategory, ChangeKind
from common.domain.geometry import Box

# Of texts that moved together.
MOVE_SLACK_PT, MOVE_GAP_PT = 1.0, 36.0
ONE_SIDED = frozenset({ChangeKind.ADDED, ChangeKind.REMOVED})
_TEXTS = frozenset({ChangeCategory.TEXT, ChangeCategory.DIMENSION})

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


def moved_alike(a: Change, b: Change) -> bool:
    """Tell whether two changes moved by one vector, or neither moved."""
    if a.moved_pt is None or b.moved_pt is None:
        return a.moved_pt == b.moved_pt
    if (a.scaled, a.turned_deg) != (b.scaled, b.turned_deg):
        return False
    apart = max(abs(p - q) for p, q in zip(a.moved_pt, b.moved_pt, strict=True))
    return apart <= MOVE_SLACK_PT


def alike(first: Item, second: Item) -> bool:
    """Tell whether the same happened, and both or none to the title block."""
    a, b = first.change, second.change
    title_blocks = [c.category is ChangeCategory.TITLE_BLOCK for c in (a, b)]
    return a.kind is b.kind and title_blocks[0] == title_blocks[1]


def common(a: Box, b: Box) -> Box | None:
    """Return the box that two boxes share, if they do."""
    both = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
    return both if both[0] < both[2] and both[1] < both[3] else None
