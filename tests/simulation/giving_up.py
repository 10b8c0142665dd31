"""When a unit may fail that nothing is wrong with, and how often one that kills is begun."""

from __future__ import annotations

from collections.abc import Iterator

from common.domain.errors import ErrorCode
from common.domain.events import OverlayReady, PageQueued, PairQueued, SetSummaryQueued, UnitEvent
from common.domain.jobs import UnitStatus
from common.records import ChangeSummary, Comparison, Page
from common.review_records import SetSummary
from tests.simulation.chain import Run
from tests.simulation.script import MOST_DELIVERIES

Unit = Page | Comparison | ChangeSummary | SetSummary


def event_of(unit: Unit) -> UnitEvent:
    """Return the event by which a unit is worked on."""
    match unit:
        case Page():
            return PageQueued(version_id=unit.version_id, page_index=unit.page_index)
        case Comparison():
            return PairQueued(comparison_id=unit.id)
        case ChangeSummary():
            return OverlayReady(comparison_id=unit.comparison_id, revision=unit.revision)
        case SetSummary():
            return SetSummaryQueued(session_id=unit.session_id, revision=unit.revision)


def may_give_up(run: Run, unit: Unit) -> bool:
    """Tell whether chance alone may have failed a unit: too many deaths, or too many failures.

    It is not enough that nobody was free, or that somebody is at work and its event came twice.
    """
    code = unit.error.code if unit.error else None
    event = event_of(unit)
    if code in {ErrorCode.UNAVAILABLE, ErrorCode.WORKER_DIED} and event in run.dead_letters:
        # While one message is buried, another may begin the unit, or give its turn back.
        comes_once = _messages(run, event) == 1 and not run.script.throttle_chance
        return not comes_once or (code is ErrorCode.UNAVAILABLE) == (unit.attempts == 0)
    if code is ErrorCode.WORKER_DIED:
        # A turn that is given back meanwhile is no attempt any more.
        is_begun = unit.attempts > run.script.max_attempts or run.script.throttle_chance > 0
        return is_begun and run.most_deliveries[event] > run.script.max_attempts + 1
    return code is ErrorCode.CONFLICT


def deadly(run: Run, page: Page) -> Iterator[str]:
    """Yield what is wrong with a page that kills whoever reads it."""
    name = f"{page.version_id} page {page.page_index}, which kills,"
    most = run.script.max_attempts + 1
    is_dead_letter = event_of(page) in run.dead_letters
    if page.status is not UnitStatus.FAILED or page.error is None:
        yield f"{name} is {page.status}"
    elif page.error.code is not ErrorCode.WORKER_DIED and not is_dead_letter:
        yield f"{name} failed by {page.error}"
    messages = _messages(run, event_of(page))
    if page.attempts > most * messages:
        yield f"{name} was begun {page.attempts} times by {messages} messages"
    if messages == 1 and page.attempts != most and not is_dead_letter:
        yield f"{name} was begun {page.attempts} times, not {most}"


def _messages(run: Run, event: UnitEvent) -> int:
    """Return how many messages of an event there were at the most."""
    return run.bus.published[event] + run.duplicates


def waited(run: Run) -> Iterator[str]:
    """Yield which units the broker gave up: with so many deliveries, waiting is no reason to."""
    if run.script.max_deliveries_of_units == MOST_DELIVERIES:
        for event in run.dead_letters:
            if isinstance(event, UnitEvent):
                yield f"{event} was refused and brought again until it was a dead letter"
