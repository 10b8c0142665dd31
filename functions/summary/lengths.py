"""Lengths as drawings print them, in inches, so that a change of one can be judged."""

from __future__ import annotations

import re

_MM_PER_IN = 25.4
_FEET = re.compile(
    r"(?P<feet>\d+)\s?'\s?(?:-\s?)?(?:(?P<inches>\d+(?!\s?/))?\s*(?:(?P<num>\d+)/(?P<den>\d+))?\s?\"?)"
)
_INCHES = re.compile(r"(?P<inches>\d+(?:\.\d+)?)?\s*(?:(?P<num>\d+)/(?P<den>\d+))?\s?\"")
_METRIC = re.compile(r"(?P<value>\d+(?:[.,]\d+)?)\s?(?P<unit>mm|cm|m)\b")
_BARE = re.compile(r"\d{3,5}")


def length_in(text: str) -> float | None:
    """Return the first length in a text in inches, `None` when there is none.

    A bare number of three to five digits alone is millimetres, as on metric drawings.
    """
    if match := _FEET.search(text):
        return int(match["feet"]) * 12 + _inches(match)
    match = _INCHES.search(text)
    if match and (match["inches"] or match["num"]):
        return _inches(match)
    if match := _METRIC.search(text):
        to_mm = {"mm": 1.0, "cm": 10.0, "m": 1000.0}[match["unit"]]
        return float(match["value"].replace(",", ".")) * to_mm / _MM_PER_IN
    if _BARE.fullmatch(text.strip()):
        return float(text) / _MM_PER_IN
    return None


def _inches(match: re.Match[str]) -> float:
    whole = float(match["inches"] or 0)
    if match["num"] and int(match["den"]):
        return whole + int(match["num"]) / int(match["den"])
    return whole
