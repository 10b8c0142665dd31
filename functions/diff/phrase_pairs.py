"""Pairing phrases: what reads differently on one spot, what moved, what came and went."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import linear_sum_assignment

from common.domain.changes import ChangeKind
from common.domain.geometry import Box, centre, overlap_share, union
from functions.diff.dimension_text import prints_length
from functions.diff.moved_blocks import moved_blocks
from functions.diff.phrases import Phrase

SAME_PLACE_PT = 1.5
SAME_SPOT_SHARE = 0.3
MOVE_PT = 120.0
# Of equal texts that went, one moved further than this for certain only if no other stood less
# than so many times as far off; chosen while looking at ASK-003, whose reader held that of two
# dimensions that went the further one had moved.
NEAR_PT, NEXT_WAYS = 36.0, 2.0
DISTINCTIVE_LENGTH = 8
# Two texts on one spot are old and new of one thing only if they are of about one size.
SAME_SIZE_RATIO = 1.5
# Another font runs up to a tenth narrower: the middle of a line shifts by half of that, and its
# base line by a little of its size.
RESET_LENGTH_SHARE, RESET_ACROSS_SIZES = 0.05, 0.25


_BLANK_AT_MARK = re.compile(r"(?<=[^\w\s])\s+|\s+(?=[^\w\s])")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One text that reads differently, stands elsewhere, came or went.

    Attributes:
        box_pt: of the words in question, in the new frame (where they stood, if removed).
        old_box_pt: where they stood before, in the new frame; `None` when added.
        old_text: with its neighbours in the line, `None` when added.
        new_text: likewise, `None` when removed.
        size_pt: font size.
        is_sideways: it runs up or down the page.
        row: in a table, the row's first cell.
        column: in a table, the heading over it.
        parts: the cells of a row that is told as one.
        reach_pt: where a row's rules run.
    """

    kind: ChangeKind
    box_pt: Box
    old_box_pt: Box | None
    old_text: str | None
    new_text: str | None
    size_pt: float
    is_sideways: bool = False
    row: str | None = None
    column: str | None = None
    parts: tuple[TextChange, ...] = ()
    reach_pt: tuple[Box, ...] = ()

    @property
    def places_pt(self) -> tuple[Box, ...]:
        """All boxes that it explains, old and new."""
        own = (self.box_pt, *((self.old_box_pt,) if self.old_box_pt else ()))
        return tuple(box for part in self.parts for box in part.places_pt) or own


@dataclass(slots=True)
class Pairing:
    """Phrases of both sheets, taken out as they are explained.

    Attributes:
        changes: what was found so far.
        reset_boxes_pt: phrases that only another font set a little elsewhere.
    """

    free_old: list[Phrase]
    free_new: list[Phrase]
    changes: list[TextChange]
    reset_boxes_pt: list[Box]

    @classmethod
    def of(cls, old: Sequence[Phrase], new: Sequence[Phrase]) -> Pairing:
        """Pair what moved for certain, what shares a spot, then other texts that moved.

        For certain are distinctive texts, and those that went one way together.
        """
        pairing = cls(list(old), list(new), [], [])
        pairing._pair_equals(_once(old) & _once(new))
        pairing._pair_blocks()
        pairing._pair_spots()
        pairing._pair_equals({phrase.bare for phrase in old})
        pairing.changes += [_changed(ChangeKind.REMOVED, p, None) for p in pairing.free_old]
        pairing.changes += [_changed(ChangeKind.ADDED, None, p) for p in pairing.free_new]
        return pairing

    def _pair_equals(self, texts: set[str]) -> None:
        """Pair those of the texts that read the same nearby, and run the same way."""
        for bare, sideways in product(sorted(texts), (False, True)):
            old, new = (
                [p for p in free if p.bare == bare and p.is_sideways is sideways]
                for free in (self.free_old, self.free_new)
            )
            for before, after in _certain(_nearest_pairs(old, new), old, new):
                self._take(before, after)

    def _pair_blocks(self) -> None:
        blocks = moved_blocks(self.free_old, self.free_new, 2 * SAME_PLACE_PT, MOVE_PT)
        for before, after in [pair for block in blocks for pair in block]:
            self._take(before, after)

    def _pair_spots(self) -> None:
        """Pair what stands on the same spot, whatever it reads."""
        for phrase in list(self.free_old):
            spots = [q for q in self.free_new if _alike(phrase, q)]
            best = max(spots, key=lambda q: _spot_share(phrase, q), default=None)
            if best is not None and _spot_share(phrase, best) > SAME_SPOT_SHARE:
                self._take(phrase, best)

    def _take(self, old: Phrase, new: Phrase) -> None:
        self.free_old.remove(old)
        self.free_new.remove(new)
        reset = _is_reset(old, new) if old.bare == new.bare else _is_spaced(old, new)
        if reset:
            self.reset_boxes_pt.append(union(old.box_pt, new.box_pt))
        elif old.bare != new.bare:
            self.changes.append(_changed(ChangeKind.MODIFIED, old, new))
        else:
            self.changes.append(_changed(ChangeKind.MOVED, old, new))


def _is_spaced(old: Phrase, new: Phrase) -> bool:
    """Tell whether a text starts, or ends, in its place and says the same with other blanks."""
    sides = zip(old.box_pt, new.box_pt, strict=True)
    left, top, right, bottom = (abs(a - b) <= SAME_PLACE_PT for a, b in sides)
    in_place = (left or right) if not old.is_sideways else (top or bottom)
    return in_place and _said(old.bare) == _said(new.bare)


def _said(text: str) -> str:
    """Return a text without the blanks beside marks, which drivers set as they like.

    "TMS <41>" says what "TMS<41>" does; "1 1/2" is not "11/2".
    """
    return _BLANK_AT_MARK.sub("", text)


def _is_reset(old: Phrase, new: Phrase) -> bool:
    """Tell whether an equal text stands in its place, as near as fonts allow."""
    (x0, y0), (x1, y1) = centre(old.box_pt), centre(new.box_pt)
    left, top, right, bottom = new.box_pt
    shifts, length_pt = (abs(x1 - x0), abs(y1 - y0)), max(right - left, bottom - top)
    along, across = shifts if right - left >= bottom - top else shifts[::-1]
    return along <= max(SAME_PLACE_PT, RESET_LENGTH_SHARE * length_pt) and across <= max(
        SAME_PLACE_PT, RESET_ACROSS_SIZES * new.size_pt
    )


def _nearest_pairs(old: Sequence[Phrase], new: Sequence[Phrase]) -> list[tuple[Phrase, Phrase]]:
    """Pair equal phrases so that the squares of their ways add up to the least.

    Squares, because of two that moved by one vector the second may stand next to where the first
    went.
    """
    if not old or not new:
        return []
    ways = np.array([[_distance(p, q) for q in new] for p in old])
    # One that is too far off costs more than all that are not.
    costs = np.where(ways < MOVE_PT, ways**2, MOVE_PT**2 * (1 + min(ways.shape)))
    rows, columns = linear_sum_assignment(costs)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(old[i], new[j]) for i, j in pairs if ways[i, j] < MOVE_PT]


def _certain(
    pairs: Sequence[tuple[Phrase, Phrase]], old: Sequence[Phrase], new: Sequence[Phrase]
) -> list[tuple[Phrase, Phrase]]:
    """Return the pairs of equal phrases but those that a third, left alone, fits about as well."""
    taken = {id(phrase) for pair in pairs for phrase in pair}
    alone_old, alone_new = ([p for p in side if id(p) not in taken] for side in (old, new))
    found = []
    for before, after in pairs:
        way = _distance(before, after)
        others = [_distance(p, after) for p in alone_old] + [
            _distance(before, q) for q in alone_new
        ]
        if way <= NEAR_PT or min(others, default=np.inf) > NEXT_WAYS * way:
            found.append((before, after))
    return found


def _once(phrases: Sequence[Phrase]) -> set[str]:
    """Return the texts too long to be repeated by chance that stand here once."""
    counts = Counter(phrase.bare for phrase in phrases)
    return {bare for bare, n in counts.items() if n == 1 and len(bare) >= DISTINCTIVE_LENGTH}


def _changed(kind: ChangeKind, old: Phrase | None, new: Phrase | None) -> TextChange:
    shown = new or old
    if shown is None:
        raise ValueError("a text change needs a text")
    both = kind is ChangeKind.MODIFIED and old is not None and new is not None
    old_text, new_text = _quoted(old, new)
    return TextChange(
        kind=kind,
        box_pt=union(old.box_pt, new.box_pt) if both and old and new else shown.box_pt,
        old_box_pt=old.box_pt if old else None,
        old_text=old_text,
        new_text=new_text,
        size_pt=shown.size_pt,
        is_sideways=shown.is_sideways,
    )


def _quoted(old: Phrase | None, new: Phrase | None) -> tuple[str | None, str | None]:
    """Return what both sides read: whole lines if one of them is, else both around the change."""
    if old is not None and new is not None:
        if old.text == old.line or new.text == new.line:
            return old.line, new.line
        return old.text, new.text
    return (old.text if old else None, new.text if new else None)


def _alike(first: Phrase, second: Phrase) -> bool:
    """Tell whether one may have become the other: a room's name never became a length."""
    ratio = max(first.size_pt, second.size_pt) / max(min(first.size_pt, second.size_pt), 1e-6)
    same_sort = prints_length(first.bare) == prints_length(second.bare)
    return ratio <= SAME_SIZE_RATIO and (same_sort or first.bare == second.bare)


def _spot_share(first: Phrase, second: Phrase) -> float:
    return overlap_share(first.box_pt, second.box_pt)


def _distance(first: Phrase, second: Phrase) -> float:
    (x0, y0), (x1, y1) = centre(first.box_pt), centre(second.box_pt)
    return float(np.hypot(x1 - x0, y1 - y0))
