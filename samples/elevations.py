"""A-201: two elevations and a section."""

from __future__ import annotations

from collections.abc import Sequence

from samples.building import COLUMN_GRIDS, WIDTH_FT
from samples.drawing import BOLD, Box, Canvas
from samples.frame import Frame, corners
from samples.symbols import HIDDEN_DASH, chain, grid_line, leader, tag, view_title

SOUTH, NORTH, SECTION = Frame(330, 446, 18), Frame(330, 930, 18), Frame(330, 1404, 18)
TOP_FT, ROOF_FT, BRICK_FT = 16.0, 13.5, 9.0
LEVELS = ((0.0, "FIRST FLOOR", "100'-0\""), (9.0, "CEILING / BRICK", "109'-0\""),
          (13.5, "T.O. STEEL", "113'-6\""), (16.0, "T.O. PARAPET", "116'-0\""))  # fmt: skip


def draw(c: Canvas) -> None:
    """Draw the sheet's views."""
    _south(c)
    _north(c)
    _section(c)
    _finishes(c)
    for frame, number, title in ((SOUTH, "1", "SOUTH ELEVATION"), (NORTH, "2", "NORTH ELEVATION"),
                                 (SECTION, "3", "BUILDING SECTION")):  # fmt: skip
        view_title(c, (230, frame.y_pt + 88), number, title, '1/4" = 1\'-0"', "A-201")


def _up(frame: Frame, x0: float, low: float, x1: float, high: float) -> Box:
    """Return a box given by heights above the floor."""
    return frame.box(x0, -high, x1, -low)


def _shell(c: Canvas, frame: Frame) -> None:
    """Grade, brick base, metal panels, coping, grids and levels."""
    brick = corners(_up(frame, 0, 0, WIDTH_FT, BRICK_FT))
    c.hatch(brick, 4, 0, 0.2, gray=0.45)
    panels = corners(_up(frame, 0, BRICK_FT + 0.5, WIDTH_FT, TOP_FT - 0.6))
    c.hatch(panels, 21.6, 90, 0.3, gray=0.35)
    c.rect(_up(frame, 0, BRICK_FT, WIDTH_FT, BRICK_FT + 0.5), 0.6, fill=1.0)
    c.rect(_up(frame, 0, TOP_FT - 0.6, WIDTH_FT, TOP_FT), 0.8, fill=1.0)
    c.rect(_up(frame, 0, 0, WIDTH_FT, TOP_FT), 1.4)
    c.line(frame.at(-6, 0), frame.at(WIDTH_FT + 3, 0), 2.4)
    c.hatch(corners(_up(frame, -6, -0.9, WIDTH_FT + 3, 0)), 7, 45, 0.25, gray=0.5)
    footing = _up(frame, -1.3, -3.2, WIDTH_FT + 1.3, -2.2)
    c.rect(footing, 0.5, gray=0.3, dash=HIDDEN_DASH)


def _levels(c: Canvas, frame: Frame, right_ft: float) -> None:
    for height, name, elevation in LEVELS:
        y, x = frame.y(-height), frame.x(right_ft)
        c.line((x - 40, y), (x + 40, y), 0.4, dash="12 4 3 4")
        c.circle((x + 47, y), 7, 0.8)
        c.path([(x + 47, y), (x + 54, y), (x + 47, y - 7)], 0, closed=True, fill=0)
        c.path([(x + 47, y), (x + 40, y), (x + 47, y + 7)], 0, closed=True, fill=0)
        c.text((x + 60, y - 2), name, 8, font=BOLD)
        c.text((x + 60, y + 9), f"EL. {elevation}", 8)


def _grids(c: Canvas, frame: Frame, labels: Sequence[tuple[str, float]]) -> None:
    for label, x in labels:
        grid_line(c, (frame.x(x), frame.y(-TOP_FT) - 40), (frame.x(x), frame.y(0) + 20), label)


def _window(c: Canvas, frame: Frame, x: float, width: float, tag_text: str) -> None:
    c.rect(_up(frame, x - 0.15, 2.5, x + width + 0.15, 8.3), 0.5, fill=1.0)
    c.rect(_up(frame, x, 2.8, x + width, 8.0), 1.0, fill=0.97)
    for part in (1 / 3, 2 / 3):
        c.line(frame.at(x + part * width, -2.8), frame.at(x + part * width, -8.0), 0.5)
    c.line(frame.at(x, -6.4), frame.at(x + width, -6.4), 0.5)
    for shift in (0.3, 0.9):
        c.line(frame.at(x + shift, -3.4), frame.at(x + shift + 0.8, -5.6), 0.25, gray=0.5)
    c.rect(_up(frame, x - 0.3, 2.2, x + width + 0.3, 2.5), 0.5, fill=0.9)
    tag(c, frame.at(x + width / 2, -4.6), tag_text, sides=6)


def _door(c: Canvas, frame: Frame, x: float, width: float, *, leaves: int) -> None:
    c.rect(_up(frame, x - 0.2, 0, x + width + 0.2, 7.3), 0.6, fill=1.0)
    each = width / leaves
    for i in range(leaves):
        c.rect(_up(frame, x + i * each, 0, x + (i + 1) * each, 7.1), 0.9)
        c.rect(_up(frame, x + i * each + 0.5, 1.0, x + (i + 1) * each - 0.5, 6.5), 0.5, fill=0.96)


def _south(c: Canvas) -> None:
    frame = SOUTH
    _grids(c, frame, COLUMN_GRIDS)
    _shell(c, frame)
    # The panel beside the entrance: a lighter gray first, then a darker one.
    with c.edit("A201-accent-panel"):
        c.rect(_up(frame, 2.2, 0.4, 7.2, 14.8), 0.8, fill=0.9 if c.revision == 1 else 0.66)
    _door(c, frame, 9, 6, leaves=2)
    c.rect(_up(frame, 5, 9.6, 19, 10.8), 1.2, fill=1.0)
    c.hatch(corners(_up(frame, 5, 9.6, 19, 10.8)), 5, 90, 0.25)
    for x in (5.6, 17.9):
        c.rect(_up(frame, x, 0, x + 0.5, 9.6), 0.8, fill=1.0)
    c.text(frame.at(52, -12), "MAPLE STREET CLINIC", 26, font=BOLD, align="center", mask=True)
    for x in (28, 40, 52.5):
        _window(c, frame, x, 5, "C")
    with c.edit("A201-window"):
        if c.revision == 2:
            _window(c, frame, 64.5, 5, "C")
    _door(c, frame, 90, 4, leaves=1)
    _levels(c, frame, WIDTH_FT + 6)
    chain(c, [frame.y(-TOP_FT), frame.y(0)], frame.x(-3.4), ["16'-0\""], witness=frame.x(-1),
          upright=True)  # fmt: skip
    chain(c, [frame.y(-9.6), frame.y(0)], frame.x(21.6), [""], witness=frame.x(20.4),
          upright=True, label_edits={0: "A201-canopy-height"})  # fmt: skip
    chain(c, [frame.y(-TOP_FT), frame.y(-BRICK_FT), frame.y(0)], frame.x(-1.9),
          ["7'-0\"", "9'-0\""], witness=frame.x(-0.7), upright=True)  # fmt: skip
    leader(c, frame.at(33, -9.9), frame.at(36.5, -11.2), ["PRECAST BAND"])
    leader(c, frame.at(74, -13), frame.at(77, -14.2), ['METAL PANEL, 14" COVERAGE'])
    leader(c, frame.at(76, -4), frame.at(79.4, -5.6), ["BRICK VENEER, RUNNING BOND"])


def _north(c: Canvas) -> None:
    frame = NORTH
    _grids(c, frame, [(label, WIDTH_FT - x) for label, x in COLUMN_GRIDS])
    _shell(c, frame)
    for x in (4.0, 16.0, 28.0, 40.0, 52.0, 64.0):
        _window(c, frame, x, 4, "B")
    for x in (78.0, 86.0):
        _window(c, frame, x, 6, "A")
    with c.edit("A201-vent-hood"):
        if c.revision == 2:
            x, y = frame.at(47.5, -7.2)
            c.rect((x, y, x + 13, y + 13), 0.8)
            c.line((x, y), (x + 13, y + 13), 0.6)
            c.line((x, y + 13), (x + 13, y), 0.6)
    _levels(c, frame, WIDTH_FT + 6)
    chain(c, [frame.y(-TOP_FT), frame.y(-8), frame.y(-2.8), frame.y(0)], frame.x(-1.9),
          ["8'-0\"", "5'-2\"", "2'-10\""], witness=frame.x(-0.7), upright=True)  # fmt: skip
    leader(c, frame.at(24, -15.7), frame.at(27, -17.6), ["PREFINISHED METAL COPING, TYPICAL"])
    leader(c, frame.at(75, -1.4), frame.at(72, -0.8), ["HOSE BIBB"])


def _section(c: Canvas) -> None:
    frame, depth = SECTION, 56.0
    _grids(c, frame, (("A", 0.0), ("B", 19.0), ("C", 36.0), ("D", depth)))
    c.rect(_up(frame, -0.4, -0.5, depth + 0.4, 0), 0.9, fill=0.8)
    c.hatch(corners(_up(frame, -3, -2.4, depth + 3, -0.5)), 9, 45, 0.3, gray=0.5)
    for x in (0.0, depth):
        c.rect(_up(frame, x - 0.4, 0, x + 0.4, TOP_FT), 1.2, fill=0.72)
        c.rect(_up(frame, x - 1.3, -3.2, x + 1.3, -2.2), 1.2, fill=0.8)
        c.rect(_up(frame, x - 0.5, -2.2, x + 0.5, 0), 1.2, fill=0.8)
    for x in (14, 19, 36, 41):
        c.rect(_up(frame, x - 0.2, 0, x + 0.2, ROOF_FT - 1.5), 1.0, fill=0.72)
    _joists(c, frame, depth)
    for x0, x1 in ((0.4, 13.8), (14.2, 18.8), (19.2, 35.8), (36.2, 40.8), (41.2, 55.6)):
        c.line(frame.at(x0, -9), frame.at(x1, -9), 1.0)
        c.hatch(corners(_up(frame, x0, 9, x1, 9.25)), 6, 90, 0.3)
    for x, name in ((7, "EXAM 2"), (16.5, "CORR."), (27.5, "NURSE STATION"), (38.5, "CORR."),
                    (48.5, "OFFICE")):  # fmt: skip
        c.text(frame.at(x, -7.8), name, 9.5, font=BOLD, align="center")
    for x in (4.0, 24.0, 30.0, 46.0):
        c.rect(_up(frame, x, 0, x + 3, 7), 0.6, gray=0.35)
        c.rect(_up(frame, x - 0.17, 0, x + 3.17, 7.17), 0.5, gray=0.35)
        c.circle(frame.at(x + 2.7, -3.1), 1.6, 0.5, gray=0.35)
    c.rect(_up(frame, 3, 14.9, 13, 18.6), 1.0, fill=0.94)
    c.rect(_up(frame, 2.6, 14.4, 13.4, 14.9), 0.8)
    for i in range(10):
        c.line(frame.at(3.5 + i, -15.3), frame.at(3.5 + i, -18.2), 0.3)
    c.text(frame.at(8, -16.5), "RTU-2", 10, font=BOLD, align="center", mask=True)
    _levels(c, frame, depth + 6)
    leader(c, frame.at(24, -12.6), frame.at(66, -17.4), ["18K4 STEEL JOISTS AT 5'-0\" O.C."])
    leader(c, frame.at(30, -14.3), frame.at(66, -19.2), ["TPO ON TAPERED INSULATION ON DECK"])
    lines = (
        '4" CONCRETE SLAB ON VAPOR RETARDER',
        'ON 6" COMPACTED GRAVEL, SEE 1/A-501',
    )
    leader(c, frame.at(57, 0.3), frame.at(72, 2.4), lines)


def _finishes(c: Canvas) -> None:
    """The legend of the outside finishes, with their hatches."""
    x, y = 1760.0, 1180.0
    c.text((x, y), "EXTERIOR FINISHES", 12, font=BOLD)
    c.line((x, y + 5), (x + 420, y + 5), 0.9)
    rows = (
        (4.0, 0.0, "BR-1", "BRICK VENEER, RUNNING BOND, IRONSPOT RED"),
        (14.0, 90.0, "MP-1", 'METAL PANEL, VERTICAL, 14" COVERAGE, ZINC GRAY'),
        (5.0, 90.0, "MP-2", "STANDING SEAM CANOPY FASCIA, ZINC GRAY"),
        (6.0, 60.0, "PC-1", "PRECAST CONCRETE BAND AND SILLS, BUFF"),
        (7.0, 45.0, "EXT", "FINISHED GRADE, SLOPED AWAY FROM THE BUILDING"),
    )
    for index, (gap, angle, mark, text) in enumerate(rows):
        top = y + 20 + 34 * index
        box = (x, top, x + 64, top + 24)
        c.hatch(corners(box), gap, angle, 0.3)
        c.rect(box, 0.8)
        c.text((x + 78, top + 16), mark, 9, font=BOLD)
        c.text((x + 122, top + 16), text, 8.5)


def _joists(c: Canvas, frame: Frame, depth: float) -> None:
    """Roof deck, insulation and the web of the joists."""
    c.rect(_up(frame, 0.4, ROOF_FT, depth - 0.4, ROOF_FT + 0.2), 0.6, fill=0.5)
    c.rect(_up(frame, 0.4, ROOF_FT + 0.2, depth - 0.4, ROOF_FT + 0.9), 0.8)
    c.hatch(corners(_up(frame, 0.4, ROOF_FT + 0.2, depth - 0.4, ROOF_FT + 0.9)), 5, 60, 0.25)
    low, high = ROOF_FT - 1.5, ROOF_FT
    c.line(frame.at(0.4, -low), frame.at(depth - 0.4, -low), 0.9)
    web = [frame.at(0.4 + 1.38 * i, -(low if i % 2 else high)) for i in range(41)]
    c.path(web, 0.6)
