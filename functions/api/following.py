"""The session that takes the place of another: corrections and retries begin one."""

from __future__ import annotations

from common.domain.ids import SessionId, VersionId
from common.domain.jobs import SessionStatus
from common.records import Session
from functions.api.answers import new_id
from functions.api.world import ports


def following_session(
    before: Session, old_version_id: VersionId, new_version_id: VersionId
) -> Session:
    """Return the session that follows another one, over the same or retried versions."""
    now = ports().clock.now()
    return Session(
        id=SessionId(new_id("session")),
        project_id=before.project_id,
        old_version_id=old_version_id,
        new_version_id=new_version_id,
        status=SessionStatus.WAITING_FOR_PAGES,
        created_at=now,
        updated_at=now,
        session_type=before.session_type,
        new_set_is_partial=before.new_set_is_partial,
        hides_annotations=before.hides_annotations,
        follows=before.id,
    )
