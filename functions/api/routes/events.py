"""Live progress of a session, and what people change of it after its end, as server-sent events."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, request
from flask_openapi3 import APIBlueprint, Tag

from common.chain.projects import load_project
from common.domain.ids import ProjectId, UserId
from common.domain.roles import Role
from common.ports import Ports
from common.records import Comparison, Session
from functions.api.access import caller, session_as
from functions.api.answers import SSE_EVENT, documented
from functions.api.change_stream import changes_after
from functions.api.paced_stream import StreamLimits, paced, while_member
from functions.api.problems import ProblemError, problem_schema
from functions.api.schemas.sessions import ComparisonRow, SessionProgress
from functions.api.schemas.texts import SessionPath
from functions.api.session_events import Told
from functions.api.session_stream import Shown, event_stream
from functions.api.world import ports, world

blueprint = APIBlueprint("events", __name__, abp_tags=[Tag(name="Sessions")])
_STREAM = {"text/event-stream": {"schema": SSE_EVENT}}
_EVENTS = {
    "description": "Events page_ocr_complete, ocr_stage_complete, match_stage_complete, "
    "pair_diff_complete, summary_complete and session_complete, each once; the stream ends after "
    "the last. Each has the session's `progress`, and of a pair or summary the row (`comparison`).",
    "content": _STREAM,
}
_CHANGES = {
    "description": "Events session_changed: something of the session or of one of its sheets is "
    "another than was told last. Ask again for what you show; its ETag says whether that changed.",
    "content": _STREAM,
}


@blueprint.get(
    "/api/sessions/<session_id>/events",
    responses={**documented(None), "200": _EVENTS, "503": problem_schema()},
)
def streamed(path: SessionPath) -> Response:
    """Follow a session as it goes; connect again with `Last-Event-ID` and miss nothing."""
    session = session_as(path.session_id, Role.VIEWER)
    told = Told.from_event_id(_last_event_id())
    return _stream(session, event_stream(ports(), session.id, told, _limits(), _shown()))


@blueprint.get(
    "/api/sessions/<session_id>/changes",
    responses={**documented(None), "200": _CHANGES, "503": problem_schema()},
)
def changed(path: SessionPath) -> Response:
    """Hear when anything of a session changes: corrections, decisions, summaries written again.

    Unlike its events this goes on after the session has ended.
    """
    session = session_as(path.session_id, Role.VIEWER)
    changes = changes_after(ports(), session.id, _last_event_id())
    return _stream(session, paced(changes, _limits()))


def _last_event_id() -> str:
    return request.headers.get("Last-Event-ID", "")


def _limits() -> StreamLimits:
    settings = world().settings
    return StreamLimits(limit_s=settings.stream_limit_s, poll_s=settings.stream_poll_s)


def _stream(session: Session, events: Iterator[str]) -> Response:
    """Answer with a session's events while there is a place for the caller, who is a member.

    Raises:
        ProblemError: there is none.
    """
    streams, user_id = world().streams, caller().id
    if not streams.take(user_id):
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "too_many_streams",
            "Too many clients follow sessions at the moment. Try again, or poll the session.",
        )
    is_member = partial(_is_member, ports(), session.project_id, user_id)
    response = Response(while_member(events, is_member), content_type="text/event-stream")
    response.call_on_close(
        partial(streams.give_back, user_id)
    )  # also when the client is gone before the first event
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Accel-Buffering"] = "no"  # a proxy that collects makes no progress seen
    return response


def _is_member(ports: Ports, project_id: ProjectId, user_id: UserId) -> bool:
    project = load_project(ports, project_id)
    return project is not None and user_id in project.members


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
