"""Pages and pictures put on a page of the report, each in its layer: as vectors, as stencils."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final

import pymupdf
from pymupdf import mupdf

from common.domain.geometry import Transform
from functions.api.exports.overlay_planes import Overlay
from functions.api.exports.pdf_layers import keep_hidden_layers

# MuPDF's own base class and what PyMuPDF raises around it.
MUPDF_ERRORS: Final = (
    mupdf.FzErrorBase, RuntimeError, ValueError, IndexError, MemoryError,
)  # fmt: skip


def place_page(page: pymupdf.Page, pdf: bytes, page_from_sheet: Transform, layer: int) -> None:
    """Draw a one-page PDF with its annotations, turned as it is shown.

    Args:
        page: to draw on.
        pdf: the sheet.
        page_from_sheet: from its displayed points to the page's.
        layer: xref of its optional content group.
    """
    document = page.parent
    with pymupdf.open(stream=pdf, filetype="pdf") as source:
        source.bake()
        before = _forms(page)
        page.show_pdf_page(page.rect, source, 0, oc=layer)
        keep_hidden_layers(source, document)
        form = (_forms(page) - before).pop()
        _set_frame(page, form, source[0], page_from_sheet)
        # What is remembered of a source holds all of it in memory.
        document.Graftmaps.pop(source._graft_id, None)
        document.ShownPages.pop((source._graft_id, 0), None)


def _forms(page: pymupdf.Page) -> set[int]:
    return {
        xref
        for xref, name, invoker, _ in page.get_xobjects()
        if name.startswith("fzFrm") and not invoker
    }


def _set_frame(
    page: pymupdf.Page, form: int, source: pymupdf.Page, page_from_sheet: Transform
) -> None:
    """Lay the form by our own map: PyMuPDF's knows neither turned pages nor shear."""
    t = page_from_sheet
    on_paper = pymupdf.Matrix(t.a, t.c, t.b, t.d, t.tx, t.ty)
    displayed = source.transformation_matrix * source.rotation_matrix
    matrix = displayed * on_paper * ~page.transformation_matrix
    paper = source.rect * source.derotation_matrix * ~source.transformation_matrix
    page.parent.xref_set_key(form, "Matrix", _array(tuple(matrix)))
    page.parent.xref_set_key(form, "BBox", _array(tuple(paper.normalize())))


def stamp(page: pymupdf.Page, overlay: Overlay, level: int, rect: pymupdf.Rect, layer: int) -> None:
    """Draw one colour of an overlay as a stencil, an image of one bit; nothing where it is empty.

    Any viewer draws stencils, and most of one is paper, which takes next to no room.
    """
    bits = overlay.mask(level)
    if not bits.any():
        return
    document, name = page.parent, f"BtLevel{level}"
    xref = document.get_new_xref()
    document.update_object(
        xref,
        f"<</Type/XObject/Subtype/Image/ImageMask true/Width {overlay.width_px}"
        f"/Height {overlay.height_px}/BitsPerComponent 1/Decode[1 0]/OC {layer} 0 R>>",
    )
    document.update_stream(xref, zlib.compress(bits.tobytes(), 6), new=True, compress=False)
    # Told afterwards, for writing forgets it; MuPDF's own compressor takes ten times as long.
    document.xref_set_key(xref, "Filter", "/FlateDecode")
    _name_form(page, name, xref)
    red, green, blue = (value / 255 for value in overlay.palette[level])
    corner = rect * ~page.transformation_matrix
    _append(
        page,
        f"q {red:.3f} {green:.3f} {blue:.3f} rg {rect.width:.4f} 0 0 {rect.height:.4f} "
        f"{corner.x0:.4f} {min(corner.y0, corner.y1):.4f} cm /{name} Do Q",
    )


def _name_form(page: pymupdf.Page, name: str, xref: int) -> None:
    """Enter a form or picture among the page's, wherever their table is kept."""
    pdf = mupdf.PdfDocument(page.parent.this)
    resources = pdf.pdf_load_object(page.xref).pdf_dict_gets("Resources")
    forms = resources.pdf_dict_gets("XObject")
    if not forms.m_internal:
        forms = resources.pdf_dict_put_dict(mupdf.PDF_ENUM_NAME_XObject, 1)
    forms.pdf_dict_puts(name, pdf.pdf_new_indirect(xref, 0))


def _append(page: pymupdf.Page, operators: str) -> None:
    """Draw over everything that is on the page."""
    document = page.parent
    page.wrap_contents()
    xref = document.get_new_xref()
    document.update_object(xref, "<<>>")
    document.update_stream(xref, operators.encode(), new=True)
    contents = " ".join(f"{number} 0 R" for number in (*page.get_contents(), xref))
    document.xref_set_key(page.xref, "Contents", f"[{contents}]")


def _array(numbers: Iterable[float]) -> str:
    return "[" + " ".join(f"{value:.6f}" for value in numbers) + "]"
