"""Parts of a sheet that moved by themselves."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from common.domain.geometry import Transform
from functions.diff.align_grade import MovedContent
from functions.diff.align_moves import find_moves
from functions.diff.align_polish import sight
from functions.diff.ink_score import InkScorer
from functions.diff.robust_fit import IDENTITY
from tests.unit.diff.sheets import (
    Drawing,
    busy,
    circle,
    detail,
    frame,
    line,
    notes_and_schedule,
    off_px,
    opened,
    pipes,
    plan,
    plot,
    plot_with,
    rect,
    scan,
    scored,
    text,
    turned,
)


def moves(old: bytes, new: bytes, *, words: bool = True) -> tuple[MovedContent, ...]:
    """Return what moved against a frame that did not."""
    with opened(old, new, words=words) as (before, after):
        left = InkScorer.of(before, after).leftover(IDENTITY)
        texts = (before.words, after.words)
        look = partial(sight, before, after)
        return find_moves(left, IDENTITY, texts, look, thoroughly=True).parts


def with_plan_at(x: float, y: float) -> bytes:
    return plot(frame() | notes_and_schedule() | plan(x, y))


def test_a_sheet_where_nothing_moved_has_no_moves() -> None:
    assert moves(plot(busy()), plot(busy())) == ()


@pytest.mark.parametrize("words", [True, False])
def test_a_moved_plan_is_found_by_its_words_or_its_lines(words: bool) -> None:
    [move] = moves(with_plan_at(0, 0), with_plan_at(22, 14), words=words)
    assert off_px(move.new_from_old, Transform(tx=22, ty=14)) < (0.05 if words else 0.3)


def test_a_plan_that_moved_on_a_scan_is_found() -> None:
    [move] = moves(scan(with_plan_at(0, 0), 1), scan(with_plan_at(22, 14), 2))
    assert off_px(move.new_from_old, Transform(tx=22, ty=14)) < 1


def test_details_that_moved_apart_have_a_move_each() -> None:
    old = frame() | detail("A", 60, 60) | detail("PUMP", 60, 300) | detail("VALVES", 300, 60)
    new = frame() | detail("A", 60, 60) | detail("PUMP", 85, 318) | detail("VALVES", 340, 91)
    found = moves(plot(old), plot(new))
    shifts = {(round(move.new_from_old.tx), round(move.new_from_old.ty)) for move in found}
    assert shifts == {(25, 18), (40, 31)}


def test_a_move_reaches_as_far_as_what_moved() -> None:
    old = frame() | detail("A", 60, 60) | detail("PUMP", 60, 300)
    [move] = moves(plot(old), plot(frame() | detail("A", 60, 60) | detail("PUMP", 85, 318)))
    assert move.box_pt == pytest.approx((85, 318, 235, 438), abs=8)


REST = frame() | notes_and_schedule()
ABOUT = (310.0, 255.0)


@pytest.mark.parametrize("words", [True, False])
@pytest.mark.parametrize(
    "placed",
    [
        turned(0, ABOUT, 0.6),
        turned(0, (70, 90), 1.15),
        turned(90, ABOUT, 0.8),
        turned(7, ABOUT, 0.9),
    ],
    ids=["smaller", "bigger", "a quarter turn", "turned a little"],
)
def test_a_plan_of_another_size_or_turn_is_one_part(placed: Transform, words: bool) -> None:
    new = plot_with(REST, plan(), placed)
    [move] = moves(plot_with(REST, plan(), Transform()), new, words=words)
    assert off_px(move.new_from_old, placed) < (0.05 if words else 0.5)
    assert move.residual_px < 0.5


def test_another_drawing_in_the_same_place_is_no_part_at_any_size_or_turn() -> None:
    assert moves(plot(REST | plan()), plot(REST | pipes()), words=False) == ()


def test_a_door_that_turned_is_a_change_and_no_view() -> None:
    door: Drawing = {
        "leaf": line(300, 300, 300, 345, 2), "jamb": line(300, 345, 330, 345, 2),
        "knob": circle(308, 306, 3), "bolt": rect(301, 320, 312, 326),
    }  # fmt: skip
    old, new = (plot_with(REST, door, turned(deg, (300, 345))) for deg in (0, 90))
    assert moves(old, new, words=False) == ()


def test_one_line_elsewhere_is_an_edit_and_no_move() -> None:
    old, new = ({"wall": line(60, y, 500, y, 2)} for y in (300, 330))
    assert moves(plot(frame() | old), plot(frame() | new)) == ()


def table(rows: list[int]) -> Drawing:
    items: Drawing = {}
    for k, row in enumerate(rows):
        y = 80 + 24 * k
        items[f"rule {k}"] = line(60, y, 500, y)
        for column, cell in enumerate((f"D{row}", "OAK", "914", "HM", "HW-2")):
            items[f"cell {k} {column}"] = text(70 + 85 * column, y + 15, cell, 8)
    return items


def test_rows_below_a_new_row_are_no_view_of_their_own() -> None:
    old, new = table(list(range(14))), table([0, 1, 2, 99, *range(3, 14)])
    assert moves(plot(frame() | old), plot(frame() | new)) == ()


def test_words_in_another_font_did_not_move() -> None:
    old, new = (
        {f"w{n}": text(60, 60 + 9 * n, f"{n} SEAL EVERY JOINT AROUND THE FRAME", 8, font)
         for n in range(50)}
        for font in ("helv", "tiro")
    )  # fmt: skip
    assert moves(plot(frame() | old), plot(frame() | new)) == ()


@pytest.mark.parametrize(("x", "found"), [(180, 1), (580, 0)], ids=["near", "far"])
def test_an_equal_symbol_that_came_far_from_where_one_went_did_not_move_there(
    x: float, found: int
) -> None:
    def tree(at: float) -> Drawing:
        rays = {f"ray {n}": line(at, 300, at + 20 - 4 * n, 278 + 9 * n) for n in range(5)}
        return {"crown": circle(at, 300, 22), "stem": circle(at, 300, 9)} | rays

    assert len(moves(plot(frame() | tree(80)), plot(frame() | tree(x)))) == found


@pytest.mark.parametrize(("words", "found"), [(True, 0), (False, 1)])
def test_one_big_word_elsewhere_is_a_text_and_no_view_if_it_can_be_read(
    words: bool, found: int
) -> None:
    old, new = ({"n": text(100, y, "E-101", 72, "hebo")} for y in (200, 320))
    assert len(moves(plot(frame() | old), plot(frame() | new), words=words)) == found


def test_left_over_ink_that_a_shift_explains_is_left_no_longer() -> None:
    old, new = np.zeros((2, 200, 200), np.uint8)
    old[50:60, 50:60], new[70:80, 80:90] = 1, 1
    left = scored(old, new).leftover(IDENTITY)
    assert left.ink_px == 100
    by = np.array([[1.0, 0.0, 30.0], [0.0, 1.0, 20.0]])
    assert left.without(np.ones((50, 50), np.uint8), by).ink_px == 0
