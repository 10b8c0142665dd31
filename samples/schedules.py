"""A-601: door and window schedules, door types and finishes."""

from __future__ import annotations

from samples.drawing import BOLD, Canvas
from samples.edits import EDITS
from samples.frame import Frame
from samples.symbols import chain, notes, reworded, view_title
from samples.tables import Cell, Row, draw_table, row_of

DOOR_HEADS = ("NO.", "WIDTH", "HEIGHT", "TYPE", "DOOR", "FRAME", "RATING", "HARDWARE", "REMARKS")
DOOR_WIDTHS = (76.0, 76, 76, 58, 68, 68, 90, 96, 330)
_ROWS = """101A 6'-0" 7'-0" D AL AL - HW-1 AUTOMATIC OPERATOR
102B 3'-0" 7'-0" C WD HM - HW-4 VISION LIGHT
103A 3'-0" 7'-0" A WD HM - HW-2 -
104A 3'-0" 7'-0" A WD HM - HW-2 -
105A 3'-0" 7'-0" A WD HM - HW-2 -
106A 3'-0" 7'-0" A WD HM - HW-2 -
107A 3'-0" 7'-0" A WD HM - HW-2 -
108A 3'-0" 7'-0" A WD HM - HW-2 COAT HOOK
109A 3'-0" 7'-0" A WD HM - {HW} -
111A 3'-0" 7'-0" C WD HM 20 MIN HW-4 CLOSER
111B 3'-0" 7'-0" C WD HM 20 MIN HW-4 CLOSER
112A 3'-0" 7'-0" A WD HM - HW-7 PRIVACY LOCK
113A 3'-0" 7'-0" A WD HM - HW-7 PRIVACY LOCK
114A 3'-0" 7'-0" B WD HM - HW-2 -
115A 4'-0" 7'-0" E WD HM - HW-8 LEAD LINED
115B 3'-0" 7'-0" E WD HM - HW-8 LEAD LINED
116A 3'-0" 7'-0" B WD HM 20 MIN HW-2 -
116B {116B}
117A 3'-0" 7'-0" B WD HM - HW-2 -
118A 3'-0" 7'-0" A HM HM {FIRE} HW-6 CLOSER, LATCH GUARD
119A 4'-0" 7'-0" A HM HM - HW-9 WEATHERSTRIP
119C 4'-0" 7'-0" A HM HM 45 MIN HW-6 CLOSER
120A 3'-0" 7'-0" F HM HM - HW-9 PANIC DEVICE
121A 3'-0" 7'-0" C WD HM - HW-2 -"""
WINDOW_HEADS = ("TYPE", "WIDTH", "HEIGHT", "SILL", "COUNT", "FRAME", "GLAZING", "REMARKS")
WINDOW_WIDTHS = (58.0, 76, 76, 76, 70, 110, 150, 190)


def draw(c: Canvas) -> None:
    """Draw the sheet's tables and types."""
    rows = [_door_row(c.revision, line) for line in _ROWS.splitlines()]
    if c.revision == 2:
        rows.append(row_of(*_cells(EDITS["A601-row-added"].text(2)), edit="A601-row-added"))
    title = EDITS["A601-shaded-title"]
    bottom = draw_table(
        c, (190, 120), title.text(c.revision), DOOR_HEADS, DOOR_WIDTHS, rows, title_edit=title.id
    )
    reworded(c, "A601-abbreviations", (190, bottom + 20), 8.5)
    _windows(c)
    _finishes(c)
    _door_types(c)
    _window_types(c)


def _cells(text: str) -> list[str]:
    """Split a row at its spaces; "20 MIN" is one cell."""
    return [cell.replace("_", " ") for cell in text.replace(" MIN", "_MIN").split(" ")]


def _door_row(revision: int, line: str) -> Row:
    number, rest = line.split(" ", 1)
    if rest == "{116B}":
        return _unused_row(revision, number)
    cells = _cells(rest)
    marked = {"{HW}": "A601-hardware", "{FIRE}": "A601-fire-rating"}
    shown = [
        Cell(EDITS[marked[cell]].text(revision), marked[cell]) if cell in marked else Cell(cell)
        for cell in cells[:7]
    ]
    return Row((Cell(number), *shown, Cell(" ".join(cells[7:]))))


def _unused_row(revision: int, number: str) -> Row:
    edit = "A601-door-not-used"
    text = EDITS[edit].text(revision)
    texts = _cells(text) if revision == 1 else [text]
    texts += [""] * (8 - len(texts))
    return Row((Cell(number), *(Cell(t, edit if t else "") for t in texts)))


def _windows(c: Canvas) -> None:
    count = "A601-window-count"
    rows = [
        row_of("A", "6'-0\"", "5'-2\"", "2'-10\"", "5", "ALUMINUM", "1\" INSULATED", "LOW-E"),
        row_of("B", "4'-0\"", "5'-2\"", "2'-10\"", "7", "ALUMINUM", "1\" INSULATED", "SHADE"),
        Row((*(Cell(t) for t in ("C", "5'-0\"", "5'-2\"", "2'-10\"")),
             Cell(EDITS[count].text(c.revision), count),
             *(Cell(t) for t in ("ALUMINUM", "1\" INSULATED", "LOW-E, OPERABLE")))),
    ]  # fmt: skip
    draw_table(c, (1210, 120), "WINDOW SCHEDULE", WINDOW_HEADS, WINDOW_WIDTHS, rows)


def _finishes(c: Canvas) -> None:
    heads = ("ROOM", "NAME", "FLOOR", "BASE", "WALLS", "CEILING", "REMARKS")
    widths = (58.0, 180, 90, 80, 130, 108, 160)
    names = ("ENTRY LOBBY", "WAITING", "EXAM ROOMS", "PROCEDURE", "RECEPTION", "LAB", "TOILETS",
             "X-RAY", "OFFICES", "CONFERENCE", "ELEC. / DATA", "MECHANICAL", "CORRIDORS",
             "STAFF LOUNGE", "NURSE STATION")  # fmt: skip
    numbers = ("101", "102", "103-7", "108", "110", "111", "112-3", "115", "114,7", "116", "118",
               "119", "120,3", "121", "122")  # fmt: skip
    floors = ("TILE", "CPT-1", "SV-1", "SV-1", "CPT-1", "SV-2", "TILE", "SV-1", "CPT-2", "CPT-2",
              "CONC.", "CONC.", "LVT-1", "LVT-1", "SV-1")  # fmt: skip
    rows = []
    for number, name, floor in zip(numbers, names, floors, strict=True):
        hard, bare = floor == "TILE", floor == "CONC."
        base = "TILE" if hard else "-" if bare else "RB-1"
        walls = "TILE TO 5'-0\"" if hard else "PT-3" if bare else "PT-1"
        ceiling = "EXPOSED" if bare else "GYP. BD." if hard else "ACT-1"
        rows.append(row_of(number, name, floor, base, walls, ceiling, "-"))
    draw_table(c, (1210, 290), "FINISH SCHEDULE", heads, widths, rows)


def _door_types(c: Canvas) -> None:
    base = 1320.0
    for index, letter in enumerate("ABCDEF"):
        wide = 6.0 if letter == "D" else 3.0
        frame = Frame(290 + 175 * index + (0 if index < 4 else 108), base, 36)
        c.rect(frame.box(-0.17, -7.17, wide + 0.17, 0), 1.2)
        for leaf in range(int(wide // 3)):
            x = 3.0 * leaf
            c.rect(frame.box(x, -7, x + 3, 0), 0.9)
            c.circle(frame.at(x + 2.7, -3.1), 3, 0.7)
            _panel(c, frame, x, letter)
        c.line(frame.at(-0.8, 0), frame.at(wide + 0.8, 0), 1.8)
        c.text((frame.x(wide / 2), base + 60), f"TYPE {letter}", 12, font=BOLD, align="center")
        chain(c, [frame.x(0), frame.x(wide)], base + 34, [f"{wide:g}'-0\""], witness=base + 8)
    chain(c, [base - 252, base], 250, ["7'-0\""], witness=276, upright=True)
    view_title(c, (220, base + 150), "1", "DOOR TYPES", '1/2" = 1\'-0"', "A-601")
    notes(c, (1640, 780), "SCHEDULE NOTES", (
        "1. FIELD VERIFY ALL OPENINGS BEFORE FABRICATION.",
        "2. RATED DOORS CARRY LABELS OF AN APPROVED AGENCY.",
        "3. HARDWARE SETS ARE IN SECTION 08 71 00.",
        "4. UNDERCUT TOILET ROOM DOORS 3/4\".",
        "5. TEMPERED GLASS WHERE REQUIRED BY CODE.",
    ))  # fmt: skip


def _window_types(c: Canvas) -> None:
    base = 1320.0
    for index, (letter, wide) in enumerate((("A", 6.0), ("B", 4.0), ("C", 5.0))):
        frame = Frame(1560 + 262 * index - (60 if index == 2 else 0), base - 100, 36)
        c.rect(frame.box(-0.17, -5.33, wide + 0.17, 0.17), 1.2)
        c.rect(frame.box(0, -5.17, wide, 0), 0.8)
        for part in (1 / 3, 2 / 3):
            c.line(frame.at(part * wide, -5.17), frame.at(part * wide, 0), 0.9)
        c.line(frame.at(0, -1.6), frame.at(wide, -1.6), 0.9)
        for pane in range(3):
            x = (pane + 0.2) * wide / 3
            c.line(frame.at(x, -2.6), frame.at(x + 0.7, -4.2), 0.3, gray=0.4)
        c.line((frame.x(-0.6), base), (frame.x(wide + 0.6), base), 1.8)
        c.text((frame.x(wide / 2), base + 60), f"TYPE {letter}", 12, font=BOLD, align="center")
        chain(c, [frame.x(0), frame.x(wide)], base + 34, [f"{wide:g}'-0\""], witness=base + 8)
    chain(c, [base - 100 - 5.17 * 36, base - 100, base], 1530, ["5'-2\"", "2'-10\""],
          witness=1550, upright=True)  # fmt: skip
    view_title(c, (1560, base + 150), "2", "WINDOW TYPES", '1/2" = 1\'-0"', "A-601")


def _panel(c: Canvas, frame: Frame, x: float, letter: str) -> None:
    lights = {"B": (0.5, -6.4, 1.1, -3.4), "C": (0.5, -6.4, 2.5, -3.6), "D": (0.4, -6.5, 2.6, -0.8)}
    if letter in lights:
        x0, y0, x1, y1 = lights[letter]
        c.rect(frame.box(x + x0, y0, x + x1, y1), 0.7, fill=0.96)
        c.line(frame.at(x + x0 + 0.1, y1 - 0.4), frame.at(x + x1 - 0.1, y1 - 1.4), 0.3, gray=0.4)
    elif letter == "E":
        c.rect(frame.box(x + 0.25, -6.75, x + 2.75, -0.25), 0.5, dash="6 3")
        c.text(frame.at(x + 1.5, -5), "LEAD", 8, align="center")
    elif letter == "F":
        c.rect(frame.box(x + 0.2, -3.3, x + 2.8, -2.95), 0.8, fill=0.9)
