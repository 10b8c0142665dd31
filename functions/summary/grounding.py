"""What a language model said, held against the evidence; what that does not bear is dropped.

Wanted is not that a statement is true, which nobody can check here, but that nothing in it can be
an invention or an order that somebody printed on the sheet: its changes exist, its numbers, marks
and quotes stand in those very changes, and it pronounces no verdict.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from common.domain.changes import Change
from functions.summary.evidence import SheetEvidence

MAX_STATEMENT_LENGTH: Final = 600
_CURLY: Final = re.compile("“([^”]+)”")
# An opening quote follows no digit: that one is inches.
_QUOTED: Final = re.compile(r'(?<![\d\'"])"([^"]+)"')
# Whatever has a digit in it (12'-6", W12x26, AHU-3), or is a name as drawings set it.
_PRINTED: Final = re.compile(r"[^\s()\[\];|]*\d[^\s()\[\];|]*|\b[A-Z]{3,}\b")
_ABBREVIATIONS: Final = frozenset({"RFI", "HVAC", "MEP", "ADA", "CAD", "PDF", "OSHA"})
_LINK: Final = re.compile(r"://|\bwww\.|@\w|\b\w+\.(?:com|org|net|io)\b", re.I)
_COUNT_WORDS: Final = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), 2
    )
}
_COUNT: Final = re.compile(rf"\b(?:{'|'.join(_COUNT_WORDS)})\b", re.I)
# What would send the reader away. A drawing may say it, in quotes; a summary may not.
_VERDICT: Final = re.compile(
    r"\bno (?:[\w-]+ ){0,3}(?:changes?|differences?|revisions?|action|impact|concerns?|issues?)\b"
    r"|\b(?:unchanged|identical|approved?|accept(?:ed|able)|disregard|ignored?|irrelevant)\b"
    r"|\bnothing (?:\w+ ){0,2}(?:changed|different|to do)\b|\bsame as before\b|\bas an ai\b"
    r"|\b(?:system prompt|instructions?)\b",
    re.I,
)
_SAME: Final = str.maketrans(
    {"’": "'", "‘": "'", "′": "'", "”": '"', "“": '"', "″": '"', "–": "-", "—": "-", "×": "x"}
)


class Evidence:
    """What may be said of each change of a sheet, in the form in which it is compared."""

    def __init__(self, evidence: SheetEvidence, changes: Sequence[Change]) -> None:
        self._sheet = _plain(" ".join(filter(None, (evidence.number, evidence.title))))
        self._of: Mapping[str, str] = {change.id: _plain(_words(change)) for change in changes}

    def bears(self, text: str, change_ids: Sequence[str]) -> bool:
        """Tell whether a statement about these changes may be shown."""
        if not change_ids or not text.strip() or len(text) > MAX_STATEMENT_LENGTH:
            return False
        if any(change_id not in self._of for change_id in change_ids):
            return False
        # Curly quotes first: inches end straight ones.
        quoted = [_plain(words) for words in _CURLY.findall(text)]
        said = _without_ids(_plain(_CURLY.sub(" ", text)), change_ids)
        evidence = " | ".join([self._sheet, *(self._of[change_id] for change_id in change_ids)])
        unquoted = _QUOTED.sub(" ", said)
        return not (
            _LINK.search(text)
            or _VERDICT.search(unquoted)
            or any(not _occurs(words, evidence) for words in [*quoted, *_quotes(said)])
            or any(
                not (_occurs(printed, evidence) or printed == str(len(change_ids)))
                for printed in _printed(unquoted)
            )
            or any(
                count != len(change_ids) and not _occurs(str(count), evidence)
                for count in _counts(unquoted)
            )
        )


def _words(change: Change) -> str:
    """Return every text of a change, its row and its headings."""
    texts = [change.old_text, change.new_text, change.row, change.column, change.label]
    for part in change.parts:
        texts += [part.old_text, part.new_text, part.column]
    return " | ".join(text for text in texts if text)


def _plain(text: str) -> str:
    """Return a text with one form of quotes, dashes and blanks, and none around feet and dashes."""
    shown = "".join(c for c in text if not unicodedata.category(c).startswith("Cf"))
    # Cells and lines are set apart by strokes in the question, by controls in the change list.
    apart = re.sub(r"\s[|/](?=\s)", " ", shown)
    blanks = " ".join(apart.translate(_SAME).replace("''", '"').split())
    return re.sub(r"(?<=[\d'\"])\s*([-x])\s*(?=\d)", r"\1", blanks)


def _without_ids(text: str, change_ids: Iterable[str]) -> str:
    names = "|".join(re.escape(change_id) for change_id in change_ids)
    return re.sub(rf"\b(?:{names})\b", " ", text)


def _quotes(text: str) -> list[str]:
    return [quoted.strip(" .,;") for quoted in _QUOTED.findall(text)]


def _printed(text: str) -> list[str]:
    """Return what a sheet must have printed; of "24-inch" the number alone."""
    apart = re.sub(r"(?<=\d)-(?=[a-z]{2})", " ", text)
    found = (match.group().strip(".,:'\"!?-") for match in _PRINTED.finditer(apart))
    return [printed for printed in found if printed and printed not in _ABBREVIATIONS]


def _counts(text: str) -> list[int]:
    return [_COUNT_WORDS[word.lower()] for word in _COUNT.findall(text)]


def _occurs(said: str, evidence: str) -> bool:
    """Tell whether a text stands in the evidence whole: no part of a longer number or length."""
    before, after = r"(?<![\w.,/'])(?<!'-)", r"(?!\w|[.,/]\d|'-?\d| \d+/\d)"
    return re.search(f"{before}{re.escape(said)}{after}", evidence, re.I) is not None
