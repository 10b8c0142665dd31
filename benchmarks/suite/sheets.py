"""The kinds of sheets that are edited: those of the sample set, a site plan and a one-line."""

from __future__ import annotations

from benchmarks.suite import one_line, site_plan
from benchmarks.suite.marks import Drawing
from samples.generate import SHEETS

_MORE = (
    ("C-101", ("SITE PLAN",), "1\" = 20'", site_plan.draw),
    ("E-601", ("ONE-LINE DIAGRAM",), "NONE", one_line.draw),
)
NUMBERS = (*(sheet.number for sheet in SHEETS), *(number for number, *_ in _MORE))


def drawing(number: str) -> Drawing:
    """Draw a sheet in the first revision that has it."""
    for sheet in SHEETS:
        if sheet.number == number:
            return Drawing.of(number, sheet.title, sheet.scale, sheet.draw, sheet.revisions[0])
    for other, title, scale, draw in _MORE:
        if other == number:
            return Drawing.of(number, title, scale, draw)
    raise ValueError(f"no sheet {number}: there are {', '.join(NUMBERS)}")
