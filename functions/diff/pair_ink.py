"""Both sheets' ink in one frame, drawn once: for overlay, change list and the alignment's trust."""

from __future__ import annotations

import math
from dataclasses import dataclass

from common.domain.geometry import Box, Transform, area, overlap_area
from functions.diff.frame import Frame
from functions.diff.ink import SCAN_DPI, InkCells, compare_ink
from functions.diff.ink_score import SCORE_DPI, InkScorer
from functions.diff.overlay import OverlayWriter
from functions.diff.packed import COARSE
from functions.diff.page_ink import CoarseInk
from functions.diff.robust_fit import Array
from functions.diff.sheet_page import SheetPage
from functions.diff.small_fills import SmallFills

# Of paper that is a tone all is ink, moved views too; the densest sample sheet has a twelfth.
MAX_INK_SHARE = 0.25
MIN_KEPT = 0.95  # of its paper; a trust in doubt begins where an eighth of the ink is gone


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedInk:
    """Two sheets' ink under a transform.

    Attributes:
        cells: all that differs.
        fills: of plots, small ones of another level, and tones.
        overlay: what has been drawn of it.
        tolerance_px: by which it was told, as `compare_ink` takes it.
        closely: likewise.
    """

    cells: InkCells
    fills: SmallFills
    overlay: OverlayWriter
    tolerance_px: int
    closely: bool


class PairInk:
    """Compares two sheets' ink, and remembers what it compared last."""

    def __init__(self, old: SheetPage, new: SheetPage, frame: Frame) -> None:
        """Take two sheets and the pixels to compare in; nothing is drawn yet."""
        self.old, self.new, self.frame = old, new, frame
        self._last: tuple[object, ComparedInk] | None = None

    @property
    def is_scan(self) -> bool:
        """Whether either sheet is one, so that both are compared as scans."""
        return self.old.is_scan or self.new.is_scan

    def tolerance_px(self, *, exact: bool) -> int:
        """Return how far a pixel may be off without being a change.

        Args:
            exact: the sheets lie on one another to less than a pixel at 300 dpi.
        """
        if self.is_scan:
            return round(2 * self.frame.dpi / SCAN_DPI)
        return 1 if exact else 2

    def compared(
        self, new_from_old: Transform, *, tolerance_px: int, closely: bool = False
    ) -> ComparedInk:
        """Compare under a transform, unless that was what was compared last.

        Args:
            new_from_old: old page points to new page points.
            tolerance_px: as `compare_ink` takes it.
            closely: likewise.
        """
        asked = (new_from_old, tolerance_px, closely)
        if self._last is None or self._last[0] != asked:
            self._last = None  # an overlay of some megabytes
            self._last = asked, self._compared(*asked, None)
        return self._last[1]

    def _compared(
        self, new_from_old: Transform, tolerance_px: int, closely: bool, coarse: CoarseInk | None
    ) -> ComparedInk:
        fills, overlay = SmallFills(self.frame), OverlayWriter(self.frame)
        cells = compare_ink(
            self.old,
            self.new,
            new_from_old,
            self.frame,
            tolerance_px=tolerance_px,
            sink=overlay,
            closely=closely,
            fills=fills,
            coarse=coarse,
        )
        return ComparedInk(
            cells=cells,
            fills=fills,
            overlay=overlay,
            tolerance_px=tolerance_px,
            closely=closely,
        )

    def scorer(self, matrix: Array, *, exact: bool) -> InkScorer | None:
        """Return what scores transforms near one that words fix all over the sheet.

        Such a pair is compared under it in any case, and the ink of that is no worse to judge by
        than that of a drawing at SCORE_DPI: the old sheet is drawn through the transform.

        Args:
            matrix: (2, 3), that transform, old points to new points.
            exact: as `tolerance_px` takes it.

        Returns:
            `None` for scans, where the frame's resolution is not four times SCORE_DPI, where much
            of the old sheet falls off the new one, and where tones are the paper of either.
        """
        if self.is_scan or self.frame.dpi != SCORE_DPI * COARSE or not self._keeps_old(matrix):
            return None
        asked = (Transform.from_matrix(matrix), self.tolerance_px(exact=exact), False)
        coarse = CoarseInk(self.frame.width_px)
        self._last = asked, self._compared(*asked, coarse)
        pages = coarse.pages()
        if any(page.count > MAX_INK_SHARE * math.prod(page.shape) for page in pages):
            return None
        return InkScorer(*pages, laid=matrix, is_close=False)

    def _keeps_old(self, matrix: Array) -> bool:
        """Tell whether the new sheet has nearly all of the old one's paper.

        What falls off it speaks against a transform, and is not drawn.
        """
        paper = Transform.from_matrix(matrix).apply_box(_paper_pt(self.old))
        return overlap_area(paper, _paper_pt(self.new)) >= MIN_KEPT * area(paper)


def _paper_pt(sheet: SheetPage) -> Box:
    return 0.0, 0.0, sheet.width_pt, sheet.height_pt
