"""Clouds and deltas are found as programs draw them; plants and tags are not taken for them."""

from __future__ import annotations

import numpy as np
import pymupdf
import pytest

from common.domain.changes import ChangeKind, CloudOrigin
from common.domain.geometry import Transform
from common.domain.sheets import PageSize
from functions.diff.drawn_paths import DrawnPaths, Piece, Points
from functions.diff.joined_lines import MAX_LINES
from functions.diff.revision_marks import SheetMarks, in_deltas, paired_marks, sheet_marks
from functions.diff.scallops import MAX_BULGES
from tests.unit.diff.scalloped import BOX, bulge, cusps_around, delta, marks_on, ring, scalloped
from tests.unit.diff.sheets import Draw, circle, text

CLOUD = scalloped(cusps_around(*BOX))
# Where the box is on a page of 612 × 396 pt that is turned clockwise.
SHOWN = {
    0: BOX,
    90: (216.0, 100.0, 296.0, 260.0),
    180: (352.0, 216.0, 512.0, 296.0),
    270: (100.0, 352.0, 180.0, 512.0),
}
WORD = text(150, 140, "OFFICE")


def annotation(kind: str) -> Draw:
    def draw(page: pymupdf.Page) -> None:
        box = pymupdf.Rect(*BOX)
        corners = [box.tl, box.tr, box.br, box.bl]
        made = page.add_polygon_annot(corners) if kind == "polygon" else page.add_rect_annot(box)
        made.set_border(width=1, clouds=2)
        made.update()

    return draw


def exploded(page: pymupdf.Page) -> None:
    cusps = cusps_around(*BOX)
    points = []
    for start, end in zip(cusps, [*cusps[1:], cusps[0]], strict=True):
        a, b, c, d = (pymupdf.Point(p) for p in bulge(start, end))
        points += [
            a * (1 - t) ** 3 + b * (3 * t * (1 - t) ** 2) + c * (3 * t * t * (1 - t)) + d * t**3
            for t in (0, 0.2, 0.4, 0.6, 0.8)
        ]
    page.draw_polyline(points, closePath=True, width=1)


@pytest.mark.parametrize(
    "draw",
    [
        CLOUD,
        scalloped(cusps_around(*BOX), one_path=False),
        scalloped(cusps_around(*BOX), width=4, height=0.35),
        exploded,
        annotation("polygon"),
        annotation("square"),
    ],
    ids=["one path", "stroke by stroke", "flat and bold", "exploded", "polygon", "square"],
)
def test_a_cloud_is_found_however_it_is_drawn(draw: Draw) -> None:
    [cloud] = marks_on(WORD, draw).clouds
    assert cloud.box_pt == pytest.approx(BOX, abs=12)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_cloud_is_where_the_turned_page_shows_it(rotation: int) -> None:
    [cloud] = marks_on(CLOUD, rotation=rotation).clouds
    assert cloud.box_pt == pytest.approx(SHOWN[rotation], abs=12)


def trees(page: pymupdf.Page) -> None:
    for step, radius in enumerate((14, 18, 30)):
        scalloped(ring(120 + 90 * step, 140, radius, 12))(page)


def batt(page: pymupdf.Page) -> None:
    shape = page.new_shape()
    for step in range(30):
        x, y0, y1 = 100 + 5 * step, *((120, 140) if step % 2 else (140, 120))
        shape.draw_bezier((x, y0), (x + 10, y0), (x - 5, y1), (x + 5, y1))
    shape.finish(width=0.5, closePath=False)
    shape.commit()


def circles(page: pymupdf.Page) -> None:
    for x, y in ring(200, 140, 40, 12):
        circle(x, y, 10)(page)


@pytest.mark.parametrize(
    "draw",
    [
        trees,
        batt,
        circles,
        scalloped(ring(160, 140, 30, 14)),
        scalloped(cusps_around(100, 150, 260, 160, 5)),
        lambda page: page.draw_polyline(ring(160, 140, 40, 8), closePath=True),
    ],
    ids=["trees of one block", "batt", "ring of circles", "lone tree", "hedge", "octagon"],
)
def test_what_only_looks_like_a_cloud_is_none(draw: Draw) -> None:
    assert marks_on(WORD, draw) == SheetMarks()


def test_an_open_chain_of_arcs_is_no_cloud() -> None:
    def half(page: pymupdf.Page) -> None:
        for start, end in zip(cusps_around(*BOX)[:12], cusps_around(*BOX)[1:13], strict=True):
            page.draw_bezier(*bulge(start, end))

    assert marks_on(half).clouds == ()


def test_a_delta_at_a_cloud_is_a_mark() -> None:
    [found] = marks_on(CLOUD, delta(280, 100, "2")).deltas
    assert found.mark == "2"
    assert found.box_pt == pytest.approx((270, 89.8, 290, 106.8))


def test_a_triangle_with_a_letter_far_from_clouds_is_a_tag() -> None:
    assert marks_on(CLOUD, delta(480, 300, "A")).deltas == ()


def test_the_pointer_of_an_elevation_mark_is_no_delta() -> None:
    assert marks_on(CLOUD, delta(280, 100, "2", side=34)).deltas == ()


REVISION_TABLE = (
    text(500, 200, "REVISIONS"), text(500, 212, "2"), text(515, 212, "BULLETIN"),
    text(560, 212, "06/28/2024"), text(500, 340, "DATE"), text(500, 360, "SCALE"),
)  # fmt: skip


def test_where_the_title_block_lists_revisions_only_their_marks_are_deltas() -> None:
    found = marks_on(*REVISION_TABLE, CLOUD, delta(280, 100, "7"), delta(400, 300, "2"))
    assert [d.mark for d in found.deltas] == ["2"]


def test_the_row_of_the_title_block_says_what_a_cloud_is_about() -> None:
    new = marks_on(*REVISION_TABLE, CLOUD, delta(280, 100, "2"))
    [mark] = paired_marks(marks_on(), new)
    assert mark.revision == "BULLETIN 06/28/2024"


@pytest.mark.parametrize(
    ("old", "new", "origin", "kind"),
    [
        ((), (CLOUD,), CloudOrigin.NEW, ChangeKind.ADDED),
        ((CLOUD,), (CLOUD,), CloudOrigin.EARLIER, None),
        ((CLOUD,), (), CloudOrigin.REMOVED, ChangeKind.REMOVED),
    ],
)
def test_a_cloud_is_of_the_revision_that_drew_it(
    old: tuple[Draw, ...], new: tuple[Draw, ...], origin: CloudOrigin, kind: ChangeKind | None
) -> None:
    [mark] = paired_marks(marks_on(*old), marks_on(*new))
    assert (mark.origin, mark.kind) == (origin, kind)


def test_a_cloud_of_a_shifted_old_sheet_is_still_the_same() -> None:
    shift = Transform(tx=40, ty=-25)
    old, new = marks_on(scalloped(cusps_around(60, 125, 220, 205))), marks_on(CLOUD)
    [mark] = paired_marks(old.laid_on(new, [shift]), new)
    assert mark.origin is CloudOrigin.EARLIER


def test_a_cloud_that_moved_with_its_view_is_still_the_same() -> None:
    kept = scalloped(cusps_around(380, 240, 476, 288))
    old, new = marks_on(scalloped(cusps_around(60, 125, 220, 205)), kept), marks_on(CLOUD, kept)
    laid = old.laid_on(new, [Transform(), Transform(tx=40, ty=-25)])
    assert [m.origin for m in paired_marks(laid, new)] == [CloudOrigin.EARLIER] * 2


def test_a_new_delta_takes_an_old_cloud_into_this_revision() -> None:
    old, new = (marks_on(CLOUD, delta(280, 100, mark)) for mark in "12")
    found = [(m.origin, m.cloud is None, m.delta and m.delta.mark) for m in paired_marks(old, new)]
    assert found == [(CloudOrigin.NEW, False, "2"), (CloudOrigin.REMOVED, True, "1")]


def test_the_ink_of_a_cloud_is_its_line_and_not_what_it_holds() -> None:
    [mark] = paired_marks(marks_on(), marks_on(CLOUD))
    boxes = mark.ink_boxes_pt()
    assert not any(x0 < 150 < x1 and y0 < 140 < y1 for x0, y0, x1, y1 in boxes)
    assert max(x1 - x0 for x0, _, x1, _ in boxes) < 6


@pytest.mark.parametrize(
    ("x", "read", "is_mark"), [(275.0, "2.", True), (330.0, "2", False), (275.0, "W12", False)]
)
def test_only_the_mark_in_its_delta_is_no_text_of_the_drawing(
    x: float, read: str, is_mark: bool
) -> None:
    marks = paired_marks(marks_on(), marks_on(CLOUD, delta(280, 100, "2")))
    assert in_deltas(read, (x, 96, x + 4, 104), marks) == (marks if is_mark else [])


def strokes(count: int, points: Points) -> DrawnPaths:
    """The same open line so many times, below one another."""
    shifts = np.arange(count)[:, None] * (0.0, 40.0)
    return DrawnPaths([Piece(points + s, is_closed=False, is_stroked=True) for s in shifts])


WAVE = np.array([[x, 8.0 * (x % 20 > 0)] for x in range(0, 20 * (MAX_BULGES // 50), 5)])
ZIGZAG = np.array([[0.0, 0.0], [1, 2], [2, 0], [3, 2]])


@pytest.mark.parametrize(
    ("paths", "is_cut"),
    [
        (strokes(MAX_LINES, ZIGZAG), False),
        (strokes(MAX_LINES + 1, ZIGZAG), True),
        (strokes(49, WAVE), False),
        (strokes(52, WAVE), True),
        (DrawnPaths([], is_cut=True), True),
    ],
    ids=["lines that fit", "too many lines", "bulges that fit", "too many bulges", "cut before"],
)
def test_a_sheet_that_draws_too_much_says_that_marks_may_be_missing(
    paths: DrawnPaths, is_cut: bool
) -> None:
    marks = sheet_marks(paths, (), PageSize(width_pt=792, height_pt=612))
    assert marks.is_cut is is_cut
    assert marks.laid_on(SheetMarks(), [Transform()]).is_cut is is_cut
