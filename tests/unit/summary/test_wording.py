"""Counting, listing, quoting; places and trades."""

from __future__ import annotations

import pytest

from common.domain.changes import ChangeCategory
from common.domain.places import place
from functions.summary.places import place_of
from functions.summary.trades import trade_of
from functions.summary.wording import counted, listed, quote, some_ids, some_of
from tests.unit.summary.sheets import ARCH_D, change


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [
        (1, "dimension", "1 dimension"),
        (2, "dimension", "2 dimensions"),
        (1, "title-block entry", "1 title-block entry"),
        (3, "title-block entry", "3 title-block entries"),
        (0, "text", "0 texts"),
    ],
)
def test_nouns_agree_with_their_number(count: int, noun: str, text: str) -> None:
    assert counted(count, noun) == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_end_with_and(parts: list[str], text: str) -> None:
    assert listed(parts) == text


def test_a_long_text_is_cut_inside_its_quotes() -> None:
    assert quote("x" * 200) == "“" + "x" * 79 + "…”"


def test_inches_stay_readable_in_quotes() -> None:
    assert quote("12'-6\"") == "“12'-6\"”"


def test_repeats_are_told_once_and_the_rest_counted() -> None:
    assert some_of(["a", "a", "b", "c"], 2) == "a, b and 1 more"
    assert some_ids([f"c{n}" for n in range(1, 11)]).endswith("c8 and 2 more")


@pytest.mark.parametrize(
    ("at_pt", "words"),
    [
        ((0.0, 0.0), "upper left"),
        ((1296.0, 864.0), "centre"),
        ((2591.0, 1727.0), "lower right"),
        ((1296.0, 1727.0), "lower centre"),
        ((-20.0, 864.0), "middle left"),
        ((2700.0, 0.0), "upper right"),
    ],
)
def test_a_place_is_a_ninth_of_the_sheet(at_pt: tuple[float, float], words: str) -> None:
    assert place((*at_pt, *at_pt), ARCH_D) == words


def test_the_title_block_is_one_place() -> None:
    entry = change("1", "2", category=ChangeCategory.TITLE_BLOCK)
    assert place_of(entry, ARCH_D) == "title block"


@pytest.mark.parametrize(
    ("number", "text", "trade"),
    [
        ("A-101", "", "architectural"),
        ("S1.02", "", "structural"),
        ("FP-1", "", "fire protection"),
        ("FA101", "", "fire alarm"),
        ("LS-1", "", "life safety"),
        ("EX001", "", "general"),
        ("ASK-003", "", "architectural"),
        ("A-101", "SPRINKLERS", "fire protection"),
        ("A-101", "W12x26", "structural"),
        ("A-101", "FLOOR DRAIN", "plumbing"),
        ("A-101", "DOORS", "doors and windows"),
        ("A-101", "STREET", "architectural"),
        ("22 of 54", "", "general"),
        (None, "", "general"),
    ],
)
def test_the_text_names_the_trade_before_the_sheet(
    number: str | None, text: str, trade: str
) -> None:
    assert trade_of(number, (text,)) == trade
