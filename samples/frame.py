"""Feet on a building to points on a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from samples.drawing import Box, Point


@dataclass(frozen=True, slots=True)
class Frame:
    """A view: where its origin lies on the sheet and how big a foot is drawn."""

    x_pt: float
    y_pt: float
    pt_per_ft: float

    def at(self, x_ft: float, y_ft: float) -> Point:
        """Return a point of the building on the sheet."""
        return (self.x(x_ft), self.y(y_ft))

    def x(self, x_ft: float) -> float:
        """Return a distance from the view's left on the sheet."""
        return self.x_pt + x_ft * self.pt_per_ft

    def y(self, y_ft: float) -> float:
        """Return a distance from the view's top on the sheet."""
        return self.y_pt + y_ft * self.pt_per_ft

    def box(self, x0_ft: float, y0_ft: float, x1_ft: float, y1_ft: float) -> Box:
        """Return a rectangle of the building on the sheet."""
        return (self.x(x0_ft), self.y(y0_ft), self.x(x1_ft), self.y(y1_ft))


def feet_inches(feet: float) -> str:
    """Return a length as drawn: `12'-6"`."""
    inches = round(feet * 12)
    return f"{inches // 12}'-{inches % 12}\""


def corners(box: Box) -> list[Point]:
    """Return the corners of a box, clockwise from the top left."""
    x0, y0, x1, y1 = box
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
