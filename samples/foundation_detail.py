"""Detail 1 of A-501: the footing at an exterior wall."""

from __future__ import annotations

from samples.drawing import Canvas
from samples.edits import EDITS
from samples.frame import Frame, corners
from samples.symbols import chain, leader, view_title


def draw_foundation(c: Canvas, f: Frame) -> None:
    """Draw footing, wall, slab, insulation and soil."""
    _soil(c, f)
    _concrete(c, f)
    _bars(c, f)
    _brick(c, f)
    _notes(c, f)


def _soil(c: Canvas, f: Frame) -> None:
    for x0, x1, low in ((-1.6, -0.05, 0.75), (0.95, 3.0, 1.45)):
        outline = corners(f.box(x0, low, x1, 4.3))
        c.hatch(outline, 13, 45, 0.35, gray=0.45)
        c.hatch(outline, 26, -45, 0.35, gray=0.45)
    c.line(f.at(-1.6, 0.75), f.at(-0.05, 0.75), 1.8)
    gravel = f.box(0.95, 0.98, 3.0, 1.45)
    c.rect(gravel, 0.6, fill=1.0)
    for i in range(30):
        for j in range(6):
            x = 0.99 + 0.067 * i + 0.02 * ((i * 7 + j * 5) % 3)
            y = 1.03 + 0.072 * j + 0.015 * ((i * 5 + j * 3) % 4)
            c.arc(f.at(x, y), 2.4 + 0.5 * ((i + j) % 3), 0, 360, 0.35, squash=0.75)


def _concrete(c: Canvas, f: Frame) -> None:
    footing, wall = f.box(-0.6, 3.4, 1.57, 4.4), f.box(0.15, 0.45, 0.82, 3.4)
    slab = f.box(0.87, 0.65, 3.0, 0.98)
    for box in (footing, wall, slab):
        c.rect(box, 1.8, fill=1.0)
        c.hatch(corners(box), 5, 35, 0.25, gray=0.3)
        c.hatch(corners(box), 8, 110, 0.2, gray=0.45)
    insulation = f.box(-0.02, 0.8, 0.15, 3.4)
    c.rect(insulation, 0.8, fill=1.0)
    c.hatch(corners(insulation), 6, 60, 0.3)
    c.hatch(corners(insulation), 6, -60, 0.3)
    drain = f.at(-0.95, 4.1)
    c.circle(drain, 18, 1.2, fill=1.0)
    c.circle(drain, 15, 0.6)


def _bars(c: Canvas, f: Frame) -> None:
    for x in (-0.35, 0.48, 1.32):
        c.circle(f.at(x, 4.12), 4, 0.6, fill=0.0)
    with c.edit("A501-rebar-dot"):
        if c.revision == 2:
            c.circle(f.at(0.06, 4.12), 4, 0.6, fill=0.0)
    c.path([f.at(-0.45, 4.2), f.at(1.42, 4.2)], 1.6)
    c.path([f.at(0.62, 0.6), f.at(0.62, 4.05), f.at(1.0, 4.05)], 1.6)
    for i in range(6):
        c.circle(f.at(0.56, 0.9 + 0.45 * i), 3.2, 0.5, fill=0.0)


def _brick(c: Canvas, f: Frame) -> None:
    brick = f.box(-0.15, -0.9, 0.15, 0.45)
    c.rect(brick, 1.2, fill=1.0)
    c.hatch(corners(brick), 5, 45, 0.3)
    for i in range(1, 7):
        c.line(f.at(-0.15, 0.45 - i * 0.2222), f.at(0.15, 0.45 - i * 0.2222), 0.8)
    c.rect(f.box(0.24, -0.9, 0.29, 0.65), 0.8)
    c.rect(f.box(0.29, -0.9, 0.75, 0.33), 0.9)
    c.rect(f.box(0.29, 0.33, 0.82, 0.45), 0.9, fill=0.85)
    c.path([f.at(0.6, 0.3), f.at(0.6, 1.0), f.at(0.7, 1.0)], 1.6)
    c.rect(f.box(0.75, -0.9, 0.8, 0.65), 0.8)


def _notes(c: Canvas, f: Frame) -> None:
    right, left = f.x(2.0), f.x(-0.8)
    bars, board = EDITS["A501-rebar"], EDITS["A501-insulation"]
    leader(c, f.at(0.62, 0.55), (right, f.y(-0.55)), ['1/2" Ø ANCHOR BOLTS', "AT 4'-0\" O.C."])
    leader(c, f.at(1.6, 0.8), (right, f.y(0.2)), ['4" CONCRETE SLAB', "WITH W.W.F."])
    leader(c, f.at(0.6, 2.4), (right, f.y(2.0)), ['#5 AT 16" O.C. VERTICAL'])
    leader(c, f.at(1.32, 4.12), (right, f.y(3.6)), [bars.text(c.revision)], edit=bars.id)
    leader(c, f.at(0.05, 1.6), (left, f.y(1.4)), [board.text(c.revision)], edit=board.id)
    leader(c, f.at(-0.95, 4.0), (f.x(-0.85), f.y(3.2)), ['4" Ø PERFORATED', "DRAIN"])
    chain(c, [f.x(-0.6), f.x(0.15), f.x(0.82), f.x(1.57)], f.y(4.85), ["9\"", "8\"", "9\""],
          witness=f.y(4.5))  # fmt: skip
    chain(c, [f.y(3.4), f.y(4.4)], f.x(1.85), ["1'-0\""], witness=f.x(1.65), upright=True)
    view_title(c, (f.x(-1.4), f.y(5.3)), "1", "FOUNDATION AT EXTERIOR WALL", "1 1/2\" = 1'-0\"",
               "A-501")  # fmt: skip
