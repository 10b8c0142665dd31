"""How often sheet numbers and titles are read right from pixels.

Run `python -m benchmarks.reading_scans [--data DIR]`; what is printed stands in docs/ACCURACY.md.
Pages without a usable text layer are read as they are, those with one from their pixels alone, as
if they were scans: each by itself, and with the other pages of its file.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pymupdf
from threadpoolctl import threadpool_limits

from benchmarks.drawings import TrueSheet, data_folder, p95, print_table, true_sheets
from benchmarks.reading import NO_TITLE, Measured, share, sheets_in_page_order
from common.domain.geometry import Box
from common.domain.sheets import PageSize, SheetReading, Word
from common.embedded.memory import peak_memory_bytes
from functions.ocr.documents import page_names, quiet_mupdf
from functions.ocr.ocr_engine import Gray
from functions.ocr.rapid_ocr import RapidOcr
from functions.ocr.read_sheet import FEW_WORDS, read_sheet
from functions.ocr.render import render_part
from functions.ocr.set_consensus import PageEvidence, settled_readings
from functions.ocr.words import page_words

ENGINE = RapidOcr()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPage:
    """A page read from its pixels."""

    evidence: PageEvidence
    settled: SheetReading
    is_scan: bool
    duration_s: float
    cpu_s: float


def read_pixels(path: Path) -> list[ScannedPage]:
    """Read every page of a file from its pixels, then settle them together."""
    with pymupdf.open(path) as document:
        pages = [
            _read(page, names) for page, names in zip(document, page_names(document), strict=True)
        ]
    settled = settled_readings([evidence for evidence, *_ in pages])
    return [
        ScannedPage(
            evidence=evidence, settled=final, is_scan=is_scan, duration_s=seconds, cpu_s=cpu_s
        )
        for (evidence, is_scan, seconds, cpu_s), final in zip(pages, settled, strict=True)
    ]


def _read(page: pymupdf.Page, names: tuple[str, ...]) -> tuple[PageEvidence, bool, float, float]:
    def draw(box_pt: Box, dpi: float) -> Gray:
        return render_part(page, box_pt, dpi)

    printed = page_words(page)
    is_scan = len(printed) <= FEW_WORDS
    started_s, started_cpu_s = time.perf_counter(), time.process_time()
    size = PageSize(width_pt=page.rect.width, height_pt=page.rect.height)
    words: tuple[Word, ...] = printed if is_scan else ()
    reading = read_sheet(words, size, draw, ENGINE).reading
    return (
        PageEvidence(size=size, reading=reading, names=names),
        is_scan,
        time.perf_counter() - started_s,
        time.process_time() - started_cpu_s,
    )


def main() -> None:
    """Measure and print."""
    folder = data_folder(__doc__)
    quiet_mupdf()
    by_eye, in_order = true_sheets(folder), sheets_in_page_order(folder)
    paths = sorted({truth.path for truth in (*by_eye, *in_order)})
    with threadpool_limits(1):
        files = {path: read_pixels(folder / path) for path in paths}
    pages, counted = (
        [(truth, files[truth.path][truth.page_index]) for truth in truths]
        for truths in (by_eye, in_order)
    )
    rows = []
    for name, group in (
        ("scans and outlined text", [pair for pair in pages if pair[1].is_scan]),
        ("text layer left out", [pair for pair in pages if not pair[1].is_scan]),
        ("numbered in page order, text layer left out", counted),
    ):
        rows.append(_row(f"{name}, each alone", group, settled=False))
        rows.append(_row(f"{name}, with its set", group, settled=True))
    headings = ["pages", "count", "top-1", "top-3", "title ≥ .85", "false numbers"]
    headings += ["accepted: right", "accepted: share", "CPU s, median / mean / p95"]
    print_table(headings, rows)
    print(f"\nPeak memory of all of it in one process: {peak_memory_bytes() / 2**20:.0f} MiB\n")
    for truth, page in (*pages, *counted):
        _print_failure(_measured(truth, page, settled=True))


def _measured(truth: TrueSheet, page: ScannedPage, *, settled: bool) -> Measured:
    reading = page.settled if settled else page.evidence.reading
    return Measured(truth=truth, reading=reading, duration_s=page.duration_s)


def _row(name: str, pages: Sequence[tuple[TrueSheet, ScannedPage]], *, settled: bool) -> list[str]:
    measured = [_measured(truth, page, settled=settled) for truth, page in pages]
    numbered = [page for page in measured if page.truth.number]
    others = [page for page in measured if not page.truth.number]
    cpu_s = [page.cpu_s for _, page in pages]
    return [
        name,
        str(len(pages)),
        share(page.is_right for page in numbered),
        share(page.is_in_first_three for page in numbered),
        share(page.has_right_title for page in measured if page.truth.title not in NO_TITLE),
        f"{sum(not page.is_right for page in others)} of {len(others)}",
        share(page.is_right for page in measured if page.reading.accepted),
        share(page.reading.accepted for page in numbered),
        f"{statistics.median(cpu_s):.2f} / {statistics.mean(cpu_s):.2f} / {p95(cpu_s):.2f}",
    ]


def _print_failure(page: Measured) -> None:
    if page.is_right:
        return
    ranked = ", ".join(f"{c.text} ({c.score:.1f})" for c in page.reading.candidates[:3])
    verdict = "accepted" if page.reading.accepted else "for review"
    place = f"{page.truth.path} page {page.truth.page_index + 1}"
    print(f"- {place}: {page.truth.number!r}, {verdict}, {page.reading.number!r}; {ranked}")


if __name__ == "__main__":
    main()
