"""E-101: the lighting plan, which only the new issue has."""

from __future__ import annotations

import math
from itertools import pairwise

from samples.building import DEPTH_FT, ROOMS, WIDTH_FT, walls
from samples.drawing import BOLD, Canvas, Point
from samples.frame import Frame, corners
from samples.plan_parts import draw_grids, draw_openings, draw_walls
from samples.symbols import arrow_head, north_arrow, notes, scale_bar, view_title
from samples.tables import draw_table, row_of

PLAN = Frame(348, 236, 18)
NOTES = (
    "1. CIRCUITS TO PANEL LP-1 UNLESS NOTED.",
    '2. CONDUCTORS #12 COPPER IN 3/4" CONDUIT MINIMUM.',
    "3. EXIT SIGNS AND EMERGENCY FIXTURES AHEAD OF LOCAL SWITCHING.",
    "4. VACANCY SENSORS IN OFFICES, OCCUPANCY SENSORS IN TOILETS.",
)
PANEL = (
    ("1-5", "LIGHTING EXAM 1 TO 5", "820", "20"),
    ("6", "LIGHTING PROCEDURE", "240", "20"),
    ("7-8", "LIGHTING WAITING, LOBBY", "960", "20"),
    ("9-10", "LIGHTING RECEPTION, NURSES", "720", "20"),
    ("11-13", "LIGHTING LAB, STORES, X-RAY", "690", "20"),
    ("14-17", "LIGHTING OFFICES, LOUNGE", "880", "20"),
    ("18", "EXIT AND EMERGENCY", "120", "20"),
)
# First and last troffer of a room, how many across and down, circuit.
_TROFFERS = (
    *((x, 2.6, x + 6.5, 11.2, 2, 2, i) for i, x in enumerate((25.6, 37.6, 49.6, 61.6, 73.6), 1)),
    (85.6, 2.6, 92.0, 11.2, 2, 2, 6),
    (3.5, 4.0, 18.5, 36.0, 3, 5, 7),
    (3.5, 44.0, 18.5, 51.5, 3, 2, 8),
    (27.0, 21.0, 33.5, 33.0, 2, 3, 9),
    (41.0, 21.0, 50.0, 33.0, 3, 3, 10),
    (57.0, 21.0, 59.6, 33.0, 2, 3, 11),
    (71.8, 21.0, 74.5, 33.0, 2, 2, 12),
    (80.5, 21.0, 86.0, 33.0, 2, 3, 13),
    (27.0, 43.0, 32.0, 53.0, 2, 2, 14),
    (39.0, 43.0, 44.0, 53.0, 2, 2, 15),
    (51.0, 43.0, 57.0, 53.0, 2, 3, 16),
    (64.5, 43.0, 70.0, 53.0, 2, 3, 17),
)


def draw(c: Canvas) -> None:
    """Draw the sheet's views."""
    built = walls(c.revision)
    draw_grids(c, PLAN)
    draw_walls(c, PLAN, built, fill=0.9, line_pt=0.4, gray=0.45)
    draw_openings(c, PLAN, built, tags=False)
    for x, y, _, number, _ in ROOMS:
        c.text(PLAN.at(x, y), number, 8, align="center", gray=0.3)
    for row in _TROFFERS:
        _room_lights(c, row)
    _downlights(c)
    _exits(c)
    _below(c)


def _room_lights(c: Canvas, row: tuple[float, float, float, float, int, int, int]) -> None:
    x0, y0, x1, y1, across, down, circuit = row
    xs = [x0 + i * (x1 - x0) / (across - 1) for i in range(across)]
    ys = [y0 + j * (y1 - y0) / (down - 1) for j in range(down)]
    for y in ys:
        for x in xs:
            c.rect(PLAN.box(x, y, x + 2, y + 2), 0.8, fill=1.0)
            c.line(PLAN.at(x, y), PLAN.at(x + 2, y + 2), 0.3)
            c.line(PLAN.at(x, y + 2), PLAN.at(x + 2, y), 0.3)
        for a, b in pairwise(xs):
            _wire(c, PLAN.at(a + 2, y + 1), PLAN.at(b, y + 1))
    for a, b in pairwise(ys):
        _wire(c, PLAN.at(xs[0] + 1, a + 2), PLAN.at(xs[0] + 1, b))
    c.text(PLAN.at(xs[-1] + 2.15, ys[0] + 0.5), f"A-{circuit}", 7.5)
    home = PLAN.at(xs[0] + 1, ys[0])
    tip = (home[0] - 14, home[1] - 12)
    c.line(home, tip, 0.7)
    arrow_head(c, home, tip)
    c.text((tip[0] - 4, tip[1] - 3), f"LP1-{circuit}", 7)


def _wire(c: Canvas, start: Point, end: Point) -> None:
    """A circuit between two fixtures, bowed as electricians draw it."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    bow = min(9.0, math.dist(start, end) / 5)
    bend = (middle[0] - bow * math.sin(angle), middle[1] + bow * math.cos(angle))
    c.path([start, bend, end], 0.5, dash="6 3")


def _downlights(c: Canvas) -> None:
    for x in (27.0 + 6 * i for i in range(12)):
        for y in (16.2, 38.4):
            c.circle(PLAN.at(x, y), 6, 0.8, fill=1.0)
            c.line(PLAN.at(x - 0.33, y), PLAN.at(x + 0.33, y), 0.5)
    for x, y in ((67, 22), (67, 33.6), (78.6, 44.6), (78.6, 52), (88, 46), (88, 52)):
        c.rect(PLAN.box(x - 2, y - 0.25, x + 2, y + 0.25), 0.8)
        c.hatch(corners(PLAN.box(x - 2, y - 0.25, x + 2, y + 0.25)), 3, 45, 0.3)
        c.text(PLAN.at(x + 2.2, y + 0.2), "F", 7.5)
    for x, y in ((25.2, 42.2), (46.6, 42.4), (52.2, 42.4), (70.6, 42.4), (29.4, 13.2), (41.4, 13.2),
                 (53.4, 13.2), (65.4, 13.2), (77.4, 13.2), (89.4, 13.2)):  # fmt: skip
        c.text(PLAN.at(x, y), "S", 11, font=BOLD)
        c.text((PLAN.x(x) + 7, PLAN.y(y) + 3), "os", 6.5)


def _exits(c: Canvas) -> None:
    for x, y in ((12, 54.2), (93.6, 16.5), (91.8, 54.2), (25.6, 16.5), (25.6, 38.5)):
        at = PLAN.at(x, y)
        c.circle(at, 9, 1.0, fill=1.0)
        c.path([(at[0], at[1] - 9), (at[0] + 7.8, at[1] + 4.5), (at[0] - 7.8, at[1] + 4.5)],
               0, closed=True, fill=0.0)  # fmt: skip


def _below(c: Canvas) -> None:
    y = PLAN.y(DEPTH_FT) + 120
    x = PLAN.x(0)
    view_title(c, (x, y), "1", "LIGHTING PLAN", '1/4" = 1\'-0"', "E-101")
    scale_bar(c, (x + 300, y + 2), PLAN.pt_per_ft)
    north_arrow(c, (x + 700, y - 4))
    notes(c, (x, y + 72), "LIGHTING NOTES", NOTES)
    notes(c, (x + 470, y + 72), "FIXTURE TYPES", (
        "A   2×2 LED TROFFER, 3500 K, 3200 LM, DIMMING",
        "D   6\" LED DOWNLIGHT, 1200 LM",
        "F   4' LED STRIP, WRAPAROUND LENS",
        "X   EXIT SIGN, LED, BATTERY BACKUP",
    ))  # fmt: skip
    rows = [row_of(*row) for row in PANEL]
    draw_table(c, (x + 960, y - 20), "PANEL LP-1", ("CKT", "SERVES", "VA", "AMP"),
               (60, 240, 80, 80), rows, row_pt=20)  # fmt: skip
    c.text((PLAN.x(WIDTH_FT) + 60, PLAN.y(48)), "PANEL LP-1", 9, font=BOLD)
    c.text((PLAN.x(WIDTH_FT) + 60, PLAN.y(48) + 12), "IN ROOM 118", 8)
    c.rect(PLAN.box(83.2, 50.6, 83.7, 53.4), 1.0, fill=0.0)
