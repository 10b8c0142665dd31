"""session.json against its published schema and its records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from common.domain.changes import AlignmentGrade, ChangeCategory, ChangeKind, MatchKind
from common.domain.errors import ErrorCode
from common.domain.ink_ledger import MuteReason
from common.domain.jobs import SessionStatus, UnitStatus
from common.domain.sheets import ReadingMethod
from common.domain.triage import TriageStatus
from common.model_records import MODEL_SPENDING, ModelSpending
from common.paths import model_spending_path
from functions.api.exports.load import load_export
from functions.api.exports.session_json import Json, session_document
from tests.session_records import FACTS, SESSION_ID, change, finished_session
from tests.session_schema import SCHEMA, validator


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Json]:
    world = finished_session(tmp_path, change(old_text="3 BEDS", new_text="4 BEDS"))
    yield session_document(load_export(world.ports, SESSION_ID), FACTS)
    world.close()


def test_the_document_is_what_the_schema_says(document: Json) -> None:
    validator().validate(json.loads(json.dumps(document)))


def test_the_schema_refuses_a_field_that_it_does_not_describe(document: Json) -> None:
    document["comparisons"][0]["changes"][0]["extra"] = 1
    assert not validator().is_valid(document)


def _enum(*path: str) -> list[Any]:
    node = SCHEMA["$defs"]
    for step in path:
        node = node[step]
    return list(node["enum"])


@pytest.mark.parametrize(
    ("published", "values"),
    [
        (SCHEMA["properties"]["session"]["properties"]["status"]["enum"], SessionStatus),
        (_enum("error_code"), ErrorCode),
        (_enum("comparison", "properties", "status"), UnitStatus),
        (_enum("comparison", "properties", "kind"), MatchKind),
        (_enum("sheet", "properties", "method"), ReadingMethod),
        (_enum("alignment", "properties", "grade"), AlignmentGrade),
        (_enum("change", "properties", "kind"), ChangeKind),
        (_enum("change", "properties", "category"), ChangeCategory),
        (_enum("triage_decision", "properties", "status"), TriageStatus),
        (_enum("muted_ink", "properties", "reason"), MuteReason),
    ],
)
def test_the_schema_lists_every_value(published: list[str], values: type[StrEnum]) -> None:
    assert set(published) == set(values)


def _field_names(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*(_field_names(inner) for inner in node)) if node else set()
    if not isinstance(node, dict):
        return set()
    names = set(node.get("properties", {}))
    return names.union(*(_field_names(inner) for inner in node.values()))


def test_the_page_names_every_field_of_the_schema() -> None:
    page = (Path(__file__).parents[3] / "docs" / "SESSION_SCHEMA.md").read_text(encoding="utf-8")
    assert {name for name in _field_names(SCHEMA) if name not in page} == set()


def test_a_change_has_its_place_in_points_and_pixels(document: Json) -> None:
    entry = document["comparisons"][0]["changes"][0]
    assert (entry["box_pt"], entry["box_px"]) == ([10.12, 20.0, 40.0, 30.0], [42, 83, 167, 125])


def test_the_ledger_says_what_was_muted_why_and_where(document: Json) -> None:
    ledger = document["comparisons"][0]["ledger"]
    assert ledger["entries"] == [{"change_id": "c1", "ink_px": 77}]
    assert ledger["muted"][0] == {
        "reason": "font", "ink_px": 900, "place_count": 1, "boxes_pt": [[10.12, 20.0, 30.0, 40.0]],
    }  # fmt: skip
    assert document["comparisons"][1]["ledger"] is None


def test_a_failed_pair_says_why_and_has_no_image(document: Json) -> None:
    failed = document["comparisons"][2]
    assert failed["status"] == "failed"
    assert failed["error"] == failed["summary_error"]
    assert failed["error"]["code"] == "time_limit"
    assert failed["overlay"] is None


def test_a_failed_page_of_each_set_is_listed(document: Json) -> None:
    assert [(p["set"], p["page"]) for p in document["failed_pages"]] == [("old", 3), ("new", 3)]


def test_an_added_sheet_has_no_old_page_and_no_alignment(document: Json) -> None:
    added = document["comparisons"][1]
    assert (added["old_page"], added["old_sheet"], added["alignment"]) == (None, None, None)


def test_the_transform_is_the_rows_of_the_map(document: Json) -> None:
    transform = document["comparisons"][0]["alignment"]["transform"]
    assert transform == [1.0, 0.0, 3.0, 0.0, 1.0, -2.0]


def test_the_summaries_have_their_own_time(document: Json) -> None:
    assert document["timings_s"]["summaries"] == 0.75


def test_what_only_the_runner_knows_is_absent_from_an_export(tmp_path: Path) -> None:
    world = finished_session(tmp_path, change(old_text="3 BEDS", new_text="4 BEDS"))
    document = session_document(load_export(world.ports, SESSION_ID))
    world.close()
    validator().validate(json.loads(json.dumps(document)))
    assert (document["peak_memory_bytes"], document["worker_count"]) == (None, None)


def test_what_a_session_cost_is_in_its_document(tmp_path: Path) -> None:
    world = finished_session(tmp_path)
    spending = ModelSpending(
        answer_count=3, input_tokens=900, output_tokens=80, spent_usd_micros=1234,
        reserved_usd_micros=50,
    )  # fmt: skip
    world.documents.create_missing(
        {model_spending_path(SESSION_ID): MODEL_SPENDING.encode(spending)}
    )
    document = session_document(load_export(world.ports, SESSION_ID), FACTS)
    world.close()
    validator().validate(document)
    assert document["session"]["language_model"] == {
        "answer_count": 3, "input_tokens": 900, "output_tokens": 80, "cost_usd_micros": 1234,
        "held_usd_micros": 50,
    }  # fmt: skip
