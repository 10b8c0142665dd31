"""The pyramid of tiles: what a viewer puts together is the overlay, at every size."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pmtiles.reader import MemorySource, Reader

from common.domain.changes import MatchKind
from functions.diff.compare import SheetDifference, compare_sheets, show_single_sheet
from functions.diff.overlay import tiles_of
from functions.diff.palette import COMMON, NEW_ONLY, OLD_ONLY, PALETTE, InkBand, plane_palettes
from functions.diff.tiles import TILE_PX, TileWriter, max_zoom
from tests.unit.diff.sheets import busy, decoded, line, other_drawing, plot, source

Pixels = npt.NDArray[np.uint8]
GRAYS = [(value, value, value) for value in range(16)]
sizes = st.tuples(st.integers(1, 1300), st.integers(1, 1300))


def sprinkled(shape: tuple[int, int], seed: int) -> Pixels:
    """Return (H, W) 4-bit values on paper; a corner is left empty."""
    rng = np.random.default_rng(seed)
    values = np.where(rng.random(shape) < 0.02, rng.integers(1, 16, shape), 0).astype(np.uint8)
    values[: shape[0] // 2, : shape[1] // 2] = 0
    return values


def band(values: Pixels) -> InkBand:
    removed, added, old, new = (np.packbits(values & bit, axis=1) for bit in (8, 4, 2, 1))
    return InkBand(removed=removed, added=added, old=old, new=new)


def with_palette(png: bytes, palette: Sequence[Sequence[int]]) -> bytes:
    """Put another palette into a tile, as a viewer does."""
    start = png.index(b"PLTE")
    data = b"PLTE" + bytes(value for colour in palette for value in colour)
    return png[:start] + data + struct.pack(">I", zlib.crc32(data)) + png[start + len(data) + 4 :]


def assembled(tiles: bytes, zoom: int, palette: Sequence[Sequence[int]]) -> Pixels:
    """Put the tiles of a level together as a viewer does; a missing one is paper."""
    reader = Reader(MemorySource(tiles))
    side = 2**zoom
    whole = np.zeros((side * TILE_PX, side * TILE_PX, 3), np.uint8)
    whole[:] = palette[0]
    for y, x in np.ndindex(side, side):
        png = reader.get(zoom, x, y)
        if png is not None:
            place = whole[y * TILE_PX :, x * TILE_PX :][:TILE_PX, :TILE_PX]
            place[:] = decoded(with_palette(png, palette))
    return whole


def values_of(tiles: bytes, zoom: int) -> Pixels:
    return np.asarray(assembled(tiles, zoom, GRAYS)[:, :, 0])


def tiled(values: Pixels, rows_each: int) -> bytes:
    height, width = values.shape
    writer = TileWriter(width, height, dpi=300)
    for top in range(0, height, rows_each):
        writer.take(band(values[top : top + rows_each]))
    return writer.finish()


@settings(max_examples=25)
@given(sizes, st.integers(1, 700), st.integers(0, 5))
def test_the_tiles_of_the_last_level_are_the_planes_on_paper(
    shape: tuple[int, int], rows_each: int, seed: int
) -> None:
    values = sprinkled(shape, seed)
    whole = values_of(tiled(values, rows_each), max_zoom(shape[1], shape[0]))
    assert np.array_equal(whole[: shape[0], : shape[1]], values)
    assert np.count_nonzero(whole) == np.count_nonzero(values)


@settings(max_examples=15)
@given(sizes, st.integers(0, 5))
def test_a_pixel_of_a_level_has_the_ink_of_four_of_the_next(
    shape: tuple[int, int], seed: int
) -> None:
    tiles = tiled(sprinkled(shape, seed), 504)
    levels = [values_of(tiles, zoom) for zoom in range(max_zoom(shape[1], shape[0]) + 1)]
    for half, full in pairwise(levels):
        quarters = [full[y::2, x::2] for y in (0, 1) for x in (0, 1)]
        assert np.array_equal(half, np.bitwise_or.reduce(quarters))


@pytest.mark.parametrize("value", [8 + 2, 4 + 1])
def test_one_changed_pixel_is_still_to_be_seen_in_the_smallest_tile(value: int) -> None:
    values = np.full((1500, 2100), 2 + 1, np.uint8)
    values[1499, 2099] = value
    shown = assembled(tiled(values, 504), 0, plane_palettes()["red_green"])
    colour = PALETTE[OLD_ONLY if value & 8 else NEW_ONLY]
    assert (shown == colour).all(axis=2).sum() == 1


@pytest.mark.parametrize(("name", "bit"), [("old", 2), ("new", 1)])
def test_another_palette_shows_one_sheet_alone(name: str, bit: int) -> None:
    values = sprinkled((600, 700), 3)
    shown = assembled(tiled(values, 504), 1, plane_palettes()[name])[:600, :700]
    assert np.array_equal(shown[:, :, 0] < 255, (values & bit) > 0)


@given(st.integers(1, 30_000), st.integers(1, 30_000))
def test_the_first_level_is_one_tile(width_px: int, height_px: int) -> None:
    zoom = max_zoom(width_px, height_px)
    assert max(width_px, height_px) <= TILE_PX << zoom
    assert zoom == 0 or max(width_px, height_px) > TILE_PX << (zoom - 1)


def test_a_tile_without_ink_is_not_stored() -> None:
    values = np.zeros((1024, 1024), np.uint8)
    values[600, 600] = 4
    reader = Reader(MemorySource(tiled(values, 504)))
    stored = {(x, y) for x in range(2) for y in range(2) if reader.get(1, x, y)}
    assert stored == {(1, 1)}


def test_a_blank_sheet_has_one_tile() -> None:
    assert not values_of(tiled(np.zeros((700, 700), np.uint8), 504), 0).any()


def test_the_file_says_what_a_viewer_needs_to_place_and_colour_it() -> None:
    reader = Reader(MemorySource(tiled(sprinkled((700, 900), 1), 504)))
    facts = reader.metadata()
    assert facts.items() >= {"width_px": 900, "height_px": 700, "dpi": 300, "tile_px": 512}.items()
    assert facts["palettes"] == json.loads(json.dumps(plane_palettes()))
    assert {len(palette) for palette in facts["palettes"].values()} == {16}
    assert (reader.header()["min_zoom"], reader.header()["max_zoom"]) == (0, 1)


def test_the_directory_comes_with_the_first_16_kib_of_the_biggest_overlay() -> None:
    levels = np.full((12_000, 15_800), COMMON, np.uint8)
    header = Reader(
        MemorySource(tiles_of(InkBand.of_levels(levels), levels.shape[1], 300))
    ).header()
    assert header["root_offset"] + header["root_length"] <= 16_384
    assert header["leaf_directory_length"] == 0


@pytest.mark.parametrize("kind", [MatchKind.ADDED, MatchKind.REMOVED])
def test_a_sheet_that_stands_alone_has_tiles_of_its_overlay(kind: MatchKind) -> None:
    assert_shows_its_overlay(show_single_sheet(source(plot(busy())), kind, dpi=100))


def test_a_pair_has_tiles_of_its_overlay() -> None:
    edited = busy() | {"edit": line(100, 100, 300, 140)}
    assert_shows_its_overlay(compare_sheets(source(plot(busy())), source(plot(edited)), dpi=100))


def test_sheets_that_cannot_be_compared_have_tiles_of_both_side_by_side() -> None:
    pair = (source(plot(busy())), source(plot(other_drawing())))
    assert_shows_its_overlay(compare_sheets(*pair, dpi=100))


def assert_shows_its_overlay(shown: SheetDifference) -> None:
    zoom = max_zoom(shown.width_px, shown.height_px)
    whole = assembled(shown.tiles, zoom, plane_palettes()["red_green"])
    assert np.array_equal(whole[: shown.height_px, : shown.width_px], decoded(shown.overlay_png))
