"""Spans of what the functions do: recorded where a recorder is set up, else only their ids.

The trace goes on over the hops either way, and joins the logs; see ADR 39.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from common import trace_context
from common.trace_context import TraceContext

Value = str | int | float | bool


class SpanKind(StrEnum):
    """What a span is to the spans before and behind it."""

    SERVER = "server"  # answers a client
    PRODUCER = "producer"  # publishes events
    CONSUMER = "consumer"  # handles one


class Span(Protocol):
    """A span under way."""

    @property
    def context(self) -> TraceContext:
        """Where in the trace it is."""
        ...

    def note(self, facts: Mapping[str, Value]) -> None:
        """Add attributes."""
        ...

    def end(self, error: BaseException | None) -> None:
        """End it, well or by an error."""
        ...


class SpanRecorder(Protocol):
    """Where spans go."""

    def begin(
        self, name: str, kind: SpanKind, parent: TraceContext | None, facts: Mapping[str, Value]
    ) -> Span:
        """Begin a span, of a trace of its own without a parent."""
        ...

    def flush(self) -> None:
        """Send off what has ended: a function's processor may stop after its answer."""
        ...


@dataclass(slots=True)
class _Recording:
    """The recorder of this process; none is the default and costs nothing."""

    recorder: SpanRecorder | None = None


_RECORDING = _Recording()
_SPAN: ContextVar[Span | None] = ContextVar("span", default=None)


def record_by(recorder: SpanRecorder | None) -> None:
    """Record this process's spans from now on, or no longer."""
    _RECORDING.recorder = recorder


@contextmanager
def span(
    name: str, kind: SpanKind, parent: TraceContext | None, facts: Mapping[str, Value] | None = None
) -> Iterator[TraceContext]:
    """Do a step of a trace.

    Args:
        name: of the span, one of few.
        kind: of the span.
        parent: the step that led to it; without one a trace begins.
        facts: attributes that are known at the start: ids and names of ours, never text of a sheet.

    Returns:
        Where in the trace the step is.
    """
    if _RECORDING.recorder is None:
        step = parent.child() if parent else trace_context.new_trace()
        with trace_context.within(step):
            yield step
        return
    recorded = _RECORDING.recorder.begin(name, kind, parent, facts or {})
    token, error = _SPAN.set(recorded), None
    try:
        with trace_context.within(recorded.context):
            yield recorded.context
    except BaseException as raised:
        error = raised
        raise
    finally:
        _SPAN.reset(token)
        recorded.end(error)


def note_on_span(facts: Mapping[str, Value]) -> None:
    """Add attributes to the span under way, if one is recorded."""
    recorded = _SPAN.get()
    if recorded is not None:
        recorded.note(facts)


def flush_spans() -> None:
    """Send off the spans that have ended, if any are recorded."""
    if _RECORDING.recorder is not None:
        _RECORDING.recorder.flush()
