"""Who may talk to the API of one user: this machine, and no page of another."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from werkzeug.test import Client

from common.domain.errors import PermanentError
from functions.api.auth import BearerTokens, SingleUser
from functions.api.settings import ApiSettings
from local.serve.guard import guarded
from local.serve.serve_command import Address, authenticator_for, run_serve

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SECRET = "for tests, of more than thirty-two characters"  # noqa: S105 - opens nothing


def _app(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b""]


CLIENT = Client(guarded(_app, ["https://app.example"]))


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1:8000", None, 200),
        ("localhost:8000", None, 200),
        ("[::1]:8000", None, 200),
        ("localhost:8000", "http://localhost:8000", 200),
        ("localhost:8000", "https://app.example", 200),
        ("evil.example:8000", None, 403),
        ("127.0.0.1.evil.example", None, 403),
        ("", None, 403),
        ("[::1", None, 403),
        ("localhost:8000", "https://evil.example", 403),
        ("localhost:8000", "http://localhost:3000", 403),
        ("localhost:8000", "null", 403),
        ("evil.example", "http://evil.example", 403),
    ],
)
def test_a_request_is_judged_by_where_it_comes_from(
    host: str, origin: str | None, status: int
) -> None:
    headers = {"Host": host} | ({"Origin": origin} if origin else {})
    assert CLIENT.post("/", headers=headers).status_code == status


def test_who_is_refused_is_told_why_as_by_the_api() -> None:
    answer = CLIENT.get("/", headers={"Host": "evil.example"})
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] == "this_machine_only"
    assert "http://127.0.0.1" in answer.json["detail"]


def _settings(**more: str) -> ApiSettings:
    return ApiSettings.model_validate({"link_secret": SECRET} | more)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_on_this_machine_alone_there_is_one_user(host: str) -> None:
    authenticator = authenticator_for(Address(host=host, port=1), _settings())
    assert isinstance(authenticator, SingleUser)


@pytest.mark.parametrize("host", ["::", "192.168.1.5", "example.com", ""])
def test_an_address_that_others_reach_needs_sign_in(host: str) -> None:
    with pytest.raises(PermanentError, match="sign-in"):
        authenticator_for(Address(host=host, port=1), _settings())
    firebase = _settings(auth_firebase_project="clinic")
    assert isinstance(authenticator_for(Address(host=host, port=1), firebase), BearerTokens)


def test_an_address_without_sign_in_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with pytest.raises(PermanentError, match="Set up sign-in first"):
        run_serve(folder, Address(host="0.0.0.0", port=1), Console(), workers=1)  # noqa: S104
    assert not folder.exists()


def test_sign_in_that_is_set_up_by_half_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUILDTRACE_AUTH_HS256_SECRET", SECRET)
    with pytest.raises(PermanentError, match="BUILDTRACE_AUTH_ISSUER") as refused:
        run_serve(tmp_path / "data", Address(host="127.0.0.1", port=1), Console(), workers=1)
    assert SECRET not in str(refused.value)
    assert not (tmp_path / "data").exists()
