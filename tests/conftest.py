"""Options of the whole suite, and what all of it shares."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from local.stack.backends import Backends
    from tests.emulated.cloud import Cloud

NAME_LIMIT = 60


@pytest.fixture(scope="session")
def backends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backends]:
    """Give the emulators and the storage server, started when the first test asks for them."""
    from tests.emulators import running_backends

    with running_backends(tmp_path_factory.mktemp("backends")) as running:
        yield running


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """Give one stack to every test of the whole chain: starting its processes takes longest."""
    from tests.emulated.cloud import running_cloud
    from tests.emulators import emulators_or_skip

    emulators_or_skip()
    with running_cloud(tmp_path_factory.mktemp("cloud")) as cloud:
        yield cloud


def pytest_configure() -> None:
    """Let Ctrl-C reach the commands under test: who is started in the background ignores it.

    How long an example takes is no fault of it: other tests run beside this one.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.register_profile(
        "beside others",
        parent=settings.get_profile(settings.get_current_profile_name()),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("beside others")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest: at the end one worker would be alone with it."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Shorten what would make a name endless: each report of a test goes about with it."""
    if isinstance(val, str | bytes) and len(val) > NAME_LIMIT:
        return f"{val[:NAME_LIMIT]!a} and so on, {len(val)}"
    return None


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: commands and emulators mostly wait for one another."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--simulation-seeds", type=int, default=2000, help="how many seeds the simulation runs"
    )
    parser.addoption(
        "--simulation-first-seed", type=int, default=0, help="the first, to run one again alone"
    )
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files; review them"
    )
