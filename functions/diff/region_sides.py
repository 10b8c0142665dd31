"""What went and what came of one group of cells, set apart where they only cross or touch.

A wire that came across a note that went is no modified note. A symbol that took the place of
another is a modified one: most of either lies on or beside the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from functions.diff.ink import Cells
from functions.diff.masks import Flags, spread

# Of the smaller of two pieces, this share lies on or beside the other if both are one thing.
SHARED = 0.5
# As little ink as is looked at for having moved; less is a crumb of what it lies at.
MIN_SIDE_PX = 40

Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Cells of one place, and what of their ink is meant.

    Attributes:
        removed: (H, W) pixels that went.
        added: likewise those that came.
    """

    removed: Cells
    added: Cells


def sides_of(removed: Cells, added: Cells, gap_cells: int) -> Iterator[Sides]:
    """Yield what belongs together; all ink once.

    Args:
        removed: (H, W) pixels that went, of one group of cells.
        added: likewise those that came.
        gap_cells: parts of one side nearer than this on either side are one piece.
    """
    gone, come = _Pieces.of(removed, gap_cells), _Pieces.of(added, gap_cells)
    leader = list(range(gone.count + come.count))
    for i, j in _entangled(gone, come):
        first, second = _found(leader, i), _found(leader, gone.count + j)
        leader[second] = first
    of_piece = np.array([_found(leader, n) for n in range(len(leader))], int)
    for group in np.unique(of_piece).tolist():
        mine = of_piece == group
        yield Sides(
            removed=gone.only(removed, mine[: gone.count]),
            added=come.only(added, mine[gone.count :]),
        )


def _found(leader: list[int], n: int) -> int:
    while leader[n] != n:
        n = leader[n]
    return n


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The pieces of one side, counted from 0.

    Attributes:
        labels: (H, W) one more than the piece around each cell, 0 for none.
        cells: whether a cell has ink.
        sizes: cells with ink of each piece.
        inks_px: ink of each.
    """

    labels: Labels
    cells: Flags
    sizes: npt.NDArray[np.intp]
    inks_px: npt.NDArray[np.intp]

    @property
    def count(self) -> int:
        return len(self.sizes)

    @classmethod
    def of(cls, amounts: Cells, gap_cells: int) -> _Pieces:
        cells = amounts > 0
        count, found = cv2.connectedComponents(
            spread(cells.astype(np.uint8), gap_cells), connectivity=8
        )
        labels = np.asarray(found, np.int32)
        own = labels[cells]
        inks_px = np.bincount(own, weights=amounts[cells], minlength=count)
        sizes = np.bincount(own, minlength=count)
        return cls(labels, cells, sizes[1:], inks_px[1:].astype(np.intp))

    def only(self, amounts: Cells, pieces: Flags) -> Cells:
        """Return the ink of some pieces."""
        kept = np.concatenate(([False], pieces))[self.labels]
        return np.where(kept, amounts, 0).astype(np.uint8)


def _entangled(gone: _Pieces, come: _Pieces) -> Iterator[tuple[int, int]]:
    """Yield the pieces of both sides that are one thing, and crumbs with what they lie at."""
    shape = (gone.count + 1, come.count + 1)
    beside_come = np.zeros(shape, int)
    np.add.at(beside_come, (gone.labels[gone.cells], come.labels[gone.cells]), 1)
    beside_gone = np.zeros(shape, int)
    np.add.at(beside_gone, (gone.labels[come.cells], come.labels[come.cells]), 1)
    for i, j in zip(*np.nonzero((beside_come + beside_gone)[1:, 1:]), strict=True):
        shares = (
            beside_come[i + 1, j + 1] / gone.sizes[i],
            beside_gone[i + 1, j + 1] / come.sizes[j],
        )
        is_crumb = min(gone.inks_px[i], come.inks_px[j]) < MIN_SIDE_PX
        smaller = shares[0] if gone.sizes[i] <= come.sizes[j] else shares[1]
        if is_crumb or smaller >= SHARED:
            yield int(i), int(j)
