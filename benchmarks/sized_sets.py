"""Drawing sets of any size in two revisions: the sample set's sheets again under other numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pymupdf

from benchmarks.plots import both_scanned
from samples.drawing import Canvas
from samples.generate import SHEETS, pdf_of
from samples.titleblock import draw_border


def drawn_sheets(revision: int, copies: int) -> list[Canvas]:
    """Return the sample set's sheets of a revision so many times, no two of one number."""
    series = {sheet.number[:3]: count(1) for sheet in SHEETS}
    drawn = []
    for _ in range(copies):
        for sheet in SHEETS:
            number = f"{sheet.number[:3]}{next(series[sheet.number[:3]]):02d}"
            if revision in sheet.revisions:
                canvas = Canvas(sheet.number, revision)
                sheet.draw(canvas)
                canvas.sheet = number
                draw_border(canvas, sheet.title, sheet.scale)
                drawn.append(canvas)
    return drawn


def write_drawn(folder: Path, copies: int) -> tuple[Path, Path]:
    """Write both revisions as plotted; returns the old and the new file."""
    return _written(folder, [_as_plotted(drawn_sheets(r, copies)) for r in (1, 2)])


def write_scanned(folder: Path, copies: int) -> tuple[Path, Path]:
    """Write both revisions as two scans at 200 dpi; returns the old and the new file."""
    revisions = ((1, both_scanned[0]), (2, both_scanned[1]))
    return _written(
        folder,
        [_joined([scan(c).source.pdf for c in drawn_sheets(r, copies)]) for r, scan in revisions],
    )


def _as_plotted(sheets: Sequence[Canvas]) -> bytes:
    return pdf_of({canvas.sheet: canvas for canvas in sheets})


def _joined(pdfs: Sequence[bytes]) -> bytes:
    with pymupdf.open() as joined:
        for pdf in pdfs:
            with pymupdf.open(stream=pdf, filetype="pdf") as page:
                joined.insert_pdf(page)
        return bytes(joined.tobytes(deflate=True, garbage=3, no_new_id=True))


def _written(folder: Path, pdfs: Sequence[bytes]) -> tuple[Path, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    old, new = folder / "old.pdf", folder / "new.pdf"
    old.write_bytes(pdfs[0])
    new.write_bytes(pdfs[1])
    return old, new
