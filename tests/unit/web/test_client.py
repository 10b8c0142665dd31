"""The built client as `buildtrace serve` and `up` serve it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from local.web import client as web_client
from local.web.client import beside_api, create_client
from local.web.config import ClientConfig, SignInWith, Source

ALONE = ClientConfig(source=Source.SSE, sign_in=SignInWith.NONE)


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>the client</title>")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "assets" / "index-abc.js").write_text("start()")
    (tmp_path / "secret").write_text("not the client's")
    monkeypatch.setattr(web_client, "client_folder", lambda: folder)
    return folder


def _get(path: str, config: ClientConfig = ALONE) -> TestResponse:
    return create_client(config).test_client().get(path, buffered=True)


def test_every_page_is_the_client(built: Path) -> None:
    for path in ("/", "/projects/p1/members", "/sessions/s/sheets/c"):
        answer = _get(path)
        assert answer.status_code == 200
        assert "the client" in answer.text
        assert answer.headers["Cache-Control"] == "no-cache"


def test_a_file_that_is_hashed_in_its_name_is_kept_for_good(built: Path) -> None:
    answer = _get("/assets/index-abc.js")
    assert answer.text == "start()"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_hashed_file_that_is_gone_is_no_page(built: Path) -> None:
    answer = _get("/assets/index-old.js")
    assert answer.status_code == 404
    assert "max-age" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/../secret", "/%2e%2e/secret", "/assets/../../secret"])
def test_nothing_outside_the_client_is_served(built: Path, path: str) -> None:
    assert "not the client's" not in _get(path).text


def test_a_browser_runs_only_what_the_client_brings(built: Path) -> None:
    policy = _get("/").headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_page_may_load_from_the_stack_it_belongs_to_and_from_nowhere_else(built: Path) -> None:
    config = ClientConfig(
        source=Source.FIRESTORE,
        sign_in=SignInWith.EMULATOR,
        project_id="p",
        firestore_emulator="127.0.0.1:1",
        origins=("http://127.0.0.1:2",),
    )
    policy = _get("/", config).headers["Content-Security-Policy"].split("; ")
    assert "connect-src 'self' http://127.0.0.1:2 http://127.0.0.1:1" in policy
    assert "img-src 'self' data: blob: http://127.0.0.1:2" in policy


def test_a_page_of_the_stack_signs_in_by_the_emulator_and_by_no_other(built: Path) -> None:
    config = ClientConfig(
        source=Source.FIRESTORE,
        sign_in=SignInWith.FIREBASE,
        project_id="p",
        firestore_emulator="127.0.0.1:1",
        auth_emulator="127.0.0.1:2",
    )
    assert _get("/config.json", config).get_json()["auth_emulator"] == "127.0.0.1:2"
    headers = _get("/", config).headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert "connect-src 'self' http://127.0.0.1:1 http://127.0.0.1:2" in policy
    assert "frame-src http://127.0.0.1:2" in policy
    assert "script-src 'self' https://apis.google.com" in policy
    # The window of the sign-in has to find the page that opened it.
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"


def test_the_client_is_told_where_it_runs(built: Path) -> None:
    told = _get("/config.json")
    assert told.get_json() == {"source": "sse", "api_url": "", "sign_in": "none"}
    assert told.headers["Cache-Control"] == "no-store"


def test_a_client_that_is_not_built_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_client, "client_folder", lambda: None)
    answer = _get("/projects/p1")
    assert answer.status_code == 503
    assert "npm ci" in answer.text
    assert "/docs" in answer.text


def test_the_api_answers_its_own_paths(built: Path) -> None:
    api = Flask("api")
    api.get("/<path:path>")(lambda path: f"api {path}")
    served = Client(beside_api(create_client(ALONE), api))
    for path in ("/api/projects", "/docs", "/openapi.json", "/health", "/ready"):
        assert served.get(path, buffered=True).text == f"api {path[1:]}"
    for path in ("/", "/apis", "/docs/more", "/projects/api"):
        assert "the client" in served.get(path, buffered=True).text
