"""Exports are kept as long as a link may lead to them: of each session the newest, and the last.

A state of a session that has passed is never exported again. Its files stay until links that were
made to them have run out, and go when the next export after that is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from common import paths
from common.domain.ids import SessionId
from common.ports import Ports, Transaction
from common.records import EXPORTED_STATES, ExportedState, ExportedStates


def note_state(ports: Ports, session_id: SessionId, state: str) -> None:
    """Write down that exports of a state are about to be written: what is noted is removed later.

    A state that comes twice, by a process that was slow, is taken for the newest.
    """
    now = ports.clock.now()
    _change(ports, session_id, lambda states: _with(states, state, now))


def remove_passed(ports: Ports, session_id: SessionId, link_lifetime: timedelta) -> None:
    """Remove the exports of states that passed so long ago that no link leads to them any more."""
    document = ports.documents.get(paths.exported_states_path(session_id))
    states = EXPORTED_STATES.decode(document).states if document else ()
    before = ports.clock.now() - link_lifetime
    over = {s.state for s in states if s.passed_at is not None and s.passed_at < before}
    for state in over:
        ports.blobs.delete_tree(paths.export_tree(session_id, state))
    if over:  # after the files: a process that dies leaves them noted
        _change(ports, session_id, lambda found: tuple(s for s in found if s.state not in over))


def _with(
    states: tuple[ExportedState, ...], state: str, now: datetime
) -> tuple[ExportedState, ...]:
    others = (replace(s, passed_at=s.passed_at or now) for s in states if s.state != state)
    return (*others, ExportedState(state=state))


def _change(
    ports: Ports,
    session_id: SessionId,
    change: Callable[[tuple[ExportedState, ...]], tuple[ExportedState, ...]],
) -> None:
    path = paths.exported_states_path(session_id)

    def body(transaction: Transaction) -> None:
        document = transaction.get(path)
        before = EXPORTED_STATES.decode(document).states if document else ()
        after = change(before)
        if after != before:
            transaction.set(path, EXPORTED_STATES.encode(ExportedStates(states=after)))

    ports.documents.transact(body)
