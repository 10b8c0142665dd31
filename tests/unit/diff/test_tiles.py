"""The pyramid of tiles: what a viewer puts together is the overlay, at every size."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pmtiles.reader import MemorySource, Reader

from common.domain.changes import MatchKind
from functions.diff.compare import compare_sheets, show_single_sheet
from functions.diff.overlay import tiles_of
from functions.diff.palette import COMMON, NEW_ONLY, OLD_ONLY, PALETTE, InkBand, Levels
from functions.diff.tiles import TILE_PX, TileWriter, max_zoom
from tests.unit.diff.sheets import busy, decoded, other_drawing, plot, source

Pixels = npt.NDArray[np.uint8]
INDEX_OF = {colour: index for index, colour in enumerate(PALETTE)}
sizes = st.tuples(st.integers(1, 1300), st.integers(1, 1300))


def sprinkled(shape: tuple[int, int], seed: int) -> Levels:
    """Ink of every kind on paper, in a corner with nothing as well."""
    rng = np.random.default_rng(seed)
    levels = np.where(rng.random(shape) < 0.02, rng.integers(1, 4, shape), 0).astype(np.uint8)
    levels[: shape[0] // 2, : shape[1] // 2] = 0
    return levels


def assembled(tiles: bytes, zoom: int) -> Levels:
    """Put the tiles of a level together as a viewer does; a missing one is paper."""
    reader = Reader(MemorySource(tiles))
    side = 2**zoom
    whole = np.zeros((side * TILE_PX, side * TILE_PX), np.uint8)
    for y in range(side):
        for x in range(side):
            png = reader.get(zoom, x, y)
            if png is not None:
                pixels = decoded(png)
                part = np.zeros(pixels.shape[:2], np.uint8)
                for colour, index in INDEX_OF.items():
                    part[(pixels == colour).all(axis=2)] = index
                whole[y * TILE_PX :, x * TILE_PX :][:TILE_PX, :TILE_PX] = part
    return whole


def tiled(levels: Levels, rows_each: int) -> bytes:
    height, width = levels.shape
    writer = TileWriter(width, height, dpi=300)
    for top in range(0, height, rows_each):
        writer.take(InkBand.of_levels(levels[top : top + rows_each]))
    return writer.finish()


@settings(max_examples=25, deadline=None)
@given(sizes, st.integers(1, 700), st.integers(0, 5))
def test_the_tiles_of_the_last_level_are_the_overlay_on_paper(
    shape: tuple[int, int], rows_each: int, seed: int
) -> None:
    levels = sprinkled(shape, seed)
    whole = assembled(tiled(levels, rows_each), max_zoom(shape[1], shape[0]))
    assert np.array_equal(whole[: shape[0], : shape[1]], levels)
    assert np.count_nonzero(whole) == np.count_nonzero(levels)


@settings(max_examples=15, deadline=None)
@given(sizes, st.integers(0, 5))
def test_every_level_is_the_next_one_reduced_by_two(shape: tuple[int, int], seed: int) -> None:
    tiles = tiled(sprinkled(shape, seed), 504)
    levels = [assembled(tiles, zoom) for zoom in range(max_zoom(shape[1], shape[0]) + 1)]
    for half, full in pairwise(levels):
        assert np.array_equal(half, InkBand.of_levels(full).reduced(2).levels(half.shape[1]))


@pytest.mark.parametrize("level", [NEW_ONLY, OLD_ONLY])
def test_one_changed_pixel_is_still_to_be_seen_in_the_smallest_tile(level: int) -> None:
    levels = np.full((1500, 2100), COMMON, np.uint8)
    levels[1499, 2099] = level
    assert level in assembled(tiled(levels, 504), 0)


@given(st.integers(1, 30_000), st.integers(1, 30_000))
def test_the_first_level_is_one_tile(width_px: int, height_px: int) -> None:
    zoom = max_zoom(width_px, height_px)
    assert max(width_px, height_px) <= TILE_PX << zoom
    assert zoom == 0 or max(width_px, height_px) > TILE_PX << (zoom - 1)


def test_a_tile_without_ink_is_not_stored() -> None:
    levels = np.zeros((1024, 1024), np.uint8)
    levels[600, 600] = NEW_ONLY
    reader = Reader(MemorySource(tiled(levels, 504)))
    stored = {(x, y) for x in range(2) for y in range(2) if reader.get(1, x, y)}
    assert stored == {(1, 1)}


def test_a_blank_sheet_has_one_tile() -> None:
    assert not assembled(tiled(np.zeros((700, 700), np.uint8), 504), 0).any()


def test_the_file_says_what_a_viewer_needs_to_place_and_colour_it() -> None:
    reader = Reader(MemorySource(tiled(sprinkled((700, 900), 1), 504)))
    facts = reader.metadata()
    assert facts.items() >= {"width_px": 900, "height_px": 700, "dpi": 300, "tile_px": 512}.items()
    assert facts["palettes"]["red_green"] == json.loads(json.dumps(PALETTE))
    assert (reader.header()["min_zoom"], reader.header()["max_zoom"]) == (0, 1)


def test_the_directory_comes_with_the_first_16_kib_of_the_biggest_overlay() -> None:
    levels = np.full((12_000, 15_800), COMMON, np.uint8)
    header = Reader(MemorySource(tiles_of(levels, 300))).header()
    assert header["root_offset"] + header["root_length"] <= 16_384
    assert header["leaf_directory_length"] == 0


@pytest.mark.parametrize("kind", [MatchKind.ADDED, MatchKind.REMOVED])
def test_a_sheet_that_stands_alone_has_tiles_of_its_overlay(kind: MatchKind) -> None:
    shown = show_single_sheet(source(plot(busy())), kind, dpi=100)
    whole = assembled(shown.tiles, max_zoom(shown.width_px, shown.height_px))
    pixels = np.array(PALETTE, np.uint8)[whole[: shown.height_px, : shown.width_px]]
    assert np.array_equal(pixels, decoded(shown.overlay_png))


def test_sheets_that_cannot_be_compared_have_tiles_of_both_side_by_side() -> None:
    shown = compare_sheets(source(plot(busy())), source(plot(other_drawing())), dpi=100)
    whole = assembled(shown.tiles, max_zoom(shown.width_px, shown.height_px))
    pixels = np.array(PALETTE, np.uint8)[whole[: shown.height_px, : shown.width_px]]
    assert np.array_equal(pixels, decoded(shown.overlay_png))
