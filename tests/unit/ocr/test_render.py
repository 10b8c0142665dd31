"""View image and thumbnail."""

from __future__ import annotations

import cv2
import numpy as np
import pymupdf
import pytest

from functions.ocr.render import MAX_VIEW_PIXELS, render_thumbnail, render_view, view_dpi
from tests.drawings import pdf_of, sheet


def _decoded(png: bytes) -> np.ndarray:
    return np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE))


def test_the_view_is_the_page_in_four_grays() -> None:
    with pymupdf.open(stream=pdf_of(sheet("A-1"))) as document:
        view = _decoded(render_view(document[0], dpi=100))
        pixmap = document[0].get_pixmap(dpi=100, colorspace=pymupdf.csGRAY)
    page = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)
    assert view.shape == page.shape
    assert np.abs(view.astype(int) - page.astype(int)).max() <= 64


def test_the_view_of_a_rotated_page_stands_as_it_is_shown() -> None:
    with pymupdf.open(stream=pdf_of(sheet("A-1"))) as document:
        document[0].set_rotation(90)
        assert _decoded(render_view(document[0], dpi=72)).shape == (612, 396)


def test_an_enormous_page_is_rendered_at_a_resolution_that_fits() -> None:
    dpi = view_dpi(200 * 72, 200 * 72, 300)
    assert (200 * dpi) ** 2 == pytest.approx(MAX_VIEW_PIXELS)


def test_a_common_page_keeps_the_wanted_resolution() -> None:
    assert view_dpi(36 * 72, 24 * 72, 300) == 300


def test_a_thumbnail_is_bounded_and_keeps_the_shape() -> None:
    with pymupdf.open() as document:
        page = document.new_page(width=100_000, height=1_000)
        assert max(_decoded(render_thumbnail(page, dpi=50)).shape) <= 2400
