"""A session that is polled: 304 costs a few reads, and comes only when nothing has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from common import paths
from common.chain.correcting import regenerate
from common.chain.summarising import finish_summary
from common.domain.jobs import UnitStatus
from tests.api import Api, open_finished
from tests.session_records import MATCHED, SESSION_ID

SESSION = f"/api/sessions/{SESSION_ID}"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path)


def _status(api: Api, etag: str) -> int:
    return api.ask("vera", "GET", SESSION, headers={"If-None-Match": etag}).status_code


def _etag(api: Api) -> str:
    return api.ask("vera", "GET", SESSION).headers["ETag"]


def test_what_has_not_changed_is_told_without_a_look_at_its_comparisons(api: Api) -> None:
    etag = _etag(api)
    broken = paths.comparison_path(MATCHED)
    api.ports.documents.transact(lambda t: t.set(broken, {"session_id": SESSION_ID}))
    assert _status(api, etag) == 304
    assert _status(api, '"another"') == 500  # which looks at them


def test_a_correction_and_its_summary_are_each_something_new(api: Api) -> None:
    etag = _etag(api)
    revised = regenerate(api.ports, MATCHED)
    assert _status(api, etag) == 200
    etag = _etag(api)
    finish_summary(
        api.ports, revised, lambda s: replace(s, status=UnitStatus.COMPLETED), revision=1
    )
    assert _status(api, etag) == 200
