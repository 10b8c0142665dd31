"""What a person says of sheets: kept by content, found again, taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import PointPair
from local.correct_command import Said, withdraw_said, write_said
from local.corrections import (
    NO_CORRECTIONS,
    correct_alignment,
    correct_page,
    correct_pair,
    earlier_run,
    load_corrections,
    withdraw_alignment,
    withdraw_page,
    withdraw_pair,
)

SESSION = {
    "old": {"sha256": "a" * 64, "page_count": 3},
    "new": {"sha256": "b" * 64, "page_count": 5},
}
SHEET = {"width_pt": 792.0, "height_pt": 612.0}
PAIR = {"old_page": 3, "new_page": 4, "old_sheet": SHEET, "new_sheet": SHEET}
DOCUMENT = {"session": SESSION, "comparisons": [PAIR]}
PAGE = Said(page="new:5", number="A-104", pair=None, unpair=None, align=None, points=[])
POINTS = ["72,36=100,40", "700,500=728,504"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "project" / "corrections.json"


def test_without_a_file_nobody_said_anything(path: Path) -> None:
    assert load_corrections(path) == NO_CORRECTIONS


def test_the_last_word_on_a_page_counts() -> None:
    before = correct_page(NO_CORRECTIONS, SESSION, "new:5", "A-104")
    [said] = correct_page(before, SESSION, "new:5", " A-105 ").pages
    assert (said.page, said.number) == (5, "A-105")


def test_a_page_of_another_set_keeps_its_correction() -> None:
    before = correct_page(NO_CORRECTIONS, SESSION, "new:1", "A-101")
    after = correct_page(before, SESSION, "old:1", "A-100")
    assert {said.number for said in after.pages} == {"A-100", "A-101"}


def test_a_sheet_has_one_partner() -> None:
    before = correct_pair(NO_CORRECTIONS, SESSION, ("old:3", "new:4"), is_pair=True)
    [said] = correct_pair(before, SESSION, ("new:5", "old:3"), is_pair=True).pairs
    assert (said.old_page, said.new_page) == (3, 5)


def test_what_was_a_pair_can_be_taken_apart() -> None:
    before = correct_pair(NO_CORRECTIONS, SESSION, ("old:3", "new:4"), is_pair=True)
    after = correct_pair(before, SESSION, ("old:3", "new:4"), is_pair=False)
    assert [said.is_pair for said in after.pairs] == [False]


@pytest.mark.parametrize("place", ["new:6", "new:0", "5", "new:five", "both:1"])
def test_a_page_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(PermanentError) as raised:
        correct_page(NO_CORRECTIONS, SESSION, place, "A-1")
    assert raised.value.code is ErrorCode.CONFLICT


def test_two_pages_of_one_set_are_no_pair() -> None:
    with pytest.raises(PermanentError, match="one page of each set"):
        correct_pair(NO_CORRECTIONS, SESSION, ("old:1", "old:2"), is_pair=True)


def test_an_empty_number_is_refused() -> None:
    with pytest.raises(PermanentError, match="letters and digits"):
        correct_page(NO_CORRECTIONS, SESSION, "new:1", "  ")


def test_a_file_that_is_not_ours_is_not_overwritten(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{}x", encoding="utf-8")
    with pytest.raises(PermanentError) as raised:
        write_said(path, DOCUMENT, PAGE)
    assert raised.value.code is ErrorCode.FILE_UNREADABLE
    assert path.read_text(encoding="utf-8") == "{}x"


def test_a_folder_without_a_comparison_cannot_be_corrected(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="Run buildtrace compare first"):
        earlier_run(tmp_path)


def test_points_say_how_two_pages_lie_and_that_they_are_a_pair() -> None:
    points = ["72,36=100,40", "50%,50%=460,332"]
    said = correct_alignment(NO_CORRECTIONS, DOCUMENT, ("old:3", "new:4"), points)
    [alignment], [pair] = said.alignments, said.pairs
    assert alignment.points[1] == PointPair(old_x_pt=396, old_y_pt=306, new_x_pt=460, new_y_pt=332)
    assert (pair.old_page, pair.new_page, pair.is_pair) == (3, 4, True)


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        (["72,36"], "no pair of points"),
        (["72,36=100,40"], "at least two points"),
        (["72,36=100,40", "80,40=108,44"], "too near"),
        (["72,36=100,40", "900,300=300,300"], "outside the old sheet"),
        (["72,36=100,40", "700,500=700,500", "72,500=400,300"], "contradict"),
    ],
)
def test_points_that_fix_nothing_are_refused(points: list[str], reason: str) -> None:
    with pytest.raises(PermanentError, match=reason) as raised:
        correct_alignment(NO_CORRECTIONS, DOCUMENT, ("old:3", "new:4"), points)
    assert raised.value.code is ErrorCode.CONFLICT


def test_what_was_said_can_be_taken_back() -> None:
    known = correct_page(NO_CORRECTIONS, SESSION, "new:5", "A-104")
    known = correct_alignment(known, DOCUMENT, ("old:3", "new:4"), POINTS)
    known = withdraw_page(known, SESSION, "new:5")
    known = withdraw_alignment(known, SESSION, ("old:3", "new:4"))
    assert withdraw_pair(known, SESSION, ("new:4", "old:3")) == NO_CORRECTIONS


def test_what_was_never_said_cannot_be_taken_back() -> None:
    with pytest.raises(PermanentError, match="Nothing of the kind"):
        withdraw_page(NO_CORRECTIONS, SESSION, "new:5")


def test_what_is_written_is_found_again(path: Path) -> None:
    write_said(path, DOCUMENT, replace(PAGE, pair=("old:3", "new:4")))
    said = load_corrections(path)
    assert ([page.number for page in said.pages], len(said.pairs)) == (["A-104"], 1)


@pytest.mark.parametrize(
    "bad",
    [
        {"align": ("old:3", "new:4"), "points": ["bad"]},
        {"pair": ("old:9", "new:4")},
        {"unpair": ("old:3", "old:4")},
    ],
)
def test_of_statements_of_which_one_is_refused_none_is_written(
    path: Path, bad: dict[str, Any]
) -> None:
    with pytest.raises(PermanentError):
        write_said(path, DOCUMENT, replace(PAGE, **bad))
    assert not path.exists()


def test_of_withdrawals_of_which_one_is_refused_none_is_written(path: Path) -> None:
    write_said(path, DOCUMENT, PAGE)
    before = load_corrections(path)
    with pytest.raises(PermanentError):
        withdraw_said(path, DOCUMENT, replace(PAGE, number=None, pair=("old:3", "new:4")))
    assert load_corrections(path) == before
