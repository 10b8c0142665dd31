"""Firestore's values as ours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from google.cloud import firestore

from common.records import Document

Snapshot = firestore.DocumentSnapshot[Any]


def to_document(snapshot: Snapshot) -> Document | None:
    """Return what a snapshot holds, `None` when there is no document."""
    return _plain(snapshot.to_dict()) if snapshot.exists else None


def _plain(value: Any) -> Any:
    """Return the value with times of the standard library: Firestore's carry nanoseconds."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return datetime.combine(value.date(), value.time(), UTC)
    return value
