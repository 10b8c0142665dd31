"""An issuer's public keys: fetched by one request at a time, and kept while it does not answer."""

from __future__ import annotations

import time
from threading import Lock
from typing import Final

import jwt
from jwt import PyJWK, PyJWKClient
from jwt.exceptions import PyJWKClientConnectionError, PyJWKSetError

from common.logs import log_event

_LIFESPAN_S: Final = 3600
_TIMEOUT_S: Final = 5
# Requests that would only wait for an issuer that does not answer are told so at once.
PAUSE_S: Final = 10.0
# How long a key is believed that its issuer cannot confirm: an outage of a night signs nobody out.
OUTLIVES_S: Final = 24 * 3600.0
# Also an answer that is cut off (OSError) or no JSON (ValueError): the client lets those through.
_ISSUER_FAILS: Final = (PyJWKClientConnectionError, PyJWKSetError, OSError, ValueError)


class KeysMissingError(Exception):
    """The issuer does not answer, and the key was not seen before."""


class IssuerKeys:
    """The keys at one address."""

    def __init__(self, url: str) -> None:
        self._client = PyJWKClient(url, lifespan=_LIFESPAN_S, timeout=_TIMEOUT_S)
        self._lock, self._failed_s = Lock(), float("-inf")
        self._seen: dict[str, tuple[PyJWK, float]] = {}

    def of(self, token: str) -> PyJWK:
        """Return the key a token says it is signed with.

        Raises:
            KeysMissingError: the issuer does not answer.
            PyJWTError: the token is none, or names a key that the issuer has not.
        """
        key_id = str(jwt.get_unverified_header(token).get("kid"))
        with self._lock:  # the others wait for one fetch in all, not for one each
            if self._is_paused():
                return self._seen_before(key_id)
            try:
                key = self._client.get_signing_key(key_id)
            except _ISSUER_FAILS as error:
                self._pause(error)
                return self._seen_before(key_id)
            self._seen[key_id] = key, time.monotonic()
            return key

    def check(self) -> None:
        """Fetch the keys, or find them fetched.

        Raises:
            KeysMissingError: the issuer does not answer.
        """
        with self._lock:
            if self._is_paused():
                raise KeysMissingError
            try:
                self._client.get_jwk_set()
            except _ISSUER_FAILS as error:
                self._pause(error)
                raise KeysMissingError from error

    def _is_paused(self) -> bool:
        return time.monotonic() - self._failed_s < PAUSE_S

    def _pause(self, error: Exception) -> None:
        self._failed_s = time.monotonic()
        log_event("sign_in_keys_missing", error=error)

    def _seen_before(self, key_id: str) -> PyJWK:
        key, seen_s = self._seen.get(key_id, (None, 0.0))
        if key is None or time.monotonic() - seen_s > OUTLIVES_S:
            raise KeysMissingError
        return key
