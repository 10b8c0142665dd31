"""Who the API takes the caller to be."""

from __future__ import annotations

from pathlib import Path

from tests.api import open_api


def test_callers_see_by_what_others_know_them(tmp_path: Path) -> None:
    answer = open_api(tmp_path).ask("vera", "GET", "/api/me")
    assert answer.get_json() == {"user_id": "vera", "email": "vera@example.com", "name": "vera"}
