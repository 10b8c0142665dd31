"""Reading one page: everything the chain wants to know of it, from its one-page PDF."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pymupdf

from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import POINTS_PER_INCH, Box
from common.domain.sheets import PageSize, SheetReading, Word
from functions.ocr.documents import MUPDF_ERRORS, page_error, quiet_mupdf
from functions.ocr.ocr_engine import Gray, OcrEngine
from functions.ocr.page_regions import reading_dpi, review_box
from functions.ocr.read_sheet import read_sheet
from functions.ocr.render import (
    render_crop,
    render_part,
    render_thumbnail,
    render_view,
    view_dpi,
)
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
# What is shown for review is the candidate from here on: it is rather right than wrong.
LIKELY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What was read of a page.

    Attributes:
        digest: equal for pages of equal bytes.
        title_block_png: the title block of a page whose number is not sure, else `None`.
        is_damaged: part of the content is lost, so that differences may be false.
    """

    size: PageSize
    words: tuple[Word, ...]
    reading: SheetReading
    view_png: bytes
    view_dpi: float
    thumbnail_png: bytes
    title_block_png: bytes | None
    digest: str
    is_damaged: bool


def read_page(
    pdf: bytes,
    page_index: int,
    *,
    wanted_view_dpi: float,
    thumbnail_dpi: float,
    engine: OcrEngine,
) -> PageFacts:
    """Read a one-page PDF.

    Args:
        pdf: the page.
        page_index: its place in the set, for messages.
        wanted_view_dpi: resolution of the view image, lowered for enormous pages.
        thumbnail_dpi: resolution of the thumbnail.
        engine: for pages whose text layer does not say enough.

    Raises:
        PermanentError: the page cannot be read (DAMAGED_PAGE or OUT_OF_MEMORY).
    """
    quiet_mupdf()
    pymupdf.TOOLS.reset_mupdf_warnings()
    with _page_errors(page_index):
        document = pymupdf.open(stream=pdf, filetype="pdf")
    with document:
        with _page_errors(page_index):
            page = document[0]
            size = _page_size(page, page_index)
            words = page_words(page)
            dpi = view_dpi(size.width_pt, size.height_pt, wanted_view_dpi)
            view = render_view(page, dpi)
            thumbnail = render_thumbnail(page, thumbnail_dpi)

        def draw(box_pt: Box, dpi: float) -> Gray:
            with _page_errors(page_index):
                return render_part(page, box_pt, dpi)

        sheet = read_sheet(words, size, draw, engine)
        with _page_errors(page_index):
            title_block = _for_review(page, size, sheet.reading)
    return PageFacts(
        size=size,
        words=sheet.words,
        reading=sheet.reading,
        view_png=view,
        view_dpi=dpi,
        thumbnail_png=thumbnail,
        title_block_png=title_block,
        digest=hashlib.blake2b(pdf, digest_size=16).hexdigest(),
        is_damaged=_DAMAGE.search(pymupdf.TOOLS.mupdf_warnings()) is not None,
    )


@contextmanager
def _page_errors(page_index: int) -> Iterator[None]:
    """Say of MuPDF's errors, and of nobody else's, what they mean for the page."""
    try:
        yield
    except MUPDF_ERRORS as error:
        raise page_error(error, page_index) from error


def _for_review(page: pymupdf.Page, size: PageSize, reading: SheetReading) -> bytes | None:
    """Return the title block's image where a person should check the number.

    Without a likely number it is where numbers are printed: the best of candidates that nobody
    believes may lie anywhere on the sheet.
    """
    if reading.accepted:
        return None
    is_likely = reading.candidates and reading.confidence >= LIKELY
    place = reading.candidates[0].box_pt if is_likely else None
    box_pt = review_box(size, place)
    return render_crop(page, box_pt, reading_dpi(size, box_pt))


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
