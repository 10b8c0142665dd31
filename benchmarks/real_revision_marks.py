"""Revision marks found on every real sheet, to be looked at one by one.

Run `python -m benchmarks.real_revision_marks [--data DIR]`; what is printed stands in
docs/ACCURACY.md. No real sheet we have seen carries a cloud that is drawn as curves: whatever is
listed is false until somebody has looked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pymupdf

from benchmarks.drawings import data_folder, p95
from benchmarks.real_pairs import source
from functions.diff.revision_marks import SheetMarks, sheet_marks
from functions.diff.sheet_page import SheetPage
from functions.ocr.documents import quiet_mupdf


def marked(path: Path) -> Iterator[tuple[SheetMarks, float]]:
    """Yield the marks of each page of a file and the CPU seconds they took."""
    with pymupdf.open(path) as document:
        page_count = len(document)
    for page_index in range(page_count):
        sheet = source(path, page_index)
        with SheetPage(sheet.pdf, sheet.words) as page:
            begun_s = time.process_time()
            marks = sheet_marks(page.paths(), page.words, page.size)
            yield marks, time.process_time() - begun_s


def main() -> None:
    """Look and print."""
    folder = data_folder(__doc__)
    quiet_mupdf()
    cpu_s: list[float] = []
    cloud_count = delta_count = 0
    for path in sorted(folder.glob("**/*.pdf")):
        for number, (marks, seconds) in enumerate(marked(path), start=1):
            cpu_s.append(seconds)
            cloud_count += len(marks.clouds)
            delta_count += len(marks.deltas)
            name = f"{path.relative_to(folder)} page {number}"
            for cloud in marks.clouds:
                print(f"{name}: cloud at {[round(value) for value in cloud.box_pt]} pt")
            for delta in marks.deltas:
                print(f"{name}: delta {delta.mark} at {[round(v) for v in delta.box_pt]} pt")
    print(f"{len(cpu_s)} pages: {cloud_count} clouds, {delta_count} deltas")
    print(
        f"CPU s a page: median {median(cpu_s):.3f}, 95th percentile {p95(cpu_s):.3f}, "
        f"most {max(cpu_s):.3f}"
    )


if __name__ == "__main__":
    main()
