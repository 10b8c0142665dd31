"""Busy sheets whose every item has a name, plotted and scanned in known ways.

A sheet is a `Drawing`: item names to what draws them. An edit is another drawing:
`busy() | {"dim top 1": text(...)}` or `without(busy(), "wall 3")`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import cv2
import numpy as np
import numpy.typing as npt
import pymupdf

from common.domain.changes import Change
from common.domain.geometry import Box, Transform, overlap_area
from functions.diff.compare import SheetSource
from functions.diff.frame import Frame
from functions.diff.ink import NoSink, compare_ink
from functions.diff.ink_score import InkScorer
from functions.diff.masks import Mask
from functions.diff.page_ink import PageInk
from functions.diff.sheet_page import SheetPage
from functions.diff.small_fills import SmallFills
from functions.ocr.words import page_words

Draw = Callable[[pymupdf.Page], object]
Drawing = dict[str, Draw]
Image = npt.NDArray[np.uint8]

LETTER = (792.0, 612.0)
DPI = 300
PX_PER_PT = DPI / 72
SCAN_DPI = 150
ROOMS = "LOBBY OFFICE LAB STUDY KITCHEN PANTRY STORE ARCHIVE WORKSHOP LOUNGE GALLERY FOYER".split()
NOTES = (
    "1. VERIFY EVERY CLEARANCE BEFORE FABRICATION BEGINS.",
    "2. PAINT EXPOSED STEEL WITH TWO COATS OF PRIMER.",
    "3. SLOPE GRADE AWAY FROM FOOTINGS AT ONE IN FIFTY.",
    "4. SEAL JOINTS AROUND FRAMES WITH BACKER ROD, THEN CAULK BOTH FACES",
    "5. PROTECT FINISHES UNTIL HANDOVER.",
)
LABELS = ("DATE", "SCALE", "DRAWN", "CHECKED", "PROJECT")
VALUES = ("2024-03-01", "1:50", "MK", "TB", "ORCHARD")


def text(x: float, y: float, words: str, size: float = 7, font: str = "helv") -> Draw:
    """Words whose baseline starts at (x, y)."""
    return lambda page: page.insert_text((x, y), words, fontsize=size, fontname=font)


def line(x0: float, y0: float, x1: float, y1: float, width: float = 1.0) -> Draw:
    return lambda page: page.draw_line((x0, y0), (x1, y1), width=width)


def rect(x0: float, y0: float, x1: float, y1: float) -> Draw:
    return lambda page: page.draw_rect(pymupdf.Rect(x0, y0, x1, y1), width=0.8)


def fill(box: Box, rgb: tuple[float, float, float]) -> Draw:
    return lambda page: page.draw_rect(pymupdf.Rect(*box), color=None, fill=rgb)


def circle(x: float, y: float, radius: float = 6) -> Draw:
    return lambda page: page.draw_circle((x, y), radius, width=0.8)


def busy() -> Drawing:
    """A plan of twelve rooms with dimensions, notes, a schedule and a title block."""
    return frame() | plan() | notes_and_schedule()


def frame() -> Drawing:
    """Border and title block."""
    items: Drawing = {"border": rect(18, 18, 774, 594), "strip": line(655, 18, 655, 594)}
    for row, (label, value) in enumerate(zip(LABELS, VALUES, strict=True)):
        y = 330 + 34 * row
        items[f"rule {label}"] = line(655, y - 12, 774, y - 12, 0.5)
        items[f"label {label}"] = text(660, y, label, 5)
        items[label] = text(665, y + 13, value, 8)
    items["label NO"] = text(660, 520, "SHEET NO.", 5)
    items["number"] = text(670, 560, "A-101", 24)
    items["firm"] = text(662, 60, "NORTHGATE PARTNERS", 9)
    return items


def plan(dx: float = 0, dy: float = 0) -> Drawing:
    """Rooms of 120 × 110 pt from (70, 90), walls one by one, dimensions around them."""
    items: Drawing = {}
    left, top = 70 + dx, 90 + dy
    for row in range(3):
        for column in range(4):
            x, y, n = left + 120 * column, top + 110 * row, 4 * row + column
            items[f"room {n}"] = text(x + 30, y + 50, ROOMS[n], 8)
            items[f"room number {n}"] = text(x + 40, y + 62, str(101 + n), 7)
            items[f"door {n}"] = circle(x + 12 + 3 * n, y + 98)
            items[f"wall top {n}"] = line(x, y, x + 120, y, 1.5)
            items[f"wall left {n}"] = line(x, y, x, y + 110, 1.5)
            items[f"bench {n}"] = rect(x + 70 + 2 * n, y + 75, x + 95, y + 80 + row * 6)
    right, bottom = left + 480, top + 330
    items |= {
        "wall bottom": line(left, bottom, right, bottom, 1.5),
        "wall right": line(right, top, right, bottom),
    }
    for n in range(4):
        x = left + 120 * n
        items[f"dim top {n}"] = text(x + 35, top - 16, f"{11 + n}'-{2 + n}\"", 7)
        items[f"dim line {n}"] = line(x, top - 10, x + 120, top - 10, 0.4)
    for n in range(3):
        items[f"dim left {n}"] = text(left - 34, top + 60 + 110 * n, f"{8 + n}'-{5 + n}\"", 7)
    for n in range(14):
        x = left + 125 + 7 * n
        items[f"hatch {n}"] = line(x, top + 115, x + 10, top + 145, 0.3)
    return items


def notes_and_schedule() -> Drawing:
    items: Drawing = {f"note {n}": text(60, 450 + 11 * n, s, 6) for n, s in enumerate(NOTES)}
    items["note 3"] = text(60, 483, f"{NOTES[3]} WHERE THEY MEET STONE OR BRICK OR TIMBER.", 6)
    for row, (mark, width, stuff) in enumerate(
        (("D1", "914", "OAK"), ("D2", "813", "ASH"), ("D3", "762", "BIRCH"), ("D4", "1067", "PINE"))
    ):
        y = 454 + 13 * row
        items[f"row {row}"] = together(
            *(text(x, y, cell, 6) for x, cell in ((470, mark), (505, width), (555, stuff)))
        )
        items[f"row rule {row}"] = line(465, y + 4, 600, y + 4, 0.4)
    return items


def together(*parts: Draw) -> Draw:
    def draw(page: pymupdf.Page) -> None:
        for part in parts:
            part(page)

    return draw


def without(drawing: Drawing, *names: str) -> Drawing:
    missing = set(names) - set(drawing)
    assert not missing, f"the sheet has no {missing}"
    return {name: item for name, item in drawing.items() if name not in names}


def other_drawing() -> Drawing:
    """A different sheet of the same set: same frame, other content."""
    return frame() | {"number": text(670, 560, "E-302", 24)} | pipes()


def pipes() -> Drawing:
    """Two hundred short lines with a tag each, all over the place."""
    items: Drawing = {}
    places = np.random.default_rng(5).uniform((60, 60), (580, 540), (200, 2)).tolist()
    for n, (x, y) in enumerate(places):
        length, angle = 30 + n % 60, 0.13 * n
        end = (min(640, x + length * math.cos(angle)), min(580, y + length * math.sin(angle)))
        items[f"pipe {n}"] = line(x, y, *end)
        items[f"tag {n}"] = text(x, y, f"P{200 + 7 * n}", 6)
    return items


def plot(
    drawing: Drawing,
    *,
    placed: Transform | None = None,
    size_pt: tuple[float, float] = LETTER,
    rotate_deg: int = 0,
) -> bytes:
    """Return a one-page PDF.

    Args:
        drawing: what is on the sheet, in points of LETTER.
        placed: where that is shown on the page.
        size_pt: shown size of the page.
        rotate_deg: the page's /Rotate flag; what is shown does not depend on it.
    """
    t = placed or Transform()
    with pymupdf.open() as document:
        page = document.new_page(width=LETTER[0], height=LETTER[1])
        for item in drawing.values():
            item(page)
        contents = page.read_contents()
        stored = size_pt if rotate_deg % 180 == 0 else size_pt[::-1]
        page.set_mediabox(pymupdf.Rect(0, 0, *stored))
        page.set_rotation(rotate_deg)
        shown = pymupdf.Matrix(t.a, t.c, t.b, t.d, t.tx, t.ty)
        matrix = _flip(LETTER[1]) * shown * page.derotation_matrix * _flip(stored[1])
        cm = " ".join(f"{value:.9f}" for value in matrix)
        first = document.get_new_xref()
        document.update_object(first, "<<>>")
        document.update_stream(first, f"q {cm} cm\n".encode() + contents + b"\nQ")
        page.set_contents(first)
        return bytes(document.tobytes(garbage=1, no_new_id=True))


def plot_with(rest: Drawing, part: Drawing, placed: Transform) -> bytes:
    """Return a plot of LETTER on which a part is shown through a transform and the rest is not."""
    with pymupdf.open() as document:
        page = document.new_page(width=LETTER[0], height=LETTER[1])
        for item in part.values():
            item(page)
        t = placed
        shown = pymupdf.Matrix(t.a, t.c, t.b, t.d, t.tx, t.ty)
        cm = " ".join(f"{value:.9f}" for value in _flip(LETTER[1]) * shown * _flip(LETTER[1]))
        first = document.get_new_xref()
        document.update_object(first, "<<>>")
        document.update_stream(first, f"q {cm} cm\n".encode() + page.read_contents() + b"\nQ\n")
        page.set_contents(first)
        for item in rest.values():
            item(page)
        return bytes(document.tobytes(garbage=1, no_new_id=True))


def detail(name: str, x: float, y: float) -> Drawing:
    """A pump of 150 × 120 pt, other sizes for other names."""
    n = len(name)
    return {
        f"{name} box": rect(x, y, x + 150, y + 120),
        f"{name} eye": circle(x + 60, y + 50, 12 + 5 * n),
        f"{name} slope": line(x + 10, y + 110, x + 60 + 15 * n, y + 8, 1.5),
        f"{name} word": text(x + 70, y + 100 - 7 * n, name),
    }


def _flip(height_pt: float) -> pymupdf.Matrix:
    return pymupdf.Matrix(1, 0, 0, -1, 0, height_pt)


def scan(pdf: bytes, seed: int = 0) -> bytes:
    """Return the sheet as a scanner makes it: gray pixels with blur, noise and JPEG."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document, pymupdf.open() as scanned:
        pixmap = document[0].get_pixmap(dpi=SCAN_DPI, colorspace=pymupdf.csGRAY)
        flat = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)
        soft = cv2.GaussianBlur(flat, (0, 0), 0.7).astype(np.float32)
        noise = np.random.default_rng(seed).normal(0, 5, soft.shape)
        noisy = np.clip(soft * 0.92 + 12 + noise, 0, 255).astype(np.uint8)
        jpeg = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 70])[1].tobytes()
        rect = document[0].rect
        page = scanned.new_page(width=rect.width, height=rect.height)
        page.insert_image(page.rect, stream=jpeg)
        return bytes(scanned.tobytes(no_new_id=True))


def turned(degrees: float, about: tuple[float, float] = (396, 306), scale: float = 1) -> Transform:
    """Return a clockwise turn that keeps a point, with an enlargement."""
    cosine, sine = (scale * f(math.radians(degrees)) for f in (math.cos, math.sin))
    x, y = about
    tx, ty = x - cosine * x + sine * y, y - sine * x - cosine * y
    return Transform(cosine, -sine, tx, sine, cosine, ty)


def source(pdf: bytes) -> SheetSource:
    """Return the sheet with the words of its text layer."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return SheetSource(pdf=pdf, words=page_words(document[0]))


@contextmanager
def opened(*pdfs: bytes, words: bool = True) -> Iterator[list[SheetPage]]:
    """Open pages, with the words of their text layers or as if nobody had read them."""
    with ExitStack() as stack:
        sources = [source(pdf) if words else SheetSource(pdf=pdf, words=()) for pdf in pdfs]
        yield [stack.enter_context(SheetPage(sheet.pdf, sheet.words)) for sheet in sources]


def off_px(found: Transform, truth: Transform) -> float:
    """Return how far a corner of LETTER is off at most, in pixels at 300 dpi."""
    corners = np.array([(0, 0), (LETTER[0], 0), LETTER, (0, LETTER[1])], dtype=float)
    distance = np.linalg.norm(found.apply(corners) - truth.apply(corners), axis=1)
    return float(distance.max()) * PX_PER_PT


def decoded(png: bytes) -> Image:
    """Return the pixels of a PNG, (H, W, 3) RGB."""
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert image is not None
    return np.asarray(image, np.uint8)


def scored(old: Mask, new: Mask) -> InkScorer:
    """Return what scores two masks of ink."""
    return InkScorer(PageInk.of(old), PageInk.of(new))


def touching(changes: tuple[Change, ...], box_pt: Box) -> list[Change]:
    return [change for change in changes if overlap_area(change.box_pt, box_pt) > 0]


def small_fills(old: SheetPage, new: SheetPage, new_from_old: Transform) -> SmallFills:
    """Return the small fills of another level of two plots."""
    width_px, height_px = new.size_px(DPI)
    frame = Frame(width_px=width_px, height_px=height_px, dpi=DPI)
    fills = SmallFills(frame)
    compare_ink(old, new, new_from_old, frame, tolerance_px=1, sink=NoSink(), fills=fills)
    return fills
