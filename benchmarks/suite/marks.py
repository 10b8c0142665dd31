"""A drawing as a list of marks: what the sample generators draw, kept so that it can be edited."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from common.domain.geometry import Box, union
from samples.drawing import PLAIN, Canvas, Point
from samples.titleblock import draw_border

MarkKind = Literal["text", "path", "arc", "hatch"]
# An arc's extent is that of points on it this far apart.
ARC_STEP_DEG = 5.0
_FLIPPED = {"left": "right", "right": "left", "center": "center"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing that a canvas draws.

    Attributes:
        points: of a path or hatch; where a text stands; the centre of an arc.
        how: the further arguments of the canvas's method.
    """

    kind: MarkKind
    points: tuple[Point, ...]
    how: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What it prints, "" for linework."""
        return str(self.how.get("text", ""))

    @property
    def box(self) -> Box:
        """The extent of its ink in points."""
        if self.kind == "arc":
            return self._arc_box()
        paper = Canvas("", 1)
        with paper.edit("mark"):
            self.draw(paper)
        return paper.extents["mark"]

    def draw(self, canvas: Canvas) -> None:
        """Draw it again."""
        if self.kind in {"text", "arc"}:
            getattr(canvas, self.kind)(self.points[0], **self.how)
        else:
            getattr(canvas, self.kind)(self.points, **self.how)

    def but(self, **how: object) -> Mark:
        """Return it with other arguments."""
        return replace(self, how={**self.how, **how})

    def moved(self, dx_pt: float, dy_pt: float) -> Mark:
        """Return it elsewhere."""
        return replace(self, points=tuple((x + dx_pt, y + dy_pt) for x, y in self.points))

    def mirrored(self, axis_x_pt: float) -> Mark:
        """Return it left to right about an upright axis; letters stay readable."""
        flipped = replace(self, points=tuple((2 * axis_x_pt - x, y) for x, y in self.points))
        if self.kind == "text" and not self.how["upright"]:
            return flipped.but(align=_FLIPPED[self.how["align"]])
        if self.kind == "arc":
            ends = {key: 180 - self.how[key] for key in ("start_deg", "end_deg")}
            return flipped.but(**ends)
        if self.kind == "hatch":
            return flipped.but(angle_deg=-self.how["angle_deg"])
        return flipped

    def _arc_box(self) -> Box:
        begin, end = self.how["start_deg"], self.how["end_deg"]
        count = math.ceil(abs(end - begin) / ARC_STEP_DEG) + 1
        turns = [math.radians(begin + (end - begin) * i / (count - 1)) for i in range(count)]
        (x, y), radius, half = self.points[0], self.how["radius_pt"], self.how["width_pt"] / 2
        xs = [x + radius * math.cos(turn) for turn in turns]
        ys = [y + self.how["squash"] * radius * math.sin(turn) for turn in turns]
        return (min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half)


class Recorder(Canvas):
    """A canvas that keeps what is drawn as marks."""

    def __init__(self, sheet: str, revision: int) -> None:
        super().__init__(sheet, revision)
        self.marks: list[Mark] = []

    def path(self, points: Sequence[Point], width_pt: float = 0.5, *, closed: bool = False,
             fill: float | None = None, gray: float = 0.0, dash: str = "") -> None:  # fmt: skip
        """Keep a polyline."""
        self._keep(
            "path", points, width_pt=width_pt, closed=closed, fill=fill, gray=gray, dash=dash
        )

    def arc(self, centre: Point, radius_pt: float, start_deg: float, end_deg: float,
            width_pt: float = 0.5, *, gray: float = 0.0, dash: str = "", squash: float = 1.0,
            fill: float | None = None) -> None:  # fmt: skip
        """Keep an arc."""
        self._keep("arc", [centre], radius_pt=radius_pt, start_deg=start_deg, end_deg=end_deg,
                   width_pt=width_pt, gray=gray, dash=dash, squash=squash, fill=fill)  # fmt: skip

    def hatch(self, outline: Sequence[Point], gap_pt: float, angle_deg: float = 45,
              width_pt: float = 0.25, *, gray: float = 0.0) -> None:  # fmt: skip
        """Keep a hatch."""
        self._keep(
            "hatch", outline, gap_pt=gap_pt, angle_deg=angle_deg, width_pt=width_pt, gray=gray
        )

    def text(self, at: Point, text: str, size_pt: float = 8, *, font: str = PLAIN,
             align: str = "left", upright: bool = False, mask: bool = False,
             gray: float = 0.0) -> None:  # fmt: skip
        """Keep a line of text, after the paper that is cleared for it."""
        if mask:
            super().text(at, text, size_pt, font=font, align=align, upright=upright, mask=True)
        self._keep("text", [at], text=text, size_pt=size_pt, font=font, align=align,
                   upright=upright, gray=gray)  # fmt: skip

    def _keep(self, kind: MarkKind, points: Iterable[Point], **how: object) -> None:
        dx, dy = self._offset
        there = tuple((x + dx, y + dy) for x, y in points)
        self.marks.append(Mark(kind=kind, points=there, how=how))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A sheet: what is drawn on it, and its border and title block at two issues."""

    number: str
    body: tuple[Mark, ...]
    borders: Mapping[int, tuple[Mark, ...]]

    @classmethod
    def of(
        cls, number: str, title: tuple[str, ...], scale: str, draw: Callable[[Canvas], None],
        revision: int = 1,
    ) -> Drawing:  # fmt: skip
        """Draw a sheet of a revision and keep its marks."""
        paper = Recorder(number, revision)
        draw(paper)
        borders = {}
        for issue in (1, 2):
            frame = Recorder(number, issue)
            draw_border(frame, title, scale)
            borders[issue] = tuple(frame.marks)
        return cls(number=number, body=tuple(paper.marks), borders=borders)

    def canvas(
        self, body: Iterable[Mark], *, issue: int = 1, body_pt: tuple[float, float] = (0, 0)
    ) -> Canvas:
        """Draw a body and the title block of an issue; `body_pt` moves the body alone."""
        canvas = Canvas(self.number, issue)
        with canvas.moved(*body_pt):
            for mark in body:
                mark.draw(canvas)
        for mark in self.borders[issue]:
            mark.draw(canvas)
        return canvas

    def noise_boxes(self) -> tuple[Box, ...]:
        """Return where the title blocks of the two issues differ."""
        first, second = self.borders[1], self.borders[2]
        apart = [m for m in first if m not in second] + [m for m in second if m not in first]
        return tuple(mark.box for mark in apart)


def union_of(boxes: Iterable[Box]) -> Box:
    """Return the box around boxes, of which there is at least one."""
    first, *rest = boxes
    for box in rest:
        first = union(first, box)
    return first
