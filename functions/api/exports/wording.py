"""How sheets and changes are called where people read them: PDF, XLSX and BCF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from common.domain.changes import NOT_ISSUED, AlignmentGrade, Change, ChangeSource
from common.domain.triage import TriageStatus
from common.domain.wording import CATEGORY_NAMES, VERBS, quoted
from functions.api.exports.figures import Figures, drawing_changes
from functions.api.exports.log_rows import (
    FAILED,
    NOT_COMPARABLE,
    UNFINISHED,
    LogRow,
    fate_of,
)
from functions.api.exports.session_export import SheetExport

AUTHOR: Final = "BuildTrace"
KINDS: Final = {
    **{kind.value: verb for kind, verb in VERBS.items()},
    NOT_ISSUED: "not in this issue",
    NOT_COMPARABLE: "not comparable",
    FAILED: "could not be compared",
    UNFINISHED: "not compared",
}
CATEGORIES: Final = {
    **{category.value: name for category, name in CATEGORY_NAMES.items()},
    "sheet": "sheet",
}
GRADES: Final = {
    AlignmentGrade.VERIFIED: "verified",
    AlignmentGrade.GOOD: "good",
    AlignmentGrade.DOUBTFUL: "doubtful",
    AlignmentGrade.NOT_COMPARABLE: "not comparable",
}
TRIAGE: Final = {
    TriageStatus.OPEN: "Open",
    TriageStatus.ACCEPTED: "Accepted",
    TriageStatus.REJECTED: "Rejected",
    TriageStatus.NEEDS_RFI: "Needs RFI",
}
_MAX_TITLE_LENGTH: Final = 120


def sheet_name(sheet: SheetExport) -> str:
    """Return number and title of a sheet."""
    return f"{sheet.comparison.drawing_name} {sheet.comparison.title}".strip()


def fate_words(sheet: SheetExport) -> str:
    """Return what became of a sheet, in a few words."""
    if (kind := fate_of(sheet)) is not None:
        return KINDS[kind]
    return "changed" if drawing_changes(sheet) else "no change found"


def figure_rows(figures: Figures) -> Iterator[tuple[str, int]]:
    """Yield the figures of the set by name."""
    yield "Sheets in both sets", figures.matched
    yield "– with changes of the drawing", figures.changed
    for grade, name in GRADES.items():
        yield f"– alignment {name}", figures.grades[grade]
    yield "Sheets added", figures.added
    yield "Sheets removed", figures.removed
    yield "Sheets not in this partial issue", figures.not_issued
    yield "Sheets that could not be compared (failed)", figures.failed
    if figures.unfinished:  # of a cancelled comparison only
        yield "Sheets that were not compared (unfinished)", figures.unfinished
    yield "Changes of the drawings", figures.changes
    for kind, count in figures.kinds.items():
        yield f"– {KINDS[kind]}", count
    if figures.triage[TriageStatus.OPEN] < figures.decidable:  # of a set that people work through
        yield "Changes, sheets added and sheets removed to decide", figures.decidable
        for status, count in figures.triage.items():
            yield f"– {TRIAGE[status].lower().replace('rfi', 'RFI')}", count
    yield "Entries about title blocks", figures.title_block
    yield "Entries about revision clouds and deltas", figures.revision_marks


def row_title(row: LogRow) -> str:
    """Return what a row says in one line: `A-101 c4: dimension changed, “9'-0"” → “9'-6"”`."""
    if row.change is None:
        return f"{sheet_name(row.sheet)}: sheet {KINDS[row.kind]}"
    what = f"{CATEGORIES[row.category]} {KINDS[row.kind]}"
    words = _quoted(row.change)
    head = f"{row.sheet.comparison.drawing_name} {row.change.id}: {what}"
    return f"{head}, {words}" if words else head


def row_words(row: LogRow) -> str:
    """Return all a row says, a fact a line; texts as they are printed."""
    change = row.change
    facts = [row_title(row) if change is None else _subject(row, change)]
    if change is not None:
        facts += [f"{label}: {text}" for label, text in _texts(change) if text is not None]
        facts += _circumstances(change)
    if words := triage_words(row):
        facts.append(words)
    if row.check:
        facts.append(f"Check: {row.check}")
    return "\n".join(facts)


def place_in_table(change: Change) -> str:
    """Return which row and column of a table a change is in; empty outside tables."""
    return ", ".join(
        f"{label} {' '.join(name.split())}"
        for label, name in (("row", change.row), ("column", change.column))
        if name
    )


def triage_words(row: LogRow) -> str:
    """Return what was decided of a row, by whom and why; empty where nobody did."""
    decision = row.decision
    if decision is None:
        return ""
    who = row.sheet.triage.name_of(decision)
    head = f"{TRIAGE[decision.status]} ({who}, {decision.decided_at:%Y-%m-%d})"
    return f"{head}: {decision.comment}" if decision.comment else head


def _subject(row: LogRow, change: Change) -> str:
    name = sheet_name(row.sheet)
    return f"{name}, {change.id}: {CATEGORIES[row.category]} {KINDS[row.kind]}"


def _texts(change: Change) -> tuple[tuple[str, str | None], ...]:
    return (("Was", change.old_text), ("Is", change.new_text))


def author_of(row: LogRow) -> str:
    """Return who says what a row says: a person who corrected it, else we."""
    is_ours = row.change is None or row.change.source is ChangeSource.MACHINE
    return AUTHOR if is_ours or row.sheet.said is None else row.sheet.said.created_by


def _circumstances(change: Change) -> list[str]:
    facts = []
    if change.label:
        facts.append(f"Called: {change.label}")
    if change.source is not ChangeSource.MACHINE:
        facts.append(f"{change.source.capitalize()} by a person")
    if place := place_in_table(change):
        facts.append(f"In the table: {place}")
    if change.moved_pt is not None:
        facts.append(f"Moved on paper by {_way(*change.moved_pt)}")
    if change.scaled != 1:
        facts.append(f"{change.scaled:.0%} of the size it had")
    if change.turned_deg:
        way = "clockwise" if change.turned_deg > 0 else "counterclockwise"
        facts.append(f"Turned by {abs(change.turned_deg):g}° {way}")
    if change.is_clouded is False:
        facts.append("Not inside any revision cloud of this revision")
    return facts


def _way(right_pt: float, down_pt: float) -> str:
    """Return a vector on the sheet as it is spoken: `0.87 in to the right, 0.10 in up`."""
    across = (right_pt, "to the right" if right_pt > 0 else "to the left")
    along = (down_pt, "down" if down_pt > 0 else "up")
    told = [f"{abs(way) / 72:.2f} in {where}" for way, where in (across, along)]
    return ", ".join(part for part in told if not part.startswith("0.00")) or "under 0.01 in"


def _quoted(change: Change) -> str:
    old, new = (_short(text) for text in (change.old_text, change.new_text))
    if old and new and old != new:
        return f"{old} → {new}"
    return old or new


def _short(text: str | None) -> str:
    if not text:
        return ""
    return quoted(text, _MAX_TITLE_LENGTH)
