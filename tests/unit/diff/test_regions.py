"""Change cells to the regions a person would circle."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from common.domain.changes import ChangeKind
from common.domain.geometry import Box, area
from functions.diff.ink import InkCells
from functions.diff.regions import MIN_CELL_PX, Region, find_regions, merged

PX_PER_PT = 300 / 72
CELL_PT = 8 / PX_PER_PT
SHAPE = (300, 400)
FULL = 64

Cells = npt.NDArray[np.uint8]
CellBox = tuple[int, int, int, int]


def cells(*boxes: CellBox, amount: int = FULL) -> Cells:
    """Return a grid with the boxes (x0, y0, x1, y1), in cells, full."""
    grid = np.zeros(SHAPE, np.uint8)
    for x0, y0, x1, y1 in boxes:
        grid[y0:y1, x0:x1] = amount
    return grid


NOTHING = cells()


def regions(added: Cells = NOTHING, removed: Cells = NOTHING) -> list[Region]:
    clear = np.maximum(removed, added)
    return find_regions(InkCells(removed=removed, added=added, clear=clear), PX_PER_PT)


def box_cells(region: Region) -> CellBox:
    x0, y0, x1, y1 = (round(value / CELL_PT) for value in region.box_pt)
    return (x0, y0, x1, y1)


def region_at(x: float, y: float, width: float, height: float, ink: int = 100) -> Region:
    return Region(box_pt=(x, y, x + width, y + height), added_px=ink, removed_px=0)


def test_no_differing_cell_is_no_region() -> None:
    assert regions() == []


def test_cells_with_hardly_a_pixel_are_rendering_noise() -> None:
    assert regions(cells((10, 10, 90, 90), amount=MIN_CELL_PX - 1)) == []


def test_a_speck_is_no_region() -> None:
    assert regions(cells((10, 10, 11, 11), amount=9)) == []
    assert len(regions(cells((10, 10, 11, 11), amount=10))) == 1


def test_a_block_is_one_region_with_its_box_and_ink() -> None:
    [region] = regions(cells((40, 50, 60, 58)))
    assert box_cells(region) == (40, 50, 60, 58)
    assert (region.added_px, region.removed_px) == (20 * 8 * FULL, 0)


@pytest.mark.parametrize(
    ("added", "removed", "kind"),
    [
        (91, 9, ChangeKind.ADDED),
        (90, 10, ChangeKind.MODIFIED),
        (50, 50, ChangeKind.MODIFIED),
        (10, 90, ChangeKind.MODIFIED),
        (9, 91, ChangeKind.REMOVED),
    ],
)
def test_a_kind_is_that_of_nine_tenths_of_the_ink(
    added: int, removed: int, kind: ChangeKind
) -> None:
    region = Region(box_pt=(0, 0, 1, 1), added_px=added, removed_px=removed)
    assert region.kind is kind


def test_letters_of_a_word_are_one_region() -> None:
    letters = [(40 + 4 * n, 50, 43 + 4 * n, 55) for n in range(8)]
    [region] = regions(cells(*letters))
    assert box_cells(region) == (40, 50, 71, 55)


def test_things_an_inch_apart_are_two_regions() -> None:
    assert len(regions(cells((40, 50, 50, 60), (90, 50, 100, 60)))) == 2


def test_the_biggest_region_comes_first() -> None:
    found = regions(cells((10, 10, 12, 12), (200, 200, 220, 220), (300, 20, 306, 26)))
    inks = [region.ink_px for region in found]
    assert inks == sorted(inks, reverse=True)


@pytest.mark.parametrize("line", [(30, 100, 331, 101), (100, 30, 101, 280), (100, 30, 102, 281)])
def test_a_long_line_is_one_region_from_end_to_end(line: CellBox) -> None:
    [region] = regions(removed=cells(line))
    assert region.is_line
    assert box_cells(region) == line


def test_a_moved_border_does_not_glue_the_page_together() -> None:
    border = cells((10, 10, 390, 11), (10, 289, 390, 290), (10, 10, 11, 290), (389, 10, 390, 290))
    inside = cells((100, 100, 110, 110), (250, 200, 260, 210))
    found = regions(added=border, removed=inside)
    assert {box_cells(r) for r in found if r.removed_px > 1000} == {
        (100, 100, 110, 110),
        (250, 200, 260, 210),
    }


def test_a_block_longer_than_a_line_is_no_line() -> None:
    [region] = regions(cells((50, 50, 150, 70)))
    assert not region.is_line
    assert box_cells(region) == (50, 50, 150, 70)


def test_a_ring_of_small_changes_is_not_one_region_around_everything() -> None:
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ring = [(int(200 + 120 * np.cos(a)), int(150 + 120 * np.sin(a))) for a in angles]
    found = regions(cells(*((x, y, x + 5, y + 5) for x, y in ring)))
    assert len(found) > 4
    assert max(area(region.box_pt) for region in found) < (240 * CELL_PT) ** 2 / 4


def test_near_regions_join_while_they_stay_compact() -> None:
    [joined] = merged([region_at(0, 0, 30, 10), region_at(0, 14, 30, 10)])
    assert (joined.ink_px, joined.box_pt) == (200, (0, 0, 30, 24))


def test_regions_whose_union_would_be_mostly_empty_stay_apart() -> None:
    assert len(merged([region_at(0, 0, 300, 5), region_at(305, 5, 5, 300)])) == 2


def test_a_long_line_within_a_region_is_part_of_it() -> None:
    window = region_at(100, 100, 120, 150)
    frame = Region(box_pt=(104, 100, 106, 250), added_px=9, removed_px=0, is_line=True)
    [joined] = merged([window, frame])
    assert (joined.box_pt, joined.ink_px) == (window.box_pt, 109)


def test_long_lines_stay_by_themselves() -> None:
    line = Region(box_pt=(0, 0, 300, 2), added_px=9, removed_px=0, is_line=True)
    assert line in merged([line, region_at(10, 3, 20, 10)])


@settings(max_examples=30)
@given(
    arrays(np.uint8, (20, 30), elements=st.sampled_from([0, 0, 0, 0, 0, 10, 40])),
    arrays(np.uint8, (20, 30), elements=st.sampled_from([0, 0, 0, 0, 0, 10, 40])),
)
def test_all_ink_of_enough_pixels_is_in_a_region_once(added: Cells, removed: Cells) -> None:
    found = regions(added, removed)
    assert sum(region.added_px for region in found) == added.sum(dtype=int)
    assert sum(region.removed_px for region in found) == removed.sum(dtype=int)


@settings(max_examples=30)
@given(st.lists(st.tuples(*[st.integers(0, 400)] * 2, *[st.integers(1, 60)] * 2), max_size=15))
def test_merging_keeps_all_ink_and_covers_all_boxes(places: list[Box]) -> None:
    before = [region_at(*place) for place in places]
    after = merged(before)
    assert sum(r.ink_px for r in after) == sum(r.ink_px for r in before)
    assert all(any(_holds(big.box_pt, small.box_pt) for big in after) for small in before)


def _holds(big: Box, small: Box) -> bool:
    return big[0] <= small[0] and big[1] <= small[1] and big[2] >= small[2] and big[3] >= small[3]


def hairlines(added: Cells, removed: Cells = NOTHING, *, is_rounded: bool) -> list[Region]:
    """Return the regions of ink that is nowhere further off than a plotter's rounding."""
    nearly = InkCells(removed=removed, added=added, clear=NOTHING)
    return find_regions(nearly, PX_PER_PT, is_rounded=is_rounded)


LINE: CellBox = (10, 10, 11, 40)


def test_a_line_that_only_grew_was_drawn_with_a_heavier_pen() -> None:
    [region] = hairlines(cells(LINE, amount=8), is_rounded=True)
    assert box_cells(region) == LINE


def test_ink_that_a_plotters_rounding_explains_is_no_region() -> None:
    both = cells(LINE, amount=8)
    assert hairlines(both, both, is_rounded=True) == []
    assert len(hairlines(both, both, is_rounded=False)) == 1


def test_lines_that_grew_all_over_the_sheet_are_a_re_plot() -> None:
    grid = np.zeros(SHAPE, np.uint8)
    grid[::20, :] = 8
    assert hairlines(grid, is_rounded=False) == []
