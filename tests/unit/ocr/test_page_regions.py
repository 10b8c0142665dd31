"""Regions of turned pages, and the tiles that bound an engine's memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.sheets import PageSize
from functions.ocr.page_regions import (
    MAX_DPI,
    MAX_REGION_PIXELS,
    MIN_DPI,
    TILE_PX,
    TurnedPage,
    reading_dpi,
    review_box,
    tiles,
)
from tests.unit.ocr.layout import ARCH_D

LENGTHS = st.integers(1, 5000)


@given(LENGTHS, LENGTHS)
def test_tiles_cover_an_image(width_px: int, height_px: int) -> None:
    covered = np.zeros((height_px, width_px), bool)
    for x0, y0, x1, y1 in tiles(width_px, height_px):
        covered[y0:y1, x0:x1] = True
    assert covered.all()


@given(LENGTHS, LENGTHS)
def test_no_tile_is_bigger_than_the_engine_may_have(width_px: int, height_px: int) -> None:
    for x0, y0, x1, y1 in tiles(width_px, height_px):
        assert 0 < x1 - x0 <= TILE_PX + 1
        assert 0 < y1 - y0 <= TILE_PX + 1


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_box_turned_and_turned_back_is_where_it_was(turns: int) -> None:
    page = TurnedPage(ARCH_D, turns)
    assert page.displayed(page.upright((10, 20, 300, 400))) == (10, 20, 300, 400)


def test_a_page_turned_once_has_its_corner_at_the_lower_left() -> None:
    x0, y0, x1, y1 = TurnedPage(ARCH_D, 1).displayed(TurnedPage(ARCH_D, 1).corner)
    assert (x0, y1) == (0, ARCH_D.height_pt)
    assert x1 == pytest.approx(0.3 * ARCH_D.width_pt)
    assert y0 == pytest.approx(0.7 * ARCH_D.height_pt)


def test_a_small_page_is_read_closer_than_a_big_one() -> None:
    small = PageSize(width_pt=11 * 72, height_pt=8.5 * 72)
    assert reading_dpi(small, TurnedPage(small).corner) == MAX_DPI
    assert reading_dpi(ARCH_D, TurnedPage(ARCH_D).corner) == MIN_DPI


def test_a_region_of_enormous_paper_has_a_bounded_number_of_pixels() -> None:
    enormous = PageSize(width_pt=14400, height_pt=14400)
    corner = TurnedPage(enormous).corner
    side_px = (corner[2] - corner[0]) / 72 * reading_dpi(enormous, corner)
    assert side_px**2 == pytest.approx(MAX_REGION_PIXELS)


def test_the_review_box_shows_the_candidate_and_stays_on_the_page() -> None:
    x0, y0, x1, y1 = review_box(ARCH_D, (5, 5, 40, 20))
    assert (x0, y0) == (0, 0)
    assert (x1, y1) == pytest.approx((0.3 * ARCH_D.width_pt, 0.3 * ARCH_D.height_pt))
