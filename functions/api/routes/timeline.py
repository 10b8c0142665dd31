"""The timeline of one sheet: what it was in each version, and what changed in between."""

from __future__ import annotations

from itertools import pairwise

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common import paths
from common.chain.versions import load_versions_of
from common.domain.ids import comparison_id
from common.domain.roles import Role
from common.records import COMPARISON, PAGE, SESSION, Comparison, DrawingVersion, Page, Session
from functions.api.access import project_as
from functions.api.answers import answer, documented
from functions.api.problems import not_found
from functions.api.schemas.drawings import PageAnswer
from functions.api.schemas.sessions import ComparisonRow
from functions.api.schemas.texts import ProjectPath
from functions.api.schemas.timeline import Timeline, TimelineEntry, TimelineQuery
from functions.api.world import ports

blueprint = APIBlueprint("timeline", __name__, abp_tags=[Tag(name="Drawings")])


@blueprint.get("/api/projects/<project_id>/timeline", responses=documented(Timeline))
def shown(path: ProjectPath, query: TimelineQuery) -> Response:
    """Follow one sheet of a drawing over all its versions; null where one lacks the sheet."""
    project = project_as(path.project_id, Role.VIEWER)
    versions = [
        version
        for version in load_versions_of(ports(), project.id)
        if version.drawing_name == query.drawing_name
    ]
    if not versions:
        raise not_found("drawing")
    pages = [_page(version, query.sheet) for version in versions]
    since = [None, *(_between(a, b) for a, b in pairwise(zip(versions, pages, strict=True)))]
    entries = [
        _entry(version, page, comparison)
        for version, page, comparison in zip(versions, pages, since, strict=False)
    ]
    timeline = Timeline(drawing_name=query.drawing_name, sheet=query.sheet, entries=entries)
    return answer(timeline)


def _page(version: DrawingVersion, sheet: str) -> Page | None:
    documents = ports().documents.query(paths.pages_collection(version.id), {"drawing_name": sheet})
    return PAGE.decode(documents[0]) if documents else None


def _between(
    before: tuple[DrawingVersion, Page | None], after: tuple[DrawingVersion, Page | None]
) -> Comparison | None:
    """Return the newest comparison of two pages, `None` when they were never compared."""
    (old, old_page), (new, new_page) = before, after
    if old_page is None or new_page is None:
        return None
    documents = ports().documents.query(
        paths.SESSIONS, {"old_version_id": old.id, "new_version_id": new.id}
    )
    sessions = sorted(
        (SESSION.decode(document) for document in documents),
        key=lambda session: session.created_at,
        reverse=True,
    )
    pages = (old_page.page_index, new_page.page_index)
    found = (_comparison(session, pages) for session in sessions)
    return next((comparison for comparison in found if comparison is not None), None)


def _comparison(session: Session, pages: tuple[int, int]) -> Comparison | None:
    document = ports().documents.get(paths.comparison_path(comparison_id(session.id, *pages)))
    return COMPARISON.decode(document) if document else None


def _entry(
    version: DrawingVersion, page: Page | None, comparison: Comparison | None
) -> TimelineEntry:
    return TimelineEntry(
        drawing_version_id=version.id,
        version_number=version.version_number,
        version_label=version.version_label,
        created_at=version.created_at,
        status=version.status,
        page=PageAnswer.of(page) if page else None,
        since_before=ComparisonRow.of(comparison) if comparison else None,
        session_id=comparison.session_id if comparison else None,
    )
