"""A page's ink as bits says what masks of bytes say."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from functions.diff.masks import Mask, spread
from functions.diff.page_ink import PageInk

sizes = st.tuples(st.integers(1, 40), st.integers(1, 150))
seeds = st.integers(0, 2**16)


def random_mask(size: tuple[int, int], seed: int) -> Mask:
    return (np.random.default_rng(seed).random(size) < 0.2).astype(np.uint8)


@given(sizes, seeds, st.integers(-160, 160), st.integers(-45, 45))
def test_a_shift_moves_what_stays_on_the_page(
    size: tuple[int, int], seed: int, x: int, y: int
) -> None:
    mask = random_mask(size, seed)
    wide = np.zeros((size[0] + 90, size[1] + 320), np.uint8)
    wide[45 + y : 45 + y + size[0], 160 + x : 160 + x + size[1]] = mask
    moved = wide[45 : 45 + size[0], 160 : 160 + size[1]]
    assert (PageInk.of(mask).shifted(x, y).mask() == moved).all()


@given(sizes, seeds, st.integers(-300, 300), st.integers(-300, 300))
def test_a_shift_by_parts_of_pixels_is_what_interpolation_makes(
    size: tuple[int, int], seed: int, eighths_x: int, eighths_y: int
) -> None:
    mask = random_mask(size, seed)
    x, y = eighths_x / 8, eighths_y / 8
    matrix = np.array([[1, 0, x], [0, 1, y]])
    smooth = cv2.warpAffine(mask * np.uint8(255), matrix, size[::-1])
    assert (PageInk.of(mask).laid(x, y, 90.5 / 255).mask() == (smooth > 90)).all()


@given(sizes, seeds)
def test_ink_grows_as_masks_do(size: tuple[int, int], seed: int) -> None:
    mask = random_mask(size, seed)
    assert (PageInk.of(mask).spread(1).mask() == spread(mask, 1)).all()


@given(sizes, seeds)
def test_cells_and_tiles_hold_all_ink(size: tuple[int, int], seed: int) -> None:
    mask = random_mask(size, seed)
    ink = PageInk.of(mask)
    assert ink.cell_counts().sum(dtype=int) == ink.tile_counts(8, 12).sum() == mask.sum()


@given(sizes, seeds)
def test_a_cell_counts_its_sixteen_pixels(size: tuple[int, int], seed: int) -> None:
    mask = random_mask(size, seed)
    cells = PageInk.of(mask).cell_counts()
    y, x = (seed % n for n in cells.shape)
    assert cells[y, x] == mask[4 * y : 4 * y + 4, 4 * x : 4 * x + 4].sum()


def test_the_middle_of_a_fill_is_no_edge() -> None:
    mask = np.zeros((20, 90), np.uint8)
    mask[5:12, 60:70] = 1
    edge = PageInk.of(mask).edge().mask()
    mask[6:11, 61:69] = 0
    assert (edge == mask).all()


def test_ink_is_laid_at_another_size_and_turn() -> None:
    mask = np.zeros((60, 60), np.uint8)
    mask[10:20, 30:34] = 1
    turned_twice_as_big = np.array([[0.0, -2.0, 59.5], [2.0, 0.0, -39.5]])
    moved = PageInk.of(mask).moved(turned_twice_as_big).mask()
    assert moved[21:28, 22:39].all()
    assert moved.sum() == moved[18:31, 19:42].sum()


def test_a_map_that_neither_turns_nor_scales_is_a_shift_by_whole_pixels() -> None:
    mask = random_mask((30, 50), 3)
    by = np.array([[1.0, 0.0, 6.6], [0.0, 1.0, -3.4]])
    assert (PageInk.of(mask).moved(by).mask() == PageInk.of(mask).shifted(7, -3).mask()).all()
