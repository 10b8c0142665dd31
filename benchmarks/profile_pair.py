"""What costs what in one pair: CPU of the steps of a comparison, the least of some runs.

Run `python -m benchmarks.profile_pair [SHEET ...]`; what is printed stands in docs/PERFORMANCE.md.
Steps do not overlap: each row holds all that it calls, the last but one what no row names. Measured
by cProfile, so many small calls look dearer than they are.
"""

from __future__ import annotations

import cProfile
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import cv2

from benchmarks.drawings import print_table
from benchmarks.plots import drawn, plain, shifted
from functions.diff.compare import SheetSource, compare_sheets
from functions.ocr.documents import quiet_mupdf

REPEATS = 5
# Name in the table, file and function: cumulative times that do not overlap.
STEPS: Mapping[str, tuple[str, str]] = {
    "open both, display lists": ("sheet_page.py", "__init__"),
    "same digest?": ("sheet_page.py", "draws_as"),
    "gray at 75 dpi, for confidence": ("ink_score.py", "quick"),
    "confidence: one transform, six displacements": ("ink_score.py", "trust"),
    "align by words": ("align_text.py", "align_by_text"),
    "bands: render, pack": ("ink.py", "plane"),
    "ink apart, ink on fills": ("ink_planes.py", "compare_planes"),
    "cells counted": ("packed.py", "cell_counts"),
    "overlay, tiles and view fed": ("overlay.py", "take"),
    "tiles finished": ("overlay.py", "tiles"),
    "view encoded": ("overlay.py", "palette_png"),
    "thumbnail": ("overlay.py", "thumbnail_png"),
    "clouds and deltas": ("sheet_changes.py", "list_marks"),
    "texts, tables, fonts": ("sheet_changes.py", "list_texts"),
    "regions, moved linework, entries": ("sheet_changes.py", "list_regions"),
    "shading": ("sheet_changes.py", "list_areas"),
}


def profiled(old: SheetSource, new: SheetSource) -> dict[str, float]:
    """Return the CPU seconds of every step, and of the whole."""
    profile = cProfile.Profile(time.process_time)
    profile.runcall(compare_sheets, old, new)
    spent_s = {"whole": 0.0, **dict.fromkeys(STEPS, 0.0)}
    for entry in profile.getstats():
        if isinstance(entry.code, str):
            continue
        name, path = entry.code.co_name, Path(entry.code.co_filename)
        for step, (file_name, function) in STEPS.items():
            if name == function and path.parts[-2:] == ("diff", file_name):
                spent_s[step] += entry.totaltime
        if name == "compare_sheets":
            spent_s["whole"] = entry.totaltime
    return spent_s


def main() -> None:
    """Measure and print."""
    quiet_mupdf()
    cv2.setNumThreads(1)
    columns = []
    numbers = sys.argv[1:] or ["A-101", "A-601"]
    for number in numbers:
        old, new = shifted(drawn(number, 1)).source, plain(drawn(number, 2)).source
        runs = [profiled(old, new) for _ in range(REPEATS)]
        least = min(runs, key=lambda run: run["whole"])
        named_s = sum(value for step, value in least.items() if step != "whole")
        columns.append({**least, "rest": least["whole"] - named_s})
    rows = [
        [step, *(f"{c[step] * 1e3:.0f}" for c in columns)] for step in [*STEPS, "rest", "whole"]
    ]
    print_table(["step, CPU ms", *numbers], rows)


if __name__ == "__main__":
    main()
