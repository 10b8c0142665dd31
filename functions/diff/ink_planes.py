"""A band of one sheet against that of the other: what went, what came, and what is shown of it.

On plots light gray ink counts where the other sheet has none of any level, and, on fills, where
all is ink, what is darker than its ground. On scans darkness counts that `scan_tones` found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from common.domain.geometry import Transform
from functions.diff.packed import Bits, dilated, far_from
from functions.diff.palette import InkBand
from functions.diff.recoloured import without_recoloured
from functions.diff.sheet_page import Gray, SheetPage
from functions.diff.tones import (
    darker,
    darker_than,
    filled,
    ground,
    light_only,
    of_other_levels,
    without_fills,
)

STRONG = 200  # darker is certainly ink
WEAK = 235  # lighter is certainly paper
# Another plotter draws a line a pixel thicker or rounds it a pixel further off.
HAIRLINE_PX = 1
EDGE_PX = 2  # how far the edge of a line reaches beyond what stands out


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Some rows of one sheet in the frame, with a halo above and below.

    Attributes:
        sheet: whose.
        device_from_page: its points to the pixels of the frame.
        weak: all but certain paper, packed.
        strong_level: darker is certain ink.
        rows: which of the frame's.
        inner: the rows without the halo.
        has_tones: grays are what was drawn; a scan's are paper, light and noise.
    """

    sheet: SheetPage
    device_from_page: Transform
    weak: Bits
    strong_level: int
    gray: Gray
    rows: slice
    inner: slice
    has_tones: bool

    def strong(self, ink: Bits) -> Bits:
        """Return what of some of its ink is certain."""
        return darker_than(self.gray, self.strong_level, ink)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedBand:
    """What differs in the rows of a band without its halo, packed.

    Attributes:
        removed: old ink that the new sheet has nowhere near.
        added: new ink that the old sheet has nowhere near.
        clear: those of both that are further off than a plotter's rounding explains.
        shown: for the overlay.
        toned: of plots, ink of both whose levels differ widely, halo included.
    """

    removed: Bits
    added: Bits
    clear: Bits
    shown: InkBand
    toned: Bits | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alone:
    """What one sheet has and the other has not, halo included.

    Attributes:
        clear: what of it is further off than a plotter's rounding explains.
        shown: for the overlay.
    """

    ink: Bits
    clear: Bits
    shown: Bits


def compare_planes(
    before: Plane, after: Plane, tones: tuple[Bits, Bits] | None, tolerance_px: int
) -> ComparedBand:
    """Compare the same rows of both sheets.

    Args:
        before: of the old sheet.
        after: of the new sheet.
        tones: of scans, what went and what came by darkness alone, in the planes' rows.
        tolerance_px: how far a pixel may be off without being a change (1..3).
    """
    if before.has_tones and after.has_tones:
        return _compare_plots(before, after, tolerance_px)
    dark_gone, dark_come = tones or (None, None)
    gone = _alone_on_scan(before, after, dark_gone, tolerance_px)
    come = _alone_on_scan(after, before, dark_come, tolerance_px)
    return _band(gone, come, before.weak, after.weak, after.inner)


def only_on(this: Gray, other: Gray, tolerance_px: int) -> Bits:
    """Return, packed, the ink of one gray that the other has none of any level near."""
    ink, others = np.packbits(this < STRONG, axis=1), np.packbits(other < WEAK, axis=1)
    return far_from(ink, others, tolerance_px)


def _compare_plots(before: Plane, after: Plane, tolerance_px: int) -> ComparedBand:
    fills = filled(before.weak), filled(after.weak)
    toned = of_other_levels(before.gray, after.gray, before.weak & after.weak)
    gone, gone_on_fill = _alone_on_plot(before, after, fills[1], toned, tolerance_px)
    come, come_on_fill = _alone_on_plot(after, before, fills[0], toned, tolerance_px)
    shown = ~ground((before.gray, after.gray), fills[0] & fills[1])
    # Where one sheet has ink on a fill, the other has the bare fill.
    old_ink, new_ink = before.weak & shown & ~come_on_fill, after.weak & shown & ~gone_on_fill
    return replace(_band(gone, come, old_ink, new_ink, after.inner), toned=toned)


def _band(gone: _Alone, come: _Alone, old_ink: Bits, new_ink: Bits, inner: slice) -> ComparedBand:
    return ComparedBand(
        removed=gone.ink[inner],
        added=come.ink[inner],
        clear=(gone.clear | come.clear)[inner],
        shown=InkBand(
            removed=gone.shown[inner],
            added=come.shown[inner],
            old=old_ink[inner],
            new=new_ink[inner],
        ),
    )


def _alone_on_plot(
    this: Plane, other: Plane, fill_of_other: Bits, toned: Bits, tolerance_px: int
) -> tuple[_Alone, Bits]:
    """Return what only this sheet has, and what of it is ink on the other's bare fill."""
    far = far_from(this.weak, other.weak, tolerance_px)
    strong = this.strong(far)
    light = light_only(far & ~strong, other.gray, tolerance_px)
    ink = strong | without_fills(light, this.gray)
    clear = far_from(ink, other.weak, tolerance_px + HAIRLINE_PX)
    on_fill = without_recoloured(
        darker(this.gray, other.gray, fill_of_other, toned, tolerance_px),
        other.sheet,
        other.device_from_page,
        other.rows.start,
        tolerance_px,
    )
    ink |= on_fill
    return _Alone(ink=ink, clear=clear | on_fill, shown=ink | light), on_fill


def _alone_on_scan(this: Plane, other: Plane, dark: Bits | None, tolerance_px: int) -> _Alone:
    """Return what only this scan has; `dark` is what has been found by darkness."""
    ink = far_from(this.strong(this.weak), other.weak, tolerance_px)
    clear = far_from(ink, other.weak, tolerance_px + HAIRLINE_PX)
    if dark is None:
        return _Alone(ink=ink, clear=clear, shown=ink)
    ink |= dark
    # A pale line's edges are its own, not common ink.
    edges = dilated(ink, EDGE_PX) & this.weak & ~other.weak
    return _Alone(ink=ink, clear=clear | dark, shown=ink | edges)
