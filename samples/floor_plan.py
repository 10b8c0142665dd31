"""A-101: the floor plan."""

from __future__ import annotations

from samples.building import DEPTH_FT, ROOMS, WIDTH_FT, walls
from samples.drawing import BOLD, ITALIC, Canvas
from samples.frame import Frame
from samples.furniture import draw_furniture
from samples.plan_parts import (
    draw_grid_dimensions,
    draw_grids,
    draw_openings,
    draw_room_dimensions,
    draw_walls,
)
from samples.symbols import (
    HIDDEN_DASH,
    cloud,
    delta,
    leader,
    north_arrow,
    notes,
    reworded,
    room_tag,
    scale_bar,
    section_mark,
    tag,
    view_title,
)

PLAN = Frame(348, 236, 18)
NOTES = (
    "1. DIMENSIONS ARE TO FACE OF STUD AT PARTITIONS AND TO",
    "    OUTSIDE FACE OF SHEATHING AT EXTERIOR WALLS, U.N.O.",
    "2. PARTITIONS ARE TYPE 3 U.N.O. SEE 3/A-501.",
    "3. PROVIDE MOISTURE RESISTANT GYPSUM BOARD AT WET WALLS.",
    "4. ALIGN FACE OF FINISH WHERE PARTITIONS MEET COLUMNS.",
    '5. DOORS ARE 4" FROM THE ADJACENT WALL U.N.O.',
    "6. COORDINATE FLOOR DRAINS WITH THE PLUMBING CONTRACTOR.",
)
KEYNOTES = (
    "RECEPTION DESK, SEE 5/A-501.",
    "LEAD LINED PARTITION, 7'-0\" HIGH MINIMUM.",
    "WALK-OFF MAT, RECESSED FRAME.",
    "FIRE EXTINGUISHER CABINET, SEMI-RECESSED.",
    "",
    "CUBICLE CURTAIN TRACK, CEILING MOUNTED.",
)


def draw(c: Canvas) -> None:
    """Draw the sheet's views."""
    built = walls(c.revision)
    _outside(c)
    draw_grids(c, PLAN)
    draw_furniture(c, PLAN)
    draw_walls(c, PLAN, built)
    draw_openings(c, PLAN, built)
    for x, y, name, number, edit_id in ROOMS:
        room_tag(c, PLAN.at(x, y), name, number, edit_id)
    draw_grid_dimensions(c, PLAN)
    draw_room_dimensions(c, PLAN)
    _marks(c)
    _below(c)


def _outside(c: Canvas) -> None:
    """Walks, canopy and planting around the building."""
    walk = [PLAN.at(4, 56.1), PLAN.at(20, 56.1), PLAN.at(20, 59.2), PLAN.at(4, 59.2)]
    c.path(walk, 0.5, closed=True, gray=0.4)
    for x in (8.0, 12.0, 16.0):
        c.line(PLAN.at(x, 56.1), PLAN.at(x, 59.2), 0.3, gray=0.4)
    c.rect(PLAN.box(5, 55.2, 19, 59.8), 0.6, dash=HIDDEN_DASH)
    for x, y in ((-3.4, 6), (-3.4, 26), (-3.4, 48)):
        for radius in (1.6, 1.1, 0.25):
            c.circle(PLAN.at(x, y), radius * PLAN.pt_per_ft, 0.35, gray=0.5)
    # The label stands off the canopy first, then beside it.
    at = PLAN.at(19.6, 59.4) if c.revision == 1 else PLAN.at(24.6, 59.4)
    reworded(c, "A101-canopy-label", at, 8.5)


def _marks(c: Canvas) -> None:
    """Section marks, keynotes and the cloud of the bulletin."""
    section_mark(c, (PLAN.x(43), PLAN.y(0) - 24), "3", "A-201", -90)
    c.line((PLAN.x(43), PLAN.y(0) - 8), (PLAN.x(43), PLAN.y(3)), 0.8, dash="14 4 3 4")
    section_mark(c, (PLAN.x(WIDTH_FT) + 24, PLAN.y(53)), "1", "A-501", 0)
    for x, y, number in ((29.5, 30.4, "1"), (80, 33.5, "2"), (10, 50.2, "3"), (26.2, 38.4, "4"),
                         (65, 20.4, "5"), (32.6, 11.2, "6"), (65, 28.9, "5")):  # fmt: skip
        x_pt, y_pt = PLAN.at(x, y)
        c.rect((x_pt - 7, y_pt - 7, x_pt + 7, y_pt + 7), 0.6, fill=1.0)
        c.text((x_pt, y_pt + 3), number, 8, font=BOLD, align="center")
    leader(c, PLAN.at(96.2, 30), (PLAN.x(WIDTH_FT) + 96, PLAN.y(30)),
           ["BRICK VENEER ON", "2×6 STUDS"])  # fmt: skip
    leader(c, PLAN.at(90.2, 34), (PLAN.x(WIDTH_FT) + 96, PLAN.y(33.5)),
           ["LEAD LINING TO", "7'-0\" A.F.F."])  # fmt: skip
    leader(c, PLAN.at(72, 0.4), (PLAN.x(WIDTH_FT) + 96, PLAN.y(2.8)),
           ["STEEL COLUMN IN", "WALL, TYPICAL"])  # fmt: skip
    with c.edit("A101-cloud"):
        if c.revision == 2:
            cloud(c, PLAN.box(70.9, 24.4, 77.5, 28.2))
            delta(c, PLAN.at(72.6, 23.0), "2")


def _below(c: Canvas) -> None:
    y = PLAN.y(DEPTH_FT) + 172
    view_title(c, (PLAN.x(0), y), "1", "FIRST FLOOR PLAN", '1/4" = 1\'-0"', "A-101")
    scale_bar(c, (PLAN.x(0) + 300, y + 2), PLAN.pt_per_ft)
    north_arrow(c, (PLAN.x(0) + 700, y - 4))
    notes(c, (PLAN.x(0), y + 72), "PLAN NOTES", NOTES)
    notes(c, (PLAN.x(0) + 470, y + 72), "KEYNOTES", KEYNOTES, edits={4: "A101-keynote"})
    for index in range(len(KEYNOTES)):
        box = (PLAN.x(0) + 448, y + 82 + 14 * index, PLAN.x(0) + 460, y + 94 + 14 * index)
        c.rect(box, 0.5)
        c.text((PLAN.x(0) + 454, y + 91 + 14 * index), str(index + 1), 7, align="center")
    _legend(c, PLAN.x(0) + 900, y + 72)


def _legend(c: Canvas, x: float, y: float) -> None:
    notes(c, (x, y), "WALL LEGEND", ())
    rows = (
        (0.72, "EXTERIOR WALL: BRICK, AIR SPACE, SHEATHING, 2×6 STUDS"),
        (0.72, 'INTERIOR PARTITION: 3 5/8" METAL STUDS TO STRUCTURE'),
        (None, "CASED OPENING"),
    )
    for index, (fill, text) in enumerate(rows):
        top = y + 14 + 22 * index
        thick = 12 if index == 0 else 7
        dash = HIDDEN_DASH if fill is None else ""
        c.rect((x, top, x + 46, top + thick), 1.0, fill=fill, dash=dash)
        c.text((x + 58, top + 8), text, 8)
    tag(c, (x + 420, y + 22), "114A")
    c.text((x + 440, y + 25), "DOOR, SEE A-601", 8)
    tag(c, (x + 420, y + 46), "B", sides=6)
    c.text((x + 440, y + 49), "WINDOW, SEE A-601", 8)
    c.text((x + 402, y + 72), "U.N.O. = UNLESS NOTED OTHERWISE", 7.5, font=ITALIC)
