"""Triage by the API: decisions stand, are counted, fenced, and go along into what follows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from common import paths
from common.chain.comparing import known_result
from common.chain.steps import load_comparison, load_session
from common.chain.triaging import load_triage, triage_changes
from common.domain.ids import ComparisonId, SessionId, UserId, comparison_id
from common.domain.jobs import UnitStatus
from common.domain.triage import MAX_DECISIONS, TriageCounts, TriageSaid, TriageStatus
from common.records import COMPARISON, SESSION, Comparison, Session
from tests.api import Api, open_finished
from tests.session_records import ADDED, FAILED, MATCHED, SESSION_ID, change

COMPARISON_PATH = f"/api/comparisons/{MATCHED}"
TRIAGE = f"{COMPARISON_PATH}/triage"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    listed = [change(f"c{number}", old_text="A", new_text="B") for number in (1, 2, 3)]
    return open_finished(tmp_path, *listed)


def _decide(api: Api, who: str = "eddie", path: str = TRIAGE, **said: Any) -> TestResponse:
    expected = {"expected_revision": said.pop("seen")} if "seen" in said else {}
    return api.ask(who, "PATCH", path, json={"decisions": [said], **expected})


def _row(api: Api, comparison: str = MATCHED) -> dict[str, Any]:
    rows = api.ask("vera", "GET", f"/api/sessions/{SESSION_ID}").get_json()["comparisons"]
    row: dict[str, Any] = next(row for row in rows if row["comparison_id"] == comparison)
    return row


def test_a_decision_says_who_when_and_why(api: Api) -> None:
    _decide(api, change_id="c1", status="needs_rfi", comment="Which door?")
    seen = api.ask("vera", "GET", TRIAGE).get_json()
    (decision,) = seen["decisions"]
    assert (decision["status"], decision["comment"]) == ("needs_rfi", "Which door?")
    assert (decision["decided_by"], decision["decided_by_name"]) == ("eddie", "eddie")
    assert decision["decided_at"]
    assert seen["counts"] == {"open": 2, "accepted": 0, "rejected": 0, "needs_rfi": 1}


def test_history_is_kept_the_latest_first_and_asked_for_by_itself(api: Api) -> None:
    _decide(api, change_id="c1", status="accepted")
    _decide(api, change_id="c2", status="accepted")
    _decide(api, "olga", change_id="c1", status="rejected", comment="Not in our contract.")
    standing = api.ask("vera", "GET", TRIAGE).get_json()
    assert "history" not in standing
    assert [d["decided_count"] for d in standing["decisions"]] == [2, 1]
    assert _history(api, change_id="c1") == [("rejected", "olga", 2), ("accepted", "eddie", 1)]
    assert len(_history(api)) == 3


def test_a_long_history_comes_in_pages(api: Api) -> None:
    for number in range(5):
        _decide(api, change_id="c1", status="accepted", comment=f"No. {number}")
    path = f"{TRIAGE}/history?change_id=c1&limit=2"
    pages = list[list[str]]()
    token: str | None = ""
    for _ in range(3):
        page = api.ask("vera", "GET", f"{path}&page_token={token}").get_json()
        pages.append([decision["comment"] for decision in page["history"]])
        token = page["next_page_token"]
    assert (pages, token) == ([["No. 4", "No. 3"], ["No. 2", "No. 1"], ["No. 0"]], None)


def test_a_change_that_one_request_names_twice_is_decided_once(api: Api) -> None:
    both = [{"change_id": "c1", "status": status} for status in ("accepted", "rejected")]
    decided = api.ask("eddie", "PATCH", TRIAGE, json={"decisions": both}).get_json()["decisions"]
    assert [(d["status"], d["decided_count"]) for d in decided] == [("rejected", 1)]
    assert _history(api) == [("rejected", "eddie", 1)]


def _history(api: Api, **query: str) -> list[tuple[str, str, int]]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    found = api.ask("vera", "GET", f"{TRIAGE}/history?{asked}").get_json()["history"]
    return [(d["status"], d["decided_by"], d["decided_count"]) for d in found]


def test_a_repeat_writes_nothing(api: Api) -> None:
    said: dict[str, Any] = {"change_id": "c1", "status": "accepted", "seen": 0}
    first = _decide(api, **said).get_json()
    assert _decide(api, **said).get_json() == first
    assert first["revision"] == 1


def test_the_sessions_rows_count_what_was_decided_and_a_poll_sees_it(api: Api) -> None:
    path = f"/api/sessions/{SESSION_ID}"
    etag = {"If-None-Match": api.ask("vera", "GET", path).headers["ETag"]}
    assert _row(api)["triage"] == {"open": 3, "accepted": 0, "rejected": 0, "needs_rfi": 0}
    _decide(api, change_id="c2", status="accepted")
    assert api.ask("vera", "GET", path, headers=etag).status_code == 200
    assert _row(api)["triage"] == {"open": 2, "accepted": 1, "rejected": 0, "needs_rfi": 0}


def test_an_etag_holds_until_somebody_decides(api: Api) -> None:
    etag = {"If-None-Match": api.ask("vera", "GET", TRIAGE).headers["ETag"]}
    assert api.ask("vera", "GET", TRIAGE, headers=etag).status_code == 304
    _decide(api, change_id="c1", status="accepted")
    assert api.ask("vera", "GET", TRIAGE, headers=etag).status_code == 200


def test_two_people_on_different_changes_do_not_disturb_one_another(api: Api) -> None:
    assert _decide(api, change_id="c1", status="accepted", seen=0).status_code == 200
    assert _decide(api, "olga", change_id="c2", status="rejected", seen=0).status_code == 200
    late = _decide(api, "olga", change_id="c1", status="rejected", seen=0)
    assert (late.status_code, late.get_json()["code"]) == (409, "conflict")


def test_a_decision_goes_with_its_change_and_comes_back_with_it(api: Api) -> None:
    _decide(api, change_id="c1", status="accepted")
    _say(api, action="deleted", change_id="c1")
    assert _row(api)["triage"] == {"open": 2, "accepted": 0, "rejected": 0, "needs_rfi": 0}
    assert _decide(api, change_id="c1", status="rejected").status_code == 422
    _say(api, action="restored", change_id="c1")
    assert _row(api)["triage"] == {"open": 2, "accepted": 1, "rejected": 0, "needs_rfi": 0}


def test_a_summary_written_again_leaves_decisions_alone(api: Api) -> None:
    _decide(api, change_id="c1", status="accepted")
    api.ask("eddie", "POST", f"{COMPARISON_PATH}/regenerate", json={})
    assert _row(api)["triage"]["accepted"] == 1


def _say(api: Api, **region: Any) -> None:
    body = {"regions": [region]}
    assert api.ask("eddie", "PATCH", f"{COMPARISON_PATH}/overlay", json=body).status_code == 200


def test_an_entry_that_a_person_added_can_be_decided(api: Api) -> None:
    _say(api, action="added", box_pt=[10, 10, 90, 90], label="A door")
    assert _decide(api, change_id="c4", status="needs_rfi").get_json()["counts"]["needs_rfi"] == 1


def _decide_several(api: Api, *change_ids: str, **said: Any) -> TestResponse:
    decisions = [{"change_id": change_id, **said} for change_id in change_ids]
    return api.ask("eddie", "PATCH", TRIAGE, json={"decisions": decisions, "expected_revision": 0})


def test_several_changes_are_decided_in_one_step_and_a_repeat_is_none(api: Api) -> None:
    said = {"status": "rejected", "comment": "By others."}
    first = _decide_several(api, "c1", "c3", **said).get_json()
    assert first["counts"] == {"open": 1, "accepted": 0, "rejected": 2, "needs_rfi": 0}
    assert {d["revision"] for d in first["decisions"]} == {1}
    assert _decide_several(api, "c1", "c3", **said).get_json() == first


def test_of_several_all_stand_or_none(api: Api) -> None:
    missing = _decide_several(api, "c1", "c2", "c77", status="accepted")
    assert (missing.status_code, missing.get_json()["code"]) == (422, "invalid_input")
    assert "Not on this sheet: c77. Nothing was decided." in missing.get_json()["detail"]
    _decide(api, "olga", change_id="c2", status="rejected")
    late = _decide_several(api, "c1", "c2", status="accepted")
    assert (late.status_code, late.get_json()["code"]) == (409, "conflict")
    assert _row(api)["triage"] == {"open": 2, "accepted": 0, "rejected": 1, "needs_rfi": 0}


def test_a_whole_list_is_one_request_and_more_is_none(api: Api) -> None:
    ids = [f"c{number}" for number in range(1, MAX_DECISIONS + 2)]
    assert _decide_several(api, *ids, status="accepted").status_code == 422
    assert "Not on this sheet" in _decide_several(api, *ids[1:], status="open").get_json()["detail"]


def test_a_sheet_that_was_added_is_decided_of_as_a_whole(api: Api) -> None:
    path = f"/api/comparisons/{ADDED}/triage"
    assert _row(api, ADDED)["triage"] == {"open": 1, "accepted": 0, "rejected": 0, "needs_rfi": 0}
    said = _decide(api, path=path, change_id="sheet", status="needs_rfi", comment="Whose?")
    assert said.get_json()["decisions"][0]["change_id"] == "sheet"
    assert _row(api, ADDED)["triage"] == {"open": 0, "accepted": 0, "rejected": 0, "needs_rfi": 1}
    assert (_row(api)["sheet_triage"], _row(api, ADDED)["sheet_triage"]) == (None, "needs_rfi")
    assert _row(api, ADDED)["changes_count"] is None


@pytest.mark.parametrize(
    ("comparison", "change_id", "status"),
    [(ADDED, "c1", 422), (MATCHED, "sheet", 422), (FAILED, "sheet", 409)],
    ids=["a change of a sheet without any", "a matched sheet as a whole", "a sheet that failed"],
)
def test_what_is_not_there_is_not_decided(
    api: Api, comparison: str, change_id: str, status: int
) -> None:
    path = f"/api/comparisons/{comparison}/triage"
    assert _decide(api, path=path, change_id=change_id, status="accepted").status_code == status
    assert api.ask("vera", "GET", path).get_json()["decisions"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"decisions": []},
        {"decisions": [{"change_id": "c1", "status": "maybe"}]},
        {"decisions": [{"change_id": "", "status": "open"}]},
        {"decisions": [{"change_id": "c1", "comment": "x" * 1001}]},
        {"decisions": [{"change_id": "c1", "comment": "\u202eevil"}]},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(api: Api, body: dict[str, Any]) -> None:
    assert api.ask("eddie", "PATCH", TRIAGE, json=body).status_code == 422


def test_a_session_that_is_followed_takes_no_more_decisions(api: Api) -> None:
    number = {"pages": [{"set": "old", "page": 1, "number": "A-1"}]}
    api.ask("eddie", "POST", f"/api/sessions/{SESSION_ID}/corrections", json=number)
    late = _decide(api, change_id="c1", status="accepted")
    assert (late.status_code, late.get_json()["code"]) == (409, "conflict")


def _following(api: Api, known_id: ComparisonId = MATCHED) -> tuple[Session, Comparison]:
    """Return a session that follows, and its sheet of the same pages, not yet compared."""
    session = replace(load_session(api.ports, SESSION_ID), id=SessionId("s2"), follows=SESSION_ID)
    before = load_comparison(api.ports, known_id)
    pages = before.match.old_page_index, before.match.new_page_index
    pair = replace(
        before,
        id=comparison_id(session.id, *pages),
        session_id=session.id,
        status=UnitStatus.PENDING,
        triage=TriageCounts(),
        triage_revision=0,
    )
    # The result before, under the id that follows from its pages.
    known = replace(before, id=comparison_id(SESSION_ID, *pages))
    api.ports.documents.create_missing(
        {
            paths.session_path(session.id): SESSION.encode(session),
            paths.comparison_path(known.id): COMPARISON.encode(known),
        }
    )
    return session, pair


def test_a_pair_that_is_taken_over_brings_its_decisions_along_once(api: Api) -> None:
    session, pair = _following(api)
    known_id = comparison_id(SESSION_ID, 0, 0)
    _accept(api, known_id, "c1")
    first = known_result(api.ports, session, pair)
    _accept(api, known_id, "c2")  # between two runs of the same event
    again = known_result(api.ports, session, pair)
    assert first is not None
    assert again is not None
    assert (first.triage, first.triage_revision) == (TriageCounts(accepted=1), 1)
    assert (again.triage, again.triage_revision) == (first.triage, first.triage_revision)
    carried = load_triage(api.ports, replace(pair, triage_revision=1))
    assert [d.change_id for d in carried.decisions] == ["c1"]
    assert len(api.ports.documents.query(paths.triage_steps_collection(pair.id))) == 1


def test_a_sheet_that_is_taken_over_brings_its_decision_along(api: Api) -> None:
    session, sheet = _following(api, ADDED)
    _accept(api, comparison_id(SESSION_ID, None, 1), "sheet")
    known = known_result(api.ports, session, sheet)
    assert known is not None
    counts = TriageCounts(accepted=1, sheet=TriageStatus.ACCEPTED)
    assert (known.triage, known.triage_revision) == (counts, 1)


def _accept(api: Api, known: ComparisonId, change_id: str) -> None:
    said = [TriageSaid(change_id=change_id, status=TriageStatus.ACCEPTED)]
    triage_changes(api.ports, known, said, said_by=UserId("kim"), name="Kim")
