"""How often sheet numbers and titles are read right, from one page at a time.

Run `python -m benchmarks.reading [--data DIR]`; what is printed stands in docs/ACCURACY.md. Pages
with a text layer are read twice: with it, and from their pixels alone, as if they were scans.
"""

from __future__ import annotations

import difflib
import re
import resource
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pymupdf
from threadpoolctl import threadpool_limits

from benchmarks.drawings import TrueSheet, data_folder, print_table, true_sheets
from common.domain.geometry import Box
from common.domain.numbers import normalised_number, unified_text
from common.domain.sheets import PageSize, ReadingMethod, SheetReading, Word
from functions.ocr.documents import quiet_mupdf
from functions.ocr.ocr_engine import Gray
from functions.ocr.rapid_ocr import RapidOcr
from functions.ocr.read_sheet import FEW_WORDS, read_sheet
from functions.ocr.render import render_part
from functions.ocr.words import page_words

TITLE_RATIO = 0.85
# Sets that print "n of m" on every page, in page order: more truth than was read by eye.
NUMBERED_IN_PAGE_ORDER = ("pairs/opencellular-gbc/*.pdf", "pairs/beaglebone-ai/*_sch.pdf")
ENGINE = RapidOcr()
NO_TITLE = {"", "<Doc>"}  # the second is what OrCAD prints where nobody filled the field in


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One page, as it is and as it was read."""

    truth: TrueSheet
    reading: SheetReading
    duration_s: float
    cpu_s: float

    @property
    def is_right(self) -> bool:
        """The number read is the one printed, or none where there is none."""
        return normalised_number(self.reading.number or "") == normalised_number(self.truth.number)

    @property
    def is_in_first_three(self) -> bool:
        """The number printed is among the three best different candidates."""
        ranked = dict.fromkeys(
            normalised_number(text)
            for text in (self.reading.number, *(c.text for c in self.reading.candidates))
            if text
        )
        return normalised_number(self.truth.number) in list(ranked)[:3]

    @property
    def has_right_title(self) -> bool:
        """The title read is the one printed, up to a few letters."""
        plain = (_plain(self.reading.title or ""), _plain(self.truth.title))
        return difflib.SequenceMatcher(None, *plain).ratio() >= TITLE_RATIO


def measure(
    folder: Path, sheets: Iterable[TrueSheet], *, scans: bool, without_text: bool = False
) -> list[Measured]:
    """Read pages one by one.

    Args:
        folder: of the drawings.
        sheets: the pages.
        scans: those that have no text layer to speak of, or those that have one.
        without_text: leave the text layer out of it.
    """
    measured = []
    for sheet in sheets:
        with pymupdf.open(folder / sheet.path) as document:
            page = document[sheet.page_index]
            if (len(page_words(page)) <= FEW_WORDS) == scans:
                measured.append(_measured(sheet, page, without_text=without_text))
    return measured


def _measured(sheet: TrueSheet, page: pymupdf.Page, *, without_text: bool) -> Measured:
    def draw(box_pt: Box, dpi: float) -> Gray:
        return render_part(page, box_pt, dpi)

    started_s, started_cpu_s = time.perf_counter(), time.process_time()
    words: tuple[Word, ...] = () if without_text else page_words(page)
    size = PageSize(width_pt=page.rect.width, height_pt=page.rect.height)
    reading = read_sheet(words, size, draw, ENGINE).reading
    return Measured(
        truth=sheet,
        reading=reading,
        duration_s=time.perf_counter() - started_s,
        cpu_s=time.process_time() - started_cpu_s,
    )


def sheets_in_page_order(folder: Path) -> list[TrueSheet]:
    """Return every page of the sets whose sheet number is the page's place in the set."""
    found = []
    for pattern in NUMBERED_IN_PAGE_ORDER:
        for path in sorted(folder.glob(pattern)):
            with pymupdf.open(path) as document:
                page_count = document.page_count
            found += [
                TrueSheet(
                    path=str(path.relative_to(folder)),
                    page_index=page_index,
                    number=str(page_index + 1),
                    title="",
                )
                for page_index in range(page_count)
            ]
    return found


def main() -> None:
    """Measure and print."""
    folder = data_folder(__doc__)
    quiet_mupdf()
    by_eye = true_sheets(folder)
    with threadpool_limits(1):
        sets = {
            "text layer, read by eye": measure(folder, by_eye, scans=False),
            "text layer, in page order": measure(folder, sheets_in_page_order(folder), scans=False),
            "scans and outlined text": measure(folder, by_eye, scans=True),
            "text layer left out": measure(folder, by_eye, scans=False, without_text=True),
        }
    headings = ["pages", "count", "top-1", "top-3", "title ≥ .85", "false numbers"]
    headings += ["accepted: right", "accepted: share", "s, median / p95", "CPU s, mean / p95"]
    print_table([*headings, "by OCR"], [_row(name, pages) for name, pages in sets.items()])
    print(f"\nPeak memory of all of it in one process: {_peak_mib():.0f} MiB\n")
    for name, pages in sets.items():
        print(f"{name}:")
        for page in pages:
            _print_failure(page)


def _peak_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def _row(name: str, pages: Sequence[Measured]) -> list[str]:
    numbered = [page for page in pages if page.truth.number]
    others = [page for page in pages if not page.truth.number]
    titled = [page for page in pages if page.truth.title not in NO_TITLE]
    accepted = [page for page in pages if page.reading.accepted]
    durations_s = [page.duration_s for page in pages]
    cpu_s = [page.cpu_s for page in pages]
    by_ocr = sum(page.reading.method is not ReadingMethod.TEXT_LAYER for page in pages)
    return [
        name,
        str(len(pages)),
        _share(page.is_right for page in numbered),
        _share(page.is_in_first_three for page in numbered),
        _share(page.has_right_title for page in titled),
        f"{sum(not page.is_right for page in others)} of {len(others)}",
        _share(page.is_right for page in accepted),
        _share(page.reading.accepted for page in numbered),
        f"{statistics.median(durations_s):.3f} / {_p95(durations_s):.3f}",
        f"{statistics.mean(cpu_s):.2f} / {_p95(cpu_s):.2f}",
        str(by_ocr),
    ]


def _p95(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[int(0.95 * (len(ordered) - 1))]


def _share(values: Iterable[bool]) -> str:
    listed = list(values)
    return f"{sum(listed)} of {len(listed)} ({sum(listed) / len(listed):.1%})" if listed else "–"


def _print_failure(page: Measured) -> None:
    place = f"{page.truth.path} page {page.truth.page_index + 1}"
    if not page.is_right:
        ranked = ", ".join(f"{c.text} ({c.score:.1f})" for c in page.reading.candidates[:3])
        sure = "accepted" if page.reading.accepted else "for review"
        print(f"- number: {place}: {page.truth.number!r}, {sure}, read {ranked}")
    if page.truth.title not in NO_TITLE and not page.has_right_title:
        print(f"- title: {place}: {page.truth.title!r}, read {page.reading.title!r}")


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", "", unified_text(title).upper().replace("&", "AND"))


if __name__ == "__main__":
    main()
