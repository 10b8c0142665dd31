"""Fills and colours of areas."""

from __future__ import annotations

import pymupdf
import pytest

from common.domain.geometry import Box, Transform, union_of
from functions.diff.ink import BAND_PX
from functions.diff.shading import ShadingChanges, ShadingLook
from functions.diff.sheet_page import SheetPage
from tests.unit.diff.sheets import (
    DPI,
    Drawing,
    busy,
    fill,
    line,
    opened,
    plot,
    small_fills,
    text,
    turned,
)

AREA: Box = (440, 330, 540, 400)
CREAM, PINK, LIGHT = (1.0, 0.93, 0.7), (1.0, 0.8, 0.85), (0.97, 0.97, 0.97)
PX_AT_50_PT = 72 / 50
IN_PLACE = Transform()


def shaded(rgb: tuple[float, float, float], box: Box = AREA) -> Drawing:
    return {"shade": fill(box, rgb)} | busy()


def shading_changes(old: SheetPage, new: SheetPage, new_from_old: Transform) -> ShadingChanges:
    fills = small_fills(old, new, new_from_old)
    return ShadingLook(old, new, new_from_old, fills).changes()


def changed(old: Drawing, new: Drawing, placed: Transform = IN_PLACE) -> list[Box]:
    with opened(plot(old), plot(new, placed=placed)) as (before, after):
        return list(shading_changes(before, after, placed).boxes_pt)


@pytest.mark.parametrize(
    ("old", "new"),
    [(busy(), shaded(CREAM)), (shaded(CREAM), busy()), (shaded(CREAM), shaded(PINK))],
    ids=["filled", "cleared", "recoloured"],
)
def test_an_area_that_changes_its_colour_is_one_box(old: Drawing, new: Drawing) -> None:
    [box] = changed(old, new)
    assert box == pytest.approx(AREA, abs=2 * PX_AT_50_PT)


def test_the_same_fill_is_no_change() -> None:
    assert changed(shaded(CREAM), shaded(CREAM)) == []


def test_a_fill_that_hardly_shows_is_no_change() -> None:
    assert changed(busy(), shaded(LIGHT)) == []


def test_lines_and_letters_are_not_areas() -> None:
    more: Drawing = {
        "brace": line(80, 100, 540, 410, 2),
        "label": text(250, 380, "STORAGE AND WORKSHOP", 9),
    }
    assert changed(busy(), busy() | more) == []


def bold(words: str, rgb: tuple[float, float, float], font: str = "hebo") -> Drawing:
    def drawn(page: pymupdf.Page) -> None:
        page.insert_text((200, 500), words, fontsize=72, fontname=font, color=rgb)

    return busy() | {"bold": drawn}


YELLOW, CYAN = (1.0, 1.0, 0.0), (0.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("old", "new", "right_pt"),
    [
        (busy(), bold("VOID", YELLOW), 373),
        (bold("VOID", CYAN), bold("VOID", YELLOW), 373),
        (bold("nn", CYAN, "zadb"), bold("nn", YELLOW, "zadb"), 308),
    ],
    ids=["came", "recoloured", "squares"],
)
def test_letters_as_wide_as_areas_are_areas(old: Drawing, new: Drawing, right_pt: float) -> None:
    x0, y0, x1, y1 = union_of(changed(old, new))
    assert (x0, x1) == pytest.approx((203, right_pt), abs=4)
    assert 430 < y0 < y1 < 510


def test_a_patch_smaller_than_a_finger_nail_is_no_area() -> None:
    assert changed(busy(), shaded((0.5, 0.5, 0.5), (440, 350, 450, 358))) == []


def test_two_areas_are_two_boxes() -> None:
    other = {"other": fill((90, 100, 180, 130), PINK)} | shaded(CREAM)
    assert len(changed(busy(), other)) == 2


def test_the_old_fill_is_laid_on_the_new_one_through_the_transform() -> None:
    assert changed(shaded(CREAM), shaded(CREAM), turned(2)) == []
    assert len(changed(busy(), shaded(CREAM), Transform(a=0.8, d=0.8, tx=30))) == 1


def coloured(drawing: Drawing, rgb: tuple[float, float, float]) -> Drawing:
    """Add three fills of a colour, a tenth of the ink."""
    boxes: list[Box] = [(80, 100, 180, 130), (200, 200, 300, 240), AREA]
    return {f"fill {n}": fill(box, rgb) for n, box in enumerate(boxes)} | drawing


@pytest.mark.parametrize("rgb", [(0.9, 0.2, 0.2), (0.5, 0.5, 0.5)], ids=["red", "gray"])
def test_a_sheet_plotted_in_black_lost_its_colours_and_grays(
    rgb: tuple[float, float, float],
) -> None:
    old, new = coloured(busy(), rgb), coloured(busy(), (0, 0, 0))
    with opened(plot(old), plot(new)) as (before, after):
        for pair in ((before, after), (after, before)):
            found = shading_changes(*pair, IN_PLACE)
            assert found.boxes_pt == ()
            assert len(found.replotted_boxes_pt) == 3


def test_a_fill_that_is_gone_is_a_change_on_a_sheet_plotted_in_black_too() -> None:
    new = coloured(busy(), (0, 0, 0)) | {"fill 2": fill(AREA, (1, 1, 1))}
    [box] = changed(coloured(busy(), (0.9, 0.2, 0.2)), new)
    assert box == pytest.approx(AREA, abs=2 * PX_AT_50_PT)


def test_one_area_that_lost_its_colour_is_a_change() -> None:
    old = coloured(busy(), (0.9, 0.2, 0.2))
    assert len(changed(old, old | {"fill 2": fill(AREA, (0.5, 0.5, 0.5))})) == 1


BLACK, GRAY = (0.0, 0.0, 0.0), (0.5, 0.5, 0.5)
SMALL: Box = (440, 350, 448, 356)
BAND_PT = BAND_PX * 72 / DPI  # where the first band ends


@pytest.mark.parametrize("place", [SMALL, (440, BAND_PT - 3, 448, BAND_PT + 3)])
def test_a_small_fill_that_turns_gray_is_one_box(place: Box) -> None:
    [box] = changed(shaded(BLACK, place), shaded(GRAY, place))
    assert box == pytest.approx(place, abs=1)


def test_a_slanted_arrow_head_that_turns_gray_is_one_box() -> None:
    def head(rgb: tuple[float, float, float]) -> Drawing:
        points = [(440, 350), (449, 353), (446, 357)]
        return {"head": lambda page: page.draw_polyline(points, color=None, fill=rgb)} | busy()

    assert len(changed(head(BLACK), head(GRAY))) == 1


@pytest.mark.parametrize("bottom", [351.5, BAND_PT])
def test_a_line_drawn_in_gray_is_no_fill(bottom: float) -> None:
    def wall(rgb: tuple[float, float, float]) -> Drawing:
        return {"wall": fill((440, bottom - 1.44, 540, bottom), rgb)} | busy()

    assert changed(wall(BLACK), wall(GRAY)) == []


def test_small_fills_of_a_sheet_plotted_in_black_lost_their_colour() -> None:
    old, new = coloured(busy(), (0.9, 0.2, 0.2)), coloured(busy(), BLACK)
    old, new = old | {"s": fill(SMALL, (0.9, 0.2, 0.2))}, new | {"s": fill(SMALL, BLACK)}
    assert changed(old, new) == []


def test_letters_of_a_half_size_sheet_are_no_fills() -> None:
    letters: Drawing = {
        f"title {n}": text(60.3 + n, 40 + 11 * n, "MARK SCHEDULE 1:48 MARKS", 8, "hebo")
        for n in range(20)
    }
    half = Transform(a=0.5, d=0.5)
    with opened(plot(letters, placed=half), plot(letters)) as (before, after):
        assert shading_changes(before, after, half.inverse()).boxes_pt == ()


def test_letters_that_only_one_sheet_says_it_has_are_no_areas() -> None:
    drawn = bold("A-101", (0.0, 0.0, 0.0))
    with (
        SheetPage(plot(drawn), ()) as unread,
        opened(plot(drawn | {"more": busy()["border"]})) as [read],
    ):
        assert shading_changes(unread, read, IN_PLACE).boxes_pt == ()
        assert shading_changes(read, unread, IN_PLACE).boxes_pt == ()
