"""A-102: the roof plan, which the new issue leaves as it was."""

from __future__ import annotations

from samples.building import DEPTH_FT, WIDTH_FT
from samples.drawing import BOLD, Canvas
from samples.frame import Frame, corners
from samples.plan_parts import draw_grid_dimensions, draw_grids
from samples.symbols import (
    arrow_head,
    leader,
    north_arrow,
    notes,
    scale_bar,
    section_mark,
    view_title,
)

PLAN = Frame(348, 236, 18)
DRAINS = ((24.0, 28.0), (48.0, 28.0), (72.0, 28.0))
UNITS = ((10.0, 8.0, 11.0, 6.5, "RTU-1"), (42.0, 8.0, 11.0, 6.5, "RTU-2"),
         (76.0, 8.0, 11.0, 6.5, "RTU-3"), (80.0, 42.0, 7.0, 5.0, "ERV-1"))  # fmt: skip
NOTES = (
    "1. ROOF: 60 MIL TPO, FULLY ADHERED, OVER COVER BOARD AND TAPERED INSULATION.",
    '2. SLOPE 1/4" PER FOOT MINIMUM TO DRAINS, CRICKETS 1/2" PER FOOT.',
    "3. FLASH EVERY PENETRATION AFTER THE MANUFACTURER'S DETAILS.",
    "4. WALKWAY PADS FROM THE HATCH TO EVERY UNIT.",
    '5. OVERFLOW DRAINS 2" ABOVE THE PRIMARY DRAINS, PIPED SEPARATELY.',
)


def draw(c: Canvas) -> None:
    """Draw the sheet's views."""
    draw_grids(c, PLAN)
    _parapet(c)
    _slopes(c)
    _equipment(c)
    draw_grid_dimensions(c, PLAN)
    _notes(c)


def _parapet(c: Canvas) -> None:
    c.rect(PLAN.box(0, 0, WIDTH_FT, DEPTH_FT), 1.6)
    c.rect(PLAN.box(1, 1, WIDTH_FT - 1, DEPTH_FT - 1), 0.9)
    for x0, y0, x1, y1 in ((0, 0, WIDTH_FT, 1), (0, DEPTH_FT - 1, WIDTH_FT, DEPTH_FT)):
        c.hatch(corners(PLAN.box(x0, y0, x1, y1)), 9, 60, 0.25, gray=0.4)
    canopy = PLAN.box(5, 56, 19, 59.8)
    c.rect(canopy, 0.9)
    c.hatch(corners(canopy), 6, 90, 0.25, gray=0.4)


def _slopes(c: Canvas) -> None:
    """Ridges and valleys of the tapered insulation, with slope arrows."""
    edges = [1.0, 36.0, 60.0, WIDTH_FT - 1]
    for x in edges[1:-1]:
        c.line(PLAN.at(x, 1), PLAN.at(x, DEPTH_FT - 1), 0.5, dash="12 4")
    for (x, y), left, right in zip(DRAINS, edges, edges[1:], strict=False):
        for corner in ((left, 1.0), (right, 1.0), (left, DEPTH_FT - 1), (right, DEPTH_FT - 1)):
            c.line(PLAN.at(x, y), PLAN.at(*corner), 0.4, gray=0.3)
        for dy in (-12, 12):
            tip = PLAN.at(x + 2.6, y + dy * 0.4)
            start = PLAN.at(x + 2.6, y + dy)
            c.line(start, tip, 0.7)
            arrow_head(c, start, tip, 10)
            c.text((tip[0] + 8, (tip[1] + start[1]) / 2), '1/4" / FT', 8)
        c.circle(PLAN.at(x, y), 9, 0.9, fill=1.0)
        c.circle(PLAN.at(x, y), 4, 0.6)
        c.circle(PLAN.at(x + 2.2, y), 7, 0.6, fill=1.0)
        c.text(PLAN.at(x - 2.6, y + 1.4), "RD / OD", 8)
    for x, elevation in ((6.0, "+114'-8\""), (36.0, "+114'-8\""), (60.0, "+114'-8\"")):
        px, py = PLAN.at(x, 52.6)
        c.line((px - 8, py), (px + 8, py), 0.6)
        c.line((px, py - 8), (px, py + 8), 0.6)
        c.text((px + 11, py - 3), elevation, 8.5)


def _equipment(c: Canvas) -> None:
    for x, y, width, depth, name in UNITS:
        c.rect(PLAN.box(x - 1, y - 1, x + width + 1, y + depth + 1), 0.4, dash="5 3")
        c.rect(PLAN.box(x, y, x + width, y + depth), 1.1, fill=0.94)
        c.line(PLAN.at(x, y), PLAN.at(x + width, y + depth), 0.3)
        c.line(PLAN.at(x, y + depth), PLAN.at(x + width, y), 0.3)
        at = PLAN.at(x + width / 2, y + depth / 2)
        c.text((at[0], at[1] + 4), name, 11, font=BOLD, align="center", mask=True)
    c.rect(PLAN.box(52, 40, 55, 42.5), 1.2, fill=0.94)
    c.text(PLAN.at(55.6, 41.5), 'ROOF HATCH 30" × 36"', 8.5)
    for i in range(11):
        c.rect(PLAN.box(52.4 + 2.2 * i, 44, 54.3 + 2.2 * i, 46), 0.4, gray=0.4)
    for i in range(9):
        c.rect(PLAN.box(46.6, 16.6 + 2.2 * i, 48.5, 18.5 + 2.2 * i), 0.4, gray=0.4)
    for x, y in ((30, 12), (65, 20), (68, 34), (57, 33), (88, 24), (15, 40)):
        c.circle(PLAN.at(x, y), 5, 0.7)
        c.text(PLAN.at(x + 0.5, y - 0.3), "VTR", 7)
    section_mark(c, (PLAN.x(43), PLAN.y(0) - 24), "3", "A-201", -90)


def _notes(c: Canvas) -> None:
    right = PLAN.x(WIDTH_FT) + 80
    leader(c, PLAN.at(95.5, 9), (right, PLAN.y(8)), ["METAL COPING,", "SEE 2/A-501"])
    leader(c, PLAN.at(94, 38), (right, PLAN.y(37)), ["TPO MEMBRANE", "ON TAPERED", "INSULATION"])
    leader(c, PLAN.at(18.5, 58.5), (PLAN.x(25), PLAN.y(59)), ["STANDING SEAM CANOPY ROOF"])
    y = PLAN.y(DEPTH_FT) + 172
    view_title(c, (PLAN.x(0), y), "1", "ROOF PLAN", '1/4" = 1\'-0"', "A-102")
    scale_bar(c, (PLAN.x(0) + 300, y + 2), PLAN.pt_per_ft)
    north_arrow(c, (PLAN.x(0) + 700, y - 4))
    notes(c, (PLAN.x(0), y + 72), "ROOF NOTES", NOTES)
