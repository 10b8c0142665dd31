"""S-101: the foundation plan, which only the old issue has."""

from __future__ import annotations

from samples.building import COLUMN_GRIDS, DEPTH_FT, ROW_GRIDS, WIDTH_FT
from samples.drawing import BOLD, Canvas
from samples.frame import Frame
from samples.plan_parts import draw_grid_dimensions, draw_grids
from samples.symbols import HIDDEN_DASH, leader, north_arrow, notes, scale_bar, view_title

PLAN = Frame(348, 236, 18)
NOTES = (
    "1. ALLOWABLE BEARING PRESSURE 3000 PSF, SEE GEOTECHNICAL REPORT.",
    "2. CONCRETE 4000 PSI AT 28 DAYS, FOOTINGS 3000 PSI.",
    "3. REINFORCING ASTM A615 GRADE 60, LAPS 48 BAR DIAMETERS.",
    "4. BOTTOM OF FOOTING AT EL. 95'-6\" U.N.O.",
    "5. STEP FOOTINGS 1 VERTICAL TO 2 HORIZONTAL.",
)
_SCHEDULE = (
    ("MARK", "SIZE", "DEPTH", "REINFORCING"),
    ("F4", "4'-0\" × 4'-0\"", "1'-0\"", "(5) #5 EACH WAY"),
    ("F5", "5'-0\" × 5'-0\"", "1'-2\"", "(6) #5 EACH WAY"),
    ("F6", "6'-0\" × 6'-0\"", "1'-4\"", "(7) #6 EACH WAY"),
)


def draw(c: Canvas) -> None:
    """Draw the sheet's views."""
    draw_grids(c, PLAN)
    _strip_footings(c)
    _pads(c)
    _slab(c)
    draw_grid_dimensions(c, PLAN)
    y = PLAN.y(DEPTH_FT) + 172
    view_title(c, (PLAN.x(0), y), "1", "FOUNDATION PLAN", '1/4" = 1\'-0"', "S-101")
    scale_bar(c, (PLAN.x(0) + 300, y + 2), PLAN.pt_per_ft)
    north_arrow(c, (PLAN.x(0) + 700, y - 4))
    notes(c, (PLAN.x(0), y + 72), "FOUNDATION NOTES", NOTES)
    _schedule(c, PLAN.x(0) + 900, y + 30)


def _strip_footings(c: Canvas) -> None:
    for grow, dash, width_pt in ((1.25, HIDDEN_DASH, 0.7), (-0.95, HIDDEN_DASH, 0.7)):
        box = PLAN.box(-grow + 0.2, -grow + 0.2, WIDTH_FT + grow - 0.2, DEPTH_FT + grow - 0.2)
        c.rect(box, width_pt, dash=dash)
    c.rect(PLAN.box(0, 0, WIDTH_FT, DEPTH_FT), 1.4)
    c.rect(PLAN.box(0.67, 0.67, WIDTH_FT - 0.67, DEPTH_FT - 0.67), 1.4)


def _pads(c: Canvas) -> None:
    for _, x in COLUMN_GRIDS:
        for _, y in ROW_GRIDS:
            inner = 0 < x < WIDTH_FT and 0 < y < DEPTH_FT
            half = 3.0 if inner else 2.0
            c.rect(PLAN.box(x - half, y - half, x + half, y + half), 0.9, dash=HIDDEN_DASH)
            c.rect(PLAN.box(x - 0.7, y - 0.7, x + 0.7, y + 0.7), 1.0, fill=0.8)
            c.rect(PLAN.box(x - 0.28, y - 0.28, x + 0.28, y + 0.28), 0.8, fill=0.0)
            at = PLAN.at(x + half + 0.3, y - half - 0.2)
            c.text(at, "F6" if inner else "F4", 9.5, font=BOLD)


def _slab(c: Canvas) -> None:
    """Control joints, slab callouts and the slab depression."""
    for i in range(1, 8):
        c.line(PLAN.at(12 * i, 0.7), PLAN.at(12 * i, DEPTH_FT - 0.7), 0.4, gray=0.3, dash="3 5")
    for y in (9.5, 27.5, 46.0):
        c.line(PLAN.at(0.7, y), PLAN.at(WIDTH_FT - 0.7, y), 0.4, gray=0.3, dash="3 5")
    c.rect(PLAN.box(64, 19.2, 70, 35.8), 0.7, dash="6 3")
    c.text(PLAN.at(67, 23.6), 'SLAB 1/2" LOW', 8, align="center", mask=True)
    for x, y in ((30, 5), (54, 44), (82, 27), (8, 33)):
        at = PLAN.at(x, y)
        c.text(at, '4" CONCRETE SLAB ON GRADE', 8.5, align="center", mask=True)
        c.text((at[0], at[1] + 12), "6×6-W2.1×W2.1 W.W.F.", 8.5, align="center", mask=True)
    right = PLAN.x(WIDTH_FT) + 80
    leader(c, PLAN.at(96.7, 11), (right, PLAN.y(10)), ['8" FOUNDATION', "WALL"])
    leader(c, PLAN.at(97.1, 45), (right, PLAN.y(44)), ["2'-2\" × 1'-0\"", "STRIP FOOTING"])


def _schedule(c: Canvas, x: float, y: float) -> None:
    c.text((x, y), "FOOTING SCHEDULE", 12, font=BOLD)
    columns, step = (0, 60, 180, 260, 420), 22
    for index, row in enumerate(_SCHEDULE):
        top = y + 10 + index * step
        for left, cell in zip(columns, row, strict=False):
            c.text((x + left + 8, top + 15), cell, 8.5, font=BOLD if index == 0 else "helv")
    for index in range(len(_SCHEDULE) + 1):
        c.line((x, y + 10 + index * step), (x + columns[-1], y + 10 + index * step), 0.6)
    for left in columns:
        c.line((x + left, y + 10), (x + left, y + 10 + len(_SCHEDULE) * step), 0.6)
