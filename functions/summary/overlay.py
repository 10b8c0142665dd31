"""Summary stage: words for one comparison; the last one counted ends the session."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from common.chain.attempts import take_back
from common.chain.steps import (
    as_summarised,
    begin,
    load_comparison,
    load_corrected,
    load_manual_overlay,
    load_shown_page,
)
from common.chain.summarising import (
    fail_summary,
    finish_summary,
    settle_summary,
    source_of,
)
from common.domain.errors import PermanentError, ThrottledError
from common.domain.events import OverlayReady
from common.domain.jobs import Failure, UnitStatus
from common.domain.sheets import PageSize, Word
from common.outcomes import note_sizes
from common.paths import summary_path
from common.ports import Ports
from common.records import (
    SUMMARY,
    WORDS,
    ChangeSummary,
    Comparison,
    Page,
)
from common.stage import Stage
from functions.summary.evidence import SheetEvidence
from functions.summary.patience import pause
from functions.summary.scale_bars import without_scale_bars
from functions.summary.settings import AnalystSettings
from functions.summary.writing import SummaryWriter, Written

WORD_SAMPLE_COUNT = 12


@dataclass(frozen=True, slots=True)
class SummaryStage:
    """The stage around the analysts."""

    writer: SummaryWriter

    def handle(self, event: OverlayReady, ports: Ports) -> None:
        """Summarise; a terminal summary only walks close and trigger again.

        What has to wait for a language model's turn is published anew and no attempt.

        Raises:
            PermanentError: the comparison itself has failed, so its summary fails with it.
        """
        comparison = load_comparison(ports, event.comparison_id)
        revision = event.revision
        summary = begin(ports, SUMMARY, summary_path(event.comparison_id, revision))
        if summary.status.is_terminal:
            settle_summary(ports, comparison, revision=revision)
            return
        if comparison.error is not None:
            raise PermanentError(comparison.error.code, comparison.error.message)
        started_s = time.perf_counter()
        summarised = as_summarised(ports, comparison, summary)
        evidence = _evidence(summarised, ports)
        note_sizes(change_count=len(evidence.changes))
        source = source_of(load_manual_overlay(ports, summarised))
        try:
            written = self.writer.write(evidence, summarised, summary, ports)
        except ThrottledError as error:
            pause(error, self.writer.settings)
            take_back(event, ports)
            return
        duration_s = round(time.perf_counter() - started_s, 3)
        finish_summary(
            ports,
            comparison,
            lambda pending: _finished(pending, written, source, duration_s),
            revision=revision,
        )

    def fail(self, event: OverlayReady, ports: Ports, failure: Failure) -> None:
        """Record that there is no summary; the change list stands without it."""
        fail_summary(ports, event.comparison_id, failure, revision=event.revision)


def _finished(
    pending: ChangeSummary, written: Written, source: str, duration_s: float
) -> ChangeSummary:
    words = written.summary
    return replace(
        pending,
        source=source,
        status=UnitStatus.COMPLETED,
        summary_text=words.summary_text,
        changes_found=words.changes_found,
        critical_change=words.critical_change,
        recommendations=words.recommendations,
        model_version=written.model_version,
        model_use=written.model_use,
        duration_s=duration_s,
    )


def _evidence(comparison: Comparison, ports: Ports) -> SheetEvidence:
    page = load_shown_page(ports, comparison)
    changes, clouds = load_corrected(ports, comparison)
    return SheetEvidence(
        number=page.drawing_name if page else None,
        title=comparison.title or None,
        kind=comparison.kind,
        match=comparison.match,
        alignment=comparison.alignment,
        changes=without_scale_bars(changes),
        size=_size(page),
        word_sample=_word_sample(page, ports),
        clouds=clouds,
    )


def _size(page: Page | None) -> PageSize:
    if page is None or page.images is None:
        return PageSize(width_pt=0.0, height_pt=0.0)
    return PageSize(width_pt=page.images.width_pt, height_pt=page.images.height_pt)


def _word_sample(page: Page | None, ports: Ports) -> tuple[str, ...]:
    """Return the biggest texts of the sheet, biggest first, without repeats."""
    if page is None or page.images is None:
        return ()
    words = WORDS.validate_json(ports.blobs.read(page.images.words_path))
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    sized = sorted(lines.values(), key=lambda line: -max(word.size_pt for word in line))
    texts = dict.fromkeys(" ".join(word.text for word in line) for line in sized)
    return tuple(text for text in texts if len(text) > 2)[:WORD_SAMPLE_COUNT]


def summary_stage(settings: AnalystSettings) -> Stage[OverlayReady]:
    """Return the stage; whether a language model has a say is the ports' matter."""
    stage = SummaryStage(SummaryWriter(settings=settings))
    return Stage(name="summary", handle=stage.handle, fail=stage.fail)
