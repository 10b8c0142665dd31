"""Ink on fills, looked for fill by fill."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from functions.diff.replot import Tones
from functions.diff.sheet_page import Gray
from functions.diff.tones import darker, darker_than, filled, ground, of_other_levels

FILLS = [(0, 0), (0, 600), (32, 296), (64, 336)]


def bars(gray: int, ink: int | None = None) -> Gray:
    """Fills of 48 × 24 px, two of which nearly touch, with a mark of 12 × 4 px in each."""
    sheet = np.full((120, 700), 255, np.uint8)
    for y, x in FILLS:
        sheet[y : y + 24, x : x + 48] = gray
        if ink is not None:
            sheet[y + 10 : y + 14, x + 12 : x + 24] = ink
    return sheet


def test_ink_on_each_of_many_fills_is_found() -> None:
    bare, marked = bars(160), bars(160, 0)
    ink = np.packbits(bare < 235, axis=1)
    found = darker(marked, bare, filled(ink), of_other_levels(marked, bare, ink), 1)
    assert (np.unpackbits(found, axis=1, count=700) == (marked == 0)).all()


def test_fills_are_ground_and_the_ink_of_either_sheet_on_them_is_not() -> None:
    bare, marked = bars(160), bars(160, 0)
    found = ground((marked, bare), filled(np.packbits(bare < 235, axis=1)))
    is_ground = np.unpackbits(found, axis=1, count=700)
    for y, x in FILLS:  # beside paper a fill is as dark as ink
        inside = np.s_[y + 8 : y + 16, x + 8 : x + 40]
        assert (is_ground[inside] == (marked[inside] == 160)).all()


def test_levels_are_of_other_sheets_only_where_both_have_ink() -> None:
    black, gray, paper = (np.full((8, 16), level, np.uint8) for level in (0, 120, 255))
    ink = np.full((8, 2), 0xFF, np.uint8)
    half = np.repeat(np.array([[0xFF, 0]], np.uint8), 8, axis=0)
    assert np.array_equal(of_other_levels(black, gray, half), half)
    assert not of_other_levels(gray, gray + np.uint8(20), ink).any()
    assert not of_other_levels(black, paper, np.zeros_like(ink)).any()


def test_the_share_of_tones_is_of_ink_and_not_of_paper() -> None:
    tones = Tones()
    for level in (255, 0, 120, 255):
        tones.take(np.full((48, 10), level, np.uint8))
    assert tones.share == 0.5


@given(
    st.tuples(st.integers(1, 40), st.integers(1, 90)).flatmap(lambda s: arrays(np.uint8, s)),
    st.integers(0, 200),
)
def test_ink_is_darker_than_a_level_wherever_it_lies(gray: Gray, among: int) -> None:
    ink = np.packbits(gray < 235, axis=1)
    ink.reshape(-1)[among:] = 0  # little of it is looked at pixel by pixel, much all at once
    assert np.array_equal(darker_than(gray, 200, ink), np.packbits(gray < 200, axis=1) & ink)


def test_a_pixel_at_either_edge_of_a_wide_sheet_is_looked_at() -> None:
    gray = np.full((600, 1003), 255, np.uint8)
    gray[0, 0] = gray[599, 1002] = 100
    gray[300, 500] = 210
    ink = np.packbits(gray < 235, axis=1)
    dark = np.unpackbits(darker_than(gray, 200, ink), axis=1, count=1003)
    assert np.argwhere(dark).tolist() == [[0, 0], [599, 1002]]
