"""A summary of a language model's words and the rules' together."""

from __future__ import annotations

import hashlib

import pytest

from common.domain.language import AnswerEnd
from functions.summary.analyst_model import Told, told_by_model
from functions.summary.analyst_rules import summarise
from functions.summary.evidence import SheetEvidence
from functions.summary.prompt import INSTRUCTIONS, PICTURES, VERSION
from tests.language_models import answering
from tests.unit.summary.answers import found, said, sheet_answer
from tests.unit.summary.sheets import change, dimension, evidence

WIDTH = dimension("12'-6\"", "13'-0\"", number=1)
NOTE = change(None, "PROVIDE SMOKE DETECTOR", number=2)
SHEET = evidence(WIDTH, NOTE)


def told(answer: str, sheet: SheetEvidence = SHEET) -> Told:
    return told_by_model(sheet, answering(answer))


def test_what_the_evidence_bears_is_shown() -> None:
    entry = found('A detector is asked for: "PROVIDE SMOKE DETECTOR".', "c2", severity="high")
    answer = sheet_answer(summary_text=[said("The bay grew.", "c1")], changes_found=[entry])
    result = told(answer)
    assert "The bay grew." in result.summary.summary_text
    assert result.summary.changes_found[0].description == entry["description"]
    assert (result.dropped_count, result.fallback) == (0, "")


def test_an_invention_is_dropped_and_counted() -> None:
    entries = [found("The bay is now 14'-0\".", "c1"), found("Door 7 is new.", "c7")]
    result = told(sheet_answer(changes_found=entries))
    assert result.dropped_count == 2
    assert "14'" not in str(result.summary)
    assert "Door 7" not in str(result.summary)


def test_the_rules_tell_of_what_the_model_left_out() -> None:
    result = told(sheet_answer(changes_found=[found("The bay grew.", "c1")]))
    cited = [i for entry in result.summary.changes_found for i in entry.change_ids]
    assert sorted(cited) == ["c1", "c2"]
    assert result.uncited_count == 1


def test_a_change_that_is_told_twice_is_shown_once() -> None:
    entries = [found("The bay grew.", "c1"), found("The bay grew again.", "c1", "c2")]
    result = told(sheet_answer(changes_found=entries))
    cited = [i for entry in result.summary.changes_found for i in entry.change_ids]
    assert sorted(cited) == ["c1", "c2"]


def test_nothing_talks_down_what_the_rules_call_urgent() -> None:
    entries = [found("A note was added.", "c2", severity="low"), found("A bay.", "c1")]
    result = told(sheet_answer(changes_found=entries, critical_change=None))
    severities = {e.change_ids: e.severity for e in result.summary.changes_found}
    assert severities[("c2",)] == "high"
    assert result.summary.critical_change == summarise(SHEET).critical_change


def test_unclear_is_an_answer_and_the_rules_fill_it_in() -> None:
    entry = found("What it is is unclear.", "c1", severity="unclear", category="unclear")
    (first, *_) = told(sheet_answer(changes_found=[entry])).summary.changes_found
    assert (first.severity, first.category) == ("high", "dimension")


def test_a_place_that_is_not_on_the_sheet_becomes_ours() -> None:
    entry = found("The bay grew.", "c1", location="grid line Z-99")
    result = told(sheet_answer(changes_found=[entry]))
    shown = [e.location for e in result.summary.changes_found if e.change_ids == ("c1",)]
    assert shown == ["centre"]
    assert result.dropped_count == 1


@pytest.mark.parametrize("text", ["", "Sure! Here it is:", '{"summary_text": []}', "[1, 2]"])
def test_an_answer_in_another_form_leaves_the_rules(text: str) -> None:
    result = told(text)
    assert result.summary == summarise(SHEET)
    assert "form" in result.fallback


@pytest.mark.parametrize("end", [AnswerEnd.TRUNCATED, AnswerEnd.REFUSED, AnswerEnd.FILTERED])
def test_an_answer_that_is_none_leaves_the_rules(end: AnswerEnd) -> None:
    result = told_by_model(SHEET, answering(sheet_answer(), end))
    assert result.summary == summarise(SHEET)
    assert result.fallback


def test_an_empty_answer_says_what_the_rules_say() -> None:
    assert told(sheet_answer()).summary == summarise(SHEET)


def test_counts_come_from_the_change_list() -> None:
    text = told(sheet_answer(summary_text=[said("The bay grew.", "c1")])).summary.summary_text
    assert text.startswith("A-101 FIRST FLOOR PLAN")
    assert "1 dimension changed" in text


def test_advice_names_its_changes() -> None:
    answer = sheet_answer(recommendations=[said("Price the detector.", "c2")])
    assert told(answer).summary.recommendations == ("Price the detector (c2).",)


def test_who_changes_the_prompt_gives_it_another_version() -> None:
    digest = hashlib.sha256(f"{INSTRUCTIONS}{PICTURES}".encode()).hexdigest()[:12]
    assert (VERSION, digest) == ("sheet-1", "2c474d4d8349")
