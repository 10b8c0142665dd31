"""Every differing pixel is booked once: on an entry, or muted with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.domain.changes import Change, ChangeCategory, ChangeKind
from common.domain.geometry import Box, Transform
from common.domain.ink_ledger import EntryInk, InkLedger, MuteReason
from functions.diff.change_cells import ChangeCells
from functions.diff.ink import InkCells
from functions.diff.ledger import MAX_PLACES, settled

PX_PER_PT = 300 / 72
CELL_PT = 8 / PX_PER_PT
ROWS, COLUMNS = 60, 80
Step = Callable[[ChangeCells], None]


def cells(*places: tuple[int, int], px: int = 10) -> ChangeCells:
    """Return a grid with added pixels at some (row, column), all far from any line."""
    added = np.zeros((ROWS, COLUMNS), np.uint8)
    for place in places:
        added[place] = px
    return ChangeCells(InkCells(removed=added * 0, added=added, clear=added), PX_PER_PT)


def box(row: float, column: float, height: float = 1, width: float = 1) -> Box:
    """Return the box of some cells in points, a little inside."""
    x, y = column * CELL_PT, row * CELL_PT
    return (x + 0.1, y + 0.1, x + width * CELL_PT - 0.1, y + height * CELL_PT - 0.1)


def change(change_id: str, box_pt: Box, moved_pt: tuple[float, float] | None = None) -> Change:
    return Change(
        id=change_id, kind=ChangeKind.MODIFIED, category=ChangeCategory.TEXT, box_pt=box_pt,
        box_px=(0, 0, 1, 1), moved_pt=moved_pt,
    )  # fmt: skip


def booked(ledger: InkLedger) -> dict[str, int]:
    return {entry.change_id: entry.ink_px for entry in ledger.entries}


def test_ink_under_two_entries_is_booked_on_the_smaller() -> None:
    found = cells((20, 20))
    found.report([box(20, 20)])
    ledger = settled(found, [change("c1", box(10, 10, 20, 20)), change("c2", box(20, 20))], 300)
    assert booked(ledger) == {"c1": 0, "c2": 10}


def test_ink_where_a_moved_text_stood_is_booked_on_it() -> None:
    found = cells((20, 20), (40, 60))
    found.report([box(20, 20), box(40, 60)])
    moved = change("c1", box(40, 60), (40 * CELL_PT, 20 * CELL_PT))
    other = change("c2", box(20, 30))
    assert booked(settled(found, [moved, other], 300)) == {"c1": 20, "c2": 0}


def test_ink_where_a_view_stood_that_was_enlarged_and_turned_is_booked_on_it() -> None:
    found = cells((20, 70))
    found.report([box(20, 70)])
    # It is 20 cells high and 6 wide around row 40, column 40; it was 3 high and 10 wide around 70.
    moved = replace(
        change("c1", box(30, 37, 20, 6), (-30 * CELL_PT, 20 * CELL_PT)), scaled=2.0, turned_deg=90.0
    )
    assert booked(settled(found, [moved, change("c2", box(20, 76))], 300)) == {"c1": 10, "c2": 0}


def test_ink_beside_its_entry_is_booked_on_the_nearest() -> None:
    found = cells((20, 24))
    found.report([box(20, 24)])
    ledger = settled(found, [change("c1", box(20, 20)), change("c2", box(20, 60))], 300)
    assert booked(ledger) == {"c1": 10, "c2": 0}


def test_ink_of_an_entry_that_the_list_left_out_is_muted_as_such() -> None:
    found = cells((20, 20))
    found.report([box(20, 20)])
    [muted] = settled(found, [change("c1", box(50, 70))], 300).muted
    assert (muted.reason, muted.ink_px) == (MuteReason.UNLISTED, 10)


def test_muted_ink_says_where_it_is() -> None:
    found = cells((20, 20), (20, 22), (50, 70))
    found.mute([box(20, 20, 1, 3), box(50, 70)], MuteReason.FONT)
    [muted] = settled(found, [], 300).muted
    assert (muted.reason, muted.ink_px, muted.place_count) == (MuteReason.FONT, 30, 2)
    first, second = muted.boxes_pt
    assert first == pytest.approx(tuple(v * CELL_PT for v in (18, 18, 25, 23)))
    assert second == pytest.approx(tuple(v * CELL_PT for v in (68, 48, 73, 53)))


def test_of_many_muted_places_the_biggest_are_kept_and_all_are_counted() -> None:
    big = np.zeros((300, 300), np.uint8)
    big[3::6, 3::6] = 5
    big[3, 3] = 60
    found = ChangeCells(InkCells(removed=big, added=big * 0, clear=big), PX_PER_PT)
    found.mute_rest()
    [muted] = settled(found, [], 300).muted
    assert MAX_PLACES == len(muted.boxes_pt) < muted.place_count == 2500
    assert muted.boxes_pt[0] == pytest.approx(tuple(v * CELL_PT for v in (1, 1, 6, 6)))


def test_pixels_that_only_a_plotter_moved_are_told_from_what_is_too_small() -> None:
    ink = np.zeros((ROWS, COLUMNS), np.uint8)
    ink[5, 5] = 9
    clear = ink // 4
    found = ChangeCells(InkCells(removed=ink, added=ink * 0, clear=clear), PX_PER_PT)
    found.mute_rest()
    muted = {m.reason: m.ink_px for m in settled(found, [], 300).muted}
    assert muted == {MuteReason.REPLOT: 7, MuteReason.SMALL: 2}


def test_a_comparison_cannot_be_closed_while_ink_is_left() -> None:
    with pytest.raises(ValueError, match="neither reported nor muted"):
        settled(cells((1, 1)), [], 300)


def test_a_sheet_without_differences_has_nothing_to_book() -> None:
    ledger = settled(cells(), [change("c1", box(1, 1))], 300)
    assert ledger == InkLedger(dpi=300, total_px=0, entries=(EntryInk(change_id="c1", ink_px=0),))


boxes = st.tuples(
    st.integers(-4, 24), st.integers(-4, 30), st.integers(1, 12), st.integers(1, 12)
).map(lambda place: box(*place))
seeds = st.integers(0, 2**16)


def noise(seed: int) -> InkCells:
    random = np.random.default_rng(seed)
    planes = random.integers(0, 65, (3, 24, 30), np.uint8)
    planes *= random.random(planes.shape) < 0.2
    return InkCells(removed=planes[0], added=planes[1], clear=planes[2])


def moved(cells: ChangeCells, seed: int) -> None:
    also = Transform(tx=seed % 40, ty=seed % 23)
    cells.explain_by(noise(seed), Transform(), also, np.ones((2, 3), np.uint8))


steps: st.SearchStrategy[Step] = st.one_of(
    boxes.map(lambda b: lambda cells: cells.report([b])),
    st.tuples(boxes, st.sampled_from(MuteReason)).map(
        lambda way: lambda cells: cells.mute([way[0]], way[1])
    ),
    boxes.map(lambda b: lambda cells: cells.mute_balanced([b])),
    seeds.map(lambda seed: lambda cells: moved(cells, seed)),
)


@settings(max_examples=80)
@given(seeds, st.lists(steps, max_size=8), st.lists(boxes, max_size=6))
def test_the_ledger_adds_up_to_all_that_differs(
    seed: int, taken: list[Step], listed: list[Box]
) -> None:
    ink = noise(seed)
    found = ChangeCells(ink, PX_PER_PT)
    for step in taken:
        step(found)
    found.mute_rest()
    ledger = settled(found, [change(f"c{n}", b) for n, b in enumerate(listed)], 300)
    total = int(ink.removed.sum(dtype=int) + ink.added.sum(dtype=int))
    assert ledger.total_px == total
    assert total == sum(e.ink_px for e in ledger.entries) + sum(m.ink_px for m in ledger.muted)
