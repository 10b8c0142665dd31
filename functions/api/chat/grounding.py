"""What a language model says, held against the evidence: a statement without proof is not shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.domain.chat import Citation
from functions.api.chat.passages import plain
from functions.api.chat.search_answer import Line

NOTHING_FOUND = "I cannot find that in this comparison."

_REFERENCES = re.compile(r"\s*\[(E\d+(?:\s*[,;]\s*E\d+)*)\]")
_REFERENCE = re.compile(r"E\d+")
_NUMBER = re.compile(r"\d+(?:[.,/'\"-]+\d+)*")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]{3,})\"")
# An answer needs none of these; a picture's address would carry a text out of the page.
_MARKUP = re.compile(r"https?:|www\.|data:|\]\(|<[a-z/!]", re.I)
_BULLET = re.compile(r"^\s*(?:[-*•]\s+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that a statement may rest on."""

    text: str
    citations: tuple[Citation, ...]


def grounded(statement: str, evidence: Mapping[str, Evidence]) -> Line | None:
    """Return a statement with its citations, `None` when the evidence does not bear it.

    It must cite evidence that is there; its numbers and quoted words must occur in what it cites.
    A number may also say how many things it cites.
    """
    text = _BULLET.sub("", _REFERENCES.sub("", statement)).strip()
    if text.rstrip(".") == NOTHING_FOUND.rstrip("."):
        return Line(text=NOTHING_FOUND)
    named = _REFERENCE.findall(" ".join(_REFERENCES.findall(statement)))
    cited = [evidence[name] for name in dict.fromkeys(named) if name in evidence]
    if not text or not cited or "[" in text or _MARKUP.search(text) or not _is_borne(text, cited):
        return None
    citations = tuple(dict.fromkeys(c for item in cited for c in item.citations))
    labels = "".join(f" [{citation.label}]" for citation in citations)
    return Line(text=f"{text}{labels}", citations=citations)


def _is_borne(text: str, cited: Sequence[Evidence]) -> bool:
    """Tell whether every number and every quoted word stands in what is cited."""
    labels = [citation.label for item in cited for citation in item.citations]
    proof = plain(" ".join([*(item.text for item in cited), *labels]))
    counts = {str(len(cited)), str(len({c.sheet for item in cited for c in item.citations}))}
    known = {*_NUMBER.findall(proof), *counts}
    if not set(_NUMBER.findall(plain(text))) <= known:
        return False
    quoted = (first or second for first, second in _QUOTED.findall(text))
    return all(plain(words).strip(" .,") in proof for words in quoted)
