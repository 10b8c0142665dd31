"""The signs of architectural drawings: grids, dimensions, tags, leaders, clouds, arrows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from samples.drawing import BOLD, ITALIC, Box, Canvas, Point, text_width
from samples.edits import EDITS

GRID_DASH = "18 4 4 4"
HIDDEN_DASH = "7 4"


def reworded(c: Canvas, edit_id: str, at: Point, size_pt: float = 8, *, align: str = "left",
             upright: bool = False, font: str = "helv", mask: bool = False) -> None:  # fmt: skip
    """Write the text that the canvas's revision has at a place."""
    text = EDITS[edit_id].text(c.revision)
    if text:
        with c.edit(edit_id):
            c.text(at, text, size_pt, align=align, upright=upright, font=font, mask=mask)


def grid_line(c: Canvas, start: Point, end: Point, label: str) -> None:
    """Draw a column line with its bubble beyond the start."""
    length = math.dist(start, end)
    ux, uy = (start[0] - end[0]) / length, (start[1] - end[1]) / length
    c.line(start, end, 0.35, gray=0.35, dash=GRID_DASH)
    centre = (start[0] + 15 * ux, start[1] + 15 * uy)
    c.circle(centre, 15, 0.9)
    c.text((centre[0], centre[1] + 4.7), label, 13, font=BOLD, align="center")


def chain(
    c: Canvas,
    stops: Sequence[float],
    level: float,
    labels: Sequence[str],
    *,
    witness: float,
    upright: bool = False,
    stop_edits: Mapping[int, str] | None = None,
    label_edits: Mapping[int, str] | None = None,
) -> None:
    """Draw a dimension chain with ticks.

    Args:
        c: the sheet.
        stops: positions along the chain, in points.
        level: where the dimension line lies across it.
        labels: one fewer than stops.
        witness: where the witness lines begin.
        upright: the chain runs down the page.
        stop_edits: per stop the edit that moved it.
        label_edits: per label the edit that prints it.
    """

    def at(along: float, across: float) -> Point:
        return (across, along) if upright else (along, across)

    c.line(at(stops[0] - 7, level), at(stops[-1] + 7, level), 0.35)
    towards = 5 if level > witness else -5
    for index, stop in enumerate(stops):
        with c.edit(*_ids(stop_edits, index)):
            c.line(at(stop, witness), at(stop, level + towards), 0.25)
            c.line(at(stop - 4, level + 4), at(stop + 4, level - 4), 1.1)
    for index, label in enumerate(labels):
        middle = at((stops[index] + stops[index + 1]) / 2, level - 3.5)
        edits = _ids(label_edits, index)
        if edits:
            reworded(c, edits[0], middle, 8.5, align="center", upright=upright)
        else:
            c.text(middle, label, 8.5, align="center", upright=upright)


def _ids(edits: Mapping[int, str] | None, index: int) -> tuple[str, ...]:
    return (edits[index],) if edits and index in edits else ()


def view_title(c: Canvas, at: Point, number: str, title: str, scale: str, sheet: str) -> None:
    """Draw the bubble with number and sheet, the title and the scale of a view."""
    x, y = at
    c.circle((x, y), 20, 1.0)
    c.line((x - 20, y), (x + 20, y), 0.7)
    c.text((x, y - 5), number, 13, font=BOLD, align="center")
    c.text((x, y + 12), sheet, 8, align="center")
    c.text((x + 30, y - 5), title, 15, font=BOLD)
    width = max(text_width(title, 15, BOLD), 170)
    c.line((x + 20, y), (x + 40 + width, y), 1.6)
    c.text((x + 30, y + 12), f"SCALE: {scale}", 8.5)


def leader(
    c: Canvas, tip: Point, at: Point, lines: Sequence[str], *, size_pt: float = 8.5, edit: str = ""
) -> None:
    """Draw an arrow from a note to what it names.

    The note stands right or left of the arrow's end, on cleared paper; `edit` is the edit that
    words it.
    """
    right = at[0] >= tip[0]
    shelf = (at[0] - 12 if right else at[0] + 12, at[1] - size_pt * 0.35)
    c.path([tip, shelf, (at[0] - 3 if right else at[0] + 3, shelf[1])], 0.45)
    arrow_head(c, shelf, tip)
    align = "left" if right else "right"
    with c.edit(*filter(None, [edit])):
        for index, line in enumerate(lines):
            base = (at[0], at[1] + index * size_pt * 1.3)
            c.text(base, line, size_pt, align=align, mask=True)


def arrow_head(c: Canvas, start: Point, tip: Point, length_pt: float = 8) -> None:
    """Draw a solid head at the end of a line."""
    angle = math.atan2(tip[1] - start[1], tip[0] - start[0])
    wings = [
        (tip[0] - length_pt * math.cos(angle + turn), tip[1] - length_pt * math.sin(angle + turn))
        for turn in (-0.18, 0.18)
    ]
    c.path([tip, *wings], 0, closed=True, fill=0)


def room_tag(c: Canvas, at: Point, name: str, number: str, edit_id: str = "") -> None:
    """Write a room's name over its number in a box."""
    x, y = at
    if edit_id:
        reworded(c, edit_id, (x, y), 9.5, align="center", font=BOLD, mask=True)
    else:
        c.text((x, y), name, 9.5, font=BOLD, align="center", mask=True)
    c.rect((x - 17, y + 4, x + 17, y + 18), 0.6, fill=1.0)
    c.text((x, y + 14.2), number, 9, align="center")


def tag(c: Canvas, at: Point, text: str, sides: int = 0) -> None:
    """Draw a small tag: a circle, or a polygon of so many sides."""
    x, y = at
    if sides:
        turns = [2 * math.pi * i / sides for i in range(sides)]
        points = [(x + 10.5 * math.cos(turn), y + 10.5 * math.sin(turn)) for turn in turns]
        c.path(points, 0.6, closed=True, fill=1.0)
    else:
        c.arc(at, 10.5, 0, 360, 0.6, fill=1.0, squash=0.75)
    c.text((x, y + 2.3), text, 6.5, align="center")


def section_mark(c: Canvas, at: Point, number: str, sheet: str, towards_deg: float) -> None:
    """Draw a section head with its arrow."""
    x, y = at
    turn = math.radians(towards_deg)
    spots = [(turn, 27.0), (turn + math.pi / 2, 17.0), (turn - math.pi / 2, 17.0)]
    c.path([(x + r * math.cos(a), y + r * math.sin(a)) for a, r in spots], 0, closed=True, fill=0)
    c.circle(at, 15, 0.9, fill=1.0)
    c.line((x - 15, y), (x + 15, y), 0.6)
    c.text((x, y - 3), number, 9, font=BOLD, align="center")
    c.text((x, y + 9), sheet, 6.5, align="center")


def north_arrow(c: Canvas, at: Point) -> None:
    """Draw a north arrow."""
    x, y = at
    c.circle(at, 27, 1.0)
    c.path([(x, y - 27), (x + 10, y + 22), (x, y + 14)], 0.7, closed=True, fill=0)
    c.path([(x, y - 27), (x - 10, y + 22), (x, y + 14)], 0.7, closed=True)
    c.text((x, y - 33), "N", 13, font=BOLD, align="center")
    c.text((x, y + 42), "PLAN NORTH", 7, font=ITALIC, align="center")


def scale_bar(c: Canvas, at: Point, pt_per_ft: float) -> None:
    """Draw a graphic scale of sixteen feet."""
    x, y = at
    for index, (begin, end) in enumerate([(0, 2), (2, 4), (4, 8), (8, 16)]):
        box = (x + begin * pt_per_ft, y, x + end * pt_per_ft, y + 6)
        c.rect(box, 0.6, fill=0.0 if index % 2 == 0 else 1.0)
    for feet in (0, 2, 4, 8, 16):
        c.text((x + feet * pt_per_ft, y - 4), f"{feet}'", 7.5, align="center")


def cloud(c: Canvas, box: Box, bump_pt: float = 11) -> None:
    """Draw a revision cloud around a box."""
    x0, y0, x1, y1 = box
    columns, rows = round((x1 - x0) / (2 * bump_pt)), round((y1 - y0) / (2 * bump_pt))
    dx, dy = (x1 - x0) / columns, (y1 - y0) / rows
    for i in range(columns):
        middle = x0 + (i + 0.5) * dx
        c.arc((middle, y0), dx / 2, 180, 360, 1.0)
        c.arc((middle, y1), dx / 2, 0, 180, 1.0)
    for j in range(rows):
        middle = y0 + (j + 0.5) * dy
        c.arc((x0, middle), dy / 2, 90, 270, 1.0)
        c.arc((x1, middle), dy / 2, -90, 90, 1.0)
    # What an arc bulges beyond its ends is not in the extent of its points.
    c.touch(box, max(dx, dy) / 2 + 1)


def delta(c: Canvas, at: Point, number: str) -> None:
    """Draw a revision delta."""
    x, y = at
    c.path([(x, y - 13), (x + 12, y + 8), (x - 12, y + 8)], 0.9, closed=True, fill=1.0)
    c.text((x, y + 5), number, 9, font=BOLD, align="center")


def notes(c: Canvas, at: Point, title: str, lines: Sequence[str], size_pt: float = 8.5,
          edits: Mapping[int, str] | None = None) -> float:  # fmt: skip
    """Write a headed list of notes; return the y below it."""
    x, y = at
    c.text((x, y), title, 12, font=BOLD)
    c.line((x, y + 4), (x + max(170, text_width(title, 12, BOLD)), y + 4), 0.9)
    y += 20
    for index, line in enumerate(lines):
        if ids := _ids(edits, index):
            reworded(c, ids[0], (x, y), size_pt)
        else:
            c.text((x, y), line, size_pt)
        y += size_pt * 1.65
    return y
