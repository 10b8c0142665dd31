"""Loads a session for export from its records and blobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from common.chain.progress import session_progress
from common.chain.set_summaries import load_set_summary, load_shown_set_summary
from common.chain.steps import (
    load_comparisons,
    load_corrected,
    load_corrected_pages,
    load_manual_overlay,
    load_session,
    load_shown_summary,
    load_summary,
    load_version,
)
from common.chain.triaging import load_triage
from common.domain.ids import SessionId
from common.domain.ink_ledger import InkLedger
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
    old_by_index, new_by_index = _by_index(old_pages), _by_index(new_pages)
    return SessionExport(
        session=session,
        old=load_version(ports, session.old_version_id),
        new=load_version(ports, session.new_version_id),
        old_pages=tuple(old_pages),
        new_pages=tuple(new_pages),
        sheets=tuple(
            _sheet(ports, comparison, old_by_index, new_by_index)
            for comparison in load_comparisons(ports, session.id)
        ),
        progress=_progress(ports, session),
        set_summary=load_shown_set_summary(ports, session.id),
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


def _by_index(pages: list[Page]) -> _Pages:
    return {page.page_index: page for page in pages}


def _sheet(ports: Ports, comparison: Comparison, old: _Pages, new: _Pages) -> SheetExport:
    changes, clouds = load_corrected(ports, comparison)
    triage = load_triage(ports, comparison)
    return SheetExport(
        comparison=replace(comparison, revision_clouds=clouds),
        old_page=old.get(comparison.match.old_page_index),
        new_page=new.get(comparison.match.new_page_index),
        changes=changes,
        summary=load_shown_summary(ports, comparison),
        summary_error=load_summary(ports, comparison.id, comparison.revision).error,
        said=load_manual_overlay(ports, comparison),
        ledger=_ledger(ports, comparison),
        triage=triage,
        decisions={decision.change_id: decision for decision in triage.decisions},
    )


def _ledger(ports: Ports, comparison: Comparison) -> InkLedger | None:
    if comparison.ledger_path is None:
        return None
    return LEDGER.validate_json(ports.blobs.read(comparison.ledger_path))
