"""Questions of an estimator, answered by search."""

from __future__ import annotations

import pytest

from common.domain.changes import ChangeCategory, ChangeKind, MatchKind
from functions.api.chat.passages import tokens
from functions.api.chat.search_answer import Line, citations_of, search_answer
from tests.unit.chat.passages import entry, whole

PASSAGES = (
    whole("A-101", "3 changes."),
    entry("A-101", 1, "12'-6\"", "13'-0\"", category=ChangeCategory.DIMENSION, place="lower left"),
    entry("A-101", 2, "DOOR 118A 20 MIN", "DOOR 118A 45 MIN", weight=2.0),
    entry("A-101", 3, None, "PAVING BY OTHERS", kind=ChangeKind.ADDED, place="upper right"),
    entry("A-101", 4, "03/01", "04/01", category=ChangeCategory.TITLE_BLOCK),
    whole("A-601", "1 change."),
    entry("A-601", 1, "HW-3", "HW-5", words="DOOR SCHEDULE doors and windows"),
    whole("E-101", "The whole sheet was added.", kind=MatchKind.ADDED),
    whole("S-101", "The whole sheet was removed.", kind=MatchKind.REMOVED),
    entry("M-201", 1, '4" DUCT', '6" DUCT'),
)


def _cited(question: str) -> list[str]:
    return [citation.label for citation in citations_of(search_answer(question, PASSAGES, ()))]


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("What changed on A-101?", ["A-101 c2", "A-101 c1", "A-101 c3"]),
        ("what changed on sheet a101", ["A-101 c2", "A-101 c1", "A-101 c3"]),
        ("which doors changed?", ["A-601 c1", "A-101 c2"]),
        ("any dimension changes in the lower left", ["A-101 c1"]),
        ("dims on A-601", []),
        ("what was added on A-101", ["A-101 c3"]),
        ("which sheets were removed?", ["S-101"]),
        ("new sheets", ["E-101", "A-101 c3"]),
        ("door 118A", ["A-101 c2", "A-601 c1"]),
        ("13'-0\"", ["A-101 c1"]),
        ("mechanical changes", ["M-201 c1"]),
        ("title block of A-101", ["A-101 c4"]),
        ("swimming pool", []),
    ],
)
def test_a_question_finds_what_it_names(question: str, cited: list[str]) -> None:
    assert _cited(question) == cited


def test_a_rare_word_outweighs_a_common_one() -> None:
    common = [entry("A-1", n, "PAINT", f"PAINT {n}") for n in range(1, 9)]
    passages = (*common, entry("A-1", 9, "TERRAZZO", "PAINT TERRAZZO"))
    first = citations_of(search_answer("terrazzo paint", passages, ()))[0]
    assert first.label == "A-1 c9"


def test_a_count_is_told_with_its_sheets() -> None:
    passages = [entry("A-1", n, "A DOOR", "B DOOR") for n in range(1, 21)]
    lines = search_answer("how many doors changed", passages, ())
    assert lines[0].text == "20 entries on 1 sheet:"
    assert lines[-1].text == "And 8 more: 8 on A-1."


def test_a_question_that_names_nothing_gets_the_summary_of_the_set() -> None:
    overview = (Line(text="5 of 6 sheets differ."),)
    assert search_answer("what matters most?", PASSAGES, overview) == list(overview)


def test_what_cannot_be_found_is_said() -> None:
    [line] = search_answer("swimming pool", PASSAGES, ())
    assert line.text.startswith("No change of this comparison speaks of “swimming pool”")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Doors, windows; stairs", ["door", "window", "stair"]),
        ("12’-6” on A-101.2", ["12'-6", "on", "a-101.2"]),
        ("glass bus", ["glass", "bus"]),
        ("assemblies boxes", ["assembly", "box"]),
    ],
)
def test_words_are_compared_small_and_singular(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected
