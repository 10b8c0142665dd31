"""Firestore's indexes serve every query there is, and its rules are written without gaps."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from common import paths, records, review_records
from common.ports import DocumentStore
from common.records import RememberedRequest
from tests.infra.deployed import Deployed
from tests.infra.terraform import CONFIGURATION
from tests.machine import is_ci
from tests.page_queries import PAGE_QUERIES, Query

ROOT = CONFIGURATION.parent
ESLINT = ROOT / "web" / "node_modules" / ".bin" / "eslint"
WITH_DEPLOYED = pytest.mark.xdist_group("infra")


# Queries whose collection is an argument, and what it is called with.
PASSED_ON = {"common/chain/purging.py": ("sessions", "drawing_versions", "invitations")}
# Likewise of the fields.
FIELDS_PASSED_ON = {
    "common/chain/sessions.py": frozenset({"old_version_id", "new_version_id"}),
    "common/chain/invitations.py": frozenset({"project_id", "is_open"}),
}
# Records by the collection they lie in, where a field is left out of the indexes.
RECORDS: dict[str, Any] = {
    "drawing_versions": records.DrawingVersion,
    "pages": records.Page,
    "comparisons": records.Comparison,
    "change_summaries": records.ChangeSummary,
    "manual_overlays": review_records.ManualOverlay,
    "triage": review_records.Triage,
    "triage_steps": review_records.TriageStep,
    "exports": records.ExportedStates,
    "set_summaries": review_records.SetSummary,
    "messages": review_records.Message,
    "alignment_corrections": records.AlignmentCorrection,
    "drawings": records.Drawing,
    "tallies": records.Tally,
    "requests": RememberedRequest,
}


def queries_of_the_server() -> Iterator[Query]:
    """Yield every query of the functions, read from their source."""
    for package in ("common", "functions"):
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _is_query(node.func):
                    fields = _fields(node.args[1:], place)
                    for collection in _collections(node.args[0], place):
                        yield Query(collection, fields, where=f"{place}:{node.lineno}")


def _is_query(called: ast.expr) -> bool:
    if not isinstance(called, ast.Attribute) or called.attr != "query":
        return False
    return re.search(r"\b(documents|store)$", ast.unparse(called.value)) is not None


def _fields(arguments: Sequence[ast.expr], place: str) -> frozenset[str]:
    if not arguments:
        return frozenset()
    keys = arguments[0].keys if isinstance(arguments[0], ast.Dict) else []
    names = [key.value for key in keys if isinstance(key, ast.Constant)]
    return frozenset(map(str, names)) if names else FIELDS_PASSED_ON[place]


def _collections(argument: ast.expr, place: str) -> tuple[str, ...]:
    text = ast.unparse(argument)
    if isinstance(argument, ast.Name) and place in PASSED_ON:
        return PASSED_ON[place]
    if shards := re.fullmatch(r"f'\{\w+\}/(\w+)'", text):
        return (shards[1],)
    name = text.partition("(")[0].removeprefix("paths.")
    found = getattr(paths, name)
    if callable(found):
        found = found(*("x" for _ in inspect.signature(found).parameters))
    return (str(found).rpartition("/")[2],)


@pytest.fixture(scope="module")
def unindexed(deployed: Deployed) -> set[tuple[str, str]]:
    """Give the fields without an index, with their collection."""
    return {
        (field.values["collection"], field.values["field"])
        for field in deployed.all("google_firestore_field")
    }


def test_the_queries_of_the_server_are_found() -> None:
    found = list(queries_of_the_server())
    assert len(found) > 25
    assert Query("sessions", frozenset({"old_version_id", "new_version_id"})) in {
        Query(query.collection, query.equals) for query in found
    }


def test_the_server_asks_by_equality_alone() -> None:
    """So no query of it needs an index of several fields: Firestore merges those of single ones."""
    assert list(inspect.signature(DocumentStore.query).parameters) == [
        *("self", "collection", "equals")
    ]


@WITH_DEPLOYED
def test_no_query_asks_for_a_field_without_an_index(unindexed: set[tuple[str, str]]) -> None:
    asked = [*queries_of_the_server(), *PAGE_QUERIES]
    assert [
        query
        for query in asked
        if any((query.collection, field) in unindexed for field in {*query.equals, query.order_by})
    ] == []


@WITH_DEPLOYED
def test_what_the_page_asks_of_two_fields_has_an_index_of_its_own(deployed: Deployed) -> None:
    made = {
        (index.values["collection"], tuple(each["field_path"] for each in index.values["fields"]))
        for index in deployed.all("google_firestore_index")
    }
    asked = {
        (query.collection, tuple(filter(None, (*sorted(query.equals), query.order_by))))
        for query in PAGE_QUERIES
        if query.order_by or len(query.equals) > 1
    }
    assert made == asked


def test_the_page_asks_what_is_declared_here() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "web/src").rglob("*.ts*")]
    fields = set(re.findall(r"\b(?:where|orderBy)\(\s*'(\w+)'", "\n".join(sources)))
    declared = {field for query in PAGE_QUERIES for field in {*query.equals, query.order_by}}
    assert fields <= declared


@WITH_DEPLOYED
def test_fields_without_an_index_are_fields_of_records(unindexed: set[tuple[str, str]]) -> None:
    for collection, field in unindexed:
        known = {each.name for each in fields(RECORDS[collection])}
        assert field in known, f"{collection}.{field}"
    assert len(unindexed) < 200  # what Firestore takes


@WITH_DEPLOYED
def test_requests_are_forgotten_when_their_day_is_over(deployed: Deployed) -> None:
    expiring = {
        (field.values["collection"], field.values["field"])
        for field in deployed.all("google_firestore_field")
        if field.values.get("ttl_config")
    }
    assert expiring == {("requests", "expires_at")}


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("", "", ""),
        ("allow read: if isMember(projectId)", "allow read: if true", "open read"),
        ("allow read: if isMember(projectId)", "allow write: if true", "open write"),
        ("isMember(projectId);", "isMember(projectId;", "Parsing error"),
    ],
    ids=["as they are", "open to read", "open to write", "a bracket short"],
)
def test_rules_are_linted(right: str, wrong: str, says: str, tmp_path: Path) -> None:
    if not ESLINT.exists():
        assert not is_ci(), "make installs the packages of web/ before it runs the tests"
        pytest.skip("the packages of web/ are not installed (make web)")
    rules = (CONFIGURATION / "firestore.rules").read_text(encoding="utf-8")
    assert right in rules
    (tmp_path / "firestore.rules").write_text(rules.replace(right, wrong, 1) if right else rules)
    config = ROOT / "web" / "eslint.rules.config.js"
    done = subprocess.run(
        [str(ESLINT), "-c", str(config), "firestore.rules"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == (not says), done.stdout + done.stderr
    assert says in done.stdout
