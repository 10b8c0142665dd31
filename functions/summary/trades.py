"""Whose work a sheet or a text is about."""

from __future__ import annotations

import re

from common.domain.disciplines import discipline_of

_WORDS = (
    ("fire protection", re.compile(r"\b(sprinklers?|fire alarms?|standpipes?)\b", re.I)),
    (
        "structural",
        re.compile(r"\bW\d{1,2}\s?x\s?\d+|\b(beams?|footings?|rebar|columns?|joists?)\b", re.I),
    ),
    (
        "electrical",
        re.compile(
            r"\b(panelboards?|conduits?|receptacles?|circuits?|luminaires?|breakers?)\b", re.I
        ),
    ),
    (
        "plumbing",
        re.compile(r"\b(lavator(y|ies)|water closets?|sanitary|drains?|hose bibb?s?)\b", re.I),
    ),
    ("mechanical", re.compile(r"\b(ducts?|diffusers?|ahu|vav|hvac|thermostats?)\b", re.I)),
    (
        "doors and windows",
        re.compile(r"\b(doors?|windows?|glazing|door hardware|storefronts?)\b", re.I),
    ),
    ("landscape", re.compile(r"\b(plantings?|trees?|shrubs?|mulch|sod)\b", re.I)),
)


def trade_of(number: str | None, texts: tuple[str, ...] = ()) -> str:
    """Return the trade a text is about, else the sheet's discipline, else "general"."""
    for trade, pattern in _WORDS:
        if any(pattern.search(text) for text in texts):
            return trade
    return discipline_of(number)
