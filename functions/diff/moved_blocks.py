"""Texts that moved together: a symbol with its pins, a detail with its notes.

Short texts of a block that moved by less than its size come to stand where others of it stood; by
themselves each would seem to read differently. What they share is the way they went.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from common.domain.geometry import centre, gaps, union_of
from functions.diff.phrases import Phrase
from functions.diff.robust_fit import Array

# Numbers that each are one higher have moved by one place, too; names have not. So many of them,
# set on the one real pair with such blocks (olimex G1 → I, whose symbols moved by a pin's width):
# of its 43 entries 24 are left, none of its facts is lost.
_NAME = re.compile(r"[^\W\d_]{2}")
MIN_NAMES = 4
# One way, and two pieces of one block: as near as texts that moved are joined to one entry
# (MOVE_SLACK_PT and MOVE_GAP_PT of `functions.diff.entry_items`).
SLACK_PT, NEAR_PT = 1.0, 36.0
# Each takes a pass over all pairs; a sheet with more is read as before.
MAX_BLOCKS = 4

Pair = tuple[Phrase, Phrase]


def moved_blocks(
    old: Sequence[Phrase], new: Sequence[Phrase], least_pt: float, most_pt: float
) -> Iterator[list[Pair]]:
    """Yield pairs of equal texts that went the same way, most first; each text at most once.

    Args:
        old: texts in the new frame that have no equal in place.
        new: likewise.
        least_pt: what went less did not move.
        most_pt: what went further is another one.
    """
    pairs = list(_equals(old, new))
    for _ in range(MAX_BLOCKS):
        block = _block(pairs, least_pt, most_pt)
        if len({p.bare for p, _ in block if _NAME.search(p.bare)}) < MIN_NAMES:
            return
        yield block
        gone = {id(phrase) for pair in block for phrase in pair}
        pairs = [pair for pair in pairs if gone.isdisjoint(map(id, pair))]


def _equals(old: Sequence[Phrase], new: Sequence[Phrase]) -> Iterator[Pair]:
    places: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in new:
        places[phrase.bare].append(phrase)
    return ((before, after) for before in old for after in places.get(before.bare, ()))


def _block(pairs: Sequence[Pair], least_pt: float, most_pt: float) -> list[Pair]:
    """Return the pairs near one another that share the way that most names went."""
    ways = np.array([np.subtract(centre(q.box_pt), centre(p.box_pt)) for p, q in pairs])
    ways = ways.reshape(-1, 2)
    far = np.hypot(*ways.T)
    named = np.array([_NAME.search(p.bare) is not None for p, _ in pairs], bool)
    seeds = ways[named & (far >= least_pt) & (far <= most_pt)]
    if len(seeds) < MIN_NAMES:
        return []
    apart = np.abs(seeds[:, None] - seeds[None]).max(axis=2) <= SLACK_PT
    way = np.median(seeds[apart[int(apart.sum(axis=1).argmax())]], axis=0)
    alike = np.flatnonzero(np.abs(ways - way).max(axis=1) <= SLACK_PT)
    return _together(_once([pairs[i] for i in alike.tolist()]))


def _once(pairs: Sequence[Pair]) -> list[Pair]:
    taken: set[int] = set()
    found = []
    for pair in pairs:
        if taken.isdisjoint(map(id, pair)):
            taken.update(map(id, pair))
            found.append(pair)
    return found


def _together(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the biggest group of pairs each of which is near the others."""
    left, best = list(pairs), list[Pair]()
    while left:
        group = [left.pop()]
        box = group[0][1].box_pt
        while True:
            boxes: Array = np.array([q.box_pt for _, q in left], float).reshape(-1, 4)
            near = set(np.flatnonzero(gaps(box, boxes) <= NEAR_PT).tolist())
            if not near:
                break
            group += [left[i] for i in near]
            left = [pair for i, pair in enumerate(left) if i not in near]
            box = union_of(q.box_pt for _, q in group)
        best = max(best, group, key=len)
    return best
