"""What the client is told at its start (`/config.json`), and what a browser may load for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

_FIREBASE_WINDOWS: Final = "https://*.firebaseapp.com"


class Source(StrEnum):
    """What tells the client that a session has changed."""

    SSE = "sse"
    FIRESTORE = "firestore"


class SignInWith(StrEnum):
    """How people sign in."""

    NONE = "none"  # one user on one machine
    TOKEN = "token"  # any issuer's; they paste it  # noqa: S105 - a kind, no secret
    EMULATOR = "emulator"  # the local stack gives one to whoever asks
    FIREBASE = "firebase"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfig:
    """What a client of this machine is told.

    Attributes:
        project_id: of the emulators.
        firestore_emulator: HOST:PORT of Firestore's.
        auth_emulator: HOST:PORT of Firebase Authentication's.
        origins: of what else the page loads from, e.g. the storage server.
    """

    source: Source
    sign_in: SignInWith
    project_id: str = ""
    firestore_emulator: str = ""
    auth_emulator: str = ""
    origins: tuple[str, ...] = field(default=())

    def document(self) -> dict[str, Any]:
        """Return the content of config.json."""
        told: dict[str, Any] = {"source": self.source, "api_url": "", "sign_in": self.sign_in}
        if self.firestore_emulator:
            told["firestore_emulator"] = self.firestore_emulator
            # The emulators ask for a project alone; the library wants a domain for Google's window.
            told["firebase"] = {
                "api_key": "emulator",
                "auth_domain": "localhost" if self.auth_emulator else "",
                "project_id": self.project_id,
                "app_id": "",
            }
        if self.auth_emulator:
            told["auth_emulator"] = self.auth_emulator
        return told

    def opener_policy(self) -> str:
        """Return what windows that the page opens may know of it."""
        has_popup = self.sign_in is SignInWith.FIREBASE
        return "same-origin-allow-popups" if has_popup else "same-origin"

    def policy(self) -> str:
        """Return the content security policy: scripts and styles are the client's own files."""
        emulators = [f"http://{at}" for at in (self.firestore_emulator, self.auth_emulator) if at]
        images = " ".join(("'self'", "data:", "blob:", *self.origins))
        answers = " ".join(("'self'", *self.origins, *emulators))
        # Google's sign-in opens a window, which it talks to by a script and a frame of its own.
        has_popup = self.sign_in is SignInWith.FIREBASE
        scripts = " ".join(("'self'", *(("https://apis.google.com",) if has_popup else ())))
        window = f"http://{self.auth_emulator}" if self.auth_emulator else _FIREBASE_WINDOWS
        frames = (f"frame-src {window}",) if has_popup else ()
        return "; ".join(
            (
                "default-src 'none'",
                f"script-src {scripts}",
                *frames,
                "style-src 'self'",
                "worker-src 'self'",
                f"img-src {images}",
                f"connect-src {answers}",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )
