"""One sheet as the comparison sees it: its words, its pixels at any resolution, its digest."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pymupdf
from pymupdf import mupdf

from common.domain.geometry import POINTS_PER_INCH, Box, PixelBox, Transform
from common.domain.sheets import PageSize, Word, WordSource
from functions.diff.drawn_paths import DrawnPaths, paths_of
from functions.diff.object_digest import ObjectDigest

Gray = npt.NDArray[np.uint8]

BASE_DPI = 150.0
# ARCH E at 150 dpi is 39 megapixels; a bigger page is looked at less closely.
MAX_GRAY_PIXELS = 64_000_000
# Without anti-aliasing the ink is binary and rendering takes half the time, if hairlines keep a
# width of at least √2 px (docs/ACCURACY.md, "Rendering").
MIN_LINE_WIDTH_PX = 1.42
TRACE_BYTES = 1 << 20  # what a plan of 1,000 paths writes; the buffer grows
SCAN_IMAGE_SHARE = 0.5
SCAN_MAX_OBJECTS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image as it is shown.

    Attributes:
        box_pt: in displayed page points.
        size_px: its own width and height.
        pixel_pt: the longer side of one of its pixels.
    """

    box_pt: Box
    size_px: tuple[int, int]
    pixel_pt: float


class SheetPage:
    """A one-page PDF, opened once; close it or use it as a context.

    Attributes:
        text_layer: the words that are exact; OCR is sure of neither letters nor places.
        has_text_layer: the sheet's text is in its text layer; a scan's plot stamp is not the text.
    """

    def __init__(self, pdf: bytes, words: tuple[Word, ...]) -> None:
        """Open the page.

        Args:
            pdf: a PDF; its first page is the sheet.
            words: the sheet's words in displayed page points.
        """
        self.words = words
        self.text_layer = tuple(word for word in words if word.source is WordSource.TEXT_LAYER)
        self.has_text_layer = 2 * len(self.text_layer) >= len(words)
        self._document = pymupdf.open(stream=pdf, filetype="pdf")
        self._page = self._document[0]
        self._display_list = self._page.get_displaylist()
        self.width_pt = float(self._page.rect.width)
        self.height_pt = float(self._page.rect.height)
        self.image_share = self._image_share()
        self.is_scan = self.image_share > SCAN_IMAGE_SHARE and self._few_objects()
        self._grays: dict[float, Gray] = {}

    @property
    def size(self) -> PageSize:
        """The displayed size."""
        return PageSize(width_pt=self.width_pt, height_pt=self.height_pt)

    def __enter__(self) -> SheetPage:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the document."""
        self._document.close()

    def gray(self, dpi: float) -> Gray:
        """Return the page as (H, W) uint8, 0 ink, 255 paper, at `dpi` at most BASE_DPI.

        Lower resolutions are averaged from one render at BASE_DPI. Enormous pages are rendered
        at less and enlarged, so that the shape always is what `dpi` says.
        """
        if dpi not in self._grays:
            self._grays[dpi] = self._render_gray(dpi) if dpi >= BASE_DPI else self._averaged(dpi)
        return self._grays[dpi]

    def quick_gray(self, dpi: float) -> Gray:
        """Return about the same as `gray`, where nothing else needs the page at BASE_DPI.

        A plot is drawn at `dpi`: in a third of the time, and without 19 MB of ARCH D. A scan is
        compared at more anyway, and its image would be decoded twice.
        """
        return self.gray(dpi) if self.is_scan else self._render_gray(dpi)

    def forget_gray(self, dpi: float) -> None:
        """Give the memory of `gray` back; who asks for it again has it drawn again."""
        self._grays.pop(dpi, None)

    def size_px(self, dpi: float) -> tuple[int, int]:
        """Return (width, height) of the page in pixels."""
        scale = dpi / POINTS_PER_INCH
        return max(1, round(self.width_pt * scale)), max(1, round(self.height_pt * scale))

    def draws_as(self, other: SheetPage) -> bool:
        """Whether both pages draw the same: equal contents, then equal digests.

        Sheets of thousands of objects take a second to digest, and most pairs differ in their
        contents already.
        """
        same = self._page.read_contents() == other._page.read_contents()
        return bool(same) and self.digest() == other.digest()

    def digest(self) -> str:
        """Return the same text for pages that draw the same: equal digests are equal sheets.

        Content, size, rotation, annotations and every object that the page draws with (fonts,
        images, forms, graphics states) go in, whatever their numbers in the file.
        """
        digest = hashlib.blake2b(digest_size=16)
        digest.update(self._page.read_contents())
        page = self._page
        digest.update(repr((tuple(page.mediabox), tuple(page.cropbox), page.rotation)).encode())
        keys = ("Resources", "Annots", "UserUnit", "Group")
        ObjectDigest(self._document, digest).feed(page.xref, keys)
        layers = self._document.get_ocgs() or {}
        digest.update(repr(sorted((v["name"], v["on"]) for v in layers.values())).encode())
        return digest.hexdigest()

    def render_band(
        self,
        device_from_page: Transform,
        box_px: PixelBox,
        *,
        antialias: bool,
        has_texts: bool = True,
    ) -> Gray:
        """Render a part of the page through a transform: no warp, no resampling.

        Args:
            device_from_page: maps displayed page points to device pixels.
            box_px: the part of the device that is wanted.
            antialias: smooth edges; without, ink is binary and thin lines keep √2 px.
            has_texts: draw them too; at a resolution that nothing else is drawn at, each letter
                is made anew, which is half of the time.

        Returns:
            (y1 - y0, x1 - x0) uint8, 0 ink, 255 paper.
        """
        with _render_mode(antialias=antialias):
            gray = mupdf.FzColorspace.Fixed_GRAY
            pixmap = self._draw(device_from_page, box_px, gray, has_texts=has_texts)
        return _samples(pixmap, 1)[:, :, 0]

    def render_rgb(
        self, device_from_page: Transform, size_px: tuple[int, int], *, has_texts: bool = True
    ) -> npt.NDArray[np.uint8]:
        """Render the page in colour through a transform; (H, W, 3) uint8 for (W, H) pixels.

        Without texts where `has_texts` is not set.
        """
        rgb, box_px = mupdf.FzColorspace.Fixed_RGB, (0, 0, *size_px)
        return _samples(self._draw(device_from_page, box_px, rgb, has_texts=has_texts), 3)

    def paths(self) -> DrawnPaths:
        """Return the curves, polylines and triangles that the page draws, annotations too."""
        buffer = mupdf.FzBuffer(TRACE_BYTES)
        output = mupdf.FzOutput(buffer)
        self._run(_without_texts(mupdf.fz_new_trace_device(output)))
        mupdf.fz_close_output(output)
        return paths_of(mupdf.fz_buffer_extract(buffer))

    def _draw(
        self, device_from_page: Transform, box_px: PixelBox, colorspace: int, *, has_texts: bool
    ) -> Any:
        t = device_from_page
        matrix = mupdf.FzMatrix(t.a, t.c, t.b, t.d, t.tx, t.ty)
        pixmap = mupdf.fz_new_pixmap_with_bbox(
            mupdf.FzColorspace(colorspace), mupdf.FzIrect(*box_px), mupdf.FzSeparations(), 0
        )
        mupdf.fz_clear_pixmap_with_value(pixmap, 255)
        # The matrix goes to the list, not the device, so that the scissor culls in device space.
        device = mupdf.fz_new_draw_device(mupdf.FzMatrix(), pixmap)
        if not has_texts:
            device = _without_texts(device)
        self._run(device, matrix, mupdf.FzRect(*(float(v) for v in box_px)))
        return pymupdf.Pixmap("raw", pixmap)

    def _run(self, device: Any, matrix: Any = None, area: Any = None) -> None:
        """Show the page to a device, all of it and in points if nothing else is said."""
        mupdf.fz_run_display_list(
            self._display_list.this,
            device,
            matrix or mupdf.FzMatrix(),
            area or mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE),
            mupdf.FzCookie(),
        )
        mupdf.fz_close_device(device)

    def _render_gray(self, dpi: float) -> Gray:
        width_px, height_px = self.size_px(dpi)
        fit = min(1.0, math.sqrt(MAX_GRAY_PIXELS / (width_px * height_px)))
        scale = dpi * fit / POINTS_PER_INCH
        drawn_px = (max(1, round(width_px * fit)), max(1, round(height_px * fit)))
        drawn = self.render_band(Transform(a=scale, d=scale), (0, 0, *drawn_px), antialias=True)
        if fit == 1.0:
            return drawn
        enlarged = cv2.resize(drawn, (width_px, height_px), interpolation=cv2.INTER_LINEAR)
        return np.asarray(enlarged, np.uint8)

    def _averaged(self, dpi: float) -> Gray:
        width_px, height_px = self.size_px(dpi)
        factor = BASE_DPI / dpi
        base = _of_size(self.gray(BASE_DPI), round(width_px * factor), round(height_px * factor))
        reduced = cv2.resize(base, (width_px, height_px), interpolation=cv2.INTER_AREA)
        return np.asarray(reduced, np.uint8)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All images that the page shows."""
        return tuple(
            Picture(
                box_pt=tuple(image["bbox"]),
                size_px=(image["width"], image["height"]),
                pixel_pt=max(
                    math.hypot(*image["transform"][:2]) / max(1, image["width"]),
                    math.hypot(*image["transform"][2:4]) / max(1, image["height"]),
                ),
            )
            for image in self._images
        )

    @cached_property
    def _images(self) -> list[dict[str, Any]]:
        """Each image as MuPDF describes it, in displayed page points.

        From the display list: the page itself would be interpreted again, in thirty times the
        time.
        """
        options = mupdf.FzStextOptions()
        options.flags = pymupdf.TEXT_PRESERVE_IMAGES
        shown = mupdf.FzStextPage(mupdf.FzRect(0, 0, self.width_pt, self.height_pt))
        self._run(_without_texts(mupdf.FzDevice(shown, options)))
        return list(pymupdf.TextPage(shown).extractIMGINFO())

    def _image_share(self) -> float:
        covered = 0.0
        for image in self._images:
            visible = pymupdf.Rect(image["bbox"]) & self._page.rect
            covered += max(0.0, visible.width) * max(0.0, visible.height)
        return min(1.0, covered / max(1e-6, self.width_pt * self.height_pt))

    @property
    def image_dpi(self) -> float:
        """The resolution of the page's biggest image, as it is shown; 0 without any."""
        return max(
            (
                image["width"] * POINTS_PER_INCH / math.hypot(*image["transform"][:2])
                for image in self._images
                if math.hypot(*image["transform"][:2]) > 0
            ),
            default=0.0,
        )

    def _few_objects(self) -> bool:
        drawn = ("fill-path", "stroke-path", "fill-text")
        return sum(kind in drawn for kind, *_ in self._page.get_bboxlog()) < SCAN_MAX_OBJECTS


def forget_images() -> None:
    """Drop the decoded images that MuPDF keeps for the next drawing: 35 MB of a scan each."""
    pymupdf.TOOLS.store_shrink(100)


def both_drawn(
    old: SheetPage,
    new: SheetPage,
    new_from_old: Transform,
    device_from_new: Transform,
    box_px: PixelBox,
) -> tuple[Gray, Gray]:
    """Draw a part of both sheets in the new one's frame, not smoothed; see `render_band`."""
    return (
        old.render_band(device_from_new.after(new_from_old), box_px, antialias=False),
        new.render_band(device_from_new, box_px, antialias=False),
    )


def _without_texts(device: Any) -> Any:
    """Return a device that draws no texts any more; of MuPDF's, what one lacks nobody asks."""
    device.m_internal.fill_text = None
    return device


@contextmanager
def _render_mode(*, antialias: bool) -> Iterator[None]:
    """Set MuPDF's process-wide smoothing, and put it back."""
    if antialias:
        yield
        return
    pymupdf.TOOLS.set_aa_level(0)
    pymupdf.TOOLS.set_graphics_min_line_width(MIN_LINE_WIDTH_PX)
    try:
        yield
    finally:
        pymupdf.TOOLS.set_aa_level(8)
        pymupdf.TOOLS.set_graphics_min_line_width(0)


@dataclass(frozen=True, slots=True)
class _PixmapRows:
    """A pixmap's memory as NumPy takes it; an array made of it keeps the pixmap alive."""

    pixmap: Any
    channels: int

    @property
    def __array_interface__(self) -> dict[str, Any]:
        pixmap = self.pixmap
        return {
            "version": 3,
            "typestr": "|u1",
            "shape": (pixmap.height, pixmap.width, self.channels),
            "strides": (pixmap.stride, self.channels, 1),
            "data": (pixmap.samples_ptr, False),
        }


def _samples(pixmap: Any, channels: int) -> npt.NDArray[np.uint8]:
    # Copying the pixels would take a fifth of the time of drawing them.
    return np.asarray(_PixmapRows(pixmap, channels), np.uint8)


def _of_size(gray: Gray, width_px: int, height_px: int) -> Gray:
    """Cut or continue the last rows and columns.

    Rounding a page's size must not stretch it: half a pixel at 75 dpi is two at 300 dpi.
    """
    more = [
        max(0, wanted - has) for wanted, has in zip((height_px, width_px), gray.shape, strict=True)
    ]
    if any(more):
        gray = np.asarray(np.pad(gray, [(0, n) for n in more], mode="edge"), np.uint8)
    return gray[:height_px, :width_px]
