"""Text against text: what reads differently, moved, came or went."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.domain.changes import ChangeKind
from common.domain.geometry import Box, Transform
from common.domain.sheets import Word
from functions.diff.text_changes import TextChange, compare_text

ADDED, REMOVED = ChangeKind.ADDED, ChangeKind.REMOVED
MODIFIED, MOVED = ChangeKind.MODIFIED, ChangeKind.MOVED
HERE = [Transform()]
NOTE = "SEAL ALL JOINTS AROUND WINDOW FRAMES WITH BACKER ROD AND THEN CAULK BOTH FACES NEATLY"

Words = list[Word]


def words(text: str, x: float = 100, y: float = 100, *, size: float = 8, line: int = 1) -> Words:
    """Return the words of a line whose letters are 0.6 sizes wide."""
    found = []
    for part in text.split():
        width = 0.6 * size * len(part)
        found.append(Word(box_pt=(x, y - size, x + width, y), text=part, size_pt=size, line=line))
        x += width + 0.4 * size
    return found


def changes(old: Words, new: Words, transforms: list[Transform] = HERE) -> tuple[TextChange, ...]:
    return compare_text(old, new, transforms).changes


def table(*rows: str) -> Words:
    """Return a table: a row every 12 pt, its cells 80 pt apart and lines of their own."""
    return [
        word
        for row, text in enumerate(rows)
        for column, cell in enumerate(text.split())
        for word in words(cell, 50 + 80 * column, 200 + 12 * row, line=100 + 10 * row + column)
    ]


def quoted(found: tuple[TextChange, ...]) -> list[tuple[ChangeKind, str | None, str | None]]:
    return [(change.kind, change.old_text, change.new_text) for change in found]


def holds(box: Box, inner: Box) -> bool:
    return box[0] <= inner[0] and box[1] <= inner[1] and box[2] >= inner[2] and box[3] >= inner[3]


def test_a_changed_dimension_is_one_change_with_both_readings() -> None:
    assert quoted(changes(words("12'-6\""), words("12'-9\""))) == [(MODIFIED, "12'-6\"", "12'-9\"")]


def test_a_length_that_got_a_sign_is_one_change() -> None:
    assert quoted(changes(words("5'-2\""), words("-5'-2\""))) == [(MODIFIED, "5'-2\"", "-5'-2\"")]


def test_a_changed_word_is_quoted_with_its_short_line() -> None:
    found = changes(words("PAINT ALL STEEL RED"), words("PAINT ALL STEEL BLUE"))
    assert quoted(found) == [(MODIFIED, "PAINT ALL STEEL RED", "PAINT ALL STEEL BLUE")]


def test_only_the_changed_words_of_a_line_are_boxed() -> None:
    old, new = words("PAINT ALL STEEL RED"), words("PAINT ALL STEEL BLUE")
    [found] = changes(old, new)
    assert found.box_pt[0] == old[3].box_pt[0]
    assert found.box_pt[2] == new[3].box_pt[2]


def test_a_word_inserted_in_a_long_note_is_one_change_around_it() -> None:
    [found] = changes(words(NOTE), words(NOTE.replace("BACKER", "APPROVED BACKER")))
    assert found.kind is MODIFIED
    assert found.new_text is not None
    assert "WITH APPROVED BACKER ROD" in found.new_text
    assert found.old_text is not None
    assert "APPROVED" not in found.old_text


def test_a_long_line_that_became_a_short_one_is_quoted_whole_on_both_sides() -> None:
    short = NOTE.replace("WITH BACKER ROD AND", "TWICE")
    assert len(NOTE.split()) > 12 >= len(short.split())
    assert quoted(changes(words(NOTE), words(short))) == [(MODIFIED, NOTE, short)]


def test_a_tag_beside_a_note_on_another_base_line_is_a_text_of_its_own() -> None:
    note = words("10.5 HP", 120, 100, size=7)
    old, new = words("15", 104, 96) + note, words("16", 104, 96) + note
    assert quoted(changes(old, new)) == [(MODIFIED, "15", "16")]


def test_an_exponent_is_a_part_of_its_text() -> None:
    old, new = (words("25", 100) + words(text, 110, 96, size=4) for text in ("2", "3"))
    assert quoted(changes(old, new)) == [(MODIFIED, "25 2", "25 3")]


def test_two_words_changed_far_apart_in_a_long_note_are_two_changes() -> None:
    found = changes(words(NOTE), words(NOTE.replace("ALL", "NEW").replace("BOTH", "FOUR")))
    assert [change.kind for change in found] == [MODIFIED, MODIFIED]
    assert found[0].new_text == "SEAL NEW JOINTS AROUND WINDOW"
    assert found[1].new_text == "AND THEN CAULK FOUR FACES NEATLY"


def test_a_number_before_a_note_is_what_changed() -> None:
    found = changes(words("2. PAINT STEEL"), words("6. PAINT STEEL"))
    assert quoted(found) == [(MODIFIED, "2. PAINT STEEL", "6. PAINT STEEL")]
    assert found[0].box_pt == words("2.")[0].box_pt


@pytest.mark.parametrize("by", [(0, 18), (60, -30), (5, 0)])
def test_a_moved_label_is_one_change_with_both_places(by: tuple[int, int]) -> None:
    old, new = words("STAIR 2"), words("STAIR 2", 100 + by[0], 100 + by[1])
    [found] = changes(old, new)
    assert found.kind is MOVED
    assert found.old_box_pt is not None
    assert holds(found.old_box_pt, old[0].box_pt)
    assert holds(found.box_pt, new[1].box_pt)


def test_a_label_that_moved_onto_the_spot_of_another_is_still_that_label() -> None:
    old = words("GENERATOR", 100, 100) + words("PUMP", 100, 160, line=2)
    new = words("GENERATOR", 100, 160) + words("TANK", 100, 100, line=2)
    kinds = {change.new_text or change.old_text: change.kind for change in changes(old, new)}
    assert kinds["GENERATOR"] is MOVED


def test_of_equal_labels_the_one_that_stood_nearer_moved() -> None:
    old = words("STAIR", 100, 100) + words("STAIR", 140, 100, line=2)
    [moved, gone] = changes(old, words("STAIR", 145, 103))
    assert (moved.kind, moved.old_box_pt) == (MOVED, old[1].box_pt)
    assert (gone.kind, gone.box_pt) == (REMOVED, old[0].box_pt)


def test_of_equal_labels_far_off_nobody_knows_which_moved() -> None:
    old = words("STAIR", 100, 100) + words("STAIR", 240, 100, line=2)
    assert {(c.kind, c.box_pt[0]) for c in changes(old, words("STAIR", 180, 100))} == {
        (REMOVED, 100), (REMOVED, 240), (ADDED, 180)
    }  # fmt: skip
    assert {c.kind for c in changes(words("STAIR", 180, 100), old)} == {REMOVED, ADDED}


def test_of_equal_labels_one_moved_if_the_other_stood_far_beyond() -> None:
    old = words("STAIR", 100, 100) + words("STAIR", 300, 100, line=2)
    found = changes(old, words("STAIR", 160, 100))
    assert {(c.kind, c.box_pt[0]) for c in found} == {(MOVED, 160), (REMOVED, 300)}


def test_two_equal_labels_that_moved_far_both_moved() -> None:
    old = words("STAIR", 100, 100) + words("STAIR", 200, 100, line=2)
    new = words("STAIR", 160, 100) + words("STAIR", 260, 100, line=2)
    assert [c.kind for c in changes(old, new)] == [MOVED, MOVED]


def test_a_short_text_that_was_turned_is_another() -> None:
    [level] = words("R42", 100, 100)
    upright = replace(level, box_pt=(140, 60, 148, 75), angle_deg=90)
    assert {c.kind for c in changes([level], [upright])} == {REMOVED, ADDED}


def test_equal_labels_that_moved_together_are_paired_in_their_order() -> None:
    old = words("STAIR", 100, 100) + words("STAIR", 100, 115, line=2)
    new = words("STAIR", 100, 122) + words("STAIR", 100, 137, line=2)
    found = changes(old, new)
    assert [(c.kind, c.old_box_pt, c.box_pt) for c in found] == [
        (MOVED, before.box_pt, after.box_pt) for before, after in zip(old, new, strict=True)
    ]


def test_a_label_gone_and_come_far_away_is_removed_and_added() -> None:
    found = changes(words("STAIR"), words("STAIR", 600, 500))
    assert {change.kind for change in found} == {REMOVED, ADDED}


def test_text_that_went_has_the_place_where_it_stood() -> None:
    moved = Transform(tx=40, ty=10)
    [found] = changes(words("SUMP"), [], [moved])
    assert quoted((found,)) == [(REMOVED, "SUMP", None)]
    assert found.box_pt == moved.apply_box(words("SUMP")[0].box_pt)


def test_text_that_came_has_no_old_side() -> None:
    [found] = changes([], words("SUMP"))
    assert quoted((found,)) == [(ADDED, None, "SUMP")]
    assert found.old_box_pt is None


def test_the_cells_of_a_removed_last_row_are_removed() -> None:
    rows = ("D1 914 OAK", "D2 813 ASH", "D3 762 BIRCH")
    found = changes(table(*rows), table(*rows[:2]))
    assert {change.kind for change in found} == {REMOVED}
    assert {change.old_text for change in found} == {"D3", "762", "BIRCH"}


def test_one_changed_cell_is_one_change() -> None:
    found = changes(table("D1 914 OAK", "D2 813 ASH"), table("D1 914 OAK", "D2 865 ASH"))
    assert quoted(found) == [(MODIFIED, "813", "865")]


def test_the_same_words_set_in_another_font_are_no_change() -> None:
    wider = [
        replace(word, box_pt=(word.box_pt[0] - 1, word.box_pt[1], word.box_pt[2] + 1, 101))
        for word in words(NOTE)
    ]
    assert changes(words(NOTE), wider) == ()


def test_the_same_line_set_wider_from_its_start_is_no_change() -> None:
    assert changes(words("NORTH ELEVATION"), words("NORTH ELEVATION", size=8.4)) == ()


def test_a_dimension_printed_over_a_room_name_did_not_become_it() -> None:
    found = changes(words("OFFICE"), words("12'-6\""))
    assert {change.kind for change in found} == {REMOVED, ADDED}


def test_a_big_title_did_not_become_the_small_note_printed_over_it() -> None:
    found = changes(words("PLAN", size=24), words("SEE", size=6))
    assert {change.kind for change in found} == {REMOVED, ADDED}


def test_of_overlapping_texts_the_better_placed_one_is_the_partner() -> None:
    old = words("100.5", 100, 100)
    new = words("100.7", 100, 100) + words("201.9", 100, 106, line=2)
    assert (MODIFIED, "100.5", "100.7") in quoted(changes(old, new))
    assert (ADDED, None, "201.9") in quoted(changes(old, new))


def test_equal_words_on_one_spot_are_paired_one_to_one() -> None:
    twice = words("UP") + words("UP", 100.4, 100.4, line=2)
    assert quoted(changes(twice, words("UP"))) in ([(REMOVED, "UP", None)], [])
    assert quoted(changes(words("UP"), words("UP") + words("UP", 300, line=2))) == [
        (ADDED, None, "UP")
    ]


def test_words_of_a_moved_viewport_are_no_change() -> None:
    old = words("NOTE") + words("LOBBY", 300, 300, line=2)
    new = words("NOTE") + words("LOBBY", 340, 310, line=2)
    assert changes(old, new, [Transform(), Transform(tx=40, ty=10)]) == ()


def test_a_word_changed_inside_a_moved_viewport_is_modified_where_it_is_now() -> None:
    old = words("NOTE", 600) + words("LOBBY", 300, 300, line=2) + words("101", 300, 312, line=3)
    new = words("NOTE", 600) + words("LOBBY", 340, 310, line=2) + words("102", 340, 322, line=3)
    found = changes(old, new, [Transform(), Transform(tx=40, ty=10)])
    assert quoted(found) == [(MODIFIED, "101", "102")]
    assert found[0].box_pt == new[-1].box_pt


def test_places_of_equal_words_are_returned_in_the_new_frame() -> None:
    moved = Transform(a=0.5, d=0.5, tx=10, ty=20)
    old = words("LOBBY")
    new = [replace(old[0], box_pt=moved.apply_box(old[0].box_pt))]
    assert compare_text(old, new, [moved]).same_boxes_pt == pytest.approx([new[0].box_pt])


texts = st.lists(
    st.tuples(st.text("AB1", min_size=1, max_size=4), st.integers(0, 30), st.integers(0, 30)),
    max_size=12,
)


def laid(entries: list[tuple[str, int, int]]) -> Words:
    return [
        word
        for n, (text, column, row) in enumerate(entries)
        for word in words(text, 20 * column, 10 * row, line=n)
    ]


@settings(max_examples=60)
@given(texts)
def test_a_sheet_has_no_text_changes_against_itself(entries: list[tuple[str, int, int]]) -> None:
    assert changes(laid(entries), laid(entries)) == ()


@settings(max_examples=60)
@given(texts, texts)
def test_every_word_is_accounted_for_once(
    old: list[tuple[str, int, int]], new: list[tuple[str, int, int]]
) -> None:
    result = compare_text(laid(old), laid(new), HERE)
    came = sum(c.new_text is not None for c in result.changes)
    went = sum(c.old_text is not None for c in result.changes)
    assert len(new) - len(old) == came - went


PINS = ("CLASS", "RTN", "DET", "ILIM", "VDD")


def in_a_row(texts: tuple[str, ...], x: float) -> Words:
    """Return texts 30 pt apart, each a line of its own."""
    return [w for n, t in enumerate(texts) for w in words(t, x + 30 * n, line=n)]


def test_the_pins_of_a_symbol_that_moved_by_one_pin_moved() -> None:
    found = changes(in_a_row(PINS, 100), in_a_row(PINS, 130))
    assert {change.kind for change in found} == {MOVED}
    assert len(found) == len(PINS)


def test_numbers_that_each_are_one_higher_did_not_move() -> None:
    found = changes(
        in_a_row(("11", "12", "13", "14"), 100), in_a_row(("12", "13", "14", "15"), 100)
    )
    assert quoted(found)[0] == (MODIFIED, "11", "12")
    assert len(found) == 4


@pytest.mark.parametrize(
    ("before", "after"),
    [("JTAG_TMS<41,43>", "JTAG_TMS <41,43>"), ("0' - 6\"", "0'-6\""), ("U9 (DNP)", "U9(DNP)")],
)
def test_blanks_beside_marks_are_the_drivers(before: str, after: str) -> None:
    found = compare_text(words(before), words(after), HERE)
    assert found.changes == ()
    assert found.other_font_boxes_pt


@pytest.mark.parametrize(
    ("before", "after"), [('1 1/2"', '11/2"'), ("NO TAPE", "NOTAPE"), ("3 5", "35")]
)
def test_a_blank_between_letters_or_figures_says_something(before: str, after: str) -> None:
    assert [c.kind for c in changes(words(before), words(after))] == [MODIFIED]
