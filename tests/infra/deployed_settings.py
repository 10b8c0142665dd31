"""Which settings a function reads: the classes that its main.py makes, found in its source."""

from __future__ import annotations

import ast
import importlib
import os
from collections.abc import Iterator, Mapping

import pytest
from pydantic_settings import BaseSettings

from common.settings import PREFIX
from tests.infra.terraform import CONFIGURATION

ROOT = CONFIGURATION.parent
# Settings that no deployment of ours sets, and why.
UNSET = {
    "BUILDTRACE_AUTH_HS256_SECRET": "a secret that others hold too; Identity Platform has keys",
}


def settings_classes(function: str) -> Iterator[type[BaseSettings]]:
    """Yield the settings classes that a function's entries make."""
    module = importlib.import_module(f"functions.{function}.main")
    source = ast.parse((ROOT / "functions" / function / "main.py").read_text(encoding="utf-8"))
    made = {
        node.func.id
        for node in ast.walk(source)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    for name in sorted(made):
        found = getattr(module, name, None)
        if isinstance(found, type) and issubclass(found, BaseSettings):
            yield found


def variables_of(function: str) -> set[str]:
    """Return the names of the variables that a function reads."""
    return {
        f"{PREFIX}{field.upper()}"
        for settings in settings_classes(function)
        for field in settings.model_fields
    }


def read_settings(
    function: str, told: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> list[BaseSettings]:
    """Return the settings as a function reads them that is told just this."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:  # noqa: TID251 - cleared
        monkeypatch.delenv(name)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    return [settings() for settings in settings_classes(function)]
