"""How often sheet numbers and titles are read right, from the text layer.

Run `python -m benchmarks.reading [--data DIR]`; what is printed stands in docs/ACCURACY.md. Each
page is read alone and with the other pages of its file; then once more with the number erased from
every third page, where nothing may be accepted.
"""

from __future__ import annotations

import difflib
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pymupdf

from benchmarks.drawings import TrueSheet, data_folder, p95, print_table, true_sheets
from benchmarks.set_reading import ERASED_EVERY, ReadPage, numbers_erased, read_set
from common.domain.numbers import normalised_number
from common.domain.sheets import SheetReading
from functions.ocr.documents import quiet_mupdf
from functions.ocr.set_titles import plain_title

TITLE_RATIO = 0.85
# Sets that print "n of m" on every page, in page order: more truth than was read by eye.
NUMBERED_IN_PAGE_ORDER = ("pairs/opencellular-gbc/*.pdf", "pairs/beaglebone-ai/*_sch.pdf")
NO_TITLE = {"", "<Doc>"}  # the second is what OrCAD prints where nobody filled the field in
CONFIDENCE_BINS = ((0.0, 0.5), (0.5, 0.88), (0.88, 0.95), (0.95, 0.99), (0.99, 1.01))


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
    def is_wrongly_accepted(self) -> bool:
        """Nobody would look at the wrong number."""
        return self.reading.accepted and not self.is_right

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
        plain = (plain_title(self.reading.title or ""), plain_title(self.truth.title))
        return difflib.SequenceMatcher(None, *plain).ratio() >= TITLE_RATIO


Pages = list[tuple[TrueSheet, ReadPage]]


def read_pages(folder: Path, sheets: Iterable[TrueSheet]) -> Pages:
    """Read the files of the sheets whole; return the pages that have a text layer."""
    sets: dict[str, list[ReadPage]] = {}
    pages: Pages = []
    for sheet in sheets:
        if sheet.path not in sets:
            sets[sheet.path] = read_set(folder / sheet.path)
        page = sets[sheet.path][sheet.page_index]
        if page.words:
            pages.append((sheet, page))
    return pages


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
    by_eye = read_pages(folder, true_sheets(folder))
    in_order = read_pages(folder, sheets_in_page_order(folder))
    headings = ["pages with a text layer", "pages", "top-1", "top-3", "title ≥ .85"]
    headings += ["false numbers", "accepted: right", "accepted: share", "s a page, median / p95"]
    rows = []
    for name, pages in (("read by eye", by_eye), ("numbered in page order", in_order)):
        rows.append(_row(f"{name}, each alone", _measured(pages, settled=False)))
        rows.append(_row(f"{name}, with its set", _measured(pages, settled=True)))
    print_table(headings, rows)
    settled = [*_measured(by_eye, settled=True), *_measured(in_order, settled=True)]
    print()
    _print_calibration(settled)
    print()
    _print_erased(folder, [*by_eye, *in_order])
    print()
    for page in settled:
        _print_failure(page)


def _measured(pages: Pages, *, settled: bool) -> list[Measured]:
    return [
        Measured(
            truth=truth,
            reading=page.settled if settled else page.alone,
            duration_s=page.duration_s,
        )
        for truth, page in pages
    ]


def _row(name: str, pages: Sequence[Measured]) -> list[str]:
    numbered = [page for page in pages if page.truth.number]
    others = [page for page in pages if not page.truth.number]
    titled = [page for page in pages if page.truth.title not in NO_TITLE]
    accepted = [page for page in pages if page.reading.accepted]
    durations_s = [page.duration_s for page in pages]
    return [
        name,
        str(len(pages)),
        share(page.is_right for page in numbered),
        share(page.is_in_first_three for page in numbered),
        share(page.has_right_title for page in titled),
        f"{sum(not page.is_right for page in others)} of {len(others)}",
        share(page.is_right for page in accepted),
        share(page.reading.accepted for page in numbered),
        f"{statistics.median(durations_s):.3f} / {p95(durations_s):.3f}",
    ]


def _print_calibration(pages: Sequence[Measured]) -> None:
    """Print how often numbers of a confidence are right."""
    rows = []
    for low, high in CONFIDENCE_BINS:
        inside = [p for p in pages if p.reading.number and low <= p.reading.confidence < high]
        rows.append([f"{low:.2f} – {min(high, 1.0):.2f}", share(p.is_right for p in inside)])
    print_table(["confidence", "numbers right"], rows)


def _print_erased(folder: Path, pages: Pages) -> None:
    """Print what becomes of pages whose number was taken away, and of the pages beside them."""
    with_set, alone, others = list[bool](), list[bool](), list[bool]()
    truths: dict[str, dict[int, TrueSheet]] = {}
    for truth, _ in pages:
        truths.setdefault(truth.path, {})[truth.page_index] = truth
    for path, own in truths.items():
        for page_index, page in enumerate(read_set(folder / path, numbers_erased)):
            if page_index not in own:
                continue
            seen = [
                Measured(truth=own[page_index], reading=reading, duration_s=0.0)
                for reading in (page.alone, page.settled)
            ]
            if page_index % ERASED_EVERY == 1:
                alone.append(seen[0].is_wrongly_accepted)
                with_set.append(seen[1].is_wrongly_accepted)
            else:
                others.append(seen[1].is_right)
    print_table(
        ["number erased on every third page", ""],
        [
            ["another one accepted, each alone", share(alone)],
            ["another one accepted, with its set", share(with_set)],
            ["the other pages right, with their set", share(others)],
        ],
    )


def share(values: Iterable[bool]) -> str:
    """Return how many of the values are true, in words and per cent."""
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


if __name__ == "__main__":
    main()
