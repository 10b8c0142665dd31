"""What two sheets say about their revisions: clouds and deltas, new, kept and removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from common.domain.changes import ChangeKind, CloudOrigin
from common.domain.geometry import Box, Transform, area, centre, overlap_area, union
from common.domain.sheets import PageSize, Word
from functions.diff.bulges import find_bulges
from functions.diff.delta_marks import Delta, RevisionRow, find_deltas, mark_of, revision_rows
from functions.diff.drawn_paths import DrawnPaths, Points
from functions.diff.revision_clouds import find_clouds, nearest_delta
from functions.diff.scallops import Scallop, find_scallops
from functions.diff.title_block_zone import TitleBlockZone

SAME_SHARE = 0.8  # of their common box: two draws of one cloud
INK_STEP_PT, INK_MARGIN_PT = 2.0, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMarks:
    """The marks of one sheet.

    Attributes:
        clouds: the outlines.
        deltas: those that are a revision's: at a cloud, or with a mark of the revision table.
        rows: the revision table.
        is_cut: the sheet draws too much to look at all of it; marks may be missing.
    """

    clouds: tuple[Scallop, ...] = ()
    deltas: tuple[Delta, ...] = ()
    rows: tuple[RevisionRow, ...] = ()
    is_cut: bool = False

    def laid_on(self, new: SheetMarks, transforms: Sequence[Transform]) -> SheetMarks:
        """Return the marks in the new sheet's frame.

        Args:
            new: the marks there.
            transforms: of the sheet, then of the contents that moved on it: a mark goes by the
                first one that lays it on one of the new marks, else by the first.
        """
        cloud_boxes = [cloud.box_pt for cloud in new.clouds]
        delta_boxes = [delta.box_pt for delta in new.deltas]
        clouds = [[cloud.mapped(t) for t in transforms] for cloud in self.clouds]
        deltas = [
            [replace(d, box_pt=t.apply_box(d.box_pt)) for t in transforms] for d in self.deltas
        ]
        return SheetMarks(
            clouds=tuple(
                next((c for c in w if _again(c.box_pt, cloud_boxes)), w[0]) for w in clouds
            ),
            deltas=tuple(
                next((d for d in w if _again(d.box_pt, delta_boxes)), w[0]) for w in deltas
            ),
            rows=self.rows,
            is_cut=self.is_cut,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A cloud with its delta, or one of them alone, in the new sheet's frame.

    Attributes:
        revision: the text of the mark's row in the title block.
    """

    origin: CloudOrigin
    cloud: Scallop | None
    delta: Delta | None
    revision: str | None

    @property
    def kind(self) -> ChangeKind | None:
        """What it is in the change list; `None` for marks that both sheets show."""
        kinds = {CloudOrigin.NEW: ChangeKind.ADDED, CloudOrigin.REMOVED: ChangeKind.REMOVED}
        return kinds.get(self.origin)

    @property
    def box_pt(self) -> Box:
        """The box around cloud and delta."""
        boxes = [part.box_pt for part in (self.cloud, self.delta) if part is not None]
        return boxes[0] if len(boxes) == 1 else union(boxes[0], boxes[1])

    def ink_boxes_pt(self) -> list[Box]:
        """Return small boxes along its lines: where its own ink is, and nothing else."""
        boxes = [] if self.delta is None else [self.delta.box_pt]
        return boxes + ([] if self.cloud is None else _along(self.cloud.outline))


def sheet_marks(paths: DrawnPaths, words: Sequence[Word], size: PageSize) -> SheetMarks:
    """Find the marks of a sheet.

    Args:
        paths: what the page draws.
        words: its words.
        size: of the page.
    """
    rows = revision_rows(words, TitleBlockZone(words, size).rows_pt)
    triangles = find_deltas(paths.pieces, words)
    marks = {row.mark for row in rows}
    known = [delta for delta in triangles if not marks or delta.mark in marks]
    bulges = find_bulges(paths.pieces)
    scallops = find_scallops(bulges)
    clouds = find_clouds(scallops or [], words, known)
    at_clouds = [delta for cloud in clouds if (delta := nearest_delta(cloud, known))]
    deltas = [d for d in known if d.mark in marks or d in at_clouds]
    return SheetMarks(
        clouds=tuple(clouds),
        deltas=tuple(deltas),
        rows=tuple(rows),
        is_cut=paths.is_cut or bulges.is_cut or scallops is None,
    )


def paired_marks(old: SheetMarks, new: SheetMarks) -> list[Mark]:
    """Tell new, kept and removed marks apart; both sheets' in the new one's frame."""
    found = [
        _mark(CloudOrigin.EARLIER if _is_kept(cloud, old, new) else CloudOrigin.NEW, cloud, new)
        for cloud in new.clouds
    ]
    new_boxes = [cloud.box_pt for cloud in new.clouds]
    found += [
        _mark(CloudOrigin.REMOVED, cloud, old)
        for cloud in old.clouds
        if not _again(cloud.box_pt, new_boxes)
    ]
    found += _lone_deltas(CloudOrigin.NEW, new, old, found)
    return found + _lone_deltas(CloudOrigin.REMOVED, old, new, found)


def _is_kept(cloud: Scallop, old: SheetMarks, new: SheetMarks) -> bool:
    """Tell whether the old sheet has a cloud too, and its delta does not say that it is of now."""
    delta = nearest_delta(cloud, new.deltas)
    same_delta = delta is None or _was_there(delta, old)
    return same_delta and _again(cloud.box_pt, [other.box_pt for other in old.clouds])


def _was_there(delta: Delta, other: SheetMarks) -> bool:
    return _again(delta.box_pt, [d.box_pt for d in other.deltas if d.mark == delta.mark])


def _mark(origin: CloudOrigin, cloud: Scallop, sheet: SheetMarks) -> Mark:
    delta = nearest_delta(cloud, sheet.deltas)
    return Mark(origin=origin, cloud=cloud, delta=delta, revision=_revision(delta, sheet))


def _lone_deltas(
    origin: CloudOrigin, sheet: SheetMarks, other: SheetMarks, taken: Sequence[Mark]
) -> list[Mark]:
    """Return the deltas that only one sheet has and no cloud took."""
    of_clouds = [mark.delta for mark in taken]
    return [
        Mark(origin=origin, cloud=None, delta=delta, revision=_revision(delta, sheet))
        for delta in sheet.deltas
        if delta not in of_clouds and not _was_there(delta, other)
    ]


def _again(box: Box, others: Sequence[Box]) -> bool:
    return any(overlap_area(box, o) > SAME_SHARE * area(union(box, o)) for o in others)


def _revision(delta: Delta | None, sheet: SheetMarks) -> str | None:
    texts = [row.text for row in sheet.rows if delta is not None and row.mark == delta.mark]
    return texts[0] if texts else None


def _along(outline: Points) -> list[Box]:
    """Return boxes of a few points along a closed line."""
    starts, steps = outline, np.roll(outline, -1, axis=0) - outline
    counts = np.maximum(1, np.ceil(np.hypot(*steps.T) / INK_STEP_PT)).astype(int)
    # Every piece of every side: its number on that side, from 0.
    sides = np.repeat(np.arange(len(outline)), counts)
    number = np.arange(len(sides)) - np.repeat(np.cumsum(counts) - counts, counts)
    ends = [starts[sides] + steps[sides] * ((number + k) / counts[sides])[:, None] for k in (0, 1)]
    corners = np.hstack([np.minimum(*ends) - INK_MARGIN_PT, np.maximum(*ends) + INK_MARGIN_PT])
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in corners.tolist()]


def in_deltas(text: str, box_pt: Box, marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks in whose delta a text stands and which it reads."""
    x, y = centre(box_pt)
    return [
        mark
        for mark in marks
        if mark.delta is not None
        and mark.delta.mark == mark_of(text)
        and mark.delta.box_pt[0] <= x <= mark.delta.box_pt[2]
        and mark.delta.box_pt[1] <= y <= mark.delta.box_pt[3]
    ]
