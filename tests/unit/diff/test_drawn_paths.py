"""What MuPDF's trace says a page draws, as points of the displayed page."""

from __future__ import annotations

import numpy as np
import pymupdf
import pytest

from functions.diff.drawn_paths import CURVE_STEPS, MAX_POINTS, Piece, paths_of
from functions.diff.sheet_page import SheetPage
from tests.drawings import pdf_of
from tests.unit.diff.sheets import Draw


def pieces_on(draw: Draw) -> list[Piece]:
    def page_with(page: pymupdf.Page) -> None:
        draw(page)

    with SheetPage(pdf_of(page_with), ()) as sheet:
        return sheet.paths().pieces


def half_circle_and_line(page: pymupdf.Page) -> None:
    shape = page.new_shape()
    shape.draw_line((50, 100), (100, 100))
    shape.draw_bezier((100, 100), (100, 60), (160, 60), (160, 100))
    shape.finish(closePath=False)
    shape.commit()


def test_lines_and_curves_of_one_path_are_one_piece() -> None:
    [piece] = pieces_on(half_circle_and_line)
    assert len(piece.points) == 1 + 2 * CURVE_STEPS
    assert piece.points[[0, CURVE_STEPS, -1]] == pytest.approx(
        np.array([[50, 100], [100, 100], [160, 100]]), abs=0.01
    )
    assert piece.points[:, 1].min() == pytest.approx(70, abs=0.01)


def test_a_triangle_ends_where_it_began() -> None:
    corners = [(50, 50), (70, 50), (60, 67)]
    [piece] = pieces_on(lambda page: page.draw_polyline(corners, closePath=True))
    assert piece.is_closed
    assert piece.points == pytest.approx(np.array([*corners, corners[0]]), abs=0.01)


def test_single_lines_and_filled_shapes_are_left_out() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_line((10, 10), (90, 90))
        page.draw_circle((200, 200), 30, color=None, fill=(0, 0, 0))

    assert pieces_on(draw) == []


@pytest.mark.parametrize("line_count", [3, 300])
def test_a_line_that_is_drawn_twice_is_read_in_both_places(line_count: int) -> None:
    body = b'<moveto x="1" y="1"/>' + b'<lineto x="2" y="3"/>' * line_count
    trace = b"".join(
        b'<stroke_path transform="%b">%b</stroke_path>' % (matrix, body)
        for matrix in (b"1 0 0 1 0 0", b"2 0 0 2 10 0")
    )
    first, second = paths_of(trace).pieces
    assert len(first.points) == line_count + 1
    assert second.points == pytest.approx(2 * first.points + np.array([10, 0]))


@pytest.mark.parametrize(("more", "is_cut"), [(-9, False), (9, True)])
def test_of_a_page_with_too_many_points_the_rest_is_said_to_be_missing(
    more: int, is_cut: bool
) -> None:
    head = b'<stroke_path transform="1 0 0 1 0 0"><moveto x="1" y="1"/>'
    lines = b'<lineto x="2" y="3"/>' * (MAX_POINTS + more)
    assert paths_of(head + lines + b"</stroke_path>").is_cut is is_cut
