"""Disjoint sets of boxes that refuse to grow over a limit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from common.domain.geometry import Box, gaps, union

# Joined entries get hardly longer than the longest place in them.
MAX_GROWTH = 1.2


class Groups:
    """Disjoint sets that refuse to grow over a limit."""

    def __init__(self, boxes: Sequence[Box], most_pt: float) -> None:
        """Start with each box alone.

        Args:
            boxes: what is to be joined.
            most_pt: no group's longer side gets beyond, but a fifth beyond its longest box.
        """
        self._leader = list(range(len(boxes)))
        self._boxes = list(boxes)
        self._longest = [_longer(box) for box in boxes]
        self._most_pt = most_pt

    def join(self, i: int, j: int) -> None:
        """Join the groups of two boxes, if the limit allows it."""
        a, b = self._find(i), self._find(j)
        if a == b:
            return
        both = union(self._boxes[a], self._boxes[b])
        longest = max(self._longest[a], self._longest[b])
        if _longer(both) <= max(self._most_pt, MAX_GROWTH * longest):
            self._leader[b] = a
            self._boxes[a] = both
            self._longest[a] = longest

    def members(self) -> list[list[int]]:
        """Return the indices of each group."""
        groups: dict[int, list[int]] = {}
        for i in range(len(self._leader)):
            groups.setdefault(self._find(i), []).append(i)
        return list(groups.values())

    def _find(self, i: int) -> int:
        while self._leader[i] != i:
            self._leader[i] = self._leader[self._leader[i]]
            i = self._leader[i]
        return i


def near_pairs(boxes: Sequence[Box], reach_pt: float) -> list[tuple[int, int]]:
    """Return index pairs, i < j, of boxes within reach of one another, the nearest first."""
    sides = np.array(boxes, dtype=float).reshape(-1, 4)
    found: list[tuple[float, int, int]] = []
    for i in range(len(boxes) - 1):
        apart = gaps(boxes[i], sides[i + 1 :])
        near = np.flatnonzero(apart <= reach_pt)
        found += [(float(apart[k]), i, i + 1 + int(k)) for k in near]
    return [(i, j) for _, i, j in sorted(found)]


def _longer(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])
