"""Sheet numbers in the form that is equal across revisions; the printed form is for people."""

from __future__ import annotations

import re
import unicodedata

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−﹣－"), "-")
_LEADING_WORD = re.compile(
    r"^(?:SHEET|SHT|DRAWING|DWG|BLATT|ЛИСТ|PAGE)\b\s*(?:NO|NR|NUMBER|№)?\s*[.:#]*\s*"
)
_TRAILING_REVISION = re.compile(r"(?<=\w)\s*[\s(\[]REV(?:ISION)?\b\.?\s*[A-Z0-9]{1,3}[)\]]?$")
_PART_OF = re.compile(r"0*(\d+)\s*(?:OF|/|VON|ИЗ)\s*0*\d+")
_MIXED = re.compile(r"([A-Z]{1,3})([-.]?)([0-9OIL]+(?:[.-][0-9OIL]+)?)([A-Z]?)")


def unified_text(text: str) -> str:
    """Return the text with one kind of dash and compatibility forms folded (NFKC)."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def normalised_number(text: str) -> str:
    """Return a sheet number for comparison; "" for nothing.

    `A-101`, `A 101`, `a101`, `A-101 Rev. B` are equal; so are `A20-05` and `A20.05`; `3 of 12` is
    `3`; the letters O, I, L inside a run of digits are the digits they look like.
    """
    number = _LEADING_WORD.sub("", unified_text(text).upper().strip())
    number = _TRAILING_REVISION.sub("", number)
    part = _PART_OF.fullmatch(number)
    if part:
        return part.group(1)
    number = re.sub(r"\s+", "", number.strip(" -.:_()[]#"))
    number = re.sub(r"[-_]+", "-", number)
    number = _digits_read_as_letters(number)
    number = re.sub(r"(?<=[A-Z])-(?=\d)", "", number)
    number = re.sub(r"(?<=\d)-(?=\d)", ".", number)
    return re.sub(r"^0+(?=\d+$)", "", number)


def _digits_read_as_letters(number: str) -> str:
    match = _MIXED.fullmatch(number)
    if not match or not re.search(r"\d", match.group(3)):
        return number
    prefix, dash, digits, suffix = match.groups()
    return prefix + dash + digits.translate(str.maketrans("OIL", "011")) + suffix
