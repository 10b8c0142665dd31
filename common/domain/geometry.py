"""Boxes and transforms. Boxes are `(x0, y0, x1, y1)`, half-open, top-left origin."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

Box = tuple[float, float, float, float]
PixelBox = tuple[int, int, int, int]
Array = npt.NDArray[np.float64]

POINTS_PER_INCH = 72.0


def union(first: Box, second: Box) -> Box:
    """Return the smallest box that holds both."""
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


def union_of(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all of them; there must be one."""
    return reduce(union, boxes)


def area(box: Box) -> float:
    """Return the area, 0 for an empty or inverted box."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def overlap_area(first: Box, second: Box) -> float:
    """Return the area common to both boxes, 0 when they only touch."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    return max(0.0, width) * max(0.0, height)


def overlap_share(first: Box, second: Box) -> float:
    """Return the area common to both boxes as a share of the smaller one's."""
    return overlap_area(first, second) / max(min(area(first), area(second)), 1e-6)


def gap(first: Box, second: Box) -> float:
    """Return how far apart two boxes are in the direction in which they are further, or 0."""
    return max(
        first[0] - second[2], second[0] - first[2], first[1] - second[3], second[1] - first[3], 0.0
    )


def gaps(box: Box, others: Array) -> Array:
    """Return the `gap` to each of (n, 4) boxes."""
    ahead, behind = others[:, :2] - box[2:], box[:2] - others[:, 2:]
    return np.asarray(np.maximum(ahead, behind).max(axis=1).clip(0))


def grown(box: Box, margin: float) -> Box:
    """Return the box with `margin` (same unit as the box) added on every side."""
    return (box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin)


def centre(box: Box) -> tuple[float, float]:
    """Return the middle of the box."""
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointPair:
    """One point on two sheets, in displayed page points of each."""

    old_x_pt: float
    old_y_pt: float
    new_x_pt: float
    new_y_pt: float


@dataclass(frozen=True, slots=True)
class Transform:
    """An affine map of the plane, named by both its ends, as in `new_from_old`.

    `x' = a·x + b·y + tx`, `y' = c·x + d·y + ty`; the unit is page points unless the name says
    otherwise. Stored flat, because Firestore has no nested arrays.
    """

    a: float = 1.0
    b: float = 0.0
    tx: float = 0.0
    c: float = 0.0
    d: float = 1.0
    ty: float = 0.0

    @classmethod
    def from_matrix(cls, matrix: Array) -> Transform:
        """Build from a (2, 3) array `[[a, b, tx], [c, d, ty]]`."""
        (a, b, tx), (c, d, ty) = np.asarray(matrix, dtype=float).tolist()
        return cls(a, b, tx, c, d, ty)

    @property
    def matrix(self) -> Array:
        """The (2, 3) array `[[a, b, tx], [c, d, ty]]`."""
        return np.array([[self.a, self.b, self.tx], [self.c, self.d, self.ty]])

    @property
    def scale(self) -> float:
        """The length of a unit after the map (geometric mean over directions)."""
        return math.sqrt(abs(self.a * self.d - self.b * self.c))

    @property
    def rotation_deg(self) -> float:
        """The turn in degrees, clockwise on the page (y runs down), in (-180, 180]."""
        return math.degrees(math.atan2(self.c, self.a))

    def apply(self, points: Array) -> Array:
        """Map (n, 2) points."""
        return np.asarray(points @ self.matrix[:, :2].T + self.matrix[:, 2])

    def apply_box(self, box: Box) -> Box:
        """Return the box around the four mapped corners."""
        return self.apply_boxes([box])[0]

    def apply_boxes(self, boxes: Sequence[Box]) -> list[Box]:
        """Return the boxes around the four mapped corners of each; fast for many."""
        x0, y0, x1, y1 = np.array(boxes, dtype=float).reshape(-1, 4).T
        corners = np.stack([x0, y0, x1, y0, x1, y1, x0, y1], axis=1).reshape(-1, 2)
        mapped = self.apply(corners).reshape(-1, 4, 2)
        both = np.hstack([mapped.min(axis=1), mapped.max(axis=1)])
        return [(low_x, low_y, high_x, high_y) for low_x, low_y, high_x, high_y in both.tolist()]

    def after(self, first: Transform) -> Transform:
        """Return the map that does `first`, then this one."""
        homogeneous = np.vstack([first.matrix, [0.0, 0.0, 1.0]])
        return Transform.from_matrix(self.matrix @ homogeneous)

    def inverse(self) -> Transform:
        """Return the map back.

        Raises:
            ValueError: the map is singular.
        """
        if abs(self.a * self.d - self.b * self.c) < 1e-12:
            raise ValueError("a transform that flattens the plane has no inverse")
        homogeneous = np.vstack([self.matrix, [0.0, 0.0, 1.0]])
        return Transform.from_matrix(np.linalg.inv(homogeneous)[:2])
