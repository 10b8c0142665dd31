"""What must hold of corrections, of summaries written anew and of the set's summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from common import paths
from common.chain.set_summaries import OVERTAKEN, load_set_summary
from common.chain.steps import (
    load_changes,
    load_comparisons,
    load_manual_overlay,
    load_summary,
)
from common.chain.summarising import SUPERSEDED
from common.chain.triaging import load_triage, load_triage_steps
from common.domain.errors import ErrorCode
from common.domain.jobs import SessionStatus, UnitStatus
from common.domain.triage import TriageCounts
from common.records import ChangeCounts, ChangeSummary, Comparison, Session
from common.review_records import MANUAL_OVERLAY, SetSummary
from functions.summary.set_stage import set_evidence
from tests.simulation.chain import Run
from tests.simulation.giving_up import may_give_up
from tests.simulation.rooms import set_words, sheet_words

# What a version or session ends with that failed by chance too often.
GAVE_UP = frozenset({ErrorCode.CONFLICT, ErrorCode.WORKER_DIED})
ENDED = {SessionStatus.COMPLETED, SessionStatus.COMPLETED_WITH_FAILURES}


def reviewed(run: Run, session: Session) -> Iterator[str]:
    """Yield every broken promise, in words."""
    for comparison in load_comparisons(run.ports, session.id):
        name = f"sheet {comparison.unit_index}"
        yield from (f"{name} {what}" for what in _sheet(run, comparison))
        yield from (f"{name} {what}" for what in _said(run, comparison))
        yield from (f"{name} {what}" for what in _decided(run, comparison))
    summarised = session.status in ENDED
    if (session.set_revision > 0) != summarised:
        yield f"the set is at revision {session.set_revision} in a session {session.status}"
    if summarised:
        yield from (f"the set {what}" for what in _set(run, session))


def _sheet(run: Run, comparison: Comparison) -> Iterator[str]:
    revisions = range(1, comparison.revision + 1)
    history = [load_summary(run.ports, comparison.id, revision) for revision in revisions]
    latest = load_summary(run.ports, comparison.id, comparison.revision)
    if comparison.summary_error != latest.error:
        yield f"says of its last summary {comparison.summary_error}, that is {latest.error}"
    yield from _history(history, comparison.summary_is_due, comparison.summary_revision)
    if not history:
        return
    if history[-1].error == SUPERSEDED:
        yield "has a last summary that was given up for a later one"
    words = sheet_words(load_changes(run.ports, comparison))
    if history[-1].status is UnitStatus.COMPLETED and comparison.summary_text != words:
        yield f"shows {comparison.summary_text}, its list is {words}"


def _history(
    history: Sequence[ChangeSummary | SetSummary], is_due: bool, shown: int
) -> Iterator[str]:
    if is_due:
        yield "waits for a summary for ever"
    if not all(summary.status.is_terminal for summary in history):
        yield "has a summary that never ended"
    written = [s.revision for s in history if s.status is UnitStatus.COMPLETED]
    if shown != max(written, default=0):
        yield f"shows revision {shown}, written are {written}"


def _said(run: Run, comparison: Comparison) -> Iterator[str]:
    collection = paths.manual_overlays_collection(comparison.id)
    said = [MANUAL_OVERLAY.decode(document) for document in run.documents.query(collection)]
    if [overlay for overlay in said if overlay.is_active] != [
        overlay for overlay in [load_manual_overlay(run.ports, comparison)] if overlay
    ]:
        yield "has another active overlay than it names"
    if comparison.counts != ChangeCounts.of(load_changes(run.ports, comparison)):
        yield f"counts {comparison.counts}"


def _decided(run: Run, comparison: Comparison) -> Iterator[str]:
    standing = load_triage(run.ports, comparison)
    steps = load_triage_steps(run.ports, comparison)
    if [step.revision for step in steps] != list(range(1, comparison.triage_revision + 1)):
        yield f"was decided of {comparison.triage_revision} times, kept are {len(steps)}"
    if standing.revision != comparison.triage_revision:
        yield f"stands at {standing.revision}, it says {comparison.triage_revision}"
    told = {decision.change_id: decision for step in steps for decision in step.decisions}
    if {decision.change_id: decision for decision in standing.decisions} != told:
        yield "stands as its history does not tell"
    if comparison.triage != TriageCounts.of(
        comparison.match, load_changes(run.ports, comparison), standing.decisions
    ):
        yield f"counts {comparison.triage} decisions"


def _set(run: Run, session: Session) -> Iterator[str]:
    revisions = range(1, session.set_revision + 1)
    history = [load_set_summary(run.ports, session.id, revision) for revision in revisions]
    begun = [summary for summary in history if summary is not None]
    yield from _history(begun, session.set_summary_is_due, session.set_summary_revision)
    for summary in begun:
        if summary.error and not may_give_up(run, summary):
            yield f"has a summary that failed: {summary.error}"
    last = history[-1]
    if last is None or last.error == OVERTAKEN:
        yield "has no last summary"
        return
    words = set_words(set_evidence(run.ports, session))
    if last.status is UnitStatus.COMPLETED and last.summary_text != words:
        yield f"says {last.summary_text}, its sheets say {words}"
