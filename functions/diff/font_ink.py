"""Ink that differs because an unchanged word is set in another font, and nothing else does.

Of such a word all ink is muted, unless a straight line as long as the word came or went with it:
a text crossed out, underlined or framed on the sheet is a change.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np

from common.domain.geometry import Box, Transform, grown, union_of
from common.domain.ink_ledger import MuteReason
from functions.diff.change_cells import ChangeCells
from functions.diff.ink_planes import STRONG, WEAK
from functions.diff.packed import dilated
from functions.diff.sheet_page import Gray, SheetPage, both_drawn
from functions.diff.text_changes import TextComparison

PX_PER_PT = 300 / 72
BAND_PT = 120.0
# What differs under this many words, and this share of them, is the sheet's font: fonts of equal
# widths (Arial for Helvetica) still differ in every other letter. Of words of one height, of which
# only one font is, fewer do: on two sheets of opencellular .37, and .02 where other things differ.
MIN_WORDS, MIN_WORD_SHARE, MIN_WORD_INK_PX = 20, 0.4, 12
MIN_HEIGHT_SHARE, HEIGHT_STEP_PT = 0.3, 0.5
# Letters have straight strokes as long as they are high; a line through a word is longer.
LINE_WORD_SHARE, LINE_HEIGHT_SHARE = 0.85, 1.25
LINE_GAP_PX = 1
MIN_NEW_SHARE = 0.4  # of a line through a word, letters of the other sheet hide some
MARGIN_PT = 2.0
TOLERANCE_PX, BEYOND_PT = 2, 1.0


def mute_fonts(texts: TextComparison, cells: ChangeCells, lines: LineSearch) -> tuple[Box, ...]:
    """Take the ink of unchanged words out of the cells where only their font differs.

    Returns:
        The words that are set in another font.
    """
    suspects = set(texts.other_font_boxes_pt)
    same = texts.same_boxes_pt
    differ = dict(zip(same, cells.inks_in(same) >= MIN_WORD_INK_PX, strict=True))
    if _is_substituted([differ[box] for box in same], MIN_WORD_SHARE):
        suspects.update(same)
    for boxes in _by_height(same):
        if _is_substituted([differ[box] for box in boxes], MIN_HEIGHT_SHARE):
            suspects.update(boxes)
    crossed = lines.crossed([box for box in suspects if sum(cells.ink_in(box))])
    other_font = sorted(suspects - crossed)
    cells.mute(other_font, MuteReason.FONT)
    cells.mute_balanced([box for box in texts.same_boxes_pt if box not in suspects])
    return tuple(other_font)


def _by_height(boxes_pt: Sequence[Box]) -> Iterable[list[Box]]:
    """Return words by how high their letters are: a driver replaces fonts one by one."""
    found: dict[int, list[Box]] = defaultdict(list)
    for box in boxes_pt:
        height_pt = min(box[2] - box[0], box[3] - box[1])
        found[round(height_pt / HEIGHT_STEP_PT)].append(box)
    return found.values()


def _is_substituted(differ: Sequence[bool], min_share: float) -> bool:
    """Tell whether a font is another one by how many of its words' ink differs."""
    return sum(differ) >= max(MIN_WORDS, min_share * len(differ))


class LineSearch:
    """Looks for straight lines in what differs between two sheets in small boxes."""

    def __init__(self, old: SheetPage, new: SheetPage, new_from_old: Transform) -> None:
        self._old, self._new, self._new_from_old = old, new, new_from_old

    def crossed(self, boxes_pt: Sequence[Box]) -> set[Box]:
        """Return the boxes in which, or at whose edge, a line as long as they came or went."""
        return {box for band in _bands(boxes_pt) for box in self._crossed_in(band)}

    def _crossed_in(self, boxes_pt: Sequence[Box]) -> Iterator[Box]:
        x0, y0, x1, y1 = grown(union_of(boxes_pt), MARGIN_PT + BEYOND_PT)
        device = Transform(a=PX_PER_PT, d=PX_PER_PT, tx=-x0 * PX_PER_PT, ty=-y0 * PX_PER_PT)
        size_px = (0, 0, math.ceil((x1 - x0) * PX_PER_PT), math.ceil((y1 - y0) * PX_PER_PT))
        before, after = both_drawn(self._old, self._new, self._new_from_old, device, size_px)
        # Before boxes cut it: a rule at the edge of one lies beyond it on the other sheet.
        drawn = [(sheet, _alone(other)) for sheet, other in ((before, after), (after, before))]
        for box in boxes_pt:
            left, top, right, bottom = (round(v) for v in device.apply_box(grown(box, MARGIN_PT)))
            crop = slice(top, bottom), slice(left, right)
            sides = sorted((box[2] - box[0], box[3] - box[1]))
            length_pt = max(LINE_WORD_SHARE * sides[1], LINE_HEIGHT_SHARE * sides[0])
            if any(_has_line(ink[crop], only[crop], PX_PER_PT * length_pt) for ink, only in drawn):
                yield box


def _bands(boxes_pt: Sequence[Box]) -> Iterator[list[Box]]:
    """Yield the boxes in bands across the sheet: drawing one costs as much as drawing a word."""
    band: list[Box] = []
    for box in sorted(boxes_pt, key=lambda b: b[1]):
        if band and box[3] > band[0][1] + BAND_PT:
            yield band
            band = []
        band.append(box)
    if band:
        yield band


def _alone(other: Gray) -> Gray:
    """Return 1 where ink would be only one sheet's, from the other sheet."""
    near = dilated(np.packbits(other < WEAK, axis=1), TOLERANCE_PX)
    return np.unpackbits(~near, axis=1, count=other.shape[1])


def _has_line(sheet: Gray, only: Gray, length_px: float) -> bool:
    """Tell whether a sheet has a line that the other has not, letters under it aside."""
    ink = np.asarray(sheet < STRONG, np.uint8)
    lines = cv2.HoughLinesP(
        ink, 1, math.pi / 180, round(0.7 * length_px), None, length_px, LINE_GAP_PX
    )
    if lines is None:
        return False
    found = lines.reshape(-1, 4).astype(int).tolist()
    return any(_share_along(only, *line) > MIN_NEW_SHARE for line in found)


def _share_along(mask: Gray, x0: int, y0: int, x1: int, y1: int) -> float:
    count = max(abs(x1 - x0), abs(y1 - y0)) + 1
    rows = np.linspace(y0, y1, count).round().astype(int)
    columns = np.linspace(x0, x1, count).round().astype(int)
    return float(mask[rows, columns].mean())
