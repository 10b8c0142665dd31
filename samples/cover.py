"""G-001: cover sheet with the sheet index, general notes, criteria and abbreviations."""

from __future__ import annotations

from samples.drawing import BOLD, Canvas
from samples.edits import EDITS
from samples.frame import Frame, corners
from samples.symbols import (
    cloud,
    delta,
    grid_line,
    north_arrow,
    notes,
    room_tag,
    section_mark,
    tag,
    view_title,
)
from samples.tables import Cell, Row, draw_table, row_of
from samples.titleblock import PROJECT

INDEX = (
    ("GENERAL", (("G-001", "COVER SHEET AND GENERAL NOTES"),)),
    ("ARCHITECTURAL", (
        ("A-101", "FIRST FLOOR PLAN"),
        ("A-102", "ROOF PLAN"),
        ("A-201", "ELEVATIONS AND SECTION"),
        ("A-501", "DETAILS"),
        ("A-601", "DOOR AND WINDOW SCHEDULES"),
    )),
)  # fmt: skip
NOTES = (
    "1. ALL WORK SHALL COMPLY WITH THE 2021 INTERNATIONAL BUILDING CODE.",
    "2. VERIFY ALL DIMENSIONS AT THE SITE BEFORE WORK BEGINS.",
    "3. REPAIR EXISTING PAVING AND PLANTING DAMAGED BY THE WORK.",
    "",
    "5. COORDINATE ALL PENETRATIONS WITH THE FIRE STOPPING SYSTEMS.",
    "6. SUBMIT SHOP DRAWINGS FOR DOORS, WINDOWS, CASEWORK AND STEEL.",
    "7. PROTECT FINISHED SURFACES UNTIL SUBSTANTIAL COMPLETION.",
    "8. THE CONTRACTOR IS RESPONSIBLE FOR MEANS AND METHODS.",
    "9. PROVIDE BLOCKING FOR ALL WALL MOUNTED ITEMS.",
    "10. SEAL EXTERIOR JOINTS WITH BACKER ROD AND SEALANT.",
)
CODE = (
    ("OCCUPANCY GROUP", "B (OUTPATIENT CLINIC)"),
    ("CONSTRUCTION TYPE", "II-B, SPRINKLERED"),
    ("BUILDING AREA", "5,376 SF"),
    ("ALLOWABLE AREA", "69,000 SF"),
    ("BUILDING HEIGHT", "ONE STORY"),
    ("OCCUPANT LOAD", "54"),
    ("EXITS REQUIRED / PROVIDED", "2 / 3"),
    ("CORRIDOR RATING", "NONE (NFPA 13)"),
)
ABBREVIATIONS = (
    "A.F.F.   ABOVE FINISHED FLOOR", "ACT      ACOUSTICAL CEILING TILE", "BD.       BOARD",
    "CLG.     CEILING", "CONC.   CONCRETE", "CPT      CARPET TILE", "EL.       ELEVATION",
    "EQ.      EQUAL", "GYP.     GYPSUM", "HM       HOLLOW METAL", "LVT      LUXURY VINYL TILE",
    "O.C.     ON CENTER", "OD       OVERFLOW DRAIN", "PT        PAINT", "RB       RUBBER BASE",
    "RD       ROOF DRAIN", "SV       SHEET VINYL", "T.O.     TOP OF", "TYP.     TYPICAL",
    "U.N.O.  UNLESS NOTED OTHERWISE", "V.I.F.   VERIFY IN FIELD", "VTR     VENT THROUGH ROOF",
)  # fmt: skip

DEFERRED = (
    "1. FIRE SPRINKLER SYSTEM, NFPA 13.",
    "2. FIRE ALARM SYSTEM, NFPA 72.",
    "3. STEEL JOIST CALCULATIONS AND SHOP DRAWINGS.",
    "4. PREFABRICATED CANOPY, SEALED BY THE FABRICATOR'S ENGINEER.",
)


def draw(c: Canvas) -> None:
    """Draw the sheet's contents."""
    c.text((200, 190), PROJECT, 64, font=BOLD)
    c.text((204, 226), "NEW OUTPATIENT BUILDING FOR HARLAN COUNTY HEALTH PARTNERS", 18)
    c.text((204, 252), "120 MAPLE STREET, PORT HARLAN, MAINE", 14)
    c.line((200, 276), (2210, 276), 3)
    _index(c)
    notes(c, (900, 340), "GENERAL NOTES", NOTES, 10, edits={3: "G001-note-access"})
    rows = [row_of(*row) for row in CODE]
    draw_table(c, (900, 590), "CODE SUMMARY", ("ITEM", "VALUE"), (230, 260), rows)
    _criteria(c)
    notes(c, (1720, 340), "ABBREVIATIONS", ABBREVIATIONS, 9.5)
    _key_materials(c)
    _site(c)


def _index(c: Canvas) -> None:
    c.text((200, 340), "SHEET INDEX", 16, font=BOLD)
    c.line((200, 346), (760, 346), 1.4)
    y = 376.0
    for discipline, sheets in INDEX:
        c.text((200, y), discipline, 11, font=BOLD)
        for number, title in sheets:
            y += 22
            c.text((216, y), number, 11)
            c.text((290, y), title, 11)
        y += 34
    for discipline, edit in (("STRUCTURAL", "G001-index-foundation"),
                             ("ELECTRICAL", "G001-index-lighting")):  # fmt: skip
        c.text((200, y), discipline, 11, font=BOLD)
        text = EDITS[edit].text(c.revision)
        with c.edit(edit):
            if text:
                number, title = text.split(" ", 1)
                c.text((216, y + 22), number, 11)
                c.text((290, y + 22), title, 11)
        y += 56


def _criteria(c: Canvas) -> None:
    snow = "G001-snow-load"
    rows = [
        Row((Cell("GROUND SNOW LOAD"), Cell(EDITS[snow].text(c.revision), snow))),
        row_of("ROOF LIVE LOAD", "20 PSF"),
        row_of("FLOOR LIVE LOAD", "100 PSF"),
        row_of("ULTIMATE WIND SPEED", "120 MPH"),
        row_of("SEISMIC DESIGN CATEGORY", "B"),
        row_of("SOIL BEARING PRESSURE", "3000 PSF"),
        row_of("FROST DEPTH", "4'-6\""),
    ]
    draw_table(c, (900, 880), "STRUCTURAL CRITERIA", ("ITEM", "VALUE"), (230, 260), rows)


def _key_materials(c: Canvas) -> None:
    x, y = 1720.0, 800.0
    notes(c, (x, y), "MATERIALS", ())
    names = ("EARTH", "CONCRETE", "BRICK", "RIGID INSULATION", "GYPSUM BOARD", "STEEL")
    angles = ((7.0, 45.0, 135.0), (11.0, 30.0, 100.0), (5.0, 45.0, None), (6.0, 60.0, 120.0),
              (4.0, 0.0, None), (3.0, 45.0, None))  # fmt: skip
    for index, (name, (gap, first, second)) in enumerate(zip(names, angles, strict=True)):
        top = y + 22 + 38 * index
        box = (x, top, x + 70, top + 26)
        c.hatch(corners(box), gap, first, 0.35)
        if second is not None:
            c.hatch(corners(box), gap, second, 0.35)
        c.rect(box, 0.8)
        c.text((x + 84, top + 17), name, 9.5)


def _site(c: Canvas) -> None:
    """The site at a small scale, with the building's footprint."""
    site = Frame(220, 800, 3.4)
    c.path([site.at(0, 0), site.at(168, -6), site.at(180, 148), site.at(-8, 140)],
           1.2, closed=True, dash="24 5 5 5")  # fmt: skip
    c.rect(site.box(34, 40, 130, 96), 1.6, fill=0.85)
    c.text(site.at(82, 66), "NEW CLINIC", 12, font=BOLD, align="center")
    c.text(site.at(82, 72), "FFE 100.00", 9, align="center")
    for i in range(17):
        c.line(site.at(20 + 9 * i, 112), site.at(20 + 9 * i, 130), 0.7)
    c.path([site.at(10, 112), site.at(10, 134), site.at(174, 134)], 0.8)
    for index, y in enumerate((8.0, 20.0, 30.0)):
        bend = [site.at(x, y + 4 * ((x // 20 + index) % 2)) for x in range(4, 170, 20)]
        c.path(bend, 0.4, gray=0.4, dash="9 4")
        c.text(site.at(2, y - 1), f"{102 - index}", 7.5, gray=0.3)
    for x, y in ((20, 50), (20, 66), (20, 84), (146, 46), (150, 62), (148, 84), (60, 28), (96, 26)):
        c.circle(site.at(x, y), 12, 0.5, gray=0.4)
        c.circle(site.at(x, y), 2, 0.5, gray=0.4)
    c.text(site.at(82, 158), "M A P L E   S T R E E T", 13, align="center")
    c.text((220, 1430), "SITE KEY PLAN", 14, font=BOLD)
    c.text((220, 1446), "NOT TO SCALE", 8.5)
    _symbols(c)
    notes(c, (900, 1370), "DEFERRED SUBMITTALS", DEFERRED, 9.5)
    north_arrow(c, (760, 1420))
    c.rect((900, 1180, 1390, 1330), 0.9)
    reviewed = ("THE DRAWINGS AND THE PROJECT MANUAL ARE COMPLEMENTARY.",
                "WHAT IS CALLED FOR BY ONE IS CALLED FOR BY ALL.",
                "IN A CONFLICT THE MORE STRINGENT REQUIREMENT GOVERNS.")  # fmt: skip
    notes(c, (918, 1210), "INTENT OF THE DOCUMENTS", reviewed, 9.5)


def _symbols(c: Canvas) -> None:
    """The legend of the signs that the set uses."""
    x, y = 1720.0, 1090.0
    notes(c, (x, y), "SYMBOLS", ())
    names = ("COLUMN GRID", "SECTION: NUMBER, SHEET", "ROOM NAME AND NUMBER", "DOOR NUMBER",
             "WINDOW TYPE", "REVISION CLOUD AND DELTA", "VIEW: NUMBER, SHEET, TITLE")  # fmt: skip
    for index, name in enumerate(names):
        c.text((x + 250, y + 52 + 64 * index), name, 9.5)
    grid_line(c, (x + 45, y + 48), (x + 190, y + 48), "1")
    section_mark(c, (x + 100, y + 112), "3", "A-201", -90)
    room_tag(c, (x + 100, y + 172), "LAB", "111")
    tag(c, (x + 100, y + 240), "114A")
    tag(c, (x + 100, y + 304), "B", sides=6)
    cloud(c, (x + 50, y + 346, x + 130, y + 390))
    delta(c, (x + 165, y + 368), "0")
    view_title(c, (x + 30, y + 436), "1", "VIEW TITLE", "AS NOTED", "A-101")
