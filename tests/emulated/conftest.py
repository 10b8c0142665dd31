"""One stack for every test of the whole chain: starting its processes takes longest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulated.cloud import Cloud, running_cloud
from tests.emulators import emulators_or_skip


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    emulators_or_skip()
    with running_cloud(tmp_path_factory.mktemp("cloud")) as cloud:
        yield cloud
