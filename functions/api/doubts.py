"""What of a sheet is not sure, in one wording for whoever reviews it and for every export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from common.domain.changes import AlignmentGrade, Match
from common.domain.sheets import SheetReading

_ALIGNMENT: Final[Mapping[AlignmentGrade, str]] = {
    AlignmentGrade.DOUBTFUL: "The alignment is doubtful: look at the overlay before relying on the "
    "change list.",
    AlignmentGrade.NOT_COMPARABLE: "The sheets could not be laid on one another reliably, so no "
    "change list was made.",
}


def number_doubt(reading: SheetReading, which: Literal["old", "new"]) -> str | None:
    """Return why a sheet's number should be confirmed; `None` where it need not."""
    if reading.accepted:
        return None
    if not reading.number:
        return f"No number was read of the {which} sheet."
    sure = round(100 * reading.confidence)
    return f"The number of the {which} sheet was read with {sure} % confidence only."


def match_doubt(match: Match) -> str | None:
    """Return why it should be confirmed that two sheets belong together."""
    if not match.review:
        return None
    return f"The match should be confirmed: {match.reason or 'it is not sure.'}"


def alignment_doubt(grade: AlignmentGrade | None) -> str | None:
    """Return why the overlay should be looked at, or cannot be relied on."""
    return _ALIGNMENT.get(grade) if grade else None
