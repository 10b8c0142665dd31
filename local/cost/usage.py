"""What is paid for, as counts: one value for a unit, a stage or a month."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What some work took.

    Attributes:
        cpu_s: on one core.
        document_calls: round trips to the document store; not paid, waited for.
        document_reads: documents as Firestore bills them, absent ones too.
        document_writes: likewise, those that only hold a precondition too.
        document_deletes: likewise.
        blob_calls: round trips to the blob store, likewise; of many at a time, those that one of
            them takes (`common.gcp.at_once`).
        blob_writes: operations of Cloud Storage's class A.
        blob_reads: operations of its class B.
        read_bytes: of blobs.
        written_bytes: of blobs; every path is written once, so they stay.
        messages: published, each delivered once.
    """

    cpu_s: float = 0.0
    document_calls: float = 0.0
    document_reads: float = 0.0
    document_writes: float = 0.0
    document_deletes: float = 0.0
    blob_calls: float = 0.0
    blob_writes: float = 0.0
    blob_reads: float = 0.0
    read_bytes: float = 0.0
    written_bytes: float = 0.0
    messages: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        """Return both together."""
        return Usage(**{n: getattr(self, n) + getattr(other, n) for n in FIELDS})

    def times(self, count: float) -> Usage:
        """Return as much so many times."""
        return Usage(**{name: getattr(self, name) * count for name in FIELDS})


FIELDS = tuple(field.name for field in fields(Usage))
NOTHING = Usage()


def total(parts: list[Usage]) -> Usage:
    """Return the sum."""
    return sum(parts, NOTHING)


def mean(parts: list[Usage]) -> Usage:
    """Return the arithmetic mean; nothing of nothing."""
    return total(parts).times(1 / len(parts)) if parts else NOTHING
