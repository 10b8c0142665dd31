"""Corrections: what people say of sheets wins over whatever was read, matched or aligned."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common.chain.corrections import Said, load_said, pair_of
from common.chain.following import check_is_last, following_session, take_place
from common.chain.steps import load_page_images, load_version
from common.domain.errors import PermanentError
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import VersionStatus
from common.domain.point_fit import fit_points
from common.domain.roles import Role
from common.records import AlignmentCorrection, Session
from functions.api.access import session_as
from functions.api.answers import answer, created, documented, new_id
from functions.api.problems import conflict, invalid
from functions.api.schemas.corrections import CorrectionsAnswer, NewCorrections, said_with
from functions.api.schemas.sessions import SessionSummary
from functions.api.schemas.texts import SessionPath
from functions.api.world import ports

blueprint = APIBlueprint("corrections", __name__, abp_tags=[Tag(name="Corrections")])


@blueprint.get("/api/sessions/<session_id>/corrections", responses=documented(CorrectionsAnswer))
def listed(path: SessionPath) -> Response:
    """List what people said of a session's sheets when it began."""
    session = session_as(path.session_id, Role.VIEWER)
    return answer(CorrectionsAnswer.of(load_said(ports(), session.id), session))


@blueprint.post("/api/sessions/<session_id>/corrections", responses=documented(SessionSummary, 202))
def added(path: SessionPath, body: NewCorrections) -> Response:
    """Say what a sheet's number is, which sheets are a pair, how they lie, or take it back.

    The answer is the session that follows this one: pairs that nothing was said of are taken over,
    and a session still under way is cancelled for it.
    """
    session = session_as(path.session_id, Role.EDITOR)
    following_id = SessionId(new_id("session"))
    check_is_last(session, following_id)
    following = following_session(
        ports(), session, following_id, session.old_version_id, session.new_version_id
    )
    before = load_said(ports(), session.id)
    said = said_with(before, body, session, ports().clock.now())
    if said == before:
        raise conflict("Nothing of the kind was said before.", "nothing_withdrawn")
    _check_pages(session, said)
    take_place(ports(), session, following, said)
    place = f"/api/sessions/{following.id}"
    return created(SessionSummary.of(following), place, HTTPStatus.ACCEPTED)


def _check_pages(session: Session, said: Said) -> None:
    counts = {
        version_id: _page_count(version_id)
        for version_id in (session.old_version_id, session.new_version_id)
    }
    for page in said.pages:
        _check_page(page.page_index, counts[page.version_id])
    pairs = [*map(pair_of, said.pairs), *map(pair_of, said.alignments)]
    for old_page_index, new_page_index in pairs:
        _check_page(old_page_index, counts[session.old_version_id])
        _check_page(new_page_index, counts[session.new_version_id])
    for laid in said.alignments:
        _check_points(session, laid)


def _page_count(version_id: VersionId) -> int:
    version = load_version(ports(), version_id)
    if version.status is not VersionStatus.READY or version.page_count is None:
        raise conflict(
            f"The version {version.version_label or version.version_number} is still being read, "
            "or could not be. Correct it when it is ready."
        )
    return version.page_count


def _check_page(page_index: int, page_count: int) -> None:
    if page_index >= page_count:
        raise invalid(f"There is no page {page_index + 1}; the set has {page_count}.", "no_page")


def _check_points(session: Session, laid: AlignmentCorrection) -> None:
    old = load_page_images(ports(), session.old_version_id, laid.old_page_index)
    new = load_page_images(ports(), session.new_version_id, laid.new_page_index)
    try:
        fit_points(laid.points, (old.width_pt, old.height_pt), (new.width_pt, new.height_pt))
    except PermanentError as error:  # said now, not an hour later by the session that follows
        pages = f"Pages {laid.old_page_index + 1} and {laid.new_page_index + 1}"
        raise invalid(f"{pages}: {error.user_message}", "bad_points") from error
