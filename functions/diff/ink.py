"""Ink against ink: both sheets in one frame, band by band, as packed bits.

`removed = old_strong & ~dilate(new_weak, r)`, `added` is the mirror. Two thresholds, because a
line that is a little lighter is no change, and a tolerance r, because rendering rounds. What grays
add to that, `functions.diff.ink_planes` tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from common.domain.geometry import POINTS_PER_INCH, Transform
from functions.diff.bands import Band, bands
from functions.diff.frame import Frame
from functions.diff.ink_planes import STRONG, WEAK, Plane, compare_planes
from functions.diff.packed import Bits, cell_counts
from functions.diff.page_ink import CoarseInk
from functions.diff.palette import InkBand
from functions.diff.paper import Paper
from functions.diff.scan_tones import far_darker, scan_scale
from functions.diff.sheet_page import Gray, SheetPage, forget_images
from functions.diff.small_fills import SmallFills
from functions.diff.tones import filled, ground

# A multiple of the cell, and of every reduction factor up to 4.
BAND_PX = 504
HALO_PX = 8
SCAN_DPI = 150.0
SCAN_BLUR_PX = 0.8  # at SCAN_DPI
# What noise of paper reaches, in halves of its spread; that and the margins of certain ink and of
# all but certain paper were set on scans with nothing changed, whose noise must not show.
NOISE_STEPS, STRONG_STEPS = 2.6, 6
STRONG_MARGIN, WEAK_MARGIN = 70, 35
BILEVEL_THRESHOLDS = (128, 200)
IMAGE_HEAVY_SHARE = 0.3

Cells = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class InkCells:
    """Differing pixels of each 8 × 8 cell of the frame, 0..64.

    Attributes:
        removed: old ink that the new sheet has nowhere near.
        added: new ink that the old sheet has nowhere near.
        clear: those of both that are further off than a plotter's rounding explains.
    """

    removed: Cells
    added: Cells
    clear: Cells


class BandSink(Protocol):
    """Takes the bands from top to bottom."""

    def take(self, band: InkBand) -> None:
        """Take the next band."""
        ...


class NoSink:
    """A BandSink of bands that are only counted, not drawn."""

    def take(self, band: InkBand) -> None:
        """Forget the band."""


def compare_ink(
    old: SheetPage,
    new: SheetPage,
    new_from_old: Transform,
    frame: Frame,
    *,
    tolerance_px: int,
    sink: BandSink,
    closely: bool = False,
    fills: SmallFills | None = None,
    coarse: CoarseInk | None = None,
) -> InkCells:
    """Compare two sheets' ink in the new frame.

    Args:
        old: the old sheet, rendered through the transform.
        new: the new sheet.
        new_from_old: old page points to new page points.
        frame: the pixels to compare in.
        tolerance_px: how far a pixel may be off without being a change (1..3).
        sink: gets every band, for the overlay.
        closely: of scans, also count ink far darker than the other sheet's near it.
        fills: of plots, collects small fills of another level, and tones.
        coarse: collects all ink of both, to judge the transform by.
    """
    # A plot against a scan is softened likewise: a scanner loses its faintest lines.
    scan = old.is_scan or new.is_scan
    device_from_old = frame.device_from_page.after(new_from_old)
    drawn = [
        _Drawn.of(sheet, device, frame, as_scan=scan)
        for sheet, device in ((old, device_from_old), (new, frame.device_from_page))
    ]
    tones = _far_darker(*drawn) if scan and closely else None
    cells = []
    for rows in bands(frame.height_px, BAND_PX, HALO_PX):
        before, after = (one.plane(rows, frame) for one in drawn)
        band_tones = tones and (tones[0][after.rows], tones[1][after.rows])
        band = compare_planes(before, after, band_tones, tolerance_px)
        sink.take(band.shown)
        if fills is not None and band.toned is not None:
            fills.take(before, after, band.toned)
        if coarse is not None:
            coarse.take(before.weak[before.inner], after.weak[after.inner])
        cells.append(tuple(map(cell_counts, (band.removed, band.added, band.clear))))
        del before, after, band  # 16 MB that the next ones take again
    removed, added, clear = map(np.vstack, zip(*cells, strict=True))
    return InkCells(removed=removed, added=added, clear=clear)


def ink_bands(sheet: SheetPage, frame: Frame) -> Iterator[Bits]:
    """Yield one sheet's ink in its own frame, band by band."""
    drawn = _Drawn.of(sheet, frame.device_from_page, frame, as_scan=sheet.is_scan)
    for rows in bands(frame.height_px, BAND_PX, HALO_PX):
        plane = drawn.plane(rows, frame)
        ink = plane.weak
        if plane.has_tones:
            ink = ink & ~ground((plane.gray,), filled(ink))
        yield ink[plane.inner]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """One sheet as it is drawn in the frame.

    Attributes:
        paper: of what is compared as a scan.
        whole: all of it, where drawing it band by band would decode its images again and again.
    """

    sheet: SheetPage
    device_from_page: Transform
    paper: Paper | None
    whole: Gray | None

    @classmethod
    def of(
        cls, sheet: SheetPage, device_from_page: Transform, frame: Frame, *, as_scan: bool
    ) -> _Drawn:
        whole: Gray | None = None
        paper = Paper.of(sheet.gray(SCAN_DPI)) if as_scan else None
        scale, size_px = SCAN_DPI / POINTS_PER_INCH, (frame.width_px, frame.height_px)
        is_drawn = device_from_page == Transform(a=scale, d=scale)
        if as_scan and is_drawn and size_px == sheet.size_px(SCAN_DPI):
            whole = sheet.gray(SCAN_DPI)  # for the alignment
        elif as_scan or sheet.image_share > IMAGE_HEAVY_SHARE:
            if as_scan:
                # 19 and 35 MB of ARCH D: decoding a scan once more is cheaper than holding both.
                sheet.forget_gray(SCAN_DPI)
                forget_images()
            box_px = (0, 0, frame.width_px, frame.height_px)
            whole = sheet.render_band(device_from_page, box_px, antialias=as_scan)
        return cls(sheet=sheet, device_from_page=device_from_page, paper=paper, whole=whole)

    def plane(self, band: Band, frame: Frame) -> Plane:
        """Return a band of it as ink."""
        strong, weak = (STRONG, WEAK) if self.paper is None else scan_thresholds(self.paper)
        gray = self._rows(band.rows.start, band.rows.stop, frame)
        return Plane(
            sheet=self.sheet,
            device_from_page=self.device_from_page,
            weak=np.packbits(gray < weak, axis=1),
            strong_level=strong,
            gray=gray,
            rows=band.rows,
            inner=band.inner,
            has_tones=self.paper is None,
        )

    def _rows(self, top: int, bottom: int, frame: Frame) -> Gray:
        """Return some rows; a scan's a little smoothed."""
        if self.whole is None:
            box_px = (0, top, frame.width_px, bottom)
            return self.sheet.render_band(self.device_from_page, box_px, antialias=False)
        if self.paper is None:
            return self.whole[top:bottom]
        blur_px = SCAN_BLUR_PX * frame.dpi / SCAN_DPI
        return np.asarray(cv2.GaussianBlur(self.whole[top:bottom], (0, 0), blur_px), np.uint8)


def scan_thresholds(paper: Paper) -> tuple[int, int]:
    """Return (strong, weak) ink levels of a scan from its paper's level and noise."""
    if paper.is_bilevel:
        return BILEVEL_THRESHOLDS
    strong = paper.level - max(STRONG_MARGIN, STRONG_STEPS * paper.noise)
    return int(strong), int(paper.level - max(WEAK_MARGIN, NOISE_STEPS * paper.noise))


def _far_darker(old: _Drawn, new: _Drawn) -> tuple[Bits, Bits]:
    """Return what went and what came by darkness alone."""
    if old.whole is None or new.whole is None or old.paper is None or new.paper is None:
        raise ValueError("scans are drawn whole")
    step = int(NOISE_STEPS * max(old.paper.noise, new.paper.noise))
    levels = (old.paper.level, new.paper.level)
    return far_darker(old.whole, new.whole, scan_scale(old.whole, new.whole, levels, step))
