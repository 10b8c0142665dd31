"""A-501: six details; the third one stands elsewhere in the new issue."""

from __future__ import annotations

from samples.drawing import Canvas
from samples.edits import EDITS
from samples.foundation_detail import draw_foundation
from samples.frame import Frame, corners
from samples.symbols import HIDDEN_DASH, chain, leader, view_title

# Where detail 3 was moved to, so that a detail of the next bulletin fits beside it.
MOVE_PT = (36.0, -43.2)
IN = 1 / 12


def draw(c: Canvas) -> None:
    """Draw the details in two rows of three."""
    draw_foundation(c, Frame(400, 330, 108))
    _parapet(c, Frame(1130, 330, 108))
    moves = MOVE_PT if c.revision == 2 else (0.0, 0.0)
    with c.moved(*moves), c.edit("A501-partition-detail"):
        _partition(c, Frame(1740, 300, 216))
    _jamb(c, Frame(330, 1160, 216))
    _casework(c, Frame(1120, 1060, 72))
    _sill(c, Frame(1800, 1060, 108))


def _stud(c: Canvas, x: float, y: float, width: float, depth: float) -> None:
    """A C-shaped metal stud in plan."""
    c.path([(x + width, y + 8), (x + width, y), (x, y), (x, y + depth), (x + width, y + depth),
            (x + width, y + depth - 8)], 1.6)  # fmt: skip


def _batt(c: Canvas, x0: float, x1: float, y0: float, y1: float) -> None:
    """Batt insulation: the loops that everybody draws."""
    radius = 11.0
    count = int((x1 - x0) / (2 * radius))
    for i in range(count):
        x = x0 + radius + 2 * radius * i
        c.line((x - radius, y0 + radius), (x, y1 - radius), 0.4)
        c.line((x, y1 - radius), (x + radius, y0 + radius), 0.4)
        c.arc((x, y1 - radius), radius / 2, 0, 180, 0.4)
        c.arc((x + radius, y0 + radius), radius / 2, 180, 360, 0.4)


def _parapet(c: Canvas, f: Frame) -> None:
    """The parapet with coping, membrane, deck and brick."""
    brick = f.box(0, 0.25, 3.6 * IN, 4.6)
    c.rect(brick, 1.2)
    c.hatch(corners(brick), 5, 45, 0.3)
    for i in range(1, 20):
        y = 0.25 + i * 0.2222
        c.line(f.at(0, y), f.at(3.6 * IN, y), 0.8)
    c.rect(f.box(4.6 * IN, 0.25, 5.2 * IN, 4.6), 0.7)
    studs = f.box(5.2 * IN, 0.25, 10.7 * IN, 4.6)
    c.rect(studs, 0.9)
    for y in (0.25, 0.375, 2.6, 2.725):
        c.rect(f.box(5.2 * IN, y, 10.7 * IN, y + 0.125), 0.8)
        c.line(f.at(5.2 * IN, y), f.at(10.7 * IN, y + 0.125), 0.4)
        c.line(f.at(5.2 * IN, y + 0.125), f.at(10.7 * IN, y), 0.4)
    c.rect(f.box(10.7 * IN, 0.25, 11.3 * IN, 2.3), 0.7)
    coping = [(-0.1, 0.45), (-0.1, 0.14), (1.0, 0.2), (1.08, 0.5)]
    c.path([f.at(*p) for p in coping], 2.2)
    insulation = f.box(11.3 * IN, 2.3, 4.4, 2.3 + 5 * IN)
    c.rect(insulation, 0.9)
    c.hatch(corners(insulation), 7, 60, 0.3)
    c.hatch(corners(insulation), 7, -60, 0.3)
    membrane = [(11.4 * IN, 0.5), (11.4 * IN, 2.05), (1.15, 2.28), (4.4, 2.28)]
    c.path([f.at(*p) for p in membrane], 2.4)
    deck = [(10.7 * IN + 0.25 * i, 2.73 + (0.12 if (i // 1) % 2 else 0.0)) for i in range(15)]
    c.path([f.at(*p) for p in deck], 1.4)
    c.rect(f.box(10.7 * IN, 2.87, 4.4, 2.95), 0.9, fill=0.4)
    c.path([f.at(1.0 + 0.42 * i, 3.0 if i % 2 else 4.2) for i in range(9)], 1.0)
    c.rect(f.box(10.7 * IN, 4.2, 4.4, 4.3), 0.9, fill=0.4)
    left, right = f.x(-0.75), f.x(1.75)
    leader(c, f.at(0.4, 0.17), (right, f.y(0.1)), ["PREFINISHED METAL COPING ON CLEAT"])
    leader(c, f.at(0.62, 0.45), (right, f.y(0.6)), ["2×6 TREATED BLOCKING, SLOPED"])
    leader(c, f.at(11.4 * IN, 1.3), (right, f.y(1.1)), ["TPO FLASHING, FULLY ADHERED"])
    leader(c, f.at(2.4, 2.4), (f.x(2.6), f.y(1.6)), ["TAPERED INSULATION"])
    leader(c, f.at(0.15, 3.4), (left, f.y(3.2)), ["BRICK VENEER,", "RUNNING BOND"])
    leader(c, f.at(4.9 * IN, 4.0), (left, f.y(4.2)), ['1/2" SHEATHING WITH', "AIR BARRIER"])
    chain(c, [f.y(0.2), f.y(2.28)], f.x(-0.45), ["2'-6\""], witness=f.x(-0.1), upright=True)
    view_title(c, (f.x(-0.6), f.y(5.25)), "2", "PARAPET", '1 1/2" = 1\'-0"', "A-501")


def _partition(c: Canvas, f: Frame) -> None:
    """A rated partition in plan: studs, boards, insulation."""
    y0, y1 = f.y(0.3), f.y(0.3 + 3.625 * IN)
    for x in (0.0, 16 * IN):
        _stud(c, f.x(x), y0, 1.4 * IN * f.pt_per_ft, y1 - y0)
    _batt(c, f.x(1.6 * IN), f.x(15.6 * IN), y0, y1)
    for top in (0.3 - 0.625 * IN, 0.3 + 3.625 * IN):
        board = f.box(-0.25, top, 1.85, top + 0.625 * IN)
        c.rect(board, 1.0)
        c.hatch(corners(board), 4.5, 25, 0.3, gray=0.3)
    for x in (0.05, 1.4):
        for top in (0.3 - 0.5 * IN, 0.3 + 4.1 * IN):
            c.circle(f.at(x, top), 2, 0.6, fill=0.0)
    gypsum = EDITS["A501-gypsum"]
    leader(c, f.at(0.6, 0.28), (f.x(0.95), f.y(-0.2)), [gypsum.text(c.revision)], edit=gypsum.id)
    leader(c, f.at(1.36, 0.45), (f.x(0.95), f.y(1.02)), ['3 5/8" METAL STUDS AT 16" O.C.'])
    leader(c, f.at(0.8, 0.5), (f.x(0.55), f.y(1.22)), ["SOUND ATTENUATION BATTS,", "FULL DEPTH"])
    chain(c, [f.x(0), f.x(16 * IN)], f.y(1.55), ['16" O.C.'], witness=f.y(0.75))
    chain(c, [f.y(0.3 - 0.625 * IN), f.y(0.3 + 4.25 * IN)], f.x(-0.5), ["4 7/8\""],
          witness=f.x(-0.28), upright=True)  # fmt: skip
    lines = ("PARTITION TYPE 3: ONE HOUR RATED, U.L. DESIGN U465, STC 50.",
             "EXTEND TO UNDERSIDE OF DECK; SEAL WITH FIRE RATED SEALANT AT",
             "HEAD, BASE AND ALL PENETRATIONS. STAGGER BOARD JOINTS.")  # fmt: skip
    c.lines((f.x(-0.3), f.y(1.85)), lines, 8.5)
    view_title(c, (f.x(-0.2), f.y(2.45)), "3", "PARTITION TYPE 3", '3" = 1\'-0"', "A-501")


def _jamb(c: Canvas, f: Frame) -> None:
    """A hollow metal door jamb in plan."""
    y0, y1 = f.y(0.3), f.y(0.3 + 3.625 * IN)
    _stud(c, f.x(0.95), y0, 1.4 * IN * f.pt_per_ft, y1 - y0)
    _stud(c, f.x(0.1), y0, 1.4 * IN * f.pt_per_ft, y1 - y0)
    _batt(c, f.x(0.25), f.x(0.92), y0, y1)
    for top in (0.3 - 0.625 * IN, 0.3 + 3.625 * IN):
        board = f.box(-0.1, top, 1.1, top + 0.625 * IN)
        c.rect(board, 1.0)
        c.hatch(corners(board), 4.5, 25, 0.3, gray=0.3)
    frame = [(1.0, 0.2), (1.0, 0.16), (1.2, 0.16), (1.2, 0.34), (1.27, 0.34), (1.27, 0.52),
             (1.2, 0.52), (1.2, 0.73), (1.0, 0.73), (1.0, 0.69)]  # fmt: skip
    c.path([f.at(*p) for p in frame], 2.4)
    door = f.box(1.215, 0.16, 2.5, 0.16 + 1.75 * IN)
    c.rect(door, 1.3)
    c.hatch(corners(door), 6, 90, 0.25, gray=0.4)
    c.path([f.at(1.27, 0.4), f.at(1.27, 0.33), f.at(1.3, 0.33), f.at(1.3, 0.4)], 0.8)
    leader(c, f.at(1.27, 0.5), (f.x(1.5), f.y(0.75)), ["16 GA. HOLLOW METAL FRAME,", "WELDED"])
    leader(c, f.at(1.9, 0.2), (f.x(1.8), f.y(-0.15)), ['1 3/4" DOOR, SEE SCHEDULE'])
    leader(c, f.at(1.1, 0.62), (f.x(0.9), f.y(1.1)), ["JAMB ANCHORS, 3 PER SIDE"])
    leader(c, f.at(1.06, 0.22), (f.x(0.75), f.y(-0.2)), ["DOUBLE STUD AT OPENING"])
    chain(c, [f.x(1.0), f.x(1.2)], f.y(1.4), ['2"'], witness=f.y(0.82))
    chain(c, [f.y(0.16), f.y(0.73)], f.x(-0.35), ['5 3/4"'], witness=f.x(-0.14), upright=True)
    view_title(c, (f.x(-0.25), f.y(1.85)), "4", "DOOR JAMB", '3" = 1\'-0"', "A-501")


def _casework(c: Canvas, f: Frame) -> None:
    """The reception desk in section."""
    c.rect(f.box(0, 0, 1.2, 0.12), 1.2, fill=0.8)
    c.rect(f.box(0.9, 0.12, 1.15, 3.5), 1.1)
    c.hatch(corners(f.box(0.9, 0.12, 1.15, 3.5)), 6, 45, 0.25)
    c.rect(f.box(1.15, 1.0, 3.4, 1.12), 1.2, fill=0.8)
    c.rect(f.box(1.15, 1.12, 3.2, 1.2), 0.8)
    drawers = f.box(1.7, 1.3, 3.1, 3.2)
    c.rect(drawers, 1.0)
    for y in (1.78, 2.26):
        c.line(f.at(1.7, y), f.at(3.1, y), 0.8)
    c.rect(f.box(1.15, 3.2, 2.9, 3.5), 0.8)
    c.line(f.at(-0.8, 3.5), f.at(4.6, 3.5), 2.2)
    c.hatch(corners(f.box(-0.8, 3.5, 4.6, 3.75)), 6, 45, 0.3)
    c.circle(f.at(2.6, 1.06), 4, 0.8, fill=1.0)
    c.path([f.at(2.6, 1.1), f.at(2.5, 1.25), f.at(2.62, 1.4)], 0.5, dash=HIDDEN_DASH)
    leader(c, f.at(0.6, 0.05), (f.x(2.0), f.y(-0.25)), ["SOLID SURFACE TRANSACTION TOP"])
    leader(c, f.at(3.0, 1.05), (f.x(4.0), f.y(0.6)), ["PLASTIC LAMINATE COUNTER"])
    leader(c, f.at(2.62, 1.05), (f.x(4.0), f.y(1.5)), ['2" GROMMET, 3 PER BAY'])
    leader(c, f.at(3.0, 2.5), (f.x(4.0), f.y(2.4)), ["DRAWER BASE CABINET"])
    chain(c, [f.y(0), f.y(1.0), f.y(3.5)], f.x(-0.6), ["12\"", "2'-6\""], witness=f.x(-0.05),
          upright=True)  # fmt: skip
    chain(c, [f.x(0), f.x(1.2), f.x(3.4)], f.y(4.35), ["1'-2 1/2\"", "2'-2 1/2\""],
          witness=f.y(3.8))  # fmt: skip
    view_title(c, (f.x(-0.5), f.y(5.55)), "5", "RECEPTION DESK", '1" = 1\'-0"', "A-501")


def _sill(c: Canvas, f: Frame) -> None:
    """A window sill in section."""
    brick = f.box(0, 1.3, 3.6 * IN, 3.3)
    c.rect(brick, 1.2)
    c.hatch(corners(brick), 5, 45, 0.3)
    for i in range(1, 9):
        c.line(f.at(0, 1.3 + i * 0.2222), f.at(3.6 * IN, 1.3 + i * 0.2222), 0.8)
    sill = [(-0.18, 1.3), (-0.14, 1.1), (0.42, 0.96), (0.42, 1.3)]
    c.path([f.at(*p) for p in sill], 1.4, closed=True, fill=0.9)
    c.rect(f.box(4.6 * IN, 1.0, 5.2 * IN, 3.3), 0.8)
    c.rect(f.box(5.2 * IN, 1.0, 10.7 * IN, 1.125), 0.9)
    c.line(f.at(5.2 * IN, 1.0), f.at(10.7 * IN, 1.125), 0.4)
    c.rect(f.box(5.2 * IN, 1.125, 10.7 * IN, 3.3), 0.9)
    c.hatch(corners(f.box(5.2 * IN, 1.125, 10.7 * IN, 3.3)), 10, 70, 0.3, gray=0.35)
    c.hatch(corners(f.box(5.2 * IN, 1.125, 10.7 * IN, 3.3)), 10, -70, 0.3, gray=0.35)
    c.rect(f.box(10.7 * IN, 1.0, 11.3 * IN, 3.3), 0.8)
    c.rect(f.box(0.46, 0.66, 0.82, 0.96), 1.6)
    for x in (0.54, 0.62, 0.7):
        c.line(f.at(x, 0.7), f.at(x, 0.92), 0.7)
    for x in (0.58, 0.68):
        c.line(f.at(x, -0.35), f.at(x, 0.7), 1.3)
    c.rect(f.box(0.84, 0.92, 1.3, 1.0), 0.9, fill=0.85)
    leader(c, f.at(0.68, 0.1), (f.x(1.4), f.y(0.05)), ['1" INSULATED GLASS, LOW-E'])
    leader(c, f.at(0.8, 0.8), (f.x(1.4), f.y(0.5)), ["THERMALLY BROKEN FRAME"])
    leader(c, f.at(1.2, 0.95), (f.x(1.6), f.y(1.2)), ["SOLID SURFACE STOOL"])
    leader(c, f.at(0.0, 1.2), (f.x(-0.7), f.y(0.7)), ["PRECAST SILL,", "SLOPED"])
    leader(c, f.at(0.7, 2.4), (f.x(1.6), f.y(2.2)), ["R-21 BATT INSULATION"])
    leader(c, f.at(4.9 * IN, 2.9), (f.x(1.6), f.y(2.8)), ["AIR BARRIER, LAPPED"])
    chain(c, [f.y(1.0), f.y(3.3)], f.x(-0.5), ["2'-10\" A.F.F."], witness=f.x(-0.1), upright=True)
    view_title(c, (f.x(-0.5), f.y(3.75)), "6", "WINDOW SILL", '1 1/2" = 1\'-0"', "A-501")
