"""E-601: a one-line diagram with its panel schedule."""

from __future__ import annotations

from samples.drawing import BOLD, Canvas, text_width
from samples.symbols import HIDDEN_DASH, leader, notes, view_title
from samples.tables import Row, draw_table, row_of

_FEEDERS = """LP-1|225A|3P|42.6|(4) #4/0 AWG & #4 G, 2 1/2"C
LP-2|100A|3P|21.8|(4) #3 AWG & #8 G, 1 1/4"C
MP-1|400A|3P|118.4|(4) 500 KCMIL & #3 G, 4"C
RTU-1|60A|3P|32.5|(3) #6 AWG & #10 G, 1"C
RTU-2|70A|3P|38.0|(3) #4 AWG & #8 G, 1 1/4"C
XR-1|150A|3P|64.2|(4) #1/0 AWG & #6 G, 2"C
EM-1|100A|3P|17.9|(4) #3 AWG & #8 G, 1 1/4"C"""
_CIRCUITS = """1|LIGHTING, EXAM ROOMS|20|1.25
3|LIGHTING, CORRIDOR|20|0.96
5|RECEPTACLES, OFFICE 114|20|1.08
7|RECEPTACLES, LAB|20|1.44
9|RECEPTACLES, WAITING|20|0.72
11|EXHAUST FAN EF-1|15|0.50
13|WATER HEATER WH-1|30|4.50
15|REFRIGERATOR|20|0.80
17|DOOR OPERATOR|20|0.60
19|FIRE ALARM PANEL|20|0.35
21|SPARE|20|-
23|SPACE|-|-"""
_NOTES = (
    "1. SHORT CIRCUIT RATING OF ALL EQUIPMENT IS 42 kA MINIMUM.",
    "2. CONDUCTORS ARE COPPER, TYPE THWN-2, 75 °C.",
    "3. GROUND THE SERVICE PER NEC ARTICLE 250.",
    "4. PROVIDE ARC FLASH LABELS ON ALL PANELS.",
    "5. COORDINATE METER LOCATION WITH THE UTILITY.",
    "6. SET BREAKER TRIPS PER THE COORDINATION STUDY.",
)


def draw(c: Canvas) -> None:
    """Draw the sheet's views."""
    _service(c)
    _bus(c)
    _emergency(c)
    view_title(c, (200, 1330), "1", "ONE-LINE DIAGRAM", "NONE", "E-601")
    heads = ("CKT", "LOAD", "TRIP", "kVA")
    draw_table(c, (1760, 130), "PANEL LP-1", heads, (50, 240, 70, 80), _rows(_CIRCUITS))
    heads_of_feeders = ("PANEL", "TRIP", "POLES", "LOAD kVA", "FEEDER")
    widths = (90, 80, 70, 100, 300)
    draw_table(c, (1560, 640), "FEEDER SCHEDULE", heads_of_feeders, widths, _rows(_FEEDERS))
    notes(c, (1560, 1000), "ONE-LINE NOTES", _NOTES)


def _rows(lines: str) -> list[Row]:
    return [row_of(*line.split("|")) for line in lines.splitlines()]


def _service(c: Canvas) -> None:
    c.circle((500, 190), 22, 1.0)
    c.circle((500, 218), 22, 1.0)
    c.text((540, 196), "UTILITY TRANSFORMER", 9)
    c.text((540, 210), "500 kVA, 13.8 kV - 480Y/277 V", 9)
    c.text((540, 224), "Z = 5.75%", 9)
    c.line((500, 130), (500, 168), 1.2)
    c.line((500, 240), (500, 400), 1.2)
    c.circle((500, 290), 14, 0.9, fill=1.0)
    c.text((500, 294), "M", 10, font=BOLD, align="center")
    _breaker(c, 500, 350, "800A", "3P")
    leader(c, (503, 262), (640, 262), ['(2) SETS (4) 500 KCMIL, 4"C', "120'-0\" LONG"])


def _breaker(c: Canvas, x: float, y: float, trip: str, poles: str) -> None:
    c.rect((x - 9, y - 14, x + 9, y + 14), 0.9, fill=1.0)
    c.line((x - 5, y + 8), (x + 5, y - 8), 0.7)
    c.text((x + 15, y - 2), trip, 8)
    c.text((x + 15, y + 9), poles, 8)


def _bus(c: Canvas) -> None:
    c.line((190, 400), (1420, 400), 4.0)
    c.text((200, 390), "MDP 800A, 480Y/277 V, 3PH, 4W, 42 kA", 10, font=BOLD)
    c.rect((175, 365, 1440, 520), 0.6, dash=HIDDEN_DASH)
    for index, line in enumerate(_FEEDERS.splitlines()):
        name, trip, poles, load, wire = line.split("|")
        x = 250 + 180.0 * index
        c.line((x, 400), (x, 640), 1.0)
        _breaker(c, x, 460, trip, poles)
        c.text((x - 5, 625), wire, 7, upright=True)
        if index in {1, 5}:
            _transformer(c, x, 670, f"{30 + 15 * index}")
            c.line((x, 706), (x, 780), 1.0)
        else:
            c.line((x, 640), (x, 780), 1.0)
        _panel(c, x, 780, name, load)
        _branches(c, x, 850, index)


def _transformer(c: Canvas, x: float, y: float, rating: str) -> None:
    c.circle((x, y - 8), 15, 0.9)
    c.circle((x, y + 12), 15, 0.9)
    c.text((x + 24, y), f"{rating} kVA", 8)
    c.text((x + 24, y + 11), "480 - 208Y/120 V", 8)


def _panel(c: Canvas, x: float, y: float, name: str, load: str) -> None:
    half = max(34.0, text_width(name, 12, BOLD) / 2 + 8)
    c.rect((x - half, y, x + half, y + 48), 1.2, fill=0.94)
    c.text((x, y + 19), name, 12, font=BOLD, align="center")
    c.text((x, y + 36), f"{load} kVA", 8, align="center")


def _branches(c: Canvas, x: float, y: float, index: int) -> None:
    c.line((x, y - 22), (x, y + 190), 0.8)
    for branch in range(4):
        level = y + 20 + 50.0 * branch
        c.line((x, level), (x + 46, level), 0.7)
        c.arc((x + 58, level), 12, 0, 360, 0.7)
        c.text((x + 58, level + 3), str(index * 4 + branch + 1), 8, align="center")
        c.text((x + 74, level + 3), f"{(branch + 1) * 2.5 + index:.1f} HP", 7)
        if (index + branch) % 3 == 0:
            c.path([(x + 20, level - 5), (x + 30, level + 5), (x + 30, level - 5),
                    (x + 20, level + 5)], 0.7, closed=True)  # fmt: skip


def _emergency(c: Canvas) -> None:
    c.circle((300, 1180), 30, 1.2)
    c.text((300, 1186), "G", 16, font=BOLD, align="center")
    c.text((340, 1170), "GENERATOR, 60 kW, 75 kVA", 9)
    c.text((340, 1184), "24 HOURS OF FUEL AT FULL LOAD", 9)
    c.line((300, 1150), (300, 1120), 1.0)
    c.line((300, 1120), (900, 1120), 1.0)
    c.rect((900, 1096, 1010, 1144), 1.2)
    c.text((955, 1117), "ATS-1", 11, font=BOLD, align="center")
    c.text((955, 1133), "100A, 4P", 8, align="center")
    c.path([(1010, 1120), (1390, 1120), (1390, 1070)], 1.0, dash="8 4")
    c.hatch([(1100, 1160), (1300, 1160), (1300, 1220), (1100, 1220)], 7, 45)
    c.rect((1100, 1160, 1300, 1220), 0.8)
    c.text((1200, 1194), "CONCRETE PAD", 9, align="center", mask=True)
