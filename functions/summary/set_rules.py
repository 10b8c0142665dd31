"""The rule-based summary of a set: what matters most over all sheets, by discipline.

It ranks what the sheets' own summaries found and adds nothing: every number and every quoted word
stands in a change list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from common.domain.changes import MatchKind
from common.domain.set_digest import DisciplineDigest, SetPoint, SetWords
from functions.summary.critical_rules import HIGH, MEDIUM, SEVERITIES
from functions.summary.set_evidence import SetEvidence, SheetOfSet
from functions.summary.set_points import ranked_points
from functions.summary.wording import counted, listed, some_of

MAX_SHEET_NAMES = 8
MAX_FIRST = 5


def set_model_version() -> str:
    """Return the version of the rules; it changes when their answers do."""
    return "set-rules-2"


def summarise_set(evidence: SetEvidence) -> SetWords:
    """Return the summary of a set."""
    points = (*_came_and_went(evidence), *ranked_points(evidence))
    points = tuple(sorted(points, key=lambda point: SEVERITIES.index(point.severity)))
    to_check = tuple(_doubts(evidence))
    return SetWords(
        summary_text=_text(evidence, points, to_check),
        disciplines=tuple(_disciplines(evidence)),
        points=points,
        to_check=to_check,
    )


def names_of(sheets: Sequence[SheetOfSet]) -> str:
    """Return the first sheets' numbers and how many more there are."""
    return some_of([sheet.name for sheet in sheets], MAX_SHEET_NAMES)


def _text(evidence: SetEvidence, points: Sequence[SetPoint], to_check: Sequence[SetPoint]) -> str:
    sentences = [_extent(evidence)]
    urgent = [p.sheets[0] for p in points if p.severity == HIGH and p.change_ids]
    if urgent:
        sentences.append(f"Look first at {some_of(urgent, MAX_FIRST)}.")
    if to_check:
        sheets = dict.fromkeys(name for point in to_check for name in point.sheets)
        sentences.append(f"To check by eye: {some_of(list(sheets), MAX_SHEET_NAMES)}.")
    if evidence.unread_pages:
        verb = "was" if evidence.unread_pages == 1 else "were"
        sentences.append(
            f"{counted(evidence.unread_pages, 'page')} could not be read and {verb} not compared."
        )
    return " ".join(sentences)


def _extent(evidence: SetEvidence) -> str:
    compared = [sheet for sheet in evidence.sheets if sheet.was_compared]
    changed = [sheet for sheet in compared if sheet.drawing_changes]
    if not compared:
        what = "No sheet could be compared with an earlier one."
    elif not changed:
        what = f"No change of a drawing was found on {counted(len(compared), 'compared sheet')}."
    else:
        total = counted(sum(len(s.drawing_changes) for s in changed), "change")
        verb = "differs" if len(changed) == 1 else "differ"
        all_sheets = counted(len(compared), "compared sheet")
        those = f"{len(changed)} of {all_sheets}" if len(compared) > 1 else "The compared sheet"
        what = f"{those} {verb}: {total}"
        what += f", {_shares(changed)}."
    alone = [
        f"{counted(len(sheets), 'sheet')} {verb}"
        for kind, verb in ((MatchKind.ADDED, "added"), (MatchKind.REMOVED, "removed"))
        if (sheets := [s for s in evidence.sheets if s.kind is kind and not s.is_not_issued])
    ]
    unissued = [sheet for sheet in evidence.sheets if sheet.is_not_issued]
    if unissued:
        alone.append(f"{counted(len(unissued), 'sheet')} not issued")
    return f"{what} {listed(alone)}." if alone else what


def _shares(changed: Sequence[SheetOfSet]) -> str:
    """Return how the changes spread over the disciplines, the most first."""
    counts: dict[str, int] = defaultdict(int)
    for sheet in changed:
        counts[sheet.discipline] += len(sheet.drawing_changes)
    if len(counts) == 1:
        return f"all {next(iter(counts))}"
    order = sorted(counts, key=lambda name: -counts[name])
    return listed([f"{counts[name]} {name}" for name in order])


def _came_and_went(evidence: SetEvidence) -> Iterator[SetPoint]:
    for kind, verb, severity in (
        (MatchKind.REMOVED, "no longer in the set", HIGH),
        (MatchKind.ADDED, "new in the set", MEDIUM),
    ):
        sheets = [s for s in evidence.sheets if s.kind is kind and not s.is_not_issued]
        for discipline, members in _by_discipline(sheets).items():
            is_are = "is" if len(members) == 1 else "are"
            yield _point_of(members, discipline, f"{names_of(members)} {is_are} {verb}", severity)


def _doubts(evidence: SetEvidence) -> Iterator[SetPoint]:
    """Yield what a person should look at: failed, not comparable, doubtful, in an unsure pair."""
    for sheet in evidence.sheets:
        reasons = [reason for reason in (sheet.error, _grade_doubt(sheet), sheet.doubt) if reason]
        if reasons:
            severity = HIGH if sheet.error or sheet.grade == "not_comparable" else MEDIUM
            yield _point_of([sheet], sheet.discipline, " ".join(reasons), severity)


def _grade_doubt(sheet: SheetOfSet) -> str:
    return {
        "not_comparable": "The two sheets could not be laid on one another: compare them by eye.",
        "doubtful": "The alignment is doubtful: some entries may be false, some may be missing.",
    }.get(sheet.grade or "", "")


def _disciplines(evidence: SetEvidence) -> Iterator[DisciplineDigest]:
    for name, sheets in _by_discipline(evidence.sheets).items():
        changed = sorted(
            (sheet for sheet in sheets if sheet.has_changed),
            key=lambda sheet: -len(sheet.drawing_changes),
        )
        yield DisciplineDigest(
            name=name,
            text=_digest(sheets, changed),
            sheet_count=len(sheets),
            changed_count=len(changed),
            change_count=sum(len(sheet.drawing_changes) for sheet in sheets),
            comparison_ids=tuple(sheet.comparison_id for sheet in changed),
        )


def _digest(sheets: Sequence[SheetOfSet], changed: Sequence[SheetOfSet]) -> str:
    where = [f"{s.name} ({_amount(s)})" for s in changed]
    told = [some_of(where, MAX_SHEET_NAMES) + "."] if where else []
    unchanged = [sheet for sheet in sheets if sheet.was_compared]
    if unchanged and not changed:
        told.append(f"Nothing changed on {names_of(unchanged)}.")
    if unseen := [s for s in sheets if not (s.was_compared or s.has_changed)]:
        told.append(f"Not compared: {names_of(unseen)}.")
    return " ".join(told)


def _amount(sheet: SheetOfSet) -> str:
    if sheet.kind is not MatchKind.MATCHED:
        return sheet.kind.value
    return counted(len(sheet.drawing_changes), "change")


def _by_discipline(sheets: Sequence[SheetOfSet]) -> dict[str, list[SheetOfSet]]:
    grouped: dict[str, list[SheetOfSet]] = defaultdict(list)
    for sheet in sheets:
        grouped[sheet.discipline].append(sheet)
    return grouped


def _point_of(sheets: Sequence[SheetOfSet], discipline: str, text: str, severity: str) -> SetPoint:
    return SetPoint(
        sheets=tuple(sheet.name for sheet in sheets),
        comparison_ids=tuple(sheet.comparison_id for sheet in sheets),
        discipline=discipline,
        text=text,
        severity=severity,
    )
