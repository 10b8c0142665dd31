"""What a whole set's comparison comes to, in words with links to the sheets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPoint:
    """One thing to know of the set.

    Attributes:
        sheets: the sheet numbers it is about.
        comparison_ids: the same as links, in the same order; never empty.
        change_ids: entries of the change list where the point is about one sheet.
        severity: "high", "medium" or "low".
    """

    sheets: tuple[str, ...]
    comparison_ids: tuple[str, ...]
    discipline: str
    text: str
    severity: str
    change_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DisciplineDigest:
    """What changed on the sheets of one discipline.

    Attributes:
        sheet_count: sheets of it in either set.
        changed_count: those with changes of the drawing.
        change_count: entries of their change lists, outside title blocks.
        comparison_ids: of the sheets that changed, came or went, the most changed first.
    """

    name: str
    text: str
    sheet_count: int
    changed_count: int
    change_count: int
    comparison_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWords:
    """The summary of a set.

    Attributes:
        points: what matters most over all sheets, the most urgent first.
        to_check: what a person should look at because we are not sure, or have failed.
    """

    summary_text: str
    disciplines: tuple[DisciplineDigest, ...]
    points: tuple[SetPoint, ...]
    to_check: tuple[SetPoint, ...] = ()
