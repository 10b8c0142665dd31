"""Whether a language model's statement stands in its evidence; what that does not bear is dropped.

Wanted is not that a statement is true, which nobody can check here, but that nothing in it can be
an invention or an order that somebody printed on a sheet: its numbers, marks and quotes stand in
what it cites, and it pronounces no verdict.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_STATEMENT_LENGTH: Final = 600
# An opening quote follows no digit: that one is inches.
_QUOTED: Final = re.compile(r'(?<![\d\'"])"([^"]+)"')
# Whatever has a digit in it (12'-6", W12x26, AHU-3), or is a name as drawings set it.
_PRINTED: Final = re.compile(r"[^\s()\[\];|]*\d[^\s()\[\];|]*|\b[A-Z]{3,}\b")
_ABBREVIATIONS: Final = frozenset({"RFI", "HVAC", "MEP", "ADA", "CAD", "PDF", "OSHA"})
_LINK: Final = re.compile(r"://|\bwww\.|@\w|\b\w+\.(?:com|org|net|io)\b|\]\(|<[a-z/!]", re.I)
_COUNT_WORDS: Final = {
    word: str(number)
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), 2
    )
}
_COUNT: Final = re.compile(rf"\b(?:{'|'.join(_COUNT_WORDS)})\b", re.I)
# What would send the reader away. A drawing may say it, in quotes; an answer may not.
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


def is_borne(
    text: str, evidence: str, *, counts: frozenset[int] = frozenset(), may_judge: bool = False
) -> bool:
    """Tell whether a statement may be shown.

    Args:
        text: the statement, without its citations.
        evidence: all that it cites.
        counts: how many things it cites: numbers that it may tell though nobody printed them.
        may_judge: whether it may say that nothing changed, because nothing has.
    """
    if not text.strip() or len(text) > MAX_STATEMENT_LENGTH:
        return False
    said, proof = _plain(text), _plain(evidence)
    unquoted = _QUOTED.sub(" ", said)
    known = {str(count) for count in counts}
    numbers = [_COUNT_WORDS[word.lower()] for word in _COUNT.findall(unquoted)]
    return not (
        _LINK.search(said)
        or (_VERDICT.search(unquoted) and not may_judge)
        or any(not _occurs(quoted, proof) for quoted in _quotes(said))
        or any(n not in known and not _occurs(n, proof) for n in [*_printed(unquoted), *numbers])
    )


def _plain(text: str) -> str:
    """Return a text with one form of quotes, dashes and blanks, and none around feet and dashes."""
    shown = "".join(c for c in text if not unicodedata.category(c).startswith("Cf"))
    blanks = " ".join(shown.translate(_SAME).replace("''", '"').split())
    return re.sub(r"(?<=[\d'\"])\s*([-x])\s*(?=\d)", r"\1", blanks)


def _quotes(text: str) -> list[str]:
    return [quoted.strip(" .,;") for quoted in _QUOTED.findall(text)]


def _printed(text: str) -> list[str]:
    """Return what a sheet must have printed; of "24-inch" the number alone."""
    apart = re.sub(r"(?<=\d)-(?=[a-z]{2})", " ", text)
    found = (match.group().strip(".,:'\"!?-") for match in _PRINTED.finditer(apart))
    return [printed for printed in found if printed and printed not in _ABBREVIATIONS]


def _occurs(said: str, evidence: str) -> bool:
    """Tell whether a text stands in the evidence whole: no part of a longer number or length."""
    before, after = r"(?<![\w.,/'])(?<!'-)", r"(?!\w|[.,/]\d|'-?\d| \d+/\d)"
    return re.search(f"{before}{re.escape(said)}{after}", evidence, re.I) is not None
