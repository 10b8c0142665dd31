"""What belongs to the title block, and what only stands near it."""

from __future__ import annotations

import pytest

from common.domain.geometry import Box
from common.domain.sheets import PageSize, Word
from functions.diff.title_block_zone import TitleBlockZone, near_edge

ARCH_D = PageSize(width_pt=2592, height_pt=1728)
STRIP_X = 2350.0  # of 2592: the title block's strip
LABELS = ("DATE:", "SCALE", "DRAWN", "CHECKED", "SHEET")


def word(text: str, x: float, y: float, size: float = 8) -> Word:
    box = (x, y - size, x + 0.6 * size * len(text), y)
    return Word(box_pt=box, text=text, size_pt=size)


def box_at(x: float, y: float) -> Box:
    return (x, y - 8, x + 30, y)


def zone(*more: Word, labels: tuple[str, ...] = LABELS) -> TitleBlockZone:
    stands = [word(text, STRIP_X, 1300 + 60 * n) for n, text in enumerate(labels)]
    return TitleBlockZone([*stands, *more], ARCH_D)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (2400, 800, True),  # the strip at the right
        (1000, 1650, True),  # the strip at the bottom
        (20, 800, True),  # a plot stamp along the left edge
        (1000, 10, True),
        (1000, 800, False),
        (100, 100, False),
    ],
)
def test_title_blocks_stand_along_the_right_and_lower_edges(
    x: float, y: float, *, expected: bool
) -> None:
    assert near_edge(box_at(x, y), ARCH_D) is expected


@pytest.mark.parametrize(
    "text",
    ["2024-03-01", "3/14/24", "01.03.2024", "14:07:33", "MAR 14, 2024", "A-101.dwg",
     "REV 3", "Revision: B", "v2.1"],
)  # fmt: skip
def test_a_stamp_in_the_title_block_is_the_title_blocks(text: str) -> None:
    assert zone().holds(box_at(STRIP_X, 1000), (text, text))


def test_a_date_in_the_middle_of_the_drawing_is_a_change_of_the_drawing() -> None:
    assert not zone().holds(box_at(1000, 800), ("2024-03-01", "2024-04-01"))


def test_a_dimension_beside_a_label_is_a_change_of_the_drawing() -> None:
    place = box_at(STRIP_X + 20, 1300)
    assert zone().holds(place, ("3", "4"))
    assert not zone().holds(place, ("9'-3\"", "9'-9\""))


def test_a_short_text_beside_a_label_is_the_title_blocks() -> None:
    assert zone().holds(box_at(STRIP_X, 1312), ("MK", "TB"))


def test_a_long_text_beside_a_label_is_not() -> None:
    texts = ("PROVIDE TWO HOUR RATED WALL", "PROVIDE ONE HOUR RATED WALL")
    assert not zone().holds(box_at(STRIP_X, 1312), texts)


@pytest.mark.parametrize("text", ["12'-6\"", "3450", "KEYNOTE 7", "SEE A-501"])
def test_text_of_the_drawing_inside_the_edge_band_is_not_swallowed(text: str) -> None:
    assert not zone().holds(box_at(2150, 700), (text, text + "X"))


def test_a_sheet_with_hardly_a_label_has_no_places_beside_labels() -> None:
    assert not zone(labels=("DATE:", "SCALE")).holds(box_at(STRIP_X, 1312), ("MK", "TB"))


def revision_table() -> tuple[Word, ...]:
    return (word("REVISIONS", STRIP_X, 300), word("2024-03-01", STRIP_X + 30, 340))


def test_a_cell_of_a_revision_row_is_the_title_blocks() -> None:
    table = zone(*revision_table())
    assert table.holds((STRIP_X + 100, 332, STRIP_X + 180, 340), (None, "ISSUED FOR PERMIT"))


def test_text_below_the_revision_rows_is_not() -> None:
    table = zone(*revision_table())
    assert not table.holds((STRIP_X + 100, 372, STRIP_X + 180, 380), (None, "KEY PLAN OF TOWER"))


def test_added_and_removed_text_has_one_side_only() -> None:
    assert zone().holds(box_at(STRIP_X, 1000), (None, "2024-03-01"))
    assert zone().holds(box_at(STRIP_X, 1000), ("2024-03-01", None))


def test_a_sheet_number_beside_the_scale_of_a_view_is_a_change_of_the_drawing() -> None:
    views = [word("SCALE:", x, 1500) for x in (300, 560, 820, 1080)]
    views += [word("PLOTTED", 60, 1500), word("BY:", 60, 1400)]
    assert not zone(*views).holds((270, 1490, 294, 1500), ("A-201", "A-701"))


def table(*dates: str, upwards: bool = False) -> TitleBlockZone:
    """A revision table whose rows stand 18 pt apart, below its heading or above it."""
    step = -18 if upwards else 18
    rows = [word(date, STRIP_X + 150, 800 + step * n) for n, date in enumerate(dates, start=1)]
    return zone(word("REVISIONS", STRIP_X, 800), *rows)


@pytest.mark.parametrize("upwards", [False, True])
def test_ink_of_a_new_row_of_the_revision_table_is_the_title_blocks(*, upwards: bool) -> None:
    y = 800 + 3 * (-18 if upwards else 18)
    box = (STRIP_X + 20, y - 8, STRIP_X + 120, y)
    assert table("3/14/24", "4/1/24", upwards=upwards).holds_ink(box)


@pytest.mark.parametrize(
    "box",
    [
        (STRIP_X + 20, 930, STRIP_X + 120, 938),  # five rows further down
        (STRIP_X - 60, 850, STRIP_X + 20, 858),  # half beside it
        (STRIP_X + 20, 840, STRIP_X + 60, 880),  # higher than a line of text
    ],
)
def test_ink_near_the_revision_table_is_the_drawings(box: Box) -> None:
    assert not table("3/14/24", "4/1/24").holds_ink(box)


def test_ink_on_a_date_in_the_title_block_is_the_title_blocks() -> None:
    stamp = word("2024-03-01", STRIP_X, 1000)
    assert zone(stamp).holds_ink((STRIP_X + 5, 993, STRIP_X + 15, 999))
    assert not zone(stamp).holds_ink((STRIP_X + 5, 960, STRIP_X + 45, 1040))


def test_ink_on_a_date_in_the_middle_of_the_drawing_is_the_drawings() -> None:
    assert not zone(word("2024-03-01", 1000, 800)).holds_ink((1005, 793, 1015, 799))


def test_ink_beside_a_heading_without_dates_is_the_drawings() -> None:
    assert not table().holds_ink((STRIP_X + 20, 810, STRIP_X + 120, 818))
