"""Firebase's emulator signs nothing: its tokens are believed on one machine, and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from common.domain.errors import PermanentError
from functions.api.auth import BearerTokens, EmulatorTokens
from functions.api.emulated_sign_in import token_authenticator
from functions.api.problems import ProblemError
from functions.api.settings import AuthSettings
from local.stack.sign_in import FirebaseSignIn

PROJECT = "demo-clinic"
ISSUER = f"https://securetoken.google.com/{PROJECT}"
LOCAL = {
    "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099",
    "FIRESTORE_EMULATOR_HOST": "127.0.0.1:8080",
}


@pytest.fixture(autouse=True)
def _nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*LOCAL, "K_SERVICE"):
        monkeypatch.delenv(name, raising=False)


def _authenticator(monkeypatch: pytest.MonkeyPatch, **said: str) -> BearerTokens:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    return token_authenticator(AuthSettings(auth_firebase_project=PROJECT))


def _token(key: str = "", algorithm: str = "none", **said: Any) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": PROJECT, "sub": "ann", "iat": now, "exp": now + 60} | said
    claims = {name: value for name, value in claims.items() if value is not None}
    return f"Bearer {jwt.encode(claims, key, algorithm=algorithm)}"


def test_the_emulators_tokens_are_believed_beside_an_emulator_of_the_records(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tokens = _authenticator(monkeypatch, **LOCAL)
    tokens.check()  # asks nobody
    user = tokens.identify(_token(email="Ann@Example.com", email_verified=True, name="Ann"))
    assert user is not None
    assert (user.id, user.email, user.name) == ("ann", "ann@example.com", "Ann")
    unverified = tokens.identify(_token(email="boss@example.com", email_verified=False))
    assert unverified is not None
    assert unverified.email == ""


REFUSED: dict[str, Callable[[], str]] = {
    "run out": lambda: _token(exp=int(time.time()) - 3600),
    "never runs out": lambda: _token(exp=None),
    "not yet valid": lambda: _token(nbf=int(time.time()) + 3600),
    "from the future": lambda: _token(iat=int(time.time()) + 3600),
    "another issuer": lambda: _token(iss="https://securetoken.google.com/others"),
    "another project": lambda: _token(aud="others"),
    "no subject": lambda: _token(sub=""),
    "signed by somebody": lambda: _token("x" * 32, "HS256"),
    "a signature under no algorithm": lambda: _token() + "c2lnbmVk",
    "nonsense": lambda: "Bearer a.b.c",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_any_other_token_is_refused_beside_the_emulator(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    tokens = _authenticator(monkeypatch, **LOCAL)
    with pytest.raises(ProblemError) as raised:
        tokens.identify(REFUSED[kind]())
    assert (raised.value.status, raised.value.code) == (401, "token_refused")


def test_without_the_emulator_a_token_that_nobody_signed_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tokens = _authenticator(monkeypatch, FIRESTORE_EMULATOR_HOST="127.0.0.1:8080")
    assert not isinstance(tokens, EmulatorTokens)
    monkeypatch.setattr("functions.api.issuer_keys.PyJWKClient.fetch_data", lambda _: {"keys": []})
    with pytest.raises(ProblemError):
        tokens.identify(_token())


@pytest.mark.parametrize(
    "said",
    [
        LOCAL | {"K_SERVICE": "api-api"},
        LOCAL | {"FIRESTORE_EMULATOR_HOST": ""},
        LOCAL | {"FIREBASE_AUTH_EMULATOR_HOST": "10.0.0.7:9099"},
        LOCAL | {"FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1.example.com:9099"},
        LOCAL | {"FIRESTORE_EMULATOR_HOST": "firestore.googleapis.com:443"},
    ],
    ids=["on Cloud Run", "with real records", "elsewhere", "a name", "records elsewhere"],
)
def test_no_deployment_believes_an_emulator(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    with pytest.raises(PermanentError, match="FIREBASE_AUTH_EMULATOR_HOST"):
        _authenticator(monkeypatch, **said)


def test_another_issuers_tokens_need_its_keys_beside_the_emulator_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in LOCAL.items():
        monkeypatch.setenv(name, value)
    settings = AuthSettings(
        auth_jwks_url="https://keys.example", auth_issuer=ISSUER, auth_audience=PROJECT
    )
    assert not isinstance(token_authenticator(settings), EmulatorTokens)


def test_a_stacks_tokens_are_those_of_its_emulator(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in = FirebaseSignIn(emulator="127.0.0.1:9099", project_id=PROJECT)
    told = sign_in.environment()
    assert told["BUILDTRACE_AUTH_FIREBASE_PROJECT"] == PROJECT
    tokens = _authenticator(
        monkeypatch,
        FIREBASE_AUTH_EMULATOR_HOST=told["FIREBASE_AUTH_EMULATOR_HOST"],
        FIRESTORE_EMULATOR_HOST="127.0.0.1:8080",
    )
    user = tokens.identify(f"Bearer {sign_in.token('you')}")
    assert user is not None
    assert (user.id, user.email) == ("you", "you@localhost")
