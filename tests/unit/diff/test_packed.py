"""Packed bits against the same on plain arrays."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from common.png import PngWriter
from functions.diff.packed import (
    CELL_PX,
    any_in_blocks,
    cell_counts,
    coarse_ink,
    dilated,
    far_from,
    places_of,
    rules_across,
    rules_down,
    shifted_left,
    shifted_right,
    two_bit_rows,
)
from tests.unit.diff.sheets import decoded

Mask = npt.NDArray[np.bool_]
shapes = st.tuples(st.integers(1, 18), st.integers(1, 26))
masks = shapes.flatmap(lambda shape: arrays(np.bool_, shape))
pairs = shapes.flatmap(lambda shape: st.tuples(*[arrays(np.bool_, shape)] * 2))
whole_bytes = st.tuples(st.integers(1, 9), st.sampled_from([8, 16, 24])).flatmap(
    lambda shape: arrays(np.bool_, shape)
)


def packed(mask: Mask) -> npt.NDArray[np.uint8]:
    return np.packbits(mask, axis=1)


def unpacked(bits: npt.NDArray[np.uint8], width_px: int) -> Mask:
    return np.unpackbits(bits, axis=1, count=width_px).astype(bool)


@given(whole_bytes, st.integers(1, 7))
def test_a_shift_to_the_left_drops_the_first_columns_and_brings_paper(mask: Mask, by: int) -> None:
    expected = np.zeros_like(mask)
    expected[:, :-by] = mask[:, by:]
    assert np.array_equal(unpacked(shifted_left(packed(mask), by), mask.shape[1]), expected)


@given(whole_bytes, st.integers(1, 7))
def test_a_shift_to_the_right_drops_the_last_columns_and_brings_paper(mask: Mask, by: int) -> None:
    expected = np.zeros_like(mask)
    expected[:, by:] = mask[:, :-by]
    assert np.array_equal(unpacked(shifted_right(packed(mask), by), mask.shape[1]), expected)


@given(masks, st.integers(0, 4))
def test_dilation_is_that_of_a_square(mask: Mask, radius_px: int) -> None:
    square = np.ones((2 * radius_px + 1, 2 * radius_px + 1), np.uint8)
    expected = cv2.dilate(mask.astype(np.uint8), square) > 0
    assert np.array_equal(unpacked(dilated(packed(mask), radius_px), mask.shape[1]), expected)


@given(masks)
def test_dilation_leaves_what_it_was_given(mask: Mask) -> None:
    bits = packed(mask)
    before = bits.copy()
    dilated(bits, 2)
    assert np.array_equal(bits, before)


@given(masks)
def test_cells_count_the_pixels_under_them(mask: Mask) -> None:
    counts = cell_counts(packed(mask))
    rows, columns = (-(-n // CELL_PX) for n in mask.shape)
    assert counts.shape == (rows, columns)
    for y, x in np.ndindex(rows, columns):
        cell = mask[y * CELL_PX : (y + 1) * CELL_PX, x * CELL_PX : (x + 1) * CELL_PX]
        assert counts[y, x] == cell.sum()


def test_a_full_cell_counts_sixty_four() -> None:
    assert cell_counts(np.full((8, 1), 255, np.uint8)).tolist() == [[64]]


@given(shapes.flatmap(lambda shape: arrays(np.uint8, shape, elements=st.integers(0, 3))))
def test_two_planes_become_the_two_bit_pixels_of_a_png(levels: npt.NDArray[np.uint8]) -> None:
    height, width = levels.shape
    palette = [(0, 0, 0), (1, 1, 1), (2, 2, 2), (3, 3, 3)]
    png = PngWriter(width, height, bit_depth=2, palette=palette)
    png.write_rows(two_bit_rows(packed(levels >= 2), packed(levels % 2 == 1), width))
    assert np.array_equal(decoded(png.finish())[:, :, 0], levels)


@pytest.mark.parametrize(("width_px", "row_bytes"), [(1, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_a_two_bit_row_has_no_more_bytes_than_its_pixels_need(
    width_px: int, row_bytes: int
) -> None:
    plane = packed(np.ones((1, width_px), bool))
    assert two_bit_rows(plane, plane, width_px).shape == (1, row_bytes)


@given(pairs, st.integers(0, 4))
def test_ink_far_from_other_ink_is_what_growing_the_other_leaves(
    pair: tuple[Mask, Mask], radius_px: int
) -> None:
    ink, other = (packed(mask) for mask in pair)
    assert np.array_equal(far_from(ink, other, radius_px), ink & ~dilated(other, radius_px))


@given(masks, st.integers(1, 9))
def test_a_block_with_any_ink_becomes_a_pixel(mask: Mask, factor: int) -> None:
    height, width = (-(-n // factor) for n in mask.shape)
    reduced = np.unpackbits(any_in_blocks(packed(mask), factor), axis=1)
    missing = ((0, -n % factor) for n in mask.shape)
    blocks = np.pad(mask, tuple(missing)).reshape(height, factor, width, factor)
    assert np.array_equal(reduced[:, :width], blocks.any(axis=(1, 3)))
    assert not reduced[:, width:].any()


@given(masks, st.integers(2, 20))
def test_a_rule_is_a_run_that_is_long_enough(mask: Mask, length_px: int) -> None:
    across = unpacked(rules_across(packed(mask), length_px), mask.shape[1])
    down = unpacked(rules_down(packed(mask), length_px), mask.shape[1])
    assert np.array_equal(across, np.array([long_runs(row, length_px) for row in mask]))
    assert np.array_equal(down.T, np.array([long_runs(column, length_px) for column in mask.T]))


@pytest.mark.parametrize("begin", range(9))
def test_a_rule_is_found_wherever_in_a_byte_it_begins(begin: int) -> None:
    mask = np.zeros((2, 80), bool)
    mask[0, begin : begin + 51] = True
    mask[1, begin : begin + 50] = True
    kept = unpacked(rules_across(packed(mask), 51), 80)
    assert np.array_equal(kept[0], mask[0])
    assert not kept[1].any()


def long_runs(line: Mask, length_px: int) -> Mask:
    edges = np.flatnonzero(np.diff(line, prepend=False, append=False))
    kept = np.zeros_like(line)
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        kept[begin:end] = end - begin >= length_px
    return kept


@given(masks)
def test_the_places_of_ink_are_those_of_its_bytes_in_order(mask: Mask) -> None:
    bits = packed(mask)
    assert places_of(bits).tolist() == np.flatnonzero(bits).tolist()


@given(masks)
def test_a_coarse_pixel_is_ink_where_two_of_its_sixteen_are(mask: Mask) -> None:
    height, width = (-(-n // 4) for n in mask.shape)
    coarse = np.unpackbits(coarse_ink(packed(mask)), axis=1)
    missing = ((0, -n % 4) for n in mask.shape)
    blocks = np.pad(mask, tuple(missing)).reshape(height, 4, width, 4)
    assert np.array_equal(coarse[:, :width], blocks.sum(axis=(1, 3)) >= 2)
    assert not coarse[:, width:].any()
