"""Bulges: the short arcs between cusps that scalloped outlines are made of.

A bulge turns one way along its length; at both its ends the line turns back sharply or stops. All
pieces of a page go through together, as arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from functions.diff.drawn_paths import Piece, Points
from functions.diff.joined_lines import joined_lines

# At the corner of an outline flat arcs (106°) meet at 16°; within an arc nothing turns back.
MIN_CUSP_DEG = 5.0
MIN_POINTS = 3  # of a line that can be part of an arc: two chords
# Semicircles meet at 180°, arcs of 200° at 160° to the other side; the corner of an outline turns
# the chords of one bulge into the next one's by 75° at most.
HALF_TURN_DEG = 110.0
# A scallop turns by 60° (flat) to 300° (nearly a circle); a door swing by 90 with straight ends.
MIN_TURN_DEG, MAX_TURN_DEG = 45.0, 320.0
# A corner is no arc: bulges exploded into three chords turn by 60° at each vertex.
MAX_STEP_DEG = 68.0
MIN_INNER_VERTICES = 2
REPEAT_PT = 1e-3  # nearer points are one
MIN_CHORD_PT, MAX_CHORD_PT = 1.8, 110.0


@dataclass(frozen=True, slots=True)
class Bulges:
    """Arcs as arrays, one row each.

    Attributes:
        start, end: (n, 2) where they meet their neighbours.
        leave, arrive: (n, 2) unit directions at start and at end.
        top: (n, 2) the point in the middle of the arc.
        side: (n,) +1 when the line turns clockwise on the page along the arc, else -1.
        chord_pt: (n,) from start to end.
        first, last: (n,) places of start and end in `points`.
        points: the points of all pieces.
        is_cut: arcs that several pieces make up are missing: there are too many pieces.
    """

    start: Points
    end: Points
    leave: Points
    arrive: Points
    top: Points
    side: npt.NDArray[np.float64]
    chord_pt: npt.NDArray[np.float64]
    first: npt.NDArray[np.intp]
    last: npt.NDArray[np.intp]
    points: Points
    is_cut: bool = False

    def __len__(self) -> int:
        return len(self.side)

    def line(self, row: int) -> Points:
        """Return the points of one arc."""
        return self.points[self.first[row] : self.last[row] + 1]


def find_bulges(pieces: Sequence[Piece]) -> Bulges:
    """Return the bulges of all stroked pieces."""
    stroked = [piece for piece in pieces if piece.is_stroked and len(piece.points) > MIN_POINTS]
    lines = [piece.points for piece in stroked if piece.is_closed]
    open_lines = [piece.points for piece in stroked if not piece.is_closed]
    joined = joined_lines(open_lines)
    lines += open_lines if joined is None else joined
    points, lengths = _distinct_points(lines)
    if not len(lengths):
        return _rows(np.zeros((2, 2)), np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0))
    ends = np.cumsum(lengths)
    turn = _turns_deg(points, ends, lengths)
    first, last = _between_cusps(turn, ends - lengths, ends - 1)
    return replace(_arcs(points, turn, first, last), is_cut=joined is None)


def _distinct_points(lines: Sequence[Points]) -> tuple[Points, npt.NDArray[np.intp]]:
    """Return all points of the lines that still have vertices without repeats, and how many each.

    All at once: a plan has thousands of lines of a few points.
    """
    if not lines:
        return np.zeros((0, 2)), np.zeros(0, np.intp)
    points = np.vstack(lines)
    numbers = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    apart = np.hypot(*np.diff(points, axis=0).T) > REPEAT_PT
    keep = np.concatenate([[True], apart | (np.diff(numbers) > 0)])
    lengths = np.bincount(numbers[keep], minlength=len(lines))
    long = lengths > MIN_INNER_VERTICES
    return points[keep & long[numbers]], lengths[long]


def _turns_deg(
    points: Points, ends: npt.NDArray[np.intp], lengths: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """Return by how much the line turns at each point, 0 at the ends of pieces."""
    heading = np.arctan2(*np.diff(points, axis=0).T[::-1])
    turn = np.zeros(len(points))
    turn[1:-1] = np.degrees((np.diff(heading) + np.pi) % (2 * np.pi) - np.pi)
    turn[ends - lengths] = 0.0
    turn[ends - 1] = 0.0
    return turn


def _between_cusps(
    turn: npt.NDArray[np.float64],
    begins: npt.NDArray[np.intp],
    finishes: npt.NDArray[np.intp],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return first and last point of each stretch between two cusps or ends of a piece.

    A cusp turns against the side to which most vertices of its piece turn.
    """
    bent = np.sign(turn) * (np.abs(turn) > 1.0)
    sums = np.add.reduceat(bent, begins)
    main = np.repeat(np.where(sums < 0, -1.0, 1.0), finishes - begins + 1)
    cut = turn * main < -MIN_CUSP_DEG
    cut |= np.abs(turn) > HALF_TURN_DEG
    cut[begins] = True
    cut[finishes] = True
    places = np.flatnonzero(cut)
    first, last = places[:-1], places[1:]
    same_piece = np.searchsorted(begins, first, "right") == np.searchsorted(begins, last, "right")
    return first[same_piece], last[same_piece]


def _arcs(
    points: Points,
    turn: npt.NDArray[np.float64],
    first: npt.NDArray[np.intp],
    last: npt.NDArray[np.intp],
) -> Bulges:
    """Keep the stretches that are arcs: enough vertices, turning one way, none a corner."""
    inner = last - first - 1
    keep = inner >= MIN_INNER_VERTICES
    first, last = first[keep], last[keep]
    total = np.concatenate([[0.0], np.cumsum(turn)])
    absolute = np.concatenate([[0.0], np.cumsum(np.abs(turn))])
    turned = total[last] - total[first + 1]
    wound = absolute[last] - absolute[first + 1]
    sharp = np.concatenate([[0], np.cumsum(np.abs(turn) > MAX_STEP_DEG)])
    chord_pt = np.hypot(*(points[last] - points[first]).T)
    keep = (
        (np.abs(turned) >= MIN_TURN_DEG)
        & (np.abs(turned) <= MAX_TURN_DEG)
        & (wound - np.abs(turned) < 0.15 * wound)
        & (sharp[last] == sharp[first + 1])
        & (chord_pt >= MIN_CHORD_PT)
        & (chord_pt <= MAX_CHORD_PT)
    )
    return _rows(points, first[keep], last[keep], turned[keep])


def _rows(
    points: Points,
    first: npt.NDArray[np.intp],
    last: npt.NDArray[np.intp],
    turned: npt.NDArray[np.float64],
) -> Bulges:
    def unit(vectors: Points) -> Points:
        return np.asarray(vectors / np.maximum(np.hypot(*vectors.T), 1e-9)[:, None])

    return Bulges(
        start=points[first],
        end=points[last],
        leave=unit(points[np.minimum(first + 1, len(points) - 1)] - points[first]),
        arrive=unit(points[last] - points[last - 1]),
        top=points[(first + last) // 2],
        side=np.sign(turned),
        chord_pt=np.hypot(*(points[last] - points[first]).T),
        first=first,
        last=last,
        points=points,
    )
