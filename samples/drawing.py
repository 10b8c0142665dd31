"""A sheet of paper to draw on: PDF operators out, the extent of every edit remembered."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import pymupdf

Box = tuple[float, float, float, float]
Point = tuple[float, float]

WIDTH_PT, HEIGHT_PT = 2592.0, 1728.0  # ARCH D, 36 × 24 in
PLAIN, BOLD, ITALIC = "helv", "hebo", "heit"
FONTS = {
    PLAIN: pymupdf.Font("helv"),
    BOLD: pymupdf.Font("hebo"),
    ITALIC: pymupdf.Font("heit"),
}
# Control points this far along the tangent make a Bézier quarter round to 0.03 %.
_CIRCLE = 0.5522847498
_ASCENT, _DESCENT = 0.74, 0.22


@cache
def text_width(text: str, size_pt: float, font: str = PLAIN) -> float:
    """Return the width in points of one line of text."""
    return float(FONTS[font].text_length(text, fontsize=size_pt))


class Canvas:
    """One sheet of one revision, top-left origin, points, y downwards.

    Attributes:
        sheet: the sheet's number.
        revision: 1 or 2: what is drawn may depend on it.
        extents: per edit id the box around everything drawn within `edit(id)`.
    """

    def __init__(self, sheet: str, revision: int) -> None:
        self.sheet, self.revision = sheet, revision
        self.extents: dict[str, Box] = {}
        self._operators: list[str] = []
        self._offset: Point = (0.0, 0.0)
        self._edits: list[str] = []

    @property
    def content(self) -> bytes:
        """The page's content stream."""
        return "\n".join(["1 J 1 j", *self._operators]).encode("cp1252")

    @contextmanager
    def edit(self, *edit_ids: str) -> Iterator[None]:
        """Note the extent of what is drawn inside under every one of the ids."""
        before = list(self._edits)
        self._edits += edit_ids
        try:
            yield
        finally:
            self._edits = before

    @contextmanager
    def moved(self, dx_pt: float, dy_pt: float) -> Iterator[None]:
        """Draw what follows shifted, as a moved viewport does."""
        before = self._offset
        self._offset = (before[0] + dx_pt, before[1] + dy_pt)
        try:
            yield
        finally:
            self._offset = before

    def touch(self, box: Box, margin_pt: float = 0.0) -> None:
        """Widen the current edits by a box where nothing may be drawn, as a closed opening."""
        dx, dy = self._offset
        x0, y0, x1, y1 = box
        grown = (
            x0 + dx - margin_pt, y0 + dy - margin_pt, x1 + dx + margin_pt, y1 + dy + margin_pt,
        )  # fmt: skip
        for edit_id in self._edits:
            old = self.extents.get(edit_id, grown)
            self.extents[edit_id] = (
                min(old[0], grown[0]),
                min(old[1], grown[1]),
                max(old[2], grown[2]),
                max(old[3], grown[3]),
            )

    def line(
        self,
        start: Point,
        end: Point,
        width_pt: float = 0.5,
        *,
        gray: float = 0.0,
        dash: str = "",
    ) -> None:
        """Draw a straight line; `dash` is a PDF dash array such as "6 4"."""
        self.path([start, end], width_pt, gray=gray, dash=dash)

    def path(
        self,
        points: Sequence[Point],
        width_pt: float = 0.5,
        *,
        closed: bool = False,
        fill: float | None = None,
        gray: float = 0.0,
        dash: str = "",
    ) -> None:
        """Draw a polyline; width 0 means no outline, `fill` is a gray of 0 to 1."""
        steps = [f"{self._xy(points[0])} m", *(f"{self._xy(p)} l" for p in points[1:])]
        self._paint(steps, width_pt, closed=closed, fill=fill, gray=gray, dash=dash)
        self._touch_points(points, width_pt)

    def rect(
        self,
        box: Box,
        width_pt: float = 0.5,
        *,
        fill: float | None = None,
        gray: float = 0.0,
        dash: str = "",
    ) -> None:
        """Draw a rectangle."""
        x0, y0, x1, y1 = box
        corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        self.path(corners, width_pt, closed=True, fill=fill, gray=gray, dash=dash)

    def arc(
        self,
        centre: Point,
        radius_pt: float,
        start_deg: float,
        end_deg: float,
        width_pt: float = 0.5,
        *,
        gray: float = 0.0,
        dash: str = "",
        squash: float = 1.0,
        fill: float | None = None,
    ) -> None:
        """Draw an arc, clockwise on the page from +x; `squash` scales y for ellipses."""
        count = max(1, math.ceil(abs(end_deg - start_deg) / 90))
        step = math.radians(end_deg - start_deg) / count
        pull = _CIRCLE * radius_pt * step / (math.pi / 2)
        angle = math.radians(start_deg)
        points = [_on_circle(centre, radius_pt, angle, squash)]
        steps = [f"{self._xy(points[0])} m"]
        for _ in range(count):
            begin, angle = angle, angle + step
            point = _on_circle(centre, radius_pt, angle, squash)
            first = _along(points[-1], begin, pull, squash)
            second = _along(point, angle, -pull, squash)
            steps.append(f"{self._xy(first)} {self._xy(second)} {self._xy(point)} c")
            points.append(point)
        closed = abs(end_deg - start_deg) >= 360
        self._paint(steps, width_pt, closed=closed, fill=fill, gray=gray, dash=dash)
        self._touch_points(points, width_pt)

    def circle(
        self,
        centre: Point,
        radius_pt: float,
        width_pt: float = 0.5,
        *,
        fill: float | None = None,
        gray: float = 0.0,
    ) -> None:
        """Draw a circle."""
        self.arc(centre, radius_pt, 0, 360, width_pt, fill=fill, gray=gray)

    def hatch(
        self,
        outline: Sequence[Point],
        gap_pt: float,
        angle_deg: float = 45,
        width_pt: float = 0.25,
        *,
        gray: float = 0.0,
    ) -> None:
        """Fill an outline with parallel lines; the pattern is anchored to the page's origin."""
        path = [f"{self._xy(outline[0])} m", *(f"{self._xy(p)} l" for p in outline[1:])]
        self._operators += ["q", *path, "h W n"]
        direction = (math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg)))
        across = [x * -direction[1] + y * direction[0] for x, y in outline]
        along = [x * direction[0] + y * direction[1] for x, y in outline]
        low, high = math.ceil(min(across) / gap_pt), math.floor(max(across) / gap_pt)
        steps = []
        for index in range(low, high + 1):
            foot = (-direction[1] * index * gap_pt, direction[0] * index * gap_pt)
            ends = [(foot[0] + direction[0] * t, foot[1] + direction[1] * t)
                    for t in (min(along), max(along))]  # fmt: skip
            steps += [f"{self._xy(ends[0])} m", f"{self._xy(ends[1])} l"]
        self._paint(steps, width_pt, closed=False, fill=None, gray=gray, dash="")
        self._operators.append("Q")
        self._touch_points(outline, 0)

    def text(
        self,
        at: Point,
        text: str,
        size_pt: float = 8,
        *,
        font: str = PLAIN,
        align: str = "left",
        upright: bool = False,
        mask: bool = False,
        gray: float = 0.0,
    ) -> None:
        """Write one line with its base line at `at`; `align` is left, center or right.

        `upright` turns it to read from bottom to top; `mask` clears the paper under it.
        """
        width = text_width(text, size_pt, font)
        back = {"left": 0.0, "center": width / 2, "right": width}[align]
        start = (at[0], at[1] + back) if upright else (at[0] - back, at[1])
        box = _text_box(start, width, size_pt, upright=upright)
        if mask:
            clear = (box[0] - 1.5, box[1] - 1, box[2] + 1.5, box[3] + 0.5)
            self.rect(clear, 0, fill=1.0)
        self.touch(box)
        turn = "0 1 -1 0" if upright else "1 0 0 1"
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self._operators.append(
            f"BT {gray:g} g /{font} {size_pt:g} Tf {turn} {self._xy(start)} Tm ({escaped}) Tj ET"
        )

    def lines(
        self, at: Point, lines: Sequence[str], size_pt: float = 8, leading: float = 1.4, **how: str
    ) -> float:
        """Write lines under one another; return the base line that a next one would have."""
        x, y = at
        for line in lines:
            self.text((x, y), line, size_pt, **how)  # type: ignore[arg-type]  # font, align: str
            y += size_pt * leading
        return y

    def _paint(
        self,
        steps: list[str],
        width_pt: float,
        *,
        closed: bool,
        fill: float | None,
        gray: float,
        dash: str,
    ) -> None:
        operator = {
            (False, False): "n",
            (False, True): "f",
            (True, False): "s" if closed else "S",
            (True, True): "b" if closed else "B",
        }[(width_pt > 0, fill is not None)]
        state = [f"{width_pt:g} w {gray:g} G"] if width_pt > 0 else []
        state += [f"{fill:g} g"] if fill is not None else []
        dashes = (f"[{dash}] 0 d", "[] 0 d") if dash else ("", "")
        self._operators.append(" ".join(filter(None, [*state, dashes[0], *steps, operator])))
        if dash:
            self._operators.append(dashes[1])

    def _xy(self, point: Point) -> str:
        x, y = point[0] + self._offset[0], point[1] + self._offset[1]
        return f"{_short(x)} {_short(HEIGHT_PT - y)}"

    def _touch_points(self, points: Sequence[Point], width_pt: float) -> None:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        self.touch((min(xs), min(ys), max(xs), max(ys)), width_pt / 2)


def _short(value: float) -> str:
    """Return two decimals at most: 1/7200 in is finer than any plotter."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _on_circle(centre: Point, radius: float, angle: float, squash: float) -> Point:
    return (centre[0] + radius * math.cos(angle), centre[1] + squash * radius * math.sin(angle))


def _along(point: Point, angle: float, pull: float, squash: float) -> Point:
    return (point[0] - pull * math.sin(angle), point[1] + squash * pull * math.cos(angle))


def _text_box(start: Point, width: float, size_pt: float, *, upright: bool) -> Box:
    x, y = start
    if upright:
        return (x - size_pt * _ASCENT, y - width, x + size_pt * _DESCENT, y)
    return (x, y - size_pt * _ASCENT, x + width, y + size_pt * _DESCENT)
