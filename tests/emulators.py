"""The emulators under test: one set for the whole run, found where the Google Cloud SDK is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from google.cloud.pubsub_v1 import PublisherClient
from google.cloud.storage import Bucket, Client

from common.domain.errors import PermanentError
from common.domain.ids import derived_id
from local.stack.backends import Backends, start_backends
from local.stack.emulators import Emulators, installed_emulators, sdk_root
from local.stack.firebase import FirebaseTools
from local.stack.processes import Processes
from tests.machine import is_ci

FIREBASE = Path(__file__).parent / "firebase"
# All that share one on one worker of pytest-xdist, or each worker would start its own.
OF_BACKENDS = [pytest.mark.emulators, pytest.mark.xdist_group("backends")]
OF_CLOUD = [pytest.mark.emulators, pytest.mark.xdist_group("cloud")]


def emulators_or_skip() -> Emulators:
    """Skip where there are none; fail in CI where the SDK is there but does not run."""
    try:
        return installed_emulators()
    except PermanentError as error:
        if is_ci() and sdk_root() is not None:
            raise
        pytest.skip(error.user_message)


def firebase_tools_or_skip() -> FirebaseTools:
    """Skip where Firebase's tools are not installed; fail in CI, which installs them."""
    program = FIREBASE / "node_modules" / ".bin" / "firebase"
    if program.exists():
        return FirebaseTools(program=program)
    reason = "Firebase's emulator of sign-in is not installed: make firebase"
    if is_ci():
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def running_backends(folder: Path) -> Iterator[Backends]:
    """Give running backends that Google's clients of this process and its children find."""
    emulators = emulators_or_skip()
    with Processes(folder / "logs") as processes, pytest.MonkeyPatch.context() as patch:
        backends = start_backends(processes, emulators, folder / "storage")
        for name, value in backends.environment().items():
            patch.setenv(name, value)
        yield backends


def project_of(place: Path) -> str:
    """Return a project of its own for a test's folder: nothing has to be deleted between tests."""
    return f"test-{derived_id(str(place))}"


def new_bucket(place: Path) -> Bucket:
    """Make a bucket of its own for a test's folder."""
    return Client(project=project_of(place)).create_bucket(project_of(place))


def new_topic(publisher: PublisherClient, place: Path, topic: str) -> str:
    """Make a topic in the project of a test's folder and return its path."""
    path: str = publisher.topic_path(project_of(place), topic)
    publisher.create_topic(name=path)
    return path
