"""The border and title block of a sheet, and the administrative noise of a new issue."""

from __future__ import annotations

from samples.drawing import BOLD, HEIGHT_PT, ITALIC, WIDTH_PT, Canvas, text_width

PROJECT = "MAPLE STREET CLINIC"
LEFT, TOP, RIGHT, BOTTOM = 108.0, 54.0, WIDTH_PT - 54, HEIGHT_PT - 54
COLUMN = RIGHT - 236  # the title block lies right of it
NOISE = ("date", "revision-row", "plot-stamp")
_DATES = {1: "03/15/2024", 2: "06/28/2024"}
_PLOTTED = {1: "03/14/2024 4:52:07 PM", 2: "06/27/2024 11:18:40 AM"}
_ROWS = (
    ("1", "ISSUED FOR PERMIT", "03/15/2024"),
    ("2", "OWNER CHANGES, BULLETIN 1", "06/28/2024"),
)


def draw_border(c: Canvas, title: tuple[str, ...], scale: str) -> None:
    """Draw everything of a sheet that is not the drawing."""
    c.rect((LEFT, TOP, RIGHT, BOTTOM), 2.4)
    c.line((COLUMN, TOP), (COLUMN, BOTTOM), 1.6)
    _zones(c)
    _firm(c)
    _seal(c)
    _project(c)
    _revisions(c)
    _facts(c, scale)
    _name(c, title)
    with c.edit(_noise(c.sheet, "plot-stamp")):
        stamp = f"PLOTTED {_PLOTTED[c.revision]}   MSC-2317_{c.sheet}.DWG   PLOTTED BY: KOSKI"
        c.text((LEFT - 44, BOTTOM - 20), stamp, 6.5, upright=True, gray=0.25)


def noise_ids(number: str) -> list[str]:
    """Return the edit ids of what differs on every sheet of a new issue."""
    return [_noise(number, what) for what in NOISE]


def _noise(number: str, what: str) -> str:
    return f"{number.replace('-', '')}-{what}"


def _rule(c: Canvas, y: float, width_pt: float = 1.0) -> None:
    c.line((COLUMN, y), (RIGHT, y), width_pt)


def _label(c: Canvas, x: float, y: float, text: str) -> None:
    c.text((x + 6, y + 9), text, 6, gray=0.15)


def _zones(c: Canvas) -> None:
    """Fold marks at the quarter points of the border."""
    for part in (0.25, 0.5, 0.75):
        x, y = LEFT + part * (RIGHT - LEFT), TOP + part * (BOTTOM - TOP)
        for start, end in (((x, TOP - 9), (x, TOP)), ((x, BOTTOM), (x, BOTTOM + 9)),
                           ((LEFT - 9, y), (LEFT, y)), ((RIGHT, y), (RIGHT + 9, y))):  # fmt: skip
            c.line(start, end, 0.7)


def _firm(c: Canvas) -> None:
    middle = (COLUMN + RIGHT) / 2
    c.path([(middle - 44, 128), (middle, 76), (middle + 44, 128)], 3.2)
    c.path([(middle - 22, 128), (middle, 102), (middle + 22, 128)], 3.2)
    c.text((middle, 152), "KOSKI + ALDER", 19, font=BOLD, align="center")
    c.text((middle, 168), "ARCHITECTS", 11, align="center")
    address = ("48 Ferry Landing, Suite 210", "Port Harlan, Maine 04099", "T 207.555.0142")
    y = 190.0
    for line in address:
        c.text((middle, y), line, 7.5, align="center")
        y += 11
    _rule(c, 232)
    _label(c, COLUMN, 232, "CONSULTANTS")
    consultants = (
        ("STRUCTURAL", "Bellweather Structural PLLC"),
        ("MECHANICAL / PLUMBING", "Tarn Building Systems"),
        ("ELECTRICAL", "Northlight Power Design"),
    )
    y = 258.0
    for trade, name in consultants:
        c.text((COLUMN + 14, y), trade, 6.5, font=ITALIC)
        c.text((COLUMN + 14, y + 12), name, 9)
        y += 34
    _rule(c, 356)


def _seal(c: Canvas) -> None:
    middle = ((COLUMN + RIGHT) / 2, 470.0)
    _label(c, COLUMN, 356, "SEAL")
    for radius in (68, 64, 44):
        c.circle(middle, radius, 0.8)
    c.text((middle[0], 464), "ELLEN R. KOSKI", 9, font=BOLD, align="center")
    c.text((middle[0], 477), "LIC. ARC 4417", 7.5, align="center")
    c.text((middle[0], 422), "STATE OF MAINE", 6.5, align="center")
    c.text((middle[0], 526), "LICENSED ARCHITECT", 6.5, align="center")
    _rule(c, 570)


def _project(c: Canvas) -> None:
    middle = (COLUMN + RIGHT) / 2
    _label(c, COLUMN, 570, "PROJECT")
    c.text((middle, 612), PROJECT, 17, font=BOLD, align="center")
    c.text((middle, 630), "NEW OUTPATIENT BUILDING", 9.5, align="center")
    c.text((middle, 648), "120 Maple Street, Port Harlan, Maine", 8, align="center")
    _rule(c, 676)
    _label(c, COLUMN, 676, "OWNER")
    c.text((COLUMN + 14, 706), "Harlan County Health Partners", 9.5)
    c.text((COLUMN + 14, 720), "9 Wharf Road, Port Harlan, Maine", 8)
    _rule(c, 744)


def _revisions(c: Canvas) -> None:
    _label(c, COLUMN, 744, "REVISIONS")
    top, step = 762.0, 19.0
    columns = (COLUMN, COLUMN + 30, RIGHT - 66)
    for x, head in zip(columns, ("NO.", "DESCRIPTION", "DATE"), strict=True):
        c.text((x + 6, top + 13), head, 7, font=BOLD)
    for index in range(14):
        _rule(c, top + index * step, 0.4)
    for x in columns[1:]:
        c.line((x, top), (x, top + 13 * step), 0.4)
    for index, row in enumerate(_ROWS[: c.revision], start=1):
        edits = (_noise(c.sheet, "revision-row"),) if index == 2 else ()
        with c.edit(*edits):
            for x, cell in zip(columns, row, strict=True):
                c.text((x + 6, top + index * step + 13), cell, 8)
    _rule(c, top + 13 * step)


def _facts(c: Canvas, scale: str) -> None:
    top, middle = 1009.0, (COLUMN + RIGHT) / 2
    facts = (
        ("PROJECT NO.", "2317", "DATE", _DATES[c.revision]),
        ("DRAWN BY", "TMV", "CHECKED BY", "ERK"),
        ("PHASE", "CD", "SCALE", scale),
    )
    for left, left_value, right, right_value in facts:
        _label(c, COLUMN, top, left)
        _label(c, middle, top, right)
        c.text((COLUMN + 14, top + 27), left_value, 10)
        edits = (_noise(c.sheet, "date"),) if right == "DATE" else ()
        with c.edit(*edits):
            c.text((middle + 14, top + 27), right_value, 10)
        top += 38
        _rule(c, top, 0.6)
    c.line((middle, 1009), (middle, top), 0.6)
    small = (
        "These drawings are instruments of service and remain the",
        "property of the architect. Do not scale the drawings; written",
        "figures govern. Verify all conditions at the site before work",
        "begins and report discrepancies to the architect at once.",
    )
    c.lines((COLUMN + 12, top + 20), small, 7)
    c.rect((COLUMN + 20, top + 84, RIGHT - 20, top + 152), 0.8)
    c.text((middle, top + 112), "CONSTRUCTION", 15, font=BOLD, align="center")
    c.text((middle, top + 134), "DOCUMENTS", 15, font=BOLD, align="center")


def _name(c: Canvas, title: tuple[str, ...]) -> None:
    middle = (COLUMN + RIGHT) / 2
    _rule(c, 1330)
    _label(c, COLUMN, 1330, "SHEET TITLE")
    y = 1412.0 - 12 * len(title)
    for line in title:
        size = min(20.0, 20 * 205 / text_width(line, 20, BOLD))
        c.text((middle, y), line, size, font=BOLD, align="center")
        y += 27
    _rule(c, 1500, 1.6)
    _label(c, COLUMN, 1500, "SHEET NO.")
    c.text((middle, 1612), c.sheet, 62, font=BOLD, align="center")
