"""A closer look at a text that reads differently although hardly any ink does.

An 8 that became a 6 differs by fewer pixels at 300 dpi than rendering rounds; enlarged until its
letters are tall, it does not.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from common.domain.geometry import Box, Transform
from functions.diff.ink_planes import only_on
from functions.diff.sheet_page import Gray, SheetPage, both_drawn

# 80 px for a line of text: a stroke of a letter is 5 px wide, and anchors that agree to .06 pt
# leave less than a pixel.
LINE_PX = 80
MAX_SIDE_PX = 4000
MIN_SIDE_PT = 0.5  # damaged fonts have letters without a height
MIN_DIFFERING_PX = 12
# More texts than this that print the same are another encoding of the whole sheet.
MAX_LOOKS = 200
# Three pixels at 300 dpi: sheets whose words or lines do not fix them lie that near (ink is
# compared with a tolerance of two).
SLACK_PT = 0.72


class CloseLook:
    """Compares what two sheets print in small boxes.

    Attributes:
        skipped_pt: boxes that nobody looked at, once MAX_LOOKS were in vain.
    """

    def __init__(
        self, old: SheetPage, new: SheetPage, new_from_old: Transform, *, is_exact: bool
    ) -> None:
        """Look under one transform.

        Args:
            old: the old sheet.
            new: the new sheet, whose frame boxes are given in.
            new_from_old: how they lie.
            is_exact: whether they lie so to a fraction of a pixel everywhere; if not, each box is
                laid on its like within SLACK_PT first.
        """
        self._old, self._new, self._new_from_old = old, new, new_from_old
        self._slack_pt = 0.0 if is_exact else SLACK_PT
        self._looks_left = MAX_LOOKS
        self.skipped_pt: list[Box] = []

    def differs(self, box_pt: Box) -> bool:
        """Tell whether the sheets print other things in a box of the new frame.

        Once MAX_LOOKS were in vain, False without a look: the box is skipped.
        """
        if not self._looks_left:
            self.skipped_pt.append(box_pt)
            return False
        device, width_px, height_px = _enlarged(box_pt)
        slack_px = math.ceil(self._slack_pt * device.a)
        box_px = (-slack_px, -slack_px, width_px + slack_px, height_px + slack_px)
        before, after = both_drawn(self._old, self._new, self._new_from_old, device, box_px)
        if slack_px:
            before, after = _laid_on(before, after, slack_px)
        differs = _differing_px(before, after) >= MIN_DIFFERING_PX
        self._looks_left -= not differs
        return differs


def _enlarged(box_pt: Box) -> tuple[Transform, int, int]:
    """Return what maps the box to pixels, and how many those are."""
    x0, y0, x1, y1 = box_pt
    width_pt, height_pt = max(x1 - x0, MIN_SIDE_PT), max(y1 - y0, MIN_SIDE_PT)
    k = min(LINE_PX / min(width_pt, height_pt), MAX_SIDE_PX / max(width_pt, height_pt))
    device = Transform(a=k, d=k, tx=-x0 * k, ty=-y0 * k)
    return device, math.ceil(width_pt * k), math.ceil(height_pt * k)


def _laid_on(before: Gray, after: Gray, slack_px: int) -> tuple[Gray, Gray]:
    """Return both without a border of the slack, the old one from where it is most like the new."""
    height, width = (side - 2 * slack_px for side in after.shape)
    after = after[slack_px : slack_px + height, slack_px : slack_px + width]
    apart = cv2.matchTemplate(before, np.ascontiguousarray(after), cv2.TM_SQDIFF)
    x, y = cv2.minMaxLoc(apart)[2]
    return before[y : y + height, x : x + width], after


def _differing_px(before: Gray, after: Gray) -> int:
    sides = (only_on(before, after, 1), only_on(after, before, 1))
    return sum(int(np.bitwise_count(side).sum(dtype=int)) for side in sides)
