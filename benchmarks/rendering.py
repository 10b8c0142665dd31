"""What rendering without anti-aliasing saves, and what it does to the ink.

Run `python -m benchmarks.rendering [PDF ...]`; what is printed stands in docs/ACCURACY.md. Without
files, the sample set is taken. Pages are drawn gray at 300 dpi in bands, as the comparison does.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

import numpy as np
import pymupdf

import samples
from benchmarks.drawings import print_table
from common.domain.geometry import Transform
from functions.diff.ink import BAND_PX
from functions.diff.sheet_page import SheetPage
from functions.ocr.documents import one_page_pdf, quiet_mupdf

DPI = 300
REPEATS = 3


def drawn(sheet: SheetPage, *, antialias: bool) -> tuple[float, float]:
    """Return the CPU seconds of a page (median), and the share of pixels neither 0 nor 255."""
    durations_s, between, total = [], 0, 0
    width_px, height_px = sheet.size_px(DPI)
    scale = Transform(a=DPI / 72, d=DPI / 72)
    for _ in range(REPEATS):
        duration_s = 0.0
        for top in range(0, height_px, BAND_PX):
            box_px = (0, top, width_px, min(height_px, top + BAND_PX))
            started_s = time.process_time()
            band = sheet.render_band(scale, box_px, antialias=antialias)
            duration_s += time.process_time() - started_s
            between += int(np.count_nonzero((band > 0) & (band < 255)))
            total += band.size
        durations_s.append(duration_s)
    return median(durations_s), between / total


def main() -> None:
    """Measure and print."""
    quiet_mupdf()
    paths = [Path(name) for name in sys.argv[1:]] or list(samples.sample_paths())
    rows = []
    for path in paths:
        with pymupdf.open(path) as document:
            pages = [one_page_pdf(document, path, index) for index in range(document.page_count)]
        for index, pdf in enumerate(pages):
            with SheetPage(pdf, ()) as sheet:
                smooth_s, smooth_share = drawn(sheet, antialias=True)
                sharp_s, sharp_share = drawn(sheet, antialias=False)
            rows.append((f"{path.stem} {index + 1}", smooth_s, sharp_s, smooth_share, sharp_share))
    print_table(
        ["page", "smooth, s", "sharp, s", "ratio", "grays, smooth", "grays, sharp"],
        [[name, f"{a:.3f}", f"{b:.3f}", f"{a / b:.2f}", f"{c:.2%}", f"{d:.2%}"]
         for name, a, b, c, d in rows],
    )  # fmt: skip
    print(f"\nMedian ratio {median(row[1] / row[2] for row in rows):.2f} of {len(rows)} pages")


if __name__ == "__main__":
    main()
