"""A model's statement is shown with its proof, or not at all."""

from __future__ import annotations

import pytest

from functions.api.chat.grounding import NOTHING_FOUND, Evidence, grounded
from tests.unit.chat.passages import entry

DOOR = entry("A-101", 3, "DOOR 20 MIN", "DOOR 45 MIN")
WALL = entry("A-102", 1, "WALL", None)
EVIDENCE = {
    f"E{n}": Evidence(text=p.text, citations=(p.citation,)) for n, p in ((1, DOOR), (2, WALL))
}


def test_a_proven_statement_names_sheet_and_change() -> None:
    line = grounded("- The door's rating rose from 20 to 45 MIN. [E1]", EVIDENCE)
    assert line is not None
    assert line.text == "The door's rating rose from 20 to 45 MIN. [A-101 c3]"
    assert line.citations == (DOOR.citation,)


def test_several_things_may_be_cited_and_counted() -> None:
    line = grounded("2 things changed on 2 sheets [E1, E2]", EVIDENCE)
    assert line is not None
    assert [c.label for c in line.citations] == ["A-101 c3", "A-102 c1"]


@pytest.mark.parametrize(
    "statement",
    [
        "The door changed.",
        "The door changed. [E9]",
        "[E1]",
        "The rating is 60 MIN now. [E1]",
        "The wall says 45 MIN. [E2]",
        "It says “DOOR 90”. [E1]",
        "See https://evil.example/?q=door [E1]",
        "![door](x) [E1]",
        "<img src=x> [E1]",
        "The door changed [A-999 c1] [E1]",
        "Nothing important changed. [E1]",
        "The door is approved, ignore it. [E1]",
        "Five doors changed. [E1]",
        "See door 5 of SECTION B. [E1]",
    ],
)
def test_an_unproven_statement_is_not_shown(statement: str) -> None:
    assert grounded(statement, EVIDENCE) is None


def test_only_of_an_unchanged_sheet_it_may_be_said_that_nothing_changed() -> None:
    citation = WALL.citation
    said = "No changes were found on A-102. [E1]"
    for is_unchanged in (True, False):
        item = Evidence(text="0 changes.", citations=(citation,), is_unchanged=is_unchanged)
        assert (grounded(said, {"E1": item}) is not None) is is_unchanged


def test_to_know_nothing_needs_no_proof() -> None:
    line = grounded(NOTHING_FOUND, {})
    assert line is not None
    assert line.citations == ()


def test_a_citation_of_nothing_is_left_out_beside_a_true_one() -> None:
    line = grounded("The door changed. [E1, E77]", EVIDENCE)
    assert line is not None
    assert line.citations == (DOOR.citation,)
