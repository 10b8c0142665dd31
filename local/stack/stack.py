"""The whole stack: backends, topics and a process group for every function."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from google.pubsub_v1.types import RetryPolicy

from common.settings import CloudSettings
from local.stack.backends import Backends, start_backends
from local.stack.emulators import installed_emulators
from local.stack.firebase import FirebaseTools
from local.stack.messaging import RETRY, connect, make_bucket
from local.stack.processes import HOST, Processes, Service, free_port
from local.stack.sign_in import FirebaseSignIn, SignIn
from local.stack.topology import ENTRY_POINTS, EntryPoint

PROJECT_ID = "demo-buildtrace"  # Google's tools ask nothing outside for a project named so
BUCKET = "buildtrace-local"
API_THREADS = 16  # an event stream holds one
FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A running stack.

    Attributes:
        backends: where documents, events and files are.
        settings: what the functions were told.
        processes: the functions' own.
        ports: where each entry listens.
        sign_in: makes tokens that its API believes.
        backend_processes: those of the backends, when they were started with the functions.
    """

    backends: Backends
    settings: CloudSettings
    processes: Processes
    ports: Mapping[EntryPoint, int]
    sign_in: SignIn
    backend_processes: Processes | None = None

    def ended(self) -> list[str]:
        """Return the names of what ended by itself."""
        backends = self.backend_processes.ended() if self.backend_processes else []
        return [*backends, *self.processes.ended()]

    @property
    def api_url(self) -> str:
        """Where the API listens."""
        (port,) = (port for entry, port in self.ports.items() if entry.function == "api")
        return f"http://{HOST}:{port}"

    def log_path(self, name: str) -> Path:
        """Return where the output of a function or backend goes."""
        return self.processes.log_path(name)


@contextmanager
def running_stack(
    folder: Path,
    *,
    workers: int,
    environment: Mapping[str, str] | None = None,
    retry: RetryPolicy = RETRY,
    firebase: FirebaseTools | None = None,
) -> Iterator[Stack]:
    """Give a stack of its own in `folder`, all of it ended when the context ends.

    Args:
        folder: of stored files and logs.
        workers: processes for each function that renders.
        environment: further variables of the functions.
        retry: how long Pub/Sub waits before it delivers again.
        firebase: whose emulator signs people in; without it, whoever asks gets a token.

    Raises:
        PermanentError: the emulators are not installed; the message says how to get them.
    """
    emulators = installed_emulators()
    settings = CloudSettings(project_id=PROJECT_ID, bucket=BUCKET)
    with Processes(folder / "logs") as processes:
        by_firebase = [firebase.sign_in(PROJECT_ID, folder / "firebase")] if firebase else []
        backends = start_backends(processes, emulators, folder / "storage", by_firebase)
        with running_functions(
            backends,
            settings,
            folder,
            workers=workers,
            environment=environment,
            retry=retry,
            sign_in=_sign_in(by_firebase),
        ) as stack:
            yield replace(stack, backend_processes=processes)


@contextmanager
def running_functions(
    backends: Backends,
    settings: CloudSettings,
    folder: Path,
    *,
    workers: int,
    environment: Mapping[str, str] | None = None,
    retry: RetryPolicy = RETRY,
    sign_in: SignIn,
    entries: Sequence[EntryPoint] = ENTRY_POINTS,
) -> Iterator[Stack]:
    """Give the functions on backends that run already.

    Args:
        backends: where documents, events and files are.
        settings: of every function; project and bucket are made.
        folder: of the logs.
        workers: processes for each function that renders.
        environment: further variables of the functions.
        retry: how long Pub/Sub waits before it delivers again.
        sign_in: whose tokens the API believes.
        entries: those that run.
    """
    variables = {
        **backends.environment(),
        **{f"BUILDTRACE_{name.upper()}": str(v) for name, v in settings.model_dump().items()},
        **(environment or {}),
    }
    ports = {entry: free_port() for entry in entries}
    with Processes(folder / "logs") as processes:
        processes.start(
            [
                _service(
                    entry,
                    port,
                    {
                        **variables,
                        **(sign_in.environment() if entry.topic is None else {}),
                        "XDG_RUNTIME_DIR": str(_runtime_folder(folder, entry)),
                    },
                    workers if entry.is_heavy else 1,
                )
                for entry, port in ports.items()
            ]
        )
        connect(backends, settings.project_id, ports, retry)
        make_bucket(backends, settings.project_id, settings.bucket)
        yield Stack(
            backends=backends,
            settings=settings,
            processes=processes,
            ports=ports,
            sign_in=sign_in,
        )


def _sign_in(by_firebase: Sequence[Service]) -> SignIn:
    for service in by_firebase:
        return FirebaseSignIn(emulator=f"{HOST}:{service.port}", project_id=PROJECT_ID)
    return SignIn()


def _service(entry: EntryPoint, port: int, variables: Mapping[str, str], workers: int) -> Service:
    return Service(
        name=entry.name,
        command=[
            *(_program(), "--target", entry.target, "--port", str(port), "--host", HOST),
            *("--source", str(FUNCTIONS / entry.function / "main.py")),
        ],
        port=port,
        environment={
            **variables,
            # One works, one waits: with a single thread gunicorn lingers 2 s over each answer,
            # until a client that keeps its connection has closed it.
            "THREADS": "2" if entry.topic else str(API_THREADS),
            "WORKERS": str(workers),
            "OPENCV_FOR_THREADS_NUM": "1",
            "OMP_NUM_THREADS": "1",
        },
    )


def _runtime_folder(folder: Path, entry: EntryPoint) -> Path:
    """Return where gunicorn may put its control socket; by default all would share one at home."""
    place = folder / "run" / entry.name
    place.mkdir(parents=True, exist_ok=True)
    return place


def _program() -> str:
    beside = Path(sys.executable).parent / "functions-framework"
    return str(beside) if beside.exists() else shutil.which("functions-framework") or str(beside)
