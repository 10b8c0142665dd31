"""The findings of a summary: changes that belong together, each change in exactly one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.domain.changes import Change, ChangeCategory, ChangeFound, ChangeKind
from common.domain.wording import VERBS
from functions.summary.critical_rules import HIGH, LOW, SEVERITIES, rule_for, severity_of
from functions.summary.evidence import NOUN_ORDER, SheetEvidence, noun_of
from functions.summary.places import TITLE_BLOCK, place_of
from functions.summary.quotes import quotes_of
from functions.summary.trades import trade_of
from functions.summary.wording import counted, listed, some_of

MAX_FINDINGS = 15
MAX_QUOTES = 6
MAX_PLACES = 2
_STAMP = re.compile(r"\bplot(?:ted|s)?\b|\.(?:dwg|rvt|dgn|pdf)\b|\b\d{1,2}:\d{2}:\d{2}\b", re.I)
SEVERAL_PLACES = "several places"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Group:
    """What changes of one finding share.

    Attributes:
        reason: the rule that makes them urgent, "" below high.
        place: "" for low severity, which is told once for the whole sheet.
    """

    severity_rank: int
    noun_rank: int
    reason: str
    place: str

    @property
    def noun(self) -> str:
        return NOUN_ORDER[self.noun_rank]


def find(evidence: SheetEvidence) -> tuple[ChangeFound, ...]:
    """Return the findings, the most urgent first, revision marks and title block last."""
    grouped: dict[_Group, list[Change]] = defaultdict(list)
    for change in evidence.changes:
        if change.is_of_drawing:
            grouped[_group_of(change, evidence)].append(change)
    marks = [c for c in evidence.changes if c.category is ChangeCategory.REVISION_MARK]
    title_block = [c for c in evidence.changes if c.category is ChangeCategory.TITLE_BLOCK]
    ranked = sorted(grouped.items(), key=_urgency)
    limit = MAX_FINDINGS - 1 if marks else MAX_FINDINGS
    shown_count = limit if len(ranked) <= limit else limit - 1
    found = [_finding(group, members, evidence) for group, members in ranked[:shown_count]]
    others = [change for _, members in ranked[shown_count:] for change in members]
    if others:
        found.append(_others(others, evidence))
    if marks:
        found.append(_marks(marks, evidence))
    if title_block:
        found.append(_title_block(title_block))
    return tuple(found)


def _group_of(change: Change, evidence: SheetEvidence) -> _Group:
    severity, rule = severity_of(change), rule_for(change)
    return _Group(
        severity_rank=SEVERITIES.index(severity),
        noun_rank=NOUN_ORDER.index(noun_of(change)),
        reason=rule.reason if rule and severity == HIGH else "",
        place="" if severity == LOW else place_of(change, evidence.size),
    )


def _urgency(item: tuple[_Group, list[Change]]) -> tuple[int, int, int]:
    """Order by severity, what it is, and how much ink stands behind it."""
    group, members = item
    return group.severity_rank, group.noun_rank, -sum(change.ink_px for change in members)


def _finding(group: _Group, members: Sequence[Change], evidence: SheetEvidence) -> ChangeFound:
    texts = tuple(t for c in members for pair in c.texts for t in pair if t)
    begin = f"{counted(len(members), group.noun)} {_kinds_and_reason(members, group.reason)}"
    if len(members) > 1 and not any(texts):
        begin += f", the largest {max(members, key=lambda change: change.ink_px).id}"
    return ChangeFound(
        change_ids=tuple(change.id for change in members),
        description=f"{begin}: {told}" if (told := _told(members)) else begin,
        location=group.place or places_of(members, evidence),
        category=members[0].category,
        trade=trade_of(evidence.number, texts),
        severity=SEVERITIES[group.severity_rank],
    )


def _marks(members: Sequence[Change], evidence: SheetEvidence) -> ChangeFound:
    deltas = dict.fromkeys(text for c in members if (text := c.new_text or c.old_text))
    begin = f"{counted(len(members), 'revision mark')} {kinds_of(members)}"
    return ChangeFound(
        change_ids=tuple(change.id for change in members),
        description=f"{begin}: delta {listed(list(deltas))}" if deltas else begin,
        location=places_of(members, evidence),
        category=ChangeCategory.REVISION_MARK,
        trade="general",
        severity=LOW,
    )


def _title_block(members: Sequence[Change]) -> ChangeFound:
    # It is ruled like a table, and its rows have no names.
    plain = [replace(change, row=None, column=None) for change in _without_stamps(members)]
    told = _told(plain) or "plot stamps and dates"
    return ChangeFound(
        change_ids=tuple(change.id for change in members),
        description=f"Administrative: {told}",
        location=TITLE_BLOCK,
        category=ChangeCategory.TITLE_BLOCK,
        trade="general",
        severity=LOW,
    )


def _without_stamps(members: Sequence[Change]) -> list[Change]:
    """Leave out when and from which file a sheet was plotted: it differs on every sheet."""
    return [c for c in members if not _STAMP.search(c.new_text or c.old_text or "")]


def _told(members: Sequence[Change]) -> str:
    """Return the texts: “a” → “b”; removed “c”, “d” and 3 more. Only mixed kinds are named."""
    quotes = [quotes_of(change) for change in members]
    texts = {kind: [text for q in quotes for text in q.get(kind, ())] for kind in VERBS}
    told = {kind: some_of(those, MAX_QUOTES) for kind, those in texts.items() if those}
    mixed = len({change.kind for change in members} | told.keys()) > 1
    return "; ".join(
        f"{VERBS[kind]} {shown}" if mixed and kind is not ChangeKind.MODIFIED else shown
        for kind, shown in told.items()
    )


def _kinds_and_reason(members: Sequence[Change], reason: str) -> str:
    """Return "removed (structure)", or "(7 removed, 3 added; structure)"."""
    kinds = kinds_of(members)
    if not reason:
        return kinds
    return f"{kinds[:-1]}; {reason})" if kinds.endswith(")") else f"{kinds} ({reason})"


def kinds_of(changes: Sequence[Change]) -> str:
    """Return what became of them: "removed", or "(7 removed, 3 added)"."""
    counts = Counter(change.kind for change in changes)
    if len(counts) == 1:
        return VERBS[changes[0].kind]
    return (
        "("
        + ", ".join(f"{counts[kind]} {verb}" for kind, verb in VERBS.items() if counts[kind])
        + ")"
    )


def places_of(changes: Sequence[Change], evidence: SheetEvidence) -> str:
    """Return where changes are, or that they are all over the sheet."""
    places = Counter(place_of(change, evidence.size) for change in changes)
    if len(places) > MAX_PLACES:
        return SEVERAL_PLACES
    return listed([place for place, _ in places.most_common()])


def _others(members: Sequence[Change], evidence: SheetEvidence) -> ChangeFound:
    nouns = Counter(noun_of(change) for change in members)
    told = listed([counted(nouns[noun], noun) for noun in NOUN_ORDER if nouns[noun]])
    return ChangeFound(
        change_ids=tuple(change.id for change in members),
        description=f"Elsewhere on the sheet: {told}",
        location=places_of(members, evidence),
        category="other",
        trade=trade_of(evidence.number),
        severity=min((severity_of(change) for change in members), key=SEVERITIES.index),
    )
