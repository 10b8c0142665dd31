"""Which texts are dimensions: measured lengths, as drawings of both systems print them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NOTE = r"(?:\s?\([A-Z .]+\)|\s?(?:TYP|MIN|MAX|CLR|HOLD|EQ|O\.?C|V\.?I\.?F)\.?)*"
# 12'-6", -3 1/2", 10' - 7" (HOLD), 1200 mm, R25 mm, ⌀12.5 mm
_LENGTH = re.compile(
    r"[~≈±+−-]?\s*(?:[RrØ⌀∅]\s?)?(?:"
    r"\d+\s?'\s?(?:-\s?)?(?:\d+)?(?:\s?\d+/\d+)?\s?(?:\"|'')?"
    r"|\d+(?:\s\d+/\d+|/\d+)?\s?(?:\"|'')"
    r"|\d+(?:[.,]\d+)?\s?(?:mm|cm|m|in|ft)"
    r")" + _NOTE
)
# 3450, Ø900: millimetres on metric drawings; on others a room, a keynote, a part number.
_BARE_MILLIMETRES = re.compile(r"[~≈±]?\s*[Ø⌀∅]?\s?\d{3,5}(?:[.,]\d+)?" + _NOTE)
_INCH_SYSTEM = re.compile(r"\d\s?(?:'|\"|''|in\b|ft\b)")
# A part number carries letters before its digits; sheets full of them are schematics.
_PART = re.compile(r"[A-Z]{1,3}\d{1,4}")
MAX_PART_SHARE = 0.1


def prints_length(text: str) -> bool:
    """Tell whether a text is a length with its unit: 12'-6", 1200 mm."""
    return _LENGTH.fullmatch(text.strip()) is not None


def prints_millimetres(texts: Iterable[str]) -> bool:
    """Tell whether bare numbers of a sheet are lengths, from all its words.

    They are where nothing is printed in feet or inches and part numbers are rare.
    """
    words = tuple(texts)
    if any(_INCH_SYSTEM.search(word) for word in words):
        return False
    parts = sum(_PART.fullmatch(word) is not None for word in words)
    return parts <= MAX_PART_SHARE * len(words)


def looks_like_dimension(text: str, *, millimetres: bool) -> bool:
    """Tell whether a text is a measured length.

    Args:
        text: as printed.
        millimetres: the sheet's bare numbers are lengths, from `prints_millimetres`.
    """
    bare = millimetres and _BARE_MILLIMETRES.fullmatch(text.strip()) is not None
    return bare or prints_length(text)
