"""How often a unit has been begun: the count of deliveries that survives what a broker forgets."""

from __future__ import annotations

from common import paths
from common.domain.events import Event, OverlayReady, PageQueued, PairQueued, SetSummaryQueued
from common.domain.jobs import UnitStatus
from common.outcomes import StageOutcome, note_outcome
from common.ports import Ports, Transaction


def attempts_before(event: Event, ports: Ports) -> int:
    """Return how often the event's unit has been begun; 0 for events that are of no unit."""
    path = unit_path(event)
    document = ports.documents.get(path) if path else None
    return int(document["attempts"]) if document else 0


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
    match event:
        case PageQueued():
            return paths.page_path(event.version_id, event.page_index)
        case PairQueued():
            return paths.comparison_path(event.comparison_id)
        case OverlayReady():
            return paths.summary_path(event.comparison_id, event.revision)
        case SetSummaryQueued():
            return paths.set_summary_path(event.session_id, event.revision)
        case _:
            return None
