"""What holds for every request: repeats, pages, ETags, names, sizes, rates, other origins."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from common import paths
from common.domain.ids import derived_id
from common.ports import Transaction
from common.records import REQUEST, RememberedRequest
from functions.api.idempotency import KEPT, TAKEN_OVER_AFTER
from tests.api import Api, open_api, open_finished
from tests.session_records import SESSION_ID

KEY = {"Idempotency-Key": "one"}


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path)


def test_a_repeat_makes_nothing_and_is_answered_as_the_first_time(api: Api) -> None:
    first, second = (
        api.ask("olga", "POST", "/api/projects", json={"name": "A"}, headers=KEY) for _ in range(2)
    )
    assert (first.status_code, first.get_json()) == (second.status_code, second.get_json())
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(api.ask("olga", "GET", "/api/projects").get_json()["projects"]) == 2


def test_a_key_is_of_one_user(api: Api) -> None:
    made = {
        api.ask(who, "POST", "/api/projects", json={"name": "A"}, headers=KEY).get_json()[
            "project_id"
        ]
        for who in ("olga", "sam")
    }
    assert len(made) == 2


@pytest.mark.parametrize("path", ["/api/projects", "/api/comparisons"])
def test_a_key_that_was_used_for_another_request_is_refused(api: Api, path: str) -> None:
    api.ask("olga", "POST", "/api/projects", json={"name": "A"}, headers=KEY)
    answer = api.ask("olga", "POST", path, json={"name": "B"}, headers=KEY)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "idempotency_key_reused")


def _begun(api: Api, at: datetime) -> None:
    """Leave the request as a process that died over it does."""
    body = json.dumps({"name": "A"}).encode()
    request = RememberedRequest(
        fingerprint=derived_id("/api/projects", hashlib.sha256(body).hexdigest()),
        began_at=at,
        expires_at=datetime.now(UTC) + KEPT,
    )
    path = paths.request_path(derived_id("request", "olga", "one"))
    api.ports.documents.create_missing({path: REQUEST.encode(request)})


@pytest.mark.parametrize(("since", "status"), [("now", 409), ("long ago", 201)])
def test_a_request_under_way_is_not_done_twice_unless_its_process_died(
    api: Api, since: str, status: int
) -> None:
    _begun(api, datetime.now(UTC) if since == "now" else datetime(2026, 1, 1, tzinfo=UTC))
    body = json.dumps({"name": "A"})
    answer = api.ask(
        "olga", "POST", "/api/projects", data=body, content_type="application/json", headers=KEY
    )
    assert answer.status_code == status


def test_a_key_whose_day_is_over_makes_something_new(api: Api) -> None:
    def forget(transaction: Transaction) -> None:
        known = REQUEST.decode(transaction.get(path) or {})
        transaction.set(path, REQUEST.encode(replace(known, expires_at=known.began_at)))

    path = paths.request_path(derived_id("request", "olga", "one"))
    names = ("A", "B")
    made = []
    for name in names:
        body = {"name": name}
        made.append(api.ask("olga", "POST", "/api/projects", json=body, headers=KEY).get_json())
        api.ports.documents.transact(forget)
    assert [project["name"] for project in made] == ["A", "B"]
    assert made[0]["project_id"] != made[1]["project_id"]


def test_what_a_process_made_before_it_died_is_found_by_the_same_request(api: Api) -> None:
    def die(transaction: Transaction) -> None:
        known = REQUEST.decode(transaction.get(path) or {})
        long_ago = known.began_at - TAKEN_OVER_AFTER
        transaction.set(path, REQUEST.encode(replace(known, status=None, began_at=long_ago)))

    path = paths.request_path(derived_id("request", "olga", "one"))
    first = api.ask("olga", "POST", "/api/projects", json={"name": "A"}, headers=KEY)
    api.ports.documents.transact(die)
    again = api.ask("olga", "POST", "/api/projects", json={"name": "A"}, headers=KEY)
    assert again.get_json()["project_id"] == first.get_json()["project_id"]
    assert "Idempotency-Replayed" not in again.headers


def test_a_request_that_was_refused_may_be_sent_again_otherwise(api: Api) -> None:
    refused = api.ask("olga", "POST", "/api/projects", json={"name": ""}, headers=KEY)
    answer = api.ask("olga", "POST", "/api/projects", json={"name": "A"}, headers=KEY)
    assert (refused.status_code, answer.status_code) == (422, 201)


def test_lists_come_in_pages_without_gap_or_repeat(api: Api) -> None:
    for name in "ABCDE":
        api.ask("olga", "POST", "/api/projects", json={"name": name})
    seen: list[str] = []
    token: str | None = ""
    for _page in range(3):
        query = {"limit": "2", "page_token": token}
        page = api.ask("olga", "GET", "/api/projects", query_string=query).get_json()
        seen += [project["name"] for project in page["projects"]]
        token = page["next_page_token"]
    assert token is None
    assert sorted(seen) == ["A", "B", "C", "D", "E", "local"]


@pytest.mark.parametrize("token", ["x", "!!", "AAAA", "é"])
def test_a_page_token_of_nowhere_is_refused(api: Api, token: str) -> None:
    answer = api.ask("olga", "GET", "/api/projects", query_string={"page_token": token})
    assert answer.status_code == 422


def test_what_has_not_changed_is_not_sent_again(api: Api) -> None:
    path = f"/api/sessions/{SESSION_ID}"
    first = api.ask("vera", "GET", path)
    again = api.ask("vera", "GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_a_request_may_bring_its_name_and_its_problem_has_it(api: Api) -> None:
    answer = api.ask("sam", "GET", "/api/projects/none", headers={"X-Request-Id": "mine-1"})
    assert answer.headers["X-Request-Id"] == answer.get_json()["request_id"] == "mine-1"


def test_a_name_that_would_forge_a_log_is_replaced(api: Api) -> None:
    answer = api.ask("sam", "GET", "/health", headers={"X-Request-Id": 'a"} {"b'})
    assert len(answer.headers["X-Request-Id"]) == 32


def test_a_problem_has_the_form_of_rfc_9457(api: Api) -> None:
    answer = api.ask("olga", "POST", "/api/projects", json={"name": "x" * 10_000, "nmae": 1})
    problem = answer.get_json()
    assert answer.content_type == "application/problem+json"
    assert (problem["status"], problem["code"]) == (422, "invalid_request")
    assert {error["field"] for error in problem["errors"]} == {"name", "nmae"}


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b"\xff\xfe",
        b'"text"',
        b"null",
        b'{"name": "\\ud800"}',
        b'{"name": "a\\u0000b"}',
        b'{"name": "a\\u202eb"}',
        b'{"name": 1e999}',
        b'{"name": "a", "name2": NaN}',
    ],
)
def test_a_body_that_is_hostile_is_refused(api: Api, body: bytes) -> None:
    answer = api.ask("olga", "POST", "/api/projects", data=body, content_type="application/json")
    assert answer.status_code in {400, 422}


def test_a_body_that_is_too_large_is_refused_before_it_is_read(api: Api) -> None:
    answer = api.ask(
        "olga", "POST", "/api/projects", data=b" " * (2 << 20), content_type="application/json"
    )
    assert answer.status_code == 413


def test_who_asks_too_often_waits_and_others_do_not(tmp_path: Path) -> None:
    api = open_api(tmp_path, rate_limit="2 per minute")
    statuses = [api.ask("olga", "GET", "/api/projects").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert api.ask("sam", "GET", "/api/projects").status_code == 200


def test_who_has_not_signed_in_is_counted_by_address(tmp_path: Path) -> None:
    api = open_api(tmp_path, rate_limit="2 per minute")
    statuses = [api.ask(None, "GET", "/api/projects").status_code for _ in range(3)]
    assert statuses == [401, 401, 429]


def test_an_address_is_counted_before_a_sign_in_is_looked_at(tmp_path: Path) -> None:
    api = open_api(tmp_path, address_rate_limit="3 per minute")
    asked = [("expired", "/api/projects"), ("olga", "/api/projects"), ("sam", "/docs")]
    statuses = [api.ask(who, "GET", path).status_code for who, path in [*asked, asked[0]]]
    assert statuses == [401, 200, 200, 429]


def test_readiness_costs_its_asker_a_turn_and_health_does_not(tmp_path: Path) -> None:
    api = open_api(tmp_path, address_rate_limit="2 per minute")
    for path, statuses in (("/ready", [200, 200, 429]), ("/health", [200, 200, 200])):
        assert [api.ask(None, "GET", path).status_code for _ in range(3)] == statuses


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("https://app.example", "https://app.example"), ("https://evil.example", None)],
)
def test_only_pages_of_the_allow_list_read_answers(
    tmp_path: Path, origin: str, allowed: str | None
) -> None:
    api = open_api(tmp_path, cors_origins=("https://app.example",))
    answer = api.ask(None, "OPTIONS", "/api/projects", headers={"Origin": origin})
    assert answer.headers.get("Access-Control-Allow-Origin") == allowed


def test_without_an_allow_list_no_page_reads_answers(api: Api) -> None:
    answer = api.ask("olga", "GET", "/health", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_documentation_needs_nothing_from_elsewhere(api: Api) -> None:
    page = api.ask(None, "GET", "/docs").get_data(as_text=True)
    assert "POST" in page
    assert "/api/comparisons" in page
    assert re.findall(r"<script|(?:src|href)=.?(?:https?:)?//|url\(", page) == []


NO_OBJECTS = [
    ({"data": {"name": "A"}}, 415, "application/json"),
    ({"data": b'{"name": "A"}', "content_type": "text/plain"}, 415, "application/json"),
    ({}, 422, "needs a body"),
    ({"data": b'{"name":', "content_type": "application/json"}, 400, "line 1 column 9"),
    ({"data": b"\xff\xfe\xfa", "content_type": "application/json"}, 400, "no JSON"),
    ({"json": ["A"]}, 422, "must be a JSON object"),
    ({"data": b"null", "content_type": "application/json"}, 422, "must be a JSON object"),
    ({"json": {"nam": "A"}}, 422, "name: Field required; nam: Extra inputs"),
]


@pytest.mark.parametrize(("body", "status", "said"), NO_OBJECTS, ids=str)
def test_a_body_of_another_kind_is_refused_in_words(
    api: Api, body: dict[str, Any], status: int, said: str
) -> None:
    answer = api.ask("olga", "POST", "/api/projects", **body)
    assert answer.status_code == status
    assert said in answer.get_json()["detail"]


def test_json_where_a_form_is_needed_is_refused_in_words(api: Api) -> None:
    answer = api.ask("olga", "POST", "/api/projects/local/drawings", json={"drawing_name": "A"})
    assert answer.status_code == 415
    assert "multipart/form-data" in answer.get_json()["detail"]


def test_a_rule_of_several_fields_is_told_as_a_sentence(api: Api) -> None:
    answer = api.ask("olga", "POST", "/api/projects/local/members", json={"role": "viewer"})
    told = {"field": "body", "message": "name the member by user_id or by email"}
    assert answer.get_json()["errors"] == [told]


def test_a_method_that_an_address_does_not_take_is_answered_by_those_it_takes(api: Api) -> None:
    answer = api.ask("olga", "PATCH", "/api/projects/local/members/vera", json={})
    assert answer.status_code == 405
    assert "DELETE, OPTIONS, PUT" in answer.get_json()["detail"]
