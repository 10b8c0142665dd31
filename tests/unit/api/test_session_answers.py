"""What a session says of itself: also what is missing, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from common import paths
from common.chain.correcting import regenerate
from common.chain.set_summaries import fail_set_summary
from common.chain.steps import load_comparison, load_session
from common.chain.summarising import finish_summary
from common.domain.errors import ErrorCode
from common.domain.jobs import Failure, UnitStatus
from common.records import COMPARISON, SESSION
from tests.api import Api, open_finished
from tests.session_records import MATCHED, SESSION_ID


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path)


def test_a_newer_set_summary_that_failed_says_why_until_one_is_written(api: Api) -> None:
    url = f"/api/sessions/{SESSION_ID}"
    before = api.ask("vera", "GET", url).get_json()
    revised = regenerate(api.ports, MATCHED)
    finish_summary(
        api.ports, revised, lambda s: replace(s, status=UnitStatus.COMPLETED), revision=1
    )
    due = load_session(api.ports, SESSION_ID).set_revision
    failure = Failure(code=ErrorCode.INTERNAL, message="Ask again.")
    fail_set_summary(api.ports, SESSION_ID, due, failure)
    after = api.ask("vera", "GET", url).get_json()
    assert before["set_summary_error"] is None
    assert after["set_summary_error"]["message"] == "Ask again."
    assert after["set_summary"] == before["set_summary"]
    assert not after["set_summary_is_due"]


def test_a_row_says_the_number_of_each_sheet_beside_its_name(api: Api) -> None:
    misread = replace(load_comparison(api.ports, MATCHED), old_number="A-1O1", new_number=None)
    path = paths.comparison_path(MATCHED)
    api.ports.documents.transact(lambda t: t.set(path, COMPARISON.encode(misread)))
    rows = api.ask("vera", "GET", f"/api/sessions/{SESSION_ID}").get_json()["comparisons"]
    assert [(r["drawing_name"], r["old_number"], r["new_number"]) for r in rows] == [
        ("A-101", "A-1O1", None),
        ("A-102", None, "A-102"),
        ("A-103", "A-103", "A-103"),
    ]


@pytest.mark.parametrize("is_partial", [True, False])
def test_a_list_of_sessions_says_which_new_sets_were_partial(api: Api, is_partial: bool) -> None:
    session = replace(load_session(api.ports, SESSION_ID), new_set_is_partial=is_partial)
    path = paths.session_path(SESSION_ID)
    api.ports.documents.transact(lambda t: t.set(path, SESSION.encode(session)))
    listed = api.ask("vera", "GET", f"/api/projects/{session.project_id}/sessions").get_json()
    assert [one["new_set_is_partial"] for one in listed["sessions"]] == [is_partial]
