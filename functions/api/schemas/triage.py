"""Triage: what people decide of the changes of a sheet, and of a sheet as a whole."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from common.domain.triage import (
    MAX_COMMENT_LENGTH,
    MAX_DECISIONS,
    TriageDecision,
    TriageSaid,
    TriageStatus,
)
from common.records import Comparison
from common.review_records import Triage
from functions.api.answers import PageQuery
from functions.api.schemas.texts import Note, Request

_Comment = Annotated[Note, StringConstraints(max_length=MAX_COMMENT_LENGTH)]


class ChangeTriage(Request):
    """What is said of one change; what is left out stays."""

    change_id: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(
        description="Of the change list; `sheet` for a sheet that was added or removed as a whole."
    )
    status: TriageStatus | None = None
    comment: _Comment | None = None

    def said(self) -> TriageSaid:
        """Return it as a value."""
        return TriageSaid(change_id=self.change_id, status=self.status, comment=self.comment)


class TriageChange(Request):
    """What is said of one or more changes of a sheet at once: all of it stands, or nothing."""

    decisions: list[ChangeTriage] = Field(min_length=1, max_length=MAX_DECISIONS)
    expected_revision: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = Field(
        default=None,
        description="Of the triage you looked at; 409 when somebody has decided one of these "
        "changes since.",
    )


class TriageTotals(BaseModel):
    """How many changes are where; together `changes_count`, of a sheet added or removed 1 more."""

    open: int
    accepted: int
    rejected: int
    needs_rfi: int

    @classmethod
    def of(cls, comparison: Comparison) -> TriageTotals | None:
        """Return the counts of a comparison; `None` where there is nothing to decide."""
        decidable_count, counts = comparison.decidable_count, comparison.triage
        if decidable_count is None:
            return None
        return cls(
            open=decidable_count - counts.decided,
            accepted=counts.accepted,
            rejected=counts.rejected,
            needs_rfi=counts.needs_rfi,
        )


class DecisionAnswer(BaseModel):
    """What stands of a change, or stood: a change that nobody decided is open."""

    change_id: str = Field(description="`sheet` for the sheet as a whole.")
    status: TriageStatus
    comment: str
    revision: int = Field(description="Of the triage that said so.")
    decided_by: str
    decided_by_name: str = Field(description="As they were called then; else the user id.")
    decided_at: datetime
    decided_count: int = Field(
        description="How often something was decided of the change until then; see its history."
    )

    @classmethod
    def of(cls, decision: TriageDecision, triage: Triage) -> DecisionAnswer:
        """Return the value as an answer."""
        return cls(
            change_id=decision.change_id,
            status=decision.status,
            comment=decision.comment,
            revision=decision.revision,
            decided_by=decision.decided_by,
            decided_by_name=triage.name_of(decision),
            decided_at=decision.decided_at,
            decided_count=decision.decided_count,
        )


class TriageAnswer(BaseModel):
    """What stands of a sheet's changes."""

    comparison_id: str
    revision: int = Field(description="How often somebody decided something; 0: nobody did.")
    counts: TriageTotals | None = Field(description="Null where there is nothing to decide.")
    decisions: list[DecisionAnswer] = Field(
        description="Of each change the last; also of changes that a person has deleted."
    )

    @classmethod
    def of(cls, comparison: Comparison, triage: Triage) -> TriageAnswer:
        """Return the records as an answer."""
        return cls(
            comparison_id=comparison.id,
            revision=triage.revision,
            counts=TriageTotals.of(comparison),
            decisions=[DecisionAnswer.of(decision, triage) for decision in triage.decisions],
        )


class HistoryQuery(PageQuery):
    """Which part of the history, and of which change."""

    change_id: str = Field(default="", max_length=40, description="Of one change only.")


class TriageHistory(BaseModel):
    """Some of everything that was ever decided, the latest first."""

    history: list[DecisionAnswer]
    next_page_token: str | None
