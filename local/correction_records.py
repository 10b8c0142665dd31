"""What people said, as the records of one session.

A session belongs to what was said when it began: its id follows from that, so that nothing under
it ever changes, and whoever says something else gets another session over the same readings.
"""

from __future__ import annotations

from datetime import datetime
from itertools import count

from common import paths
from common.chain.corrections import Said, record_said
from common.chain.sessions import move_session
from common.domain.ids import SessionId, VersionId, derived_id
from common.domain.jobs import SessionStatus
from common.ports import Ports
from common.records import SESSION, AlignmentCorrection, MatchCorrection, PageCorrection
from local.corrections import Corrections

Sets = tuple[tuple[VersionId, str], tuple[VersionId, str]]


def session_id_of(ports: Ports, corrections: Corrections, sets: Sets) -> SessionId:
    """Return the session of two sets and what people said of them.

    Args:
        ports: the world; a session that was cancelled there is not gone on with.
        corrections: all of them.
        sets: id and sha256 of the old and the new set.
    """
    old_sha256, new_sha256 = (sha256 for _, sha256 in sets)
    fingerprint = corrections.concerning(old_sha256, new_sha256).fingerprint
    parts = (old_sha256, new_sha256, *([fingerprint] if fingerprint else []))
    ids = (SessionId(derived_id(*parts, *([attempt] if attempt else []))) for attempt in count())
    return next(session_id for session_id in ids if not _is_cancelled(ports, session_id))


def record_corrections(
    ports: Ports, corrections: Corrections, session_id: SessionId, sets: Sets
) -> None:
    """Write what concerns a session as its records; a repeat finds them there."""
    (_, old_sha256), (_, new_sha256) = sets
    said, now = corrections.concerning(old_sha256, new_sha256), ports.clock.now()
    pages = tuple(
        PageCorrection(
            version_id=version_id, page_index=page.page - 1, number=page.number, created_at=now
        )
        for version_id, sha256 in sets
        for page in said.pages
        if page.sha256 == sha256
    )
    record_said(
        ports,
        session_id,
        Said(pages=pages, pairs=_pairs(said, now), alignments=_alignments(said, now)),
    )


def supersede_others(ports: Ports, session_id: SessionId) -> SessionId | None:
    """Cancel what is still under way for what was said before.

    Returns:
        The last session of the folder before this one, `None` when there was none.
    """
    found = [SESSION.decode(document) for document in ports.documents.query(paths.SESSIONS)]
    others = sorted((s for s in found if s.id != session_id), key=lambda s: s.updated_at)
    for other in others:
        move_session(ports, other.id, SessionStatus.CANCELLED)
    return others[-1].id if others else None


def _is_cancelled(ports: Ports, session_id: SessionId) -> bool:
    document = ports.documents.get(paths.session_path(session_id))
    return document is not None and SESSION.decode(document).status is SessionStatus.CANCELLED


def _pairs(said: Corrections, now: datetime) -> tuple[MatchCorrection, ...]:
    return tuple(
        MatchCorrection(
            old_page_index=pair.old_page - 1,
            new_page_index=pair.new_page - 1,
            is_pair=pair.is_pair,
            created_at=now,
        )
        for pair in said.pairs
    )


def _alignments(said: Corrections, now: datetime) -> tuple[AlignmentCorrection, ...]:
    return tuple(
        AlignmentCorrection(
            old_page_index=pair.old_page - 1,
            new_page_index=pair.new_page - 1,
            points=pair.points,
            created_at=now,
        )
        for pair in said.alignments
    )
