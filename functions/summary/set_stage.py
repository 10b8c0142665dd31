"""Set stage: words for a whole session, after it has ended and whenever a sheet's are new."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from common.chain.attempts import take_back
from common.chain.set_summaries import (
    ask_for_set_summary,
    fail_set_summary,
    finish_set_summary,
)
from common.chain.sheets import (
    ListedSheet,
    load_listed,
    load_manual_overlays,
    load_shown_summaries,
)
from common.chain.steps import begin, load_comparisons, load_session, load_version
from common.chain.summarising import HUMAN_CORRECTED, MACHINE, source_of
from common.domain.errors import BuildTraceError, ThrottledError
from common.domain.events import SetSummaryQueued
from common.domain.jobs import Failure, UnitStatus
from common.domain.language import ModelUse
from common.domain.set_digest import SetWords
from common.outcomes import note_sizes
from common.paths import set_summary_path
from common.ports import LanguageModel, Ports
from common.records import ChangeSummary, Session
from common.review_records import SET_SUMMARY, SetSummary
from common.stage import Stage
from functions.summary.patience import is_final, pause
from functions.summary.scale_bars import without_scale_bars
from functions.summary.set_evidence import SetEvidence, SheetOfSet
from functions.summary.set_model import in_models_words, unanswered
from functions.summary.set_rules import set_model_version, summarise_set
from functions.summary.settings import AnalystSettings

SetAnalyst = Callable[[SetEvidence], SetWords]
Rewriter = Callable[[LanguageModel, Session, SetWords], tuple[SetWords, ModelUse | None]]


@dataclass(frozen=True, slots=True)
class SetSummaryStage:
    """The stage around an analyst of sets, and what puts its words into a language model's."""

    analyse: SetAnalyst
    model_version: str
    settings: AnalystSettings
    rewrite: Rewriter | None = None

    def handle(self, event: SetSummaryQueued, ports: Ports) -> None:
        """Summarise the set; one that has ended, or was overtaken, only asks for what is due."""
        path = set_summary_path(event.session_id, event.revision)
        summary = begin(ports, SET_SUMMARY, path)
        session = load_session(ports, event.session_id)
        if summary.status.is_terminal:
            ask_for_set_summary(ports, session)
            return
        started_s = time.perf_counter()
        evidence = set_evidence(ports, session)
        note_sizes(sheet_count=len(evidence.sheets))
        words = self.analyse(evidence)
        try:
            words, use = self._rewritten(words, session, summary, ports)
        except ThrottledError as error:
            pause(error, self.settings)
            take_back(event, ports)
            return
        source, duration_s = _source(ports, session), round(time.perf_counter() - started_s, 3)
        finish_set_summary(
            ports,
            event.session_id,
            event.revision,
            lambda pending: replace(self._written(pending, words, use, duration_s), source=source),
        )

    def fail(self, event: SetSummaryQueued, ports: Ports, failure: Failure) -> None:
        """Record that the set has no summary; session and sheets stand without it."""
        fail_set_summary(ports, event.session_id, event.revision, failure)

    def _rewritten(
        self, words: SetWords, session: Session, pending: SetSummary, ports: Ports
    ) -> tuple[SetWords, ModelUse | None]:
        """Return the words as a language model puts them, or as they are where it does not.

        Raises:
            ThrottledError: later.
            TransientError: the model does not answer, and there are attempts left.
        """
        if ports.language_model is None or self.rewrite is None:
            return words, None
        try:
            return self.rewrite(ports.language_model, session, words)
        except BuildTraceError as error:
            waited = ports.clock.now() - pending.created_at
            if not is_final(error, waited, pending.attempts, self.settings):
                raise
            return words, unanswered(ports.language_model, error)

    def _written(
        self, pending: SetSummary, words: SetWords, use: ModelUse | None, duration_s: float
    ) -> SetSummary:
        return replace(
            pending,
            status=UnitStatus.COMPLETED,
            summary_text=words.summary_text,
            disciplines=words.disciplines,
            points=words.points,
            to_check=words.to_check,
            model_version=self.model_version if use is None or use.fallback else use.model,
            model_use=use,
            duration_s=duration_s,
        )


def _source(ports: Ports, session: Session) -> str:
    """Return whose change lists a set's summary speaks of: people's, if they corrected any."""
    said = load_manual_overlays(ports, load_comparisons(ports, session.id))
    return HUMAN_CORRECTED if HUMAN_CORRECTED in map(source_of, said.values()) else MACHINE


def set_evidence(ports: Ports, session: Session) -> SetEvidence:
    """Return what may be said of a session's set."""
    comparisons = load_comparisons(ports, session.id)
    versions = dict.fromkeys((session.old_version_id, session.new_version_id))
    return SetEvidence(
        sheets=tuple(
            _sheet(listed, summary)
            for listed, summary in zip(
                load_listed(ports, comparisons),
                load_shown_summaries(ports, comparisons),
                strict=True,
            )
        ),
        unread_pages=sum(load_version(ports, v).failed_page_count for v in versions),
    )


def _sheet(listed: ListedSheet, summary: ChangeSummary) -> SheetOfSet:
    comparison, alignment = listed.comparison, listed.comparison.alignment
    return SheetOfSet(
        comparison_id=comparison.id,
        name=comparison.drawing_name,
        title=comparison.title,
        kind=comparison.kind,
        grade=alignment.grade if alignment else None,
        changes=without_scale_bars(listed.changes),
        found=summary.changes_found,
        is_not_issued=comparison.match.is_not_issued,
        error=comparison.error.message if comparison.error else "",
        doubt=comparison.match.reason if comparison.match.review else "",
    )


def set_summary_stage(settings: AnalystSettings) -> Stage[SetSummaryQueued]:
    """Return the stage with the rules, and with a language model where one is set up."""
    stage = SetSummaryStage(
        analyse=summarise_set,
        model_version=set_model_version(),
        settings=settings,
        rewrite=in_models_words,
    )
    return Stage(name="set_summary", handle=stage.handle, fail=stage.fail)
