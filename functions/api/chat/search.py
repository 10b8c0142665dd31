"""Search over the passages of a comparison: what a question names must fit, its words rank.

The ranking is BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"), with the
usual constants.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from functions.api.chat.passages import Passage
from functions.api.chat.question import Asked

K1 = 1.2
B = 0.75
# Of the best score: below, a passage shares a word that says little with the question.
MIN_SHARE = 0.35


def found(asked: Asked, passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages that answer a question, the best first; none when nothing does."""
    fitting = [passage for passage in passages if asked.fits(passage)]
    if not asked.words:
        names_something = asked.has_filter or asked.is_of_sheets
        return sorted(fitting, key=lambda p: -p.weight) if names_something else []
    scores = _scores(asked.words, passages)
    hits = [passage for passage in fitting if scores[id(passage)] > 0]
    best = max((scores[id(passage)] for passage in hits), default=0.0)
    hits = [passage for passage in hits if scores[id(passage)] >= MIN_SHARE * best]
    return sorted(hits, key=lambda p: (-round(scores[id(p)], 6), -p.weight))


def _scores(words: Sequence[str], passages: Sequence[Passage]) -> dict[int, float]:
    """Return the BM25 score of each passage."""
    counts = {id(passage): Counter(passage.tokens) for passage in passages}
    mean = sum(len(passage.tokens) for passage in passages) / max(len(passages), 1)
    weights = {
        word: _rarity(sum(word in c for c in counts.values()), len(passages)) for word in words
    }
    return {
        id(passage): sum(
            weights[word] * _saturated(counts[id(passage)][word], len(passage.tokens), mean)
            for word in words
        )
        for passage in passages
    }


def _rarity(containing: int, total: int) -> float:
    return math.log(1 + (total - containing + 0.5) / (containing + 0.5))


def _saturated(count: int, length: int, mean: float) -> float:
    return count * (K1 + 1) / (count + K1 * (1 - B + B * length / max(mean, 1e-6)))
