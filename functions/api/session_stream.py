"""A session's events as a stream: the records are looked at again when a count has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from common.chain.progress import StageProgress, session_progress
from common.chain.sheets import load_latest_summaries
from common.chain.steps import load_comparisons, load_pages, load_session, load_version
from common.domain.ids import SessionId, VersionId
from common.ports import Ports
from common.records import ChangeSummary, Comparison, Page, Session
from functions.api.paced_stream import StreamLimits, paced
from functions.api.session_events import Sent, SessionState, Told, events_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How what a client shows is written, so that it need not ask again at each event.

    Attributes:
        row: of the comparison that an event is about.
        progress: of the stages when the event is told.
    """

    row: Callable[[Comparison], dict[str, Any]]
    progress: Callable[[StageProgress], dict[str, Any]]


def event_stream(
    ports: Ports, session_id: SessionId, told: Told, limits: StreamLimits, shown: Shown
) -> Iterator[str]:
    """Yield a session's events as text/event-stream, from what a client was told before.

    It ends with the session, or at the limit: the client connects again with `Last-Event-ID`.
    """
    return paced(_events(ports, session_id, told, shown), limits)


def _events(ports: Ports, session_id: SessionId, told: Told, shown: Shown) -> Iterator[str | None]:
    counted: object = None
    while True:
        session = load_session(ports, session_id)
        now_counted = load_counts(ports, session)
        if now_counted != counted:
            counted = now_counted
            state = _state(session, now_counted[0], told, ports)
            for event in events_after(told, state):
                told = event.told
                yield _written(event, now_counted[0], shown)
            if state.is_at_its_end:
                return
        yield None


def _written(event: Sent, counted: StageProgress, shown: Shown) -> str:
    data = {**event.data, "progress": shown.progress(counted)}
    if event.row is not None:
        data["comparison"] = shown.row(event.row)
    return f"id: {event.told.event_id}\nevent: {event.name}\ndata: {json.dumps(data)}\n\n"


def load_counts(ports: Ports, session: Session) -> tuple[StageProgress, object]:
    """Return what changes whenever there is something to tell; a few small reads."""
    versions = (session.old_version_id, session.new_version_id)
    ended = [load_version(ports, version_id).status for version_id in versions]
    return session_progress(ports.documents, session.id, versions), (session.updated_at, ended)


def _state(session: Session, counted: StageProgress, told: Told, ports: Ports) -> SessionState:
    old, new = session.old_version_id, session.new_version_id
    # Before the pages: the last of them are there when the stage's end is told.
    is_read = all(load_version(ports, v).status.is_terminal for v in (old, new))
    comparisons = [c for c in load_comparisons(ports, session.id) if c.status.is_terminal]
    return SessionState(
        session=session,
        pages={"old": _pages(old, ports), "new": _pages(new, ports)},
        page_progress=counted.pages,
        is_read=is_read,
        comparisons=comparisons,
        summaries=_summaries(comparisons, told, ports),
    )


def _pages(version_id: VersionId, ports: Ports) -> list[Page]:
    return [page for page in load_pages(ports, version_id) if page.status.is_terminal]


def _summaries(comparisons: list[Comparison], told: Told, ports: Ports) -> dict[int, ChangeSummary]:
    """Return the summaries that are done, by place; of those the client knows none is read."""
    unknown = [comparison for comparison in comparisons if not told.knows_summary(comparison)]
    return {
        comparison.unit_index: summary
        for comparison, summary in zip(unknown, load_latest_summaries(ports, unknown), strict=True)
        if summary.status.is_terminal
    }
