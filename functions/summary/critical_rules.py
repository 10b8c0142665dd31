"""What makes a change critical: a table of stated rules, first match wins.

The rules are ours, from what costs builders money: a length that is built wrong, life safety,
structure, quantities that were priced, instructions that forbid. They claim nothing about what a
change means, only that a person should look at it first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from common.domain.changes import Change, ChangeCategory, ChangeKind
from functions.summary.lengths import length_in

BIG_LENGTH_CHANGE_IN = 1.0
LARGE_INK_PX = 60_000  # about two square inches of solid ink at 300 dpi

HIGH, MEDIUM, LOW = "high", "medium", "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One reason why a change is critical.

    Attributes:
        name: in the middle of a sentence: "a fire or life-safety text changed".
        applies: tells whether a change is a case of it.
    """

    name: str
    severity: str
    applies: Callable[[Change], bool]


def _says(pattern: str) -> Callable[[Change], bool]:
    compiled = re.compile(pattern, re.I)

    def applies(change: Change) -> bool:
        return any(compiled.search(text) for text in _new_words(change))

    return applies


def _new_words(change: Change) -> list[str]:
    """Return the texts, without what both have: a word that only stands beside is no reason."""
    if change.kind is ChangeKind.MOVED:
        return []
    return [text for text in (change.old_text, change.new_text) if text]


def _long_dimension(change: Change) -> bool:
    if change.category is not ChangeCategory.DIMENSION or change.kind is not ChangeKind.MODIFIED:
        return False
    before, after = length_in(change.old_text or ""), length_in(change.new_text or "")
    return before is None or after is None or abs(after - before) >= BIG_LENGTH_CHANGE_IN


def _quantity(change: Change) -> bool:
    if change.kind is not ChangeKind.MODIFIED or change.category is ChangeCategory.DIMENSION:
        return False
    numbers = [re.findall(r"\d+(?:[.,]\d+)?", text) for text in _new_words(change)]
    return len(numbers) == 2 and numbers[0] != numbers[1] and bool(numbers[0] or numbers[1])


RULES: tuple[Rule, ...] = (
    Rule(
        name="a fire or life-safety text changed",
        severity=HIGH,
        applies=_says(
            r"\b(fire|rated|rating|egress|exit|sprinkler|smoke|\d+\s?-?(min|hr|hour)s?\b(?=.*rat|$)"
            r"|accessible|ada|guardrail|tempered)\b"
        ),
    ),
    Rule(
        name="a structural text changed",
        severity=HIGH,
        applies=_says(
            r"\bW\d{1,2}\s?[xX]\s?\d+|\bHSS\b|\b(rebar|footing|beam|column|girder|shear wall|joist"
            r"|lintel|header|anchor bolts?|bearing|foundation|slab)\b|#\d{1,2}\s?@|\bpsi\b"
        ),
    ),
    Rule(
        name="a dimension changed by an inch or more",
        severity=HIGH,
        applies=_long_dimension,
    ),
    Rule(
        name="an instruction that forbids or removes changed",
        severity=HIGH,
        applies=_says(r"\b(do not|hold|remove|demolish|demo|abandon|not used|void|deleted?)\b"),
    ),
    Rule(
        name="a dimension changed",
        severity=MEDIUM,
        applies=lambda change: (
            change.category is ChangeCategory.DIMENSION and change.kind is not ChangeKind.MOVED
        ),
    ),
    Rule(name="a number in a text or schedule changed", severity=MEDIUM, applies=_quantity),
)


def rule_for(change: Change) -> Rule | None:
    """Return the first rule that a change falls under; title-block changes fall under none."""
    if change.category is ChangeCategory.TITLE_BLOCK:
        return None
    return next((rule for rule in RULES if rule.applies(change)), None)


def severity_of(change: Change) -> str:
    """Return "high", "medium" or "low"."""
    if change.category is ChangeCategory.TITLE_BLOCK:
        return LOW
    rule = rule_for(change)
    if rule is not None:
        return rule.severity
    if change.kind is ChangeKind.MOVED:
        return LOW
    if change.category is ChangeCategory.TEXT or change.ink_px >= LARGE_INK_PX:
        return MEDIUM
    return LOW
