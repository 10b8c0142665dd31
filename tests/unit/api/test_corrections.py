"""Corrections and retries make a session that follows; what stands in the way is said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from werkzeug.test import TestResponse

from common import completion, paths
from common.chain.corrections import Said, follow_session, load_said
from common.chain.steps import change_version, load_pages, load_session, load_version
from common.domain.events import PageQueued
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import SessionStatus, UnitStatus, VersionStatus
from common.records import SESSION as SESSION_CODEC
from common.records import PageCorrection
from tests.api import Api, open_finished
from tests.session_records import AT, NEW, OLD, SESSION_ID

SESSION = f"/api/sessions/{SESSION_ID}"
NUMBER = {"pages": [{"set": "new", "page": 2, "number": " A - 7 "}]}
POINTS = [
    {"old_x_pt": 100, "old_y_pt": 100, "new_x_pt": 101, "new_y_pt": 100},
    {"old_x_pt": 2000, "old_y_pt": 1500, "new_x_pt": 2001, "new_y_pt": 1500},
]


@pytest.fixture
def api(tmp_path: Path) -> Api:
    opened = open_finished(tmp_path)
    for version_id in (OLD, NEW):
        change_version(opened.ports, version_id, lambda v: replace(v, failed_page_count=1))
    return opened


def _correct(api: Api, said: dict[str, Any], session: str = SESSION, **more: Any) -> TestResponse:
    return api.ask("eddie", "POST", f"{session}/corrections", json=said, **more)


def _following(answer: TestResponse) -> str:
    assert answer.status_code == 202, answer.get_json()
    return f"/api/sessions/{answer.get_json()['session_id']}"


def test_a_correction_makes_a_session_that_follows_and_obeys(api: Api) -> None:
    answer = _correct(api, NUMBER)
    assert (answer.status_code, answer.get_json()["follows"]) == (202, SESSION_ID)
    (said,) = load_said(api.ports, SessionId(answer.get_json()["session_id"])).pages
    assert (said.version_id, said.page_index, said.number) == (NEW, 1, "A - 7")


def test_what_a_comparison_leaves_out_its_corrections_leave_out_too(api: Api) -> None:
    body = {
        "old_version_id": OLD,
        "new_version_id": NEW,
        "hide_annotations": True,
        "new_set_is_partial": True,
    }
    place = api.ask("eddie", "POST", "/api/comparisons", json=body).headers["Location"]
    for session in (place, _following(_correct(api, NUMBER, place))):
        told = api.ask("vera", "GET", session).get_json()
        assert told["hides_annotations"]
        assert told["new_set_is_partial"]


def test_what_was_said_before_is_kept_and_what_is_withdrawn_is_not(api: Api) -> None:
    second = _following(_correct(api, {**NUMBER, "pairs": [_pair(1, 2)]}))
    third = _following(_correct(api, {"withdraw": {"pages": [{"set": "new", "page": 2}]}}, second))
    said = api.ask("vera", "GET", f"{third}/corrections").get_json()
    assert said == {"pages": [], "pairs": [_pair(1, 2)], "alignments": []}


def _pair(old: int, new: int, *, is_pair: bool = True) -> dict[str, Any]:
    return {"old_page": old, "new_page": new, "is_pair": is_pair}


def test_a_page_has_one_partner(api: Api) -> None:
    second = _following(_correct(api, {"pairs": [_pair(1, 2), _pair(2, 1)]}))
    third = _following(_correct(api, {"pairs": [_pair(1, 1)]}, second))
    said = api.ask("vera", "GET", f"{third}/corrections").get_json()
    assert said["pairs"] == [_pair(1, 1)]


def test_two_sheets_that_are_laid_on_one_another_are_a_pair(api: Api) -> None:
    laid = {"old_page": 1, "new_page": 2, "points": POINTS}
    following = _following(_correct(api, {"alignments": [laid]}))
    said = api.ask("vera", "GET", f"{following}/corrections").get_json()
    assert (said["pairs"], said["alignments"]) == ([_pair(1, 2)], [laid])


OUTSIDE = [{**POINTS[0], "new_x_pt": 9999}, POINTS[1]]
NEAR = [POINTS[0], {name: value + 5 for name, value in POINTS[0].items()}]
CROSSED = [*POINTS, {"old_x_pt": 100, "old_y_pt": 1500, "new_x_pt": 300, "new_y_pt": 1300}]
IMPOSSIBLE: list[tuple[dict[str, Any], int]] = [
    ({}, 422),
    ({"pages": [{"set": "new", "page": 4, "number": "A-1"}]}, 422),
    ({"pages": [{"set": "new", "page": 0, "number": "A-1"}]}, 422),
    ({"pages": [{"set": "both", "page": 1, "number": "A-1"}]}, 422),
    ({"pages": [{"set": "new", "page": 1, "number": " "}]}, 422),
    ({"pairs": [_pair(1, 99)]}, 422),
    ({"alignments": [{"old_page": 1, "new_page": 1, "points": POINTS[:1]}]}, 422),
    ({"alignments": [{"old_page": 1, "new_page": 1, "points": OUTSIDE}]}, 422),
    ({"alignments": [{"old_page": 1, "new_page": 1, "points": NEAR}]}, 422),
    ({"alignments": [{"old_page": 1, "new_page": 1, "points": CROSSED}]}, 422),
    ({"alignments": [{"old_page": 3, "new_page": 1, "points": POINTS}]}, 404),
    ({"withdraw": {"pages": [{"set": "new", "page": 1}]}}, 409),
]


@pytest.mark.parametrize(("said", "status"), IMPOSSIBLE, ids=str)
def test_what_cannot_be_is_refused_and_starts_nothing(
    api: Api, said: dict[str, Any], status: int
) -> None:
    assert _correct(api, said).status_code == status
    assert len(api.ports.documents.query(paths.SESSIONS)) == 1


def test_who_corrects_what_was_corrected_meanwhile_is_told_which_is_newer(api: Api) -> None:
    newer = _correct(api, NUMBER).get_json()["session_id"]
    answer = _correct(api, {"pairs": [_pair(1, 1)]})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "superseded")
    assert newer in answer.get_json()["detail"]


def test_of_people_who_correct_at_once_one_is_followed_and_the_others_are_told(api: Api) -> None:
    start = Barrier(4)

    def correct(page: int) -> TestResponse:
        start.wait()
        return _correct(api, {"pairs": [_pair(1, page)]})

    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(correct, (1, 2, 1, 2)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [202, 409, 409, 409]
    (following,) = (a.get_json()["session_id"] for a in answers if a.status_code == 202)
    assert all(following in a.get_json()["detail"] for a in answers if a.status_code == 409)
    assert len(api.ports.documents.query(paths.SESSIONS)) == 2


def test_a_session_that_came_too_late_leaves_nothing_of_what_was_said_in_it(api: Api) -> None:
    before = load_session(api.ports, SESSION_ID)
    first, late = (replace(before, id=SessionId(i), follows=before.id) for i in ("first", "late"))
    correction = PageCorrection(version_id=NEW, page_index=1, number="A-7", created_at=AT)
    said = Said(pages=(correction,))
    assert follow_session(api.ports, before.id, first, said) == "first"
    assert follow_session(api.ports, before.id, late, said) == "first"
    assert follow_session(api.ports, before.id, first, said) == "first"  # sent again
    assert load_said(api.ports, late.id) == Said()
    assert load_said(api.ports, first.id) == said


def test_a_comparison_of_versions_whose_failed_pages_were_read_again_is_made_all_the_same(
    api: Api,
) -> None:
    _retried(api)
    body = {"old_version_id": OLD, "new_version_id": NEW}
    answer = api.ask("eddie", "POST", "/api/comparisons", json=body)
    assert (answer.status_code, answer.get_json()["follows"]) == (202, SESSION_ID)


def test_a_session_says_which_one_took_its_place(api: Api) -> None:
    following = _following(_correct(api, NUMBER))
    told = api.ask("vera", "GET", SESSION).get_json()
    assert f"/api/sessions/{told['followed_by']}" == following


def test_a_correction_that_is_sent_again_starts_one_session(api: Api) -> None:
    key = {"Idempotency-Key": "one"}
    made = {_following(_correct(api, NUMBER, headers=key)) for _ in range(2)}
    assert len(made) == 1


def test_a_session_under_way_is_cancelled_for_the_one_that_follows(api: Api) -> None:
    _set_status(api, SessionStatus.COMPARING)
    _following(_correct(api, NUMBER))
    assert load_session(api.ports, SESSION_ID).status is SessionStatus.CANCELLED


def _set_status(api: Api, status: SessionStatus) -> None:
    path = paths.session_path(SESSION_ID)
    changed = replace(load_session(api.ports, SESSION_ID), status=status)
    api.ports.documents.transact(lambda t: t.set(path, SESSION_CODEC.encode(changed)))


def test_the_next_comparison_of_the_same_versions_obeys_too(api: Api) -> None:
    _following(_correct(api, NUMBER))
    body = {"old_version_id": OLD, "new_version_id": NEW}
    again = api.ask("eddie", "POST", "/api/comparisons", json=body)
    said = api.ask("vera", "GET", f"{_following(again)}/corrections").get_json()
    assert said["pages"] == [{"set": "new", "page": 2, "number": "A - 7"}]


def test_cancelling_twice_is_as_good_as_once(api: Api) -> None:
    _set_status(api, SessionStatus.COMPARING)
    answers = [api.ask("eddie", "POST", f"{SESSION}/cancel") for _ in range(2)]
    assert [answer.get_json()["status"] for answer in answers] == ["cancelled", "cancelled"]


def _retried(api: Api) -> tuple[VersionId, VersionId]:
    headers = {"Idempotency-Key": "retry"}
    session = api.ask("eddie", "POST", f"{SESSION}/retry", headers=headers).get_json()
    return VersionId(session["old_version_id"]), VersionId(session["new_version_id"])


def test_failed_pages_are_read_again_and_no_others(api: Api) -> None:
    for version_id, before in zip(_retried(api), (OLD, NEW), strict=True):
        statuses = [page.status for page in load_pages(api.ports, version_id)]
        assert statuses == [UnitStatus.COMPLETED, UnitStatus.COMPLETED, UnitStatus.PENDING]
        progress = completion.progress(api.ports.documents, paths.page_tally_path(version_id))
        assert progress == completion.Progress(total=3, completed=2, failed=0)
        assert load_pages(api.ports, before)[2].status is UnitStatus.FAILED


def test_what_is_read_again_is_asked_for_once_for_each_failed_page(api: Api) -> None:
    versions = _retried(api)
    messages = iter(api.world.queue.lease, None)
    events = [message.event for message in messages]
    assert events == [PageQueued(version_id=version, page_index=2) for version in versions]


def test_a_retried_version_takes_the_place_of_the_one_before_in_its_drawing(api: Api) -> None:
    versions = _retried(api)
    drawings = api.ask("vera", "GET", "/api/projects/local/drawings").get_json()["drawings"]
    shown = {v["drawing_version_id"] for drawing in drawings for v in drawing["versions"]}
    assert shown == set(versions)
    assert {load_version(api.ports, v).status for v in versions} == {VersionStatus.READING}


def test_retrying_twice_reads_once(api: Api) -> None:
    assert _retried(api) == _retried(api)


def test_a_session_that_was_corrected_is_not_retried_past_its_correction(api: Api) -> None:
    following = _following(_correct(api, NUMBER))
    answer = api.ask("eddie", "POST", f"{SESSION}/retry")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "superseded")
    assert following.split("/")[-1] in answer.get_json()["detail"]


def test_a_session_under_way_is_not_retried(api: Api) -> None:
    _set_status(api, SessionStatus.COMPARING)
    assert api.ask("eddie", "POST", f"{SESSION}/retry").status_code == 409
