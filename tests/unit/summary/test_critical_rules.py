"""What is critical, and what only looks so."""

from __future__ import annotations

import pytest

from common.domain.changes import ChangeCategory, ChangeKind
from functions.summary.critical_rules import rule_for, severity_of
from tests.unit.summary.sheets import change, dimension

LIFE_SAFETY = "fire or life safety"
STRUCTURE = "structure"
INSTRUCTION = "an instruction to hold, relocate, remove or leave out"


def reason_of(old: str | None, new: str | None) -> str | None:
    rule = rule_for(change(old, new))
    return rule.reason if rule and rule.severity == "high" else None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FIRE EXTINGUISHER CABINET", LIFE_SAFETY),
        ("1-HR FIRE RATED WALL", LIFE_SAFETY),
        ("2 HOUR SEPARATION", LIFE_SAFETY),
        ("45 MIN RATED DOOR", LIFE_SAFETY),
        ("45 MIN", LIFE_SAFETY),
        ('5/8" TYPE X GYPSUM BOARD', LIFE_SAFETY),
        ("EXIT SIGN", LIFE_SAFETY),
        ("TEMPERED GLASS", LIFE_SAFETY),
        ("ADA CLEARANCE", LIFE_SAFETY),
        ("W12x26", STRUCTURE),
        ("HSS 4x4x1/4", STRUCTURE),
        ("#5 @ 12 O.C.", STRUCTURE),
        ("(3) #5 BARS CONTINUOUS", STRUCTURE),
        ("3000 PSI CONCRETE", STRUCTURE),
        ("(2) 2x10 HEADER", STRUCTURE),
        ("SIMPSON HOLD-DOWN", STRUCTURE),
        ("LOAD-BEARING WALL", STRUCTURE),
        ("DO NOT SCALE", INSTRUCTION),
        ("REMOVE EXISTING PAVEMENT", INSTRUCTION),
        ("WALL TO BE REMOVED", INSTRUCTION),
        ("HOLD", INSTRUCTION),
        ("EXISTING SHRUB, RELOCATE TO GROUP A", INSTRUCTION),
    ],
)
def test_a_text_that_costs_builders_money_is_critical(text: str, reason: str) -> None:
    assert reason_of(None, text) == reason
    assert reason_of(text, None) == reason


@pytest.mark.parametrize(
    "text",
    [
        "FIREPLACE",
        "FIRE PLACE SURROUND",
        "FIRE PIT",
        "MISFIRED BRICK",
        "EXISTING WALL",
        "INTEGRATED SINK",
        "AVOID TAPCONS",
        "PIN HEADER",
        "BALL BEARING",
        "THRESHOLD",
        "HOUSEHOLD",
        "18 MIN CLEAR",
        "CANADA",
        "FOUNDATION PLAN",
        "COLUMN 3 OF TABLE",
    ],
)
def test_a_word_that_only_contains_one_is_not_critical(text: str) -> None:
    assert reason_of(None, text) is None


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        ("12'-6\"", "12'-8\"", "high"),
        ("12'-6\"", "12'-7\"", "high"),
        ("12'-6\"", "12'-6 1/2\"", "medium"),
        ("38' - 6 1/4\"", "37' - 10 13/16\"", "high"),
        ("16' - 10 1/2\"", "16' - 10\"", "medium"),
        ("3450", "3460", "medium"),
        ("3450", "3500", "high"),
        ("EQ", "12'-6\"", "medium"),
        (None, "12'-6\"", "medium"),
        ("12'-6\"", None, "medium"),
    ],
)
def test_a_dimension_is_critical_from_an_inch_on(
    old: str | None, new: str | None, severity: str
) -> None:
    assert severity_of(dimension(old, new)) == severity


def test_a_text_that_only_moved_is_not_critical() -> None:
    moved = change("FIRE EXTINGUISHER", "FIRE EXTINGUISHER", kind=ChangeKind.MOVED)
    assert severity_of(moved) == "low"


def test_the_title_block_is_never_critical() -> None:
    entry = change(None, "FIRE MARSHAL REVIEW", category=ChangeCategory.TITLE_BLOCK)
    assert (rule_for(entry), severity_of(entry)) == (None, "low")


@pytest.mark.parametrize("mark", ["A", "12", "A.1", "A-301", "S1.0", "-", "ASK-003"])
def test_a_grid_bubble_or_a_reference_that_went_is_of_low_severity(mark: str) -> None:
    assert severity_of(change(mark, None)) == "low"


@pytest.mark.parametrize("text", ["UP", "AW255", "OFFICE", "60 ppl", "AA"])
def test_a_tag_or_a_word_that_went_is_no_mark(text: str) -> None:
    assert severity_of(change(text, None)) == "medium"


def test_another_reference_is_an_edit() -> None:
    assert severity_of(change("SEE A-301", "SEE A-302")) == "medium"


def test_other_spacing_is_of_low_severity() -> None:
    assert severity_of(change("FIRE RATED WALL o f", "FIRE RATED WALL of")) == "low"


@pytest.mark.parametrize(("ink_px", "severity"), [(500, "low"), (90_000, "medium")])
def test_linework_counts_by_its_ink(ink_px: int, severity: str) -> None:
    lines = change(category=ChangeCategory.LINEWORK, ink_px=ink_px)
    assert severity_of(lines) == severity
