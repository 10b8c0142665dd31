"""Comparing stage: pairs of a session are fanned out and counted; each asks for its summary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from common import completion, paths
from common.chain.drops import compare_with_earlier
from common.chain.sessions import tell_session_end
from common.chain.sheets import load_summaries
from common.chain.steps import (
    change_session,
    finishing,
    is_due,
    load_alignment_correction,
    load_comparison,
    load_comparisons,
    load_manual_overlay,
    load_session,
)
from common.chain.triaging import carry_triage
from common.completion import Unit
from common.domain.changes import MatchKind
from common.domain.events import OverlayReady, PairQueued
from common.domain.geometry import PointPair
from common.domain.ids import ComparisonId, SessionId, comparison_id
from common.domain.jobs import SESSION_TRANSITIONS, Failure, SessionStatus, UnitStatus
from common.ports import Ports
from common.records import COMPARISON, SUMMARY, ChangeSummary, Comparison, Session
from common.review_records import MANUAL_OVERLAY


def pair_unit(comparison: Comparison) -> Unit:
    """Return the comparison as a unit of its session's pair tally."""
    return Unit(
        path=paths.comparison_path(comparison.id),
        tally_path=paths.pair_tally_path(comparison.session_id),
        index=comparison.unit_index,
    )


def fan_out_pairs(ports: Ports, session: Session, comparisons: Sequence[Comparison]) -> None:
    """Create comparisons, their summaries and both tallies, then publish one event a pair."""
    now = ports.clock.now()
    summaries = [
        ChangeSummary(
            comparison_id=comparison.id,
            session_id=session.id,
            unit_index=comparison.unit_index,
            status=UnitStatus.PENDING,
            created_at=now,
            updated_at=now,
        )
        for comparison in comparisons
    ]
    store = ports.documents
    store.create_missing(
        {paths.summary_path(s.comparison_id): SUMMARY.encode(s) for s in summaries}
    )
    store.create_missing({paths.comparison_path(c.id): COMPARISON.encode(c) for c in comparisons})
    completion.create_tally(store, paths.summary_tally_path(session.id), len(comparisons))
    completion.create_tally(store, paths.pair_tally_path(session.id), len(comparisons))
    count = [comparison.kind for comparison in comparisons].count

    def comparing(current: Session) -> Session:
        if SessionStatus.COMPARING not in SESSION_TRANSITIONS[current.status]:
            return current
        return replace(
            current,
            status=SessionStatus.COMPARING,
            matched_count=count(MatchKind.MATCHED),
            added_count=count(MatchKind.ADDED),
            removed_count=count(MatchKind.REMOVED),
        )

    current = change_session(ports, session.id, comparing)
    if current.status is SessionStatus.COMPARING:  # and was not cancelled meanwhile
        publish_pairs(ports, session.id)


def fail_session(ports: Ports, session_id: SessionId, failure: Failure) -> None:
    """Record that nothing can be compared.

    A session whose pairs are being compared ends by their results: what has failed then is a
    repeat of the event, and all that may be missing is a pair's event.
    """
    before_pairs = (SessionStatus.WAITING_FOR_PAGES, SessionStatus.MATCHING)
    session = load_session(ports, session_id)
    if session.status in before_pairs:  # and not behind its end: a repeat may find that
        compare_with_earlier(ports, session)
    is_ended_here = False

    def failed(current: Session) -> Session:
        nonlocal is_ended_here
        is_ended_here = current.status in before_pairs
        if not is_ended_here:
            return current
        return replace(current, status=SessionStatus.FAILED, error=failure)

    session = change_session(ports, session_id, failed)
    if session.status is SessionStatus.COMPARING:
        publish_pairs(ports, session_id)
    elif is_ended_here:
        tell_session_end(session)


def publish_pairs(ports: Ports, session_id: SessionId, before: datetime | None = None) -> None:
    """Publish an event for every pair still pending that nobody has begun since `before`."""
    due = [pair for pair in load_comparisons(ports, session_id) if is_due(pair, before)]
    ports.bus.publish([PairQueued(comparison_id=pair.id) for pair in due])


def finish_pair(
    ports: Ports, comparison: Comparison, finish: Callable[[Comparison], Comparison]
) -> None:
    """Record a pair's result, count it, and ask for its summary."""
    completion.count_unit(
        ports.documents, pair_unit(comparison), finishing(ports, COMPARISON, finish)
    )
    settle_pair(ports, comparison)


def settle_pair(ports: Ports, comparison: Comparison) -> None:
    """Walk close and trigger for a pair that is terminal; a failed one goes on as well."""
    completion.close(ports.documents, pair_unit(comparison))
    publish_summaries(ports, [comparison])


def publish_summaries(
    ports: Ports, comparisons: Sequence[Comparison], before: datetime | None = None
) -> None:
    """Publish an event for the first summary of each that nobody has begun since `before`.

    Args:
        ports: the world.
        comparisons: pairs that are terminal.
        before: as `is_due` takes it.
    """
    summaries = load_summaries(ports, [(comparison.id, 0) for comparison in comparisons])
    due = [summary for summary in summaries if is_due(summary, before)]
    ports.bus.publish([OverlayReady(comparison_id=summary.comparison_id) for summary in due])


def known_result(ports: Ports, session: Session, comparison: Comparison) -> Comparison | None:
    """Return the finished comparison of the same pages in a session that this one follows.

    What two sheets differ in depends on them, on how a person laid them on one another and on
    whether annotations count, on nothing else of a session. What people said of its change list
    and decided of its changes comes along.

    Returns:
        The latest; `None` when there is none that was laid in the same way.
    """
    match, said, hides = comparison.match, _points(ports, comparison), session.hides_annotations
    while session.follows is not None:
        session = load_session(ports, session.follows)
        if session.hides_annotations is not hides:
            continue
        earlier = comparison_id(session.id, match.old_page_index, match.new_page_index)
        document = ports.documents.get(paths.comparison_path(earlier))
        known = COMPARISON.decode(document) if document else None
        if known and known.status is UnitStatus.COMPLETED and _points(ports, known) == said:
            corrected = _carried(ports, known, comparison)
            return carry_triage(ports, replace(known, manual_overlay_id=corrected), comparison)
    return None


def _carried(ports: Ports, known: Comparison, comparison: Comparison) -> str | None:
    """Copy what people said of a known result to the comparison that takes it over.

    Returns:
        The id of the comparison's manual overlay, `None` when nobody said anything.
    """
    said = load_manual_overlay(ports, known)
    if said is None:
        return None
    overlay_id = paths.manual_overlay_id(0)
    now = ports.clock.now()
    carried = replace(
        said,
        comparison_id=comparison.id,
        session_id=comparison.session_id,
        revision=0,
        updated_at=now,
    )
    path = paths.manual_overlay_path(comparison.id, overlay_id)
    ports.documents.create_missing({path: MANUAL_OVERLAY.encode(carried)})
    return overlay_id


def _points(ports: Ports, comparison: Comparison) -> tuple[PointPair, ...]:
    said = load_alignment_correction(ports, comparison)
    return said.points if said else ()


def fail_pair(ports: Ports, comparison_id: ComparisonId, failure: Failure) -> None:
    """Record that a pair could not be compared."""
    finish_pair(
        ports,
        load_comparison(ports, comparison_id),
        lambda comparison: replace(comparison, status=UnitStatus.FAILED, error=failure),
    )
