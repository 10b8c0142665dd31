"""What a comparison says, cut into passages that can be found, quoted and cited."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from common.domain.changes import Change, ChangeKind, ChangeSource, MatchKind
from common.domain.chat import Citation
from common.domain.wording import CATEGORY_NAMES, VERBS, quoted

MAX_QUOTE_LENGTH = 160
_SHEET = re.compile(r"[a-z]{1,3}[-. ]?\d+(?:[.-]\d+)*[a-z]?")
_TOKEN = re.compile(r"[a-z]{1,3}-\d[\w.]*|\d+(?:[.,/'’′\"”″-]+\d+)*|[^\W\d_]+\d*\w*")


@dataclass(frozen=True)
class Passage:
    """One thing that can be cited: a change, or a sheet with its summary.

    Attributes:
        text: what it says, in a sentence.
        words: what it may be found by, beyond its text: trade, discipline, sheet title.
        place: where on the sheet, "" for a whole sheet.
        is_unchanged: a compared sheet on which nothing changed.
        weight: how much it matters where a question prefers nothing: severity, then ink.
    """

    citation: Citation
    text: str
    words: str
    discipline: str
    sheet_kind: MatchKind
    change: Change | None = None
    place: str = ""
    weight: float = 0.0
    is_unchanged: bool = False

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Everything it may be found by."""
        return tuple(tokens(f"{self.citation.sheet} {self.text} {self.words} {self.place}"))


def tokens(text: str) -> list[str]:
    """Return the words of a text as they are compared: small, singular, numbers as printed."""
    return [_stem(match.group(0)) for match in _TOKEN.finditer(plain(text))]


def plain(text: str) -> str:
    """Return the text with one kind of quote, blank and letter case."""
    marks = str.maketrans({"’": "'", "′": "'", "″": '"', "”": '"', "“": '"', "–": "-"})
    return " ".join(text.translate(marks).casefold().split())


def squeezed(name: str) -> str:
    """Return a sheet number without what people write differently: "A-101" as "a101"."""
    return re.sub(r"[^0-9a-z]", "", plain(name))


def sheets_named(question: str, names: Iterable[str]) -> set[str]:
    """Return the sheet numbers that a question names."""
    asked = {squeezed(match.group(0)) for match in _SHEET.finditer(plain(question))}
    asked |= {squeezed(word) for word in question.split()}
    page = re.search(r"\bpage (\d+)\b", plain(question))
    if page:
        asked.add(f"page{page.group(1)}")
    return {name for name in names if squeezed(name) and squeezed(name) in asked}


def told(change: Change, place: str) -> str:
    """Return what a change is, in one line: texts, kind, where."""
    where = f", {place}" if place else ""
    cells = (("row", change.row), ("column", change.column))
    cell = "".join(f", {name} {value}" for name, value in cells if value)
    by = ", added by a person" if change.source is ChangeSource.ADDED else ""
    kind = f"{CATEGORY_NAMES[change.category]} {VERBS[change.kind]}{cell}{where}{by}"
    quoted = _quoted(change)
    return f"{quoted} ({kind})" if quoted else kind


def _quoted(change: Change) -> str:
    pairs = [_pair(old, new, change.kind) for old, new in change.texts]
    label = [_quote(change.label)] if change.label else []
    return "; ".join([*label, *dict.fromkeys(pairs)][:8])


def _pair(old: str | None, new: str | None, kind: ChangeKind) -> str:
    if old and new and old != new and kind is not ChangeKind.MOVED:
        return f"{_quote(old)} → {_quote(new)}"
    became = VERBS[ChangeKind.ADDED if new else ChangeKind.REMOVED]
    is_part = kind is ChangeKind.MODIFIED and not (old and new)
    return f"{_quote(new or old or '')}{f' {became}' if is_part else ''}"


def _quote(text: str) -> str:
    return quoted(text, MAX_QUOTE_LENGTH)


def _stem(word: str) -> str:
    """Return a word without the ending of its plural."""
    if not word.isalpha() or len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("shes", "ches", "xes", "sses")):
        return word[:-2]
    return word.removesuffix("s")
