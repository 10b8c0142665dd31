"""What a person should look at in a session: numbers, matches, alignments that are not sure."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from common.domain.changes import AlignmentGrade
from common.records import Comparison, Page
from functions.api.schemas.drawings import PageAnswer

_UNPROVEN = {
    AlignmentGrade.DOUBTFUL: "The alignment was not proven: look at the overlay before relying on "
    "the change list.",
    AlignmentGrade.NOT_COMPARABLE: "The sheets could not be laid on one another, so there is no "
    "change list. Say that they are no pair, or lay two or three points on one another.",
}


class Review(BaseModel):
    """One thing to look at, with what is needed to decide it.

    Of a `number` send `pages` to the session's corrections, of a `match` `pairs`, of an
    `alignment` `pairs` or `alignments`.
    """

    review_id: str = Field(description="Unique within the session.")
    kind: Literal["number", "match", "alignment"]
    comparison_id: str
    drawing_name: str = Field(description="As the row is called now.")
    title: str
    set: Literal["old", "new"] | None = Field(description="Of a number: whose sheet it is.")
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
    pages = {"old": old, "new": new}
    found = [
        _review(comparison, pages, kind="number", of_set=which, reason=_number_reason(page))
        for which, page in pages.items()
        if page and page.reading and not page.reading.accepted
    ]
    if comparison.match.review:
        reason = comparison.match.reason or "It is not sure which sheets belong together."
        found.append(_review(comparison, pages, kind="match", reason=reason))
    grade = comparison.alignment.grade if comparison.alignment else None
    if grade in _UNPROVEN:
        found.append(_review(comparison, pages, kind="alignment", reason=_UNPROVEN[grade]))
    return found


def _number_reason(page: Page) -> str:
    reading = page.reading
    if reading is None or not reading.number:
        return "No sheet number was read."
    return f"The sheet number was read with {round(100 * reading.confidence)} % confidence."


def _review(
    comparison: Comparison,
    pages: dict[str, Page | None],
    *,
    kind: Literal["number", "match", "alignment"],
    reason: str,
    of_set: str | None = None,
) -> Review:
    seen = {which: PageAnswer.of(page) if page else None for which, page in pages.items()}
    return Review.model_validate(
        {
            "review_id": "-".join(filter(None, (comparison.id, kind, of_set))),
            "kind": kind,
            "comparison_id": comparison.id,
            "drawing_name": comparison.drawing_name,
            "title": comparison.title,
            "set": of_set,
            "confidence": _confidence(comparison, pages, kind, of_set),
            "reason": reason,
            "alignment_grade": comparison.alignment.grade if comparison.alignment else None,
            **seen,
        }
    )


def _confidence(
    comparison: Comparison, pages: dict[str, Page | None], kind: str, of_set: str | None
) -> float | None:
    if kind == "match":
        return round(comparison.match.confidence, 3)
    if kind == "alignment":
        return round(comparison.alignment.confidence, 3) if comparison.alignment else None
    page = pages[of_set] if of_set else None
    return round(page.reading.confidence, 3) if page and page.reading else None
