"""The discipline of a sheet, by the letters its number begins with."""

from __future__ import annotations

import re

# Discipline designators of the US National CAD Standard, and what offices add to them.
_DISCIPLINES = {
    "FP": "fire protection", "FA": "fire alarm", "ID": "interiors", "A": "architectural",
    "S": "structural", "M": "mechanical", "P": "plumbing", "E": "electrical", "C": "civil",
    "L": "landscape", "T": "telecommunications", "G": "general", "I": "interiors",
    "F": "fire protection", "H": "hazardous materials", "V": "survey", "Q": "equipment",
    "LS": "life safety", "EX": "general", "SK": "general",
}  # fmt: skip
DISCIPLINES = frozenset(_DISCIPLINES.values())


def discipline_of(number: str | None) -> str:
    """Return the discipline of a sheet number, "general" when it tells none."""
    # "Page 3" is what a sheet without a number is called.
    letters = re.match(r"(?!Page \d)[A-Za-z]+", number or "")
    prefix = letters.group(0).upper() if letters else ""
    return _DISCIPLINES.get(prefix[:2], _DISCIPLINES.get(prefix[:1], "general"))
