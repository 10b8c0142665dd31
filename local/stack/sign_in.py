"""Who may use the API of a stack: whoever has a token of it, or of its emulator of Firebase."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Final

import jwt

ISSUER: Final = "buildtrace-stack"
VALID_S: Final = 7 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """The secrets of one stack's API."""

    token_secret: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)
    link_secret: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    def environment(self) -> dict[str, str]:
        """Return the variables by which the API believes the tokens."""
        return {
            "BUILDTRACE_AUTH_HS256_SECRET": self.token_secret,
            "BUILDTRACE_AUTH_ISSUER": ISSUER,
            "BUILDTRACE_AUTH_AUDIENCE": ISSUER,
            "BUILDTRACE_LINK_SECRET": self.link_secret,
        }

    def token(self, user_id: str) -> str:
        """Return a token of a user, valid for a week."""
        return jwt.encode(_claims(user_id, ISSUER, ISSUER), self.token_secret, algorithm="HS256")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirebaseSignIn(SignIn):
    """Firebase Authentication as it is deployed, by its emulator.

    Attributes:
        emulator: HOST:PORT of it.
        project_id: whose accounts they are.
    """

    emulator: str
    project_id: str

    def environment(self) -> dict[str, str]:
        """Return the variables by which the API believes the emulator's tokens."""
        return {
            "BUILDTRACE_AUTH_FIREBASE_PROJECT": self.project_id,
            "FIREBASE_AUTH_EMULATOR_HOST": self.emulator,
            "BUILDTRACE_LINK_SECRET": self.link_secret,
        }

    def token(self, user_id: str) -> str:
        """Return a token of a user, as the emulator makes them: not signed."""
        issuer = f"https://securetoken.google.com/{self.project_id}"
        return jwt.encode(_claims(user_id, issuer, self.project_id), "", algorithm="none")


def _claims(user_id: str, issuer: str, audience: str) -> dict[str, object]:
    now_s = int(time.time())
    return {
        "sub": user_id,
        "iss": issuer,
        "aud": audience,
        "iat": now_s,
        "exp": now_s + VALID_S,
        "email": f"{user_id}@localhost",
        "email_verified": True,
        "name": user_id,
    }
