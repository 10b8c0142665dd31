"""The sample set's sheets, plotted and scanned in known ways: where every point went is known."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import pymupdf

from common.domain.geometry import Transform
from common.domain.sheets import Word
from functions.diff.compare import SheetSource
from functions.ocr.words import page_words
from samples.drawing import HEIGHT_PT, WIDTH_PT, Canvas
from samples.generate import SHEETS, pdf_of
from samples.titleblock import draw_border

ARCH_D = (WIDTH_PT, HEIGHT_PT)
SCAN_DPI = 200
SCAN_BLUR_PX, SCAN_NOISE, SCAN_BLACK, SCAN_LEVELS = 0.8, 7, 35, 205
_PEN = re.compile(rb"([\d.]+) w ([\d.]+) G")
_PEN_COLOURS = (b"1 0 0", b"0 0 1", b"0 .5 0", b".7 0 .7")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plotted:
    """A sheet on paper.

    Attributes:
        shown_from_drawn: maps points of the sample sheet to points of this page.
    """

    source: SheetSource
    shown_from_drawn: Transform


Plot = Callable[[Canvas], Plotted]


def drawn(
    number: str, revision: int, *, issue: int | None = None, body_pt: tuple[float, float] = (0, 0)
) -> Canvas:
    """Draw a sheet of the sample set.

    Args:
        number: the sheet's.
        revision: of what is drawn.
        issue: of the title block, if it is another.
        body_pt: how far everything but border and title block is moved.
    """
    sheet = next(s for s in SHEETS if s.number == number)
    canvas = Canvas(number, revision)
    with canvas.moved(*body_pt):
        sheet.draw(canvas)
    canvas.revision = issue or revision
    draw_border(canvas, sheet.title, sheet.scale)
    return canvas


def plain(canvas: Canvas) -> Plotted:
    """Plot as in the sample set."""
    return _plotted(_pdf(canvas), Transform())


def resaved(canvas: Canvas) -> Plotted:
    """Plot with another program: rewritten operators, other objects in another order."""
    with pymupdf.open(stream=_pdf(canvas), filetype="pdf") as document, pymupdf.open() as other:
        document[0].clean_contents()
        other.new_page()
        other.insert_pdf(document)
        other.delete_page(0)
        return _plotted(bytes(other.tobytes(garbage=4, no_new_id=True)), Transform())


def placed(
    shown_from_drawn: Transform,
    size_pt: tuple[float, float] = ARCH_D,
    *,
    rotate_deg: int = 0,
    has_text: bool = True,
) -> Plot:
    """Return a plot through a transform, on other paper, with a /Rotate flag that undoes itself."""

    def plot(canvas: Canvas) -> Plotted:
        pdf = _transformed(_pdf(canvas), shown_from_drawn, size_pt, rotate_deg)
        return _plotted(pdf, shown_from_drawn, has_text=has_text)

    return plot


def outlined(shown_from_drawn: Transform) -> Plot:
    """Return a plot whose letters are paths.

    They lie over the lines, which do not go through SVG with them: on that way MuPDF 1.28 forgets
    that hatches are clipped.
    """

    def plot(canvas: Canvas) -> Plotted:
        pdf = _transformed(_pdf(canvas), shown_from_drawn, ARCH_D, 0)
        lines, letters = (_only(pdf, are_letters=kept) for kept in (False, True))
        with pymupdf.open(stream=letters, filetype="pdf") as document:
            svg = document[0].get_svg_image(text_as_path=True).encode()
        with (
            pymupdf.open(stream=svg, filetype="svg") as picture,
            pymupdf.open(stream=picture.convert_to_pdf(), filetype="pdf") as paths,
            pymupdf.open(stream=lines, filetype="pdf") as document,
        ):
            document[0].show_pdf_page(document[0].rect, paths)
            return _plotted(bytes(document.tobytes(no_new_id=True)), shown_from_drawn)

    return plot


def _only(pdf: bytes, *, are_letters: bool) -> bytes:
    """Keep the text or all else; the operators of a text stand on a line of their own."""

    def kept(contents: bytes) -> bytes:
        first, *rest, last = contents.split(b"\n")
        some = [line for line in rest if line.startswith(b"BT ") == are_letters]
        return b"\n".join([first, *some, last])

    return _with_contents(pdf, kept)


def in_font(
    shown_from_drawn: Transform, size_pt: tuple[float, float] = ARCH_D, font: str = "Times-Roman"
) -> Plot:
    """Return a plot with another font for Helvetica: other ink, other widths."""

    def plot(canvas: Canvas) -> Plotted:
        pdf = _transformed(_pdf(canvas), shown_from_drawn, size_pt, 0)
        with pymupdf.open(stream=pdf, filetype="pdf") as document:
            for xref, *_ in document[0].get_fonts():
                document.xref_set_key(xref, "BaseFont", f"/{font}")
            return _plotted(bytes(document.tobytes(no_new_id=True)), shown_from_drawn)

    return plot


other_font = in_font(Transform())


def halved(canvas: Canvas) -> Plotted:
    """Plot without what is drawn in the lower half of the sheet's body."""
    with pymupdf.open(stream=_pdf(canvas), filetype="pdf") as document:
        page = document[0]
        x0, x1, y0, y1 = 0.06 * WIDTH_PT, 0.78 * WIDTH_PT, 0.5 * HEIGHT_PT, 0.95 * HEIGHT_PT
        page.add_redact_annot(pymupdf.Rect(x0, y0, x1, y1))
        page.apply_redactions(graphics=pymupdf.mupdf.PDF_REDACT_LINE_ART_REMOVE_IF_COVERED)
        return _plotted(bytes(document.tobytes(no_new_id=True)), Transform())


def in_colour(canvas: Canvas) -> Plotted:
    """Plot each line width in a colour of its own."""

    def coloured(pen: re.Match[bytes]) -> bytes:
        colour = _PEN_COLOURS[round(float(pen[1]) * 20) % len(_PEN_COLOURS)]
        return pen[1] + b" w " + colour + b" RG"

    pdf = _with_contents(_pdf(canvas), lambda contents: _PEN.sub(coloured, contents))
    return _plotted(pdf, Transform())


def scanned(shown_from_drawn: Transform, seed: int) -> Plot:
    """Return a scan at 200 dpi: gray, soft, noisy, JPEG."""

    def plot(canvas: Canvas) -> Plotted:
        pdf = _transformed(_pdf(canvas), shown_from_drawn, ARCH_D, 0)
        return _plotted(_scan(pdf, seed), shown_from_drawn)

    return plot


def turned(degrees: float, scale: float = 1.0, tx: float = 0.0, ty: float = 0.0) -> Transform:
    """Return a clockwise turn about the corner, then an enlargement and a shift in points."""
    cosine, sine = (scale * f(math.radians(degrees)) for f in (math.cos, math.sin))
    return Transform(cosine, -sine, tx, sine, cosine, ty)


shifted = placed(turned(0, 1, 13.37, -8.21))
one_scanned = scanned(turned(0.4, 1.002, 4, -5), 1)
both_scanned = (scanned(turned(-0.3, 0.997, 6, 7), 2), scanned(turned(0.4, 1.002, 4, -5), 3))


def _pdf(canvas: Canvas) -> bytes:
    return pdf_of({canvas.sheet: canvas})


def _plotted(pdf: bytes, shown_from_drawn: Transform, *, has_text: bool = True) -> Plotted:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        words: tuple[Word, ...] = page_words(document[0]) if has_text else ()
    return Plotted(source=SheetSource(pdf=pdf, words=words), shown_from_drawn=shown_from_drawn)


def _transformed(
    pdf: bytes, shown: Transform, size_pt: tuple[float, float], rotate_deg: int
) -> bytes:
    """Put the page's content through a matrix; PDF's own y axis points up."""
    stored = size_pt if rotate_deg % 180 == 0 else size_pt[::-1]
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        page = document[0]
        page.set_mediabox(pymupdf.Rect(0, 0, *stored))
        page.set_rotation(rotate_deg)
        matrix = pymupdf.Matrix(shown.a, shown.c, shown.b, shown.d, shown.tx, shown.ty)
        upwards = [pymupdf.Matrix(1, 0, 0, -1, 0, height) for height in (HEIGHT_PT, stored[1])]
        matrix = upwards[0] * matrix * page.derotation_matrix * upwards[1]
        moved = bytes(document.tobytes(no_new_id=True))
    head = f"q {' '.join(f'{value:.9f}' for value in matrix)} cm\n".encode()
    return _with_contents(moved, lambda contents: head + contents + b"\nQ")


def _with_contents(pdf: bytes, change: Callable[[bytes], bytes]) -> bytes:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        xref = document[0].get_contents()[0]
        document.update_stream(xref, change(document.xref_stream(xref)))
        return bytes(document.tobytes(deflate=True, no_new_id=True))


def _scan(pdf: bytes, seed: int) -> bytes:
    with pymupdf.open(stream=pdf, filetype="pdf") as document, pymupdf.open() as paper:
        pixmap = document[0].get_pixmap(dpi=SCAN_DPI, colorspace=pymupdf.csGRAY)
        sharp = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)
        soft = cv2.GaussianBlur(sharp, (0, 0), SCAN_BLUR_PX).astype(np.float32)
        noise = np.random.default_rng(seed).normal(0, SCAN_NOISE, soft.shape)
        levels = np.clip(SCAN_BLACK + soft * (SCAN_LEVELS / 255) + noise, 0, 255).astype(np.uint8)
        jpeg = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, 60])[1].tobytes()
        page = paper.new_page(width=document[0].rect.width, height=document[0].rect.height)
        page.insert_image(page.rect, stream=jpeg)
        return bytes(paper.tobytes(no_new_id=True))
