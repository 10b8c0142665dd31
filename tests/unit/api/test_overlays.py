"""Manual overlays by the API: each is a revision, history is kept, the late one is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api import Api, open_finished
from tests.session_records import MATCHED, change

COMPARISON = f"/api/comparisons/{MATCHED}"
DOOR = {"action": "added", "box_pt": [10, 10, 90, 90], "label": "A door"}


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path, change(old_text="A", new_text="B"))


def _say(api: Api, **said: Any) -> TestResponse:
    return api.ask("eddie", "PATCH", f"{COMPARISON}/overlay", json=said)


def _changes(api: Api) -> list[tuple[str, str]]:
    listed = api.ask("vera", "GET", f"{COMPARISON}/changes").get_json()["changes"]
    return [(entry["id"], entry["new_text"]) for entry in listed]


def test_what_a_person_adds_and_deletes_shows_in_the_list_and_its_count(api: Api) -> None:
    deleted = {"action": "deleted", "change_id": "c1"}
    answer = _say(api, regions=[DOOR, deleted]).get_json()
    assert (answer["revision"], answer["changes_count"], answer["summary_is_due"]) == (1, 1, True)
    assert [change_id for change_id, _ in _changes(api)] == ["c2"]


def test_history_says_who_said_what_when(api: Api) -> None:
    _say(api, regions=[DOOR])
    _say(api, withdraw=True)
    overlays = api.ask("vera", "GET", f"{COMPARISON}/overlay").get_json()["overlays"]
    assert [(o["revision"], o["is_active"], len(o["regions"])) for o in overlays] == [
        (2, True, 0),
        (1, False, 1),
    ]
    assert {o["created_by"] for o in overlays} == {"eddie"}


def test_who_looked_at_an_earlier_revision_is_told(api: Api) -> None:
    _say(api, regions=[DOOR], expected_revision=0)
    assert _say(api, regions=[DOOR], expected_revision=0).status_code == 409


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"regions": [DOOR], "withdraw": True},
        {"regions": [{"action": "deleted", "change_id": "c9"}]},
        {"regions": [{**DOOR, "box_pt": [5000, 5000, 6000, 6000]}]},
        {"regions": [{**DOOR, "label": ""}]},
        {"regions": [{**DOOR, "label": "x" * 10_000}]},
        {"regions": [{"action": "guessed"}]},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(api: Api, said: dict[str, Any]) -> None:
    assert _say(api, **said).status_code == 422
    assert api.ask("vera", "GET", f"{COMPARISON}/overlay").get_json()["overlays"] == []


@pytest.mark.parametrize("body", [{"json": {}}, {}], ids=["an empty body", "no body"])
def test_a_summary_is_written_again_and_the_one_before_is_kept(
    api: Api, body: dict[str, Any]
) -> None:
    answer = api.ask("eddie", "POST", f"{COMPARISON}/regenerate", **body)
    assert (answer.status_code, answer.get_json()["summary_is_due"]) == (202, True)
    summaries = api.ask("vera", "GET", f"{COMPARISON}/summaries").get_json()["summaries"]
    assert [(s["revision"], s["status"]) for s in summaries] == [(1, "pending"), (0, "completed")]


def test_a_form_that_asks_for_a_summary_is_refused(api: Api) -> None:
    answer = api.ask("eddie", "POST", f"{COMPARISON}/regenerate", data={"expected_revision": 0})
    assert answer.status_code == 415


def test_a_session_that_is_polled_shows_what_was_said_at_once(api: Api) -> None:
    path = "/api/sessions/s1"
    etag = {"If-None-Match": api.ask("vera", "GET", path).headers["ETag"]}
    _say(api, regions=[DOOR])
    assert api.ask("vera", "GET", path, headers=etag).status_code == 200
