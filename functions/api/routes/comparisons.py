"""Comparisons: two versions are compared; each sheet's result is looked at."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common import paths
from common.chain.corrections import follow_session, load_said, record_said
from common.chain.sessions import start_session, wake_session
from common.chain.steps import load_changes, load_comparison_at, load_page, load_session
from common.domain.ids import SessionId
from common.domain.jobs import SessionStatus
from common.domain.roles import Role
from common.records import SESSION, Comparison, DrawingVersion, Session
from functions.api.access import comparison_as, version_as
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
from functions.api.problems import invalid
from functions.api.schemas.sessions import (
    ChangeList,
    NewComparison,
    SessionSummary,
)
from functions.api.schemas.sheets import SheetAnswer, Surroundings
from functions.api.schemas.texts import ComparisonPath
from functions.api.world import ports

blueprint = APIBlueprint("comparisons", __name__, abp_tags=[Tag(name="Comparisons")])


@blueprint.post("/api/comparisons", responses=documented(SessionSummary, 202))
def started(body: NewComparison) -> Response:
    """Compare two versions of a project: any two, read or still being read.

    What people said of the same two versions before is obeyed.
    """
    old = version_as(body.old_version_id, Role.EDITOR)
    new = version_as(body.new_version_id, Role.EDITOR)
    if old.project_id != new.project_id:
        raise invalid("The two versions belong to different projects.", "different_projects")
    if old.id == new.id:
        raise invalid("A version cannot be compared with itself.", "same_version")
    session = _started(_session(old, new, body))
    place = f"/api/sessions/{session.id}"
    return created(SessionSummary.of(session), place, HTTPStatus.ACCEPTED)


@blueprint.get("/api/comparisons/<comparison_id>", responses=documented(SheetAnswer))
def shown(path: ComparisonPath) -> Response:
    """Look at one sheet's comparison, its two pages, and which sheets are beside it."""
    comparison = comparison_as(path.comparison_id, Role.VIEWER)
    session = load_session(ports(), comparison.session_id)
    # Pages are what they are as soon as there is a comparison; the sheets beside it as soon as the
    # session says that they are compared.
    states = (comparison.updated_at, session.status, session.followed_by)
    etag = etag_of(comparison.id, *states, link_window())
    return polled(etag, lambda: SheetAnswer.around(comparison, _surroundings(comparison, session)))


@blueprint.get("/api/comparisons/<comparison_id>/changes", responses=documented(ChangeList))
def changes(path: ComparisonPath, query: PageQuery) -> Response:
    """List the changes of one sheet, in reading order."""
    comparison = comparison_as(path.comparison_id, Role.VIEWER)
    page = page_of(load_changes(ports(), comparison), lambda change: change.id, query)
    return answer(ChangeList(changes=page.items, next_page_token=page.next_page_token))


def _surroundings(comparison: Comparison, session: Session) -> Surroundings:
    match, index = comparison.match, comparison.unit_index
    return Surroundings(
        session=session,
        old_page=load_page(ports(), comparison.old_version_id, match.old_page_index),
        new_page=load_page(ports(), comparison.new_version_id, match.new_page_index),
        before=load_comparison_at(ports(), session.id, index - 1) if index else None,
        after=load_comparison_at(ports(), session.id, index + 1),
    )


def _session(old: DrawingVersion, new: DrawingVersion, body: NewComparison) -> Session:
    now = ports().clock.now()
    return Session(
        id=SessionId(new_id("session")),
        project_id=old.project_id,
        old_version_id=old.id,
        new_version_id=new.id,
        status=SessionStatus.WAITING_FOR_PAGES,
        created_at=now,
        updated_at=now,
        new_set_is_partial=body.new_set_is_partial,
        hides_annotations=body.hide_annotations,
    )


def _started(session: Session) -> Session:
    """Start the session; it follows the last one of the same versions and takes over what was said.

    Where somebody says something at this moment, it follows the session of that.
    """
    known = ports().documents.get(paths.session_path(session.id))
    if known is not None:  # the request is sent again
        session = SESSION.decode(known)
        wake_session(ports(), session)
        return session
    while (before := _last_of(session)) is not None:
        said = load_said(ports(), before.id)
        following = replace(session, follows=before.id)
        if before.followed_by is not None:  # by one of other versions: failed pages read again
            record_said(ports(), session.id, said)
            start_session(ports(), following)
            return following
        if follow_session(ports(), before.id, following, said) == session.id:
            return following
    start_session(ports(), session)
    return session


def _last_of(session: Session) -> Session | None:
    documents = ports().documents.query(
        paths.SESSIONS,
        {"old_version_id": session.old_version_id, "new_version_id": session.new_version_id},
    )
    found = {document["id"]: SESSION.decode(document) for document in documents}
    others = [other for other in found.values() if other.followed_by not in found]
    return max(others, key=lambda other: (other.created_at, other.id), default=None)
