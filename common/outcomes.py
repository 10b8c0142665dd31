"""What became of one delivery of an event, as its one log line says it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum


class StageOutcome(StrEnum):
    """How a delivery ended; the metrics and alerts count these."""

    COMPLETED = "completed"
    FAILED = "failed"  # for good, and recorded
    RETRIED = "retried"  # comes again
    THROTTLED = "throttled"  # published anew: the language model had no turn for it
    DUPLICATE = "duplicate"  # had been done before, or was done meanwhile
    SKIPPED = "skipped"  # nobody waits for it any more, or not yet
    DEAD_LETTER = "dead_letter"  # nobody could handle it; recorded as failed


@dataclass(slots=True)
class Notes:
    """What a stage says of the delivery it works on.

    Attributes:
        outcome: unless it fails.
        sizes: how big the work was, by name with its unit.
        published: events it led to.
    """

    outcome: StageOutcome = StageOutcome.COMPLETED
    sizes: dict[str, int | float] = field(default_factory=dict)
    published: int = 0


_NOTES: ContextVar[Notes | None] = ContextVar("notes", default=None)


@contextmanager
def noting() -> Iterator[Notes]:
    """Collect what is noted meanwhile."""
    notes = Notes()
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)


def note_outcome(outcome: StageOutcome) -> None:
    """Say how the delivery under way ends, if it does not fail."""
    notes = _NOTES.get()
    if notes is not None:
        notes.outcome = outcome


def note_sizes(**sizes: float) -> None:
    """Say how big the work under way is; figures only, so that no text of a sheet is logged."""
    notes = _NOTES.get()
    if notes is not None:
        notes.sizes.update(sizes)


def note_published(count: int) -> None:
    """Say that events were published by the work under way."""
    notes = _NOTES.get()
    if notes is not None:
        notes.published += count
