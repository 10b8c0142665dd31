"""The session that takes the place of another: corrections and retries begin one."""

from __future__ import annotations

from common.chain.corrections import Said, follow_session
from common.chain.sessions import move_session
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import SessionStatus
from common.ports import Ports
from common.records import Session


class SupersededError(PermanentError):
    """Another session follows already; to follow the one before would leave out what it says."""


def check_is_last(session: Session, following_id: SessionId) -> None:
    """Refuse to follow a session that another one follows: what was said there would be left out.

    Args:
        session: that is to be followed.
        following_id: the session that is to follow it; it may do so already, by a repeat.

    Raises:
        SupersededError: another session follows it already.
    """
    if session.followed_by not in {None, following_id}:
        raise _superseded(session.followed_by)


def take_place(ports: Ports, before: Session, following: Session, said: Said) -> None:
    """Start a session in the place of another, which is cancelled if it is still under way.

    Raises:
        SupersededError: somebody else was faster.
    """
    first = follow_session(ports, before.id, following, said)
    if first != following.id:
        raise _superseded(first)
    move_session(ports, before.id, SessionStatus.CANCELLED)


def following_session(
    ports: Ports,
    before: Session,
    session_id: SessionId,
    old_version_id: VersionId,
    new_version_id: VersionId,
) -> Session:
    """Return the session that follows another one, over the same or retried versions."""
    now = ports.clock.now()
    return Session(
        id=session_id,
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


def _superseded(by: SessionId | None) -> SupersededError:
    return SupersededError(
        ErrorCode.CONFLICT, f"This session is followed by {by} already. Go on from that one."
    )
