"""One pair of sheets: every edit once, nothing else, and the same again tomorrow."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest

from common.domain.changes import AlignmentGrade, ChangeCategory, ChangeKind
from common.domain.geometry import Box, Transform, grown
from common.domain.ink_ledger import MuteReason
from functions.diff.close_look import MAX_LOOKS
from functions.diff.compare import SheetDifference, SheetSource, compare_sheets
from tests.unit.diff.sheets import (
    LETTER,
    NOTES,
    Drawing,
    Image,
    busy,
    circle,
    decoded,
    fill,
    frame,
    line,
    notes_and_schedule,
    other_drawing,
    pipes,
    plan,
    plot,
    rect,
    scan,
    source,
    text,
    together,
    touching,
    turned,
    without,
)

ADDED, REMOVED = ChangeKind.ADDED, ChangeKind.REMOVED
MODIFIED, MOVED = ChangeKind.MODIFIED, ChangeKind.MOVED
DIMENSION, TEXT = ChangeCategory.DIMENSION, ChangeCategory.TEXT
LINEWORK, FILL = ChangeCategory.LINEWORK, ChangeCategory.FILL
TITLE_BLOCK = ChangeCategory.TITLE_BLOCK
SHEET = busy()
BASE = source(plot(SHEET))
NOTE = f"{NOTES[3]} WHERE THEY MEET {{}}STONE OR BRICK OR TIMBER."
HALF_SIZE = Transform(a=0.5, d=0.5, tx=198, ty=153)
HATCH = tuple(f"hatch {n}" for n in range(14))


def compared(
    new: Drawing, old: Drawing | None = None, *, placed: Transform | None = None, dpi: int = 300
) -> SheetDifference:
    before = BASE if old is None else source(plot(old))
    return compare_sheets(before, source(plot(new, placed=placed)), dpi=dpi)


@dataclass(frozen=True)
class Edit:
    """A sheet, and the one entry that must be all there is.

    `box_pt` is what was drawn or erased.
    """

    new: Drawing
    kind: ChangeKind
    category: ChangeCategory
    box_pt: Box
    old_text: str | None = None
    new_text: str | None = None


EDITS = {
    "dimension changed": Edit(
        SHEET | {"dim top 1": text(225, 74, "12'-6\"", 7)},
        MODIFIED, DIMENSION, (225, 67, 243, 75), "12'-3\"", "12'-6\"",
    ),
    "dimension added": Edit(
        SHEET | {"dim": text(400, 300, "6'-0\"", 7)},
        ADDED, DIMENSION, (400, 294, 413, 301), None, "6'-0\"",
    ),
    "word inserted in a long note": Edit(
        SHEET | {"note 3": text(60, 483, NOTE.format("GLAZED "), 6)},
        MODIFIED, TEXT, (362, 478, 470, 484),
        "WHERE THEY MEET STONE OR BRICK OR TIMBER.",
        "WHERE THEY MEET GLAZED STONE OR BRICK OR TIMBER.",
    ),
    "note numbered anew": Edit(
        SHEET | {"note 1": text(60, 461, NOTES[1].replace("2.", "6."), 6)},
        MODIFIED, TEXT, (60, 456, 64, 462), NOTES[1], NOTES[1].replace("2.", "6."),
    ),
    "label moved": Edit(
        SHEET | {"room 6": text(340, 268, "STORE", 8)},
        MOVED, TEXT, (340, 261, 367, 269), "STORE", "STORE",
    ),
    "label removed": Edit(
        without(SHEET, "room 4"), REMOVED, TEXT, (100, 243, 135, 251), "KITCHEN", None
    ),
    "label added": Edit(
        SHEET | {"new": text(400, 380, "SUMP", 7)}, ADDED, TEXT, (400, 374, 420, 381), None, "SUMP"
    ),
    "cell changed": Edit(
        SHEET | {"row 1": SHEET["row 1"], "row 2": lambda page: [
            text(x, 480, cell, 6)(page) for x, cell in ((470, "D3"), (505, "762"), (555, "MAPLE"))
        ]},
        MODIFIED, TEXT, (555, 475, 574, 481), "BIRCH", "MAPLE",
    ),
    "wall removed": Edit(
        without(SHEET, "wall left 5"), REMOVED, LINEWORK, (189, 202, 191, 308)
    ),
    "wall added": Edit(
        SHEET | {"new": line(460, 320, 460, 400, 1.5)}, ADDED, LINEWORK, (459, 320, 461, 400)
    ),
    "brace added": Edit(
        SHEET | {"new": line(320, 110, 400, 130)}, ADDED, LINEWORK, (320, 110, 400, 130)
    ),
    "door added": Edit(SHEET | {"new": circle(510, 380)}, ADDED, LINEWORK, (504, 374, 516, 386)),
    "door removed": Edit(without(SHEET, "door 7"), REMOVED, LINEWORK, (457, 292, 469, 304)),
    "bench moved a little": Edit(
        SHEET | {"bench 1": rect(266, 180, 289, 185)}, MOVED, LINEWORK, (266, 180, 289, 185)
    ),
    "bench turned": Edit(
        SHEET | {"bench 1": rect(262, 165, 267, 188)}, MODIFIED, LINEWORK, (262, 165, 285, 188)
    ),
    "hatch removed": Edit(without(SHEET, *HATCH), REMOVED, LINEWORK, (195, 205, 296, 235)),
    "hairline added": Edit(
        SHEET | {"new": line(200, 400, 260, 400, 0.05)}, ADDED, LINEWORK, (200, 399.8, 260, 400.2)
    ),
    "area filled": Edit(
        {"new": fill((440, 330, 540, 400), (1, 0.9, 0.6))} | SHEET,
        MODIFIED, FILL, (440, 330, 540, 400),
    ),
    "date changed": Edit(
        SHEET | {"DATE": text(665, 343, "2024-06-15", 8)},
        MODIFIED, TITLE_BLOCK, (665, 336, 706, 344), "2024-03-01", "2024-06-15",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_exactly_one_entry_at_its_place(name: str) -> None:
    edit = EDITS[name]
    [found] = compared(edit.new).changes
    assert (found.kind, found.category) == (edit.kind, edit.category)
    assert (found.old_text, found.new_text) == (edit.old_text, edit.new_text)
    assert _is_within(edit.box_pt, grown(found.box_pt, 2))
    assert _is_within(found.box_pt, grown(edit.box_pt, 5))


def _is_within(inner: Box, outer: Box) -> bool:
    low = inner[0] >= outer[0] and inner[1] >= outer[1]
    return low and inner[2] <= outer[2] and inner[3] <= outer[3]


def test_a_wall_that_moved_is_one_entry_with_its_way() -> None:
    difference = compared(SHEET | {"wall left 6": line(330, 200, 330, 310, 1.5)})
    [found] = difference.changes
    assert (found.kind, found.category) == (MOVED, LINEWORK)
    assert found.moved_pt == pytest.approx((20, 0), abs=0.5)
    assert difference.ledger is not None
    assert [entry.ink_px > 400 for entry in difference.ledger.entries] == [True]


def test_a_wall_moved_out_of_reach_is_one_entry_where_it_was_and_one_where_it_is() -> None:
    found = compared(SHEET | {"wall left 6": line(425, 200, 425, 310, 1.5)}).changes
    assert [(c.kind, c.category) for c in found] == [(REMOVED, LINEWORK), (ADDED, LINEWORK)]


def test_a_tag_that_moved_is_one_entry_with_its_outline() -> None:
    old, new = (
        SHEET | {"tag": together(circle(x, y, 8), text(x - 5, y + 2, "W7", 6))}
        for x, y in ((390, 270), (412, 285))
    )
    [found] = compare_sheets(source(plot(old)), source(plot(new))).changes
    assert (found.kind, found.category, found.new_text) == (MOVED, TEXT, "W7")
    assert {part.category for part in found.parts} == {TEXT, LINEWORK}


def test_a_removed_row_is_one_entry_with_its_cells() -> None:
    [found] = compared(without(SHEET, "row 2")).changes
    assert [part.old_text for part in found.parts] == ["D3", "762", "BIRCH"]
    assert {found.kind, *(part.kind for part in found.parts)} == {REMOVED}


def test_all_edits_at_once_are_found() -> None:
    names = ("dimension changed", "label added", "hatch removed", "door removed", "date changed")
    new = dict(SHEET)
    for name in names:
        new |= {k: v for k, v in EDITS[name].new.items() if SHEET.get(k) is not v}
    new = without(new, "door 7", *HATCH)
    found = compared(new).changes
    assert len(found) == len(names)
    assert all(touching(found, EDITS[name].box_pt) for name in names)


@pytest.mark.parametrize("size", [4, 9])
@pytest.mark.parametrize(("before", "after"), [("8'-0\"", "6'-0\""), ("3'-3\"", "3'-8\"")])
def test_a_single_digit_of_a_dimension_is_an_entry_at_every_size(
    before: str, after: str, size: float
) -> None:
    old, new = (SHEET | {"dim": text(400, 300, words, size)} for words in (before, after))
    [found] = compared(new, old).changes
    assert (found.kind, found.old_text, found.new_text) == (MODIFIED, before, after)


def test_of_texts_too_many_to_look_at_the_ledger_says_where_they_are() -> None:
    tagged = frame() | pipes()
    old, new = source(plot(tagged)), source(plot(without(tagged, "pipe 7")))
    encoded = replace(new, words=tuple(replace(w, text=f"{w.text}?") for w in new.words))
    found = compare_sheets(old, encoded, dpi=100)
    assert found.ledger is not None
    [unread] = [ink for ink in found.ledger.muted if ink.reason is MuteReason.ENCODING]
    assert unread.ink_px == 0
    assert 0 < unread.place_count <= len(new.words) - MAX_LOOKS


def test_a_sheet_whose_words_nobody_read_lists_no_text_that_came_or_went() -> None:
    wordless = SheetSource(pdf=source(plot(EDITS["cell changed"].new)).pdf, words=())
    for pair in ((BASE, wordless), (wordless, BASE)):
        found = compare_sheets(*pair).changes
        assert found
        assert {(change.old_text, change.new_text) for change in found} == {(None, None)}


def test_a_dimension_changed_in_a_filled_area_does_not_hide_the_fill() -> None:
    new = {"fill": fill((440, 330, 540, 400), (1, 0.9, 0.6))} | SHEET
    found = compared(new | {"room number 11": text(470, 372, "113", 7)}).changes
    assert {change.category for change in found} == {FILL, TEXT}


@pytest.mark.parametrize(
    "placed",
    [None, Transform(tx=20, ty=-12), HALF_SIZE, turned(0.3), turned(90, scale=0.7)],
    ids=["in place", "shifted", "half size", "skewed", "turned"],
)
def test_a_sheet_plotted_again_has_no_change(placed: Transform | None) -> None:
    again = compared(dict(reversed(SHEET.items())), placed=placed)
    assert again.changes == ()
    assert again.alignment is not None
    assert again.alignment.grade is AlignmentGrade.VERIFIED


def test_a_sheet_stored_turned_has_no_change() -> None:
    assert compare_sheets(BASE, source(plot(SHEET, rotate_deg=90))).changes == ()


def test_a_scan_of_the_plot_has_no_change() -> None:
    assert compare_sheets(BASE, source(scan(plot(SHEET)))).changes == ()


def test_a_room_drawn_into_a_scan_is_found() -> None:
    new = SHEET | {"new": rect(330, 110, 380, 125)}
    found = compare_sheets(source(scan(plot(SHEET), 1)), source(scan(plot(new), 2))).changes
    assert [change.kind for change in found] == [ADDED]
    assert _is_within((330, 110, 380, 125), grown(found[0].box_pt, 2))


def test_a_digit_that_changed_on_a_scan_is_found() -> None:
    old, new = (
        source(scan(plot(SHEET | {"size": text(340, 120, value, 9)}), seed))
        for seed, value in ((1, "1'-0\""), (2, "4'-0\""))
    )
    [found] = compare_sheets(old, new).changes
    assert _is_within(found.box_pt, (334, 108, 350, 126))  # cells of 4 pt


def test_room_names_set_in_another_font_are_no_change() -> None:
    serif = {
        f"room {n}": text(100 + 120 * (n % 4), 140 + 110 * (n // 4), name, 8, "tiro")
        for n, name in enumerate(("LOBBY", "OFFICE", "LAB", "STUDY"))
    }
    assert compared(SHEET | serif).changes == ()


@pytest.mark.parametrize("x", [590, 620, 628])
def test_a_dimension_near_the_title_block_is_a_change_of_the_drawing(x: float) -> None:
    old, new = (SHEET | {"dim": text(x, 335, words, 7)} for words in ("9'-3\"", "9'-9\""))
    [found] = compared(new, old).changes
    assert found.category is DIMENSION


def test_a_plan_moved_inside_its_frame_is_one_entry() -> None:
    rest = frame() | notes_and_schedule()
    [found] = compared(rest | plan(22, 14), rest | plan()).changes
    assert found.kind is MOVED
    assert found.moved_pt == pytest.approx((22, 14), abs=0.1)


def test_an_edit_inside_a_moved_plan_is_an_entry_of_its_own() -> None:
    rest = frame() | notes_and_schedule()
    found = compared(rest | without(plan(22, 14), "door 6"), rest | plan()).changes
    assert {change.kind for change in found} == {MOVED, REMOVED}
    assert len(found) == 2


@pytest.mark.parametrize(
    ("edit", "category"), [("date changed", TITLE_BLOCK), ("label added", LINEWORK)]
)
def test_without_any_words_rules_tell_the_title_block(edit: str, category: ChangeCategory) -> None:
    old, new = (SheetSource(pdf=plot(d), words=()) for d in (SHEET, EDITS[edit].new))
    assert {change.category for change in compare_sheets(old, new).changes} == {category}


@pytest.mark.parametrize("moved_pt", [(22, 14), (0, 0)], ids=["plan moved", "nothing moved"])
def test_a_small_fill_that_turns_gray_in_a_plan_is_a_change_wherever_the_plan_went(
    moved_pt: tuple[int, int],
) -> None:
    rest, (dx, dy) = frame() | notes_and_schedule(), moved_pt
    box: Box = (210 + dx, 285 + dy, 220 + dx, 293 + dy)
    old = rest | plan() | {"head": fill((210, 285, 220, 293), (0.0, 0.0, 0.0))}
    new = rest | plan(dx, dy) | {"head": fill(box, (0.5, 0.5, 0.5))}
    changes = compared(new, old).changes
    [found] = [c for c in changes if c.category is FILL]
    assert found.box_pt == pytest.approx(box, abs=1.5)
    assert changes == (found,) or moved_pt != (0, 0)


@pytest.mark.parametrize("new", [other_drawing(), {}], ids=["other drawing", "blank"])
def test_what_cannot_be_compared_is_shown_side_by_side_without_a_colour(new: Drawing) -> None:
    result = compared(new)
    assert result.alignment is not None
    assert result.alignment.grade is AlignmentGrade.NOT_COMPARABLE
    assert result.changes == ()
    pixels = decoded(result.overlay_png)
    assert (pixels == pixels[:, :, :1]).all()
    assert result.width_px > 2 * LETTER[0]


@pytest.fixture(scope="module")
def many() -> SheetDifference:
    new = without(SHEET, "door 7", "room 4", *HATCH) | EDITS["dimension changed"].new
    new = without(new, "door 7", "room 4", *HATCH) | {"x": text(400, 380, "SUMP", 7)}
    return compared(new | {"y": circle(600, 560), "z": circle(30, 30)})


def test_ids_are_unique_and_in_reading_order(many: SheetDifference) -> None:
    assert [change.id for change in many.changes] == [
        f"c{n}" for n in range(1, len(many.changes) + 1)
    ]
    rows = [int(change.box_pt[1] // 72) for change in many.changes]
    assert len(many.changes) == 7
    assert rows == sorted(rows)


def test_within_a_row_entries_run_from_left_to_right(many: SheetDifference) -> None:
    for row in range(9):
        lefts = [c.box_pt[0] for c in many.changes if int(c.box_pt[1] // 72) == row]
        assert lefts == sorted(lefts)


@pytest.mark.parametrize("dpi", [150, 300])
def test_a_box_in_pixels_is_the_box_in_points_at_the_overlays_resolution(dpi: int) -> None:
    result = compared(EDITS["dimension changed"].new, dpi=dpi)
    scale = result.overlay_dpi / 72
    [found] = result.changes
    x0, y0, x1, y1 = (value * scale for value in found.box_pt)
    assert found.box_px == (math.floor(x0), math.floor(y0), math.ceil(x1), math.ceil(y1))


def test_changed_pixels_of_the_overlay_lie_in_the_boxes(many: SheetDifference) -> None:
    pixels = decoded(many.overlay_png)
    coloured = _is_coloured(pixels)
    inside = np.zeros_like(coloured)
    for change in many.changes:
        x0, y0, x1, y1 = change.box_px
        inside[y0:y1, x0:x1] = True
        assert coloured[y0:y1, x0:x1].any()
    assert not (coloured & ~inside).any()


def _is_coloured(pixels: Image) -> np.ndarray:
    return np.asarray((pixels != pixels[:, :, :1]).any(axis=2))


def test_a_box_ends_at_the_edge_of_the_overlay() -> None:
    [found] = compared(SHEET | {"new": line(700, 604, 900, 604, 2)}).changes
    assert found.box_px[2] == 3300


def test_ink_is_counted_at_300_dpi_whatever_the_overlay_has() -> None:
    inks = [compared(EDITS["hatch removed"].new, dpi=dpi).changes[0].ink_px for dpi in (150, 300)]
    assert inks[0] == pytest.approx(inks[1], rel=0.6)


def test_the_overlay_and_its_view_have_the_promised_size(many: SheetDifference) -> None:
    assert decoded(many.overlay_png).shape == (2550, 3300, 3)
    assert (many.width_px, many.height_px) == (3300, 2550)
    assert decoded(many.view_png).shape[:2] == tuple(
        round(n * many.view_scale) for n in (2550, 3300)
    )


def test_an_unchanged_sheet_is_all_gray() -> None:
    assert not _is_coloured(decoded(compared(SHEET, dpi=150).overlay_png)).any()


def test_a_comparison_gives_the_same_bytes_twice() -> None:
    new = source(plot(SHEET | {"x": circle(510, 380)}, placed=turned(0.3)))
    first, second = (compare_sheets(BASE, new) for _ in range(2))
    assert first == second


def test_changes_are_mirrored_when_old_and_new_are_swapped() -> None:
    edited = EDITS["door added"].new
    [there], [back] = compared(edited).changes, compared(SHEET, edited).changes
    assert (there.kind, back.kind) == (ADDED, REMOVED)
    assert there.box_pt == back.box_pt
    assert there.ink_px == back.ink_px
