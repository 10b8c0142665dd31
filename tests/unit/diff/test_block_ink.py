"""Linework goes with the texts of its block, as far as it lies where their move brings it."""

from __future__ import annotations

import pytest

from common.domain.changes import Change, ChangeCategory, ChangeKind
from common.domain.geometry import Box, Transform
from functions.diff.block_ink import BlockLook, TextBlock, text_blocks
from functions.diff.change_cells import ChangeCells
from functions.diff.entry_items import Item
from functions.diff.frame import Frame
from functions.diff.ink import NoSink, compare_ink
from tests.unit.diff.sheets import PX_PER_PT, Drawing, circle, line, opened, plot, rect

FRAME = Frame(width_px=3300, height_px=2550, dpi=300)
BY = (19.0, 0.0)
NAMES: tuple[Box, ...] = tuple((405 + 28 * n, 360, 425 + 28 * n, 368) for n in range(4))
MORE = rect(430, 408, 446, 418)
MORE_PT = (429, 407, 447, 419)


def block(dx: float = 0) -> Drawing:
    """Four symbols in a row, wired: they move by less than from one to the next."""
    items: Drawing = {
        "wire": line(400 + dx, 380, 520 + dx, 380, 0.6),
        "ground": line(400 + dx, 400, 400 + dx, 380, 0.6),
    }
    for n in range(4):
        x = 405 + 28 * n + dx
        items[f"symbol {n}"] = rect(x, 372, x + 14 + n, 388)
        items[f"pin {n}"] = circle(x + 5, 394, 2)
    return items


def left(old: Drawing, new: Drawing) -> ChangeCells:
    """Return what nothing explains once the names' move took its ink."""
    with opened(plot(old), plot(new)) as (before, after):
        ink = compare_ink(before, after, Transform(), FRAME, tolerance_px=1, sink=NoSink())
        cells = ChangeCells(ink, PX_PER_PT)
        boxes = tuple((x0 + BY[0], y0, x1 + BY[0], y1) for x0, y0, x1, y1 in NAMES)
        look = BlockLook(before, after, Transform(), FRAME, 1)
        found = look.ink_of(TextBlock(boxes_pt=boxes, moved_pt=BY))
        if found is not None:
            cells.report_ink(found.place, found.removed, found.added)
    assert cells.left_px + int(cells.reported.sum()) == cells.total_px
    return cells


def test_all_ink_of_a_block_that_moved_is_told_with_its_texts() -> None:
    cells = left(block(), block(BY[0]))
    assert cells.left_px < 0.01 * cells.total_px
    assert cells.total_px > 1000


def test_what_came_into_a_block_as_it_moved_is_left() -> None:
    assert left(block(), block(BY[0]) | {"more": MORE}).ink_in(MORE_PT)[1] > 500


def test_what_went_from_a_block_as_it_moved_is_left() -> None:
    assert left(block() | {"more": MORE}, block(BY[0])).ink_in(MORE_PT)[0] > 500


def test_what_moved_another_way_is_left() -> None:
    other = {"more": rect(430 + 9, 408, 446 + 9, 418)}
    removed, added = left(block() | {"more": MORE}, block(BY[0]) | other).ink_in(
        (429, 407, 457, 419)
    )
    assert min(removed, added) > 250


def test_linework_that_stayed_has_not_moved_with_its_texts() -> None:
    with opened(plot(block()), plot(block())) as (before, after):
        look = BlockLook(before, after, Transform(), FRAME, 1)
        assert look.ink_of(TextBlock(boxes_pt=NAMES, moved_pt=BY)) is None


def test_linework_far_from_the_texts_is_left() -> None:
    far = {"far": rect(405, 480, 440, 500)}, {"far": rect(424, 480, 459, 500)}
    cells = left(block() | far[0], block(BY[0]) | far[1])
    assert min(cells.ink_in((404, 479, 460, 501))) > 300


def moved(box: Box, by: tuple[float, float]) -> Item:
    change = Change(
        id="", kind=ChangeKind.MOVED, category=ChangeCategory.TEXT, box_pt=box,
        box_px=(0, 0, 1, 1), old_text="A", new_text="A", ink_px=9, moved_pt=by,
    )  # fmt: skip
    return Item(change=change, size_pt=7)


def test_texts_near_one_another_that_went_one_way_are_a_block() -> None:
    [found] = text_blocks([moved(box, BY) for box in NAMES])
    assert found.boxes_pt == NAMES
    assert found.moved_pt == BY
    assert found.left_pt[0][0] == NAMES[0][0] - BY[0]


@pytest.mark.parametrize(
    "items",
    [
        [moved(box, BY) for box in NAMES[:2]],
        [moved(box, (19.0 + 3 * n, 0)) for n, box in enumerate(NAMES)],
        [moved((100 * n, 0, 100 * n + 20, 8), BY) for n in range(4)],
    ],
    ids=["two", "other ways", "far apart"],
)
def test_what_is_no_block(items: list[Item]) -> None:
    assert list(text_blocks(items)) == []
