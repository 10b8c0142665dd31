"""Overlay images: colours, what survives the reduction, sheets side by side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from common.domain.changes import MatchKind
from functions.diff.compare import show_single_sheet
from functions.diff.frame import Frame
from functions.diff.overlay import (
    MAX_VIEW_PIXELS,
    THUMBNAIL_WIDTH_PX,
    OverlayWriter,
    palette_png,
    reduction_of,
    side_by_side,
    thumbnail_png,
)
from functions.diff.palette import COMMON, NEW_ONLY, OLD_ONLY, PALETTE, PAPER, InkBand
from tests.unit.diff.sheets import LETTER, busy, decoded, opened, other_drawing, plot, source

Levels = npt.NDArray[np.uint8]
PAPER_RGB, GREEN, RED, GRAY = PALETTE
SMALL = Frame(width_px=37, height_px=21, dpi=300)
LARGE = Frame(width_px=6000, height_px=4032, dpi=300)


def colours(png: bytes) -> set[tuple[int, ...]]:
    red, green, blue = np.moveaxis(decoded(png).astype(int), 2, 0)
    values = np.unique(red << 16 | green << 8 | blue).tolist()
    return {(value >> 16, value >> 8 & 255, value & 255) for value in values}


def written(frame: Frame, levels: Levels, rows_each: int = 504) -> OverlayWriter:
    writer = OverlayWriter(frame)
    for top in range(0, frame.height_px, rows_each):
        writer.take(InkBand.of_levels(levels[top : top + rows_each]))
    return writer


@settings(max_examples=30)
@given(arrays(np.uint8, (21, 37), elements=st.integers(0, 3)))
def test_every_pixel_has_the_colour_of_its_account(levels: Levels) -> None:
    png = written(SMALL, levels, rows_each=8).overlay_png()
    assert np.array_equal(decoded(png), np.array(PALETTE, np.uint8)[levels])


def test_new_ink_is_green_old_ink_red_and_common_ink_gray() -> None:
    row = np.array([[PAPER, NEW_ONLY, OLD_ONLY, COMMON]], np.uint8)
    [pixels] = decoded(palette_png(InkBand.of_levels(row), 4, 300)).tolist()
    red, green = 0, 1
    assert pixels[0] == [255, 255, 255]
    assert pixels[1][green] > 2 * pixels[1][red]
    assert pixels[2][red] > 2 * pixels[2][green]
    assert len(set(pixels[3])) == 1


@pytest.mark.parametrize("level", [NEW_ONLY, OLD_ONLY])
def test_a_single_changed_pixel_survives_the_reduction(level: int) -> None:
    places = ([0, 503, 504, 2017, 4031], [0, 2999, 41, 3001, 5999])
    levels = np.full((LARGE.height_px, LARGE.width_px), COMMON, np.uint8)
    levels[places] = level
    writer = written(LARGE, levels)
    rows, columns = (np.array(at) // writer.reduction for at in places)
    assert writer.reduction == 2
    view = writer.view().levels(writer.view_width_px)
    assert (view[rows, columns] == level).all()
    assert (view == level).sum() == len(rows)


def test_a_view_is_the_overlay_divided_by_the_reduction() -> None:
    writer = written(LARGE, np.zeros((LARGE.height_px, LARGE.width_px), np.uint8))
    assert (writer.view().height, writer.view_width_px) == (2016, 3000)


@given(st.integers(1, 30_000), st.integers(1, 30_000))
def test_a_view_never_has_more_pixels_than_a_browser_takes(width_px: int, height_px: int) -> None:
    reduction = reduction_of(Frame(width_px=width_px, height_px=height_px, dpi=300))
    assert width_px * height_px / reduction**2 <= MAX_VIEW_PIXELS
    assert reduction == 1 or width_px * height_px / (reduction - 1) ** 2 > MAX_VIEW_PIXELS


@pytest.mark.parametrize("shape", [(1, 1), (300, 200), (2000, 3001), (3, 4000), (9000, 12)])
def test_a_thumbnail_is_at_most_480_px_wide_and_keeps_its_shape(shape: tuple[int, int]) -> None:
    height, width, _ = decoded(
        thumbnail_png(InkBand.of_levels(np.zeros(shape, np.uint8)), shape[1])
    ).shape
    assert width <= THUMBNAIL_WIDTH_PX
    assert height / width == pytest.approx(shape[0] / shape[1], rel=0.3) or min(height, width) == 1


def test_a_hairline_is_still_to_be_seen_in_the_thumbnail() -> None:
    levels = np.zeros((2000, 3000), np.uint8)
    levels[1000, 500:2500] = NEW_ONLY
    pixels = decoded(thumbnail_png(InkBand.of_levels(levels), levels.shape[1])).astype(int)
    assert ((pixels[:, :, 1] - pixels[:, :, 0]) > 40).any(axis=0).sum() > 300


def test_sheets_side_by_side_are_gray_with_paper_between_them() -> None:
    with opened(plot(busy()), plot(other_drawing())) as (old, new):
        levels, dpi = side_by_side(old, new)
    assert dpi == 150
    assert colours(palette_png(InkBand.of_levels(levels), levels.shape[1], dpi)) == {
        PAPER_RGB,
        GRAY,
    }
    assert levels.shape == (1275, 1650 + 75 + 1650)
    assert not levels[:, 1650:1725].any()


def test_sheets_of_other_sizes_side_by_side_start_at_the_top() -> None:
    with opened(plot(busy()), plot(busy(), size_pt=(612, 300))) as (old, new):
        levels, _dpi = side_by_side(old, new)
    assert levels.shape == (1275, 1650 + 75 + 1275)
    assert levels[:625, 1725:].any()
    assert not levels[625:, 1725:].any()


def test_large_sheets_side_by_side_say_at_which_resolution_they_are_drawn() -> None:
    with opened(plot(busy(), size_pt=(3456, 2592)), plot(busy())) as (old, new):
        levels, dpi = side_by_side(old, new)
    assert dpi < 150
    assert levels.shape[1] / dpi * 72 == pytest.approx(3456 + 36 + 792, abs=2)


@pytest.mark.parametrize(("kind", "colour"), [(MatchKind.ADDED, GREEN), (MatchKind.REMOVED, RED)])
def test_a_sheet_that_stands_alone_is_all_of_one_colour(
    kind: MatchKind, colour: tuple[int, int, int]
) -> None:
    shown = show_single_sheet(source(plot(busy())), kind, dpi=100)
    assert colours(shown.overlay_png) == {PAPER_RGB, colour}
    assert decoded(shown.overlay_png).shape[:2] == (shown.height_px, shown.width_px)
    assert (shown.width_px, shown.height_px) == tuple(round(n * 100 / 72) for n in LETTER)
    assert shown.changes == ()
