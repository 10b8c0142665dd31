"""Triage: what people decide of a sheet's changes; what stands, and how it came to stand."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from common.chain.triaging import load_triage, load_triage_steps, triage_changes
from common.domain.roles import Role
from functions.api.access import caller, comparison_as
from functions.api.answers import answer, documented, etag_of, page_of, polled
from functions.api.schemas.texts import ComparisonPath
from functions.api.schemas.triage import (
    DecisionAnswer,
    HistoryQuery,
    TriageAnswer,
    TriageChange,
    TriageHistory,
)
from functions.api.world import ports

blueprint = APIBlueprint("triage", __name__, abp_tags=[Tag(name="Triage")])


@blueprint.get("/api/comparisons/<comparison_id>/triage", responses=documented(TriageAnswer))
def shown(path: ComparisonPath) -> Response:
    """See what was decided of a sheet's changes, by whom and when."""
    comparison = comparison_as(path.comparison_id, Role.VIEWER)
    etag = etag_of(comparison.id, comparison.revision, comparison.triage_revision)
    return polled(etag, lambda: TriageAnswer.of(comparison, load_triage(ports(), comparison)))


@blueprint.get(
    "/api/comparisons/<comparison_id>/triage/history", responses=documented(TriageHistory)
)
def history(path: ComparisonPath, query: HistoryQuery) -> Response:
    """List everything that was ever decided of a sheet's changes, or of one, the latest first."""
    comparison = comparison_as(path.comparison_id, Role.VIEWER)
    ever = [
        decision
        for step in reversed(load_triage_steps(ports(), comparison))
        for decision in step.decisions
        if query.change_id in {"", decision.change_id}
    ]
    page = page_of(ever, lambda decision: f"{decision.revision} {decision.change_id}", query)
    triage = load_triage(ports(), comparison)  # by then it knows the name of each
    return answer(
        TriageHistory(
            history=[DecisionAnswer.of(decision, triage) for decision in page.items],
            next_page_token=page.next_page_token,
        )
    )


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
    return answer(TriageAnswer.of(triaged, triage))
