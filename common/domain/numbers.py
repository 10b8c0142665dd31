"""Sheet numbers as keys: two spellings of one number become equal, two numbers never do.

The rules are those of the reading experiment over 27 offices ("Normalise"). Letters are read as
digits only where no sheet number has a letter; anything bolder (`A1B` as `A18`) would pair sheets
that are not the same, so it is left to whoever reads pixels and knows that they are doubtful.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_LABEL: Final = re.compile(
    r"^(?:SHEET|SHT|DRAWING|DRG|DWG|PAGE|PLAN|BLATT|SEITE|ЛИСТ)(?![^\W\d_])\s*"
    r"(?:(?:NUMBER|NUM|NO|NR|№)(?![^\W\d_]))?[\s.:#-]*"
)
_REVISION: Final = re.compile(r"(?<=[\w)\]])[\s,;_-]+\(?REV(?:ISION)?\b[\s.:]*\w{0,3}\)?$")
_PART_OF: Final = re.compile(r"0*(\d+)\s*(?:O\s?F|/|VON|ИЗ)\s*0*\d+")
_WRAPPING: Final = " -.,:;_()[]{}#\"'"
_LETTERS_IN_DIGITS: Final = re.compile(r"(?<=\d)[OI]+(?=\d)|(?<=[\d.-])O+(?=\d)|(?<=\d)O+$")
_DIGIT_OF_LETTER: Final = str.maketrans("OI", "01")


def unified_text(text: str) -> str:
    """Return `text` in compatibility form (NFKC) with every kind of dash as "-"."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def normalised_number(text: str) -> str:
    """Return the key of a sheet number: equal keys mean the same sheet.

    `A-101`, `A101`, `a 101` and `Sheet (A-101)` are all `A101`; `A20-05` is `A20.05` and never
    `A2005`; of `22 of 54` the 22 is the number; leading zeros count unless all are digits.

    Args:
        text: the number as printed, with or without its label.

    Returns:
        The key in upper case, empty when nothing that could be a number is left. The key of a key
        is the key itself.
    """
    key = _step(text)
    while key != text:  # labels and brackets come nested, and what is left may read as a label
        text, key = key, _step(key)
    return key


def _step(text: str) -> str:
    key = unified_text(text).upper().strip(_WRAPPING)
    key = _REVISION.sub("", _LABEL.sub("", key, count=1))
    part = _PART_OF.fullmatch(key)
    if part:
        return part[1]
    key = re.sub(r"\s+", "", key)
    key = re.sub(r"[-_]+", "-", key).strip(_WRAPPING)
    key = _LETTERS_IN_DIGITS.sub(lambda run: run[0].translate(_DIGIT_OF_LETTER), key)
    key = re.sub(r"(?<=[^\W\d_])-(?=\d)", "", key)
    key = re.sub(r"(?<=\d)-(?=\d)", ".", key)
    return (key.lstrip("0") or "0") if key.isdecimal() else key
