"""How often a unit has been begun: the count that survives what a broker forgets."""

from __future__ import annotations

from dataclasses import dataclass

from common import paths
from common.domain.events import (
    Event,
    OverlayReady,
    PageQueued,
    PairQueued,
    SetSummaryQueued,
    UnitEvent,
)
from common.domain.jobs import UnitStatus
from common.outcomes import StageOutcome, note_outcome
from common.ports import Ports, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """How often the work of an event was begun, and whether it has ended, as its unit says.

    Nobody has begun what is of no unit, or of one that is not there.
    """

    count: int = 0
    has_ended: bool = False


def begun(event: Event, ports: Ports) -> Begun:
    """Return how often the event's unit was begun until now."""
    path = unit_path(event)
    document = ports.documents.get(path) if path else None
    if document is None:
        return Begun()
    has_ended = UnitStatus(document["status"]).is_terminal
    return Begun(count=int(document["attempts"]), has_ended=has_ended)


def take_back(event: Event, ports: Ports) -> None:
    """Publish an event anew whose work may not be done now, as if it had not been begun.

    A broker counts deliveries, also those that were only turned away; a new event starts at none.
    """
    note_outcome(StageOutcome.THROTTLED)
    path = unit_path(event)
    if path is not None:
        _uncount(path, ports)
    ports.bus.publish([event])


def _uncount(path: str, ports: Ports) -> None:
    def body(transaction: Transaction) -> None:
        document = transaction.get(path)
        if document and document["attempts"] and not UnitStatus(document["status"]).is_terminal:
            transaction.set(path, {**document, "attempts": document["attempts"] - 1})

    ports.documents.transact(body)


def unit_path(event: Event) -> str | None:
    """Return where the event's unit is; `None` for events that are of no unit."""
    return _path(event) if isinstance(event, UnitEvent) else None


def _path(event: UnitEvent) -> str:
    match event:
        case PageQueued():
            return paths.page_path(event.version_id, event.page_index)
        case PairQueued():
            return paths.comparison_path(event.comparison_id)
        case OverlayReady():
            return paths.summary_path(event.comparison_id, event.revision)
        case SetSummaryQueued():
            return paths.set_summary_path(event.session_id, event.revision)
