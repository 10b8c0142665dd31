"""Summary stage, the last: the transaction that counts the last summary ends the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from common import completion, paths
from common.chain.sessions import finish_session
from common.chain.steps import finishing, load_comparison
from common.completion import Unit
from common.domain.ids import ComparisonId
from common.domain.jobs import Failure, UnitStatus
from common.ports import Ports, Transaction
from common.records import COMPARISON, SUMMARY, ChangeSummary, Comparison, Document


def summary_unit(comparison: Comparison) -> Unit:
    """Return the comparison's machine summary as a unit of its session's summary tally."""
    return Unit(
        path=paths.summary_path(comparison.id),
        tally_path=paths.summary_tally_path(comparison.session_id),
        index=comparison.unit_index,
    )


def finish_summary(
    ports: Ports, comparison: Comparison, finish: Callable[[ChangeSummary], ChangeSummary]
) -> None:
    """Record a summary, count it, put its gist on the comparison; end the session if it is last."""

    def gist(transaction: Transaction, finished: Document) -> Callable[[], None]:
        path = paths.comparison_path(comparison.id)
        current = COMPARISON.decode(transaction.get(path) or COMPARISON.encode(comparison))
        summary = SUMMARY.decode(finished)
        shown = replace(
            current,
            summary_text=summary.summary_text or None,
            critical_change=summary.critical_change,
            updated_at=ports.clock.now(),
        )
        return lambda: transaction.set(path, COMPARISON.encode(shown))

    completion.count_unit(
        ports.documents, summary_unit(comparison), finishing(ports, SUMMARY, finish), gist
    )
    settle_summary(ports, comparison)


def settle_summary(ports: Ports, comparison: Comparison) -> None:
    """Walk close and trigger for a summary that is terminal."""
    if completion.close(ports.documents, summary_unit(comparison)):
        finish_session(ports, comparison.session_id)


def fail_summary(ports: Ports, comparison_id: ComparisonId, failure: Failure) -> None:
    """Record that a summary could not be written."""
    finish_summary(
        ports,
        load_comparison(ports, comparison_id),
        lambda summary: replace(summary, status=UnitStatus.FAILED, error=failure),
    )
