"""What a language model says, held against the evidence: a statement without proof is not shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.domain.chat import Citation
from common.domain.proof import is_borne
from functions.api.chat.search_answer import Line

NOTHING_FOUND = "I cannot find that in this comparison."

_REFERENCES = re.compile(r"\s*\[(E\d+(?:\s*[,;]\s*E\d+)*)\]")
_REFERENCE = re.compile(r"E\d+")
_BULLET = re.compile(r"^\s*(?:[-*•]\s+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that a statement may rest on.

    Attributes:
        is_unchanged: a compared sheet on which nothing changed.
    """

    text: str
    citations: tuple[Citation, ...]
    is_unchanged: bool = False


def grounded(statement: str, evidence: Mapping[str, Evidence]) -> Line | None:
    """Return a statement with its citations, `None` when the evidence does not bear it.

    It must cite evidence that is there; its numbers and quoted words must occur in what it cites.
    A number may also say how many things it cites, and on how many sheets.
    """
    text = _BULLET.sub("", _REFERENCES.sub("", statement)).strip()
    if text.rstrip(".") == NOTHING_FOUND.rstrip("."):
        return Line(text=NOTHING_FOUND)
    named = _REFERENCE.findall(" ".join(_REFERENCES.findall(statement)))
    cited = [evidence[name] for name in dict.fromkeys(named) if name in evidence]
    if not cited or "[" in text or not _is_borne(text, cited):
        return None
    citations = tuple(dict.fromkeys(c for item in cited for c in item.citations))
    labels = "".join(f" [{citation.label}]" for citation in citations)
    return Line(text=f"{text}{labels}", citations=citations)


def _is_borne(text: str, cited: Sequence[Evidence]) -> bool:
    citations = [citation for item in cited for citation in item.citations]
    proof = " | ".join([*(item.text for item in cited), *(c.label for c in citations)])
    counts = frozenset({len(cited), len({citation.sheet for citation in citations})})
    judges = all(item.is_unchanged for item in cited)
    return is_borne(text, proof, counts=counts, may_judge=judges)
