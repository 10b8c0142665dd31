"""Opening what was uploaded: validated by content, split into one-page PDFs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymupdf

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
# An image file names its size in a few bytes; decoding a gigapixel one would take the machine.
MAX_IMAGE_PIXELS = 400_000_000
DRAWING_SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"})

# MuPDF's own base class and the RuntimeErrors that PyMuPDF raises around it.
MUPDF_ERRORS = (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, IndexError)


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
        raise PermanentError(
            ErrorCode.TOO_MANY_PAGES,
            f"{file_name} has {page_count} pages; the limit is {MAX_PAGES}. "
            "Split it by discipline.",
        )


def repair_warning(document: pymupdf.Document, file_name: str) -> str | None:
    """Return what to tell the user of a file that could only be opened after repair."""
    if not document.is_repaired:
        return None
    return (
        f"{file_name} is damaged and was repaired while opening ({document.page_count} pages were "
        "found). Check that none is missing."
    )


def one_page_pdf(document: pymupdf.Document, path: Path, page_index: int) -> bytes:
    """Return one page as a PDF of its own; the same bytes on every run.

    Args:
        document: the open set.
        path: its file, opened again where the whole is needed.
        page_index: 0-based.

    Raises:
        PermanentError: the page cannot be taken out (code DAMAGED_PAGE).
    """
    try:
        if not document.is_pdf:
            return _image_page(document, path, page_index)
        # MuPDF makes an empty page of a missing one, which would read as "everything removed".
        if not document.xref_object(document.page_xref(page_index)).startswith("<<"):
            raise damaged_page(page_index)
        if document.get_ocgs():
            return _selected_page(path, page_index)
        with pymupdf.open() as single:
            single.insert_pdf(document, from_page=page_index, to_page=page_index, links=False)
            return bytes(single.tobytes(deflate=True, no_new_id=True))
    except MUPDF_ERRORS as error:
        raise damaged_page(page_index) from error


def damaged_page(page_index: int) -> PermanentError:
    """Return the error for a page that cannot be read."""
    return PermanentError(
        ErrorCode.DAMAGED_PAGE,
        f"Page {page_index + 1} is damaged and cannot be read. Print that sheet to a new PDF and "
        "replace it in the set.",
    )


def _selected_page(path: Path, page_index: int) -> bytes:
    # insert_pdf drops the layer table, and layers that are switched off would appear.
    with pymupdf.open(path, filetype="pdf") as whole:
        whole.select([page_index])
        return bytes(whole.tobytes(garbage=3, deflate=True, no_new_id=True))


def _image_page(document: pymupdf.Document, path: Path, page_index: int) -> bytes:
    rect = document[page_index].rect
    with pymupdf.open() as single:
        page = single.new_page(width=rect.width, height=rect.height)
        if document.page_count == 1:
            _refuse_gigapixels(path)
            page.insert_image(page.rect, filename=path)
        else:
            page.insert_image(page.rect, pixmap=document[page_index].get_pixmap(dpi=200))
        return bytes(single.tobytes(deflate=True, no_new_id=True))


def _refuse_gigapixels(path: Path) -> None:
    image = pymupdf.mupdf.fz_new_image_from_file(str(path))  # reads the header, decodes nothing
    if image.w() * image.h() > MAX_IMAGE_PIXELS:
        raise PermanentError(
            ErrorCode.OUT_OF_MEMORY,
            f"The image has {image.w()} × {image.h()} pixels; the limit is "
            f"{MAX_IMAGE_PIXELS // 1_000_000} megapixels. Scan it at 300 dpi or less.",
        )


def _damaged(file_name: str) -> PermanentError:
    return PermanentError(
        ErrorCode.DAMAGED_FILE,
        f"{file_name} is damaged or incomplete and cannot be opened. Download or export it again.",
    )
