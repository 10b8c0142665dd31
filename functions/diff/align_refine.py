"""Refinement: windowed phase correlation of textured patches, then a robust fit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from common.domain.geometry import Box
from functions.diff.ink_score import pixel_matrix
from functions.diff.linework import Picture
from functions.diff.robust_fit import (
    Array,
    Fit,
    apply,
    fit_affine,
    fit_similarity,
    inverse,
    ransac_similarity,
    residuals,
    reweighted,
)
from functions.diff.sheet_page import Gray

PATCH_PX = 128
GRID = (12, 8)
TEXTURE_DPI = 37.5
MIN_PATCHES = 4
MIN_AFFINE_PATCHES = 12
PEAK_SIGMAS = 6.0  # a patch counts when its peak stands this far out …
SECOND_PEAK_SHARE = 0.9  # … and the next one is lower than this share of it
TOLERANCE_PX = 1.5
TOGETHER = 8  # patches: their transforms fit in a processor's cache; all took 60 MiB

Patches = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refined:
    """A refined transform.

    Attributes:
        matrix: (2, 3), old points to new points; the start when nothing could be measured.
        patches: patches that agree with it.
        cells: how many cells of a 4 × 3 grid they reach.
        median_pt: median distance of those patches; 0 without any.
    """

    matrix: Array
    patches: int
    cells: int
    median_pt: float


def refine(
    old: Picture,
    new: Picture,
    start: Array,
    dpi: float,
    *,
    reach_px: int,
    fit: Fit = fit_similarity,
) -> Refined:
    """Measure how patches of the new sheet are displaced, and fit the transform to that.

    Args:
        old: the old sheet.
        new: the new sheet; patches are taken where its ink has texture in both directions.
        start: (2, 3), off by at most `reach_px`.
        dpi: resolution of the patches.
        reach_px: how far a patch is searched, in pixels at `dpi`; less than half a patch.
        fit: which transforms are allowed; an affine one only where enough patches fix it.
    """
    centres = textured_places(new, dpi)
    best = Refined(matrix=start, patches=0, cells=0, median_pt=0.0)
    for turn in range(2):
        if len(centres) < MIN_PATCHES:
            return best
        grays = (old.gray(dpi), new.gray(dpi))
        shifts, clear = displacements(grays, dpi, best.matrix, centres, reach_px)
        old_points = apply(inverse(best.matrix), centres)[clear]
        new_points = (centres + shifts * 72 / dpi)[clear]
        fitted = _fitted(old_points, new_points, dpi, first=turn == 0, fit=fit)
        if fitted is None:
            return best
        best = _measured(fitted, old_points, new_points, dpi, (new.width_pt, new.height_pt))
        reach_px = max(8, reach_px // 3)
    return best


def residual_pt(
    old: Picture, new: Picture, matrix: Array, dpi: float, *, reach_px: int
) -> float | None:
    """Measure how far a transform is off: the median displacement of textured patches.

    Args:
        old: the old sheet.
        new: the new sheet.
        matrix: (2, 3), old points to new points.
        dpi: resolution of the patches.
        reach_px: how far a patch is searched, in pixels at `dpi`; less than half a patch.

    Returns:
        Points; `None` where too few patches agree clearly with anything.
    """
    centres = textured_places(new, dpi)
    if len(centres) < MIN_PATCHES:
        return None
    shifts, clear = displacements((old.gray(dpi), new.gray(dpi)), dpi, matrix, centres, reach_px)
    if clear.sum() < MIN_PATCHES:
        return None
    return float(np.median(np.hypot(*shifts[clear].T)) * 72 / dpi)


def _fitted(old: Array, new: Array, dpi: float, *, first: bool, fit: Fit) -> Array | None:
    tolerance_pt = TOLERANCE_PX * 72 / dpi * (3 if first else 1)
    if len(old) < MIN_PATCHES:
        return None
    found = ransac_similarity(old, new, tolerance_pt, tries=400)
    if found is None or found[1].sum() < MIN_PATCHES:
        return None
    matrix, agree = found
    if fit is fit_affine and agree.sum() < MIN_AFFINE_PATCHES:
        fit = fit_similarity
    return reweighted(old[agree], new[agree], matrix, fit, softness=0.35 * 72 / dpi)


def _measured(
    matrix: Array, old: Array, new: Array, dpi: float, size_pt: tuple[float, float]
) -> Refined:
    distance = residuals(matrix, old, new)
    agree = distance < TOLERANCE_PX * 72 / dpi
    columns = (new[agree, 0] / size_pt[0] * 4).astype(int).tolist()
    rows = (new[agree, 1] / size_pt[1] * 3).astype(int).tolist()
    return Refined(
        matrix=matrix,
        patches=int(agree.sum()),
        cells=len(set(zip(columns, rows, strict=True))),
        median_pt=float(np.median(distance[agree])) if agree.any() else 0.0,
    )


def shift_within(
    pictures: tuple[Picture, Picture], matrix: Array, dpi: float, box_pt: Box, *, reach_px: int
) -> Array | None:
    """Measure by how much a transform is off in a part of the sheet.

    Args:
        pictures: old and new.
        matrix: (2, 3), old points to new points.
        dpi: resolution of the patches.
        box_pt: the part, in the new frame.
        reach_px: how far a patch is searched, in pixels at `dpi`; less than half a patch.

    Returns:
        (2,) points to add to where the transform puts it; `None` where no patch agrees clearly.
    """
    old, new = pictures
    centres = textured_places(new, dpi, box_pt)
    if not len(centres):
        return None
    shifts, clear = displacements((old.gray(dpi), new.gray(dpi)), dpi, matrix, centres, reach_px)
    return np.asarray(np.median(shifts[clear], axis=0) * 72 / dpi) if clear.any() else None


def textured_places(picture: Picture, dpi: float, box_pt: Box | None = None) -> Array:
    """Return (n, 2) page points, the best corner-like place of each cell of a grid.

    The smaller eigenvalue of the structure tensor (Shi and Tomasi 1994) over a patch: a single
    long line has none.

    Args:
        picture: what patches are taken of.
        dpi: resolution of the patches.
        box_pt: where the grid lies; over the whole page without one.
    """
    gray = picture.gray(TEXTURE_DPI)
    block = max(5, int(PATCH_PX * TEXTURE_DPI / dpi))
    quality = cv2.cornerMinEigenVal(gray, block)
    margin = block // 2 + 1
    inner = np.zeros(quality.shape, np.float32)
    inner[margin:-margin, margin:-margin] = quality[margin:-margin, margin:-margin]
    found: Array = np.array(_best_of_cells(inner, box_pt), dtype=float).reshape(-1, 3)
    if not len(found):
        return np.zeros((0, 2))
    strong = found[:, 2] > 0.02 * np.percentile(found[:, 2], 90)
    return np.asarray((found[strong, :2] + 0.5) * 72 / TEXTURE_DPI)


def _best_of_cells(quality: Patches, box_pt: Box | None) -> list[tuple[float, float, float]]:
    """Return column, row and quality of the best pixel of each cell that has any."""
    height, width = quality.shape
    scale = TEXTURE_DPI / 72
    x0, y0, x1, y1 = (v * scale for v in box_pt) if box_pt else (0, 0, width, height)
    best = []
    for top, bottom in pairwise(np.linspace(max(0, y0), min(height, y1), GRID[1] + 1).astype(int)):
        for left, right in pairwise(
            np.linspace(max(0, x0), min(width, x1), GRID[0] + 1).astype(int)
        ):
            cell = quality[top:bottom, left:right]
            if cell.size and cell.max() > 0:
                y, x = np.unravel_index(int(cell.argmax()), cell.shape)
                best.append((float(left + x), float(top + y), float(cell.max())))
    return best


def displacements(
    grays: tuple[Gray, Gray], dpi: float, matrix: Array, centres: Array, reach_px: int
) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Return (n, 2) shifts of the new patch against the old one in pixels, and which are clear."""
    old, new = grays
    corners = np.rint(centres * dpi / 72 - 0.5 - PATCH_PX / 2).astype(int)
    old_patches = np.stack([_warped_patch(old, dpi, matrix, corner) for corner in corners])
    new_patches = np.stack([_patch(new, corner) for corner in corners])
    surface = _correlation(old_patches, new_patches)
    middle = PATCH_PX // 2
    near = surface[
        :, middle - reach_px : middle + reach_px + 1, middle - reach_px : middle + reach_px + 1
    ]
    return _peaks(near, reach_px)


def _warped_patch(gray: Gray, dpi: float, matrix: Array, corner: npt.NDArray[np.int64]) -> Patches:
    back = inverse(pixel_matrix(matrix, dpi, dpi))
    back[:, 2] += back[:, :2] @ corner
    warped = cv2.warpAffine(
        gray,
        back,
        (PATCH_PX, PATCH_PX),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255.0,
    )
    return 255 - np.asarray(warped, np.float32)


def _patch(gray: Gray, corner: npt.NDArray[np.int64]) -> Patches:
    x, y = (int(v) for v in corner)
    patch = np.full((PATCH_PX, PATCH_PX), 255, np.float32)
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + PATCH_PX, gray.shape[1]), min(y + PATCH_PX, gray.shape[0])
    if x1 > x0 and y1 > y0:
        patch[y0 - y : y1 - y, x0 - x : x1 - x] = gray[y0:y1, x0:x1]
    return 255 - patch


def _correlation(old: Patches, new: Patches) -> Patches:
    """Phase correlation with a softened whitening, zero shift in the middle."""
    some = (slice(k, k + TOGETHER) for k in range(0, len(new), TOGETHER))
    return np.concatenate([_correlation_of_some(old[part], new[part]) for part in some])


def _correlation_of_some(old: Patches, new: Patches) -> Patches:
    window = np.outer(np.hanning(PATCH_PX), np.hanning(PATCH_PX)).astype(np.float32)
    old = old - old.mean(axis=(1, 2), keepdims=True)
    new = new - new.mean(axis=(1, 2), keepdims=True)
    cross = np.fft.rfft2(new * window) * np.conj(np.fft.rfft2(old * window))
    size = np.abs(cross)
    cross /= size + 0.02 * size.max(axis=(1, 2), keepdims=True) + 1e-6
    surface = np.fft.irfft2(cross, s=(PATCH_PX, PATCH_PX))
    return np.asarray(np.fft.fftshift(surface, axes=(1, 2)), np.float32)


def _peaks(surface: Patches, reach_px: int) -> tuple[Array, npt.NDArray[np.bool_]]:
    count, side = len(surface), 2 * reach_px + 1
    flat = surface.reshape(count, -1)
    rows, columns = np.divmod(flat.argmax(axis=1), side)
    height = flat.max(axis=1)
    clear = height > PEAK_SIGMAS * (flat.std(axis=1) + 1e-9)
    clear &= (rows > 0) & (rows < side - 1) & (columns > 0) & (columns < side - 1)
    shifts = np.zeros((count, 2))
    for k in np.flatnonzero(clear):
        y, x = int(rows[k]), int(columns[k])
        shifts[k] = (
            x - reach_px + parabola_top(surface[k, y, x - 1 : x + 2]),
            y - reach_px + parabola_top(surface[k, y - 1 : y + 2, x]),
        )
        others = surface[k].copy()
        others[max(0, y - 3) : y + 4, max(0, x - 3) : x + 4] = -1
        clear[k] = others.max() < SECOND_PEAK_SHARE * height[k]
    return shifts, clear


def parabola_top(three: npt.NDArray[np.floating[Any]]) -> float:
    """Return the offset -½..½ of the top of the parabola through three values."""
    left, middle, right = (float(v) for v in three)
    bend = left - 2 * middle + right
    return 0.0 if abs(bend) < 1e-12 else float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5))
