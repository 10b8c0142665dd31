"""Candidates for the transform when there is no text: page size, features, phase, quarter turns."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from functions.diff.ink_score import ink_threshold, points_matrix
from functions.diff.robust_fit import IDENTITY, Array, fit_similarity, ransac_similarity, reweighted
from functions.diff.sheet_page import Gray, SheetPage

FEATURE_DPI = 100.0
# SIFT doubles the image and takes 232 MB a megapixel: 3 GB for 42 × 30 in at 100 dpi.
MAX_PIXELS = {"orb": 16_000_000, "sift": 4_000_000}
ORB_FEATURES = 5000
SIFT_FEATURES = 6000
FEATURE_RATIO = 0.8  # Lowe's ratio test (2004)
FEATURE_TOLERANCE_PX = 3.0
MIN_MATCHES = 8
MIN_INLIERS = 6
PHASE_DPI = 50.0
PHASE_SIZE_PX = 1024

Candidates = dict[str, Array]
FloatImage = npt.NDArray[np.float32]


def page_size_candidates(old: SheetPage, new: SheetPage) -> Candidates:
    """Return identity, and for other paper the scales and corners that printers use."""
    found: Candidates = {"identity": IDENTITY}
    if abs(old.width_pt - new.width_pt) < 0.5 and abs(old.height_pt - new.height_pt) < 0.5:
        return found
    scales = {round(new.width_pt / old.width_pt, 5), round(new.height_pt / old.height_pt, 5), 1.0}
    corners = {"tl": (0.0, 0.0), "bl": (0.0, 1.0), "c": (0.5, 0.5), "tr": (1.0, 0.0), "br": (1, 1)}
    for scale in sorted(scales):
        for name, (x, y) in corners.items():
            dx = x * (new.width_pt - scale * old.width_pt)
            dy = y * (new.height_pt - scale * old.height_pt)
            found[f"page_size {scale:.3f} {name}"] = np.array([[scale, 0, dx], [0, scale, dy]])
    return found


def quarter_turn_candidates(old: SheetPage, new: SheetPage) -> Candidates:
    """Return the turns by 90, 180 and 270 degrees, fitted to the new page."""
    found: Candidates = {}
    for angle_deg, (cosine, sine) in {90: (0, 1), 180: (-1, 0), 270: (0, -1)}.items():
        turn = np.array([[cosine, -sine], [sine, cosine]], dtype=float)
        corners = np.array(
            [[0, 0], [old.width_pt, 0], [old.width_pt, old.height_pt], [0, old.height_pt]]
        )
        turned = corners @ turn.T
        low, high = turned.min(axis=0), turned.max(axis=0)
        width, height = high - low
        scale = min(new.width_pt / width, new.height_pt / height)
        scale = 1.0 if abs(scale - 1) < 0.02 else scale
        middle = np.array([new.width_pt / 2, new.height_pt / 2]) - scale * (low + high) / 2
        found[f"rotation {angle_deg}"] = np.column_stack([turn * scale, middle])
    return found


def align_by_features(old: SheetPage, new: SheetPage, kind: str) -> Array | None:
    """Return the similarity that "orb" or "sift" features agree on, `None` without one."""
    detector: Any
    if kind == "orb":
        detector = cv2.ORB.create(ORB_FEATURES, fastThreshold=10)
        norm = cv2.NORM_HAMMING
    else:
        detector = cv2.SIFT.create(SIFT_FEATURES)
        norm = cv2.NORM_L2
    old_dpi, new_dpi = (_feature_dpi(sheet, MAX_PIXELS[kind]) for sheet in (old, new))
    old_points, old_descriptors = detector.detectAndCompute(old.gray(old_dpi), None)
    new_points, new_descriptors = detector.detectAndCompute(new.gray(new_dpi), None)
    if min(len(old_points), len(new_points)) < MIN_MATCHES:
        return None
    matches = cv2.BFMatcher(norm).knnMatch(old_descriptors, new_descriptors, k=2)
    good = [m[0] for m in matches if len(m) == 2 and m[0].distance < FEATURE_RATIO * m[1].distance]
    if len(good) < MIN_MATCHES:
        return None
    p = np.array([old_points[m.queryIdx].pt for m in good], dtype=float)
    q = np.array([new_points[m.trainIdx].pt for m in good], dtype=float)
    found = ransac_similarity(p, q, FEATURE_TOLERANCE_PX, tries=2000)
    if found is None or found[1].sum() < MIN_INLIERS:
        return None
    pixels, agree = found
    pixels = reweighted(p[agree], q[agree], pixels, fit_similarity, softness=1.0)
    return points_matrix(pixels, old_dpi, new_dpi)


def _feature_dpi(sheet: SheetPage, max_pixels: int) -> float:
    inches2 = sheet.width_pt * sheet.height_pt / 72**2
    return min(FEATURE_DPI, math.sqrt(max_pixels / inches2))


def phase_candidates(old: SheetPage, new: SheetPage) -> Candidates:
    """Return similarities from log-polar phase correlation (Reddy and Chatterji 1996)."""
    old_square, old_scale = _square(old.gray(PHASE_DPI))
    new_square, new_scale = _square(new.gray(PHASE_DPI))
    scale, angle_deg = _scale_and_angle(old_square, new_square)
    tries = [
        (1.0, 0.0),
        (scale, angle_deg),
        (scale, angle_deg + 180),
        (1.0, angle_deg),
        (1.0, 180.0),
    ]
    found: Candidates = {}
    for index, (s, a) in enumerate(tries):
        if 0.3 < s < 3.3:
            turned = _turned_and_shifted(old_square, new_square, s, a)
            found[f"phase {index}"] = _in_points(turned, old_scale, new_scale)
    return found


def _square(gray: Gray) -> tuple[FloatImage, float]:
    """Return ink strength fitted into a square, and the scale that took."""
    strength = np.clip(ink_threshold(gray) + 20 - gray.astype(np.float32), 0, 80)
    height, width = strength.shape
    scale = PHASE_SIZE_PX / max(height, width)
    size = (max(1, int(width * scale)), max(1, int(height * scale)))
    small = cv2.resize(strength, size, interpolation=cv2.INTER_AREA)
    square = np.zeros((PHASE_SIZE_PX, PHASE_SIZE_PX), np.float32)
    square[: small.shape[0], : small.shape[1]] = small
    return square, scale


def _scale_and_angle(old: FloatImage, new: FloatImage) -> tuple[float, float]:
    n = PHASE_SIZE_PX
    window = np.outer(np.hanning(n), np.hanning(n)).astype(np.float32)
    y, x = np.mgrid[-n / 2 : n / 2, -n / 2 : n / 2] / n
    flat = np.cos(np.pi * x) * np.cos(np.pi * y)
    high_pass = ((1 - flat) * (2 - flat)).astype(np.float32)

    def polar(image: FloatImage) -> FloatImage:
        spectrum = np.log1p(np.abs(np.fft.fftshift(np.fft.fft2(image * window))))
        flags = cv2.INTER_LINEAR | cv2.WARP_POLAR_LOG
        weighted = (spectrum * high_pass).astype(np.float32)
        return np.asarray(cv2.warpPolar(weighted, (n, n), (n / 2, n / 2), n / 2, flags)[: n // 2])

    (dx, dy), _ = cv2.phaseCorrelate(polar(old), polar(new))
    return math.exp(-dx * math.log(n / 2) / n), dy * 360.0 / n


def _turned_and_shifted(old: FloatImage, new: FloatImage, scale: float, angle_deg: float) -> Array:
    n = PHASE_SIZE_PX
    matrix = cv2.getRotationMatrix2D((n / 2, n / 2), -angle_deg, scale)
    turned = np.asarray(cv2.warpAffine(old, matrix, (n, n)), np.float32)
    shift, _ = cv2.phaseCorrelate(turned, new)
    moved = np.array(matrix, dtype=float)
    moved[:, 2] += shift
    return moved


def _in_points(matrix: Array, old_scale: float, new_scale: float) -> Array:
    old = np.diag([PHASE_DPI * old_scale / 72, PHASE_DPI * old_scale / 72, 1.0])
    new = np.diag([72 / (PHASE_DPI * new_scale), 72 / (PHASE_DPI * new_scale), 1.0])
    return np.asarray((new @ np.vstack([matrix, [0, 0, 1]]) @ old)[:2])
