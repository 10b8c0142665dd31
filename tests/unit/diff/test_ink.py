"""The ledger of ink: what is gone, what is new, what both have."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.domain.geometry import Box, Transform
from functions.diff.frame import Frame
from functions.diff.ink import InkCells, compare_ink, ink_bands, scan_thresholds
from functions.diff.packed import CELL_PX
from functions.diff.palette import InkBand
from functions.diff.paper import Paper
from tests.drawings import pdf_of
from tests.unit.diff.sheets import Draw, Drawing, fill, line, opened, plot, scan, text, turned

Mask = npt.NDArray[np.bool_]
# Higher than one band and half a pixel wider than a byte.
WIDTH_PT, HEIGHT_PT = 96.0, 144.0
FRAME = Frame(width_px=401, height_px=600, dpi=300.0)
BLACK = (0.0, 0.0, 0.0)
boxes = st.tuples(
    st.integers(0, 90), st.integers(0, 138), st.integers(1, 40), st.integers(1, 40)
).map(lambda b: (b[0], b[1], min(96, b[0] + b[2]), min(144, b[1] + b[3])))
drawings = st.lists(boxes, max_size=4)


@dataclass
class Collected:
    """Keeps the bands, unpacked."""

    bands: list[InkBand] = field(default_factory=list)

    def take(self, band: InkBand) -> None:
        self.bands.append(band)

    def plane(self, name: str) -> Mask:
        rows = np.vstack([getattr(band, name) for band in self.bands])
        return np.unpackbits(rows, axis=1, count=FRAME.width_px).astype(bool)


def paper(drawing: Drawing) -> bytes:
    def draw(page: pymupdf.Page) -> None:
        for item in drawing.values():
            item(page)

    return pdf_of(draw, width_pt=WIDTH_PT, height_pt=HEIGHT_PT)


def filled(boxes_pt: list[Box]) -> bytes:
    return paper({str(n): fill(box, BLACK) for n, box in enumerate(boxes_pt)})


def compared(
    old: bytes, new: bytes, placed: Transform | None = None, *, tolerance_px: int = 1
) -> tuple[Collected, InkCells]:
    sink = Collected()
    with opened(old, new) as (before, after):
        cells = compare_ink(
            before, after, placed or Transform(), FRAME, tolerance_px=tolerance_px, sink=sink
        )
    return sink, cells


def drawn(pdf: bytes) -> Mask:
    with opened(pdf) as [sheet]:
        box_px = (0, 0, FRAME.width_px, FRAME.height_px)
        return sheet.render_band(FRAME.device_from_page, box_px, antialias=False) < 200


def beyond(ink: Mask, other: Mask, tolerance_px: int) -> Mask:
    square = np.ones((2 * tolerance_px + 1, 2 * tolerance_px + 1), np.uint8)
    return np.asarray(ink & (cv2.dilate(other.astype(np.uint8), square) == 0))


@settings(max_examples=30)
@given(drawings, drawings, st.integers(1, 3))
def test_every_pixel_beyond_the_tolerance_is_removed_or_added(
    old_boxes: list[Box], new_boxes: list[Box], tolerance_px: int
) -> None:
    old, new = filled(old_boxes), filled(new_boxes)
    sink, _ = compared(old, new, tolerance_px=tolerance_px)
    assert np.array_equal(sink.plane("removed"), beyond(drawn(old), drawn(new), tolerance_px))
    assert np.array_equal(sink.plane("added"), beyond(drawn(new), drawn(old), tolerance_px))


@settings(max_examples=30)
@given(drawings, drawings)
def test_every_pixel_of_ink_is_in_exactly_one_account(
    old_boxes: list[Box], new_boxes: list[Box]
) -> None:
    old, new = filled(old_boxes), filled(new_boxes)
    sink, _ = compared(old, new)
    entries = sum(sink.plane(name).astype(int) for name in ("removed", "added", "common"))
    assert np.array_equal(entries, (drawn(old) | drawn(new)).astype(int))


@settings(max_examples=15)
@given(drawings, drawings)
def test_cells_count_what_the_bands_show(old_boxes: list[Box], new_boxes: list[Box]) -> None:
    sink, cells = compared(filled(old_boxes), filled(new_boxes))
    assert cells.removed.shape == (-(-FRAME.height_px // CELL_PX), -(-FRAME.width_px // CELL_PX))
    assert cells.removed.sum(dtype=int) == sink.plane("removed").sum()
    assert cells.added.sum(dtype=int) == sink.plane("added").sum()


def test_bands_cover_the_frame_from_top_to_bottom() -> None:
    sink, _ = compared(filled([]), filled([]))
    assert [band.height for band in sink.bands] == [504, 96]


def test_identical_pages_give_no_change() -> None:
    pdf = paper({"wall": line(10, 20, 80, 130), "pool": fill((30, 60, 70, 90), BLACK)})
    sink, cells = compared(pdf, pdf)
    assert sink.plane("common").any()
    assert not cells.removed.any()
    assert not cells.added.any()


def test_an_added_hairline_is_found_along_its_whole_length() -> None:
    wall = {"wall": line(10, 100, 80, 100)}
    sink, cells = compared(paper(wall), paper(wall | {"hair": line(10, 50, 80, 50, 0.01)}))
    assert sink.plane("added").any(axis=0).sum() >= 70 * FRAME.px_per_pt - 2
    assert not cells.removed.any()


@pytest.mark.parametrize(("off_px", "is_change"), [(1.0, False), (4.0, True)])
def test_a_line_may_be_off_by_the_tolerance(off_px: float, is_change: bool) -> None:
    y = 50 + off_px / FRAME.px_per_pt
    old, new = (paper({"wall": line(10, at, 80, at, 0.48)}) for at in (50.0, y))
    _, cells = compared(old, new)
    assert cells.removed.any() == is_change
    assert cells.added.any() == is_change


def test_a_line_across_the_border_of_two_bands_is_whole() -> None:
    y = 504 / FRAME.px_per_pt
    old = paper({"wall": line(10, y, 80, y, 1)})
    new = paper({"wall": line(10, y + 1 / FRAME.px_per_pt, 80, y + 1 / FRAME.px_per_pt, 1)})
    _, cells = compared(old, new)
    assert not cells.removed.any()
    assert not cells.added.any()


def test_the_old_sheet_is_drawn_through_the_transform() -> None:
    placed = Transform(a=0.5, d=0.5, tx=20, ty=30)
    old = filled([(10, 10, 50, 70)])
    sink, cells = compared(old, filled([(25, 35, 45, 65)]), placed)
    assert sink.plane("common").sum() == pytest.approx(20 * 30 * FRAME.px_per_pt**2, rel=0.05)
    assert not cells.removed.any()
    assert not cells.added.any()


def test_the_ink_of_one_sheet_is_what_is_drawn_on_it() -> None:
    pdf = filled([(10, 10, 50, 140)])
    with opened(pdf) as [sheet]:
        ink = np.unpackbits(np.vstack(list(ink_bands(sheet, FRAME))), axis=1, count=401)
    assert np.array_equal(ink.astype(bool), drawn(pdf))


def test_two_scans_of_one_sheet_agree_and_a_stroke_more_is_found() -> None:
    wall: Drawing = {"wall": line(100, 100, 700, 100, 2), "post": line(300, 60, 300, 500, 2)}
    old, same = (scan(plot(wall), seed) for seed in (1, 2))
    more = scan(plot(wall | {"brace": line(320, 200, 500, 420, 2)}), 3)
    frame = Frame(width_px=1650, height_px=1275, dpi=150)
    with opened(old, same, more) as (before, again, edited):
        assert before.is_scan
        quiet, loud = (
            compare_ink(before, s, Transform(), frame, tolerance_px=2, sink=Collected())
            for s in (again, edited)
        )
    assert quiet.added.sum(dtype=int) + quiet.removed.sum(dtype=int) == 0
    assert loud.added.sum(dtype=int) > 500


def test_a_pale_fill_on_a_scan_is_found_when_looked_at_closely() -> None:
    wall: Drawing = {"wall": line(100, 100, 700, 100, 2), "post": line(300, 60, 300, 500, 2)}
    tinted = wall | {"tint": fill((320, 120, 500, 420), (0.8, 0.8, 0.8))}
    pages = [scan(plot(wall), 1), scan(plot(wall), 2), scan(plot(tinted), 3)]
    frame = Frame(width_px=1650, height_px=1275, dpi=150)
    with opened(*pages) as (old, same, new):
        quiet, pale, seen = (
            compare_ink(
                old, s, Transform(), frame, tolerance_px=2, sink=Collected(), closely=closely
            )
            for s, closely in ((same, True), (new, False), (new, True))
        )
    assert not quiet.added.any()
    assert not pale.added.any()
    assert seen.added.sum(dtype=int) > 200_000


def test_a_scan_turned_a_little_is_laid_on_the_plot() -> None:
    wall: Drawing = {"wall": line(100, 100, 700, 100, 2), "post": line(300, 60, 300, 500, 2)}
    tilt = turned(0.5)
    frame = Frame(width_px=1650, height_px=1275, dpi=150)
    with opened(scan(plot(wall, placed=tilt)), plot(wall)) as (tilted, upright):
        cells = compare_ink(
            tilted, upright, tilt.inverse(), frame, tolerance_px=2, sink=Collected()
        )
    assert cells.added.sum(dtype=int) + cells.removed.sum(dtype=int) == 0


def test_grayish_paper_is_no_ink_and_pencil_on_it_is() -> None:
    rng = np.random.default_rng(0)
    paper_gray = np.clip(rng.normal(225, 6, (400, 400)), 0, 255).astype(np.uint8)
    strong, weak = scan_thresholds(Paper.of(paper_gray))
    assert strong < weak
    assert (paper_gray < weak).mean() < 0.001
    assert strong > 120


def test_a_bilevel_scan_is_cut_in_the_middle() -> None:
    gray = np.where(np.arange(400) % 40 < 3, 0, 255).astype(np.uint8)[None].repeat(400, axis=0)
    strong, weak = scan_thresholds(Paper.of(gray))
    assert 0 < strong <= weak < 255


def gray_line(level: float, y: float = 50, width: float = 0.7) -> Draw:
    return lambda page: page.draw_line((10, y), (80, y), color=(level,) * 3, width=width)


def leaning_line(rgb: tuple[float, ...]) -> Draw:
    return lambda page: page.draw_line((10, 60), (80, 75), color=rgb, width=1)


@pytest.mark.parametrize("level", [0.8, 0.88])
def test_a_light_gray_line_of_one_sheet_only_is_a_change(level: float) -> None:
    wall: Drawing = {"wall": line(10, 100, 80, 100)}
    bare, more = paper(wall), paper(wall | {"light": gray_line(level)})
    came, went = compared(bare, more)[1], compared(more, bare)[1]
    assert came.added.sum(dtype=int) == went.removed.sum(dtype=int) > 250
    assert not came.removed.any()


def test_a_light_gray_line_is_no_unchanged_ink_where_the_other_sheet_has_none() -> None:
    sink, _ = compared(paper({}), paper({"light": gray_line(0.88)}))
    assert not sink.plane("common").any()


@pytest.mark.parametrize("level", [0, 0.5, 0.95])
def test_a_light_gray_line_is_the_same_line_at_another_level(level: float) -> None:
    _, cells = compared(paper({"line": gray_line(0.88)}), paper({"line": gray_line(level)}))
    assert not (cells.removed.any())
    assert not (cells.added.any())


def test_a_light_fill_of_one_sheet_only_is_shown_in_its_colour_and_left_to_shading() -> None:
    shade: Drawing = {"shade": fill((20, 20, 70, 120), (0.85,) * 3)}
    sink, cells = compared(paper({}), paper(shade))
    assert sink.plane("added").sum() == pytest.approx(50 * 100 * FRAME.px_per_pt**2, rel=0.02)
    assert not sink.plane("common").any()
    assert not cells.added.any()


@pytest.mark.parametrize("rgb", [(0.8, 0, 0), (0, 0.4, 0), (0.7, 0, 0.7)])
@pytest.mark.parametrize("gray", [0.3, 0.55, 0.8])
def test_a_coloured_line_on_a_fill_is_the_same_line_in_black(
    rgb: tuple[float, ...], gray: float
) -> None:
    shade: Drawing = {"shade": fill((20, 20, 70, 120), (gray,) * 3)}
    coloured, black = leaning_line(rgb), leaning_line((0, 0, 0))
    for pair in ((coloured, black), (black, coloured)):
        old, new = (paper(shade | {"line": drawn_line}) for drawn_line in pair)
        _, cells = compared(old, new)
        assert not (cells.added.any())
        assert not (cells.removed.any())


@pytest.mark.parametrize("y", [28, 70, 117])
def test_letters_on_a_fill_are_found_up_to_its_edge(y: float) -> None:
    shade: Drawing = {"shade": fill((20, 20, 70, 120), (0.8,) * 3)}
    old, new = (paper(shade | {"t": text(25, y, word, 8)}) for word in ("ROOM 1", "ROOM 7"))
    _, cells = compared(old, new)
    assert cells.added.sum(dtype=int) > 10
