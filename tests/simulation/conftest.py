"""The seeds of the simulation, in chunks that spread over the processes of the suite."""

from __future__ import annotations

import pytest

SEEDS_PER_TEST = 100


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seeds" in metafunc.fixturenames:
        first: int = metafunc.config.getoption("--simulation-first-seed")
        end = first + metafunc.config.getoption("--simulation-seeds")
        chunks = [
            range(start, min(start + SEEDS_PER_TEST, end))
            for start in range(first, end, SEEDS_PER_TEST)
        ]
        metafunc.parametrize("seeds", chunks, ids=[f"{c.start}-{c.stop - 1}" for c in chunks])
