"""Loads what a session says as passages; nothing of another session or project is ever read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from common.chain.set_summaries import load_shown_set_summary
from common.chain.sheets import (
    ListedSheet,
    load_listed,
    load_shown_pages,
    load_shown_summaries,
)
from common.chain.steps import load_comparisons, load_session
from common.domain.changes import AlignmentGrade, ChangeFound, MatchKind
from common.domain.chat import Citation
from common.domain.disciplines import discipline_of
from common.domain.ids import SessionId
from common.domain.places import place
from common.domain.set_digest import SetPoint
from common.domain.sheets import PageSize
from common.ports import Ports
from common.records import ChangeSummary, Comparison, Page
from common.review_records import SetSummary
from functions.api.chat.passages import Passage, told
from functions.api.chat.search_answer import Line

_SEVERITY_WEIGHT = {"high": 2.0, "medium": 1.0, "low": 0.0}
_MAX_INK_PX = 1e9  # a page at 300 dpi holds less, so that ink never outweighs severity


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionKnowledge:
    """Everything an answer about a session may rest on."""

    passages: tuple[Passage, ...]
    overview: tuple[Line, ...]


def load_knowledge(ports: Ports, session_id: SessionId) -> SessionKnowledge:
    """Return what the session's change lists and summaries say as they stand now.

    Raises:
        PermanentError: there is no such session.
    """
    set_summary = load_shown_set_summary(ports, load_session(ports, session_id))
    comparisons = load_comparisons(ports, session_id)
    return SessionKnowledge(
        passages=tuple(
            passage
            for listed, summary, page in zip(
                load_listed(ports, comparisons),
                load_shown_summaries(ports, comparisons),
                load_shown_pages(ports, comparisons),
                strict=True,
            )
            for passage in _passages(listed, summary, page)
        ),
        overview=tuple(_overview(set_summary)) if set_summary else (),
    )


def _passages(listed: ListedSheet, summary: ChangeSummary, page: Page | None) -> Iterator[Passage]:
    comparison = listed.comparison
    yield _whole(comparison, summary)
    size = (
        PageSize(width_pt=page.images.width_pt, height_pt=page.images.height_pt)
        if page and page.images
        else PageSize(width_pt=0.0, height_pt=0.0)
    )
    findings = {i: found for found in summary.changes_found for i in found.change_ids}
    for change in listed.changes:
        where = place(change.box_pt, size)
        finding = findings.get(change.id)
        yield Passage(
            citation=_citation(comparison, change.id),
            text=told(change, where),
            words=f"{comparison.title} {finding.trade if finding else ''}",
            discipline=discipline_of(comparison.drawing_name),
            sheet_kind=comparison.kind,
            change=change,
            place=where,
            weight=_weight(finding) + change.ink_px / _MAX_INK_PX,
        )


def _whole(comparison: Comparison, summary: ChangeSummary) -> Passage:
    return Passage(
        citation=_citation(comparison, None),
        text=" ".join(filter(None, (_state(comparison), summary.summary_text))),
        words=comparison.title,
        discipline=discipline_of(comparison.drawing_name),
        sheet_kind=comparison.kind,
        weight=3.0 + comparison.counts.total / _MAX_INK_PX,
        is_unchanged=_is_unchanged(comparison),
    )


def _is_unchanged(comparison: Comparison) -> bool:
    """Tell whether two sheets were surely laid on one another and nothing differs."""
    alignment = comparison.alignment
    sure = {AlignmentGrade.VERIFIED, AlignmentGrade.GOOD}
    return alignment is not None and alignment.grade in sure and comparison.counts.total == 0


def _state(comparison: Comparison) -> str:
    if comparison.error is not None:
        return f"Not compared: {comparison.error.message}"
    if not comparison.status.is_terminal:
        return "Not compared yet."
    if comparison.match.is_not_issued:
        return "Not in this partial issue."
    if comparison.kind is not MatchKind.MATCHED:
        return f"The whole sheet was {comparison.kind}."
    if not comparison.has_change_list:
        return "Not comparable: no change list was made."
    total = comparison.counts.total
    return f"{total} change{'' if total == 1 else 's'}."


def _weight(finding: ChangeFound | None) -> float:
    return _SEVERITY_WEIGHT.get(finding.severity, 0.0) if finding else 0.0


def _citation(comparison: Comparison, change_id: str | None) -> Citation:
    return Citation(sheet=comparison.drawing_name, comparison_id=comparison.id, change_id=change_id)


def _overview(summary: SetSummary) -> Iterator[Line]:
    yield Line(text=summary.summary_text)
    for point in (*summary.points, *summary.to_check):
        yield Line(
            text=f"{', '.join(point.sheets)}: {point.text}",
            citations=tuple(_cited_by(point)),
        )


def _cited_by(point: SetPoint) -> Iterator[Citation]:
    """Yield a change of one sheet each: the first few of a point about one, else one of each."""
    pairs = list(zip(point.sheets, point.comparison_ids, strict=True))
    changes = point.change_ids[:4] if len(pairs) == 1 else point.change_ids
    if len(pairs) == 1 and changes:
        pairs *= len(changes)
    for (sheet, comparison_id), change_id in zip_longest(pairs, changes[: len(pairs)]):
        yield Citation(sheet=sheet, comparison_id=comparison_id, change_id=change_id)
