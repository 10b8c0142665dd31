"""What the command prints when it is done."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from functions.api.exports.load import load_export
from functions.api.exports.session_json import Json, session_document
from local.display import notices, print_result
from tests.session_records import FACTS, SESSION_ID, finished_session

FALLBACK = {"fallback": "The language model refused to answer."}


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Json]:
    world = finished_session(tmp_path)
    yield session_document(load_export(world.ports, SESSION_ID), FACTS)
    world.close()


def test_sheets_that_rules_told_for_one_reason_are_one_notice(document: Json) -> None:
    for comparison in document["comparisons"][:2]:
        comparison["summary"]["language_model"] = FALLBACK
    assert notices(document)[-1] == (
        "A-101, A-102: summarised by rules. The language model refused to answer."
    )


def test_a_set_that_rules_told_is_a_notice(document: Json) -> None:
    document["set_summary"] = {"language_model": FALLBACK}
    assert notices(document)[-1].startswith("The set: summarised by rules. The language")


def test_a_model_that_wrote_is_no_notice(document: Json) -> None:
    before = notices(document)
    document["comparisons"][0]["summary"]["language_model"] = {"fallback": ""}
    assert notices(document) == before


def test_what_the_session_cost_is_printed(document: Json) -> None:
    document["session"]["language_model"] = {
        "answer_count": 12, "input_tokens": 40_000, "output_tokens": 2000,
        "cost_usd_micros": 31_200, "held_usd_micros": 5000,
    }  # fmt: skip
    console = Console(file=io.StringIO(), width=200)
    print_result(console, document, "out")
    assert "Language model: 12 answers, 42,000 tokens, 0.0312 USD, up to 0.0050 USD more" in (
        console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    )
