"""Live progress of a session as server-sent events."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, request
from flask_openapi3 import APIBlueprint, Tag

from common.domain.roles import Role
from common.records import Comparison
from functions.api.access import caller, session_as
from functions.api.answers import SSE_EVENT, documented
from functions.api.problems import ProblemError, problem_schema
from functions.api.schemas.sessions import ComparisonRow, SessionProgress
from functions.api.schemas.texts import SessionPath
from functions.api.session_events import Told
from functions.api.session_stream import Shown, StreamLimits, event_stream
from functions.api.world import ports, world

blueprint = APIBlueprint("events", __name__, abp_tags=[Tag(name="Sessions")])
_EVENTS = {
    "description": "Events page_ocr_complete, ocr_stage_complete, match_stage_complete, "
    "pair_diff_complete, summary_complete and session_complete, each once; the stream ends after "
    "the last. Each has the session's `progress`, and of a pair or summary the row (`comparison`).",
    "content": {"text/event-stream": {"schema": SSE_EVENT}},
}


@blueprint.get(
    "/api/sessions/<session_id>/events",
    responses={**documented(None), "200": _EVENTS, "503": problem_schema()},
)
def streamed(path: SessionPath) -> Response:
    """Follow a session as it goes; connect again with `Last-Event-ID` and miss nothing."""
    session = session_as(path.session_id, Role.VIEWER)
    told = Told.from_event_id(request.headers.get("Last-Event-ID", ""))
    settings, streams, user_id = world().settings, world().streams, caller().id
    if not streams.take(user_id):
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "too_many_streams",
            "Too many clients follow sessions at the moment. Try again, or poll the session.",
        )
    limits = StreamLimits(limit_s=settings.stream_limit_s, poll_s=settings.stream_poll_s)
    events = event_stream(ports(), session.id, told, limits, _shown())
    response = Response(events, content_type="text/event-stream")
    response.call_on_close(
        partial(streams.give_back, user_id)
    )  # also when the client is gone before the first event
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Accel-Buffering"] = "no"  # a proxy that collects makes no progress seen
    return response


def _shown() -> Shown:
    """Return how rows are written while the stream runs, when the request is over.

    Links need the app. Its context is entered for each row and left again: kept over a `yield`, it
    would lie on top of that of the app around this one when a deployed function leaves it.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # as Flask documents

    def row(comparison: Comparison) -> dict[str, Any]:
        with app.app_context():
            return ComparisonRow.of(comparison).model_dump(mode="json")

    return Shown(
        row=row, progress=lambda counted: SessionProgress.of(counted).model_dump(mode="json")
    )
