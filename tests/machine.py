"""The machine that runs the tests: in CI what could be installed must be there."""

from __future__ import annotations

from pydantic_settings import BaseSettings


class MachineSettings(BaseSettings):
    """What the environment says; every CI sets CI=true."""

    ci: bool = False


def is_ci() -> bool:
    """Whether a test that lacks what it needs must fail instead of being skipped."""
    return MachineSettings().ci
