"""The curves, polylines and triangles that a page draws: what clouds and deltas are made of.

They are read from what MuPDF's trace device writes of the display list that the page is rendered
with: a third of the time of `Page.get_drawings`, no Python object for each of the 100,000 hatch
lines of a plan, and displayed points whatever the page's rotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

CURVE_STEPS = 6  # chords per Bézier curve: a bulge of two curves then turns 15° at each of them
MIN_LINES = 2  # of a path without curves: a triangle's, if its end closes by itself
MAX_FILL_LINES = 4
# Bounds time where letters and hatches are exploded; the densest real drawing has 130,000.
MAX_POINTS = 500_000
# Two revisions draw mostly the same lines, and a sheet its symbols many times. So many of so many
# bytes at most are remembered: 7 MB.
KNOWN_LINES, KNOWN_BYTES = 4096, 600

_PATH = re.compile(rb"<(stroke|fill)_path ")
_TRANSFORM = re.compile(rb'transform="([^"]*)"')
_NUMBER = re.compile(rb'"([-+.\deE]+)"')
_SEGMENT = re.compile(rb"<([lc])(?:ine|urve)to")
_STEPS = np.linspace(0, 1, CURVE_STEPS + 1)[1:, None]
_BEZIER = np.hstack(
    [(1 - _STEPS) ** 3, 3 * _STEPS * (1 - _STEPS) ** 2, 3 * _STEPS**2 * (1 - _STEPS), _STEPS**3]
)
# A line, as if its ends were controls twice.
_STRAIGHT = np.hstack([1 - _STEPS, 0 * _STEPS, 0 * _STEPS, _STEPS])


@dataclass(frozen=True, slots=True)
class Piece:
    """One line without a break.

    Attributes:
        points: (n, 2) displayed page points, curves cut into chords; a closed one ends where it
            began.
        is_closed: the program closed it, or it ends where it began.
        is_stroked: False for the edge of a filled area.
    """

    points: Points
    is_closed: bool
    is_stroked: bool


@dataclass(frozen=True, slots=True)
class DrawnPaths:
    """What a page draws.

    Attributes:
        is_cut: there is more than MAX_POINTS; what a page draws last is missing.
    """

    pieces: list[Piece]
    is_cut: bool = False


def paths_of(trace: bytes) -> DrawnPaths:
    """Return the lines with curves, and those of at least two segments."""
    parts = _PATH.split(trace)
    found: list[Piece] = []
    point_count = 0
    for kind, part in zip(parts[1::2], parts[2::2], strict=True):
        if b"<curveto" not in part and part.count(b"<lineto") < MIN_LINES:
            continue
        for piece in _path_pieces(part, is_stroked=kind == b"stroke"):
            found.append(piece)
            point_count += len(piece.points)
        if point_count > MAX_POINTS:
            return DrawnPaths(found, is_cut=True)
    return DrawnPaths(found)


def _is_wanted(line: bytes, *, is_stroked: bool) -> bool:
    """Tell whether a subpath can be part of a bulge, or a triangle; a filled one only this."""
    is_curved = b"<curveto" in line
    line_count = line.count(b"<lineto")
    if is_stroked:
        return is_curved or line_count >= MIN_LINES
    return not is_curved and MIN_LINES <= line_count <= MAX_FILL_LINES


def _path_pieces(part: bytes, *, is_stroked: bool) -> Iterator[Piece]:
    """Yield the pieces of one path element, without what follows it."""
    head, *lines = part.split(b"</", 1)[0].split(b"<moveto")
    lines = [line for line in lines if _is_wanted(line, is_stroked=is_stroked)]
    transform = _TRANSFORM.search(head) if lines else None
    if transform is None:
        return
    matrix, shift = _matrix_of(transform.group(1))
    for line in lines:
        outline_of = _known_outline_of if len(line) <= KNOWN_BYTES else _outline_of
        points, is_closed = outline_of(line)
        if len(points):
            yield Piece(points @ matrix + shift, is_closed, is_stroked)


@lru_cache(maxsize=64)
def _matrix_of(text: bytes) -> tuple[Points, Points]:
    a, b, c, d, tx, ty = (float(value) for value in text.split())
    return np.array([[a, b], [c, d]]), np.array([tx, ty])


def _outline_of(line: bytes) -> tuple[Points, bool]:
    """Return the points of one subpath, none where it cannot be read, and whether it is closed."""
    points = _points_of(line)
    if points is None:
        return np.zeros((0, 2)), False
    closes = b"<closepath" in line
    comes_back = points[0].tolist() == points[-1].tolist()
    if closes and not comes_back:
        points = np.vstack([points, points[:1]])
    return points, closes or comes_back


_known_outline_of = lru_cache(maxsize=KNOWN_LINES)(_outline_of)


def _points_of(line: bytes) -> Points | None:
    """Return the points of one subpath; `None` for one that has no segment or cannot be read."""
    numbers = np.array(_NUMBER.findall(line), dtype=np.float64)
    kinds = b"".join(_SEGMENT.findall(line))
    if not kinds or len(numbers) != 2 + 2 * kinds.count(b"l") + 6 * kinds.count(b"c"):
        return None
    points = numbers.reshape(-1, 2)
    if b"c" not in kinds:
        return points
    places, weights = _chords_of(kinds)
    chords = np.einsum("rsk,rkx->rsx", weights, points[places])
    return np.vstack([points[:1], chords.reshape(-1, 2)])


@lru_cache(maxsize=256)
def _chords_of(kinds: bytes) -> tuple[npt.NDArray[np.intp], Points]:
    """Return what the chords of a subpath are made of; of its few shapes a page has many.

    Args:
        kinds: of its segments, a letter each.

    Returns:
        For each segment four of the subpath's points, (n, 4), and how much of them the end of
        each chord has, (n, CURVE_STEPS, 4).
    """
    is_curve = np.frombuffer(kinds, np.uint8)[:, None] == ord("c")
    lengths = np.where(is_curve, 3, 1)
    ends = np.cumsum(lengths)[:, None]
    starts = ends - lengths
    places = np.where(is_curve, starts + np.arange(4), np.hstack([starts, starts, ends, ends]))
    return places, np.where(is_curve[:, None], _BEZIER, _STRAIGHT)
