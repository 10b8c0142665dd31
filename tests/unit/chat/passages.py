"""Passages as the records give them."""

from __future__ import annotations

from dataclasses import replace

from common.domain.changes import Change, ChangeCategory, ChangeKind, MatchKind
from common.domain.chat import Citation
from common.domain.disciplines import discipline_of
from functions.api.chat.passages import Passage, told

BASE = Change(
    id="c1",
    kind=ChangeKind.MODIFIED,
    category=ChangeCategory.TEXT,
    box_pt=(0.0, 0.0, 1.0, 1.0),
    box_px=(0, 0, 4, 4),
)


def entry(
    sheet: str,
    number: int,
    old: str | None = None,
    new: str | None = None,
    *,
    place: str = "centre",
    words: str = "",
    weight: float = 0.0,
    kind: ChangeKind = ChangeKind.MODIFIED,
    category: ChangeCategory = ChangeCategory.TEXT,
) -> Passage:
    """Return a change as a passage."""
    change = replace(
        BASE, id=f"c{number}", old_text=old, new_text=new, kind=kind, category=category
    )
    return Passage(
        citation=Citation(sheet=sheet, comparison_id=f"id-{sheet}", change_id=change.id),
        text=told(change, place),
        words=words,
        discipline=discipline_of(sheet),
        sheet_kind=MatchKind.MATCHED,
        change=change,
        place=place,
        weight=weight,
    )


def whole(sheet: str, text: str = "", kind: MatchKind = MatchKind.MATCHED) -> Passage:
    """Return a sheet as a passage."""
    return Passage(
        citation=Citation(sheet=sheet, comparison_id=f"id-{sheet}"),
        text=text,
        words="",
        discipline=discipline_of(sheet),
        sheet_kind=kind,
        weight=3.0,
    )
