"""C-101: a dense site plan with contours, utilities, parking, trees and spot elevations."""

from __future__ import annotations

import math
from itertools import pairwise

from samples.drawing import ITALIC, Canvas, Point
from samples.symbols import leader, north_arrow, notes, scale_bar, tag, view_title
from samples.tables import draw_table, row_of

_LEFT, _TOP, _RIGHT, _BOTTOM = 170.0, 130.0, 1760.0, 1360.0
_NOTES = (
    "1. BOUNDARY FROM SURVEY BY OTHERS DATED 11/02/2023.",
    "2. CONTOUR INTERVAL IS 1'-0\". ELEVATIONS ARE NAVD 88.",
    "3. CALL BEFORE DIGGING. VERIFY ALL UTILITIES IN FIELD.",
    "4. SILT FENCE SHALL BE IN PLACE BEFORE CLEARING BEGINS.",
    "5. ALL STORM PIPE SHALL BE HDPE UNLESS NOTED OTHERWISE.",
    '6. PAVEMENT: 1 1/2" WEARING COURSE ON 2 1/2" BINDER.',
    "7. MAXIMUM CROSS SLOPE OF ACCESSIBLE ROUTES IS 2.0%.",
    '8. LOAM AND SEED ALL DISTURBED AREAS, 4" MINIMUM.',
)
_STRUCTURES = """CB-1|98.25|94.10|94.00|12" HDPE
CB-2|97.80|93.45|93.35|12" HDPE
CB-3|97.15|92.90|92.80|15" HDPE
DMH-1|98.60|92.15|92.05|15" HDPE
DMH-2|96.90|90.75|90.65|18" HDPE
SMH-1|99.05|91.60|91.50|8" PVC
SMH-2|97.40|90.20|90.10|8" PVC
OCS-1|95.50|89.85|89.60|18" HDPE"""
_RUNS: tuple[tuple[str, str, list[Point]], ...] = (
    ("SS", "14 6", [(740, 770), (740, 1130), (1500, 1180)]),
    ("W", "20 4", [(560, 770), (560, 1235)]),
    ("SD", "10 4 2 4", [(450, 1090), (900, 1105), (1420, 1080), (1600, 1200)]),
    ("E", "24 6", [(1010, 560), (1560, 560), (1560, 260)]),
    ("G", "16 5", [(640, 470), (640, 230)]),
)
_PLACES: tuple[tuple[str, float, float], ...] = (
    ("CB-1", 450, 1090), ("CB-2", 900, 1105), ("CB-3", 1420, 1080), ("SMH-1", 740, 1130),
    ("SMH-2", 1500, 1180), ("OCS-1", 1600, 1200), ("DMH-1", 1160, 1092),
)  # fmt: skip


def draw(c: Canvas) -> None:
    """Draw the sheet's views."""
    _contours(c)
    _boundary(c)
    _building(c)
    _parking(c)
    _utilities(c)
    _spots(c)
    _planting(c)
    _beside(c)


def _wave(y: float, phase: float) -> list[Point]:
    return [
        (x, y + 14 * math.sin(x / 130 + phase) + 9 * math.sin(x / 47 + 2 * phase))
        for x in range(int(_LEFT), int(_RIGHT) + 1, 12)
    ]


def _contours(c: Canvas) -> None:
    for index in range(34):
        y = _TOP + 30 + index * 35.0
        is_index = index % 5 == 0
        line = _wave(y, index / 9)
        c.path(line, 0.7 if is_index else 0.3, gray=0.35, dash="" if is_index else "8 3")
        if is_index:
            for part in (0.13, 0.61):
                x, level = line[int(part * len(line))]
                c.text((x, level + 2.5), str(104 - index // 5 * 5), 7, font=ITALIC, mask=True)


def _boundary(c: Canvas) -> None:
    corners = [(230.0, 190.0), (1690.0, 215.0), (1715.0, 1290.0), (215.0, 1310.0)]
    c.path(corners, 1.4, closed=True, dash="30 5 5 5 5 5")
    calls = ("N 89°01'12\" E 486.72'", "S 01°19'55\" E 358.41'", "S 89°14'10\" W 500.08'",
             "N 00°46'02\" W 373.39'")  # fmt: skip
    places = ((900, 196, False), (1722, 760, True), (900, 1322, False), (214, 760, True))
    for call, (left, base, upright) in zip(calls, places, strict=True):
        c.text((left, base), call, 9, align="center", upright=upright, mask=True)
    for x, y in corners:
        c.circle((x, y), 4, 0.8, fill=1.0)
    c.path([(260, 225), (1655, 248), (1678, 1258), (247, 1276)], 0.4, closed=True, dash="12 6")
    c.text((620, 226), "25' FRONT SETBACK", 7.5, mask=True)
    c.text((420, 1284), "20' REAR SETBACK", 7.5, mask=True)


def _building(c: Canvas) -> None:
    outline = [(520.0, 470.0), (1010.0, 470.0), (1010.0, 700.0), (840.0, 700.0), (840.0, 770.0),
               (520.0, 770.0)]  # fmt: skip
    c.path(outline, 2.0, closed=True, fill=0.93)
    c.hatch([(522, 472), (1008, 472), (1008, 520), (522, 520)], 6, 45)
    c.text((740, 610), "PROPOSED CLINIC", 14, align="center", mask=True)
    c.text((740, 630), "5,376 SF   F.F.E. = 100.50", 9, align="center", mask=True)
    c.path([(500, 450), (1030, 450), (1030, 790), (500, 790)], 0.4, closed=True, gray=0.4)
    for x, text in ((700, "5'-0\" CONC. WALK"), (900, "RAMP 1:20 MAX.")):
        c.text((x, 786), text, 7, mask=True)


def _parking(c: Canvas) -> None:
    for row, y in enumerate((860.0, 1010.0)):
        c.path([(470, y), (1310, y)], 0.9)
        for stall in range(29):
            x = 470 + stall * 30.0
            c.line((x, y), (x, y + 58 * (1 if row == 0 else -1)), 0.5)
        c.text((890, y + (70 if row == 0 else -64)), f"{28 - row} SPACES @ 9'-0\"", 8, mask=True)
    for x in (485.0, 515.0):
        c.rect((x - 11, 880, x + 11, 902), 0.5, fill=0.8)
        c.circle((x, 888), 3, 0.6)
        c.arc((x, 895), 5, 0, 270, 0.7)
    c.rect((500, 912, 530, 918), 0, fill=0.6)
    c.text((1330, 936), "24'-0\"", 8.5)
    c.line((1322, 862), (1322, 1008), 0.35)
    for stop in (862, 1008):
        c.line((1318, stop + 4), (1326, stop - 4), 1.1)


def _utilities(c: Canvas) -> None:
    for letter, dash, points in _RUNS:
        c.path(points, 0.9, dash=dash)
        for (x0, y0), (x1, y1) in pairwise(points):
            for part in (0.2, 0.55, 0.85):
                at = (x0 + part * (x1 - x0), y0 + part * (y1 - y0) + 2.5)
                c.text(at, letter, 7, align="center", mask=True)
    for name, x, y in _PLACES:
        c.circle((x, y), 7, 0.9, fill=1.0)
        leader(c, (x + 5, y + 5), (x + 40, y + 34), [name, f"RIM = {97 + x % 7 / 4:.2f}"])
    slopes = ('62 LF 12" HDPE @ 1.0%', '58 LF 15" HDPE @ 0.8%', '71 LF 8" PVC @ 1.25%')
    for text, at in zip(slopes, ((610, 1088), (1180, 1078), (1060, 1146)), strict=True):
        c.text(at, text, 7, mask=True)


def _spots(c: Canvas) -> None:
    for index in range(36):
        x, y = 470 + index % 9 * 106.0, 830 + index // 9 * 74.0 + index % 3 * 5
        c.line((x - 3, y - 3), (x + 3, y + 3), 0.5)
        c.line((x - 3, y + 3), (x + 3, y - 3), 0.5)
        c.text((x + 5, y - 2), f"{99.8 - index * 0.13:.2f}", 6.5)


def _planting(c: Canvas) -> None:
    for index in range(26):
        x, y = 300 + index * 52.0, 290 + 22 * math.sin(index * 1.7)
        radius = 14 + index % 3 * 4
        c.circle((x, y), radius, 0.5, gray=0.3)
        for turn in range(0, 360, 45):
            end = (x + radius * math.cos(turn), y + radius * math.sin(turn))
            c.line((x, y), end, 0.25, gray=0.3)
    for index in range(8):
        tag(c, (360 + index * 160.0, 345), f"AR{index + 1}", sides=6)
    c.hatch([(1380, 620), (1640, 640), (1630, 860), (1390, 840)], 9, 20, gray=0.3)
    c.text((1500, 740), "BIORETENTION BASIN", 9, align="center", mask=True)
    c.text((1500, 754), "BOTTOM EL. 92.50", 8, align="center", mask=True)


def _beside(c: Canvas) -> None:
    view_title(c, (200, 1430), "1", "SITE PLAN", '1" = 20\'-0"', "C-101")
    scale_bar(c, (520, 1432), 12)
    north_arrow(c, (880, 1425))
    notes(c, (1820, 150), "SITE NOTES", _NOTES)
    heads = ("STRUCTURE", "RIM", "INV. IN", "INV. OUT", "PIPE")
    rows = [row_of(*line.split("|")) for line in _STRUCTURES.splitlines()]
    draw_table(c, (1820, 330), "STRUCTURE TABLE", heads, (96, 72, 72, 72, 100), rows)
    notes(c, (1820, 680), "LEGEND", ())
    for index, (name, dash) in enumerate((
        ("PROPERTY LINE", "30 5 5 5 5 5"), ("SEWER LINE", "14 6"), ("WATER LINE", "20 4"),
        ("STORM DRAIN", "10 4 2 4"), ("ELECTRIC LINE", "24 6"), ("GAS LINE", "16 5"),
    )):  # fmt: skip
        y = 706 + 20.0 * index
        c.line((1820, y), (1890, y), 0.9, dash=dash)
        c.text((1902, y + 3), name, 8)
