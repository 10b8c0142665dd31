"""Firebase's emulator of sign-in, as the npm package `firebase-tools` brings it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from common.domain.errors import ErrorCode, PermanentError
from local.stack.processes import HOST, Service, free_port

HOW_TO_GET_THEM = "Install Node 20 or later, then `npm install -g firebase-tools`."


@dataclass(frozen=True, slots=True, kw_only=True)
class FirebaseTools:
    """The installed tools.

    Attributes:
        program: their command.
    """

    program: Path

    def sign_in(self, project_id: str, folder: Path) -> Service:
        """Return the emulator of sign-in as a service.

        Args:
            project_id: whose accounts they are; one that begins with `demo-` is nowhere but here.
            folder: of its configuration, and of what the tools write beside it.
        """
        auth, hub, log = (free_port() for _ in range(3))
        folder.mkdir(parents=True, exist_ok=True)
        config = folder / "firebase.json"
        config.write_text(json.dumps(_config(auth, hub, log)), encoding="utf-8")
        command = [str(self.program), "emulators:start", "--only", "auth", "--project", project_id]
        return Service(
            name="firebase-auth",
            command=[*command, "--config", str(config)],
            port=auth,
            # What the tools know of a person who uses them is none of the emulator's business.
            environment={"XDG_CONFIG_HOME": str(folder), "CI": "true", "NO_UPDATE_NOTIFIER": "1"},
            folder=folder,
        )


def installed_firebase_tools() -> FirebaseTools:
    """Return the tools of this machine.

    Raises:
        PermanentError: there are none; the message says how to get them (code NOT_FOUND).
    """
    program = shutil.which("firebase")
    if program is None:
        raise PermanentError(
            ErrorCode.NOT_FOUND,
            f"firebase-tools is not installed on this machine. {HOW_TO_GET_THEM}",
        )
    return FirebaseTools(program=Path(program))


def _config(auth: int, hub: int, log: int) -> dict[str, object]:
    ports = {"auth": auth, "hub": hub, "logging": log}
    places = {name: {"host": HOST, "port": port} for name, port in ports.items()}
    return {"emulators": {**places, "ui": {"enabled": False}, "singleProjectMode": True}}
