"""The page as a file: what a browser cannot tell."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.api.exports.load import load_export
from functions.api.exports.session_json import Json, session_document
from local.report import write_report
from tests.session_records import FACTS, SESSION_ID, change, finished_session

HOSTILE = "</script><!--<script><img src=x onerror=alert(1)>\u2028"


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Json]:
    world = finished_session(tmp_path / "state", change(old_text=None, new_text=HOSTILE))
    yield session_document(load_export(world.ports, SESSION_ID), FACTS)
    world.close()


def _page(document: Json, folder: Path, **views: bytes) -> str:
    write_report(document, views, {}, folder / "report.html")
    return (folder / "report.html").read_text(encoding="utf-8")


def _element(page: str, element_id: str) -> str:
    found = re.search(rf'<script type="[a-z/]+" id="{element_id}">(.*?)</script>', page, re.S)
    assert found is not None
    return found.group(1)


def test_the_page_holds_the_whole_session(document: Json, tmp_path: Path) -> None:
    page = _page(document, tmp_path)
    assert json.loads(_element(page, "session")) == json.loads(json.dumps(document))


def test_no_text_of_a_drawing_gets_into_the_markup(document: Json, tmp_path: Path) -> None:
    page = _page(document, tmp_path)
    assert "<" not in _element(page, "session")
    assert "onerror=alert(1)>" not in page.replace(_element(page, "session"), "")


def test_a_view_is_the_same_bytes(document: Json, tmp_path: Path) -> None:
    page = _page(document, tmp_path, matched=b"\x89PNG\x00\xff")
    assert base64.b64decode(_element(page, "view-matched")) == b"\x89PNG\x00\xff"


def test_only_the_pages_own_script_and_style_may_run(document: Json, tmp_path: Path) -> None:
    page = _page(document, tmp_path)
    for kind, tag in (("script", '<script type="module">'), ("style", "<style>")):
        content = page.split(tag)[1].split(f"</{kind}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in page


def test_the_policy_lets_nothing_be_loaded(document: Json, tmp_path: Path) -> None:
    page = _page(document, tmp_path)
    policy = page.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    assert "unsafe" not in policy


def test_a_report_that_cannot_be_written_leaves_the_earlier_one(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("earlier")
    with pytest.raises(TypeError):
        write_report({"session": object()}, {}, {}, target)
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
    assert target.read_text() == "earlier"
