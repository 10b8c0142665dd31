"""Lengths as drawings print them, in inches, so that a change of one can be judged."""

from __future__ import annotations

import re

_MM_PER_IN = 25.4
_TO_IN = {
    "in": 1.0,
    "ft": 12.0,
    "mm": 1 / _MM_PER_IN,
    "cm": 10 / _MM_PER_IN,
    "m": 1000 / _MM_PER_IN,
}
_MARKS = str.maketrans({"′": "'", "’": "'", "″": '"', "”": '"', "“": '"', "–": "-"})
_FRACTION = r"(?P<num>\d++)\s?/\s?(?P<den>\d++)"
_INCHES = (
    rf"(?:(?P<inches>\d++(?!\s?/)(?:\.\d+)?)(?:(?:\s?-\s?|\s+){_FRACTION})?"
    rf"|{_FRACTION.replace('num', 'num_alone').replace('den', 'den_alone')})"
)
_FEET_AND_INCHES = re.compile(rf"(?P<feet>\d++(?:\.\d+)?)\s?'\s?(?:-\s?)?(?:{_INCHES}\s?\"?)?")
_INCHES_ALONE = re.compile(rf"(?<![\d./]){_INCHES}\s?\"")
_WITH_UNIT = re.compile(r"(?<![\d./,])(?P<value>\d+(?:[.,]\d+)?)\s?(?P<unit>mm|cm|m|in|ft)\b")
_THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}")
# Alone, as on metric drawings; what follows are the usual remarks.
_BARE = re.compile(r"[RrØ⌀∅~±]?\s?(?P<value>\d{3,5}(?:[.,]\d+)?)(?:\s?(?:TYP|MIN|MAX|CLR|EQ)\.?)?")


def length_in(text: str) -> float | None:
    """Return the first length in a text in inches, `None` when there is none.

    A bare number of three to five digits alone is millimetres, as on metric drawings.
    """
    plain = text.translate(_MARKS).replace("''", '"')
    if match := _FEET_AND_INCHES.search(plain):
        return float(match["feet"]) * 12 + _inches(match)
    if match := _INCHES_ALONE.search(plain):
        return _inches(match)
    if match := _WITH_UNIT.search(plain):
        return _decimal(match["value"], match["unit"]) * _TO_IN[match["unit"]]
    if match := _BARE.fullmatch(plain.strip()):
        return float(match["value"].replace(",", ".")) / _MM_PER_IN
    return None


def _decimal(value: str, unit: str) -> float:
    """Return the number; a comma or point before three digits of mm parts off thousands."""
    if unit == "mm" and _THOUSANDS.fullmatch(value):
        return float(re.sub(r"[.,]", "", value))
    return float(value.replace(",", "."))


def _inches(match: re.Match[str]) -> float:
    whole = float(match["inches"] or 0)
    return whole + sum(
        int(match[num]) / int(match[den])
        for num, den in (("num", "den"), ("num_alone", "den_alone"))
        if match[num] and int(match[den])
    )
