"""Triage: what people decide of a sheet's changes; what stands, and how it came to stand."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common.chain.triaging import load_triage, load_triage_steps, triage_changes
from common.domain.roles import Role
from common.records import Comparison
from common.review_records import Triage
from functions.api.access import caller, comparison_as
from functions.api.answers import answer, documented, etag_of, polled
from functions.api.schemas.texts import ComparisonPath
from functions.api.schemas.triage import TriageAnswer, TriageChange
from functions.api.world import ports

blueprint = APIBlueprint("triage", __name__, abp_tags=[Tag(name="Triage")])


@blueprint.get("/api/comparisons/<comparison_id>/triage", responses=documented(TriageAnswer))
def shown(path: ComparisonPath) -> Response:
    """See what was decided of a sheet's changes, by whom and when."""
    comparison = comparison_as(path.comparison_id, Role.VIEWER)
    etag = etag_of(comparison.id, comparison.revision, comparison.triage_revision)
    return polled(etag, lambda: _answer(comparison, load_triage(ports(), comparison)))


@blueprint.patch("/api/comparisons/<comparison_id>/triage", responses=documented(TriageAnswer))
def decided(path: ComparisonPath, body: TriageChange) -> Response:
    """Accept or reject changes, say that they need an RFI, or comment; a repeat changes nothing.

    All that one request says stands together: one change that is not there, or that somebody has
    decided otherwise since `expected_revision`, and nothing of it does. A sheet that was added or
    removed as a whole is decided of as `sheet`. Decisions go along into a session that follows.
    One that is followed takes no more of them.
    """
    comparison = comparison_as(path.comparison_id, Role.EDITOR)
    who = caller()
    triaged, triage = triage_changes(
        ports(),
        comparison.id,
        [decision.said() for decision in body.decisions],
        said_by=who.id,
        name=who.name or who.email,
        seen_revision=body.expected_revision,
    )
    return answer(_answer(triaged, triage))


def _answer(comparison: Comparison, triage: Triage) -> TriageAnswer:
    steps = load_triage_steps(ports(), comparison) if triage.revision else []
    return TriageAnswer.of(comparison, triage, steps)
