"""Manual overlays and summaries written again; each makes a revision, and history is kept."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common import paths
from common.chain.correcting import correct_changes, regenerate, withdraw_corrections
from common.domain.roles import Role
from common.records import SUMMARY
from common.review_records import MANUAL_OVERLAY
from functions.api.access import caller, comparison_as
from functions.api.answers import answer, documented
from functions.api.problems import invalid
from functions.api.schemas.overlays import (
    OverlayAnswer,
    OverlayChange,
    OverlayHistory,
    Regeneration,
    SummaryHistory,
)
from functions.api.schemas.sessions import ComparisonAnswer
from functions.api.schemas.texts import ComparisonPath
from functions.api.world import ports

blueprint = APIBlueprint("overlays", __name__, abp_tags=[Tag(name="Manual overlays")])


@blueprint.patch("/api/comparisons/<comparison_id>/overlay", responses=documented(ComparisonAnswer))
def changed(path: ComparisonPath, body: OverlayChange) -> Response:
    """Add, edit, delete or relabel regions; the sheet's summary is then written again."""
    comparison = comparison_as(path.comparison_id, Role.EDITOR)
    if body.withdraw == bool(body.regions):
        raise invalid("Name the regions, or withdraw everything: one of the two.")
    who, expected = caller().id, body.expected_revision
    if body.withdraw:
        revised = withdraw_corrections(
            ports(), comparison.id, created_by=who, expected_revision=expected
        )
    else:
        regions = [said.region() for said in body.regions]
        revised = correct_changes(
            ports(), comparison.id, regions, created_by=who, expected_revision=expected
        )
    return answer(ComparisonAnswer.of(revised))


@blueprint.get("/api/comparisons/<comparison_id>/overlay", responses=documented(OverlayHistory))
def history(path: ComparisonPath) -> Response:
    """List every manual overlay of a comparison; the active one counts."""
    comparison = comparison_as(path.comparison_id, Role.VIEWER)
    documents = ports().documents.query(paths.manual_overlays_collection(comparison.id))
    found = [OverlayAnswer.of(MANUAL_OVERLAY.decode(document)) for document in documents]
    return answer(OverlayHistory(overlays=sorted(found, key=lambda o: -o.revision)))


@blueprint.post(
    "/api/comparisons/<comparison_id>/regenerate", responses=documented(ComparisonAnswer, 202)
)
def regenerated(path: ComparisonPath, body: Regeneration) -> Response:
    """Have a sheet's summary written again, from its change list as it stands."""
    comparison = comparison_as(path.comparison_id, Role.EDITOR)
    revised = regenerate(ports(), comparison.id, expected_revision=body.expected_revision)
    return answer(ComparisonAnswer.of(revised), HTTPStatus.ACCEPTED)


@blueprint.get("/api/comparisons/<comparison_id>/summaries", responses=documented(SummaryHistory))
def summaries(path: ComparisonPath) -> Response:
    """List every summary a comparison ever had."""
    comparison = comparison_as(path.comparison_id, Role.VIEWER)
    documents = ports().documents.query(paths.summaries_collection(comparison.id))
    found = [SUMMARY.decode(document) for document in documents]
    return answer(SummaryHistory(summaries=sorted(found, key=lambda s: -s.revision)))
