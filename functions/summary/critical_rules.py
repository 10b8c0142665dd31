"""What makes a change critical: a table of stated rules, first match wins.

The rules are ours, from what costs builders money: life safety, structure, a length that is built
wrong, instructions that forbid, quantities that were priced. They claim nothing about what a
change means, only that a person should look at it first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from common.domain.changes import Change, ChangeCategory, ChangeKind, ChangeSource
from functions.summary.lengths import length_in
from functions.summary.marks import is_mark

BIG_LENGTH_CHANGE_IN = 1.0
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.[a-z]{2,}", re.I)
LARGE_INK_PX = 60_000  # about two thirds of a square inch of solid ink at 300 dpi

HIGH, MEDIUM, LOW = "high", "medium", "low"
SEVERITIES = (HIGH, MEDIUM, LOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One reason why a change is critical.

    Attributes:
        reason: a noun: "structure", "a difference of an inch or more".
        applies: tells whether a change is a case of it.
    """

    reason: str
    severity: str
    applies: Callable[[Change], bool]


def _says(pattern: str) -> Callable[[Change], bool]:
    """Return a test for old and new text and label; what only moved says what it said before."""
    compiled = re.compile(pattern, re.I)

    def applies(change: Change) -> bool:
        if change.kind is ChangeKind.MOVED:
            return False
        told = (*(text for pair in change.texts for text in pair), change.label)
        return any(compiled.search(text) for text in told if text)

    return applies


def _long_dimension(change: Change) -> bool:
    if change.category is not ChangeCategory.DIMENSION or change.kind is not ChangeKind.MODIFIED:
        return False
    lengths = [[length_in(text or "") for text in pair] for pair in change.texts]
    return any(
        before is not None and after is not None and abs(after - before) >= BIG_LENGTH_CHANGE_IN
        for before, after in lengths
    )


def _quantity(change: Change) -> bool:
    if change.kind is not ChangeKind.MODIFIED or change.category is ChangeCategory.DIMENSION:
        return False
    numbers = [[_NUMBER.findall(text or "") for text in pair] for pair in change.texts]
    return any(before and after and before != after for before, after in numbers)


RULES: tuple[Rule, ...] = (
    Rule(
        reason="fire or life safety",
        severity=HIGH,
        applies=_says(
            r"\bfire(?![ -]?(?:place|pit|wood|side))\b|\bfire-?proof|\bsmoke\b|\bsprinklers?\b"
            r"|\begress\b|\bexits?\b|\bguardrails?\b|\btempered\b|\baccessible\b|\bADA\b"
            r"|\b\d+[ -]?(?:hr|hour|min)s?\b.*\brat(?:ed|ing)\b|\brated\b.*\b(?:wall|door|assembly)"
            r"|\b\d+[ -]?(?:hr|hour)\b|^(?:20|45|60|90|180) ?min\.?$|\btype x\b"
        ),
    ),
    Rule(
        reason="structure",
        severity=HIGH,
        applies=_says(
            r"\bW\d{1,2}\s?x\s?\d+|\bHSS\b|#\d{1,2}\s?(?:@|bars?\b)|\b\d+\s?psi\b"
            r"|\bhold[- ]?downs?\b|\b(?:load[- ]?)?bearing (?:wall|plate)s?\b"
            r"|\b(?:rebar|footings?|beams?|girders?|shear walls?|joists?|lintels?"
            r"|anchor bolts?|foundations?(?! plan)|slabs?)\b"
            r"|\b(?:steel|concrete|wood|round) columns?\b|(?<!pin )\bheaders?\b(?! \d+x\d+ )"
        ),
    ),
    Rule(
        reason="a difference of an inch or more",
        severity=HIGH,
        applies=_long_dimension,
    ),
    Rule(
        reason="an instruction to hold, relocate, remove or leave out",
        severity=HIGH,
        applies=_says(
            r"\b(?:do not|hold(?![- ]?down)|relocated?|removed?|demolish(?:ed)?|demo|abandon(?:ed)?"
            r"|not used|void|deleted?|not in contract)\b"
        ),
    ),
    Rule(
        reason="a dimension",
        severity=MEDIUM,
        applies=lambda change: (
            change.category is ChangeCategory.DIMENSION and change.kind is not ChangeKind.MOVED
        ),
    ),
    Rule(reason="a number in a text or schedule", severity=MEDIUM, applies=_quantity),
)


def rule_for(change: Change) -> Rule | None:
    """Return the first rule that a change of the drawing falls under."""
    if not change.is_of_drawing or reads_the_same(change):
        return None
    return next((rule for rule in RULES if rule.applies(change)), None)


def severity_of(change: Change) -> str:
    """Return "high", "medium" or "low"."""
    if not change.is_of_drawing or change.kind is ChangeKind.MOVED:
        return LOW
    rule = rule_for(change)
    if rule is not None:
        return rule.severity
    if names_a_mark(change) or reads_the_same(change) or is_address(change):
        return LOW
    is_persons = change.source is ChangeSource.ADDED  # nobody adds by hand what is nothing
    if is_persons or change.category is ChangeCategory.TEXT or change.ink_px >= LARGE_INK_PX:
        return MEDIUM
    return LOW


def names_a_mark(change: Change) -> bool:
    """Tell whether all that came, went or moved is a grid bubble, view tag or sheet reference."""
    texts = [text for pair in change.texts for text in pair if text]
    if change.category is not ChangeCategory.TEXT or change.kind is ChangeKind.MODIFIED:
        return False
    return bool(texts) and all(map(is_mark, texts))


def reads_the_same(change: Change) -> bool:
    """Tell whether old and new differ only in blanks or capitals, which nobody builds."""
    if change.kind is not ChangeKind.MODIFIED or not (change.old_text and change.new_text):
        return False
    old, new = ("".join(text.split()).casefold() for text in (change.old_text, change.new_text))
    return old == new


def is_address(change: Change) -> bool:
    """Tell whether all a change says is where somebody is found in the web."""
    texts = [text for pair in change.texts for text in pair if text]
    return bool(texts) and all(_ADDRESS.fullmatch(text.strip()) for text in texts)
