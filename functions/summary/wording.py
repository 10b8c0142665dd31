"""Counting, listing and quoting in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from common.domain.wording import quoted

MAX_QUOTE_LENGTH = 80
MAX_IDS = 8


def counted(count: int, noun: str) -> str:
    """Return "1 text", "2 texts", "3 title-block entries", "4 tags or marks"."""
    plural = " or ".join(map(_plural, noun.split(" or ")))
    return f"{count} {noun if count == 1 else plural}"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def listed(parts: Sequence[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def quote(text: str) -> str:
    """Return the text in curly quotes, a long one cut."""
    return quoted(text, MAX_QUOTE_LENGTH)


def some_of(items: Sequence[str], limit: int) -> str:
    """Return the first different items and how many more there are."""
    different = list(dict.fromkeys(items))
    shown = ", ".join(different[:limit])
    more = len(different) - limit
    return f"{shown} and {more} more" if more > 0 else shown


def some_ids(ids: Sequence[str]) -> str:
    """Return the first ids of the change list."""
    return some_of(ids, MAX_IDS)
