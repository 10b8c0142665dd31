"""Whose tokens are believed: those of one issuer, signed with one of its own keys."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt import PyJWKClient
from jwt.algorithms import RSAAlgorithm
from pydantic import SecretStr

from common.domain.errors import PermanentError
from functions.api.auth import BearerTokens
from functions.api.issuer_keys import IssuerKeys, KeysMissingError
from functions.api.problems import ProblemError
from functions.api.settings import AuthSettings
from local.stack.processes import free_port

ISSUER, AUDIENCE = "https://issuer.example", "buildtrace"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SECRET = "a shared secret of more than thirty-two characters"  # noqa: S105 - opens nothing


class _Keys(BaseHTTPRequestHandler):
    asked = 0
    answer: bytes | None = None  # instead of the keys

    def do_GET(self) -> None:
        _Keys.asked += 1
        key = RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "one", "use": "sig"}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer or json.dumps({"keys": [key]}).encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def jwks_url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Keys) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/keys"
        server.shutdown()
        thread.join()


@pytest.fixture
def tokens(jwks_url: str) -> BearerTokens:
    settings = AuthSettings(auth_jwks_url=jwks_url, auth_issuer=ISSUER, auth_audience=AUDIENCE)
    return BearerTokens(settings)


def _claims(**said: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "user-1", "iat": now, "exp": now + 60}
    return {name: value for name, value in (claims | said).items() if value is not None}


def _signed(key: Any = KEY, algorithm: str = "RS256", kid: str = "one", **said: Any) -> str:
    token = jwt.encode(_claims(**said), key, algorithm=algorithm, headers={"kid": kid})
    return f"Bearer {token}"


def test_a_token_of_the_issuer_is_believed(tokens: BearerTokens) -> None:
    user = tokens.identify(_signed(email="Ann@Example.com", email_verified=True, name="Ann"))
    assert user is not None
    assert (user.id, user.email, user.name) == ("user-1", "ann@example.com", "Ann")


@pytest.mark.parametrize("email_verified", [None, False, "true", 1], ids=repr)
def test_an_address_that_is_not_verified_is_not_believed(
    tokens: BearerTokens, email_verified: object
) -> None:
    user = tokens.identify(_signed(email="boss@example.com", email_verified=email_verified))
    assert user is not None
    assert user.email == ""


def test_a_subject_that_is_no_safe_id_becomes_one(tokens: BearerTokens) -> None:
    user = tokens.identify(_signed(sub="auth0|a/../b"))
    assert user is not None
    assert user.id.startswith("u-")


PUBLIC_PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _with_the_public_key_as_secret() -> str:
    """The classic: an algorithm that takes what everybody knows for a shared secret."""
    header = {"alg": "HS256", "typ": "JWT", "kid": "one"}
    parts = [jwt.utils.base64url_encode(json.dumps(p).encode()) for p in (header, _claims())]
    body = b".".join(parts)
    signature = hmac.new(PUBLIC_PEM, body, hashlib.sha256).digest()
    return f"Bearer {(body + b'.' + jwt.utils.base64url_encode(signature)).decode()}"


REFUSED: dict[str, Callable[[], str]] = {
    "another key": lambda: _signed(OTHER_KEY),
    "another key's name": lambda: _signed(OTHER_KEY, kid="two"),
    "the public key as a secret": _with_the_public_key_as_secret,
    "no signature": lambda: f"Bearer {jwt.encode(_claims(), '', algorithm='none')}",
    "run out": lambda: _signed(exp=int(time.time()) - 3600),
    "not yet valid": lambda: _signed(nbf=int(time.time()) + 3600),
    "another issuer": lambda: _signed(iss="https://evil.example"),
    "another audience": lambda: _signed(aud="others"),
    "never runs out": lambda: _signed(exp=None),
    "no subject": lambda: _signed(sub=None),
    "an empty subject": lambda: _signed(sub=""),
    "no token": lambda: "Bearer ",
    "another scheme": lambda: "Basic dXNlcjpwYXNz",
    "nonsense": lambda: "Bearer a.b.c",
    "very long": lambda: "Bearer " + "a" * 10_000,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_any_other_token_is_refused(tokens: BearerTokens, kind: str) -> None:
    with pytest.raises(ProblemError) as raised:
        tokens.identify(REFUSED[kind]())
    assert (raised.value.status, raised.value.code) == (401, "token_refused")


def test_without_a_token_it_is_nobody(tokens: BearerTokens) -> None:
    assert tokens.identify(None) is None


def test_keys_that_cannot_be_had_are_no_fault_of_the_token() -> None:
    settings = AuthSettings(
        auth_jwks_url=f"http://127.0.0.1:{free_port()}/", auth_issuer=ISSUER, auth_audience=AUDIENCE
    )
    tokens = BearerTokens(settings)
    with pytest.raises(ProblemError) as raised:
        tokens.identify(_signed())
    assert raised.value.status == 503
    with pytest.raises(ProblemError, match="cannot be checked"):
        BearerTokens(settings).check()


@pytest.mark.parametrize("nonsense", [b"<html>", b'{"keys": []}'])
def test_an_issuer_that_answers_nonsense_is_asked_once_for_many_tokens(
    jwks_url: str, monkeypatch: pytest.MonkeyPatch, nonsense: bytes
) -> None:
    monkeypatch.setattr(_Keys, "answer", nonsense)
    keys, before = IssuerKeys(jwks_url), _Keys.asked
    token = _signed().removeprefix("Bearer ")
    for _ in range(3):
        with pytest.raises(KeysMissingError):
            keys.of(token)
    with pytest.raises(KeysMissingError):
        keys.check()
    assert _Keys.asked == before + 1


def test_a_key_that_was_seen_is_believed_while_its_issuer_does_not_answer(
    jwks_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, token = IssuerKeys(jwks_url), _signed().removeprefix("Bearer ")
    seen = keys.of(token)
    monkeypatch.setattr(_Keys, "answer", b"<html>")
    monkeypatch.setattr(keys, "_client", PyJWKClient(jwks_url))  # one that has forgotten them
    assert keys.of(token) is seen
    with pytest.raises(KeysMissingError):
        keys.of(_signed(kid="two").removeprefix("Bearer "))


def test_a_shared_secret_is_taken_only_when_it_is_set() -> None:
    settings = AuthSettings(
        auth_hs256_secret=SecretStr(SECRET), auth_issuer=ISSUER, auth_audience=AUDIENCE
    )
    user = BearerTokens(settings).identify(_signed(SECRET, "HS256"))
    assert user is not None
    with pytest.raises(ProblemError):
        BearerTokens(settings).identify(_signed(KEY, "RS256"))


def test_without_an_issuer_nobody_is_believed() -> None:
    with pytest.raises(ValueError, match="no issuer is configured"):
        BearerTokens(AuthSettings())


@pytest.mark.parametrize(
    "settings",
    [
        {"auth_hs256_secret": "short", "auth_issuer": ISSUER, "auth_audience": AUDIENCE},
        {"auth_hs256_secret": SECRET},
        {"auth_jwks_url": "https://keys.example"},
        {"auth_firebase_project": "p", "auth_jwks_url": "https://keys.example"},
    ],
)
def test_settings_that_would_believe_too_many_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(PermanentError, match="BUILDTRACE_AUTH"):
        AuthSettings(**settings)


def test_firebase_needs_no_more_than_its_project() -> None:
    settings = AuthSettings(auth_firebase_project="clinic")
    assert settings.issuer == "https://securetoken.google.com/clinic"
    assert settings.audience == "clinic"
    assert settings.jwks_url.startswith("https://www.googleapis.com/")
