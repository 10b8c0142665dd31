"""What a part that moved by itself stands for, and what not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from common.domain.geometry import Box, Transform
from functions.diff.align_grade import MovedContent
from functions.diff.moved_shading import followed, moved_shading
from functions.diff.shading import ShadingChanges, ShadingLook
from tests.unit.diff.sheets import LETTER, Drawing, busy, fill, opened, plot, small_fills

CELL_PT = 4
WIDTH, HEIGHT = (round(side / CELL_PT) for side in LETTER)
SHIFT = Transform(tx=40, ty=0)
BLACK, GRAY = (0.0, 0.0, 0.0), (0.5, 0.5, 0.5)


def part(box_pt: Box, new_from_old: Transform = SHIFT) -> MovedContent:
    """Return what moved: a hollow frame, two cells wide."""
    x0, y0, x1, y1 = (round(value / CELL_PT) for value in box_pt)
    where = np.zeros((HEIGHT, WIDTH), np.uint8)
    where[y0:y1, x0:x1] = 1
    where[y0 + 2 : y1 - 2, x0 + 2 : x1 - 2] = 0
    return MovedContent(new_from_old=new_from_old, box_pt=box_pt, where=where, residual_px=0.0)


@pytest.mark.parametrize(
    ("box_pt", "follows"),
    [
        ((102, 200, 108, 208), True),
        ((62, 200, 68, 208), True),
        ((300, 300, 308, 308), False),
        ((62, 64, 658, 556), True),
        ((110, 120, 600, 480), False),
    ],
    ids=[
        "where the frame is",
        "where it was",
        "in the drawing that it is around",
        "all that the part was",
        "most of the drawing that it is around",
    ],
)
def test_a_frame_that_moved_stands_for_its_own_places_only(box_pt: Box, follows: bool) -> None:
    with opened(plot(busy())) as (new,):
        assert followed(box_pt, [part((100, 60, 700, 560))], Transform(), new) == follows


def spotted(x: float, rgb: tuple[float, float, float]) -> Drawing:
    return {"spot": fill((x, 350, x + 8, 356), rgb)} | busy()


def test_a_small_fill_that_moved_and_turned_gray_is_found_in_its_part_only() -> None:
    with opened(plot(spotted(440, BLACK)), plot(spotted(480, GRAY))) as (old, new):
        inside, elsewhere = part((476, 346, 492, 360)), part((100, 60, 200, 160))
        look = ShadingLook(old, new, Transform(), small_fills(old, new, Transform()))
        unmoved, moved = look.changes(), small_fills(old, new, SHIFT)
        [box] = moved_shading(look, [(inside, moved), (elsewhere, moved)], unmoved, new)
        assert box == pytest.approx((480, 350, 488, 356), abs=2)


def test_an_area_that_stayed_where_a_part_moved_over_it_did_not_change() -> None:
    area: Drawing = {"area": fill((440, 330, 540, 400), GRAY)}
    with opened(plot(area), plot(area)) as (old, new):
        around = replace(part((436, 326, 700, 404)), where=np.ones((HEIGHT, WIDTH), np.uint8))
        look = ShadingLook(old, new, Transform(), small_fills(old, new, Transform()))
        moved = small_fills(old, new, SHIFT)
        assert look.changes_of_part(moved, SHIFT).boxes_pt != ()
        assert moved_shading(look, [(around, moved)], ShadingChanges(), new) == ()
