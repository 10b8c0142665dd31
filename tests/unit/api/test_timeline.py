"""One sheet over the versions of its drawing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api import Api, open_finished

TIMELINE = "/api/projects/local/timeline"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path)


def _drawing(api: Api) -> str:
    drawings = api.ask("vera", "GET", "/api/projects/local/drawings").get_json()["drawings"]
    return str(drawings[0]["drawing_name"])


def test_a_sheet_that_no_version_has_is_shown_as_missing(api: Api) -> None:
    query = {"drawing_name": _drawing(api), "sheet": "Z-9"}
    answer = api.ask("vera", "GET", TIMELINE, query_string=query)
    assert [entry["page"] for entry in answer.get_json()["entries"]] == [None, None]


def test_a_drawing_that_is_not_there_is_not_found(api: Api) -> None:
    query = {"drawing_name": "Permit sett", "sheet": "A-101"}
    answer = api.ask("vera", "GET", TIMELINE, query_string=query)
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")
