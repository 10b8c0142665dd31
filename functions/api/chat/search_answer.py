"""An answer without a language model: the entries that fit, counted and listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from common.domain.chat import Citation
from functions.api.chat.passages import Passage
from functions.api.chat.question import Asked, understood
from functions.api.chat.search import found

MAX_LINES = 12
NO_MODEL = "No language model is set up: this is a search over the records of this comparison."


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an answer and what it rests on."""

    text: str
    citations: tuple[Citation, ...] = ()


def search_answer(
    question: str, passages: Sequence[Passage], overview: Sequence[Line]
) -> list[Line]:
    """Return the lines of an answer.

    Args:
        question: as asked.
        passages: of the session.
        overview: what the summary of the set says first, for questions that name nothing.
    """
    asked = understood(question, passages)
    is_broad = asked.is_overview or not asked.words
    if is_broad and not asked.has_filter and not asked.is_of_sheets and not asked.is_count:
        return list(overview) or _listed(asked, [p for p in passages if p.change is None])
    hits = _answering(asked, found(asked, passages), passages)
    return _listed(asked, hits) if hits else [Line(text=_nothing(asked))]


def _answering(asked: Asked, hits: Sequence[Passage], passages: Sequence[Passage]) -> list[Passage]:
    """Return sheets or changes, whichever is asked for; a whole sheet where it has no changes."""
    if asked.is_count and not asked.words and not asked.has_filter:
        hits = sorted(passages, key=lambda p: -p.weight)
        hits = [p for p in hits if p.change is None or p.change.is_of_drawing]
    whole = [p for p in hits if p.change is None]
    changes = [p for p in hits if p.change is not None]
    if asked.is_of_sheets:
        ids = {p.citation.comparison_id for p in hits}
        return whole if asked.kinds and whole else _sheets_of(ids, passages)
    alone = [p for p in whole if p.sheet_kind != "matched" and asked.kinds]
    return [*alone, *changes] or whole


def _sheets_of(comparison_ids: set[str], passages: Sequence[Passage]) -> list[Passage]:
    return [p for p in passages if p.change is None and p.citation.comparison_id in comparison_ids]


def _listed(asked: Asked, hits: Sequence[Passage]) -> list[Line]:
    lines = [Line(text=_headline(asked, hits))]
    lines += [
        Line(text=f"{p.citation.label}: {p.text}", citations=(p.citation,))
        for p in hits[:MAX_LINES]
    ]
    more = len(hits) - MAX_LINES
    if more > 0:
        rest = Counter(p.citation.sheet for p in hits[MAX_LINES:])
        where = ", ".join(f"{count} on {sheet}" for sheet, count in rest.most_common(6))
        lines.append(Line(text=f"And {more} more: {where}."))
    return lines


def _headline(asked: Asked, hits: Sequence[Passage]) -> str:
    noun = "sheet" if all(p.change is None for p in hits) else "entry"
    by_sheet = Counter(p.citation.sheet for p in hits)
    amount = (
        f"{len(hits)} {noun if len(hits) == 1 else {'sheet': 'sheets', 'entry': 'entries'}[noun]}"
    )
    if noun == "sheet":
        return f"{amount}:"
    return f"{amount} on {len(by_sheet)} sheet{'s' if len(by_sheet) > 1 else ''}:"


def _nothing(asked: Asked) -> str:
    words = " ".join(asked.words)
    what = f"speaks of “{words}”" if words else "is of that kind"
    where = f" on {', '.join(sorted(asked.sheets))}" if asked.sheets else ""
    return f"No change of this comparison {what}{where}. Other words may find it."


def citations_of(lines: Iterator[Line] | Sequence[Line]) -> tuple[Citation, ...]:
    """Return what the lines rest on, each once, in order."""
    return tuple(dict.fromkeys(citation for line in lines for citation in line.citations))
