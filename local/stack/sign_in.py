"""Who may use the API of a stack: whoever has a token by a secret that is made at its start."""

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
        now_s = int(time.time())
        claims = {
            "sub": user_id,
            "iss": ISSUER,
            "aud": ISSUER,
            "iat": now_s,
            "exp": now_s + VALID_S,
            "email": f"{user_id}@localhost",
            "email_verified": True,
            "name": user_id,
        }
        return jwt.encode(claims, self.token_secret, algorithm="HS256")
