"""Texts on one spot, enlarged."""

from __future__ import annotations

import pytest

from common.domain.geometry import Box, Transform
from functions.diff.close_look import MAX_LOOKS, CloseLook
from functions.diff.sheet_page import SheetPage
from tests.unit.diff.sheets import busy, opened, plot, text, turned

HALF_SIZE = Transform(a=0.5, d=0.5)
WORD = "8'-0\""


def sheet(word: str, size: float, placed: Transform | None = None) -> bytes:
    return plot(busy() | {"text": text(400, 300, word, size)}, placed=placed)


def box_of(page: SheetPage, word: str) -> Box:
    return next(w.box_pt for w in page.words if w.text == word)


@pytest.mark.parametrize("size", [4, 5.5, 7, 9])
@pytest.mark.parametrize(("old", "new"), [("8'-0\"", "6'-0\""), ("3450", "3460"), ("3.5", "3,5")])
def test_a_single_digit_is_seen_at_every_size(old: str, new: str, size: float) -> None:
    with opened(sheet(old, size), sheet(new, size)) as (before, after):
        assert CloseLook(before, after, Transform(), is_exact=True).differs(box_of(after, new))


@pytest.mark.parametrize("placed", [Transform(), HALF_SIZE, turned(0.3), turned(90)])
def test_the_same_text_is_the_same_wherever_it_was_placed(placed: Transform) -> None:
    with opened(sheet(WORD, 6), sheet(WORD, 6, placed)) as (before, after):
        assert not CloseLook(before, after, placed, is_exact=True).differs(box_of(after, WORD))


BESIDE = [Transform(), Transform(tx=0.5, ty=-0.5), Transform(tx=-0.6), turned(0.02)]


@pytest.mark.parametrize("placed", BESIDE)
@pytest.mark.parametrize("size", [4, 7, 12])
def test_the_same_text_that_lies_a_little_beside_its_place_is_the_same(
    size: float, placed: Transform
) -> None:
    with opened(sheet(WORD, size), sheet(WORD, size, placed)) as (before, after):
        look = CloseLook(before, after, Transform(), is_exact=False)
        assert not look.differs(box_of(after, WORD))


@pytest.mark.parametrize("placed", BESIDE)
@pytest.mark.parametrize("size", [4, 7, 12])
@pytest.mark.parametrize(("old", "new"), [("8'-0\"", "6'-0\""), ("1", "2"), ("3.5", "3,5")])
def test_a_digit_is_seen_where_texts_lie_a_little_beside_their_places(
    old: str, new: str, size: float, placed: Transform
) -> None:
    with opened(sheet(old, size), sheet(new, size, placed)) as (before, after):
        assert CloseLook(before, after, Transform(), is_exact=False).differs(box_of(after, new))


def test_what_differs_outside_the_box_is_not_looked_at() -> None:
    more = plot(busy() | {"x": text(380, 300, "SUMP", 6), "text": text(400, 300, WORD, 6)})
    with opened(sheet(WORD, 6), more) as (before, after):
        assert not CloseLook(before, after, Transform(), is_exact=True).differs(box_of(after, WORD))


def test_a_sheet_that_is_encoded_another_way_is_not_looked_at_for_ever() -> None:
    both = plot(busy() | {"text": text(400, 300, WORD, 6), "digit": text(420, 330, "8", 6)})
    new = plot(busy() | {"text": text(400, 300, WORD, 6), "digit": text(420, 330, "6", 6)})
    with opened(both, new) as (before, after):
        look = CloseLook(before, after, Transform(), is_exact=True)
        digit, same = box_of(after, "6"), box_of(after, WORD)
        assert all(look.differs(digit) for _ in range(MAX_LOOKS + 1))
        assert not any(look.differs(same) for _ in range(MAX_LOOKS))
        assert look.skipped_pt == []
        assert not look.differs(digit)
        assert look.skipped_pt == [digit]
