"""Views looked for one by one: what hangs together on one sheet, found as a whole on the other.

Where all views moved apart, no transform explains the sheet, and one that was fitted to all of it
mixes views that went different ways: it leans and stretches by chance. Each view by itself lies
exactly, and where the biggest ones went is proposed for the sheet, and for its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from scipy import fft

from common.domain.geometry import Box
from functions.diff.align_parts import MIN_INK_PX, PX_PER_PT
from functions.diff.align_refine import parabola_top
from functions.diff.ink_score import InkScorer
from functions.diff.masks import Flags, Mask, spread
from functions.diff.robust_fit import Array
from functions.diff.sheet_page import SheetPage

MAX_VIEWS = 8
# Extension lines and leaders tie dimensions to their view: .1 in apart hangs together.
GAP_PX = 8
MIN_SIDE_PX = 36  # half an inch, as for what a map brings together
PEAKS = 2
PEAK_APART_PX = 3
SAME_PAPER_PT = 0.5

Field = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a sheet lies by one of its views.

    Attributes:
        score: agreement of all of the sheet's ink, 0..1.
        matrix: (2, 3), old points to new points, right by a point or two.
        box_pt: around the view, in the new frame.
    """

    score: float
    matrix: Array
    box_pt: Box


def best_of_views(scorer: InkScorer, starts: Sequence[Array]) -> Start | None:
    """Return how that view lies by which most of the sheet agrees; `None` without any view.

    Args:
        scorer: of both sheets.
        starts: (2, 3) transforms of which each view may be shifted.
    """
    found = []
    for start in starts:
        left = scorer.leftover(start)
        for view, shift_px in view_shifts(left.old.mask(), left.new.mask()):
            dx, dy = (shift_px / PX_PER_PT).tolist()
            matrix = start + np.array([[0.0, 0.0, dx], [0.0, 0.0, dy]])
            x, y, width, height = (side / PX_PER_PT for side in cv2.boundingRect(view))
            box = (x + dx, y + dy, x + width + dx, y + height + dy)
            found.append(Start(score=scorer.score(matrix), matrix=matrix, box_pt=box))
    return max(found, key=lambda one: one.score, default=None)


def upright_starts(old: SheetPage, new: SheetPage, found: Array) -> list[Array]:
    """Return how a plotter lays one page on the middle of the other, turned as was found.

    Args:
        old: the earlier sheet.
        new: the later one.
        found: (2, 3), a transform that is right within an eighth of a turn.
    """
    quarters = round(float(np.arctan2(found[1, 0], found[0, 0])) / (np.pi / 2))
    cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarters % 4]
    turn = np.array([[cosine, -sine], [sine, cosine]], dtype=float)
    sizes = np.array([(page.width_pt, page.height_pt) for page in (old, new)])
    shown = sizes[0, ::-1] if quarters % 2 else sizes[0]
    scales = {1.0}
    if np.abs(shown - sizes[1]).max() >= SAME_PAPER_PT:
        scales |= set(np.round(sizes[1] / shown, 5).tolist())
    return [
        np.column_stack([scale * turn, sizes[1] / 2 - scale * turn @ (sizes[0] / 2)])
        for scale in sorted(scales)
    ]


def view_masks(ink: Mask) -> list[Mask]:
    """Return what hangs together on a sheet, most ink first, each on a sheet of its own."""
    joined = spread(ink, GAP_PX // 2)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    inks = np.bincount(labels[ink > 0], minlength=count)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].min(axis=1) - GAP_PX
    are_views: Flags = (sides >= MIN_SIDE_PX) & (inks >= MIN_INK_PX)
    are_views[0] = False
    biggest = [k for k in np.argsort(-inks, kind="stable").tolist() if are_views[k]]
    return [np.asarray(ink * (labels == k), np.uint8) for k in biggest[:MAX_VIEWS]]


def view_shifts(old: Mask, new: Mask) -> Iterator[tuple[Mask, Array]]:
    """Yield the views of one page with each place that they may have on another of its size.

    The place is a shift (right, down) in pixels, from phase correlation of the view with all of
    the other page; a view stays on its paper.
    """
    target = _spectrum(new)
    for view in view_masks(old):
        surface = _correlation(_spectrum(view), target, new.shape)
        x, y, width, height = cv2.boundingRect(view)
        middle = (x + width / 2, y + height / 2)
        for shift in _peaks(surface, PEAKS, middle, new.shape):
            yield view, shift


def shift_peaks(lost: Mask, gained: Mask, count: int) -> Iterator[Array]:
    """Yield the shifts (right, down), in pixels, of the highest peaks of the phase correlation."""
    yield from _peaks(_correlation(_spectrum(lost), _spectrum(gained), lost.shape), count)


def _spectrum(mask: Mask) -> npt.NDArray[np.complex64]:
    """Return the transform of ink at half the resolution, on a size that transforms fast.

    Row by row, then all columns; most rows have nothing left over.
    """
    half = [max(1, side // 2) for side in reversed(mask.shape)]
    levels = mask * np.uint8(255)
    small = np.asarray(cv2.resize(levels, half, interpolation=cv2.INTER_AREA), np.uint8)
    rows = np.flatnonzero(small.any(axis=1))
    height, width = _field_size(mask.shape)
    spectrum = np.zeros((height, width // 2 + 1), np.complex64)
    spectrum[rows] = fft.rfft(small[rows].astype(np.float32), width, axis=1)
    return np.asarray(fft.fft(spectrum, axis=0, overwrite_x=True), np.complex64)


def _field_size(shape: tuple[int, ...]) -> list[int]:
    return [cv2.getOptimalDFTSize(max(1, side // 2)) for side in shape]


def _correlation(
    old: npt.NDArray[np.complex64], new: npt.NDArray[np.complex64], shape: tuple[int, int]
) -> Field:
    cross = np.conj(old)
    cross *= new
    strength = np.abs(cross)
    cross *= 1 / (strength + np.float32(0.02 * strength.max() + 1e-6))
    return np.asarray(fft.irfft2(cross, s=_field_size(shape), overwrite_x=True))


def _peaks(
    surface: Field,
    count: int,
    middle: tuple[float, float] | None = None,
    page: tuple[int, int] = (0, 0),
) -> Iterator[Array]:
    """Yield the highest peaks, of those that leave a middle on its page where one is given."""
    height, width = surface.shape
    if middle is not None:
        surface = _on_page(surface, middle, page)
    for _ in range(count):
        y, x = (int(v) for v in np.unravel_index(int(surface.argmax()), surface.shape))
        rows, columns = (np.arange(-1, 2) + y) % height, (np.arange(-1, 2) + x) % width
        dy = (y + height // 2) % height - height // 2 + parabola_top(surface[rows, x])
        dx = (x + width // 2) % width - width // 2 + parabola_top(surface[y, columns])
        yield 2 * np.array([dx, dy])
        around = np.arange(-PEAK_APART_PX, PEAK_APART_PX + 1)
        surface[np.ix_((around + y) % height, (around + x) % width)] = 0.0


def _on_page(surface: Field, middle: tuple[float, float], page: tuple[int, int]) -> Field:
    """Return the surface without the shifts that take a middle off its page."""
    kept = surface.copy()
    for axis, (at, size) in enumerate(zip(middle[::-1], page, strict=True)):
        length = surface.shape[axis]
        shifts = (np.arange(length) + length // 2) % length - length // 2
        off = (at + 2 * shifts < 0) | (at + 2 * shifts >= size)
        kept[(off, slice(None)) if axis == 0 else (slice(None), off)] = 0.0
    return kept
