"""What matters most over all sheets: the sheets' findings, ranked against one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from common.domain.changes import Change, ChangeFound
from common.domain.set_digest import SetPoint
from functions.summary.critical_rules import (
    LOW,
    RULES,
    SEVERITIES,
    names_a_mark,
    rule_for,
    severity_of,
)
from functions.summary.quotes import old_to_new
from functions.summary.set_evidence import SetEvidence, SheetOfSet
from functions.summary.wording import listed

MAX_POINTS = 12
MAX_POINTS_OF_SHEET = 3  # one busy sheet must not hide all others


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranked:
    """A point with what it is ranked by: severity, weight of its rule, ink behind it."""

    point: SetPoint
    rule_rank: int
    ink_px: int

    @property
    def urgency(self) -> tuple[int, int, int]:
        return SEVERITIES.index(self.point.severity), self.rule_rank, -self.ink_px


def ranked_points(evidence: SetEvidence) -> tuple[SetPoint, ...]:
    """Return the most urgent findings of the set, one edit on several sheets as one point."""
    repeated = _repeated(evidence.sheets)
    told = {
        (member.comparison_id, change.id)
        for shared in repeated.values()
        for member, change in shared
    }
    candidates = [_shared_point(shared) for shared in repeated.values()]
    for sheet in evidence.sheets:
        candidates += _own_points(sheet, told)
    candidates.sort(key=lambda candidate: candidate.urgency)
    return tuple(_spread(candidates))


def _spread(candidates: Sequence[_Ranked]) -> list[SetPoint]:
    """Return the first ones, of each sheet a few at most."""
    taken: dict[str, int] = defaultdict(int)
    points = []
    for candidate in candidates:
        sheet = candidate.point.comparison_ids[0]
        if taken[sheet] < MAX_POINTS_OF_SHEET:
            taken[sheet] += 1
            points.append(candidate.point)
    return points[:MAX_POINTS]


def _own_points(sheet: SheetOfSet, told: set[tuple[str, str]]) -> list[_Ranked]:
    """Return a sheet's findings but for those that are told of several sheets at once."""
    by_id = {change.id: change for change in sheet.drawing_changes}
    return [
        _ranked([by_id[i] for i in found.change_ids if i in by_id], _of_sheet(sheet, found))
        for found in sheet.found
        if found.severity != LOW
        and any(i in by_id and (sheet.comparison_id, i) not in told for i in found.change_ids)
    ]


def _of_sheet(sheet: SheetOfSet, found: ChangeFound) -> SetPoint:
    return SetPoint(
        sheets=(sheet.name,),
        comparison_ids=(sheet.comparison_id,),
        discipline=sheet.discipline,
        text=f"{found.description} ({found.location})",
        severity=found.severity,
        change_ids=found.change_ids,
    )


Shared = list[tuple[SheetOfSet, Change]]


def _repeated(sheets: Sequence[SheetOfSet]) -> dict[str, Shared]:
    """Return the edits that two or more sheets have in the same words, by those words."""
    found: dict[str, Shared] = defaultdict(list)
    for sheet in sheets:
        own: dict[str, Change] = {}
        for change in sheet.drawing_changes:
            words = old_to_new(change)
            if words and severity_of(change) != LOW and not names_a_mark(change):
                own.setdefault(words, change)
        for words, change in own.items():
            found[words].append((sheet, change))
    return {words: shared for words, shared in found.items() if len(shared) > 1}


def _shared_point(shared: Shared) -> _Ranked:
    changes = [change for _, change in shared]
    disciplines = list(dict.fromkeys(sheet.discipline for sheet, _ in shared))
    point = SetPoint(
        sheets=tuple(sheet.name for sheet, _ in shared),
        comparison_ids=tuple(sheet.comparison_id for sheet, _ in shared),
        discipline=disciplines[0],
        text=f"the same on each: {old_to_new(changes[0])}"
        + (f" ({listed(disciplines)})" if len(disciplines) > 1 else ""),
        severity=min((severity_of(c) for c in changes), key=SEVERITIES.index),
        change_ids=tuple(change.id for change in changes),
    )
    return _ranked(changes, point)


def _ranked(changes: Sequence[Change], point: SetPoint) -> _Ranked:
    ranks = [RULES.index(rule) for change in changes if (rule := rule_for(change))]
    return _Ranked(
        point=point,
        rule_rank=min(ranks, default=len(RULES)),
        ink_px=sum(change.ink_px for change in changes),
    )
