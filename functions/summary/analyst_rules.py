"""The rule-based analyst: a summary an estimator reads, from the change list and nothing else.

Every number and every quoted word comes from the evidence; what is not in the change list is not
said. Its result has the same shape as a language model's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.domain.changes import (
    Alignment,
    AlignmentGrade,
    Change,
    ChangeCategory,
    ChangeFound,
    ChangeKind,
    Match,
    MatchKind,
    Summary,
)
from common.domain.sheets import PageSize
from functions.summary.critical_rules import LOW, rule_for, severity_of
from functions.summary.places import TITLE_BLOCK, place_of
from functions.summary.trades import trade_of

MAX_GROUPS = 20
MAX_QUOTES = 6
MAX_RECOMMENDATIONS = 5
MAX_QUOTE_LENGTH = 80
_SEVERITIES = ("high", "medium", "low")
_NOUNS = {
    ChangeCategory.DIMENSION: "dimension",
    ChangeCategory.TEXT: "text",
    ChangeCategory.LINEWORK: "linework area",
    ChangeCategory.FILL: "shaded area",
    ChangeCategory.TITLE_BLOCK: "title-block entry",
}
_VERBS = {
    ChangeKind.ADDED: "added",
    ChangeKind.REMOVED: "removed",
    ChangeKind.MODIFIED: "changed",
    ChangeKind.MOVED: "moved",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEvidence:
    """What the analyst may speak of.

    Attributes:
        size: of the new sheet; of the old one when it was removed.
        word_sample: the biggest texts of the sheet, biggest first.
    """

    number: str | None
    title: str | None
    kind: MatchKind
    match: Match
    alignment: Alignment | None
    changes: tuple[Change, ...]
    size: PageSize
    word_sample: tuple[str, ...] = ()


def model_version() -> str:
    """Return the version of the rules; it changes when their answers do."""
    return "rules-1"


def summarise(evidence: SheetEvidence) -> Summary:
    """Return the summary of one sheet."""
    if evidence.kind is not MatchKind.MATCHED:
        return _whole_sheet(evidence)
    if evidence.alignment and evidence.alignment.grade is AlignmentGrade.NOT_COMPARABLE:
        return _not_comparable(evidence)
    drawing = [c for c in evidence.changes if c.category is not ChangeCategory.TITLE_BLOCK]
    title_block = [c for c in evidence.changes if c.category is ChangeCategory.TITLE_BLOCK]
    if not evidence.changes:
        return _plain(f"No changes found on {_name(evidence)}.{_doubt(evidence)}")
    groups = _groups(drawing, evidence) + _title_block_group(title_block, evidence)
    text = f"{_first_sentence(drawing, title_block, evidence)} {_quotes(drawing)}".strip()
    return Summary(
        summary_text=text + _doubt(evidence),
        changes_found=tuple(groups),
        critical_change=_critical(drawing, evidence),
        recommendations=tuple(_recommendations(drawing, evidence)),
    )


# --- sheets without a change list ---------------------------------------------------------------


def _whole_sheet(evidence: SheetEvidence) -> Summary:
    added = evidence.kind is MatchKind.ADDED
    name = _name(evidence)
    verb = "is new in this set" if added else "is no longer in the set"
    text = f"Sheet {name} {verb}."
    if evidence.word_sample:
        sample = ", ".join(_quote(text) for text in evidence.word_sample[:4])
        text += f" Its largest texts: {sample}."
    if evidence.match.reason:
        text += f" {evidence.match.reason}"
    where = "old" if added else "new"
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
        summary_text=text,
        changes_found=(
            ChangeFound(
                change_ids=(),
                description=f"Whole sheet {_VERBS[_kind_of(evidence.kind)]}; the {where} set has "
                "no counterpart.",
                location="whole sheet",
                category="sheet",
                trade=trade_of(evidence.number),
                severity="medium" if added else "high",
            ),
        ),
        critical_change=critical,
        recommendations=(advice,),
    )


def _kind_of(kind: MatchKind) -> ChangeKind:
    return ChangeKind.ADDED if kind is MatchKind.ADDED else ChangeKind.REMOVED


def _not_comparable(evidence: SheetEvidence) -> Summary:
    name = _name(evidence)
    return Summary(
        summary_text=(
            f"The two sheets {name} could not be laid on one another reliably, so no change list "
            "was made; they are shown side by side. Expect real changes and review by hand."
        ),
        changes_found=(),
        critical_change=f"{name} was not compared: treat it as changed until a person has looked.",
        recommendations=(f"Compare both revisions of {name} by eye.",),
    )


def _plain(text: str) -> Summary:
    return Summary(summary_text=text, changes_found=(), critical_change=None, recommendations=())


# --- the text ---------------------------------------------------------------------------------


def _first_sentence(
    drawing: Sequence[Change], title_block: Sequence[Change], evidence: SheetEvidence
) -> str:
    if not drawing:
        entries = _counted(len(title_block), "title-block entry")
        return f"Only {entries} changed on {_name(evidence)}; the drawing itself is the same."
    counts: dict[tuple[ChangeCategory, ChangeKind], int] = defaultdict(int)
    for change in drawing:
        counts[change.category, change.kind] += 1
    order = list(_NOUNS)
    ranked = sorted(counts.items(), key=lambda item: (order.index(item[0][0]), -item[1]))
    parts = [f"{_counted(n, _NOUNS[category])} {_VERBS[kind]}" for (category, kind), n in ranked]
    busiest = _busiest(drawing, evidence)
    return f"{_capital(_listed(parts))} on {_name(evidence)}, mostly in the {busiest}."


def _busiest(changes: Sequence[Change], evidence: SheetEvidence) -> str:
    ink: dict[str, int] = defaultdict(int)
    for change in changes:
        ink[place_of(change, evidence.size)] += 1 + change.ink_px
    return max(ink, key=lambda place: ink[place])


def _quotes(drawing: Sequence[Change]) -> str:
    """Quote the texts that matter most, old → new."""
    texts = [c for c in drawing if (c.old_text or c.new_text) and c.kind is not ChangeKind.MOVED]
    ranked = sorted(texts, key=lambda c: (_SEVERITIES.index(severity_of(c)), -c.ink_px))
    quoted = list(dict.fromkeys(_old_to_new(change) for change in ranked))[:MAX_QUOTES]
    if not quoted:
        return ""
    more = len(texts) - len(quoted)
    tail = f"; and {more} more." if more > 0 else "."
    return "Texts: " + "; ".join(quoted) + tail


def _old_to_new(change: Change) -> str:
    if change.old_text and change.new_text:
        return f"{_quote(change.old_text)} → {_quote(change.new_text)}"
    if change.new_text:
        return f"{_quote(change.new_text)} added"
    return f"{_quote(change.old_text or '')} removed"


def _doubt(evidence: SheetEvidence) -> str:
    notes = []
    if evidence.alignment and evidence.alignment.grade is AlignmentGrade.DOUBTFUL:
        notes.append("The alignment is doubtful: some entries may be false, some may be missing.")
    if evidence.match.review and evidence.match.reason:
        notes.append(evidence.match.reason)
    return "".join(f" {note}" for note in notes)


# --- the findings -----------------------------------------------------------------------------


def _groups(drawing: Sequence[Change], evidence: SheetEvidence) -> list[ChangeFound]:
    """Group by severity, place, category and kind; what exceeds MAX_GROUPS shares a last one."""
    grouped: dict[tuple[str, str, ChangeCategory, ChangeKind], list[Change]] = defaultdict(list)
    for change in drawing:
        key = (severity_of(change), place_of(change, evidence.size), change.category, change.kind)
        grouped[key].append(change)
    ranked = sorted(
        grouped.items(),
        key=lambda item: (_SEVERITIES.index(item[0][0]), -sum(c.ink_px for c in item[1])),
    )
    shown, rest = ranked[: MAX_GROUPS - 1], ranked[MAX_GROUPS - 1 :]
    found = [_found(key, members, evidence) for key, members in shown]
    others = [change for _, members in rest for change in members]
    if others:
        found.append(_others(others, evidence))
    return found


def _found(
    key: tuple[str, str, ChangeCategory, ChangeKind],
    members: Sequence[Change],
    evidence: SheetEvidence,
) -> ChangeFound:
    severity, place, category, kind = key
    texts = tuple(t for c in members for t in (c.old_text, c.new_text) if t)
    description = _capital(f"{_counted(len(members), _NOUNS[category])} {_VERBS[kind]}")
    quotes = list(dict.fromkeys(_old_to_new(c) for c in members if c.old_text or c.new_text))
    if kind is ChangeKind.MOVED:
        quotes = list(dict.fromkeys(_quote(c.new_text) for c in members if c.new_text))
    if quotes:
        more = ", …" if len(quotes) > MAX_QUOTES else ""
        description += ": " + "; ".join(quotes[:MAX_QUOTES]) + more
    return ChangeFound(
        change_ids=tuple(c.id for c in members),
        description=description,
        location=place,
        category=category,
        trade=trade_of(evidence.number, texts),
        severity=severity,
    )


def _others(members: Sequence[Change], evidence: SheetEvidence) -> ChangeFound:
    return ChangeFound(
        change_ids=tuple(c.id for c in members),
        description=f"{_capital(_counted(len(members), 'smaller change'))} elsewhere on the sheet",
        location="several places",
        category="other",
        trade=trade_of(evidence.number),
        severity=min((severity_of(c) for c in members), key=_SEVERITIES.index),
    )


def _title_block_group(title_block: Sequence[Change], evidence: SheetEvidence) -> list[ChangeFound]:
    if not title_block:
        return []
    quotes = [_old_to_new(c) for c in title_block if c.old_text or c.new_text][:MAX_QUOTES]
    description = "Administrative: " + ("; ".join(dict.fromkeys(quotes)) or "title block edited")
    return [
        ChangeFound(
            change_ids=tuple(c.id for c in title_block),
            description=description,
            location=TITLE_BLOCK,
            category=ChangeCategory.TITLE_BLOCK,
            trade="general",
            severity=LOW,
        )
    ]


def _critical(drawing: Sequence[Change], evidence: SheetEvidence) -> str | None:
    """Return the change to look at first and why, `None` when no rule makes one critical."""
    ruled = [(change, rule) for change in drawing if (rule := rule_for(change)) is not None]
    high = [(change, rule) for change, rule in ruled if rule.severity == "high"]
    if not high:
        return None
    change, rule = max(high, key=lambda item: item[0].ink_px)
    where = place_of(change, evidence.size)
    return f"{_capital(rule.name)} ({where}): {_old_to_new(change)}."


def _recommendations(drawing: Sequence[Change], evidence: SheetEvidence) -> Iterable[str]:
    name = _name(evidence)
    advice: list[str] = []
    dimensions = [c for c in drawing if c.category is ChangeCategory.DIMENSION and _edited(c)]
    if dimensions:
        advice.append(
            f"Re-measure what {_counted(len(dimensions), 'changed dimension')} on {name} affect"
            f"{'s' if len(dimensions) == 1 else ''}: {_some_ids(dimensions)}."
        )
    critical = [c for c in drawing if (rule := rule_for(c)) and rule.severity == "high"]
    notes = [c for c in critical if c.category is not ChangeCategory.DIMENSION]
    if notes:
        advice.append(f"Tell the trades concerned and confirm scope: {_some_ids(notes)}.")
    removed = [c for c in drawing if c.kind is ChangeKind.REMOVED and c.old_text]
    if removed:
        advice.append(
            f"Ask the designer (RFI) whether {_quote(removed[0].old_text or '')} was removed on "
            f"purpose: {_some_ids(removed)}."
        )
    if evidence.alignment and evidence.alignment.grade is AlignmentGrade.DOUBTFUL:
        advice.append(f"Check {name} by eye: its alignment is doubtful.")
    return advice[:MAX_RECOMMENDATIONS]


def _edited(change: Change) -> bool:
    return change.kind is not ChangeKind.MOVED


# --- words ------------------------------------------------------------------------------------


def _name(evidence: SheetEvidence) -> str:
    return " ".join(part for part in (evidence.number, evidence.title) if part) or "this sheet"


def _some_ids(changes: Sequence[Change]) -> str:
    ids = [change.id for change in changes]
    return ", ".join(ids[:8]) + (" …" if len(ids) > 8 else "")


def _counted(count: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _quote(text: str) -> str:
    short = text if len(text) <= MAX_QUOTE_LENGTH else text[: MAX_QUOTE_LENGTH - 1].rstrip() + "…"
    return f'"{short}"'
