"""How often sheet numbers and titles are read right, from the text layer of one page at a time.

Run `python -m benchmarks.reading [--data DIR]`; what is printed stands in docs/ACCURACY.md.
"""

from __future__ import annotations

import difflib
import re
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pymupdf

from benchmarks.drawings import TrueSheet, data_folder, print_table, true_sheets
from common.domain.numbers import normalised_number, unified_text
from common.domain.sheets import PageSize, SheetReading
from functions.ocr.documents import quiet_mupdf
from functions.ocr.title_block import read_title_block
from functions.ocr.words import page_words

TITLE_RATIO = 0.85
# Sets that print "n of m" on every page, in page order: more truth than was read by eye.
NUMBERED_IN_PAGE_ORDER = ("pairs/opencellular-gbc/*.pdf", "pairs/beaglebone-ai/*_sch.pdf")
NO_TITLE = {"", "<Doc>"}  # the second is what OrCAD prints where nobody filled the field in


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One page, as it is and as it was read."""

    truth: TrueSheet
    reading: SheetReading
    duration_s: float

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


def measure(folder: Path, sheets: Iterable[TrueSheet]) -> list[Measured]:
    """Read the pages that have a text layer."""
    measured = []
    for sheet in sheets:
        with pymupdf.open(folder / sheet.path) as document:
            started_s = time.perf_counter()
            page = document[sheet.page_index]
            words = page_words(page)
            size = PageSize(width_pt=page.rect.width, height_pt=page.rect.height)
            reading = read_title_block(words, size)
            duration_s = time.perf_counter() - started_s
        if words:
            measured.append(Measured(truth=sheet, reading=reading, duration_s=duration_s))
    return measured


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
    by_eye = measure(folder, true_sheets(folder))
    in_order = measure(folder, sheets_in_page_order(folder))
    headings = ["pages with a text layer", "pages", "top-1", "top-3", "title ≥ .85"]
    headings += ["false numbers", "accepted: right", "accepted: share", "s a page, median / p95"]
    rows = [_row("read by eye", by_eye), _row("numbered in page order", in_order)]
    print_table(headings, rows)
    print()
    for page in (*by_eye, *in_order):
        _print_failure(page)


def _row(name: str, pages: Sequence[Measured]) -> list[str]:
    numbered = [page for page in pages if page.truth.number]
    others = [page for page in pages if not page.truth.number]
    titled = [page for page in pages if page.truth.title not in NO_TITLE]
    accepted = [page for page in pages if page.reading.accepted]
    durations_s = sorted(page.duration_s for page in pages)
    p95_s = durations_s[int(0.95 * (len(durations_s) - 1))]
    return [
        name,
        str(len(pages)),
        _share(page.is_right for page in numbered),
        _share(page.is_in_first_three for page in numbered),
        _share(page.has_right_title for page in titled),
        f"{sum(not page.is_right for page in others)} of {len(others)}",
        _share(page.is_right for page in accepted),
        _share(page.reading.accepted for page in numbered),
        f"{statistics.median(durations_s):.3f} / {p95_s:.3f}",
    ]


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
