"""Clouds held against changes: clouded, not clouded, and clouds around nothing that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from common.domain.changes import Change, CloudOrigin, RevisionCloud
from common.domain.geometry import Box
from functions.diff.frame import Frame
from functions.diff.ledger import places_of
from functions.diff.revision_marks import Mark
from functions.diff.scallops import Scallop

# A change belongs to a cloud with a third of its area inside: region boxes reach over the line.
CLOUDED_SHARE = 1 / 3
_GRID = np.stack(np.meshgrid(np.linspace(0.05, 0.95, 7), np.linspace(0.05, 0.95, 7)), -1).reshape(
    -1, 2
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudedArea:
    """A cloud of the result with the outline that says what is in it."""

    cloud: RevisionCloud
    outline: Scallop


def clouded_areas(marks: Sequence[Mark], frame: Frame) -> list[CloudedArea]:
    """Return the clouds among the marks, named in reading order (rows of an inch)."""
    clouds = [(mark, mark.cloud) for mark in marks if mark.cloud is not None]
    clouds.sort(key=lambda item: (int(item[1].box_pt[1] // 72), item[1].box_pt[0]))
    return [
        CloudedArea(
            cloud=RevisionCloud(
                id=f"r{number}",
                origin=mark.origin,
                box_pt=outline.box_pt,
                box_px=frame.box_px(outline.box_pt),
                mark=mark.delta.mark if mark.delta else None,
                revision=mark.revision,
            ),
            outline=outline,
        )
        for number, (mark, outline) in enumerate(clouds, start=1)
    ]


def reconcile(
    changes: Sequence[Change], areas: Sequence[CloudedArea], *, all_known: bool = True
) -> tuple[tuple[Change, ...], tuple[RevisionCloud, ...]]:
    """Return the changes with their cloud status and the clouds with the changes in them.

    Args:
        changes: of one sheet, named.
        areas: its clouds.
        all_known: no cloud can be missing; else nobody knows what is clouded, and all stays open.

    Only clouds of this revision count. A sheet without one says nothing about its changes: its
    drafter may not use clouds.
    """
    fresh = [area for area in areas if area.cloud.origin is CloudOrigin.NEW]
    drawing = [change for change in changes if change.is_of_drawing]
    clouded = {c.id for c in drawing if any(_share_in(a, c) >= CLOUDED_SHARE for a in fresh)}
    marked = tuple(
        replace(change, is_clouded=change.id in clouded)
        if fresh and all_known and change.is_of_drawing
        else change
        for change in changes
    )
    return marked, tuple(_with_changes(area, changes) for area in areas)


def _with_changes(area: CloudedArea, changes: Sequence[Change]) -> RevisionCloud:
    """List what a cloud holds or touches: it is called empty only if nothing is near."""
    inside = [c.id for c in changes if c.is_of_drawing and _touches(area, c)]
    return replace(area.cloud, change_ids=tuple(inside))


def _touches(area: CloudedArea, change: Change) -> bool:
    if _share_in(area, change) > 0:
        return True
    # A thin or wide region may pass between the points of the grid, or hold the whole cloud.
    x0, y0, x1, y1 = change.box_pt
    points = area.outline.outline
    held = (points[:, 0] >= x0) & (points[:, 0] <= x1) & (points[:, 1] >= y0) & (points[:, 1] <= y1)
    return bool(held.mean() > 0.5)


def _share_in(area: CloudedArea, change: Change) -> float:
    return max(_box_share(area.outline, box) for box in places_of(change))


def _box_share(outline: Scallop, box: Box) -> float:
    low, size = np.array(box[:2]), np.array([box[2] - box[0], box[3] - box[1]])
    inside = [outline.distance_pt((x, y)) >= 0 for x, y in (low + _GRID * size).tolist()]
    return sum(inside) / len(inside)
