"""One request tells all that a sheet's page shows around its drawing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from common import paths
from common.chain.correcting import regenerate
from common.chain.triaging import triage_changes
from common.domain.ids import SessionId, UserId
from common.domain.jobs import SessionStatus
from common.domain.triage import TriageSaid, TriageStatus
from common.records import PAGE, SESSION
from tests.api import Api, open_finished
from tests.session_records import (
    ADDED,
    FAILED,
    MATCHED,
    NEW,
    SESSION_ID,
    change,
)


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path, change(old_text="A", new_text="B"))


def _sheet(api: Api, comparison_id: str) -> dict[str, Any]:
    found: dict[str, Any] = api.ask("vera", "GET", f"/api/comparisons/{comparison_id}").get_json()
    return found


def _status(api: Api, etag: str) -> int:
    headers = {"If-None-Match": etag}
    return api.ask("vera", "GET", f"/api/comparisons/{MATCHED}", headers=headers).status_code


def _etag(api: Api) -> str:
    return api.ask("vera", "GET", f"/api/comparisons/{MATCHED}").headers["ETag"]


def test_a_sheet_knows_its_place_and_the_sheets_beside_it(api: Api) -> None:
    walk = [
        (sheet["place"], sheet["previous_comparison_id"], sheet["next_comparison_id"])
        for sheet in (_sheet(api, comparison_id) for comparison_id in (MATCHED, ADDED, FAILED))
    ]
    assert walk == [(1, None, ADDED), (2, MATCHED, FAILED), (3, ADDED, None)]
    assert _sheet(api, ADDED)["sheet_count"] == 3


def test_its_pages_are_those_that_the_list_of_pages_has(api: Api) -> None:
    sheet = _sheet(api, MATCHED)
    for which in ("old", "new"):
        version, number = sheet[f"{which}_version_id"], sheet[f"{which}_page"]
        listed = api.ask("vera", "GET", f"/api/drawing-versions/{version}/pages").get_json()
        page = next(page for page in listed["pages"] if page["page_number"] == number)
        assert sheet[f"{which}_sheet"] == page


def test_a_sheet_of_one_set_alone_has_one_page(api: Api) -> None:
    sheet = _sheet(api, ADDED)
    assert sheet["old_sheet"] is None
    assert sheet["new_sheet"]["page_number"] == sheet["new_page"]


def test_a_page_whose_record_is_gone_leaves_the_sheet_to_be_seen(api: Api) -> None:
    api.ports.documents.delete_tree(paths.page_path(NEW, 0))
    assert _sheet(api, MATCHED)["new_sheet"] is None


def test_it_is_asked_for_again_in_vain_until_something_of_it_changes(api: Api) -> None:
    etag = _etag(api)
    assert _status(api, etag) == 304
    said = TriageSaid(change_id="c1", status=TriageStatus.ACCEPTED)
    triage_changes(api.ports, MATCHED, [said], said_by=UserId("eddie"))
    assert _status(api, etag) == 200
    assert _sheet(api, MATCHED)["triage_revision"] == 1
    etag = _etag(api)
    regenerate(api.ports, MATCHED)
    assert _status(api, etag) == 200


def test_that_another_session_took_the_place_of_its_own_is_something_new(api: Api) -> None:
    etag = _etag(api)
    _session(api, followed_by=SessionId("s2"))
    assert _status(api, etag) == 200
    assert _sheet(api, MATCHED)["session_followed_by"] == "s2"


def test_how_many_sheets_there_are_is_something_new_when_they_are_matched(api: Api) -> None:
    _session(api, status=SessionStatus.MATCHING, matched_count=0, added_count=0, removed_count=0)
    etag = _etag(api)
    _session(api, status=SessionStatus.COMPARING, matched_count=3)
    assert _status(api, etag) == 200
    assert _sheet(api, MATCHED)["sheet_count"] == 3


def _session(api: Api, **changed: object) -> None:
    path = paths.session_path(SESSION_ID)
    session = SESSION.decode(api.ports.documents.get(path) or {})
    after = SESSION.encode(replace(session, **changed))  # type: ignore[arg-type]  # its own fields
    api.ports.documents.transact(lambda transaction: transaction.set(path, after))


def test_what_it_costs_does_not_grow_with_the_set(api: Api) -> None:
    """A page beyond its own is not even looked at."""
    api.ports.documents.transact(lambda t: t.set(paths.page_path(NEW, 2), {"page_index": "broken"}))
    with pytest.raises(ValueError, match="page_index"):
        PAGE.decode(api.ports.documents.get(paths.page_path(NEW, 2)) or {})
    assert _sheet(api, MATCHED)["new_sheet"]["page_number"] == 1
