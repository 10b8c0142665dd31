"""What a person should look at in a session: numbers, matches, alignments that are not sure."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from common.domain.changes import AlignmentGrade
from common.records import Comparison, Page
from functions.api.doubts import alignment_doubt, match_doubt, number_doubt
from functions.api.schemas.drawings import PageAnswer

_Kind = Literal["number", "match", "alignment"]
_Set = Literal["old", "new"]
_Pages = dict[_Set, Page | None]
# What a person can do about it, beside confirming it.
_LAY = " Say that they are no pair, or lay two or three points on one another."


class Review(BaseModel):
    """One thing to look at, with what is needed to decide it.

    Of a `number` send `pages` to the session's corrections, of a `match` `pairs`, of an
    `alignment` `pairs` or `alignments`.
    """

    review_id: str = Field(description="Unique within the session.")
    kind: _Kind
    comparison_id: str
    drawing_name: str = Field(description="As the row is called now.")
    title: str
    set: _Set | None = Field(description="Of a number: whose sheet it is.")
    confidence: float | None = Field(description="0 to 1, of what is to be confirmed.")
    reason: str
    alignment_grade: str | None
    old: PageAnswer | None = Field(description="With the crop of its title block, if one was kept.")
    new: PageAnswer | None


class ReviewList(BaseModel):
    """Some of what a person should look at, in the order of the rows."""

    reviews: list[Review]
    total: int = Field(description="Of the whole list.")
    next_page_token: str | None


def reviews_of(comparison: Comparison, old: Page | None, new: Page | None) -> list[Review]:
    """Return what is to be looked at of one row: its numbers, its match, its alignment."""
    pages: _Pages = {"old": old, "new": new}
    found = [
        _review(comparison, pages, "number", doubt, page.reading.confidence, of_set=which)
        for which, page in pages.items()
        if page and page.reading and (doubt := number_doubt(page.reading, which))
    ]
    match, alignment = comparison.match, comparison.alignment
    if doubt := match_doubt(match):
        found.append(_review(comparison, pages, "match", doubt, match.confidence))
    if alignment and (doubt := alignment_doubt(alignment.grade)):
        advice = _LAY if alignment.grade is AlignmentGrade.NOT_COMPARABLE else ""
        found.append(_review(comparison, pages, "alignment", doubt + advice, alignment.confidence))
    return found


def _review(
    comparison: Comparison,
    pages: _Pages,
    kind: _Kind,
    reason: str,
    confidence: float,
    *,
    of_set: _Set | None = None,
) -> Review:
    old, new = pages["old"], pages["new"]
    return Review(
        review_id="-".join(filter(None, (comparison.id, kind, of_set))),
        kind=kind,
        comparison_id=comparison.id,
        drawing_name=comparison.drawing_name,
        title=comparison.title,
        set=of_set,
        confidence=round(confidence, 3),
        reason=reason,
        alignment_grade=comparison.alignment.grade if comparison.alignment else None,
        old=PageAnswer.of(old) if old else None,
        new=PageAnswer.of(new) if new else None,
    )
