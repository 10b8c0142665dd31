"""Text that people can see: what comes from outside may hold characters that deceive."""

from __future__ import annotations

import unicodedata
from typing import Final

# Control, format, lone surrogate, unassigned and private characters, line ends: invisible, or they
# turn the text around. The two joiners are letters' neighbours in Persian and Hindi.
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS: Final = {"\u200c", "\u200d"}


def has_unseen(text: str, *, allowed: str = "") -> bool:
    """Tell whether a text holds characters that cannot be seen, but for those allowed."""
    return any(unicodedata.category(c) in _UNSEEN for c in text if c not in _JOINERS | {*allowed})
