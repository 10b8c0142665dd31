"""Loads a session for export from its records and blobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace

from common.chain.progress import session_progress
from common.chain.set_summaries import load_set_summary, load_shown_set_summary
from common.chain.sheets import (
    by_index,
    load_listed,
    load_shown_summaries,
)
from common.chain.steps import (
    load_comparisons,
    load_corrected_pages,
    load_session,
    load_version,
)
from common.chain.triaging import load_triages
from common.domain.ids import SessionId
from common.domain.ink_ledger import InkLedger
from common.domain.triage import TriageCounts
from common.llm.spending import load_spending
from common.ports import Ports
from common.records import LEDGER, Comparison, Page, Session
from functions.api.exports.session_export import SessionExport, SheetExport, StageCount

_Pages = Mapping[int | None, Page]


def load_export(ports: Ports, session_id: SessionId) -> SessionExport:
    """Return the session as it is now.

    Raises:
        PermanentError: there is none.
    """
    session = load_session(ports, session_id)
    old_pages = load_corrected_pages(ports, session.id, session.old_version_id)
    new_pages = load_corrected_pages(ports, session.id, session.new_version_id)
    latest_set = load_set_summary(ports, session.id, session.set_revision)
    return SessionExport(
        session=session,
        old=load_version(ports, session.old_version_id),
        new=load_version(ports, session.new_version_id),
        old_pages=tuple(old_pages),
        new_pages=tuple(new_pages),
        sheets=tuple(_sheets(ports, session.id, by_index(old_pages), by_index(new_pages))),
        progress=_progress(ports, session),
        set_summary=load_shown_set_summary(ports, session),
        set_summary_error=latest_set.error if latest_set else None,
        spending=load_spending(ports.documents, session.id),
        exported_at=ports.clock.now(),
        read_blob=ports.blobs.read,
    )


def _progress(ports: Ports, session: Session) -> dict[str, StageCount]:
    versions = (session.old_version_id, session.new_version_id)
    stages = session_progress(ports.documents, session.id, versions)
    return {
        name: StageCount(**asdict(progress)) if progress else StageCount()
        for name, progress in (
            ("pages", stages.pages),
            ("pairs", stages.pairs),
            ("summaries", stages.summaries),
        )
    }


def _sheets(ports: Ports, session_id: SessionId, old: _Pages, new: _Pages) -> Iterator[SheetExport]:
    comparisons = load_comparisons(ports, session_id)
    for listed, shown, triage, ledger in zip(
        load_listed(ports, comparisons),
        load_shown_summaries(ports, comparisons),
        load_triages(ports, comparisons),
        _ledgers(ports, comparisons),
        strict=True,
    ):
        match = listed.comparison.match
        yield SheetExport(
            comparison=replace(
                listed.comparison,
                revision_clouds=listed.clouds,
                # Counted of what the rows say: somebody may have decided more since the record.
                triage_revision=triage.revision,
                triage=TriageCounts.of(match, listed.changes, triage.decisions),
            ),
            old_page=old.get(match.old_page_index),
            new_page=new.get(match.new_page_index),
            changes=listed.changes,
            summary=shown,
            summary_error=listed.comparison.summary_error,
            said=listed.said,
            ledger=ledger,
            triage=triage,
            decisions={decision.change_id: decision for decision in triage.decisions},
        )


def _ledgers(ports: Ports, comparisons: Sequence[Comparison]) -> list[InkLedger | None]:
    """Return all at once: beside the change lists they would take twice the connections."""
    places = (each.ledger_path for each in comparisons if each.ledger_path is not None)
    contents = ports.blobs.read_many(places)
    return [
        LEDGER.validate_json(next(contents)) if each.ledger_path is not None else None
        for each in comparisons
    ]
