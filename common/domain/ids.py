"""Ids: opaque, safe in paths, derived from content where a repeat must write the same record."""

from __future__ import annotations

import hashlib
import re
from typing import NewType

ProjectId = NewType("ProjectId", str)
VersionId = NewType("VersionId", str)
SessionId = NewType("SessionId", str)
ComparisonId = NewType("ComparisonId", str)
ConversationId = NewType("ConversationId", str)
UserId = NewType("UserId", str)

_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


def is_safe_id(text: str) -> bool:
    """Tell whether `text` may stand as one segment of a document or blob path."""
    return _SAFE_ID.fullmatch(text) is not None


def derived_id(*parts: str | int | None) -> str:
    """Return the same 20 hex digits for the same parts, always (BLAKE2b, 80 bits)."""
    digest = hashlib.blake2b(digest_size=10)
    for part in parts:
        encoded = b"\x00" if part is None else str(part).encode()
        digest.update(len(encoded).to_bytes(4, "big") + encoded)
    return digest.hexdigest()


def retried_id(version_id: VersionId) -> VersionId:
    """Return the id of the reading that takes a version's place: the same on a repeat."""
    return VersionId(derived_id("retry", version_id))


def comparison_id(
    session_id: SessionId, old_page_index: int | None, new_page_index: int | None
) -> ComparisonId:
    """Return the id of one pair of a session: matching twice writes the same record."""
    return ComparisonId(derived_id(session_id, old_page_index, new_page_index))
