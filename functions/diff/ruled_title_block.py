"""The title block of a sheet that has no words: the strip of cells along its right edge.

A scan's date or revision row is known by where it stands only. A strip counts as a title block if
it lies between the frame's right edge and another rule as tall, and rules cut it to cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from common.domain.geometry import POINTS_PER_INCH, Box
from functions.diff.ink_score import SCORE_DPI, ink_threshold
from functions.diff.masks import Mask
from functions.diff.sheet_page import Gray

# A rule of the frame runs along so much of the sheet; a piece of a scan's, a little turned, is
# straight for so long.
TALL_SHARE, PIECE_PX = 0.7, 30
# Widths of title blocks and of margins, as shares of the sheet: a column of notes is wider, and
# not cut to cells. Made for the sample set's sheets, whose strip is .09 wide and cut by 28 rules;
# of one sheet each of 40 real sets none has such a strip, the nearest are .13 wide with 4 rules and
# .04 with 12.
MIN_STRIP_SHARE, MAX_STRIP_SHARE, MARGIN_SHARE = 0.04, 0.16, 0.1
MIN_CELL_RULES, ACROSS_SHARE = 6, 0.85
# A date, a row of the revision table, a line of a name: no seal and no table of notes.
MAX_ENTRY_SHARE = 0.02
SLACK_PT = 2.0


@dataclass(frozen=True, slots=True)
class _Rule:
    """A tall rule: x = at + lean · y, in pixels at SCORE_DPI."""

    at: float
    lean: float

    def x_pt(self, y_pt: float) -> float:
        scale = POINTS_PER_INCH / SCORE_DPI
        return self.at * scale + self.lean * y_pt


@dataclass(frozen=True, slots=True)
class RuledTitleBlock:
    """What the tall rules of a sheet set apart.

    Attributes:
        strip: the rules left and right of the title block; `None` without one.
        margin: the frame's left edge; `None` without one.
    """

    height_pt: float
    strip: tuple[_Rule, _Rule] | None
    margin: _Rule | None

    def holds(self, box_pt: Box) -> bool:
        """Tell whether ink is a line of the title block, or a stamp beside the frame."""
        x0, y0, x1, y1 = box_pt
        y = (y0 + y1) / 2
        if self.margin is not None and x1 < self.margin.x_pt(y):
            return True
        if self.strip is None or y1 - y0 > MAX_ENTRY_SHARE * self.height_pt:
            return False
        left, right = (rule.x_pt(y) for rule in self.strip)
        return left - SLACK_PT <= x0 and x1 <= right + SLACK_PT


def ruled_title_block(gray: Gray) -> RuledTitleBlock:
    """Look for it on a sheet.

    Args:
        gray: (H, W) uint8, 0 ink, 255 paper, at SCORE_DPI.
    """
    ink = np.asarray(gray < ink_threshold(gray), np.uint8)
    height, width = ink.shape
    rules = _tall_rules(ink)
    middles = [rule.at + rule.lean * height / 2 for rule in rules]
    margin = rules[0] if rules and middles[0] < MARGIN_SHARE * width else None
    strip = None
    if len(rules) > 1 and middles[-1] > (1 - MARGIN_SHARE) * width:
        share = (middles[-1] - middles[-2]) / width
        columns = slice(int(middles[-2]), int(middles[-1]))
        if MIN_STRIP_SHARE < share < MAX_STRIP_SHARE and _is_cut(ink[:, columns]):
            strip = (rules[-2], rules[-1])
    return RuledTitleBlock(height * POINTS_PER_INCH / SCORE_DPI, strip, margin)


def _tall_rules(ink: Mask) -> list[_Rule]:
    """Return the rules that run along most of the sheet, left to right."""
    found = []
    labels, stats = _pieces(ink, (PIECE_PX, 1), (5, 3))
    for index, stat in enumerate(stats[1:], start=1):
        if stat[cv2.CC_STAT_HEIGHT] >= TALL_SHARE * len(ink):
            y, x = np.nonzero(labels == index)
            lean, at = np.polyfit(y, x, 1)
            found.append(_Rule(float(at), float(lean)))
    return sorted(found, key=lambda rule: rule.at + rule.lean * len(ink) / 2)


def _is_cut(strip: Mask) -> bool:
    """Tell whether rules across a strip cut it to cells."""
    _, stats = _pieces(np.ascontiguousarray(strip), (1, PIECE_PX), (3, 5))
    across = stats[1:, cv2.CC_STAT_WIDTH] >= ACROSS_SHARE * strip.shape[1]
    return bool(np.count_nonzero(across) >= MIN_CELL_RULES)


def _pieces(
    ink: Mask, straight: tuple[int, int], gap: tuple[int, int]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return labels and statistics of what is straight for long, over small gaps."""
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(straight, np.uint8))
    joined = cv2.dilate(opened, np.ones(gap, np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    return np.asarray(labels, np.int32), np.asarray(stats, np.int32)
