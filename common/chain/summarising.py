"""Summary stage: the transaction that counts the last summary of a session ends the session.

A person may ask for a sheet's summary again, also while the session runs. Each summary belongs to a
revision of the change list; the comparison shows the newest that was written, whatever comes late.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from common import completion, paths
from common.chain.sessions import finish_session
from common.chain.set_summaries import ask_for_set_summary, due_set_summary
from common.chain.steps import finishing, load_comparison, load_session
from common.completion import Unit
from common.domain.errors import ErrorCode
from common.domain.ids import ComparisonId
from common.domain.jobs import Failure, UnitStatus
from common.outcomes import StageOutcome, note_outcome
from common.ports import Ports, Transaction
from common.records import (
    COMPARISON,
    SESSION,
    SUMMARY,
    ChangeSummary,
    Comparison,
    Document,
    existing,
)
from common.review_records import ManualOverlay

SUPERSEDED = Failure(
    code=ErrorCode.CONFLICT,
    message="The sheet was corrected again before this summary was written; a later one follows.",
)

MACHINE, HUMAN_CORRECTED = "machine", "human_corrected"

Finish = Callable[[ChangeSummary], ChangeSummary]


def summary_unit(comparison: Comparison) -> Unit:
    """Return the comparison's first summary as a unit of its session's summary tally."""
    return Unit(
        path=paths.summary_path(comparison.id),
        tally_path=paths.summary_tally_path(comparison.session_id),
        index=comparison.unit_index,
    )


def source_of(said: ManualOverlay | None) -> str:
    """Return whose change list a summary speaks of, by what people said of it."""
    return HUMAN_CORRECTED if said and said.regions else MACHINE


def finish_summary(
    ports: Ports, comparison: Comparison, finish: Finish, *, revision: int = 0
) -> None:
    """Record a summary and put its gist on the comparison, unless a newer one is there.

    The first one is counted, and ends the session if it is the last.
    """
    if revision:
        _finish_later_one(ports, comparison, finish, revision)
    else:
        completion.count_unit(
            ports.documents,
            summary_unit(comparison),
            finishing(ports, SUMMARY, finish),
            lambda transaction, finished: _gist(ports, transaction, comparison, finished),
        )
    settle_summary(ports, comparison, revision=revision)


def settle_summary(ports: Ports, comparison: Comparison, *, revision: int = 0) -> None:
    """Walk close and trigger for a summary that is terminal."""
    if revision:
        ask_for_set_summary(ports, load_session(ports, comparison.session_id))
    elif completion.close(ports.documents, summary_unit(comparison)):
        finish_session(ports, comparison.session_id)


def fail_summary(
    ports: Ports, comparison_id: ComparisonId, failure: Failure, *, revision: int = 0
) -> None:
    """Record that a summary could not be written; what is shown stays."""
    finish_summary(
        ports,
        load_comparison(ports, comparison_id),
        lambda summary: replace(summary, status=UnitStatus.FAILED, error=failure),
        revision=revision,
    )


def _gist(
    ports: Ports, transaction: Transaction, comparison: Comparison, finished: Document
) -> Callable[[], None]:
    path = paths.comparison_path(comparison.id)
    current = COMPARISON.decode(transaction.get(path) or COMPARISON.encode(comparison))
    shown = _showing(current, SUMMARY.decode(finished))
    if shown == current:
        return lambda: None
    stamped = COMPARISON.encode(replace(shown, updated_at=ports.clock.now()))
    return lambda: transaction.set(path, stamped)


def _finish_later_one(ports: Ports, comparison: Comparison, finish: Finish, revision: int) -> None:
    """Write a summary that a person asked for, its gist, and that the set's summary is due.

    One that has ended stays: its event came twice, or a later revision has superseded it.
    """
    path = paths.summary_path(comparison.id, revision)

    def body(transaction: Transaction) -> None:
        pending = SUMMARY.decode(existing(transaction.get(path), path))
        if pending.status.is_terminal:
            note_outcome(StageOutcome.DUPLICATE)
            return
        finished = replace(finish(pending), updated_at=ports.clock.now())
        written = {path: SUMMARY.encode(finished), **_shown(ports, transaction, finished)}
        for written_path, document in written.items():
            transaction.set(written_path, document)

    ports.documents.transact(body)


def _shown(ports: Ports, transaction: Transaction, finished: ChangeSummary) -> dict[str, Document]:
    """Return what a transaction writes to show a summary that a person asked for."""
    path = paths.comparison_path(finished.comparison_id)
    session_path = paths.session_path(finished.session_id)
    current = COMPARISON.decode(existing(transaction.get(path), path))
    session = SESSION.decode(existing(transaction.get(session_path), session_path))
    shown = replace(_showing(current, finished), updated_at=ports.clock.now())
    # Whoever polls a session looks at its own record only.
    seen = replace(session, updated_at=shown.updated_at)
    written = {path: COMPARISON.encode(shown), session_path: SESSION.encode(seen)}
    # Also after one that failed: the set's summary speaks of the list, which was corrected.
    return written | due_set_summary(ports, transaction, session)


def superseded(
    ports: Ports, transaction: Transaction, comparison: Comparison
) -> dict[str, Document]:
    """Return what a transaction writes to end the summary that a later revision takes over from.

    The first one is left alone: the session waits for it.
    """
    path = paths.summary_path(comparison.id, comparison.revision)
    before = SUMMARY.decode(existing(transaction.get(path), path))
    if before.revision == 0 or before.status.is_terminal:
        return {}
    now = ports.clock.now()
    ended = replace(before, status=UnitStatus.FAILED, error=SUPERSEDED, updated_at=now)
    return {path: SUMMARY.encode(ended)}


def _showing(current: Comparison, finished: ChangeSummary) -> Comparison:
    """Return the comparison after a summary has ended: it shows the newest that was written.

    The first one may come after those that people asked for. One that failed shows nothing, and is
    not waited for any longer.
    """
    settled = current
    if finished.revision == current.revision:
        settled = replace(current, summary_is_due=False, summary_error=finished.error)
    has_words = finished.status is UnitStatus.COMPLETED or finished.revision == 0
    if not has_words or finished.revision < current.summary_revision:
        return settled
    return replace(
        settled,
        summary_text=finished.summary_text or None,
        critical_change=finished.critical_change,
        summary_revision=finished.revision,
    )
