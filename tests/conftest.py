"""Options of the whole suite."""

from __future__ import annotations

import pytest


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
