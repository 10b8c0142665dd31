"""That something of a session has changed since a client was told, also after its end, as a stream.

People correct sheets and decide of changes, and summaries are written again, when a session has
long ended. Each of these touches the session's record: one small read tells whether to look.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from common.chain.steps import load_session
from common.domain.ids import SessionId, derived_id
from common.ports import Ports
from common.records import Session
from functions.api.session_stream import load_counts

EVENT = "session_changed"


def changes_after(ports: Ports, session_id: SessionId, told_id: str) -> Iterator[str | None]:
    """Yield an event whenever the session is not as it was told last, `None` when it is.

    An event's id names the state that it tells of, so whoever comes back with it is told only when
    that is another by now; several changes between two looks are told as one.

    Args:
        ports: the world.
        session_id: of a session.
        told_id: the id of the event that the client heard last; of another session or release it
            is told anew.
    """
    while True:
        session = load_session(ports, session_id)
        state_id = _state_id(ports, session)
        if state_id != told_id:
            told_id = state_id
            yield f"id: {state_id}\nevent: {EVENT}\ndata: {json.dumps(_data(session))}\n\n"
        yield None


def _state_id(ports: Ports, session: Session) -> str:
    """Return what is another whenever something of the session is; under way, by its counts."""
    counted = None if session.status.is_terminal else load_counts(ports, session)
    return derived_id(session.id, session.updated_at.isoformat(), str(counted))


def _data(session: Session) -> dict[str, str | None]:
    return {
        "session_id": session.id,
        "status": session.status,
        "followed_by": session.followed_by,
        "updated_at": session.updated_at.isoformat(),
    }
