"""Structured logs: one JSON object a line, event name and fields, never drawing text."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_LOGGER = logging.getLogger("buildtrace")
_TRACE: ContextVar[str | None] = ContextVar("trace", default=None)


def current_trace() -> str | None:
    """Return what joins the log lines of one chain of events, `None` outside of one."""
    return _TRACE.get()


@contextmanager
def traced(trace: str) -> Iterator[None]:
    """Join what is logged and published meanwhile to a trace."""
    token = _TRACE.set(trace)
    try:
        yield
    finally:
        _TRACE.reset(token)


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = getattr(record, "fields", {})
        return json.dumps(
            {
                "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
                "severity": record.levelname,
                "event": record.getMessage(),
                **fields,
            },
            default=str,
        )


def log_to(path: Path | None) -> None:
    """Send this process's logs to a file (appended), or to standard error."""
    handler = (
        logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler(sys.stderr)
    )
    handler.setFormatter(_JsonFormatter())
    for old in _LOGGER.handlers:
        old.close()
    _LOGGER.handlers[:] = [handler]
    _LOGGER.setLevel(logging.INFO)
    _LOGGER.propagate = False


def log_event(name: str, *, error: BaseException | None = None, **fields: Any) -> None:
    """Write one event.

    Args:
        name: what happened, in snake case.
        error: the error behind it, written with its stack.
        **fields: ids and figures; a dataclass becomes its fields.
    """
    level = logging.WARNING if error else logging.INFO
    if not _LOGGER.isEnabledFor(level):
        return
    trace = current_trace()
    flat: dict[str, Any] = {"trace": trace} if trace else {}
    for key, value in fields.items():
        if is_dataclass(value) and not isinstance(value, type):
            flat.update(asdict(value))
        else:
            flat[key] = value
    if error is not None:
        flat["error_type"] = type(error).__name__
        flat["error"] = str(error)
        flat["stack"] = "".join(traceback.format_exception(error))
    _LOGGER.log(level, name, extra={"fields": flat})
