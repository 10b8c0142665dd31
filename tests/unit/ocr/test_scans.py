"""Scans made of drawn sheets, read by the real engine: title blocks of several offices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pymupdf
import pytest

from common.domain.sheets import ReadingMethod
from functions.ocr.rapid_ocr import RapidOcr
from functions.ocr.read_page import PageFacts, read_page
from tests.drawings import pdf_of

# The models are loaded once a process.
pytestmark = pytest.mark.xdist_group("ocr_engine")

WIDTH, HEIGHT = 17 * 72.0, 11 * 72.0
Draw = Callable[[pymupdf.Page], None]


def _plan(page: pymupdf.Page) -> None:
    page.draw_rect(pymupdf.Rect(20, 20, WIDTH - 20, HEIGHT - 20), width=1.5)
    for index in range(6):
        x = 80 + 120 * index
        page.draw_rect(pymupdf.Rect(x, 120, x + 120, 420), width=2)
        page.insert_text((x + 20, 260), f"ROOM {101 + index}", fontsize=9)


def _right_column(page: pymupdf.Page) -> None:
    left = WIDTH - 150
    page.draw_line((left, 20), (left, HEIGHT - 20), width=1)
    page.insert_text((left + 10, HEIGHT - 190), "SHEET TITLE", fontsize=7)
    page.insert_text((left + 10, HEIGHT - 170), "FIRST FLOOR PLAN", fontsize=12)
    page.insert_text((left + 10, HEIGHT - 90), "SHEET NO.", fontsize=7)
    page.insert_text((left + 10, HEIGHT - 45), "A-101", fontsize=36)


def _bottom_strip(page: pymupdf.Page) -> None:
    top = HEIGHT - 80
    page.draw_line((20, top), (WIDTH - 20, top), width=1)
    page.insert_text((60, top + 30), "ORCHARD CLINIC", fontsize=14)
    page.insert_text((WIDTH - 420, top + 20), "DRAWING TITLE", fontsize=7)
    page.insert_text((WIDTH - 420, top + 42), "ROOF PLAN", fontsize=16)
    page.insert_text((WIDTH - 140, top + 20), "DWG NO.", fontsize=7)
    page.insert_text((WIDTH - 140, top + 46), "S2.03", fontsize=22)


def _boxed_corner(page: pymupdf.Page) -> None:
    page.draw_rect(pymupdf.Rect(WIDTH - 290, HEIGHT - 110, WIDTH - 20, HEIGHT - 20), width=1)
    page.insert_text((WIDTH - 280, HEIGHT - 85), "ELECTRICAL DETAILS", fontsize=14)
    page.insert_text((WIDTH - 280, HEIGHT - 35), "SCALE 1:50   DATE 2026-03-01", fontsize=8)
    page.insert_text((WIDTH - 90, HEIGHT - 70), "SHEET", fontsize=7)
    page.insert_text((WIDTH - 90, HEIGHT - 40), "E-501", fontsize=24)


STYLES: dict[str, tuple[Draw, str, str]] = {
    "right column": (_right_column, "A-101", "FIRST FLOOR PLAN"),
    "bottom strip": (_bottom_strip, "S2.03", "ROOF PLAN"),
    "boxed corner": (_boxed_corner, "E-501", "ELECTRICAL DETAILS"),
}


def _scan(title_block: Draw, *, skew_deg: float = 0.0, noise: float = 12.0) -> bytes:
    """Return the sheet as an image only: turned by any angle, gray and noisy, at 150 dpi."""
    with pymupdf.open(
        stream=pdf_of(_plan, width_pt=WIDTH, height_pt=HEIGHT), filetype="pdf"
    ) as pdf:
        title_block(pdf[0])
        turn = pymupdf.Matrix(150 / 72, 150 / 72).prerotate(skew_deg)
        pixmap = pdf[0].get_pixmap(matrix=turn, colorspace=pymupdf.csGRAY)
    with pymupdf.open() as scanned:
        page = scanned.new_page(width=pixmap.width * 72 / 150, height=pixmap.height * 72 / 150)
        noisy = _noisy(pixmap, noise).tobytes()
        image = pymupdf.Pixmap(pymupdf.csGRAY, pixmap.width, pixmap.height, noisy, False)
        page.insert_image(page.rect, pixmap=image)
        return bytes(scanned.tobytes(deflate=True))


def _noisy(pixmap: pymupdf.Pixmap, noise: float) -> npt.NDArray[np.uint8]:
    samples = np.frombuffer(pixmap.samples, np.uint8)
    gray = samples.reshape(pixmap.height, pixmap.stride)[:, : pixmap.width].astype(float)
    grain = np.random.default_rng(7).normal(0, noise, gray.shape)
    return np.clip(0.85 * gray + 20 + grain, 0, 255).astype(np.uint8)


def _read(pdf: bytes) -> PageFacts:
    return read_page(pdf, 0, wanted_view_dpi=72, thumbnail_dpi=50, engine=RapidOcr())


@pytest.mark.parametrize("style", STYLES)
def test_a_scan_is_read(style: str) -> None:
    title_block, number, title = STYLES[style]
    reading = _read(_scan(title_block)).reading
    assert (reading.number, reading.title) == (number, title)
    assert reading.accepted


@pytest.mark.parametrize("skew_deg", [-2.0, 1.5])
def test_a_skewed_scan_is_read(skew_deg: float) -> None:
    assert _read(_scan(_right_column, skew_deg=skew_deg)).reading.number == "A-101"


@pytest.mark.parametrize("turn_deg", [90.0, 180.0, 270.0])
def test_a_scan_that_lies_on_a_side_is_read(turn_deg: float) -> None:
    assert _read(_scan(_bottom_strip, skew_deg=turn_deg)).reading.number == "S2.03"


def test_a_scan_that_lies_on_its_head_says_so() -> None:
    reading = _read(_scan(_right_column, skew_deg=180.0)).reading
    assert (reading.number, reading.method) == ("A-101", ReadingMethod.OCR_ROTATED)


def test_a_scan_without_a_title_block_has_no_number() -> None:
    facts = _read(_scan(lambda page: None))
    assert (facts.reading.number, facts.reading.accepted) == (None, False)
    assert facts.title_block_png is not None
