"""The obvious pipeline, written out as a reference: what `benchmarks.speed` measures ours against.

Both pages to RGB pixels, SIFT features of each, ratio test, RANSAC, warp, RGB overlay as PNG. At
300 dpi it takes 18 GB for one ARCH D pair; the reduced variant takes what a laptop has.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pymupdf

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """How much the obvious pipeline looks at.

    Attributes:
        max_side_px: the longer side of the rendered pages; `None` for no limit.
    """

    dpi: int
    feature_count: int
    max_side_px: int | None = None


FULL = Variant(dpi=300, feature_count=10_000)
REDUCED = Variant(dpi=220, feature_count=4_000, max_side_px=5_000)


def naive(old_pdf: bytes, new_pdf: bytes, variant: Variant) -> int:
    """Compare two one-page PDFs; returns the bytes of the overlay, 0 when nothing matched."""
    # The first to go when memory runs out.
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="utf-8")
    old, new = (_shown(pdf, variant) for pdf in (old_pdf, new_pdf))
    matrix = sift_transform(old, new, variant.feature_count)
    if matrix is None:
        return 0
    warped = cv2.warpPerspective(old, matrix, (new.shape[1], new.shape[0]))
    return len(overlay_png(np.asarray(warped, np.uint8), new))


def _shown(pdf: bytes, variant: Variant) -> Image:
    image = rgb(pdf, variant.dpi)
    factor = (variant.max_side_px or max(image.shape)) / max(image.shape)
    if factor >= 1:
        return image
    resized = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(resized, np.uint8)


def rgb(pdf: bytes, dpi: int) -> Image:
    """Return the page's pixels."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        pixmap = document[0].get_pixmap(dpi=dpi)
        flat = np.frombuffer(pixmap.samples, np.uint8)
        return flat.reshape(pixmap.height, pixmap.width, 3).copy()


def sift_transform(old: Image, new: Image, feature_count: int) -> npt.NDArray[np.float64] | None:
    """Return the homography old → new, `None` when too little matches."""
    sift = cv2.SIFT.create(feature_count)
    (old_points, old_marks), (new_points, new_marks) = (
        sift.detectAndCompute(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.empty(0, np.uint8))
        for image in (old, new)
    )
    neighbours = cv2.BFMatcher().knnMatch(old_marks, new_marks, k=2)
    good = [first for first, second in neighbours if first.distance < 0.75 * second.distance]
    if len(good) < 4:
        return None
    source = np.array([old_points[match.queryIdx].pt for match in good])
    target = np.array([new_points[match.trainIdx].pt for match in good])
    matrix, _ = cv2.findHomography(source, target, cv2.RANSAC, 5.0)
    return None if matrix is None else np.asarray(matrix, np.float64)


def overlay_png(old: Image, new: Image) -> bytes:
    """Return old ink red, new ink green, common ink black."""
    old_gray, new_gray = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in (old, new))
    shown = np.dstack([np.minimum(old_gray, new_gray), old_gray, new_gray])
    return cv2.imencode(".png", shown)[1].tobytes()
