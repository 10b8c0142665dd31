"""A session of any size as records only: what the protocol costs without the drawings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from common import paths
from common.chain.comparing import fan_out_pairs, finish_pair
from common.chain.sessions import move_session, start_session
from common.chain.summarising import finish_summary
from common.domain.changes import Match, MatchKind
from common.domain.ids import ProjectId, SessionId, VersionId, comparison_id
from common.domain.jobs import SessionStatus, UnitStatus, VersionStatus
from common.ports import Ports
from common.records import VERSION, Comparison, DrawingVersion, Session

PROJECT = ProjectId("synthetic")
AT = datetime(2026, 1, 1, tzinfo=UTC)


def version(version_id: str, status: VersionStatus) -> DrawingVersion:
    """Return the record of a set that has no file."""
    return DrawingVersion(
        id=VersionId(version_id),
        project_id=PROJECT,
        drawing_name=version_id,
        version_number=1,
        version_label=version_id,
        file_name=version_id,
        storage_path=f"uploads/{PROJECT}/{version_id}/set.pdf",
        file_size=0,
        sha256="",
        uploaded_by="",
        status=status,
        created_at=AT,
        updated_at=AT,
    )


def comparing_session(ports: Ports, session_id: str, pair_count: int) -> list[Comparison]:
    """Make a session of two read versions, fan its pairs out, and return them."""
    old, new = f"{session_id}-old", f"{session_id}-new"
    made = [version(name, VersionStatus.READY) for name in (old, new)]
    ports.documents.create_missing({paths.version_path(v.id): VERSION.encode(v) for v in made})
    waiting = waiting_session(ports, SessionId(session_id), made[0].id, made[1].id)
    return fan_out(ports, waiting, pair_count)


def waiting_session(
    ports: Ports, session_id: SessionId, old: VersionId, new: VersionId
) -> SessionId:
    """Make a session of two versions, read or not."""
    session = Session(
        id=session_id,
        project_id=PROJECT,
        old_version_id=old,
        new_version_id=new,
        status=SessionStatus.WAITING_FOR_PAGES,
        created_at=AT,
        updated_at=AT,
    )
    start_session(ports, session)
    return session_id


def fan_out(ports: Ports, session_id: SessionId, pair_count: int) -> list[Comparison]:
    """Do what the session stage does when it has matched; return the pairs."""
    session = move_session(ports, session_id, SessionStatus.MATCHING)
    comparisons = [_pair(session, index) for index in range(pair_count)]
    fan_out_pairs(ports, session, comparisons)
    return comparisons


def _pair(session: Session, index: int) -> Comparison:
    return Comparison(
        id=comparison_id(session.id, index, index),
        session_id=session.id,
        project_id=PROJECT,
        unit_index=index,
        drawing_name=f"A-{index:04d}",
        title="FLOOR PLAN",
        kind=MatchKind.MATCHED,
        match=Match(
            kind=MatchKind.MATCHED,
            old_page_index=index,
            new_page_index=index,
            method="number",
            confidence=1.0,
        ),
        old_version_id=session.old_version_id,
        new_version_id=session.new_version_id,
        status=UnitStatus.PENDING,
        created_at=AT,
        updated_at=AT,
    )


def complete_pair(ports: Ports, comparison: Comparison) -> None:
    """Finish a pair as its stage does when its work is done."""
    finish_pair(ports, comparison, lambda pending: replace(pending, status=UnitStatus.COMPLETED))


def complete_summary(ports: Ports, comparison: Comparison) -> None:
    """Finish a summary as its stage does when its work is done."""
    finish_summary(ports, comparison, lambda pending: replace(pending, status=UnitStatus.COMPLETED))
