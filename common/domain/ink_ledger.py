"""Where every differing pixel of a pair went: onto an entry, or out of sight for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from common.domain.geometry import Box


class MuteReason(StrEnum):
    """Why ink that differs is no entry of the change list."""

    FONT = "font"  # the same text in another font or encoding
    COLOUR = "colour"  # areas of a sheet plotted in black, once in colours or grays
    MOVED_VIEW = "moved_view"  # content that moved as a whole, which is one entry
    REPLOT = "replot"  # lines plotted thicker or rounded elsewhere, by a pixel
    PICTURE = "picture"  # of a picture that both sheets have, in other pixels
    PAPER_EDGE = "paper_edge"  # lines at the very edge of the paper, which cuts them
    SMALL = "small"  # less than the smallest region
    ENCODING = "encoding"  # texts that read differently, but print alike as far as was seen
    ANNOTATIONS = "annotations"  # markups in the PDF, where they were asked to be left out
    UNLISTED = "unlisted"  # of entries beyond the longest list


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryInk:
    """The differing pixels that are booked on one entry of the change list."""

    change_id: str
    ink_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MutedInk:
    """The differing pixels that are muted for one reason.

    Attributes:
        place_count: of places they lie in.
        boxes_pt: the places with the most of them, in the new sheet's frame.
    """

    reason: MuteReason
    ink_px: int
    place_count: int
    boxes_pt: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InkLedger:
    """All differing pixels beyond tolerance, each booked once.

    Attributes:
        dpi: of the pixels, which are the overlay's.
        total_px: what entries and muted ink add up to.
    """

    dpi: float
    total_px: int
    entries: tuple[EntryInk, ...] = ()
    muted: tuple[MutedInk, ...] = ()
