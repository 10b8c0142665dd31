"""What the page asks of Firestore: rules must allow it, indexes must serve it, it asks no more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Query:
    """What is asked of a collection: fields that equal something, then an order."""

    collection: str
    equals: frozenset[str]
    order_by: str = ""
    where: str = ""


PAGE_QUERIES = (
    Query("sessions", frozenset({"project_id"})),
    Query("drawing_versions", frozenset({"project_id"})),
    Query("comparisons", frozenset({"project_id", "session_id"})),
)
