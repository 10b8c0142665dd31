"""Who is asking: bearer tokens of one issuer, checked by its public keys."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Protocol

import jwt
from jwt.exceptions import InvalidAlgorithmError, PyJWTError

from common.domain.ids import UserId, derived_id, is_safe_id
from common.logs import log_event
from functions.api.issuer_keys import IssuerKeys, KeysMissingError
from functions.api.problems import ProblemError
from functions.api.settings import AuthSettings

# Never a symmetric one beside these: a public key would be taken for a shared secret.
_PUBLIC_KEY_ALGORITHMS: Final = ["RS256", "ES256", "EdDSA"]
_REQUIRED_CLAIMS: Final = ["exp", "iat", "sub", "aud", "iss"]
_LEEWAY_S: Final = 30
_MAX_TOKEN_CHARACTERS: Final = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who makes a request; the address only when its issuer has verified it."""

    id: UserId
    email: str = ""
    name: str = ""


class Authenticator(Protocol):
    """Tells who makes a request."""

    def identify(self, authorization: str | None) -> SignedIn | None:
        """Return who it is, `None` when nobody says so.

        Raises:
            ProblemError: who says so is not believed, or cannot be checked now.
        """
        ...

    def check(self) -> None:
        """Make sure that somebody could be identified now.

        Raises:
            ProblemError: the issuer's keys cannot be had.
        """
        ...


class SingleUser:
    """One user, whoever asks: for an API that only this machine can reach."""

    def identify(self, authorization: str | None) -> SignedIn | None:
        """Return the one user."""
        return SignedIn(id=UserId("local"), name="This machine")

    def check(self) -> None:
        """Nothing can be missing."""


class BearerTokens:
    """JSON Web Tokens of one issuer."""

    def __init__(self, settings: AuthSettings) -> None:
        if not settings.is_configured:  # an empty secret would be a known one
            raise ValueError("no issuer is configured whose tokens could be believed")
        self._settings = settings
        self._keys = IssuerKeys(settings.jwks_url) if settings.jwks_url else None

    def identify(self, authorization: str | None) -> SignedIn | None:
        """Return whose token it is, `None` without one.

        Raises:
            ProblemError: the token is not believed (401), or the keys cannot be had (503).
        """
        if not authorization:
            return None
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(token) <= _MAX_TOKEN_CHARACTERS:
            raise _refused("malformed")
        try:
            return _signed_in(self._claims(token.strip()))
        except KeysMissingError as error:
            raise _keys_missing() from error
        except PyJWTError as error:
            # Only its kind: the message may quote the token.
            raise _refused(type(error).__name__) from error

    def check(self) -> None:
        """Fetch the issuer's keys, or find them fetched.

        Raises:
            ProblemError: they cannot be had.
        """
        try:
            if self._keys is not None:
                self._keys.check()
        except KeysMissingError as error:
            raise _keys_missing() from error

    def _claims(self, token: str) -> dict[str, Any]:
        if self._keys is None:
            key: Any = self._settings.auth_hs256_secret.get_secret_value()
            algorithms = ["HS256"]
        else:
            key = self._keys.of(token)
            algorithms = _PUBLIC_KEY_ALGORITHMS
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=algorithms,
            audience=self._settings.audience,
            issuer=self._settings.issuer,
            leeway=_LEEWAY_S,
            options={"require": _REQUIRED_CLAIMS},
        )
        return claims


class EmulatorTokens(BearerTokens):
    """Tokens of Firebase's emulator: signed by nobody, so anybody's are believed.

    Everything else is checked as of any other token. `emulated_sign_in` decides where this is used.
    """

    def check(self) -> None:
        """There are no keys that could be missing."""

    def _claims(self, token: str) -> dict[str, Any]:
        if jwt.get_unverified_header(token).get("alg") != "none" or not token.endswith("."):
            raise InvalidAlgorithmError("the emulator signs nothing")
        claims: dict[str, Any] = jwt.decode(
            token,
            audience=self._settings.audience,
            issuer=self._settings.issuer,
            leeway=_LEEWAY_S,
            options={
                "verify_signature": False,
                # Each by itself: without a signature PyJWT looks at nothing else either.
                "verify_exp": True,
                "verify_nbf": True,
                "verify_iat": True,
                "verify_aud": True,
                "verify_iss": True,
                "require": _REQUIRED_CLAIMS,
            },
        )
        return claims


def _signed_in(claims: dict[str, Any]) -> SignedIn:
    subject = str(claims["sub"])
    if not subject:
        raise _refused("no subject")
    return SignedIn(
        id=UserId(subject if is_safe_id(subject) else f"u-{derived_id(subject)}"),
        email=_verified_email(claims),
        name=str(claims.get("name") or "")[:200],
    )


def _verified_email(claims: dict[str, Any]) -> str:
    """Return the address in lower case, empty unless the issuer says that it is theirs.

    Supabase says so in `user_metadata`, which a user may write to: it is not believed.
    """
    is_verified = claims.get("email_verified") is True
    return str(claims.get("email") or "").strip().lower()[:320] if is_verified else ""


def _refused(reason: str) -> ProblemError:
    log_event("token_refused", reason=reason)
    return ProblemError(
        HTTPStatus.UNAUTHORIZED,
        "token_refused",
        "Your sign-in is not valid, or not any more. Sign in again and send the new token.",
    )


def _keys_missing() -> ProblemError:
    return ProblemError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "sign_in_unavailable",
        "Sign-ins cannot be checked at the moment. Try again in a minute.",
    )
