"""Revision clouds as programs draw them, and what only looks like them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import pymupdf

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]
STYLES = ("one path", "a stroke an arc", "quarter curves", "one polyline", "a polyline an arc")
ANNOTATIONS = ("polygon annotation", "square annotation")
SHAPES = ("rectangle", "turned rectangle", "L", "ellipse", "freehand")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudLook:
    """How a cloud is drawn.

    Attributes:
        style: of STYLES or ANNOTATIONS.
        shape: of SHAPES.
        chord_pt: about how long its arcs are.
        spread: longest arc by shortest.
        bulge_deg: by how much an arc turns.
    """

    style: str
    shape: str
    chord_pt: float
    spread: float
    bulge_deg: float
    width_pt: float
    colour: tuple[float, float, float]


def some_look(chance: random.Random, box: pymupdf.Rect) -> CloudLook:
    """Return a cloud of any kind for a box; no drafter's arc is longer than its short side."""
    style = chance.choice((*STYLES, *STYLES, *ANNOTATIONS))
    return CloudLook(
        style=style,
        shape="rectangle" if style in ANNOTATIONS else chance.choice(SHAPES),
        chord_pt=chance.uniform(6, max(8.0, min(40.0, min(box.width, box.height) / 1.5))),
        spread=chance.choice((1.0, 1.0, 1.5, 3.0)),
        bulge_deg=chance.choice((106.0, 120.0, 150.0, 180.0, 200.0)),
        width_pt=chance.choice((0.25, 0.5, 1.0, 1.5, 2.5, 4.0)),
        colour=chance.choice(((0, 0, 0), (1, 0, 0), (0, 0, 1), (0.4, 0.4, 0.4))),
    )


def draw_cloud(
    page: pymupdf.Page, box: pymupdf.Rect, look: CloudLook, chance: random.Random
) -> pymupdf.Rect:
    """Draw a cloud around a box, in the page's unrotated points; return what it covers."""
    if look.style in ANNOTATIONS:
        _annotate(page, box, look)
        return box
    corners = corners_of(box, look.shape, chance)
    cusps = stops_along(corners, look.chord_pt, look.spread, chance)
    arcs = [
        arc_curves(a, b, look.bulge_deg) for a, b in zip(cusps, cusps[1:] + cusps[:1], strict=True)
    ]
    draw_arcs(page, arcs, look.style, look.width_pt, look.colour)
    points = [point for arc in arcs for point in _exploded(arc)]
    xs, ys = zip(*points, strict=True)
    return pymupdf.Rect(min(xs), min(ys), max(xs), max(ys))


def _annotate(page: pymupdf.Page, box: pymupdf.Rect, look: CloudLook) -> None:
    intensity = 1 if look.chord_pt < 20 else 2
    if look.style == "square annotation":
        annotation = page.add_rect_annot(box)
    else:
        annotation = page.add_polygon_annot([box.tl, box.tr, box.br, box.bl])
    annotation.set_border(width=look.width_pt, clouds=intensity)
    annotation.set_colors(stroke=look.colour)
    annotation.update()


def corners_of(box: pymupdf.Rect, shape: str, chance: random.Random) -> list[Point]:
    """Return the polygon that a drafter clicks, clockwise on the page."""
    x0, y0, x1, y1 = box.x0, box.y0, box.x1, box.y1
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    if shape in {"ellipse", "freehand"}:
        rough = 0.12 if shape == "freehand" else 0.0
        return [
            (
                middle[0] + (x1 - x0) * 0.6 * math.cos(t) * (1 + chance.uniform(-rough, rough)),
                middle[1] + (y1 - y0) * 0.6 * math.sin(t) * (1 + chance.uniform(-rough, rough)),
            )
            for t in (2 * math.pi * i / 24 for i in range(24))
        ]
    if shape == "L":
        return [
            (x0, y0),
            (x1, y0),
            (x1, middle[1]),
            (middle[0], middle[1]),
            (middle[0], y1),
            (x0, y1),
        ]
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    turn = chance.uniform(-0.5, 0.5) if shape == "turned rectangle" else 0.0
    return [_turned(corner, middle, turn) for corner in corners]


def _turned(point: Point, middle: Point, turn: float) -> Point:
    x, y = point[0] - middle[0], point[1] - middle[1]
    c, s = math.cos(turn), math.sin(turn)
    return (middle[0] + c * x - s * y, middle[1] + s * x + c * y)


def stops_along(
    corners: Sequence[Point], chord_pt: float, spread: float, chance: random.Random
) -> list[Point]:
    """Return the cusps: corners, and stops about a chord apart between those that are far."""
    stops = [corners[0]]
    for end in [*corners[1:], corners[0]]:
        start = stops[-1]
        length = math.dist(start, end)
        if length < 0.6 * chord_pt:
            continue
        weights = [chance.uniform(1, spread) for _ in range(max(1, round(length / chord_pt)))]
        for done in accumulate(weights):
            t = done / sum(weights)
            stops.append((start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])))
    return stops[:-1] if math.dist(stops[-1], stops[0]) < 0.6 * chord_pt else stops


def arc_curves(start: Point, end: Point, turn_deg: float, curve_count: int = 2) -> list[Curve]:
    """Return the arc that turns clockwise from start to end: outwards on a clockwise outline."""
    turn = math.radians(turn_deg)
    chord = math.dist(start, end)
    radius = chord / (2 * math.sin(turn / 2))
    heading = math.atan2(end[1] - start[1], end[0] - start[0])
    rise = radius * math.cos(turn / 2)
    middle = (
        (start[0] + end[0]) / 2 - rise * math.sin(heading),
        (start[1] + end[1]) / 2 + rise * math.cos(heading),
    )
    first = math.atan2(start[1] - middle[1], start[0] - middle[0])
    step = turn / curve_count
    return [_curve(middle, radius, first + i * step, step) for i in range(curve_count)]


def _curve(middle: Point, radius: float, begin: float, turn: float) -> Curve:
    reach = radius * 4 / 3 * math.tan(turn / 4)
    c0, s0 = math.cos(begin), math.sin(begin)
    c1, s1 = math.cos(begin + turn), math.sin(begin + turn)
    x, y = middle
    return (
        (x + radius * c0, y + radius * s0),
        (x + radius * c0 - reach * s0, y + radius * s0 + reach * c0),
        (x + radius * c1 + reach * s1, y + radius * s1 - reach * c1),
        (x + radius * c1, y + radius * s1),
    )


def draw_arcs(
    page: pymupdf.Page,
    arcs: Sequence[Sequence[Curve]],
    style: str,
    width_pt: float,
    colour: tuple[float, float, float],
) -> None:
    """Draw a chain of arcs in one of STYLES."""
    shape = page.new_shape()

    def end_stroke() -> None:
        shape.finish(width=width_pt, color=colour, closePath=False)

    for arc in arcs:
        if "polyline" in style:
            shape.draw_polyline(_exploded(arc))
        else:
            for curve in arc:
                shape.draw_bezier(*curve)
                if style == "quarter curves":
                    end_stroke()
        if style in {"a stroke an arc", "a polyline an arc"}:
            end_stroke()
    if style in {"one path", "one polyline"}:
        end_stroke()
    shape.commit()


def _exploded(arc: Sequence[Curve], chord_count: int = 4) -> list[Point]:
    """Return an arc as the chords that a plotter driver makes of it."""
    points = [arc[0][0]]
    for a, b, c, d in arc:
        for step in range(1, chord_count + 1):
            t = step / chord_count
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            points.append(
                (
                    sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                    sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
                )
            )
    return points


def draw_delta(page: pymupdf.Page, at: Point, mark: str, side_pt: float) -> None:
    """Draw a delta with its mark."""
    x, y = at
    height = side_pt * 0.87
    top, left, right = (
        (x, y - 0.6 * height),
        (x - side_pt / 2, y + 0.4 * height),
        (x + side_pt / 2, y + 0.4 * height),
    )
    page.draw_polyline([top, right, left], closePath=True, width=0.8, fill=(1, 1, 1))
    size = 0.45 * side_pt
    width = pymupdf.get_text_length(mark, fontsize=size)
    page.insert_text((x - width / 2, y + 0.32 * height), mark, fontsize=size)


# --- what only looks like a cloud -----------------------------------------------------------------


def _tree(page: pymupdf.Page, at: Point, radius: float, lobes: int, *, centre: bool) -> None:
    cusps = [
        (at[0] + radius * math.cos(t), at[1] + radius * math.sin(t))
        for t in (2 * math.pi * i / lobes for i in range(lobes))
    ]
    arcs = [arc_curves(a, b, 140) for a, b in zip(cusps, cusps[1:] + cusps[:1], strict=True)]
    draw_arcs(page, arcs, "one path", 0.35, (0, 0, 0))
    if centre:
        page.draw_circle(at, 1.5, width=0.5)


def draw_trees(page: pymupdf.Page, box: pymupdf.Rect, chance: random.Random) -> None:
    """Draw one to six trees of one kind."""
    radius, lobes = chance.uniform(8, 26), chance.randint(6, 18)
    for _ in range(chance.randint(1, 6)):
        at = (chance.uniform(box.x0, box.x1), chance.uniform(box.y0, box.y1))
        _tree(page, at, radius, lobes, centre=chance.random() < 0.5)


def draw_shrubs(page: pymupdf.Page, box: pymupdf.Rect, chance: random.Random) -> None:
    """Draw a row of shrubs."""
    radius, lobes = chance.uniform(4, 9), chance.randint(5, 9)
    for step in range(6):
        _tree(page, (box.x0 + 2.1 * radius * step, box.y1), radius, lobes, centre=False)


def draw_hedge(page: pymupdf.Page, box: pymupdf.Rect, chance: random.Random) -> None:
    """Draw a hedge: a scalloped strip around nothing."""
    chord = chance.uniform(5, 8)
    strip = pymupdf.Rect(box.x0, box.y1 - 2.2 * chord, box.x1, box.y1)
    cusps = stops_along(corners_of(strip, "rectangle", chance), chord, 1.0, chance)
    arcs = [arc_curves(a, b, 150) for a, b in zip(cusps, cusps[1:] + cusps[:1], strict=True)]
    draw_arcs(page, arcs, "one path", 0.35, (0, 0, 0))


def draw_insulation(page: pymupdf.Page, box: pymupdf.Rect, chance: random.Random) -> None:
    """Draw a batt: loops to one side and to the other."""
    pitch, height = chance.uniform(6, 12), chance.uniform(10, 20)
    arcs, x, up = [], box.x0, True
    while x < box.x1:
        y0, y1 = (box.y0, box.y0 + height) if up else (box.y0 + height, box.y0)
        arcs.append([((x, y0), (x + pitch, y0), (x - pitch / 2, y1), (x + pitch / 2, y1))])
        x, up = x + pitch / 2, not up
    draw_arcs(page, arcs, "one path", 0.35, (0, 0, 0))


def draw_bubbles(page: pymupdf.Page, box: pymupdf.Rect, chance: random.Random) -> None:
    """Draw a ring of circles that touch."""
    radius, count = chance.uniform(4, 10), chance.randint(6, 14)
    ring = radius / math.sin(math.pi / count)
    for i in range(count):
        t = 2 * math.pi * i / count
        at = (
            (box.x0 + box.x1) / 2 + ring * math.cos(t),
            (box.y0 + box.y1) / 2 + ring * math.sin(t),
        )
        page.draw_circle(at, radius, width=0.5)


def draw_doors(page: pymupdf.Page, box: pymupdf.Rect, chance: random.Random) -> None:
    """Draw the swings of a row of doors, back to back."""
    radius = chance.uniform(12, 24)
    shape = page.new_shape()
    for step in range(5):
        hinge = (box.x0 + 2 * radius * step, box.y0)
        for way in (-1, 1):
            shape.draw_curve(
                (hinge[0] + way * radius, hinge[1]),
                (hinge[0] + way * radius, hinge[1] + radius),
                (hinge[0], hinge[1] + radius),
            )
            shape.draw_line(hinge, (hinge[0], hinge[1] + radius))
            shape.finish(width=0.5, closePath=False)
    shape.commit()


def draw_waves(page: pymupdf.Page, box: pymupdf.Rect, chance: random.Random) -> None:
    """Draw a chain of arcs that never closes: a tree line, a shore, roof tiles."""
    chord = chance.uniform(6, 16)
    for row in range(3):
        y = box.y0 + row * 0.8 * chord
        stops = [(box.x0 + i * chord, y + chance.uniform(-1, 1)) for i in range(12)]
        arcs = [arc_curves(a, b, 160) for a, b in pairwise(stops)]
        draw_arcs(page, arcs, "a stroke an arc", 0.35, (0, 0, 0))


def draw_round_things(page: pymupdf.Page, box: pymupdf.Rect, chance: random.Random) -> None:
    """Draw bubbles, polygons and an outlined plus."""
    for step in range(5):
        at = (box.x0 + 24 * step, box.y0 + 12)
        page.draw_circle(at, 10, width=0.6)
        sides = chance.randint(3, 12)
        corners = [
            (
                at[0] + 11 * math.cos(2 * math.pi * i / sides),
                at[1] + 30 + 11 * math.sin(2 * math.pi * i / sides),
            )
            for i in range(sides)
        ]
        page.draw_polyline(corners, closePath=True, width=0.6)


DECOYS: tuple[Callable[[pymupdf.Page, pymupdf.Rect, random.Random], None], ...] = (
    draw_trees,
    draw_shrubs,
    draw_hedge,
    draw_insulation,
    draw_bubbles,
    draw_doors,
    draw_waves,
    draw_round_things,
)
