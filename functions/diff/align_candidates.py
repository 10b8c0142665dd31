"""Proposed transforms, ranked by how well the sheets' ink agrees under them."""

from __future__ import annotations

from functions.diff.align_image import Candidates
from functions.diff.ink_score import InkScorer
from functions.diff.robust_fit import Array, scale_of

# Identity is what an untouched frame means; a rival must beat it by more than noise.
IDENTITY_BONUS = 0.004


class Found:
    """Candidates and how well the ink agrees under each, best first."""

    def __init__(self, scorer: InkScorer) -> None:
        self.scorer = scorer
        self._scored: dict[str, tuple[float, Array]] = {}

    def add(self, candidates: Candidates) -> None:
        """Score several."""
        for name, matrix in candidates.items():
            self.add_one(name, matrix)

    def add_one(self, name: str, matrix: Array | None) -> None:
        """Score one, if there is one and its scale is possible."""
        if matrix is not None and 0.15 < scale_of(matrix) < 7:
            self._scored[name] = (self.scorer.score(matrix), matrix)

    def best(self, count: int) -> list[tuple[str, Array]]:
        """Return the best few with their names."""
        ranked = sorted(self._scored.items(), key=lambda item: -_with_bonus(*item))
        return [(name, matrix) for name, (_, matrix) in ranked[:count]]

    @property
    def name(self) -> str:
        """Name of the best."""
        return self.best(1)[0][0]

    @property
    def score(self) -> float:
        """Score of the best."""
        return self._scored[self.name][0]

    @property
    def matrix(self) -> Array:
        """Matrix of the best."""
        return self._scored[self.name][1]


def _with_bonus(name: str, scored: tuple[float, Array]) -> float:
    return scored[0] + (IDENTITY_BONUS if name in {"identity", "text 0"} else 0.0)
