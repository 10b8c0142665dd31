"""The session that takes the place of another: corrections and retries begin one."""

from __future__ import annotations

from common.chain.corrections import Said, follow_session
from common.chain.sessions import move_session
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import SessionStatus
from common.records import Session
from functions.api.answers import new_id
from functions.api.problems import ProblemError, conflict
from functions.api.world import ports


def check_is_last(session: Session) -> None:
    """Refuse to follow a session that another one follows: what was said there would be left out.

    Raises:
        ProblemError: another session follows it already (409).
    """
    own_id = new_id("session")  # when this request is sent again
    if session.followed_by not in {None, own_id}:
        raise _superseded(session.followed_by)


def take_place(before: Session, following: Session, said: Said) -> None:
    """Start a session in the place of another, which is cancelled if it is still under way.

    Raises:
        ProblemError: another request was faster (409).
    """
    first = follow_session(ports(), before.id, following, said)
    if first != following.id:
        raise _superseded(first)
    move_session(ports(), before.id, SessionStatus.CANCELLED)


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


def _superseded(by: SessionId | None) -> ProblemError:
    return conflict(f"This session is followed by {by} already. Go on from that one.", "superseded")
