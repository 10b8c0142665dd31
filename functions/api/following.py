"""The session that takes the place of another: corrections and retries begin one."""

from __future__ import annotations

from common import paths
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import SessionStatus
from common.records import SESSION, Session
from functions.api.answers import new_id
from functions.api.problems import conflict
from functions.api.world import ports


def check_is_last(session: Session) -> None:
    """Refuse to follow a session that another one follows: what was said there would be left out.

    Raises:
        ProblemError: another session follows it already (409).
    """
    own_id = new_id("session")  # when this request is sent again
    other = followed_by(session, but=SessionId(own_id))
    if other is not None:
        raise conflict(
            f"This session is followed by {other} already. Go on from that one.", "superseded"
        )


def followed_by(session: Session, *, but: SessionId | None = None) -> SessionId | None:
    """Return the newest session that took a session's place, `None` when none has.

    Args:
        session: the one before.
        but: one that does not count.
    """
    documents = ports().documents.query(paths.SESSIONS, {"follows": session.id})
    found = [SESSION.decode(document) for document in documents]
    others = [other for other in found if other.id != but]
    newest = max(others, key=lambda other: (other.created_at, other.id), default=None)
    return newest.id if newest else None


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
