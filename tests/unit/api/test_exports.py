"""Exports by the API: written once for each state of a session, led to by a link."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.chain.steps import change_session
from common.domain.jobs import SessionStatus
from functions.api.exports.formats import EXPORTERS, ExportFormat
from tests.api import Api, open_finished
from tests.session_records import MATCHED, SESSION_ID, change

EXPORTS = f"/api/sessions/{SESSION_ID}/exports"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path, change(old_text="A", new_text="B"))


def _place(api: Api, wanted: str) -> str:
    answer = api.ask("vera", "GET", f"{EXPORTS}/{wanted}")
    assert answer.status_code == 302, answer.get_json()
    return answer.headers["Location"].removeprefix("https://bucket.example/").partition("?")[0]


@pytest.mark.parametrize("wanted", [ExportFormat.CSV, ExportFormat.JSON, ExportFormat.XLSX])
def test_an_export_is_a_file_by_a_link(api: Api, wanted: ExportFormat) -> None:
    place = _place(api, wanted)
    assert place.endswith(EXPORTERS[wanted].file_name)
    assert api.ports.blobs.read(place)


def test_an_export_is_written_again_when_somebody_has_corrected_a_sheet(api: Api) -> None:
    first, again = _place(api, "csv"), _place(api, "csv")
    deleted = {"regions": [{"action": "deleted", "change_id": "c1"}]}
    api.ask("eddie", "PATCH", f"/api/comparisons/{MATCHED}/overlay", json=deleted)
    later = _place(api, "csv")
    assert first == again != later
    assert api.ports.blobs.read(first).count(b"\n") == api.ports.blobs.read(later).count(b"\n") + 1


def test_an_export_of_a_state_that_has_passed_is_kept_while_links_lead_to_it(
    tmp_path: Path,
) -> None:
    api = open_finished(tmp_path, change(old_text="A", new_text="B"), link_valid_s=30)
    clock = MovedClock()
    api.client.application.extensions["buildtrace"] = replace(
        api.client.application.extensions["buildtrace"], ports=replace(api.ports, clock=clock)
    )
    first = _place(api, "csv")
    second = _corrected(api, "deleted")
    assert api.ports.blobs.exists(first)
    clock.ahead = timedelta(seconds=29)
    third = _corrected(api, "restored")
    assert api.ports.blobs.exists(first)
    clock.ahead = timedelta(seconds=40)
    fourth = _corrected(api, "deleted")
    assert [api.ports.blobs.exists(p) for p in (first, second, third, fourth)] == [
        False, True, True, True,
    ]  # fmt: skip


def _corrected(api: Api, action: str) -> str:
    said = {"regions": [{"action": action, "change_id": "c1"}]}
    answer = api.ask("eddie", "PATCH", f"/api/comparisons/{MATCHED}/overlay", json=said)
    assert answer.status_code == 200
    return _place(api, "csv")


class MovedClock:
    """The time, or later."""

    ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def test_a_session_under_way_is_not_exported(api: Api) -> None:
    change_session(
        api.ports, SESSION_ID, lambda session: replace(session, status=SessionStatus.COMPARING)
    )
    assert api.ask("vera", "GET", f"{EXPORTS}/csv").status_code == 409


def test_a_format_that_is_none_is_refused(api: Api) -> None:
    assert api.ask("vera", "GET", f"{EXPORTS}/exe").status_code == 422
