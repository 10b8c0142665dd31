"""The events of a session, derived from its records: what is done that a client was not told.

The id of an event holds all that the client has been told by then, as bits. So whoever connects
again with `Last-Event-ID`, to whichever process, is told exactly the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from common.completion import Progress
from common.domain.jobs import SessionStatus, UnitStatus
from common.records import ChangeSummary, Comparison, Page, Session

_MAX_ID_CHARACTERS = 8000


class SessionEvent(StrEnum):
    """What happens to a session; the customer's names, but for one."""

    PAGE_OCR_COMPLETE = "page_ocr_complete"
    OCR_STAGE_COMPLETE = "ocr_stage_complete"
    MATCH_STAGE_COMPLETE = "match_stage_complete"  # ours: every row is known from then on
    PAIR_DIFF_COMPLETE = "pair_diff_complete"
    SUMMARY_COMPLETE = "summary_complete"
    SESSION_COMPLETE = "session_complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a client has been told: a bit for each page and comparison, and for the ends of stages.

    Attributes:
        revisions: of the summaries that people asked for: place in the list, revision.
    """

    old_pages: int = 0
    new_pages: int = 0
    pairs: int = 0
    summaries: int = 0
    ends: int = 0
    revisions: tuple[tuple[int, int], ...] = ()

    @property
    def event_id(self) -> str:
        """The value as an event's id."""
        bits = (self.old_pages, self.new_pages, self.pairs, self.summaries, self.ends)
        revisions = "_".join(f"{index:x}-{revision:x}" for index, revision in self.revisions)
        return ".".join([*(f"{value:x}" for value in bits), *([revisions] if revisions else [])])

    @classmethod
    def from_event_id(cls, event_id: str) -> Told:
        """Return the value of an id; of what is none, that nothing was told."""
        parts = event_id.split(".") if len(event_id) <= _MAX_ID_CHARACTERS else []
        try:
            old_pages, new_pages, pairs, summaries, ends = (int(part, 16) for part in parts[:5])
            revisions = _revisions(parts[5:])
        except ValueError:
            return cls()
        if min(old_pages, new_pages, pairs, summaries, ends) < 0:
            return cls()
        return cls(
            old_pages=old_pages,
            new_pages=new_pages,
            pairs=pairs,
            summaries=summaries,
            ends=ends,
            revisions=revisions,
        )

    def knows_summary(self, comparison: Comparison) -> bool:
        """Tell whether the client has the summary of a comparison's list as it stands."""
        index = comparison.unit_index
        is_told = bool(self.summaries >> index & 1)
        return is_told and dict(self.revisions).get(index, 0) >= comparison.revision

    def with_summary(self, index: int, revision: int) -> Told:
        """Return it with a summary of a revision."""
        known = dict(self.revisions) | ({index: revision} if revision else {})
        revisions = tuple(sorted(known.items()))
        return replace(self, summaries=self.summaries | 1 << index, revisions=revisions)


def _revisions(parts: list[str]) -> tuple[tuple[int, int], ...]:
    """Return the pairs that the last part of an id holds, if there is one.

    Raises:
        ValueError: it is none of ours.
    """
    if not parts:
        return ()
    (text,) = parts
    pairs = [pair.split("-") for pair in text.split("_")]
    return tuple((int(index, 16), int(revision, 16)) for index, revision in pairs)


OCR_ENDED, SESSION_ENDED, MATCHING_ENDED = 1, 2, 4
_MATCHED = (
    SessionStatus.COMPARING,
    SessionStatus.COMPLETED,
    SessionStatus.COMPLETED_WITH_FAILURES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """What the records say.

    Attributes:
        session: the session.
        pages: of each set, those that are done.
        page_progress: of both sets, `None` before a set is split.
        is_read: whether both versions have ended reading.
        comparisons: those that are compared.
        summaries: by place in the list, of those that are done; of a corrected list the last.
    """

    session: Session
    pages: Mapping[str, list[Page]]
    page_progress: Progress | None
    is_read: bool
    comparisons: list[Comparison]
    summaries: Mapping[int, ChangeSummary]

    @property
    def is_at_its_end(self) -> bool:
        """Whether nothing follows: summaries that people asked for come after a session's end."""
        status = self.session.status
        is_due = any(comparison.summary_is_due for comparison in self.comparisons)
        return status.is_terminal and (status is SessionStatus.CANCELLED or not is_due)


@dataclass(frozen=True, slots=True)
class Sent:
    """One event as it is sent.

    Attributes:
        row: the comparison it is about, as it is by then.
    """

    name: SessionEvent
    data: dict[str, Any]
    told: Told
    row: Comparison | None = None


def events_after(told: Told, state: SessionState) -> Iterator[Sent]:
    """Yield what a client has not been told yet, in the order of the stages."""
    for which in ("old", "new"):
        for page in state.pages[which]:
            after = _with_page(told, which, page.page_index)
            if after != told:
                told = after
                yield Sent(SessionEvent.PAGE_OCR_COMPLETE, _page(which, page), told)
    if state.is_read and not told.ends & OCR_ENDED:
        told = replace(told, ends=told.ends | OCR_ENDED)
        yield Sent(SessionEvent.OCR_STAGE_COMPLETE, _counts(state.page_progress), told)
    if state.session.status in _MATCHED and not told.ends & MATCHING_ENDED:
        told = replace(told, ends=told.ends | MATCHING_ENDED)
        yield Sent(SessionEvent.MATCH_STAGE_COMPLETE, _rows(state.session), told)
    for comparison in state.comparisons:
        bit = 1 << comparison.unit_index
        if not told.pairs & bit:
            told = replace(told, pairs=told.pairs | bit)
            yield Sent(SessionEvent.PAIR_DIFF_COMPLETE, _pair(comparison), told, comparison)
        summary = state.summaries.get(comparison.unit_index)
        if summary and not told.knows_summary(comparison):
            told = told.with_summary(comparison.unit_index, comparison.revision)
            shown = _with_words(comparison, summary)
            yield Sent(SessionEvent.SUMMARY_COMPLETE, _summary(shown, summary), told, shown)
    if state.session.status.is_terminal and not told.ends & SESSION_ENDED:
        told = replace(told, ends=told.ends | SESSION_ENDED)
        yield Sent(SessionEvent.SESSION_COMPLETE, _session(state.session), told)


def _with_page(told: Told, which: str, page_index: int) -> Told:
    if which == "old":
        return replace(told, old_pages=told.old_pages | 1 << page_index)
    return replace(told, new_pages=told.new_pages | 1 << page_index)


def _page(which: str, page: Page) -> dict[str, Any]:
    return {
        "set": which,
        "drawing_version_id": page.version_id,
        "page": page.page_index + 1,
        "drawing_name": page.drawing_name,
        "status": page.status,
        "error": page.error.message if page.error else None,
    }


def _counts(progress: Progress | None) -> dict[str, Any]:
    if progress is None:
        return {"total": 0, "completed": 0, "failed": 0}
    return {
        "total": progress.total,
        "completed": progress.completed,
        "failed": progress.failed,
    }


def _pair(comparison: Comparison) -> dict[str, Any]:
    alignment = comparison.alignment
    return {
        "comparison_id": comparison.id,
        "drawing_name": comparison.drawing_name,
        "kind": comparison.kind,
        "status": comparison.status,
        "error": comparison.error.message if comparison.error else None,
        "alignment_score": round(alignment.confidence, 3) if alignment else None,
        "alignment_grade": alignment.grade if alignment else None,
        "changes_count": comparison.counts.total if comparison.has_change_list else None,
    }


def _summary(comparison: Comparison, summary: ChangeSummary) -> dict[str, Any]:
    return {
        "comparison_id": comparison.id,
        "drawing_name": comparison.drawing_name,
        "revision": summary.revision,
        "status": summary.status,
        "summary": comparison.summary_text,
        "critical_change": comparison.critical_change,
        "error": summary.error.message if summary.error else None,
    }


def _with_words(comparison: Comparison, summary: ChangeSummary) -> Comparison:
    """Return it with what the summary itself says: it may have been read before it ended."""
    if summary.status is not UnitStatus.COMPLETED:
        return replace(comparison, summary_error=summary.error)
    return replace(
        comparison,
        summary_error=None,
        summary_text=summary.summary_text or None,
        critical_change=summary.critical_change,
    )


def _rows(session: Session) -> dict[str, Any]:
    return {
        "matched_count": session.matched_count,
        "added_count": session.added_count,
        "removed_count": session.removed_count,
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "session_id": session.id,
        "status": session.status,
        "error": session.error.message if session.error else None,
        "matched_count": session.matched_count,
        "added_count": session.added_count,
        "removed_count": session.removed_count,
        "failed_count": session.failed_count,
        "total_time_s": session.total_time_s,
        "is_cancelled": session.status is SessionStatus.CANCELLED,
    }
