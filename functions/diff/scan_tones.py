"""What is darker on one scan than anything near it on the other: no thresholds to pass.

A digit over another digit, a pen of another weight or a pale fill never goes from paper to black:
it only gets darker than the other sheet is anywhere within the tolerance. How much darker counts
is measured on the pair itself: two scanners differ in softness, in blackness and in how exactly
they can be laid on one another, and all of a sheet shows that, not only what changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from functions.diff.bands import bands
from functions.diff.masks import Flags, spread
from functions.diff.packed import Bits
from functions.diff.sheet_page import Gray

# Over 20 pairs of scans of ten kinds of sheets with nothing changed, the tile in the middle has
# 99.5 % of its ink below .87 to .95 of the darkest of the other sheet within a pixel.
MIN_RATIO, RATIO_SLACK = 1.3, 1.4
# Where the sheet cannot tell: one scanner prints a fine line twice as dark as another.
UNKNOWN_RATIO = 2.0
MIN_STEP = 30
# The same after averaging over a tenth of an inch, by which lines get bolder and fills paler.
MIN_SOFT_RATIO, SOFT_RATIO_SLACK, SOFT_STEP = 1.2, 1.25, 10
SOFT_FACTOR, SOFT_BLUR_PX = 2, 1.5
BLACK = 205  # what darkness is scaled to
# Ink is what is darker; black what the darkest of it is, but for specks.
INK, BLACK_SHARE = 60, 0.02
BLURS_PX = (0.0, 0.5, 0.8, 1.1, 1.5)
# Samples: strips across the sheet, each cut to tiles.
STRIPS, STRIP_PX, COLUMNS = 12, 64, 12
TILE_MIN_INK_PX, MIN_TILES, INK_SHARE = 100, 6, 0.995
CHUNK_PX, HALO_PX = 512, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """How one sheet's levels are brought to a common scale.

    Attributes:
        paper: its level, 0..255.
        blur_px: standard deviation of what makes it as soft as the other one.
        gain: what brings its black to BLACK.
    """

    paper: int
    blur_px: float
    gain: float

    def dark(self, gray: Gray) -> Gray:
        """Return how dark each pixel is: 0 paper and lighter, BLACK black."""
        soft = _softened(darkness(gray, self.paper), self.blur_px)
        return np.asarray(cv2.convertScaleAbs(soft, alpha=self.gain), np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From when on one sheet is darker than the other one there: ratio times that, and a step."""

    ratio: float
    step: int

    def passed(self, dark: Gray, other: Gray) -> Flags:
        """Return where a sheet is beyond the darkest of the other within a pixel."""
        limit = cv2.convertScaleAbs(spread(other, 1), alpha=self.ratio, beta=self.step)
        return np.asarray(dark > limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanScale:
    """What two scans of one sheet, or its plot and a scan, have to be forgiven.

    Attributes:
        gone: limits for old ink, sharp and averaged.
        come: limits for new ink.
    """

    old: Side
    new: Side
    gone: tuple[Limits, Limits]
    come: tuple[Limits, Limits]


def darkness(gray: Gray, paper: int) -> Gray:
    """Return how much darker than paper each pixel is; 0 for paper and what is lighter."""
    return np.asarray(cv2.subtract(np.full_like(gray, paper), gray), np.uint8)


def scan_scale(old: Gray, new: Gray, papers: tuple[int, int], step: int) -> ScanScale:
    """Measure on strips of a pair what is no change.

    Args:
        old: (H, W) uint8, 0 ink, 255 paper, laid on the new one.
        new: likewise.
        papers: the level of each one's paper.
        step: levels that the noise of neither reaches.
    """
    strips = [gray[_sampled_rows(len(gray))] for gray in (old, new)]
    before, after = _sides(strips[0], strips[1], papers)
    dark = before.dark(strips[0]), after.dark(strips[1])
    soft = _averaged(dark[0]), _averaged(dark[1])
    step = max(MIN_STEP, step)

    def limits(a: int, b: int) -> tuple[Limits, Limits]:
        sharp = _usual_ratio(dark[a], dark[b], step, STRIP_PX)
        wide = _usual_ratio(soft[a], soft[b], SOFT_STEP, STRIP_PX // SOFT_FACTOR)
        return (
            Limits(ratio=_at_least(MIN_RATIO, sharp, RATIO_SLACK), step=step),
            Limits(ratio=_at_least(MIN_SOFT_RATIO, wide, SOFT_RATIO_SLACK), step=SOFT_STEP),
        )

    return ScanScale(old=before, new=after, gone=limits(0, 1), come=limits(1, 0))


def far_darker(old: Gray, new: Gray, scale: ScanScale) -> tuple[Bits, Bits]:
    """Return what went and what came, packed.

    Args:
        old: (H, W) uint8, 0 ink, 255 paper, laid on the new one.
        new: likewise.
        scale: measured on the same pair.
    """
    found = [
        _of_chunk(old[band.rows], new[band.rows], scale, band.inner)
        for band in bands(len(new), CHUNK_PX, HALO_PX)
    ]
    return np.vstack([gone for gone, _ in found]), np.vstack([come for _, come in found])


def _of_chunk(old: Gray, new: Gray, scale: ScanScale, inner: slice) -> tuple[Bits, Bits]:
    before, after = scale.old.dark(old), scale.new.dark(new)
    soft_before, soft_after = _averaged(before), _averaged(after)
    gone = scale.gone[0].passed(before, after)
    come = scale.come[0].passed(after, before)
    gone |= _enlarged(scale.gone[1].passed(soft_before, soft_after), gone.shape)
    come |= _enlarged(scale.come[1].passed(soft_after, soft_before), come.shape)
    return np.packbits(gone[inner], axis=1), np.packbits(come[inner], axis=1)


def _softened(dark: Gray, blur_px: float) -> Gray:
    return np.asarray(cv2.GaussianBlur(dark, (0, 0), blur_px), np.uint8) if blur_px else dark


def _averaged(dark: Gray) -> Gray:
    height, width = dark.shape
    size = (max(1, width // SOFT_FACTOR), max(1, height // SOFT_FACTOR))
    small = cv2.resize(dark, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), SOFT_BLUR_PX), np.uint8)


def _enlarged(mask: Flags, shape: tuple[int, ...]) -> Flags:
    height, width = shape
    whole = cv2.resize(mask.view(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(whole, np.uint8).view(np.bool_)


# --- what the pair itself shows -------------------------------------------------------------------


def _sampled_rows(height: int) -> npt.NDArray[np.intp]:
    """Return the rows of the strips; all of a small sheet."""
    if height <= STRIPS * STRIP_PX:
        return np.arange(height)
    tops = np.linspace(0, height - STRIP_PX, STRIPS).astype(int)
    return (tops[:, None] + np.arange(STRIP_PX)).ravel()


def _sides(old: Gray, new: Gray, papers: tuple[int, int]) -> tuple[Side, Side]:
    """Find the softening of one of both by which they differ least."""
    plain = darkness(old, papers[0]), darkness(new, papers[1])
    tries = [(blur_px, 0.0) for blur_px in BLURS_PX] + [(0.0, blur_px) for blur_px in BLURS_PX[1:]]

    def sides(blurs_px: tuple[float, float]) -> list[Side]:
        return [
            Side(paper=paper, blur_px=blur_px, gain=BLACK / _black(_softened(dark, blur_px)))
            for dark, blur_px, paper in zip(plain, blurs_px, papers, strict=True)
        ]

    def difference(both: list[Side]) -> float:
        before, after = both[0].dark(old), both[1].dark(new)
        return float(cv2.norm(before, after, cv2.NORM_L1))

    best = min((sides(blurs_px) for blurs_px in tries), key=difference)
    return best[0], best[1]


def _black(dark: Gray) -> int:
    """Return the darkness that a fiftieth of the ink reaches; BLACK without ink."""
    # NumPy's count makes eight bytes of each pixel first.
    counts = cv2.calcHist([dark], [0], None, [256], (0, 256)).ravel().astype(np.int64)
    darker = np.cumsum(counts[::-1])[::-1]
    if not darker[INK]:
        return BLACK
    return int(np.flatnonzero(darker >= BLACK_SHARE * darker[INK])[-1])


def _usual_ratio(dark: Gray, other: Gray, step: int, tile_px: int) -> float | None:
    """Return the ratio that the middle tile's ink keeps below; `None` with too little ink."""
    near = spread(other, 1)
    ratios = [
        float(np.quantile((ink - step) / np.maximum(near_ink, 1), INK_SHARE))
        for ink, near_ink in _inked_tiles(dark, near, tile_px)
    ]
    return float(np.median(ratios)) if len(ratios) >= MIN_TILES else None


def _inked_tiles(
    dark: Gray, near: Gray, tile_px: int
) -> Iterator[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
    for top in range(0, len(dark), tile_px):
        tiles = (
            np.array_split(gray[top : top + tile_px], COLUMNS, axis=1) for gray in (dark, near)
        )
        for tile, around in zip(*tiles, strict=True):
            is_ink = tile > INK
            if np.count_nonzero(is_ink) >= TILE_MIN_INK_PX:
                yield tile[is_ink].astype(np.float32), around[is_ink].astype(np.float32)


def _at_least(least: float, usual: float | None, slack: float) -> float:
    return UNKNOWN_RATIO if usual is None else max(least, slack * usual)
