"""`buildtrace up`: the cloud's parts on this machine, until Ctrl-C; files are dropped into it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from google.cloud.pubsub_v1 import PublisherClient
from rich.console import Console
from rich.markup import escape

from common import paths
from common.domain.drop_names import DROPS_PREFIX
from common.domain.errors import ErrorCode, PermanentError, TransientError
from common.gcp.errors import translated
from common.records import Document
from common.wiring import cloud_ports
from local.stack.client_server import serving_client
from local.stack.firebase import installed_firebase_tools
from local.stack.processes import HOST
from local.stack.sign_in import FirebaseSignIn
from local.stack.stack import Stack, running_stack
from local.stack.topology import ENTRY_POINTS, SWEEPS

SWEEP_EVERY_S: Final = 60.0
# Deployed it is half an hour; here a person waits, and a stage of one machine takes seconds.
SWEEP_OLDER_THAN_S: Final = 300.0
LOOK_EVERY_S: Final = 0.2
PUBLISH_LIMIT_S: Final = 10.0


def run_up(folder: Path, console: Console, *, workers: int, with_firebase: bool = False) -> None:
    """Run the stack until it is interrupted.

    Args:
        folder: of stored files and logs.
        console: where it is said what runs and what happens.
        workers: processes for each function that renders.
        with_firebase: sign people in by Firebase's emulator, instead of by any name.

    Raises:
        PermanentError: the emulators are missing, or a process ended by itself.
        KeyboardInterrupt: it was asked to stop, and everything has ended.
    """
    firebase = installed_firebase_tools() if with_firebase else None
    console.print("Starting the emulators, the storage server and the functions …")
    environment = {"BUILDTRACE_SWEEP_OLDER_THAN_S": str(SWEEP_OLDER_THAN_S)}
    with running_stack(
        folder, workers=workers, environment=environment, firebase=firebase
    ) as stack:
        _find_by_clients(stack)
        with serving_client(stack) as client_url, _told(stack, console):
            _introduce(stack, client_url, folder, console)
            _attend(stack)


def _attend(stack: Stack) -> None:
    """Sweep as the scheduler does, until a process ends by itself."""
    publisher = PublisherClient()
    topic = publisher.topic_path(stack.settings.project_id, SWEEPS)
    swept_s = time.monotonic()
    while not (ended := stack.ended()):
        time.sleep(LOOK_EVERY_S)
        if time.monotonic() - swept_s >= SWEEP_EVERY_S:
            # One that fails is no loss: who ended is named below, and the next one comes.
            with suppress(TransientError), translated("Pub/Sub"):
                publisher.publish(topic, b"{}").result(timeout=PUBLISH_LIMIT_S)
            swept_s = time.monotonic()
    logs = ", ".join(str(stack.log_path(name)) for name in ended)
    raise PermanentError(
        ErrorCode.INTERNAL, f"{', '.join(ended)} ended by itself. Its log says why: {logs}"
    )


def _introduce(stack: Stack, client_url: str, folder: Path, console: Console) -> None:
    """Say what runs where, and how a drawing set comes in."""
    backends = stack.backends
    lines = [
        ("Firestore", backends.firestore),
        ("Pub/Sub", backends.pubsub),
        ("Storage", f"{backends.storage}, bucket {stack.settings.bucket}"),
        *_sign_in_line(stack),
        *(
            (entry.name, f"{HOST}:{stack.ports[entry]}, topic {entry.topic}")
            for entry in ENTRY_POINTS
            if entry.topic
        ),
        ("Web client", f"{client_url}/"),
        ("API", f"{stack.api_url}/api, documented at {stack.api_url}/docs"),
        ("Logs", str(folder / "logs")),
    ]
    for name, place in lines:
        console.print(f"  {name:<20}{escape(place)}", highlight=False, soft_wrap=True)
    upload = (
        f"{backends.storage}/upload/storage/v1/b/{stack.settings.bucket}/o"
        f"?uploadType=media&name={DROPS_PREFIX}PROJECT/DRAWING/LABEL.pdf"
    )
    console.print(
        "Drop a set as PROJECT/DRAWING/LABEL.pdf; the next LABEL is compared with it:",
        highlight=False,
    )
    console.print(
        f'  curl --data-binary @SET.pdf "{escape(upload)}"', highlight=False, soft_wrap=True
    )
    console.print("Ask the API as user `you`:", highlight=False)
    token = stack.sign_in.token("you")
    console.print(
        f'  curl -H "Authorization: Bearer {token}" {stack.api_url}/api/projects',
        highlight=False,
        soft_wrap=True,
    )
    console.print("Ready. Ctrl-C ends everything; the emulators keep their state in memory.")


def _sign_in_line(stack: Stack) -> Iterator[tuple[str, str]]:
    if isinstance(stack.sign_in, FirebaseSignIn):
        log = stack.log_path("firebase-auth")
        yield "Firebase sign-in", f"{stack.sign_in.emulator}, links it sends nobody: {log}"


def _find_by_clients(stack: Stack) -> None:
    """Point Google's clients of this process at the stack; they look nowhere else."""
    os.environ.update(stack.backends.environment())  # noqa: TID251 - written, no setting is read


@dataclass(slots=True)
class _Teller:
    """Prints what is new of a version or session; called by one listener at a time."""

    console: Console
    said: dict[str, str] = field(default_factory=dict)

    def versions(self, changed: Mapping[str, Document]) -> None:
        for key, version in changed.items():
            name = f"{version['drawing_name']} {version['version_label']}"
            self._say(key, f"version {name}: {version['status']}{_facts(version)}")

    def sessions(self, changed: Mapping[str, Document]) -> None:
        for key, session in changed.items():
            self._say(key, f"session {key}: {session['status']}{_counts(session)}{_facts(session)}")

    def _say(self, key: str, line: str) -> None:
        if self.said.get(key) != line:
            self.said[key] = line
            self.console.print(escape(line), highlight=False, soft_wrap=True)


def _facts(record: Document) -> str:
    return f": {record['error']['message']}" if record["error"] else ""


def _counts(session: Document) -> str:
    if not session["matched_count"] + session["added_count"] + session["removed_count"]:
        return ""
    return (
        f", {session['matched_count']} matched, {session['added_count']} added, "
        f"{session['removed_count']} removed, {session['failed_count']} failed"
    )


@contextmanager
def _told(stack: Stack, console: Console) -> Iterator[None]:
    """Print every change of a version's or session's status while the context lasts."""
    documents, teller = cloud_ports(stack.settings).documents, _Teller(console)
    with ExitStack() as watches:
        for collection, tell in (
            (paths.VERSIONS, teller.versions),
            (paths.SESSIONS, teller.sessions),
        ):
            watches.callback(documents.watch(collection, tell).close)
        yield
