"""Trace contexts travel as W3C says, and what is none begins a trace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import trace_context
from common.trace_context import TraceContext, new_trace, parsed, within

KNOWN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_the_example_of_the_standard_is_read() -> None:
    assert parsed(KNOWN) == TraceContext(
        trace_id="4bf92f3577b34da6a3ce929d0e0e4736", span_id="00f067aa0ba902b7", is_sampled=True
    )


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "t",
        KNOWN.upper(),
        KNOWN + "-x",
        KNOWN.replace("00-4", "ff-4"),
        KNOWN + "\n",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-4bf92f3577b34da6a3ce929d0e0e4736-{'0' * 16}-01",
    ],
)
def test_what_is_no_traceparent_is_none(text: str | None) -> None:
    assert parsed(text) is None


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    found = parsed(text)
    assert found is None or found.traceparent[:52] == text[:52]


@given(st.booleans())
def test_what_is_sent_is_what_is_read(is_sampled: bool) -> None:
    begun = new_trace()
    context = TraceContext(trace_id=begun.trace_id, span_id=begun.span_id, is_sampled=is_sampled)
    assert parsed(context.traceparent) == context


def test_a_step_below_is_of_the_same_trace_and_a_span_of_its_own() -> None:
    above = new_trace()
    below = above.child()
    assert below.trace_id == above.trace_id
    assert below.span_id != above.span_id


def test_the_context_ends_with_its_block() -> None:
    with within(new_trace()) as _, within(new_trace()):
        pass
    assert trace_context.current() is None
