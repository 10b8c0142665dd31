"""CPU and memory of one pair: ours, the floor, the obvious pipeline and what else installs.

Run `python -m benchmarks.speed [--quick] [--full-naive] [--data DIR]`; what is printed stands in
docs/PERFORMANCE.md. Everything runs in one session, each candidate on each pair in a fresh process
with one thread. The first table has the first call, the second the median of the next ones: a
worker of a set compares hundreds of sheets.

- *ours*: from two one-page PDFs to everything that the pair stage stores, at 300 dpi (scans at
  150 to 200, as they are).
- *floor*: both sheets drawn once in gray, and one overlay encoded, by our own drawing without
  smoothing and our own encoder; what lies between is not in it.
- *plain floor*: the same with MuPDF's smoothing and zlib's level 1, as a prototype would have it.
- *naive 220*: RGB at 220 dpi, at most 5,000 px, 4,000 SIFT features, RGB overlay.
- *naive 300*: all of it, once, on one pair, with `--full-naive`: have 20 GB free.
- *pixmaps*: two RGB renders compared pixel by pixel, as diff-pdf does; no alignment, no list.
- *compare*: ImageMagick's, of two PNGs rendered before; left out where it is not installed.
- *start*: CPU of a process until it could compare: interpreter and imports.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pymupdf

from benchmarks import naive, peers
from benchmarks.drawings import BESIDE_THE_CHECKOUT, print_table, rows_of
from benchmarks.fresh_process import Measured, in_fresh_process
from benchmarks.plots import Plotted, both_scanned, drawn, plain, shifted
from benchmarks.real_pairs import source
from common.records import CHANGES
from functions.diff.compare import SheetSource
from functions.diff.enormous import compare_any_size
from functions.ocr.documents import quiet_mupdf
from functions.ocr.words import page_words

NUMBERS = ("G-001", "A-101", "A-102", "A-201", "A-501", "A-601")
QUICK_NUMBERS = ("A-101", "A-601")
ARCH_E_PT = (48 * 72.0, 36 * 72.0)
ARCH_E_SHEETS = ("A-101", "A-102", "A-201", "A-601")
MIN_REAL_IN2 = 250.0  # smaller paper is not what the targets speak of


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two revisions of a sheet; `kind` says which of them share a median."""

    kind: str
    name: str
    old: SheetSource
    new: SheetSource


def pairs(folder: Path, *, quick: bool) -> Iterator[Pair]:
    """Yield vector and scanned pairs of the sample set, ARCH E, then the real ones."""
    for number in QUICK_NUMBERS if quick else NUMBERS:
        old, new = drawn(number, 1), plain(drawn(number, 2)).source
        yield Pair(kind="ARCH D", name=f"{number}, same plot", old=plain(old).source, new=new)
        yield Pair(kind="ARCH D", name=f"{number}, shifted", old=shifted(old).source, new=new)
    yield Pair(kind="ARCH E", name="four sheets", old=arch_e(1), new=arch_e(2))
    for number in QUICK_NUMBERS:
        old_scan, new_scan = (
            scan(drawn(number, revision)).source
            for scan, revision in zip(both_scanned, (1, 2), strict=True)
        )
        yield Pair(kind="scan", name=f"{number}, both scanned", old=old_scan, new=new_scan)
    if not quick:
        yield from real_pairs(folder)


def arch_e(revision: int) -> SheetSource:
    """Return four sample sheets on one of 48 × 36 in: four times the ink of a common sheet."""
    with pymupdf.open() as document:
        page = document.new_page(width=ARCH_E_PT[0], height=ARCH_E_PT[1])
        for index, number in enumerate(ARCH_E_SHEETS):
            x, y = index % 2 * ARCH_E_PT[0] / 2, index // 2 * ARCH_E_PT[1] / 2
            place = pymupdf.Rect(x, y, x + ARCH_E_PT[0] / 2, y + ARCH_E_PT[1] / 2)
            part: Plotted = plain(drawn(number, revision))
            with pymupdf.open(stream=part.source.pdf, filetype="pdf") as sheet:
                page.show_pdf_page(place, sheet, 0)
        pdf = bytes(document.tobytes(deflate=True, no_new_id=True))
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return SheetSource(pdf=pdf, words=page_words(document[0]))


def real_pairs(folder: Path) -> Iterator[Pair]:
    """Yield the first pair of big single sheets of every row group in PAIRS.tsv."""
    table = folder / "PAIRS.tsv"
    if not table.is_file():
        print(f"No real pairs: {folder} holds no PAIRS.tsv; name their folder with --data.")
        return
    seen = set()
    for row in rows_of(table):
        if row["pages_old"] != "1" or row["pages_new"] != "1" or row["pair_dir"] in seen:
            continue
        if min(_area_in2(folder / row[which]) for which in ("old", "new")) >= MIN_REAL_IN2:
            seen.add(row["pair_dir"])
            old, new = (source(folder / row[which], 0) for which in ("old", "new"))
            yield Pair(kind="real", name=row["pair_dir"], old=old, new=new)


def _area_in2(path: Path) -> float:
    with pymupdf.open(path) as document:
        return float(document[0].rect.get_area()) / 72**2


def ours(old: SheetSource, new: SheetSource) -> int:
    """Compare and encode everything that the pair stage stores; returns its bytes."""
    difference = compare_any_size(old, new, dpi=300)
    images = (difference.overlay_png, difference.tiles, difference.view_png)
    small = (difference.thumbnail_png, CHANGES.dump_json(difference.changes))
    return sum(map(len, (*images, *small)))


def nothing() -> None:
    """Do nothing: what is measured is the process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What every candidate took on a pair, in CPU seconds and bytes; no entry: not measured.

    Attributes:
        later_cpu_s: the median of further calls.
    """

    pair: Pair
    cpu_s: dict[str, float]
    peak_bytes: dict[str, int]
    later_cpu_s: dict[str, float]


CANDIDATES = ("ours", "floor", "plain floor", "naive 220", "pixmaps", "compare")
CALLS, NAIVE_CALLS = 6, 3  # the first one included


def measure(pair: Pair) -> Taken:
    """Measure all candidates on a pair."""
    old_pdf, new_pdf = pair.old.pdf, pair.new.pdf
    mine = in_fresh_process(ours, pair.old, pair.new, calls=CALLS)
    least = in_fresh_process(peers.floor, old_pdf, new_pdf, calls=CALLS)
    plain = in_fresh_process(peers.plain_floor, old_pdf, new_pdf, calls=CALLS)
    obvious = in_fresh_process(naive.naive, old_pdf, new_pdf, naive.REDUCED, calls=NAIVE_CALLS)
    pixels = in_fresh_process(peers.pixmaps, old_pdf, new_pdf)
    taken: dict[str, Measured[Any]] = {
        "ours": mine,
        "floor": least,
        "plain floor": plain,
        "naive 220": obvious,
        "pixmaps": pixels,
    }
    floors = {"floor": least, "plain floor": plain}
    cpu_s = {name: one.cpu_s for name, one in taken.items()}
    cpu_s |= {name: one.result.cpu_s for name, one in floors.items()}
    peak_bytes = {name: one.peak_bytes for name, one in taken.items()}
    later_cpu_s = {
        "ours": median(one_s for _, one_s in mine.later),
        **{k: median(floor.cpu_s for floor, _ in one.later) for k, one in floors.items()},
        "naive 220": median(one_s for _, one_s in obvious.later),
    }
    if shutil.which(peers.COMPARE):
        compare = in_fresh_process(peers.imagemagick, old_pdf, new_pdf)
        cpu_s["compare"] = compare.cpu_s + compare.result.cpu_s
        peak_bytes["compare"] = max(compare.peak_bytes, compare.result.peak_bytes)
    return Taken(pair=pair, cpu_s=cpu_s, peak_bytes=peak_bytes, later_cpu_s=later_cpu_s)


def cells(kind: str, name: str, taken: list[Taken]) -> list[str]:
    """Return a row: medians of CPU and the highest memory of some pairs."""
    cpu_s = {c: median(t.cpu_s[c] for t in taken) for c in CANDIDATES if c in taken[0].cpu_s}
    peaks = {c: max(t.peak_bytes[c] for t in taken) for c in cpu_s}
    return [
        kind,
        name,
        *(f"{cpu_s[c]:.2f} ({peaks[c] / 2**20:.0f})" if c in cpu_s else "–" for c in CANDIDATES),
        *_ratios(cpu_s),
    ]


def later_cells(kind: str, name: str, taken: list[Taken]) -> list[str]:
    """Return a row of the second table."""
    cpu_s = {c: median(t.later_cpu_s[c] for t in taken) for c in taken[0].later_cpu_s}
    return [
        kind,
        name,
        *(f"{cpu_s[c]:.2f}" for c in CANDIDATES if c in cpu_s),
        *_ratios(cpu_s),
    ]


def _ratios(cpu_s: dict[str, float]) -> list[str]:
    pairs = (("ours", "floor"), ("ours", "plain floor"), ("naive 220", "ours"))
    return [f"{cpu_s[one] / cpu_s[other]:.1f}" for one, other in pairs]


def print_full_naive(pair: Pair, own_cpu_s: float) -> None:
    """Run the obvious pipeline at 300 dpi, once."""
    taken: Measured[int] = in_fresh_process(naive.naive, pair.old.pdf, pair.new.pdf, naive.FULL)
    print(
        f"\nNaive at 300 dpi on {pair.name}: {taken.cpu_s:.0f} CPU s, "
        f"{taken.peak_bytes / 2**30:.1f} GiB, overlay of {taken.result / 1e6:.1f} MB; "
        f"ours {own_cpu_s:.2f} CPU s: {taken.cpu_s / own_cpu_s:.0f} times"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few pairs, no real ones")
    parser.add_argument("--full-naive", action="store_true", help="takes 18 GB")
    parser.add_argument("--data", type=Path, default=BESIDE_THE_CHECKOUT)
    options = parser.parse_args()
    quiet_mupdf()
    if not shutil.which(peers.COMPARE):
        print("Without ImageMagick: its command `compare` is not installed.", file=sys.stderr)
    found = [measure(pair) for pair in pairs(options.data, quick=options.quick)]
    kinds = dict.fromkeys(taken.pair.kind for taken in found)
    ratios = ["× floor", "× plain floor", "naive 220 / ours"]
    first = [f"{name}, CPU s (MiB)" for name in CANDIDATES]
    later = [f"{name}, CPU s" for name in found[0].later_cpu_s]
    for row, headings in ((cells, first), (later_cells, later)):
        rows = [row(taken.pair.kind, taken.pair.name, [taken]) for taken in found]
        rows += [row(k, "**median**", [t for t in found if t.pair.kind == k]) for k in kinds]
        print_table(["paper", "pair", *headings, *ratios], rows)
        print()
    start = in_fresh_process(nothing)
    print(
        f"\nStart of a process: {start.start_cpu_s:.2f} CPU s, {start.peak_bytes / 2**20:.0f} MiB"
    )
    if options.full_naive:
        print_full_naive(found[1].pair, found[1].cpu_s["ours"])


if __name__ == "__main__":
    main()
