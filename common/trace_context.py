"""W3C trace contexts: what joins the logs and spans of one chain of events over its hops."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

# https://www.w3.org/TR/trace-context/: version 00; ids of zeros only are none.
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")
_SAMPLED = 1
ATTRIBUTE = "traceparent"  # of a message, and the header of a request


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceContext:
    """Where in a trace something happens.

    Attributes:
        trace_id: 32 hex digits, the same for everything one client's request leads to.
        span_id: 16 hex digits, of one step of it.
        is_sampled: whether somebody records the trace's spans.
    """

    trace_id: str
    span_id: str
    is_sampled: bool = False

    @property
    def traceparent(self) -> str:
        """The context as it travels, in a header or as an attribute of a message."""
        return f"00-{self.trace_id}-{self.span_id}-{int(self.is_sampled):02x}"

    def child(self) -> TraceContext:
        """Return the context of a step below this one."""
        return replace(self, span_id=secrets.token_hex(8))


_CURRENT: ContextVar[TraceContext | None] = ContextVar("trace_context", default=None)


def parsed(traceparent: str | None) -> TraceContext | None:
    """Return the context of a traceparent, `None` when it is none: whoever sent it is not known."""
    found = _TRACEPARENT.fullmatch(traceparent or "")
    if found is None:
        return None
    flags = int(found[3], 16)
    return TraceContext(trace_id=found[1], span_id=found[2], is_sampled=bool(flags & _SAMPLED))


def new_trace() -> TraceContext:
    """Return the beginning of a trace."""
    return TraceContext(trace_id=secrets.token_hex(16), span_id=secrets.token_hex(8))


def current() -> TraceContext | None:
    """Return where in a trace this runs, `None` outside of one."""
    return _CURRENT.get()


@contextmanager
def within(context: TraceContext) -> Iterator[None]:
    """Let what is logged and published meanwhile belong there."""
    token = _CURRENT.set(context)
    try:
        yield
    finally:
        _CURRENT.reset(token)
