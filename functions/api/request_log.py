"""Each request in one line of the log and one span: its route, never what a link or token holds."""

from __future__ import annotations

import re
import time
from typing import Final
from uuid import uuid4

from flask import g, request

from common import trace_context
from common.logs import log_event
from common.tracing import SpanKind, note_on_span, span

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_UNMATCHED: Final = "unmatched"  # no route of ours: what was asked for is anybody's text


def begin_request() -> None:
    """Name the request, and join what is logged meanwhile to the trace of who sent it."""
    g.began_s = time.perf_counter()
    sent = request.headers.get("X-Request-Id", "")
    g.request_id = sent if _REQUEST_ID.fullmatch(sent) else uuid4().hex
    parent = trace_context.parsed(request.headers.get(trace_context.ATTRIBUTE))
    facts = {"http.request.method": request.method, "http.route": _route()}
    g.tracing = span(f"{request.method} {_route()}", SpanKind.SERVER, parent, facts)
    g.tracing.__enter__()


def note_answer(status: int) -> None:
    """Remember the answer; what comes after it may still fail and give another one."""
    g.status = status


def end_request(error: BaseException | None) -> None:
    """Write the line of the request, when everything is done but the sending."""
    tracing = g.pop("tracing", None)
    if tracing is None:
        return
    status = g.get("status", 500)
    note_on_span({"http.response.status_code": status})
    log_event(
        "request",
        method=request.method,
        route=_route(),
        status=status,
        status_class=f"{status // 100}xx",
        error_code=g.get("problem_code"),
        request_id=g.request_id,
        user_id=g.user.id if g.get("user") else None,
        duration_s=round(time.perf_counter() - g.began_s, 4),
    )
    tracing.__exit__(type(error) if error else None, error, None)


def _route() -> str:
    return request.url_rule.rule if request.url_rule else _UNMATCHED
