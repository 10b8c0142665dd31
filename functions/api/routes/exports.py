"""Exports: a session's results as a file for others, written once for each state of them."""

from __future__ import annotations

import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import cast

from flask import Response, redirect
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from common.chain.steps import load_comparisons
from common.domain.roles import Role
from common.llm.spending import load_spending
from common.paths import export_blob
from common.records import Session
from functions.api.access import session_as
from functions.api.answers import documented, etag_of
from functions.api.exports.formats import EXPORTERS, ExportFormat
from functions.api.exports.load import load_export
from functions.api.kept_exports import note_state, remove_passed
from functions.api.links import link_lifetime
from functions.api.problems import ProblemError, conflict
from functions.api.schemas.texts import SessionPath
from functions.api.world import ports, world

EXPORT_WAIT_S = 20.0
blueprint = APIBlueprint("exports", __name__, abp_tags=[Tag(name="Exports")])


class ExportPath(SessionPath):
    """A session's id, and a format."""

    export_format: ExportFormat = Field(description="pdf, xlsx, csv, json or bcf")


@blueprint.get(
    "/api/sessions/<session_id>/exports/<export_format>", responses=documented(None, 302)
)
def exported(path: ExportPath) -> Response:
    """Get a session that has ended as PDF report, workbook, CSV, JSON or BCF topics.

    The answer leads to the file by a link that runs out after some minutes.
    """
    session = session_as(path.session_id, Role.VIEWER)
    if not session.status.is_terminal:
        raise conflict("The session is still under way. Export it when it has ended.")
    exporter = EXPORTERS[path.export_format]
    state = _state(session)
    place = export_blob(session.id, state, exporter.file_name)
    if not ports().blobs.exists(place):
        note_state(ports(), session.id, state)
        _write(session, path.export_format, place)
        remove_passed(ports(), session.id, link_lifetime())
    link = world().links.download(place, link_lifetime(), exporter.media_type, exporter.file_name)
    response = redirect(link, HTTPStatus.FOUND)
    response.headers["Cache-Control"] = "private, no-store"
    return cast("Response", response)


def _state(session: Session) -> str:
    """Return what changes when the export would be another."""
    comparisons = load_comparisons(ports(), session.id)
    spending = load_spending(ports().documents, session.id)  # also chat's, told in the JSON
    return etag_of(session.updated_at, spending, *((c.id, c.updated_at) for c in comparisons))


def _write(session: Session, export_format: ExportFormat, place: str) -> None:
    """Write an export unless somebody did while this one waited for its turn.

    One at a time: MuPDF is not thread-safe, and a report takes its memory.

    Raises:
        ProblemError: others wait already (503).
    """
    if not world().exporting.acquire(timeout=EXPORT_WAIT_S):
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "exporting",
            "Other exports are being written. Try again in a minute.",
        )
    try:
        if not ports().blobs.exists(place):
            _write_file(session, export_format, place)
    finally:
        world().exporting.release()


def _write_file(session: Session, export_format: ExportFormat, place: str) -> None:
    export = load_export(ports(), session.id)
    with tempfile.TemporaryDirectory(prefix="buildtrace-") as folder:
        target = Path(folder) / "export"
        with target.open("w+b") as file:
            EXPORTERS[export_format].write(export, file)
        ports().blobs.write_file(place, target)
