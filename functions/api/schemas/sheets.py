"""One sheet's comparison with what is around it: its pages, and the sheets beside it."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field

from common.records import Comparison, Page, Session
from functions.api.schemas.drawings import PageAnswer
from functions.api.schemas.sessions import ComparisonAnswer, comparison_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a sheet's page shows beside its comparison.

    Attributes:
        old_page: `None` where the old set has no such sheet.
        new_page: likewise.
        before: the comparison before it in the session, `None` at the first.
        after: likewise, at the last.
    """

    session: Session
    old_page: Page | None
    new_page: Page | None
    before: Comparison | None
    after: Comparison | None


class SheetAnswer(ComparisonAnswer):
    """A comparison with its two pages, and the way to the sheets beside it."""

    triage_revision: int = Field(description="How often somebody decided something of its changes.")
    old_sheet: PageAnswer | None = Field(description="The old set's page, as it was read.")
    new_sheet: PageAnswer | None
    place: int = Field(description="Among the sheets of the session, from 1.")
    sheet_count: int = Field(description="Of the session.")
    previous_comparison_id: str | None = Field(description="Null at the first sheet.")
    next_comparison_id: str | None = Field(description="Null at the last sheet.")
    session_followed_by: str | None = Field(
        description="The session that took the place of this one: go on there."
    )

    @classmethod
    def around(cls, comparison: Comparison, found: Surroundings) -> SheetAnswer:
        """Return the records as an answer."""
        session = found.session
        return cls(
            **comparison_fields(comparison),
            triage_revision=comparison.triage_revision,
            old_sheet=PageAnswer.of(found.old_page) if found.old_page else None,
            new_sheet=PageAnswer.of(found.new_page) if found.new_page else None,
            place=comparison.unit_index + 1,
            sheet_count=session.matched_count + session.added_count + session.removed_count,
            previous_comparison_id=found.before.id if found.before else None,
            next_comparison_id=found.after.id if found.after else None,
            session_followed_by=session.followed_by,
        )
