"""The last pixels: the best candidate refined by patches, coarse to fine, while that helps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from functions.diff.align_candidates import Found
from functions.diff.align_refine import (
    TOLERANCE_PX,
    Refined,
    displacements,
    refine,
    residual_pt,
    textured_places,
)
from functions.diff.linework import Picture, linework
from functions.diff.robust_fit import Array, Fit, fit_affine, fit_similarity, fit_upright
from functions.diff.sheet_page import SheetPage

PX_PER_PT = 300 / 72
# A little less agreement is noise of the 75 dpi masks; a better fit of the patches outweighs it.
SCORE_NOISE = 0.02
RESIDUAL_NOISE_PT = 0.05
# A wide-format scanner stretches along its feed: half a per cent on a real 36 × 24 in scan.
MAX_STRETCH = 1.01
SIMILARITY_STRETCH = 1e-6  # rounding of a similarity
COARSE_DPI, FINE_DPI = 75.0, 150.0
# Resolution, reach and what is fitted, coarse to fine. A plot stands upright in the end; a scan
# may lean and stretch.
_Steps = tuple[tuple[float, int, Fit], ...]
_PLOT_STEPS: _Steps = (
    (COARSE_DPI, 40, fit_similarity),
    (FINE_DPI, 20, fit_similarity),
    (FINE_DPI, 20, fit_upright),
)
_SCAN_STEPS: _Steps = (
    (COARSE_DPI, 40, fit_similarity),
    (COARSE_DPI, 40, fit_affine),
    (FINE_DPI, 20, fit_affine),
)
# A lean of a hundredth of a degree is what noise of patches fits, not what plotters do.
UPRIGHT_SHARE = 0.9
# Chance puts a patch within its tolerance of a wrong transform once in two hundred times.
FIRM_PATCHES, FIRM_CELLS = 15, 5
EXACT_PX = 0.25
SHIFT_PATCHES = 8
MAX_POLISH = 0.02  # no polish turns or scales by more
# A sheet of text has too few lines of its own to lie on; then its letters are looked at as well.
MIN_LINE_PLACES = 15

Sight = tuple[Picture, Picture]


@dataclass(frozen=True, slots=True, kw_only=True)
class Polished:
    """A transform after refinement.

    Attributes:
        residual_pt: median displacement of patches, `None` where nothing could be measured.
        exact: firm patches agree to a quarter of a pixel at 300 dpi.
    """

    matrix: Array
    residual_pt: float | None
    exact: bool
    is_refined: bool


def sight(old: SheetPage, new: SheetPage) -> Sight:
    """Return what patches are compared in: lines alone where text layers say what is text.

    Another font of other widths puts every word elsewhere: .5 px in the median over the sample
    sheets and up to 1.0; by lines alone .01.
    """
    if not (old.has_text_layer and new.has_text_layer):
        return old, new
    lines = linework(old, old.text_layer), linework(new, new.text_layer)
    few = any(len(textured_places(picture, FINE_DPI)) < MIN_LINE_PLACES for picture in lines)
    return (old, new) if few else lines


def polished(found: Found, pictures: Sight, *, scan: bool) -> Polished:
    """Refine the best candidate by patches, coarse to fine, as long as that brings it nearer."""
    old, new = pictures
    best = Polished(
        matrix=found.matrix,
        residual_pt=residual_pt(old, new, found.matrix, COARSE_DPI, reach_px=20),
        exact=False,
        is_refined=False,
    )
    score = found.score
    for dpi, reach_px, fit in _SCAN_STEPS if scan else _PLOT_STEPS:
        refined = refine(old, new, best.matrix, dpi, reach_px=reach_px, fit=fit)
        if not _is_plausible(refined):
            continue
        gain = found.scorer.score(refined.matrix) - score
        refined_pt = residual_pt(old, new, refined.matrix, COARSE_DPI, reach_px=20)
        if _is_nearer(refined_pt, best.residual_pt, gain):
            score += gain
            best = Polished(
                matrix=refined.matrix,
                residual_pt=refined_pt,
                exact=dpi == FINE_DPI and is_exact(refined),
                is_refined=True,
            )
    return best


def refined_plot(pictures: Sight, start: Array) -> Refined | None:
    """Refine between two plots: upright unless leaning or stretching explains clearly more.

    `None` where that is not better founded than the start.
    """
    upright = refine(*pictures, start, FINE_DPI, reach_px=20, fit=fit_upright)
    loose = refine(*pictures, start, FINE_DPI, reach_px=20, fit=fit_affine)
    best = upright if upright.patches >= UPRIGHT_SHARE * loose.patches else loose
    turned = np.abs(best.matrix[:, :2] - start[:, :2]).max()
    founded = best.patches >= FIRM_PATCHES and _is_plausible(best) and turned < MAX_POLISH
    return best if founded else None


def shifted_plot(pictures: Sight, start: Array) -> Refined | None:
    """Shift a plot to where most patches say it lies.

    Drivers that round each line elsewhere leave too few patches for a turn and a scale, not for a
    shift. `None` where fewer than half of them agree.
    """
    old, new = pictures
    centres = textured_places(new, FINE_DPI)
    if not len(centres):
        return None
    grays = (old.gray(FINE_DPI), new.gray(FINE_DPI))
    shifts, clear = displacements(grays, FINE_DPI, start, centres, 20)
    if clear.sum() < SHIFT_PATCHES:
        return None
    middle = np.median(shifts[clear], axis=0)
    apart_px = np.linalg.norm(shifts[clear] - middle, axis=1)
    agree = apart_px < TOLERANCE_PX
    if agree.sum() < max(SHIFT_PATCHES, 0.5 * len(agree)):
        return None
    moved = start.copy()
    moved[:, 2] += shifts[clear][agree].mean(axis=0) * 72 / FINE_DPI
    median_pt = float(np.median(apart_px[agree])) * 72 / FINE_DPI
    return Refined(matrix=moved, patches=int(agree.sum()), cells=0, median_pt=median_pt)


def is_exact(refined: Refined) -> bool:
    """Tell whether enough patches all over the sheet agree to a quarter of a pixel."""
    firm = refined.patches >= FIRM_PATCHES and refined.cells >= FIRM_CELLS
    return firm and refined.median_pt * PX_PER_PT < EXACT_PX


def _is_nearer(refined_pt: float | None, left_pt: float | None, gain: float) -> bool:
    """Judge by patches while the ink agrees as well within noise, else by the ink."""
    if abs(gain) > SCORE_NOISE or refined_pt is None or left_pt is None:
        return gain > 0
    return refined_pt <= left_pt + RESIDUAL_NOISE_PT


def _is_plausible(refined: Refined) -> bool:
    """Tell whether a refined transform rests on enough; a stretch needs patches all over."""
    stretch = np.linalg.svd(refined.matrix[:, :2], compute_uv=False)
    ratio = float(stretch[0] / stretch[1])
    if ratio > 1 + SIMILARITY_STRETCH and (refined.patches < 12 or refined.cells < 5):
        return False
    return refined.patches >= 6 and ratio < MAX_STRETCH
