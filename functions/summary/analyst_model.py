"""The analyst with a language model: its words where the evidence bears them, the rules' elsewhere.

The model adds what lines mean and what belongs together. It cannot take anything away: what it
leaves out the rules tell, what the rules call urgent stays urgent, and what counts and clouds say
comes from the change list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pydantic import ValidationError

from common.domain.changes import ChangeFound, Summary
from common.domain.language import AnswerEnd, ModelAnswer
from functions.summary.analyst_rules import closing, critical_of, lead, summarise
from functions.summary.answer import Found, SheetAnswer, Statement
from functions.summary.critical_rules import SEVERITIES, severity_of
from functions.summary.evidence import SheetEvidence
from functions.summary.findings import find, places_of
from functions.summary.grounding import Evidence
from functions.summary.recommendations import standing_advice
from functions.summary.request import listed_changes
from functions.summary.trades import trade_of
from functions.summary.wording import some_ids

MAX_SENTENCES: Final = 6
MAX_RECOMMENDATIONS: Final = 8
UNCLEAR: Final = "unclear"
_WHY: Final = {
    AnswerEnd.TRUNCATED: "The language model's answer was cut off.",
    AnswerEnd.REFUSED: "The language model refused to answer.",
    AnswerEnd.FILTERED: "The endpoint's content filter held the answer back.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A summary and how much of it is the model's.

    Attributes:
        fallback: why all of it is the rules'; "" otherwise.
    """

    summary: Summary
    dropped_count: int = 0
    uncited_count: int = 0
    fallback: str = ""


@dataclass(slots=True)
class _Sieve:
    """Holds statements against the evidence and counts what falls through."""

    evidence: Evidence
    dropped_count: int = 0

    def passes(self, text: str, change_ids: Sequence[str]) -> bool:
        borne = self.evidence.bears(text, change_ids)
        self.dropped_count += not borne
        return borne

    def kept(self, statements: Iterable[Statement]) -> list[Statement]:
        return [said for said in statements if self.passes(said.text, said.change_ids)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What is left of an answer."""

    sentences: list[Statement]
    found: list[ChangeFound]
    critical: Statement | None
    recommendations: list[Statement] = field(default_factory=list)


def told_by_model(evidence: SheetEvidence, answer: ModelAnswer) -> Told:
    """Return the summary that an answer and the rules make together."""
    if answer.end is not AnswerEnd.COMPLETE:
        return Told(summary=summarise(evidence), fallback=_WHY[answer.end])
    try:
        parsed = SheetAnswer.model_validate_json(answer.text)
    except ValidationError:
        why = "The language model's answer was not in the form that was asked for."
        return Told(summary=summarise(evidence), fallback=why)
    return _together(evidence, parsed)


def _together(evidence: SheetEvidence, answer: SheetAnswer) -> Told:
    sieve = _Sieve(Evidence(evidence, listed_changes(evidence)))
    said = _Said(
        sentences=sieve.kept(answer.summary_text)[:MAX_SENTENCES],
        found=_found(answer.changes_found, evidence, sieve),
        critical=next(iter(sieve.kept(filter(None, [answer.critical_change]))), None),
        recommendations=sieve.kept(answer.recommendations)[:MAX_RECOMMENDATIONS],
    )
    cited = {change_id for found in said.found for change_id in found.change_ids}
    uncited = tuple(c for c in evidence.changes if c.id not in cited)
    by_rules = summarise(evidence)
    return Told(
        summary=Summary(
            summary_text=_text(said, evidence) or by_rules.summary_text,
            changes_found=_by_urgency(said.found, find(replace(evidence, changes=uncited))),
            critical_change=_critical(said, evidence),
            recommendations=_advice(said, evidence) or by_rules.recommendations,
        ),
        dropped_count=sieve.dropped_count,
        uncited_count=sum(change.is_of_drawing for change in uncited),
    )


def _found(entries: Iterable[Found], evidence: SheetEvidence, sieve: _Sieve) -> list[ChangeFound]:
    """Return the entries that may be shown; of a change told twice the first one counts."""
    told: set[str] = set()
    kept: list[ChangeFound] = []
    for entry in entries:
        if not sieve.passes(entry.description, entry.change_ids):
            continue
        ids = tuple(dict.fromkeys(i for i in entry.change_ids if i not in told))
        if ids:
            told.update(ids)
            kept.append(_entry(entry, ids, evidence, sieve))
    return kept


def _entry(
    entry: Found, ids: tuple[str, ...], evidence: SheetEvidence, sieve: _Sieve
) -> ChangeFound:
    changes = [change for change in evidence.changes if change.id in ids]
    texts = tuple(text for c in changes for pair in c.texts for text in pair if text)
    has_place = bool(entry.location.strip()) and sieve.passes(entry.location, ids)
    by_rules = min((severity_of(change) for change in changes), key=SEVERITIES.index)
    return ChangeFound(
        change_ids=ids,
        description=entry.description.strip(),
        location=entry.location.strip() if has_place else places_of(changes, evidence),
        category=changes[0].category if entry.category == UNCLEAR else entry.category,
        trade=trade_of(evidence.number, texts) if entry.trade == UNCLEAR else entry.trade,
        severity=_higher(entry.severity, by_rules),
    )


def _higher(said: str, by_rules: str) -> str:
    """Return the more urgent one: nothing that is printed on a sheet may talk it down."""
    return by_rules if said == UNCLEAR else min(said, by_rules, key=SEVERITIES.index)


def _by_urgency(*groups: Iterable[ChangeFound]) -> tuple[ChangeFound, ...]:
    found = [entry for group in groups for entry in group]
    return tuple(sorted(found, key=lambda entry: SEVERITIES.index(entry.severity)))


def _text(said: _Said, evidence: SheetEvidence) -> str:
    """Return the counts of the change list, the model's sentences, clouds and doubts."""
    if not said.sentences:
        return ""
    sentences = " ".join(_ended(sentence.text) for sentence in said.sentences)
    return f"{lead(evidence)} {sentences}{closing(evidence)}"


def _ended(text: str) -> str:
    plain = " ".join(text.split())
    return plain if plain.endswith((".", "!", "?", "”", '."')) else f"{plain}."


def _critical(said: _Said, evidence: SheetEvidence) -> str | None:
    """Return the model's words about what the rules too call urgent, else the rules'."""
    by_rules = critical_of(evidence)
    if said.critical is None:
        return by_rules
    ids = set(said.critical.change_ids)
    urgent = {c.id for c in evidence.changes if severity_of(c) == SEVERITIES[0]}
    if by_rules is not None and not ids & urgent:
        return by_rules
    return f"{_ids(said.critical)}: {_ended(said.critical.text)}"


def _advice(said: _Said, evidence: SheetEvidence) -> tuple[str, ...]:
    if not said.recommendations:
        return ()
    own = [f"{_ended(advice.text)[:-1]} ({_ids(advice)})." for advice in said.recommendations]
    return (*own, *standing_advice(evidence))


def _ids(statement: Statement) -> str:
    return some_ids(statement.change_ids)
