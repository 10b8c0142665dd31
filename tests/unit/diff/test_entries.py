"""One change is one entry, and no place is lost on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.changes import Change, ChangeCategory, ChangeKind
from common.domain.geometry import Box, overlap_area
from functions.diff.entries import merge_entries, parts_of
from functions.diff.entry_items import Item

ADDED, REMOVED = ChangeKind.ADDED, ChangeKind.REMOVED
MODIFIED, MOVED = ChangeKind.MODIFIED, ChangeKind.MOVED
DIMENSION, LINEWORK = ChangeCategory.DIMENSION, ChangeCategory.LINEWORK
TEXT, TITLE_BLOCK = ChangeCategory.TEXT, ChangeCategory.TITLE_BLOCK


def item(
    box: Box,
    text: str | None = None,
    *,
    kind: ChangeKind = ADDED,
    category: ChangeCategory | None = None,
    moved: tuple[float, float] | None = None,
) -> Item:
    """Return a place that differs: ink, or 8 pt text."""
    old = None if kind is ADDED else text
    new = None if kind is REMOVED else text
    x0, y0, x1, y1 = box
    change = Change(
        id="",
        kind=kind,
        category=category or (TEXT if text else LINEWORK),
        box_pt=box,
        box_px=(int(x0), int(y0), int(x1) + 1, int(y1) + 1),
        old_text=old,
        new_text=new,
        ink_px=10,
        moved_pt=moved,
    )
    return Item(change=change, size_pt=8.0 if text else 0.0)


def merged(*items: Item, has_ink: bool = True) -> list[Change]:
    return merge_entries(items, lambda _: (1, 1) if has_ink else (0, 0))


def test_a_dimension_is_one_entry_with_the_line_on_both_sides_of_it() -> None:
    [found] = merged(
        item((100, 100, 148, 102)), item((150, 96, 180, 105), "12'-6\"", category=DIMENSION),
        item((182, 100, 230, 102)),
    )  # fmt: skip
    assert (found.category, found.kind, found.new_text) == (DIMENSION, ADDED, "12'-6\"")
    assert found.box_pt == (100.0, 96.0, 230.0, 105.0)
    assert found.ink_px == 30


def test_a_removed_line_is_not_part_of_an_added_dimension() -> None:
    found = merged(item((100, 100, 148, 102), kind=REMOVED), item((150, 96, 180, 105), "12'-6\""))
    assert len(found) == 2


def test_a_text_within_a_far_reaching_outline_is_not_part_of_it() -> None:
    cloud, note = item((0, 0, 400, 300)), item((180, 140, 220, 150), "NOTE")
    assert len(merged(cloud, note, has_ink=False)) == 2


def test_a_door_and_its_tag_are_one_entry() -> None:
    door = item((100, 100, 160, 160), kind=MODIFIED)
    [found] = merged(door, item((120, 120, 136, 130), "116B", kind=REMOVED))
    assert (found.kind, found.old_text, found.new_text) == (MODIFIED, "116B", None)


def test_ink_around_a_text_that_went_and_another_that_came_is_nobody_s() -> None:
    ink = item((100, 100, 190, 160), kind=MODIFIED)
    texts = item((110, 110, 130, 120), "A1", kind=REMOVED), item((150, 140, 170, 150), "B2")
    assert len(merged(ink, *texts)) == 3


def test_lines_of_a_note_are_one_entry() -> None:
    [found] = merged(item((100, 100, 200, 109), "35 ppl"), item((100, 112, 190, 121), "at the bar"))
    assert found.new_text == "35 ppl\nat the bar"
    assert [part.new_text for part in found.parts] == ["35 ppl", "at the bar"]


def test_numbered_notes_stay_apart() -> None:
    notes = item((100, 100, 200, 109), "4. GROUT"), item((100, 112, 190, 121), "5. CAULK")
    assert len(merged(*notes)) == 2


def test_edits_in_neighbouring_lines_stay_apart() -> None:
    lines = [item((100, y, 200, y + 9), "TEXT", kind=MODIFIED) for y in (100, 112)]
    assert len(merged(*lines)) == 2


def test_texts_that_moved_together_are_one_entry() -> None:
    [found] = merged(
        *(item((100, y, 200, y + 9), "LINE", kind=MOVED, moved=(0, 24)) for y in (100, 125))
    )
    assert (found.kind, found.moved_pt) == (MOVED, (0, 24))


def test_texts_that_moved_apart_are_two_entries() -> None:
    moves = ((0.0, 24.0), (6.0, 24.0))
    assert len(merged(*(item((9, 9, 90, 18), "A", kind=MOVED, moved=m) for m in moves))) == 2


@pytest.mark.parametrize(("gap", "count"), [(1.0, 1), (9.0, 2)])
def test_pieces_of_a_figure_are_one_entry_if_they_touch(gap: float, count: int) -> None:
    assert len(merged(item((0, 0, 100, 40)), item((0, 40 + gap, 100, 60)))) == count


def test_the_title_block_takes_nothing_of_the_drawing() -> None:
    stamp = item((100, 100, 150, 109), "6/28/2024", category=TITLE_BLOCK)
    assert len(merged(stamp, item((100, 110, 150, 130)), item((100, 111, 150, 120), "NOTE"))) == 2


def test_entries_grow_no_longer_than_a_reader_can_follow() -> None:
    notes = [item((100, 12.0 * n, 200, 12.0 * n + 9), "LINE") for n in range(100)]
    assert all(c.box_pt[3] - c.box_pt[1] <= 500 for c in merged(*notes))


coordinates = st.integers(0, 300).map(float)
texts = st.none() | st.sampled_from(["A", "12'-6\"", "NOTE 1", "2. NOTE"])


@st.composite
def items(draw: st.DrawFn) -> Item:
    x, y = draw(coordinates), draw(coordinates)
    box = (x, y, x + draw(st.integers(1, 90)), y + draw(st.integers(1, 30)))
    kind, text = draw(st.sampled_from(ChangeKind)), draw(texts)
    moved = (draw(st.sampled_from([0.0, 5.0])), 9.0) if kind is MOVED else None
    return item(box, text, kind=kind, moved=moved)


@given(st.lists(items(), max_size=25), st.booleans())
def test_every_place_text_and_pixel_is_in_exactly_one_entry(given: list[Item], ink: bool) -> None:
    found = merged(*given, has_ink=ink)
    places = Counter(part for change in found for part in parts_of(change))
    assert places == Counter(part for each in given for part in parts_of(each.change))
    assert sum(change.ink_px for change in found) == sum(each.change.ink_px for each in given)


@given(st.lists(items(), max_size=25))
def test_an_entry_covers_its_parts_and_quotes_their_texts(given: list[Item]) -> None:
    for change in merged(*given):
        for part in change.parts:
            whole = (part.box_pt[2] - part.box_pt[0]) * (part.box_pt[3] - part.box_pt[1])
            assert overlap_area(change.box_pt, part.box_pt) == pytest.approx(whole)
            assert (part.new_text or "") in (change.new_text or "")
            assert (part.old_text or "") in (change.old_text or "")


@pytest.mark.parametrize(("by", "count"), [((20.0, 5.3), 1), ((20.0, 25.0), 2)])
def test_pieces_that_moved_are_one_entry_if_they_moved_alike(
    by: tuple[float, float], count: int
) -> None:
    found = merged(
        item((100, 100, 120, 120), kind=MOVED, moved=(20.0, 5.0)),
        item((121, 100, 140, 120), kind=MOVED, moved=by),
    )
    assert len(found) == count


def test_views_that_went_one_way_at_different_sizes_are_two_entries() -> None:
    near = item((100, 100, 120, 120), kind=MOVED, moved=(20.0, 5.0))
    other = item((121, 100, 140, 120), kind=MOVED, moved=(20.0, 5.0))
    assert len(merged(near, other)) == 1
    enlarged = replace(other, change=replace(other.change, scaled=2.0))
    assert len(merged(near, enlarged)) == 2


def test_a_tag_that_changed_in_a_symbol_that_moved_is_an_entry_of_its_own() -> None:
    found = merged(
        item((90, 90, 120, 120), kind=MOVED, moved=(20.0, 5.0)),
        item((100, 100, 110, 108), "D7", kind=MODIFIED),
    )
    assert {change.kind for change in found} == {MOVED, MODIFIED}


def test_lines_that_meet_at_a_corner_are_one_entry() -> None:
    frame = [(0, 0, 300, 2), (0, 0, 2, 80), (0, 78, 300, 80), (298, 0, 300, 80)]
    [found] = merged(*(item(side, kind=REMOVED) for side in frame))
    assert (found.box_pt, len(found.parts)) == ((0, 0, 300, 80), 4)


@pytest.mark.parametrize(
    "other", [(100, 0, 102, 80), (100, -40, 102, 40), (308, 0, 310, 80), (0, 12, 300, 14)]
)
def test_lines_that_cross_or_end_on_one_another_stay_apart(other: Box) -> None:
    assert len(merged(item((0, 0, 300, 2)), item(other))) == 2


def test_a_tick_belongs_to_the_line_that_ends_at_it() -> None:
    tick = (295, -6, 307, 8)
    assert len(merged(item((0, 0, 300, 2)), item(tick))) == 1
    assert len(merged(item((0, 0, 300, 2), kind=REMOVED), item(tick))) == 2
    assert len(merged(item((0, 0, 300, 2)), item((140, -14, 154, -3)))) == 2


def test_a_tag_that_came_is_none_of_a_symbol_that_went() -> None:
    went = item((100, 100, 160, 160), kind=REMOVED)
    assert len(merged(went, item((120, 120, 136, 130), "C26"))) == 2
    assert len(merged(went, item((120, 120, 136, 130), "C26", kind=REMOVED))) == 1


@pytest.mark.parametrize(
    ("ink", "count"),
    [
        ((70, 102, 85, 106), 1),
        ((205, 100, 225, 108), 1),
        ((60, 102, 70, 106), 2),
        ((70, 90, 85, 118), 2),
        ((70, 112, 85, 116), 2),
    ],
    ids=["arrow left", "arrow right", "too far", "a wall", "another line"],
)
def test_an_arrow_outside_a_narrow_dimension_is_its_own(ink: Box, count: int) -> None:
    dimension = item((100, 99, 190, 109), "33 in", category=DIMENSION)
    assert len(merged(dimension, item(ink), has_ink=False)) == count
    note = item((100, 99, 190, 109), "NOTE")
    assert len(merged(note, item(ink), has_ink=False)) == 2
