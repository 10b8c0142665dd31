"""What the obvious pipeline takes, against ours, on the same pairs in the same session.

Run `python -m benchmarks.naive [--dpi 300]`; what is printed stands in docs/ACCURACY.md.

The obvious one: both pages to RGB pixels, 10,000 SIFT features of each, ratio test, RANSAC, warp,
RGB overlay as PNG. At 300 dpi it takes 18 GB for one ARCH D pair: have that free, or ask for less.
Ours takes its own resolutions: the overlay is at 300 dpi whatever `--dpi` says.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pymupdf

from benchmarks.drawings import print_table
from benchmarks.fresh_process import Measured, in_fresh_process
from benchmarks.plots import drawn, placed, plain, turned
from benchmarks.situations import compared

Image = npt.NDArray[np.uint8]
SHEETS = ("A-101", "A-601")
SHIFTED = placed(turned(0, 1, 13.37, -8.21))


def naive(old_pdf: bytes, new_pdf: bytes, dpi: int) -> int:
    """Compare two one-page PDFs; returns the bytes of the overlay, 0 when nothing matched."""
    # The first to go when memory runs out.
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="utf-8")
    old, new = rgb(old_pdf, dpi), rgb(new_pdf, dpi)
    matrix = sift_transform(old, new)
    if matrix is None:
        return 0
    warped = cv2.warpPerspective(old, matrix, (new.shape[1], new.shape[0]))
    return len(overlay_png(np.asarray(warped, np.uint8), new))


def rgb(pdf: bytes, dpi: int) -> Image:
    """Return the page's pixels."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        pixmap = document[0].get_pixmap(dpi=dpi)
        flat = np.frombuffer(pixmap.samples, np.uint8)
        return flat.reshape(pixmap.height, pixmap.width, 3).copy()


def sift_transform(old: Image, new: Image) -> npt.NDArray[np.float64] | None:
    """Return the homography old → new, `None` when too little matches."""
    sift = cv2.SIFT.create(10_000)
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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dpi", type=int, default=300, help="of the obvious pipeline")
    dpi: int = parser.parse_args().dpi
    rows = []
    for number in SHEETS:
        old, new = SHIFTED(drawn(number, 1)).source, plain(drawn(number, 2)).source
        theirs = in_fresh_process(naive, old.pdf, new.pdf, dpi)
        rows.append(_row(number, theirs, in_fresh_process(compared, old, new)))
    headings = ["CPU s", "GB", "ours, CPU s", "ours, GB", "CPU ratio", "memory ratio"]
    print_table([f"sheet (naive at {dpi} dpi)", *headings], rows)


def _row(number: str, theirs: Measured[int], ours: Measured[object]) -> list[str]:
    return [
        f"{number}, {'overlay' if theirs.result else 'no overlay'}",
        f"{theirs.cpu_s:.1f}",
        f"{theirs.peak_bytes / 1e9:.2f}",
        f"{ours.cpu_s:.2f}",
        f"{ours.peak_bytes / 1e9:.2f}",
        f"{theirs.cpu_s / ours.cpu_s:.0f}",
        f"{theirs.peak_bytes / ours.peak_bytes:.0f}",
    ]


if __name__ == "__main__":
    main()
