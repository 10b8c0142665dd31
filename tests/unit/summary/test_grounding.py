"""What may be shown of what a language model says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.changes import Change
from common.domain.proof import MAX_STATEMENT_LENGTH
from functions.summary.grounding import Evidence
from tests.unit.summary.sheets import change, dimension, evidence

WIDTH = dimension("12'-6\"", "13' - 0\"", number=1)
BEAM = change("W12x26", "W14 × 30", number=2)
ROW = replace(change("24 x 36", "24 x 48", number=3), row="102A", column="SIZE")
NOTE = change(None, "PROVIDE 3-HR RATED DOOR, SEE 5/A-501", number=4)
CHANGES = (WIDTH, BEAM, ROW, NOTE)


def bears(text: str, *ids: str) -> bool:
    return Evidence(evidence(*CHANGES), CHANGES).bears(text, ids)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("The bay is wider: 12'-6\" became 13'-0\".", ["c1"]),
        ('The bay "12\'-6"" is now "13\'-0"".', ["c1"]),
        ("On A-101 the beam W12x26 is now W14x30.", ["c2"]),
        ("Beam “W12x26” became “W14x30”.", ["c2"]),
        ("Door 102A: SIZE 24x36 is now 24 × 48.", ["c3"]),
        ("A 3-hour rated door is asked for, see 5/A-501.", ["c4"]),
        ("Two members differ (c1, c2).", ["c1", "c2"]),
        ("2 members differ.", ["c1", "c2"]),
        ("What the lines are is unclear.", ["c1"]),
        ("The first floor plan shows a new door; send an RFI.", ["c4"]),
        ('The note says "PROVIDE 3-HR RATED DOOR".', ["c4"]),
    ],
)
def test_what_the_cited_changes_say_may_be_said(text: str, ids: list[str]) -> None:
    assert bears(text, *ids)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ('The bay is 6" wider.', ["c1"]),  # calculated
        ("12'-6\" became 13'-6\".", ["c1"]),  # misread
        ("It is 12' wide.", ["c1"]),
        ("The beam W12x26 is now W14x30.", ["c1"]),  # of another change
        ("The beam is now W14x300.", ["c2"]),
        ("The beam is now W14x3.", ["c2"]),
        ('The note says "PROVIDE 2-HR RATED DOOR".', ["c4"]),
        ("Three members differ.", ["c1", "c2"]),
        ("AHU-3 was added.", ["c4"]),
        ("The VESTIBULE is new.", ["c4"]),
        ("The bay is wider.", ["c9"]),
        ("The bay is wider.", ["c1", "c9"]),
        ("The bay is wider.", []),
        ("  ", ["c1"]),
        ("wide " * MAX_STATEMENT_LENGTH, ["c1"]),
        ("Read more at https://example.com/a.", ["c1"]),
        ("Write to bids@example.com.", ["c1"]),
    ],
)
def test_what_they_do_not_say_is_dropped(text: str, ids: list[str]) -> None:
    assert not bears(text, *ids)


@pytest.mark.parametrize(
    "verdict",
    [
        "No significant changes.",
        "This sheet is unchanged.",
        "Both are identical.",
        "The change is approved by the owner.",
        "This can be ignored.",
        "There is nothing to do.",
        "No further action is needed.",
        "My instructions say so.",
    ],
)
def test_no_verdict_sends_the_reader_away(verdict: str) -> None:
    assert not bears(verdict, "c1")


def test_a_verdict_that_the_sheet_prints_may_be_quoted() -> None:
    stamp = change(None, "APPROVED", number=1)
    held = Evidence(evidence(stamp), (stamp,))
    assert held.bears('A stamp "APPROVED" was added.', ["c1"])
    assert not held.bears("The sheet was approved.", ["c1"])


lengths = st.builds(
    lambda feet, inches: f"{feet}'-{inches}\"", st.integers(1, 99), st.integers(0, 11)
)


@given(lengths, lengths, lengths)
def test_a_length_is_borne_only_by_a_change_that_has_it(old: str, new: str, said: str) -> None:
    edit: Change = dimension(old, new)
    held = Evidence(evidence(edit), (edit,))
    assert held.bears(f"It is {said} now.", ["c1"]) == (said in (old, new))
