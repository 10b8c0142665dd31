"""Walls, doors, windows and grids of the clinic on a plan."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from samples.building import (
    COLUMN_GRIDS,
    DEPTH_FT,
    ROW_GRIDS,
    WIDTH_FT,
    Opening,
    Wall,
    office_wall_ft,
)
from samples.drawing import Canvas, Point
from samples.frame import Frame, feet_inches
from samples.symbols import chain, grid_line, tag

GRID_REACH_PT = 128.0


def draw_walls(c: Canvas, frame: Frame, walls: Sequence[Wall], *, fill: float = 0.72,
               line_pt: float = 1.4, gray: float = 0.0) -> None:  # fmt: skip
    """Draw walls with clean corners: all outlines first, then all insides over them."""
    for width_pt, inside in ((2 * line_pt, None), (0.0, fill)):
        for wall in walls:
            with c.edit(*filter(None, [wall.edit])):
                for begin, end in _solid(wall, c.revision):
                    box = frame.box(*wall.part(begin, end))
                    c.rect(box, width_pt, fill=inside, gray=gray)


def _solid(wall: Wall, revision: int) -> list[tuple[float, float]]:
    """Return the stretches of a wall between its openings."""
    cuts = sorted((o.at_ft, o.at_ft + o.width_ft) for o in wall.openings if revision in o.revisions)
    edges = [0.0, *(edge for cut in cuts for edge in cut), wall.length_ft]
    return list(zip(edges[::2], edges[1::2], strict=True))


def draw_openings(c: Canvas, frame: Frame, walls: Sequence[Wall], *, tags: bool = True) -> None:
    """Draw the doors, windows and cased openings of walls."""
    for wall in walls:
        for opening in wall.openings:
            if c.revision in opening.revisions:
                with c.edit(*filter(None, [opening.edit])):
                    _draw_opening(c, frame, wall, opening, tags=tags)


def _draw_opening(c: Canvas, frame: Frame, wall: Wall, opening: Opening, *, tags: bool) -> None:
    begin, end = opening.at_ft, opening.at_ft + opening.width_ft
    # The jambs and the gap between them are part of what an edit of the opening changes.
    c.touch(frame.box(*wall.part(begin, end)), 2.8)
    if opening.kind == "window":
        _window(c, frame, wall, opening, tags=tags)
    elif opening.kind == "cased":
        for edge in (-0.5, 0.5):
            along = edge * wall.thick_ft
            c.line(_at(frame, wall, begin, along), _at(frame, wall, end, along), 0.35, dash="5 3")
    elif opening.kind == "pair":
        middle = (begin + end) / 2
        _leaf(c, frame, wall, begin, middle, opening.side)
        _leaf(c, frame, wall, end, middle, opening.side)
        if tags:
            tag(c, _at(frame, wall, middle, opening.side * 2.6), opening.tag)
    else:
        hinge, latch = (end, begin) if opening.from_end else (begin, end)
        _leaf(c, frame, wall, hinge, latch, opening.side)
        if tags:
            _door_tag(c, _at(frame, wall, (begin + end) / 2, opening.side * 1.25), opening)


def _door_tag(c: Canvas, at: Point, opening: Opening) -> None:
    with c.edit(*([f"{opening.edit}-tag"] if opening.edit else [])):
        tag(c, at, opening.tag)


def _at(frame: Frame, wall: Wall, along_ft: float, across_ft: float) -> Point:
    if wall.is_level:
        return frame.at(wall.x0_ft + along_ft, wall.y0_ft + across_ft)
    return frame.at(wall.x0_ft + across_ft, wall.y0_ft + along_ft)


def _leaf(c: Canvas, frame: Frame, wall: Wall, hinge_ft: float, latch_ft: float, side: int) -> None:
    """Draw an open leaf and its swing."""
    radius_ft = abs(latch_ft - hinge_ft)
    hinge = _at(frame, wall, hinge_ft, 0)
    c.line(hinge, _at(frame, wall, hinge_ft, side * radius_ft), 1.3)
    towards_latch = 0.0 if latch_ft > hinge_ft else 180.0
    quarter = 90.0 * side if latch_ft > hinge_ft else -90.0 * side
    if not wall.is_level:
        towards_latch, quarter = 90 + towards_latch, -quarter
    radius_pt = radius_ft * frame.pt_per_ft
    c.arc(hinge, radius_pt, towards_latch, towards_latch + quarter, 0.4)


def _window(c: Canvas, frame: Frame, wall: Wall, opening: Opening, *, tags: bool) -> None:
    begin, end = opening.at_ft, opening.at_ft + opening.width_ft
    for across in (-0.42, -0.1, 0.1, 0.42):
        offset = across * wall.thick_ft
        c.line(_at(frame, wall, begin, offset), _at(frame, wall, end, offset), 0.6)
    middle = (begin + end) / 2
    if wall.is_level:
        inwards = 1.9 if wall.y0_ft < DEPTH_FT / 2 else -1.9
    else:
        inwards = 1.9 if wall.x0_ft < WIDTH_FT / 2 else -1.9
    if tags:
        tag(c, _at(frame, wall, middle, inwards), opening.tag, sides=6)


def draw_grids(c: Canvas, frame: Frame) -> None:
    """Draw the column lines with their bubbles above and at the left."""
    reach = GRID_REACH_PT
    for label, x in COLUMN_GRIDS:
        grid_line(c, (frame.x(x), frame.y(0) - reach),
                  (frame.x(x), frame.y(DEPTH_FT) + 40), label)  # fmt: skip
    for label, y in ROW_GRIDS:
        grid_line(c, (frame.x(0) - reach, frame.y(y)),
                  (frame.x(WIDTH_FT) + 40, frame.y(y)), label)  # fmt: skip


def draw_grid_dimensions(c: Canvas, frame: Frame) -> None:
    """Draw the overall chain and the chain from grid to grid, above and at the left."""
    columns, rows = [x for _, x in COLUMN_GRIDS], [y for _, y in ROW_GRIDS]
    for stops, witness, upright in ((columns, frame.y(0), False), (rows, frame.x(0), True)):
        place = frame.y if upright else frame.x
        ends = [stops[0], stops[-1]]
        for level, feet in ((80.0, stops), (104.0, ends)):
            labels = [feet_inches(b - a) for a, b in pairwise(feet)]
            chain(c, [place(f) for f in feet], witness - level, labels,
                  witness=witness - 14, upright=upright)  # fmt: skip


def draw_room_dimensions(c: Canvas, frame: Frame) -> None:
    """Draw the chains along the rooms: north, south and east."""
    north = [0, 24, 36, 48, 60, 72, 84, 96.0]
    chain(c, [frame.x(f) for f in north], frame.y(0) - 56, _lengths(north),
          witness=frame.y(0) - 14)  # fmt: skip
    south = [0, 24, office_wall_ft(c.revision), 48, 62, 74, 84, 96]
    chain(c, [frame.x(f) for f in south], frame.y(DEPTH_FT) + 78, _lengths(south),
          witness=frame.y(DEPTH_FT) + 60, stop_edits={2: "A101-wall"},
          label_edits={1: "A101-dim-office", 2: "A101-dim-office-next"})  # fmt: skip
    east = [0, 14, 19, 36, 41, 56.0]
    chain(c, [frame.y(f) for f in east], frame.x(WIDTH_FT) + 62, _lengths(east),
          witness=frame.x(WIDTH_FT) + 44, upright=True)  # fmt: skip


def _lengths(stops_ft: Sequence[float]) -> list[str]:
    return [feet_inches(b - a) for a, b in pairwise(stops_ft)]
