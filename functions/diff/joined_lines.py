"""Open lines joined where exactly two of them end: a program may stroke each arc by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from functions.diff.drawn_paths import Points

MEET_PT = 0.25  # CAD rounds to hundredths of a point, some drivers to a 600 dpi dot (0.12 pt)
MAX_LINES = 30_000  # more are exploded letters


def joined_lines(lines: Sequence[Points]) -> list[Points] | None:
    """Return the lines, those that continue one another as one; `None` if they are too many.

    Args:
        lines: open ones, each (n, 2).
    """
    if len(lines) > MAX_LINES:
        return None
    if len(lines) < 2:
        return list(lines)
    ends = np.array([point for line in lines for point in (line[0], line[-1])])
    return [_joined(lines, chain) for chain, _ in walks(_next_ends(ends))]


def _next_ends(ends: Points) -> npt.NDArray[np.intp]:
    """Return for each end the only other one at its place, -1 where there is none or several."""
    pairs = cKDTree(ends).query_pairs(MEET_PT, output_type="ndarray")
    meeting = np.bincount(pairs.ravel(), minlength=len(ends))
    single = pairs[(meeting[pairs] == 1).all(axis=1)]
    found = np.full(len(ends), -1, np.intp)
    found[single[:, 0]], found[single[:, 1]] = single[:, 1], single[:, 0]
    return found


def walks(next_ends: npt.NDArray[np.intp]) -> Iterator[tuple[list[int], bool]]:
    """Yield chains as the ends by which they enter each line, and whether they come around.

    Args:
        next_ends: for each end the one it meets, -1 for none; line k has the ends 2k and 2k + 1.
    """
    seen = np.zeros(len(next_ends) // 2, bool)
    alone = next_ends < 0
    # Open chains from one of their ends first; what then is left comes around.
    for start in (*np.flatnonzero(alone).tolist(), *range(0, len(next_ends), 2)):
        chain: list[int] = []
        entry = start
        while entry >= 0 and not seen[entry // 2]:
            seen[entry // 2] = True
            chain.append(entry)
            entry = int(next_ends[entry ^ 1])
        if chain:
            yield chain, not alone[start]


def _joined(lines: Sequence[Points], chain: Sequence[int]) -> Points:
    parts = [lines[entry // 2][:: -1 if entry % 2 else 1] for entry in chain]
    return parts[0] if len(parts) == 1 else np.vstack(parts)
