"""One worker process for each command: sets are small here, and a worker takes long to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

WORKERS = "BUILDTRACE_WORKERS"


@pytest.fixture(scope="package", autouse=True)
def _one_worker() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(WORKERS, "1")
        yield
