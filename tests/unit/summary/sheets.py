"""Change lists as the diff makes them, on an ARCH D sheet."""

from __future__ import annotations

from common.domain.changes import (
    Alignment,
    AlignmentGrade,
    Change,
    ChangeCategory,
    ChangeKind,
    Match,
    MatchKind,
)
from common.domain.geometry import Transform
from common.domain.sheets import PageSize
from functions.summary.evidence import SheetEvidence

ARCH_D = PageSize(width_pt=36 * 72, height_pt=24 * 72)
UPPER_LEFT, CENTRE, LOWER_RIGHT = (100.0, 100.0), (1296.0, 864.0), (2400.0, 1600.0)


def change(
    old: str | None = None,
    new: str | None = None,
    *,
    kind: ChangeKind | None = None,
    category: ChangeCategory = ChangeCategory.TEXT,
    at_pt: tuple[float, float] = CENTRE,
    ink_px: int = 500,
    number: int = 1,
) -> Change:
    """Return a change; its kind follows from the texts unless it is given."""
    x, y = at_pt
    by_texts = {(True, True): ChangeKind.MODIFIED, (True, False): ChangeKind.REMOVED}
    return Change(
        id=f"c{number}",
        kind=kind or by_texts.get((old is not None, new is not None), ChangeKind.ADDED),
        category=category,
        box_pt=(x, y, x + 40, y + 10),
        box_px=(round(x), round(y), round(x) + 40, round(y) + 10),
        old_text=old,
        new_text=new,
        ink_px=ink_px,
    )


def dimension(old: str | None = None, new: str | None = None, *, number: int = 1) -> Change:
    """Return a change of a dimension."""
    return change(old, new, category=ChangeCategory.DIMENSION, number=number)


def evidence(
    *changes: Change,
    kind: MatchKind = MatchKind.MATCHED,
    grade: AlignmentGrade = AlignmentGrade.VERIFIED,
    reason: str = "",
    word_sample: tuple[str, ...] = (),
) -> SheetEvidence:
    """Return what the analyst is told of sheet A-101."""
    match = Match(
        kind=kind,
        old_page_index=None if kind is MatchKind.ADDED else 0,
        new_page_index=None if kind is MatchKind.REMOVED else 0,
        method="number",
        confidence=0.9,
        review=bool(reason),
        reason=reason,
    )
    alignment = Alignment(
        method="text",
        new_from_old=Transform(),
        confidence=0.9,
        residual_px=0.1,
        explained=0.9,
        grade=grade,
    )
    return SheetEvidence(
        number="A-101",
        title="FIRST FLOOR PLAN",
        kind=kind,
        match=match,
        alignment=alignment if kind is MatchKind.MATCHED else None,
        changes=changes,
        size=ARCH_D,
        word_sample=word_sample,
    )
