"""Texts that only name or point: grid bubbles, tags, references to other sheets, scale bars.

A plot without its grid loses a hundred of them; they are no note that somebody struck out.
"""

from __future__ import annotations

import re

_BUBBLE = re.compile(r"[A-Z]{0,2}\.?\d{0,2}|-|[A-Z]\.\d", re.I)
_SHEET_REFERENCE = re.compile(
    r"[A-Z]{1,3}-{1,2} ?\d{1,3}(?:\.\d{1,2})?(?:\.?[A-Z])?|[A-Z]\d{1,2}\.\d{1,2}", re.I
)
# Elsewhere such a text is a dimension.
_SCALE_BAR = re.compile(r"\d+\s?(?:'|ft|m|mm)\.?", re.I)


def is_mark(text: str) -> bool:
    """Tell whether a text is a mark and says nothing by itself."""
    plain = text.strip()
    if plain.isalpha() and len(plain) > 1:
        return False  # UP, DN, EQ are words
    return any(pattern.fullmatch(plain) for pattern in (_BUBBLE, _SHEET_REFERENCE, _SCALE_BAR))
