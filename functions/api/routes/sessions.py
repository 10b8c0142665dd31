"""Sessions: where they stand, what they found; cancel them, try again what failed."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common import paths
from common.chain.progress import session_progress
from common.chain.retrying import retry_session
from common.chain.sessions import move_session
from common.chain.set_summaries import load_set_summary, load_shown_set_summary
from common.chain.steps import load_comparisons, load_version
from common.domain.ids import SessionId
from common.domain.jobs import SessionStatus
from common.domain.roles import Role
from common.records import SESSION, DrawingVersion, Session
from functions.api.access import project_as, session_as
from functions.api.answers import (
    PageQuery,
    answer,
    created,
    documented,
    etag_of,
    new_id,
    page_of,
    polled,
)
from functions.api.links import link_window
from functions.api.problems import conflict
from functions.api.schemas.sessions import (
    SessionAnswer,
    SessionList,
    SessionProgress,
    SessionSummary,
)
from functions.api.schemas.texts import ProjectPath, SessionPath
from functions.api.world import ports

blueprint = APIBlueprint("sessions", __name__, abp_tags=[Tag(name="Sessions")])


@blueprint.get("/api/projects/<project_id>/sessions", responses=documented(SessionList))
def listed(path: ProjectPath, query: PageQuery) -> Response:
    """List a project's sessions, the newest first."""
    project = project_as(path.project_id, Role.VIEWER)
    documents = ports().documents.query(paths.SESSIONS, {"project_id": project.id})
    found = [SESSION.decode(document) for document in documents]
    newest_first = sorted(found, key=lambda s: (s.created_at, s.id), reverse=True)
    page = page_of(newest_first, lambda s: s.id, query)
    etag = etag_of(query, *((s.id, s.updated_at) for s in newest_first))
    return polled(
        etag,
        lambda: SessionList(
            sessions=[SessionSummary.of(session) for session in page.items],
            next_page_token=page.next_page_token,
        ),
    )


@blueprint.get("/api/sessions/<session_id>", responses=documented(SessionAnswer))
def shown(path: SessionPath) -> Response:
    """See where a session stands and what it has found; made to be polled, with its ETag."""
    session = session_as(path.session_id, Role.VIEWER)
    versions = _versions(session)
    counted = session_progress(ports().documents, session.id, [version.id for version in versions])
    # Not the comparisons, a hundred of them: each changes together with a count or the session.
    etag = etag_of(
        *(session.id, session.updated_at, counted, link_window()),
        *(version.updated_at for version in versions),
    )

    def made() -> SessionAnswer:
        comparisons = load_comparisons(ports(), session.id)
        summaries = (
            load_shown_set_summary(ports(), session),
            load_set_summary(ports(), session.id, session.set_revision),
        )
        progress = SessionProgress.of(counted)
        return SessionAnswer.made(session, versions, progress, comparisons, summaries)

    return polled(etag, made)


@blueprint.post("/api/sessions/<session_id>/cancel", responses=documented(SessionSummary))
def cancelled(path: SessionPath) -> Response:
    """Cancel a session; what it has found so far stays."""
    session = session_as(path.session_id, Role.EDITOR)
    session = move_session(ports(), session.id, SessionStatus.CANCELLED)
    if session.status is not SessionStatus.CANCELLED:
        raise conflict(f"The session is {session.status} already, and cannot be cancelled.")
    return answer(SessionSummary.of(session))


@blueprint.post("/api/sessions/<session_id>/retry", responses=documented(SessionSummary, 202))
def retried(path: SessionPath) -> Response:
    """Try again all that failed, pages, comparisons and summaries, in a session that follows."""
    session = session_as(path.session_id, Role.EDITOR)
    following = retry_session(ports(), session, SessionId(new_id("session")))
    place = f"/api/sessions/{following.id}"
    return created(SessionSummary.of(following), place, HTTPStatus.ACCEPTED)


def _versions(session: Session) -> tuple[DrawingVersion, DrawingVersion]:
    return (
        load_version(ports(), session.old_version_id),
        load_version(ports(), session.new_version_id),
    )
