"""What changed between two revisions of one sheet, and how far we may be believed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from common.domain.geometry import Box, PixelBox, Transform

# `Match.method` of an old sheet that a partial issue leaves out.
NOT_ISSUED: Final = "not_issued"


class MatchKind(StrEnum):
    """What became of a sheet."""

    MATCHED = "matched"
    ADDED = "added"
    REMOVED = "removed"


class AlignmentGrade(StrEnum):
    """How far the registration of a pair may be trusted."""

    VERIFIED = "verified"  # same content, or hundreds of words agree to a hair
    GOOD = "good"
    DOUBTFUL = "doubtful"  # a person should look before relying on the change list
    NOT_COMPARABLE = "not_comparable"  # shown side by side, no change list


class ChangeKind(StrEnum):
    """What happened at the place."""

    ADDED = "added"
    REMOVED = "removed"
    MODIFIED = "modified"
    MOVED = "moved"


class ChangeCategory(StrEnum):
    """What sort of content the change is."""

    DIMENSION = "dimension"  # a measured length: 12'-6", 3450, 2 1/2"
    TEXT = "text"
    LINEWORK = "linework"
    FILL = "fill"  # shading or colour of an area
    TITLE_BLOCK = "title_block"  # dates, revision rows, plot stamps: reported apart
    REVISION_MARK = (
        "revision_mark"  # a cloud with its delta: says that something changed, apart too
    )


class ChangeSource(StrEnum):
    """Who found an entry."""

    MACHINE = "machine"
    EDITED = "edited"  # found by the machine; a person has said something of it
    ADDED = "added"  # by a person


class CloudOrigin(StrEnum):
    """Which revision drew a cloud."""

    NEW = "new"  # this one: the old sheet has it not
    EARLIER = "earlier"  # one before: both sheets have it
    REMOVED = "removed"  # one before; the new sheet no longer shows it


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePart:
    """One place of an entry that stands for several: a cell of a row, a line, a tag's outline.

    Attributes:
        box_pt: like the entry's.
        old_text: like the entry's, of this place alone.
        new_text: likewise.
        column: heading over a table cell, `None` where there is none.
    """

    kind: ChangeKind
    category: ChangeCategory
    box_pt: Box
    old_text: str | None = None
    new_text: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of the change list.

    Attributes:
        id: unique within the comparison: "c1", "c2" … in reading order.
        box_pt: in page points of the new sheet's frame (removed things too).
        box_px: the same in pixels of the overlay image.
        old_text: what was printed before, `None` where nothing was or it is no text. Lines of a
            note are set apart by line feeds, cells of a table row by tabs.
        new_text: what is printed now, likewise.
        ink_px: differing pixels at 300 dpi: how much ink the entry stands for.
        moved_pt: for MOVED, the shift (dx, dy) of its middle in the new sheet's frame.
        scaled: for MOVED, its size over what it was, beyond what the whole sheet was scaled by.
        turned_deg: for MOVED, its turn, clockwise, likewise; in (-180, 180].
        is_clouded: whether a cloud of this revision holds it; `None` on a sheet without one, and
            for what is no change of the drawing.
        parts: the places of an entry that stands for several, in reading order; else empty.
        row: what the row of a table is called, its first cell; `None` outside tables.
        column: heading over the one table cell that changed, likewise.
        label: what a person calls it; `None` where nobody did.
        source: who found it.
    """

    id: str
    kind: ChangeKind
    category: ChangeCategory
    box_pt: Box
    box_px: PixelBox
    old_text: str | None = None
    new_text: str | None = None
    ink_px: int = 0
    moved_pt: tuple[float, float] | None = None
    scaled: float = 1.0
    turned_deg: float = 0.0
    is_clouded: bool | None = None
    parts: tuple[ChangePart, ...] = ()
    row: str | None = None
    column: str | None = None
    label: str | None = None
    source: ChangeSource = ChangeSource.MACHINE

    @property
    def is_of_drawing(self) -> bool:
        """Whether the drawing itself changed, not what is written about its revision."""
        return self.category not in {ChangeCategory.TITLE_BLOCK, ChangeCategory.REVISION_MARK}

    @property
    def texts(self) -> tuple[tuple[str | None, str | None], ...]:
        """Old and new text of every place that has one."""
        pairs = [(part.old_text, part.new_text) for part in self.parts or (self,)]
        return tuple(pair for pair in pairs if pair != (None, None))


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionCloud:
    """A cloud that somebody drew around what a revision changed.

    Attributes:
        id: unique within the comparison: "r1", "r2" … in reading order.
        box_pt: in page points of the new sheet's frame (removed clouds too).
        box_px: the same in pixels of the overlay image.
        mark: of the delta at the cloud; `None` without one.
        revision: what the title block says of that mark, `None` when it could not be read.
        change_ids: the changes of the drawing inside. A cloud of this revision without any is
            around nothing that changed: an edit was undone, or we missed it.
    """

    id: str
    origin: CloudOrigin
    box_pt: Box
    box_px: PixelBox
    mark: str | None = None
    revision: str | None = None
    change_ids: tuple[str, ...] = ()

    @property
    def is_around_nothing(self) -> bool:
        """Whether this revision drew it and nothing inside changed."""
        return self.origin is CloudOrigin.NEW and not self.change_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How the old sheet was laid on the new one.

    Attributes:
        method: "digest", "identity", "page_size", "text", "orb", "sift", "phase", "rotation",
            "view" (by one of its views, as all moved apart), "person", "none"; "+refined" is
            appended where patches refined it.
        new_from_old: maps old page points to new page points.
        confidence: 0..1, contrast of ink agreement against displaced copies.
        residual_px: median distance at 300 dpi that the anchors disagree after alignment; `None`
            where nothing could be measured.
        explained: 0..1, share of inked tiles that agree.
    """

    method: str
    new_from_old: Transform
    confidence: float
    residual_px: float | None
    explained: float
    grade: AlignmentGrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Why two sheets are a pair, or one stands alone.

    Attributes:
        method: "number", "number+content", "title", "content", "order", "person"; of a sheet that
            stands alone "unmatched", or "not_issued": an old sheet that a partial issue leaves out,
            of which nothing says that it was removed.
        confidence: 0..1.
        review: a person should confirm it.
        reason: for review, in words; empty otherwise.
    """

    kind: MatchKind
    old_page_index: int | None
    new_page_index: int | None
    method: str
    confidence: float
    review: bool = False
    reason: str = ""

    @property
    def is_not_issued(self) -> bool:
        """Whether a partial issue leaves the sheet out; nothing says that it was removed."""
        return self.method == NOT_ISSUED

    @property
    def is_sheet_change(self) -> bool:
        """Whether the sheet is a change as a whole: it was added, or removed."""
        return self.kind is not MatchKind.MATCHED and not self.is_not_issued


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFound:
    """One finding of a summary; the schema both analysts share.

    Attributes:
        change_ids: the entries of the change list it rests on; never empty for matched sheets.
        location: where on the sheet, in words.
        severity: "high", "medium" or "low".
    """

    change_ids: tuple[str, ...]
    description: str
    location: str
    category: str
    trade: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Words for a change list.

    Attributes:
        critical_change: the one thing to look at first and why; `None` when nothing is critical.
    """

    summary_text: str
    changes_found: tuple[ChangeFound, ...]
    critical_change: str | None
    recommendations: tuple[str, ...]
