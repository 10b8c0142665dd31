"""Reading one page: everything the chain wants to know of it, from its one-page PDF."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import pymupdf

from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import POINTS_PER_INCH
from common.domain.sheets import PageSize, SheetReading, Word
from functions.ocr.documents import MUPDF_ERRORS, page_error, quiet_mupdf
from functions.ocr.render import render_thumbnail, render_view, view_dpi
from functions.ocr.title_block import read_title_block
from functions.ocr.words import page_words

# MuPDF draws what it can of a damaged page and says so only in its messages. These are the ones
# that mean lost content; in 150 real files none of them came from a sound page.
_DAMAGE = re.compile(
    r"zlib error|openjpeg error|premature|cannot load|broken|corrupt|truncated|not a stream"
    r"|ignoring error",
    re.I,
)

# The format's own limit without a UserUnit; memory of the comparison grows with the area.
MAX_PAGE_IN2 = 200 * 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What was read of a page.

    Attributes:
        digest: equal for pages of equal bytes.
        is_damaged: part of the content is lost, so that differences may be false.
    """

    size: PageSize
    words: tuple[Word, ...]
    reading: SheetReading
    view_png: bytes
    view_dpi: float
    thumbnail_png: bytes
    digest: str
    is_damaged: bool


def read_page(
    pdf: bytes, page_index: int, *, wanted_view_dpi: float, thumbnail_dpi: float
) -> PageFacts:
    """Read a one-page PDF.

    Args:
        pdf: the page.
        page_index: its place in the set, for messages.
        wanted_view_dpi: resolution of the view image, lowered for enormous pages.
        thumbnail_dpi: resolution of the thumbnail.

    Raises:
        PermanentError: the page cannot be read (DAMAGED_PAGE or OUT_OF_MEMORY).
    """
    quiet_mupdf()
    pymupdf.TOOLS.reset_mupdf_warnings()
    try:
        with pymupdf.open(stream=pdf, filetype="pdf") as document:
            page = document[0]
            size = _page_size(page, page_index)
            words = page_words(page)
            dpi = view_dpi(size.width_pt, size.height_pt, wanted_view_dpi)
            view = render_view(page, dpi)
            thumbnail = render_thumbnail(page, thumbnail_dpi)
    except MUPDF_ERRORS as error:
        raise page_error(error, page_index) from error
    return PageFacts(
        size=size,
        words=words,
        reading=read_title_block(words, size),
        view_png=view,
        view_dpi=dpi,
        thumbnail_png=thumbnail,
        digest=hashlib.blake2b(pdf, digest_size=16).hexdigest(),
        is_damaged=_DAMAGE.search(pymupdf.TOOLS.mupdf_warnings()) is not None,
    )


def _page_size(page: pymupdf.Page, page_index: int) -> PageSize:
    size = PageSize(
        width_pt=page.rect.width, height_pt=page.rect.height, rotation_deg=page.rotation
    )
    if size.width_pt * size.height_pt > MAX_PAGE_IN2 * POINTS_PER_INCH**2:
        raise PermanentError(
            ErrorCode.OUT_OF_MEMORY,
            f"Page {page_index + 1} measures {size.label}; the limit is 200 × 200 in. Print that "
            "sheet to a new PDF at its true paper size.",
        )
    return size
