"""What this process writes to its log, as the values of its lines."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.logs import log_to

Line = dict[str, Any]


@dataclass(frozen=True)
class Log:
    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def lines(self) -> list[Line]:
        return [json.loads(line) for line in self.text.splitlines()]

    def events(self, name: str) -> list[Line]:
        return [line for line in self.lines if line["event"] == name]


@contextmanager
def logged(folder: Path, project_id: str = "") -> Iterator[Log]:
    """Give the log of what happens meanwhile."""
    path = folder / "logged.jsonl"
    log_to(path, project_id)
    try:
        yield Log(path)
    finally:
        logger = logging.getLogger("buildtrace")
        for handler in logger.handlers:
            handler.close()
        logger.handlers.clear()
        logger.setLevel(logging.NOTSET)
