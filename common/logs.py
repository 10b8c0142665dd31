"""Structured logs in Cloud Logging's shape: one JSON object a line, never text of a sheet.

The metrics, alerts and the dashboard are counted from these lines (ADR 39): an event's name and its
fields are a contract with `terraform/monitoring`, held by a test.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from common import trace_context
from common.domain.errors import BuildTraceError

_LOGGER = logging.getLogger("buildtrace")
# What the one line of a log's list shows of an event.
_SHOWN: Final = ("stage", "outcome", "method", "route", "status", "topic", "error_code")
# Whose messages cannot quote a sheet: of the operating system, and of Google's services.
_PLAIN_ERRORS: Final = (OSError, MemoryError)  # and not what libraries derive from them
_PLAIN_MODULES: Final = ("google", "grpc", "sqlite3")


class _JsonFormatter(logging.Formatter):
    """Writes the fields that Cloud Logging knows under its names.

    Args:
        project_id: of the cloud; Cloud Logging knows a trace by its full name only.
    """

    def __init__(self, project_id: str) -> None:
        super().__init__()
        self._traces = f"projects/{project_id}/traces/" if project_id else ""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = getattr(record, "fields", {})
        event = record.getMessage()
        shown = [str(fields[name]) for name in _SHOWN if fields.get(name) is not None]
        return json.dumps(
            {
                "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
                "severity": record.levelname,
                "message": " ".join((event, *shown)),
                "event": event,
                **fields,
                **self._trace(),
            },
            default=str,
        )

    def _trace(self) -> dict[str, Any]:
        context = trace_context.current()
        if context is None:
            return {}
        return {
            "logging.googleapis.com/trace": self._traces + context.trace_id,
            "logging.googleapis.com/spanId": context.span_id,
            "logging.googleapis.com/trace_sampled": context.is_sampled,
        }


def log_to(path: Path | None, project_id: str = "") -> None:
    """Send this process's logs to a file (appended), or to standard error.

    Args:
        path: of the file; `None` for standard error, which Cloud Logging reads.
        project_id: whose Cloud Logging reads it.
    """
    handler = (
        logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler(sys.stderr)
    )
    handler.setFormatter(_JsonFormatter(project_id))
    for old in _LOGGER.handlers:
        old.close()
    _LOGGER.handlers[:] = [handler]
    _LOGGER.setLevel(logging.INFO)
    _LOGGER.propagate = False


def log_event(
    name: str,
    *,
    error: BaseException | None = None,
    severity: int | None = None,
    **fields: Any,
) -> None:
    """Write one event.

    Args:
        name: what happened, in snake case.
        error: the error behind it, written with its stack.
        severity: one of `logging`'s; else WARNING with an error and INFO without.
        **fields: ids and figures; a dataclass becomes its fields.
    """
    level = severity or (logging.WARNING if error else logging.INFO)
    if not _LOGGER.isEnabledFor(level):
        return
    flat: dict[str, Any] = {}
    for key, value in fields.items():
        if is_dataclass(value) and not isinstance(value, type):
            flat.update(asdict(value))
        elif value is not None:
            flat[key] = value
    if error is not None:
        flat |= _told(error)
    _LOGGER.log(level, name, extra={"fields": flat})


def _told(error: BaseException) -> dict[str, str]:
    """Return what is said of an error: its type and stack, and its message where it is no text.

    A message may quote what was being read (a number that is none, a value that does not
    validate), and ours name sheets and files: the user finds them on the record.
    """
    told = {"error_type": type(error).__name__, "stack_trace": "".join(_frames(error))}
    if isinstance(error, BuildTraceError):
        told["error_code"] = error.code
    plain = next((e for e in _chain(error) if _is_plain(e)), None)
    if plain is not None:
        told["error"] = f"{type(plain).__name__}: {plain}"
    return told


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error and what led to it, the first cause last."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _is_plain(error: BaseException) -> bool:
    package = type(error).__module__.split(".")[0]
    return package in _PLAIN_MODULES or (package == "builtins" and isinstance(error, _PLAIN_ERRORS))


def _frames(error: BaseException) -> list[str]:
    """Return the stack as Python writes it, the first cause first, without the messages."""
    lines: list[str] = []
    for one in reversed(_chain(error)):
        lines += ["Traceback (most recent call last):\n", *traceback.format_tb(one.__traceback__)]
        lines.append(f"{type(one).__name__}\n")
    return lines
