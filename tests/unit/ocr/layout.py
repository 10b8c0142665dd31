"""Text placed on an imagined page, as the text layer would give it back."""

from __future__ import annotations

from common.domain.sheets import PageSize, Word
from functions.ocr.segments import Segment, segments_of

ARCH_D = PageSize(width_pt=36 * 72, height_pt=24 * 72)
LETTER_WIDTH = 0.6  # of the font size
# Text, x and y as shares of an ARCH D sheet, and font size.
Line = tuple[str, float, float, float]


def printed(
    text: str, x_pt: float, y_pt: float, size_pt: float = 10.0, *, line: int = 0, angle_deg: int = 0
) -> list[Word]:
    """Return one line's words; (x, y) is the upper left of the first, the lower left at 90°."""
    words, along_pt = [], 0.0
    for part in text.split():
        length_pt = LETTER_WIDTH * size_pt * len(part)
        if angle_deg == 90:
            box = (x_pt, y_pt - along_pt - length_pt, x_pt + size_pt, y_pt - along_pt)
        else:
            box = (x_pt + along_pt, y_pt, x_pt + along_pt + length_pt, y_pt + size_pt)
        words.append(Word(box_pt=box, text=part, size_pt=size_pt, angle_deg=angle_deg, line=line))
        along_pt += length_pt + LETTER_WIDTH * size_pt
    return words


def page(*lines: Line) -> list[Word]:
    """Return the words of an ARCH D sheet."""
    return [
        word
        for number, (text, u, v, size_pt) in enumerate(lines)
        for word in printed(text, u * ARCH_D.width_pt, v * ARCH_D.height_pt, size_pt, line=number)
    ]


def segment(text: str, x_pt: float, y_pt: float, size_pt: float = 10.0) -> Segment:
    """Return one string as a segment."""
    return segments_of(printed(text, x_pt, y_pt, size_pt))[0]
