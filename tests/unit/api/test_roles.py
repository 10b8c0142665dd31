"""Who may do what: every route of the API by every role, as one table."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.api import Api, open_finished
from tests.session_records import ADDED as ADDED_SHEET
from tests.session_records import MATCHED, NEW, OLD, SESSION_ID, change

PDF = b"%PDF-1.7\n"
CHANGES = ("c1", "c2")
OWNER, EDITOR, VIEWER, STRANGER, ANONYMOUS = "olga", "eddie", "vera", "sam", None
EVERYBODY = (OWNER, EDITOR, VIEWER, STRANGER, ANONYMOUS)
PROJECT = "/api/projects/local"
SESSION, COMPARISON = f"/api/sessions/{SESSION_ID}", f"/api/comparisons/{MATCHED}"


@dataclass(frozen=True)
class Row:
    """One request, and what owner, editor, viewer, stranger and nobody are answered."""

    method: str
    path: str
    statuses: tuple[int, int, int, int, int]
    body: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""

    def send(self, api: Api, who: str | None) -> int:
        return api.ask(who, self.method, self.path, **self.body).status_code


def _json(**said: Any) -> dict[str, Any]:
    return {"json": said}


def _seen(status: int = 200) -> tuple[int, int, int, int, int]:
    return (status, status, status, 404, 401)


def _by_editors(status: int) -> tuple[int, int, int, int, int]:
    return (status, status, 403, 404, 401)


def _by_owners(status: int) -> tuple[int, int, int, int, int]:
    return (status, 403, 403, 404, 401)


UPLOAD = _json(drawing_name="Set", file_name="set.pdf", file_size=9)
ADDED = _json(regions=[{"action": "added", "box_pt": [10, 10, 90, 90], "label": "A door"}])
DECISION = _json(decisions=[{"change_id": "c1", "status": "accepted"}])
SEVERAL = _json(
    decisions=[
        {"change_id": name, "status": "rejected", "comment": "By others."} for name in CHANGES
    ]
)
OF_SHEET = _json(decisions=[{"change_id": "sheet", "status": "accepted"}])
NUMBER = _json(pages=[{"set": "old", "page": 1, "number": "A-1"}])
TABLE = [
    Row("GET", "/health", (200, 200, 200, 200, 200)),
    Row("GET", "/ready", (200, 200, 200, 200, 200)),
    Row("GET", "/openapi.json", (200, 200, 200, 200, 200)),
    Row("GET", "/docs", (200, 200, 200, 200, 200)),
    Row("GET", "/api/files/forged", (404, 404, 404, 404, 404)),
    Row("POST", "/api/projects", (201, 201, 201, 201, 401), _json(name="Mine")),
    Row("GET", "/api/projects", (200, 200, 200, 200, 401)),
    Row("GET", PROJECT, _seen()),
    Row("PATCH", PROJECT, _by_owners(200), _json(location="Here")),
    Row("DELETE", PROJECT, _by_owners(204)),
    Row("GET", f"{PROJECT}/members", _seen()),
    Row("POST", f"{PROJECT}/members", _by_owners(201), _json(user_id="vera", role="editor")),
    Row("PUT", f"{PROJECT}/members/vera", _by_owners(200), _json(role="editor")),
    Row("DELETE", f"{PROJECT}/members/eddie", (204, 204, 403, 404, 401)),
    Row("DELETE", f"{PROJECT}/invitations/none", (404, 403, 403, 404, 401)),
    Row("GET", "/api/me", (200, 200, 200, 200, 401)),
    Row("GET", "/api/invitations", (200, 200, 200, 200, 401)),
    Row("POST", "/api/invitations/none/accept", (404, 404, 404, 404, 401)),
    Row("DELETE", "/api/invitations/none", (404, 404, 404, 404, 401)),
    Row("GET", f"{PROJECT}/drawings", _seen()),
    Row("POST", f"{PROJECT}/drawings", _by_editors(201), {"data": "form"}),
    Row("POST", f"{PROJECT}/uploads", _by_editors(201), UPLOAD),
    Row("GET", f"{PROJECT}/sessions", _seen()),
    Row("GET", f"{PROJECT}/timeline?drawing_name=set&sheet=A-101", _seen()),
    Row("GET", f"/api/drawing-versions/{OLD}", _seen()),
    Row("GET", f"/api/drawing-versions/{OLD}/pages", _seen()),
    Row(
        "POST", "/api/comparisons", _by_editors(202), _json(old_version_id=OLD, new_version_id=NEW)
    ),
    Row("GET", COMPARISON, _seen()),
    Row("GET", f"{COMPARISON}/changes", _seen()),
    Row("PATCH", f"{COMPARISON}/overlay", _by_editors(200), ADDED),
    Row("GET", f"{COMPARISON}/overlay", _seen()),
    Row("PATCH", f"{COMPARISON}/triage", _by_editors(200), DECISION),
    Row("PATCH", f"{COMPARISON}/triage", _by_editors(200), SEVERAL),
    Row("PATCH", f"/api/comparisons/{ADDED_SHEET}/triage", _by_editors(200), OF_SHEET),
    Row("GET", f"{COMPARISON}/triage", _seen()),
    Row("GET", f"{COMPARISON}/triage/history", _seen()),
    Row("POST", f"{COMPARISON}/regenerate", _by_editors(202), _json()),
    Row("GET", f"{COMPARISON}/summaries", _seen()),
    Row("GET", SESSION, _seen()),
    Row("GET", f"{SESSION}/events", _seen()),
    Row("GET", f"{SESSION}/changes", _seen()),
    Row("GET", f"{SESSION}/exports/csv", _seen(302)),
    Row("POST", f"{SESSION}/chat", _seen(), _json(question="What changed?")),
    Row("GET", f"{SESSION}/conversations", _seen()),
    Row("GET", f"{SESSION}/conversations/none", _seen(404)),
    Row("POST", f"{SESSION}/cancel", _by_editors(409)),
    Row("POST", f"{SESSION}/retry", _by_editors(202)),
    Row("GET", f"{SESSION}/corrections", _seen()),
    Row("GET", f"{SESSION}/reviews", _seen()),
    Row("POST", f"{SESSION}/corrections", _by_editors(202), NUMBER),
]


@pytest.fixture
def api(tmp_path: Path) -> Api:
    changes = [change(name, old_text="A", new_text="B") for name in CHANGES]
    return open_finished(tmp_path, *changes)


def _named(row: Row) -> str:
    return f"{row.method} {row.path.partition('?')[0]}"


@pytest.mark.parametrize("row", TABLE, ids=_named)
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_route_answers_a_role(api: Api, row: Row, who: str | None) -> None:
    if row.body.get("data") == "form":
        form = {"drawing_name": "Set", "file": (io.BytesIO(PDF), "set.pdf")}
        row = Row(row.method, row.path, row.statuses, {"data": form})
    assert row.send(api, who) == row.statuses[EVERYBODY.index(who)]


def test_the_table_has_every_route(api: Api) -> None:
    adapter = api.client.application.url_map.bind("localhost")
    asked = {
        (row.method, adapter.match(row.path.partition("?")[0], row.method)[0]) for row in TABLE
    }
    made = {
        (method, rule.endpoint)
        for rule in api.client.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert asked == made


@pytest.mark.parametrize("row", [row for row in TABLE if row.statuses[3] == 404], ids=_named)
def test_what_is_not_yours_is_answered_like_what_is_not_there(api: Api, row: Row) -> None:
    if row.path == "/api/files/forged" or row.body.get("data") == "form":
        return
    yours = api.ask(STRANGER, row.method, row.path, **row.body).get_json()
    nothing = row.path.replace("local", "none").replace(SESSION_ID, "none")
    for record_id in (OLD, MATCHED, ADDED_SHEET):
        nothing = nothing.replace(f"/{record_id}", "/none")
    absent = api.ask(STRANGER, row.method, nothing, **row.body).get_json()
    assert {**yours, "request_id": ""} == {**absent, "request_id": ""}


def test_who_was_removed_sees_nothing_any_more(api: Api) -> None:
    api.ask(OWNER, "DELETE", f"{PROJECT}/members/vera")
    assert api.ask(VIEWER, "GET", SESSION).status_code == 404
    assert api.ask(VIEWER, "GET", "/api/projects").get_json()["projects"] == []


def test_a_deleted_project_is_gone_for_its_owner_and_all_that_is_in_it(api: Api) -> None:
    api.ask(OWNER, "DELETE", PROJECT)
    paths = (PROJECT, SESSION, COMPARISON, f"/api/drawing-versions/{OLD}")
    assert [api.ask(OWNER, "GET", path).status_code for path in paths] == [404, 404, 404, 404]


def test_the_last_owner_cannot_go(api: Api) -> None:
    answer = api.ask(OWNER, "DELETE", f"{PROJECT}/members/olga")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "conflict")


def test_a_version_of_another_project_cannot_be_compared_with_ones_own(api: Api) -> None:
    api.project("other", {})
    form = {"drawing_name": "Set", "file": (io.BytesIO(PDF), "set.pdf")}
    theirs = api.ask(OWNER, "POST", "/api/projects/other/drawings", data=form).get_json()
    body = {"old_version_id": OLD, "new_version_id": theirs["drawing_version_id"]}
    assert api.ask(OWNER, "POST", "/api/comparisons", json=body).status_code == 422
    assert api.ask(EDITOR, "POST", "/api/comparisons", json=body).status_code == 404
