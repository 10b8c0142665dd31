"""Patches that bring a rough transform to a fraction of a pixel."""

from __future__ import annotations

import numpy as np
import pytest

from common.domain.geometry import Transform
from functions.diff.align_refine import refine, residual_pt
from functions.diff.robust_fit import IDENTITY, Array, fit_affine
from tests.unit.diff.sheets import busy, line, off_px, opened, pipes, plot, scan, turned

PX_AT_75_PT = 72 / 75
QUARTER_PX_AT_75 = 1.0  # pixels at 300 dpi


def shift(x_pt: float, y_pt: float) -> Array:
    return np.array([[1.0, 0, x_pt], [0, 1.0, y_pt]])


@pytest.mark.parametrize("start", [shift(0, 0), shift(9, -7), shift(-25, 18)])
def test_a_start_some_pixels_off_is_brought_home(start: Array) -> None:
    with opened(plot(busy()), plot(busy())) as (old, new):
        refined = refine(old, new, start, 75, reach_px=40)
    assert off_px(Transform.from_matrix(refined.matrix), Transform()) < QUARTER_PX_AT_75
    assert refined.patches >= 15


def test_a_skewed_scan_is_brought_home() -> None:
    truth = turned(0.3)
    with opened(plot(busy()), scan(plot(busy(), placed=truth))) as (old, new):
        coarse = refine(old, new, IDENTITY, 75, reach_px=40)
        fine = refine(old, new, coarse.matrix, 150, reach_px=20)
    assert off_px(Transform.from_matrix(fine.matrix), truth) < 0.75


def test_a_scan_stretched_along_its_feed_needs_an_affine_fit() -> None:
    truth = Transform(a=1.004)
    with opened(plot(busy()), plot(busy(), placed=truth)) as (old, new):
        similar = refine(old, new, IDENTITY, 150, reach_px=20)
        affine = refine(old, new, IDENTITY, 150, reach_px=20, fit=fit_affine)
    assert off_px(Transform.from_matrix(affine.matrix), truth) < 0.5
    assert off_px(Transform.from_matrix(similar.matrix), truth) > 1.5


def test_a_displacement_out_of_reach_is_not_measured() -> None:
    start = shift(40 * PX_AT_75_PT, 0)
    with opened(plot(busy()), plot(busy())) as (old, new):
        refined = refine(old, new, start, 75, reach_px=12)
    assert off_px(Transform.from_matrix(refined.matrix), Transform()) > 20
    assert refined.patches < 6


def test_a_blank_sheet_gives_the_start_back() -> None:
    start = shift(3, 4)
    with opened(plot(busy()), plot({})) as (old, new):
        refined = refine(old, new, start, 75, reach_px=40)
    assert np.array_equal(refined.matrix, start)
    assert (refined.patches, refined.cells, refined.median_pt) == (0, 0, 0)


def test_a_single_line_has_no_texture_to_hold_on_to() -> None:
    one = plot({"line": line(-10, 300, 900, 300)})
    with opened(one, one) as (old, new):
        assert refine(old, new, shift(5, 0), 75, reach_px=40).patches == 0


@pytest.mark.parametrize("off_pt", [0.0, 1.0, 5.0])
def test_the_residual_is_how_far_the_sheet_is_off(off_pt: float) -> None:
    with opened(plot(busy()), plot(busy())) as (old, new):
        found = residual_pt(old, new, shift(off_pt, 0), 75, reach_px=20)
    assert found == pytest.approx(off_pt, abs=0.25 * PX_AT_75_PT)


def test_the_residual_of_a_quarter_turn_has_no_half_pixel_of_rounding() -> None:
    truth = Transform(0, -1, 612, 1, 0, 0)
    turned_sheet = plot(busy(), placed=truth, size_pt=(612, 792))
    with opened(plot(busy()), turned_sheet) as (old, new):
        assert residual_pt(old, new, truth.matrix, 75, reach_px=20) == pytest.approx(0, abs=0.1)


def test_the_residual_of_blank_paper_is_unknown() -> None:
    with opened(plot({}), plot({})) as (old, new):
        assert residual_pt(old, new, IDENTITY, 75, reach_px=20) is None


def test_unrelated_drawings_do_not_pretend_to_agree() -> None:
    with opened(plot(busy()), plot(pipes())) as (old, new):
        refined = refine(old, new, shift(7, 7), 75, reach_px=40)
    assert refined.patches < 6
