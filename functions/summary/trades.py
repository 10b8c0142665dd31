"""Whose work a sheet or a text is about."""

from __future__ import annotations

import re

# Discipline designators of the US National CAD Standard, and what offices add to them.
_DISCIPLINES = {
    "FP": "fire protection", "FA": "fire alarm", "ID": "interiors", "A": "architectural",
    "S": "structural", "M": "mechanical", "P": "plumbing", "E": "electrical", "C": "civil",
    "L": "landscape", "T": "telecommunications", "G": "general", "I": "interiors",
    "F": "fire protection", "H": "hazardous materials", "V": "survey", "Q": "equipment",
}  # fmt: skip
_WORDS = (
    ("fire protection", re.compile(r"\b(sprinkler|fire alarm|standpipe)\b", re.I)),
    ("structural", re.compile(r"\bW\d{1,2}\s?x\s?\d+|\b(beam|footing|rebar|column|joist)\b", re.I)),
    ("electrical", re.compile(r"\b(panel|conduit|receptacle|circuit|luminaire|breaker)\b", re.I)),
    ("plumbing", re.compile(r"\b(lavatory|water closet|sanitary|drain|hose bibb?)\b", re.I)),
    ("mechanical", re.compile(r"\b(duct|diffuser|ahu|vav|hvac|thermostat)\b", re.I)),
    ("doors and windows", re.compile(r"\b(door|window|glazing|hardware|storefront)\b", re.I)),
    ("landscape", re.compile(r"\b(planting|tree|shrub|mulch|sod)\b", re.I)),
)


def trade_of(number: str | None, texts: tuple[str, ...] = ()) -> str:
    """Return the trade a text is about, else the sheet's discipline, else "general"."""
    for trade, pattern in _WORDS:
        if any(pattern.search(text) for text in texts):
            return trade
    letters = re.match(r"[A-Za-z]+", number or "")
    prefix = letters.group(0).upper() if letters else ""
    return _DISCIPLINES.get(prefix[:2], _DISCIPLINES.get(prefix[:1], "general"))
