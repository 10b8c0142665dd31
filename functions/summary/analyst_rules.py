"""The rule-based analyst: a summary an estimator reads, from the change list and nothing else.

Every number and every quoted word comes from the evidence; what is not in the change list is not
said. Its result has the same shape as a language model's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from common.domain.changes import (
    AlignmentGrade,
    Change,
    ChangeCategory,
    ChangeFound,
    ChangeKind,
    MatchKind,
    Summary,
)
from common.domain.wording import VERBS
from functions.summary.clouds import told_of_clouds
from functions.summary.critical_rules import HIGH, LOW, RULES, SEVERITIES, rule_for, severity_of
from functions.summary.evidence import (
    NOUN_ORDER,
    SheetEvidence,
    noun_of,
)
from functions.summary.findings import find, kinds_of
from functions.summary.places import place_of
from functions.summary.quotes import old_to_new
from functions.summary.recommendations import is_worded, recommend
from functions.summary.trades import trade_of
from functions.summary.wording import counted, listed, quote, some_ids, some_of

MAX_QUOTES = 4
MAX_SAMPLE = 4

__all__ = ["SheetEvidence", "model_version", "summarise"]


def model_version() -> str:
    """Return the version of the rules; it changes when their answers do."""
    return "rules-5"


def summarise(evidence: SheetEvidence) -> Summary:
    """Return the summary of one sheet."""
    if evidence.match.is_not_issued:
        return _not_issued(evidence)
    if evidence.kind is not MatchKind.MATCHED:
        return _whole_sheet(evidence)
    if evidence.alignment and evidence.alignment.grade is AlignmentGrade.NOT_COMPARABLE:
        return _not_comparable(evidence)
    return Summary(
        summary_text=_text(evidence) + closing(evidence),
        changes_found=find(evidence),
        critical_change=critical_of(evidence),
        recommendations=tuple(recommend(evidence)),
    )


def has_change_list(evidence: SheetEvidence) -> bool:
    """Tell whether there is a change of the drawing to speak of."""
    grade = evidence.alignment.grade if evidence.alignment else None
    return (
        evidence.kind is MatchKind.MATCHED
        and grade is not AlignmentGrade.NOT_COMPARABLE
        and any(change.is_of_drawing for change in evidence.changes)
    )


# --- sheets without a change list ---------------------------------------------------------------


def _not_issued(evidence: SheetEvidence) -> Summary:
    name = evidence.name
    return Summary(
        summary_text=f"Sheet {name} is not in this partial issue; nothing says that it was removed."
        + _match_doubt(evidence),
        changes_found=(),
        critical_change=None,
        recommendations=(f"Keep the old {name} until it is issued again or withdrawn.",),
    )


def _whole_sheet(evidence: SheetEvidence) -> Summary:
    added = evidence.kind is MatchKind.ADDED
    name = evidence.name
    text = f"Sheet {name} is {'new in this set' if added else 'no longer in the set'}."
    sample = [
        text for text in evidence.word_sample if text not in {evidence.number, evidence.title}
    ]
    if sample:
        told = some_of([quote(text) for text in sample[:MAX_SAMPLE]], MAX_SAMPLE)
        text += f" Its largest texts beside number and title: {told}."
    critical = (
        None
        if added
        else f"Sheet {name} was removed: work shown only there has no drawing in the new set."
    )
    advice = (
        f"Price the work on {name}; nothing on it was in the old set."
        if added
        else f"Ask whether {name} was dropped, re-numbered or merged into another sheet."
    )
    return Summary(
        summary_text=text + _match_doubt(evidence),
        changes_found=(_whole_sheet_found(evidence),),
        critical_change=critical,
        recommendations=(advice,),
    )


def _whole_sheet_found(evidence: SheetEvidence) -> ChangeFound:
    added = evidence.kind is MatchKind.ADDED
    verb = VERBS[ChangeKind.ADDED if added else ChangeKind.REMOVED]
    return ChangeFound(
        change_ids=(),
        description=f"Whole sheet {verb}; the {'old' if added else 'new'} set has no counterpart.",
        location="whole sheet",
        category="sheet",
        trade=trade_of(evidence.number),
        severity="medium" if added else HIGH,
    )


def _not_comparable(evidence: SheetEvidence) -> Summary:
    name = evidence.name
    return Summary(
        summary_text=(
            f"Old and new {name} could not be laid on one another reliably, so no change list was "
            "made; they are shown side by side. Expect real changes and review by hand."
            + _match_doubt(evidence)
        ),
        changes_found=(),
        critical_change=f"{name} was not compared: treat it as changed until a person has looked.",
        recommendations=(f"Compare both revisions of {name} by eye.",),
    )


# --- the text ---------------------------------------------------------------------------------


def _text(evidence: SheetEvidence) -> str:
    if not evidence.changes:
        return f"No changes found on {evidence.name}."
    drawing = [change for change in evidence.changes if change.is_of_drawing]
    if not drawing:
        nouns = Counter(noun_of(change) for change in evidence.changes)
        entries = listed([counted(nouns[noun], noun) for noun in NOUN_ORDER if nouns[noun]])
        return f"Only {entries} changed on {evidence.name}; the drawing itself is the same."
    return f"{lead(evidence)} {_quotes(drawing)}".strip()


def lead(evidence: SheetEvidence) -> str:
    """Return how many changes of the drawing there are, of what and where."""
    drawing = [change for change in evidence.changes if change.is_of_drawing]
    by_noun: dict[str, list[Change]] = defaultdict(list)
    for change in drawing:
        by_noun[noun_of(change)].append(change)
    parts = [
        f"{counted(len(by_noun[noun]), noun)} {kinds_of(by_noun[noun])}"
        for noun in NOUN_ORDER
        if noun in by_noun
    ]
    where = _busiest(drawing, evidence)
    mostly = "mostly " if len({place_of(c, evidence.size) for c in drawing}) > 1 else ""
    return f"{evidence.name}, {mostly}{where}: {listed(parts)}."


def _busiest(changes: Sequence[Change], evidence: SheetEvidence) -> str:
    ink: dict[str, int] = defaultdict(int)
    for change in changes:
        ink[place_of(change, evidence.size)] += 1 + change.ink_px
    return max(ink, key=lambda place: ink[place])


def _quotes(drawing: Sequence[Change]) -> str:
    """Quote the texts that matter most: of equal severity one of each kind in turn."""
    worded = [c for c in drawing if c.label or c.texts]
    telling = [c for c in worded if severity_of(c) != LOW]
    if not telling:
        return ""
    quoted = [old_to_new(change) for change in _in_turn(telling)]
    return f"Above all: {some_of(quoted, MAX_QUOTES)}."


def _in_turn(changes: Sequence[Change]) -> list[Change]:
    """Order by severity; of one severity take edited, removed and added ones by turns.

    Of each the first are those that say something, and the biggest.
    """
    queues: dict[tuple[int, int], list[Change]] = defaultdict(list)
    for change in sorted(changes, key=lambda c: (not _says_something(c), -c.ink_px)):
        queues[_rank(change)].append(change)
    places = {change.id: place for queue in queues.values() for place, change in enumerate(queue)}
    return sorted(changes, key=lambda c: (_rank(c)[0], places[c.id], _rank(c)[1]))


def _rank(change: Change) -> tuple[int, int]:
    return SEVERITIES.index(severity_of(change)), list(VERBS).index(change.kind)


def _says_something(change: Change) -> bool:
    is_dimension = change.category is ChangeCategory.DIMENSION
    return is_dimension or any(is_worded(t) for pair in change.texts for t in pair if t)


def closing(evidence: SheetEvidence) -> str:
    """Return what clouds say and what is doubtful, with a blank before each."""
    return told_of_clouds(evidence) + _doubt(evidence)


def _doubt(evidence: SheetEvidence) -> str:
    doubtful = evidence.alignment and evidence.alignment.grade is AlignmentGrade.DOUBTFUL
    note = " The alignment is doubtful: some entries may be false, some may be missing."
    return (note if doubtful else "") + _match_doubt(evidence)


def _match_doubt(evidence: SheetEvidence) -> str:
    return f" {evidence.match.reason}" if evidence.match.reason else ""


def critical_of(evidence: SheetEvidence) -> str | None:
    """Return the change to look at first, where and why; `None` when no rule is urgent enough.

    The rules stand in the order of their weight; of one rule, the change with the most ink.
    """
    ruled = [(change, rule) for change in evidence.changes if (rule := rule_for(change))]
    high = [(change, rule) for change, rule in ruled if rule.severity == HIGH]
    if not high:
        return None
    change, rule = min(high, key=lambda item: (RULES.index(item[1]), -item[0].ink_px))
    where = place_of(change, evidence.size)
    others = [other.id for other, _ in high if other is not change]
    also = f" Equally urgent: {some_ids(others)}." if others else ""
    return f"{change.id}, {where}: {old_to_new(change)}. Reason: {rule.reason}.{also}"
