"""What the largest sheets and sets take of memory: `python -m benchmarks.worst_memory`.

Each in a fresh process, Google's clients not loaded. Written into local/cost/measured.json, where
the memory of the functions that render and match is chosen by it: an instance that runs out of
memory dies, its event comes again, and in the end the sheet, or the session, has failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pymupdf

from benchmarks.drawings import print_table
from benchmarks.fresh_process import in_fresh_process
from benchmarks.large_matching import matched
from benchmarks.plots import drawn, plain
from common.domain.sheets import Word
from functions.diff.compare import SheetSource
from functions.diff.enormous import compare_any_size
from functions.ocr.rapid_ocr import RapidOcr
from functions.ocr.read_page import read_page
from functions.ocr.settings import OcrSettings
from functions.ocr.words import page_words
from local.cost.measured import MEASURED_PATH, WorstPeak, dump_measured, load_measured

COMMAND = "python -m benchmarks.worst_memory"
# Longer sides; 84 × 56 in is more than what is compared at its own size.
ARCH_D_IN, ARCH_E_IN, LONG_IN = 36, 48, 84
SCAN_DPI, COLOUR_DPI = 300, 400
# Of both sets. A set may have 5,000; docs/SCALING.md says what these take.
SHEETS_MATCHED = 2500


def plotted(number: str, revision: int, side_in: int) -> SheetSource:
    """Return a sheet of the sample set enlarged to a longer side."""
    with pymupdf.open() as document:
        page = document.new_page(width=side_in * 72.0, height=side_in * 48.0)
        with pymupdf.open(stream=plain(drawn(number, revision)).source.pdf) as sheet:
            page.show_pdf_page(page.rect, sheet, 0)
        return _source(bytes(document.tobytes(deflate=True, no_new_id=True)))


def scanned(number: str, revision: int, side_in: int) -> SheetSource:
    """Return such a sheet as a gray scan at 300 dpi, noisy, JPEG."""
    drawing = plotted(number, revision, side_in)
    with pymupdf.open(stream=drawing.pdf) as document, pymupdf.open() as paper:
        pixmap = document[0].get_pixmap(dpi=SCAN_DPI, colorspace=pymupdf.csGRAY)
        sharp = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)
        noise = np.random.default_rng(revision).integers(-12, 13, sharp.shape, np.int16)
        levels = np.clip(40 + sharp * np.float32(0.8) + noise, 0, 255).astype(np.uint8)
        jpeg = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, 60])[1].tobytes()
        page = paper.new_page(width=document[0].rect.width, height=document[0].rect.height)
        page.insert_image(page.rect, stream=jpeg)
        return SheetSource(pdf=bytes(paper.tobytes(no_new_id=True)), words=())


def coloured(number: str, revision: int, side_in: int, *, is_jpeg: bool) -> SheetSource:
    """Return such a sheet as a colour scan at 400 dpi, as JPEG or without loss."""
    drawing = plotted(number, revision, side_in)
    with pymupdf.open(stream=drawing.pdf) as document, pymupdf.open() as paper:
        pixmap = document[0].get_pixmap(dpi=COLOUR_DPI, colorspace=pymupdf.csRGB)
        page = paper.new_page(width=document[0].rect.width, height=document[0].rect.height)
        jpeg = pixmap.tobytes("jpeg", jpg_quality=60) if is_jpeg else None
        page.insert_image(page.rect, stream=jpeg, pixmap=None if is_jpeg else pixmap)
        return SheetSource(pdf=bytes(paper.tobytes(deflate=True, no_new_id=True)), words=())


def _source(pdf: bytes) -> SheetSource:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        words: tuple[Word, ...] = page_words(document[0])
    return SheetSource(pdf=pdf, words=words)


def compare(old: SheetSource, new: SheetSource) -> int:
    """Compare as the pair stage does; returns the bytes of the overlay."""
    return len(compare_any_size(old, new, dpi=300).overlay_png)


def read(sheet: SheetSource) -> int:
    """Read as the page stage does; returns the bytes of the view."""
    settings = OcrSettings()
    facts = read_page(
        sheet.pdf,
        0,
        wanted_view_dpi=settings.view_dpi,
        thumbnail_dpi=settings.thumbnail_dpi,
        engine=RapidOcr(),
    )
    return len(facts.view_png)


def peaks() -> dict[str, list[WorstPeak]]:
    """Return the peaks of each function."""
    large = [plotted("A-101", revision, LONG_IN) for revision in (1, 2)]
    scans = [scanned("A-101", revision, ARCH_E_IN) for revision in (1, 2)]
    coloured_scans = [coloured("A-101", revision, ARCH_E_IN, is_jpeg=True) for revision in (1, 2)]
    lossless = coloured("A-101", 1, ARCH_E_IN, is_jpeg=False)
    pairs = {
        "84 × 56 in, plotted": large,
        "two unrelated sheets": [plotted(n, 1, ARCH_D_IN) for n in ("A-101", "A-601")],
        "two unrelated sheets of 84 × 56 in": [plotted(n, 1, LONG_IN) for n in ("A-101", "A-601")],
        "48 × 32 in, scans at 300 dpi": scans,
        "48 × 32 in, colour scans at 400 dpi": coloured_scans,
    }
    pages = {
        "84 × 56 in, plotted": large[1],
        "48 × 32 in, scan at 300 dpi": scans[1],
        "48 × 32 in, colour scan at 400 dpi": coloured_scans[0],
        "48 × 32 in, colour scan at 400 dpi without loss": lossless,
    }
    return {
        "ocr-page": [
            _peak(what, in_fresh_process(read, page).peak_bytes) for what, page in pages.items()
        ],
        "diff-pair": [
            _peak(what, in_fresh_process(compare, *pair).peak_bytes) for what, pair in pairs.items()
        ],
        "diff-session-ready": [
            _peak(
                f"two sets of {SHEETS_MATCHED:,} sheets",
                in_fresh_process(matched, SHEETS_MATCHED).peak_bytes,
            ),
        ],
    }


def _peak(what: str, peak_bytes: int) -> WorstPeak:
    return WorstPeak(what=what, peak_bytes=peak_bytes)


def rows(found: dict[str, list[WorstPeak]]) -> Sequence[Sequence[str]]:
    """Return what was found as cells."""
    return [
        [entry, peak.what, f"{peak.peak_bytes / 2**20:.0f}"]
        for entry, peaks in found.items()
        for peak in peaks
    ]


def main() -> None:
    """Measure, write and print."""
    found = peaks()
    before = load_measured()
    worst = {entry: (*before.worst.get(entry, ()), *peaks) for entry, peaks in found.items()}
    after = replace(before, worst=worst, commands={**before.commands, "worst": COMMAND})
    MEASURED_PATH.write_text(dump_measured(after), encoding="utf-8")
    print_table(["function", "sheets", "MiB"], rows(found))


if __name__ == "__main__":
    main()
