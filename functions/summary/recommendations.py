"""What to do next about the changes of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from common.domain.changes import AlignmentGrade, Change, ChangeCategory, ChangeKind
from functions.summary.clouds import cloud_advice
from functions.summary.critical_rules import HIGH, LOW, SEVERITIES, rule_for, severity_of
from functions.summary.evidence import SheetEvidence
from functions.summary.wording import counted, quote, some_ids

# A word, or a tag of equipment such as RTU-1; not the name of a net or a door type alone.
_WORDED = re.compile(r"[^\W\d_]{4}|[^\W\d_]{3}[\W_]*\w|\w[\W_]*[^\W\d_]{3}")
# Web addresses and rows of the revision table are no work to price or to ask about.
_NO_WORK = re.compile(r"://|www\.|\b(?:bulletin|addendum|revisions?|issued|plotted)\b", re.I)


def recommend(evidence: SheetEvidence) -> Iterator[str]:
    """Yield what to do next, each with the changes it is about."""
    changes = [change for change in evidence.changes if change.is_of_drawing]
    yield from cloud_advice(evidence)
    yield from _about_dimensions(
        [c for c in changes if c.category is ChangeCategory.DIMENSION and severity_of(c) != LOW]
    )
    notes = [c for c in changes if c.category is not ChangeCategory.DIMENSION]
    urgent = [c for c in notes if (rule := rule_for(c)) and rule.severity == HIGH]
    if urgent:
        yield f"Tell the trades concerned and confirm scope: {_ids(urgent)}."
    added, removed = (_worded(notes, kind) for kind in (ChangeKind.ADDED, ChangeKind.REMOVED))
    if added:
        yield f"Price what was added: {_first(added)} ({_ids(added)})."
    if removed:
        verb = "was" if len(removed) == 1 else "were"
        yield (
            f"Ask the designer (RFI) whether {_first(removed)} {verb} removed on purpose "
            f"({_ids(removed)})."
        )
    yield from _about_doubt(evidence)


def standing_advice(evidence: SheetEvidence) -> Iterator[str]:
    """Yield what to do whatever the changes say: about clouds and doubts."""
    yield from cloud_advice(evidence)
    yield from _about_doubt(evidence)


def _about_doubt(evidence: SheetEvidence) -> Iterator[str]:
    if evidence.alignment and evidence.alignment.grade is AlignmentGrade.DOUBTFUL:
        yield f"Check {evidence.name} by eye: its alignment is doubtful."


def _about_dimensions(dimensions: Sequence[Change]) -> Iterator[str]:
    if dimensions:
        verb = "differs" if len(dimensions) == 1 else "differ"
        count = counted(len(dimensions), "dimension")
        yield f"Take off again where {count} {verb}: {_ids(dimensions)}."


def _worded(changes: Sequence[Change], kind: ChangeKind) -> list[Change]:
    """Return those of a kind that say something, the most urgent and biggest first."""
    worded = [
        change
        for change in changes
        if change.kind is kind
        and severity_of(change) != LOW
        and _is_about_work(change.new_text or change.old_text or "")
    ]
    return sorted(worded, key=lambda c: (SEVERITIES.index(severity_of(c)), -c.ink_px))


def _is_about_work(text: str) -> bool:
    return is_worded(text) and _NO_WORK.search(text) is None


def is_worded(text: str) -> bool:
    """Tell whether a text says something by itself."""
    return _WORDED.search(text) is not None


def _first(changes: Sequence[Change]) -> str:
    """Return the first one's text, with how many stand beside it."""
    text = quote(changes[0].new_text or changes[0].old_text or "")
    more = len(changes) - 1
    return f"{text} and {counted(more, 'more text')}" if more else text


def _ids(changes: Sequence[Change]) -> str:
    return some_ids([change.id for change in changes])
