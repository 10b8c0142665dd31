"""Whether the drawing itself agrees, not only the frame that all sheets of a set share.

Frame and title block of another sheet of the set lie exactly on each other, and on a sparse sheet
they are most of its ink. What tells the sheets apart is what is drawn in between: patches of the
body that lie where the transform says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from common.domain.geometry import Box
from functions.diff.align_refine import displacements, textured_places
from functions.diff.linework import PaintedOver, Picture
from functions.diff.robust_fit import Array
from functions.diff.title_block_zone import BOTTOM_SHARE, MARGIN_SHARE, RIGHT_SHARE

DPI = 75.0
REACH_PX = 20
AGREE_PX = 1.5
# Measured on the kegonsa, framework and sample sets: the same sheet redrawn at another scale has
# 19 to 47 such patches in 6 to 9 cells, other sheets at most 15 in 4.
HOLD_PATCHES, HOLD_CELLS = 16, 5
# So few of so many are chance.
DENY_PLACES, DENY_PATCHES = 8, 3
# So many that share a shift are the same drawing, moved in its frame.
SHIFTED_PATCHES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPatches:
    """Patches of a sheet's body.

    Attributes:
        places: where the new sheet has something to hold on to.
        agree: those that lie where the transform says.
        cells: how many cells of a 4 × 3 grid over the page these reach.
        elsewhere: the most that are off by one and the same shift.
    """

    places: int
    agree: int
    cells: int
    elsewhere: int = 0

    @property
    def hold(self) -> bool:
        """Whether the drawing proves the transform by itself."""
        return self.agree >= HOLD_PATCHES and self.cells >= HOLD_CELLS

    @property
    def deny(self) -> bool:
        """Whether there is a drawing, and it is another one."""
        return self.is_off and self.elsewhere < SHIFTED_PATCHES

    @property
    def is_off(self) -> bool:
        """Whether there is a drawing, and it does not lie where the transform says."""
        return self.places >= DENY_PLACES and self.agree < DENY_PATCHES

    def together(self, moved: Sequence[BodyPatches]) -> BodyPatches:
        """Return these with the patches that lie where moved parts of the sheet went."""
        return replace(self, agree=self.agree + sum(part.agree for part in moved))


def body_patches(pictures: tuple[Picture, Picture], matrix: Array) -> BodyPatches:
    """Count the body's patches that lie where a transform says.

    Args:
        pictures: old and new.
        matrix: (2, 3), old points to new points.
    """
    old, new = pictures[0], PaintedOver(pictures[1], _edges_pt(pictures[1]))
    centres = textured_places(new, DPI)
    shares = centres / (new.width_pt, new.height_pt)
    inside = (shares > MARGIN_SHARE) & (shares < (RIGHT_SHARE, BOTTOM_SHARE))
    centres, shares = centres[inside.all(axis=1)], shares[inside.all(axis=1)]
    if not len(centres):
        return BodyPatches(places=0, agree=0, cells=0)
    shifts, clear = displacements((old.gray(DPI), new.gray(DPI)), DPI, matrix, centres, REACH_PX)
    agree = clear & (np.hypot(*shifts.T) < AGREE_PX)
    cells = np.unique((shares[agree] * (4, 3)).astype(int), axis=0)
    return BodyPatches(
        places=len(centres),
        agree=int(agree.sum()),
        cells=len(cells),
        elsewhere=_most_alike(shifts[clear & ~agree]),
    )


def _most_alike(shifts: Array) -> int:
    """Return how many shifts are within AGREE_PX of the one with most such neighbours."""
    apart = np.linalg.norm(shifts[:, None] - shifts[None], axis=2)
    return int((apart < AGREE_PX).sum(axis=1).max(initial=0))


def _edges_pt(sheet: Picture) -> list[Box]:
    """Return where frame, title block and plot stamps stand; a patch may reach into them."""
    width, height = sheet.width_pt, sheet.height_pt
    return [
        (0.0, 0.0, MARGIN_SHARE * width, height),
        (0.0, 0.0, width, MARGIN_SHARE * height),
        (RIGHT_SHARE * width, 0.0, width, height),
        (0.0, BOTTOM_SHARE * height, width, height),
    ]
