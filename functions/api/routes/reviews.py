"""Reviews: what a person should look at in a session, in one list, with the evidence."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common.chain.progress import session_progress
from common.chain.sheets import by_index
from common.chain.steps import load_comparisons, load_corrected_pages
from common.domain.roles import Role
from common.records import Session
from functions.api.access import session_as
from functions.api.answers import PageQuery, documented, etag_of, page_of, polled
from functions.api.links import link_window
from functions.api.schemas.reviews import Review, ReviewList, reviews_of
from functions.api.schemas.texts import SessionPath
from functions.api.world import ports

blueprint = APIBlueprint("reviews", __name__, abp_tags=[Tag(name="Corrections")])


@blueprint.get("/api/sessions/<session_id>/reviews", responses=documented(ReviewList))
def listed(path: SessionPath, query: PageQuery) -> Response:
    """List the numbers, matches and alignments of a session that a person should look at.

    Empty before the sheets are matched; alignments come as pairs are compared.
    """
    session = session_as(path.session_id, Role.VIEWER)
    versions = (session.old_version_id, session.new_version_id)
    counted = session_progress(ports().documents, session.id, versions)
    etag = etag_of(query, session.id, session.updated_at, counted, link_window())
    return polled(etag, lambda: _list(session, query))


def _list(session: Session, query: PageQuery) -> ReviewList:
    comparisons = load_comparisons(ports(), session.id)
    if not comparisons:  # not matched yet, so nobody asks what its pages say
        return ReviewList(reviews=[], total=0, next_page_token=None)
    old, new = (
        by_index(load_corrected_pages(ports(), session.id, version_id))
        for version_id in (session.old_version_id, session.new_version_id)
    )
    found: list[Review] = []
    for comparison in comparisons:
        match = comparison.match
        found += reviews_of(
            comparison, old.get(match.old_page_index), new.get(match.new_page_index)
        )
    page = page_of(found, lambda review: review.review_id, query)
    return ReviewList(reviews=page.items, total=len(found), next_page_token=page.next_page_token)
