"""Sessions: where they stand, what they found; cancel them, try again what failed."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common import paths
from common.chain.corrections import Said, load_said
from common.chain.progress import session_progress
from common.chain.retrying import retry_failed_pages
from common.chain.sessions import move_session
from common.chain.set_summaries import load_set_summary, load_shown_set_summary
from common.chain.steps import load_comparisons, load_version
from common.domain.jobs import SessionStatus, UnitStatus
from common.domain.roles import Role
from common.records import SESSION, DrawingVersion, Session
from functions.api.access import project_as, session_as
from functions.api.answers import (
    PageQuery,
    answer,
    created,
    documented,
    etag_of,
    page_of,
    polled,
)
from functions.api.following import check_is_last, following_session, take_place
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
            load_shown_set_summary(ports(), session.id),
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
    """Try again what failed, pages and comparisons, in a session that follows this one."""
    session = session_as(path.session_id, Role.EDITOR)
    if not session.status.is_terminal:
        raise conflict("The session is still under way. Retry when it has ended.")
    check_is_last(session)
    versions = _versions(session)
    is_failed = [bool(version.failed_page_count) for version in versions]
    if not any(is_failed) and not _has_failed_pairs(session):
        raise conflict("Nothing of this session has failed.", "nothing_failed")
    again = [
        retry_failed_pages(ports(), version).id if failed else version.id
        for version, failed in zip(versions, is_failed, strict=True)
    ]
    following = following_session(session, *again)
    take_place(session, following, _moved_said(session, following))
    place = f"/api/sessions/{following.id}"
    return created(SessionSummary.of(following), place, HTTPStatus.ACCEPTED)


def _versions(session: Session) -> tuple[DrawingVersion, DrawingVersion]:
    return (
        load_version(ports(), session.old_version_id),
        load_version(ports(), session.new_version_id),
    )


def _has_failed_pairs(session: Session) -> bool:
    comparisons = load_comparisons(ports(), session.id)
    return any(comparison.status is UnitStatus.FAILED for comparison in comparisons)


def _moved_said(before: Session, following: Session) -> Said:
    """Return what was said of the pages of the versions before, as of those that replace them."""
    replacing = {
        before.old_version_id: following.old_version_id,
        before.new_version_id: following.new_version_id,
    }
    said = load_said(ports(), before.id)
    pages = (replace(p, version_id=replacing[p.version_id]) for p in said.pages)
    return replace(said, pages=tuple(pages))
