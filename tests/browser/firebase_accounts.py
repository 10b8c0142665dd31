"""Accounts of Firebase's emulator, as whoever runs a project sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

LIMIT_S = 30
PASSWORD = "a long enough word"  # noqa: S105 - of an emulator


@dataclass(frozen=True)
class Accounts:
    """The emulator at HOST:PORT, and whose accounts it keeps."""

    emulator: str
    project: str

    def make(self, email: str) -> str:
        """Make an account whose address is verified; return its id."""
        said = {"email": email, "password": PASSWORD, "emailVerified": True}
        return str(self._ask("accounts", said)["localId"])

    def delete(self, user_id: str) -> None:
        self._ask("accounts:delete", {"localId": user_id})

    def token(self, email: str) -> str:
        """Sign in as a program does; return the token."""
        said: dict[str, Any] = {"email": email, "password": PASSWORD, "returnSecureToken": True}
        address = f"http://{self.emulator}/identitytoolkit.googleapis.com/v1"
        answer = requests.post(
            f"{address}/accounts:signInWithPassword?key=any", json=said, timeout=LIMIT_S
        )
        return str(answer.json()["idToken"])

    def id_of(self, email: str) -> str:
        (found,) = self._ask("accounts:lookup", {"email": [email]})["users"]
        return str(found["localId"])

    def link(self, email: str, kind: str) -> str:
        """Return the last link that would have been sent to somebody by mail."""
        address = f"http://{self.emulator}/emulator/v1/projects/{self.project}/oobCodes"
        sent = requests.get(address, timeout=LIMIT_S).json()["oobCodes"]
        return str(
            next(s for s in reversed(sent) if (s["email"], s["requestType"]) == (email, kind))[
                "oobLink"
            ]
        )

    def _ask(self, call: str, said: dict[str, Any]) -> dict[str, Any]:
        address = f"http://{self.emulator}/identitytoolkit.googleapis.com/v1"
        answer = requests.post(
            f"{address}/projects/{self.project}/{call}",
            json=said,
            headers={"Authorization": "Bearer owner"},
            timeout=LIMIT_S,
        )
        assert answer.ok, answer.text
        return dict(answer.json())
