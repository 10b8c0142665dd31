"""Rendering a page: the view image for people, the thumbnail for cards and for matching."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pymupdf

from common.domain.geometry import POINTS_PER_INCH, Box
from common.png import PngWriter, pack_two_bits

BAND_PX = 512
# ARCH E (48 × 36 in) at 300 dpi is 156 megapixels; a 200 × 200 in page would be 3,600.
MAX_VIEW_PIXELS = 200_000_000
MAX_THUMBNAIL_PX = 2400


def view_dpi(width_pt: float, height_pt: float, wanted_dpi: float) -> float:
    """Return the resolution of the view: the wanted one, less where the page is enormous."""
    inches2 = (width_pt / POINTS_PER_INCH) * (height_pt / POINTS_PER_INCH)
    return min(wanted_dpi, math.sqrt(MAX_VIEW_PIXELS / max(inches2, 1e-6)))


def render_view(page: pymupdf.Page, dpi: float) -> bytes:
    """Return the page as a PNG of four grays: smooth lines at a quarter of the size of 8 bits.

    Rendered in bands, so that memory does not grow with the page.
    """
    scale = dpi / POINTS_PER_INCH
    display_list = page.get_displaylist()
    matrix = pymupdf.Matrix(scale, scale)
    width_px = max(1, round(page.rect.width * scale))
    height_px = max(1, round(page.rect.height * scale))
    png = PngWriter(width_px, height_px, bit_depth=2, dpi=dpi)
    for top_px in range(0, height_px, BAND_PX):
        bottom_px = min(height_px, top_px + BAND_PX)
        clip = pymupdf.Rect(0, top_px / scale, width_px / scale, bottom_px / scale)
        gray = _gray(display_list.get_pixmap(matrix, pymupdf.csGRAY, alpha=0, clip=clip))
        levels = np.right_shift(_fitted(gray, bottom_px - top_px, width_px), np.uint8(6))
        png.write_rows(pack_two_bits(levels))
    return png.finish()


def render_thumbnail(page: pymupdf.Page, dpi: float) -> bytes:
    """Return the page as a gray PNG at about `dpi`, at most MAX_THUMBNAIL_PX on its longer side."""
    longer_pt = max(page.rect.width, page.rect.height, 1.0)
    scale = min(dpi / POINTS_PER_INCH, MAX_THUMBNAIL_PX / longer_pt)
    pixmap = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY)
    return bytes(pixmap.tobytes("png"))


def render_part(page: pymupdf.Page, box_pt: Box, dpi: float) -> npt.NDArray[np.uint8]:
    """Return a part of the page as (H, W) uint8, 0 ink, 255 paper."""
    return _gray(_part(page, box_pt, dpi))


def render_crop(page: pymupdf.Page, box_pt: Box, dpi: float) -> bytes:
    """Return a part of the page as a gray PNG."""
    return bytes(_part(page, box_pt, dpi).tobytes("png"))


def _part(page: pymupdf.Page, box_pt: Box, dpi: float) -> pymupdf.Pixmap:
    scale = dpi / POINTS_PER_INCH
    clip = pymupdf.Rect(box_pt) & page.rect
    matrix = pymupdf.Matrix(scale, scale)
    return page.get_pixmap(matrix=matrix, colorspace=pymupdf.csGRAY, alpha=False, clip=clip)


def _gray(pixmap: pymupdf.Pixmap) -> npt.NDArray[np.uint8]:
    samples = np.frombuffer(pixmap.samples, np.uint8)
    return samples.reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]


def _fitted(gray: npt.NDArray[np.uint8], rows: int, columns: int) -> npt.NDArray[np.uint8]:
    # A clip may round outwards by a pixel; paper where it rounds inwards.
    fitted = np.full((rows, columns), 255, np.uint8)
    part = gray[:rows, :columns]
    fitted[: part.shape[0], : part.shape[1]] = part
    return fitted
