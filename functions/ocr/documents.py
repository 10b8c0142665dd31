"""Opening what was uploaded: validated by content, split into one-page PDFs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymupdf
from pymupdf import mupdf

from common.domain.errors import ErrorCode, PermanentError

# What the first bytes say. A PDF's header may stand anywhere in the first kilobyte.
_IMAGE_MAGIC = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
}
_KNOWN_OTHERS = {
    b"PK\x03\x04": "a ZIP or Office file",
    b"AC10": "an AutoCAD DWG file",
    b"\xd0\xcf\x11\xe0": "an old Office or Revit file",
    b"<!DO": "a web page",
    b"<htm": "a web page",
    b"GIF8": "a GIF image",
}
MAX_PAGES = 5000
# Of the names a file gives one page.
MAX_NAMES, MAX_NAME_LENGTH = 8, 120
# An image file names its size in a few bytes; decoding a gigapixel one would take the machine.
MAX_IMAGE_PIXELS = 400_000_000

# MuPDF's own base class and what PyMuPDF raises around it.
MUPDF_ERRORS = (mupdf.FzErrorBase, RuntimeError, ValueError, IndexError, MemoryError)
_NO_MEMORY = re.compile(r"alloc \(.*\) failed")


def quiet_mupdf() -> None:
    """Keep MuPDF's messages off standard error; they are read from its buffer where they matter."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)


def file_kind(path: Path, file_name: str) -> str:
    """Return "pdf", "png", "jpeg" or "tiff", by content.

    Raises:
        PermanentError: the file is empty (EMPTY_FILE) or none of these (NOT_A_DRAWING).
    """
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise PermanentError(
            ErrorCode.EMPTY_FILE, f"{file_name} is empty (0 bytes). Export or download it again."
        )
    if b"%PDF-" in head:
        return "pdf"
    for magic, kind in _IMAGE_MAGIC.items():
        if head.startswith(magic):
            return kind
    seen = next((text for magic, text in _KNOWN_OTHERS.items() if head.startswith(magic)), None)
    looks = f"; it looks like {seen}" if seen else ""
    raise PermanentError(
        ErrorCode.NOT_A_DRAWING,
        f"{file_name} is not a PDF, PNG, JPEG or TIFF{looks}. Export the drawings as PDF.",
    )


@contextmanager
def open_drawing(path: Path, file_name: str) -> Iterator[pymupdf.Document]:
    """Open a drawing set for reading.

    Args:
        path: the file, named as it may be.
        file_name: what the user calls it, for messages.

    Raises:
        PermanentError: EMPTY_FILE, NOT_A_DRAWING, DAMAGED_FILE, PASSWORD_PROTECTED, NO_PAGES or
            TOO_MANY_PAGES, each with what the user can do.
    """
    kind = file_kind(path, file_name)
    try:
        document = pymupdf.open(path, filetype=kind)
    except MUPDF_ERRORS as error:
        raise _damaged(file_name) from error
    with document:
        _check(document, file_name)
        yield document


def _check(document: pymupdf.Document, file_name: str) -> None:
    if document.needs_pass:
        raise PermanentError(
            ErrorCode.PASSWORD_PROTECTED,
            f"{file_name} is protected with a password. Save a copy without the password "
            "(print to PDF) and use that.",
        )
    try:
        page_count = document.page_count
    except MUPDF_ERRORS as error:
        raise _damaged(file_name) from error
    if page_count == 0:
        if document.is_repaired:
            raise _damaged(file_name)
        raise PermanentError(
            ErrorCode.NO_PAGES, f"{file_name} has no pages. Export the drawings again."
        )
    if page_count > MAX_PAGES:
        raise too_many_pages(file_name, page_count)


def too_many_pages(file_name: str, page_count: int) -> PermanentError:
    """Return the error for a file that brings its set to more pages than one set may have."""
    return PermanentError(
        ErrorCode.TOO_MANY_PAGES,
        f"With {file_name} the set has {page_count} pages; the limit is {MAX_PAGES}. Split it by "
        "discipline.",
    )


def opening_warning(document: pymupdf.Document, file_name: str) -> str | None:
    """Return what to tell the user of a file that was opened, but perhaps not all of it."""
    if document.is_pdf and _catalog(document).pdf_dict_gets("Collection").m_internal:
        return (
            f"{file_name} is a portfolio: only its cover was read, not the files inside. Save "
            "those into a folder and compare that."
        )
    if not document.is_repaired:
        return None
    return (
        f"{file_name} is damaged and was repaired while opening ({document.page_count} pages were "
        "found). Check that none is missing."
    )


def page_names(document: pymupdf.Document) -> list[tuple[str, ...]]:
    """Return what the file itself calls each page: its label and its bookmarks.

    Empty for a page without any, and for all where the file's tables are damaged.
    """
    names: list[list[str]] = [[] for _ in range(document.page_count)]
    try:
        if document.is_pdf and document.get_page_labels():
            for index, own in enumerate(names):
                own.append(document[index].get_label())
        for _, title, page_number in document.get_toc(simple=True):
            if 1 <= page_number <= len(names):
                names[page_number - 1].append(title)
    except MUPDF_ERRORS:
        return [() for _ in names]
    return [_kept_names(own) for own in names]


def _kept_names(names: list[str]) -> tuple[str, ...]:
    """Return a few, short ones: they stand in the page's record."""
    printed = dict.fromkeys(name.strip()[:MAX_NAME_LENGTH] for name in names)
    return tuple(name for name in printed if name)[:MAX_NAMES]


def one_page_pdf(document: pymupdf.Document, path: Path, page_index: int) -> bytes:
    """Return one page as a PDF of its own; the same bytes on every run.

    Args:
        document: the open set.
        path: its file, taken over as it is when it is an image.
        page_index: 0-based.

    Raises:
        PermanentError: the page cannot be taken out (DAMAGED_PAGE or OUT_OF_MEMORY).
    """
    try:
        if not document.is_pdf:
            return _image_page(document[page_index], path)
        # MuPDF makes an empty page of a missing one, which would read as "everything removed".
        if not document.xref_object(document.page_xref(page_index)).startswith("<<"):
            raise damaged_page(page_index)
        return _taken_out(document, page_index)
    except MUPDF_ERRORS as error:
        raise page_error(error, page_index) from error


def damaged_page(page_index: int) -> PermanentError:
    """Return the error for a page that cannot be read."""
    return PermanentError(
        ErrorCode.DAMAGED_PAGE,
        f"Page {page_index + 1} is damaged and cannot be read. Print that sheet to a new PDF and "
        "replace it in the set.",
    )


def page_error(error: Exception, page_index: int) -> PermanentError:
    """Return what MuPDF's error means for the user: a damaged page, or one that is too big."""
    if not isinstance(error, MemoryError) and not _NO_MEMORY.search(str(error)):
        return damaged_page(page_index)
    return PermanentError(
        ErrorCode.OUT_OF_MEMORY,
        f"Page {page_index + 1} needs more memory than one step may use. Print that sheet to a new "
        "PDF with smaller images, or raise BUILDTRACE_WORKER_MEMORY_LIMIT_BYTES.",
    )


def _taken_out(document: pymupdf.Document, page_index: int) -> bytes:
    with pymupdf.open() as single:
        single.insert_pdf(
            document, from_page=page_index, to_page=page_index, links=False, final=False
        )
        _copy_layer_table(document, single)
        return bytes(single.tobytes(deflate=True, no_new_id=True))


def _copy_layer_table(source: pymupdf.Document, single: pymupdf.Document) -> None:
    """Copy which layers are switched off; insert_pdf drops it, and they would appear.

    The page's own graft map makes the table name the layers that came with the page.
    """
    table = _catalog(source).pdf_dict_gets("OCProperties")
    if table.m_internal:
        grafts = single.Graftmaps[source._graft_id].this
        _catalog(single).pdf_dict_puts("OCProperties", grafts.pdf_graft_mapped_object(table))


def _catalog(document: pymupdf.Document) -> mupdf.PdfObj:
    return mupdf.PdfDocument(document.this).pdf_trailer().pdf_dict_gets("Root")


def _image_page(shown: pymupdf.Page, path: Path) -> bytes:
    """Return one image of a file as a page of its printed size, with all of its pixels."""
    (image,) = shown.get_image_info()  # reads the header, decodes nothing
    _refuse_gigapixels(image["width"], image["height"])
    with pymupdf.open() as single:
        page = single.new_page(width=shown.rect.width, height=shown.rect.height)
        if shown.parent.page_count == 1:
            page.insert_image(page.rect, filename=path)
        else:
            longer_px = max(image["width"], image["height"])
            zoom = longer_px / max(shown.rect.width, shown.rect.height)
            colours = pymupdf.csGRAY if image["colorspace"] == 1 else pymupdf.csRGB
            pixmap = shown.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=colours)
            page.insert_image(page.rect, pixmap=pixmap)
        return bytes(single.tobytes(deflate=True, no_new_id=True))


def _refuse_gigapixels(width_px: int, height_px: int) -> None:
    if width_px * height_px > MAX_IMAGE_PIXELS:
        raise PermanentError(
            ErrorCode.OUT_OF_MEMORY,
            f"This image has {width_px} × {height_px} pixels; the limit is "
            f"{MAX_IMAGE_PIXELS // 1_000_000} megapixels. Scan it at 300 dpi or less.",
        )


def _damaged(file_name: str) -> PermanentError:
    return PermanentError(
        ErrorCode.DAMAGED_FILE,
        f"{file_name} is damaged or incomplete and cannot be opened. Download or export it again.",
    )
