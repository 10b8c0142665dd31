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
    return list(_chains(lines, _next_ends(ends)))


def _next_ends(ends: Points) -> npt.NDArray[np.intp]:
    """Return for each end the only other one at its place, -1 where there is none or several."""
    pairs = cKDTree(ends).query_pairs(MEET_PT, output_type="ndarray")
    meeting = np.bincount(pairs.ravel(), minlength=len(ends))
    single = pairs[(meeting[pairs] == 1).all(axis=1)]
    found = np.full(len(ends), -1, np.intp)
    found[single[:, 0]], found[single[:, 1]] = single[:, 1], single[:, 0]
    return found


def _chains(lines: Sequence[Points], next_ends: npt.NDArray[np.intp]) -> Iterator[Points]:
    seen = np.zeros(len(lines), bool)
    starts = [*np.flatnonzero(next_ends < 0).tolist(), *range(0, len(next_ends), 2)]
    for start in starts:
        chain = []
        entry = start
        while entry >= 0 and not seen[entry // 2]:
            seen[entry // 2] = True
            line = lines[entry // 2]
            chain.append(line[::-1] if entry % 2 else line)
            entry = int(next_ends[entry ^ 1])
        if chain:
            yield chain[0] if len(chain) == 1 else np.vstack(chain)
