"""What may be said of a whole set: its sheets with their change lists and findings."""

from __future__ import annotations

from dataclasses import dataclass

from common.domain.changes import AlignmentGrade, Change, ChangeFound, MatchKind
from functions.summary.trades import trade_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOfSet:
    """One row of a session's result.

    Attributes:
        comparison_id: the link to it.
        name: the sheet number as printed, "Page 3" without one.
        is_not_issued: a partial issue leaves it out.
        error: why it could not be compared, in words.
        doubt: why the match should be confirmed, "" when it need not.
        changes: the change list with what people said.
        found: the findings of its summary.
    """

    comparison_id: str
    name: str
    title: str
    kind: MatchKind
    grade: AlignmentGrade | None
    changes: tuple[Change, ...] = ()
    found: tuple[ChangeFound, ...] = ()
    is_not_issued: bool = False
    error: str = ""
    doubt: str = ""

    @property
    def discipline(self) -> str:
        """Whose sheet it is, by its number."""
        return trade_of(self.name)

    @property
    def drawing_changes(self) -> tuple[Change, ...]:
        """The changes of the drawing itself."""
        return tuple(change for change in self.changes if change.is_of_drawing)

    @property
    def was_compared(self) -> bool:
        """Whether an empty change list of it means that nothing was found."""
        is_comparable = self.grade is not AlignmentGrade.NOT_COMPARABLE
        return self.kind is MatchKind.MATCHED and is_comparable and not self.error

    @property
    def has_changed(self) -> bool:
        """Whether there is something to look at: changes, or a sheet that came or went."""
        stands_alone = self.kind is not MatchKind.MATCHED and not self.is_not_issued
        return bool(self.drawing_changes) or stands_alone


@dataclass(frozen=True, slots=True, kw_only=True)
class SetEvidence:
    """What the summary of a set may speak of.

    Attributes:
        sheets: in the order they are shown.
        unread_pages: pages of either set that could not be read, so that nobody compared them.
    """

    sheets: tuple[SheetOfSet, ...]
    unread_pages: int = 0
