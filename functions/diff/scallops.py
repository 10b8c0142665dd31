"""Bulges joined to closed scalloped outlines: revision clouds, and trees, which look the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from common.domain.geometry import Box, Transform
from functions.diff.bulges import HALF_TURN_DEG, MIN_CUSP_DEG, Bulges
from functions.diff.drawn_paths import Points
from functions.diff.joined_lines import walks

MIN_BULGES = 6
# Ends that meet: CAD rounds to hundredths, viewers draw each arc a little past the next's start.
MEET_SHARE, MEET_PT = 0.34, 0.4
MAX_NEIGHBOUR_RATIO = 3.6  # AutoCAD's longest arc is at most three times its shortest
MAX_SPREAD = 4.5  # of the lengths of a loop, 90th to 10th percentile
# An outline whose last arc was left out, or that another line's ends interrupt.
MAX_GAP_CHORDS = 2.6
MAX_BULGES = 40_000  # more are exploded letters


@dataclass(frozen=True)
class Scallop:
    """A closed outline of bulges that all point outwards.

    Attributes:
        outline: (n, 2) its points in order.
        cusps: (m, 2) where two bulges meet.
        chord_pt: the median length of a bulge.
    """

    outline: Points
    cusps: Points
    chord_pt: float

    @cached_property
    def box_pt(self) -> Box:
        """The box around the outline."""
        (x0, y0), (x1, y1) = self.outline.min(axis=0).tolist(), self.outline.max(axis=0).tolist()
        return (x0, y0, x1, y1)

    @cached_property
    def area_pt2(self) -> float:
        """Of the polygon of the cusps."""
        return float(cv2.contourArea(self.cusps.astype(np.float32)))

    @cached_property
    def roundness(self) -> float:
        """4πA/P² of the polygon of the cusps: 1 for a circle, 0.785 for a square."""
        closed = self.cusps.astype(np.float32)
        perimeter = cv2.arcLength(closed, closed=True)
        return 4 * np.pi * self.area_pt2 / max(perimeter**2, 1e-6)

    @cached_property
    def sides_pt(self) -> tuple[float, float]:
        """Long and short side of the smallest rectangle around the cusps, turned as it may be."""
        _, (width, height), _ = cv2.minAreaRect(self.cusps.astype(np.float32))
        return max(width, height), min(width, height)

    @cached_property
    def spread(self) -> float:
        """Standard deviation of the distances between cusps, as a share of their mean."""
        chords = np.hypot(*(np.roll(self.cusps, -1, axis=0) - self.cusps).T)
        return float(chords.std() / max(chords.mean(), 1e-6))

    def mapped(self, transform: Transform) -> Scallop:
        """Return the outline in another sheet's frame."""
        outline, cusps = transform.apply(self.outline), transform.apply(self.cusps)
        return Scallop(outline, cusps, self.chord_pt * transform.scale)

    def distance_pt(self, point: tuple[float, float]) -> float:
        """Return how far inside the outline a point lies; negative outside."""
        contour = self.outline.astype(np.float32)
        return float(cv2.pointPolygonTest(contour, point, measureDist=True))


def find_scallops(bulges: Bulges) -> list[Scallop] | None:
    """Return the closed outlines; `None` if there are too many bulges."""
    rows = _distinct(bulges)
    if len(rows) > MAX_BULGES:
        return None
    if len(rows) < MIN_BULGES:
        return []
    partner = _partners(bulges, rows)
    found = (_scallop(bulges, rows, walk) for walk in walks(partner) if len(walk[0]) >= MIN_BULGES)
    return [scallop for scallop in found if scallop is not None]


def _distinct(bulges: Bulges) -> npt.NDArray[np.intp]:
    """Return the rows without those drawn twice: as fill and line, or bold by repetition."""
    if not len(bulges):
        return np.zeros(0, np.intp)
    ends = np.sort(np.stack([bulges.start, bulges.end], axis=1), axis=1).reshape(-1, 4)
    keys = np.round(np.hstack([ends, bulges.top]), 1)
    return np.sort(np.unique(keys, axis=0, return_index=True)[1])


def _partners(bulges: Bulges, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return for each end the end it meets, -1 for none; end 2k starts row k, 2k + 1 ends it."""
    places = np.stack([bulges.start[rows], bulges.end[rows]], axis=1).reshape(-1, 2)
    chord = np.repeat(bulges.chord_pt[rows], 2)
    # Walking out of each end, and the side to which the line then turns.
    outward = np.stack([-bulges.leave[rows], bulges.arrive[rows]], axis=1).reshape(-1, 2)
    side = np.stack([-bulges.side[rows], bulges.side[rows]], axis=1).reshape(-1)
    first, second = _near_ends(places, chord)
    distance = np.hypot(*(places[first] - places[second]).T)
    # Into the second is against walking out of it.
    heading_out, heading_in = outward[first], -outward[second]
    cross = heading_out[:, 0] * heading_in[:, 1] - heading_out[:, 1] * heading_in[:, 0]
    turn = np.degrees(np.arctan2(cross, (heading_out * heading_in).sum(axis=1)))
    cusp = (turn * side[first] < -MIN_CUSP_DEG) | (np.abs(turn) > HALF_TURN_DEG)
    shorter, longer = (pick(chord[first], chord[second]) for pick in (np.minimum, np.maximum))
    fits = (
        (first // 2 != second // 2)
        & (side[first] == -side[second])
        & cusp
        & (distance <= MEET_SHARE * shorter + MEET_PT)
        & (longer <= MAX_NEIGHBOUR_RATIO * shorter)
    )
    return _mutual(first[fits], second[fits], distance[fits], len(places))


def _near_ends(
    places: Points, chord: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    tree = cKDTree(places)
    near = tree.query_ball_point(places, MEET_SHARE * chord + MEET_PT)
    counts = np.array([len(found) for found in near])
    first = np.repeat(np.arange(len(places)), counts)
    return first, np.concatenate([np.asarray(found, np.intp) for found in near])


def _mutual(
    first: npt.NDArray[np.intp],
    second: npt.NDArray[np.intp],
    distance: npt.NDArray[np.float64],
    count: int,
) -> npt.NDArray[np.intp]:
    """Pair the ends that are each other's nearest."""
    nearest = np.full(count, -1, np.intp)
    order = np.argsort(-distance, kind="stable")  # the nearest is written last
    nearest[first[order]] = second[order]
    back = np.where(nearest >= 0, nearest[nearest], -1)
    return np.where(back == np.arange(count), nearest, -1)


def _scallop(
    bulges: Bulges, rows: npt.NDArray[np.intp], walk: tuple[list[int], bool]
) -> Scallop | None:
    chain, comes_around = walk
    members = rows[[entry // 2 for entry in chain]]
    chords = bulges.chord_pt[members]
    short, middle, long = np.percentile(chords, [10, 50, 90])
    lines = [
        bulges.line(row)[:: -1 if entry % 2 else 1]
        for row, entry in zip(members, chain, strict=True)
    ]
    gap_pt = float(np.hypot(*(lines[0][0] - lines[-1][-1])))
    if long > MAX_SPREAD * short or (not comes_around and gap_pt > MAX_GAP_CHORDS * middle):
        return None
    outline = np.vstack(lines)
    cusps = np.array([line[0] for line in lines])
    side = bulges.side[members[0]] * (-1 if chain[0] % 2 else 1)
    if np.sign(_signed_area(cusps)) != side:
        return None
    return Scallop(outline=outline, cusps=cusps, chord_pt=float(middle))


def _signed_area(polygon: Points) -> float:
    """Return the area, positive when the points run clockwise on the page."""
    return float(cv2.contourArea(polygon.astype(np.float32), oriented=True))
