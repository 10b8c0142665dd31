"""What people say of a change list: regions they added, edited, deleted or relabelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from common.domain.changes import (
    Change,
    ChangeCategory,
    ChangeKind,
    ChangeSource,
    CloudOrigin,
    RevisionCloud,
)
from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import POINTS_PER_INCH, Box, PixelBox, area, centre

MAX_REGIONS = 500  # of one sheet; a record of them stays far below a document's limit
MAX_LABEL_LENGTH = 300


class RegionAction(StrEnum):
    """What a person did to a region."""

    ADDED = "added"  # the change list lacked it
    EDITED = "edited"  # its box, and perhaps its label too
    DELETED = "deleted"  # it is no change
    RELABELLED = "relabelled"  # what it is called, its kind or its category
    RESTORED = "restored"  # what was said of it before is taken back; never kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualRegion:
    """One thing a person said.

    Attributes:
        change_id: the entry of the change list; "" for one to be added, which then gets the next.
        box_pt: in page points of the new sheet's frame; `None` where it stays.
        kind: likewise.
        category: likewise.
        label: what the person calls it; `None` where it stays.
    """

    action: RegionAction
    change_id: str = ""
    box_pt: Box | None = None
    kind: ChangeKind | None = None
    category: ChangeCategory | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFrame:
    """Where points of a sheet lie in its overlay.

    Attributes:
        left_px: where the sheet begins; beside another one that is not the left edge.
    """

    width_pt: float
    height_pt: float
    dpi: float
    left_px: int = 0

    def box_px(self, box_pt: Box) -> PixelBox:
        """Return the box in pixels, cut at the sheet's edges."""
        scale = self.dpi / POINTS_PER_INCH
        x0, y0, x1, y1 = self.inside(box_pt)
        return (
            self.left_px + round(x0 * scale), round(y0 * scale),
            self.left_px + round(x1 * scale), round(y1 * scale),
        )  # fmt: skip

    def inside(self, box_pt: Box) -> Box:
        """Return what of a box lies on the sheet."""
        x0, y0, x1, y1 = box_pt
        return (
            max(0.0, x0), max(0.0, y0), min(self.width_pt, x1), min(self.height_pt, y1),
        )  # fmt: skip


def merged(
    said: Sequence[ManualRegion],
    more: Iterable[ManualRegion],
    *,
    known: frozenset[str],
    frame: SheetFrame,
    next_number: int,
) -> tuple[tuple[ManualRegion, ...], int]:
    """Return everything said of a sheet after something more was said, and the next free number.

    Args:
        said: what stands already.
        more: what is said now; of one entry the last counts.
        known: the ids of the change list as it was found.
        frame: of the sheet.
        next_number: of an added entry; a number is never given twice.

    Raises:
        PermanentError: it names no entry, or is no region of the sheet (INVALID_INPUT).
    """
    regions = {region.change_id: region for region in said}
    for region in more:
        _refuse_senseless(region, frame)
        if region.action is RegionAction.ADDED:
            regions[f"c{next_number}"] = replace(region, change_id=f"c{next_number}")
            next_number += 1
        elif region.change_id in known or region.change_id in regions:
            _say(regions, region, is_known=region.change_id in known)
        else:
            raise _invalid(f"There is no change {region.change_id!r} on the sheet.")
    if len(regions) > MAX_REGIONS:
        raise _invalid(f"A sheet takes {MAX_REGIONS} corrections. Compare it by eye instead.")
    return tuple(regions.values()), next_number


def _say(regions: dict[str, ManualRegion], region: ManualRegion, *, is_known: bool) -> None:
    """Put one thing said over what was said of the same entry before."""
    before = regions.pop(region.change_id, None)
    if region.action is RegionAction.RESTORED or (
        region.action is RegionAction.DELETED and not is_known
    ):
        return  # one that a person added is gone without a trace
    if before is None or RegionAction.DELETED in (region.action, before.action):
        regions[region.change_id] = region
        return
    action = before.action if region.action is RegionAction.RELABELLED else region.action
    regions[region.change_id] = ManualRegion(
        action=RegionAction.ADDED if before.action is RegionAction.ADDED else action,
        change_id=region.change_id,
        box_pt=region.box_pt or before.box_pt,
        kind=region.kind or before.kind,
        category=region.category or before.category,
        label=before.label if region.label is None else region.label,
    )


def _refuse_senseless(region: ManualRegion, frame: SheetFrame) -> None:
    needs_box = region.action in {RegionAction.ADDED, RegionAction.EDITED}
    if needs_box and region.box_pt is None:
        raise _invalid("A region that is added or edited needs its box.")
    if region.box_pt is not None and area(frame.inside(region.box_pt)) <= 0:
        size = f"{frame.width_pt:g} × {frame.height_pt:g} pt"
        raise _invalid(f"The box {region.box_pt} is not on the sheet, which is {size}.")
    if region.action is RegionAction.ADDED and not (region.label or "").strip():
        raise _invalid("Say what is there: a region that is added needs a label.")
    if len(region.label or "") > MAX_LABEL_LENGTH:
        raise _invalid(f"A label has at most {MAX_LABEL_LENGTH} letters.")
    is_empty = (region.kind, region.category, region.label) == (None, None, None)
    if region.action is RegionAction.RELABELLED and is_empty:
        raise _invalid("Say what the region is: give a label, a kind or a category.")


def corrected_changes(
    changes: Sequence[Change],
    regions: Sequence[ManualRegion],
    clouds: Sequence[RevisionCloud],
    frame: SheetFrame,
) -> tuple[Change, ...]:
    """Return the change list with what people said; what they added comes last."""
    said = {region.change_id: region for region in regions}
    is_judged = any(change.is_clouded is not None for change in changes)
    judging = [c for c in clouds if c.origin is CloudOrigin.NEW] if is_judged else None
    kept = [
        _corrected(change, said.pop(change.id, None), judging, frame)
        for change in changes
        if change.id not in said or said[change.id].action is not RegionAction.DELETED
    ]
    added = [r for r in said.values() if r.action is RegionAction.ADDED]
    return (*kept, *(_added(region, judging, frame) for region in added))


def _corrected(
    change: Change,
    region: ManualRegion | None,
    clouds: Sequence[RevisionCloud] | None,
    frame: SheetFrame,
) -> Change:
    if region is None:
        return change
    box_pt = frame.inside(region.box_pt) if region.box_pt else change.box_pt
    corrected = replace(
        change,
        box_pt=box_pt,
        box_px=frame.box_px(box_pt) if region.box_pt else change.box_px,
        kind=region.kind or change.kind,
        category=region.category or change.category,
        label=change.label if region.label is None else region.label or None,
        source=ChangeSource.EDITED,
    )
    return replace(corrected, is_clouded=_is_clouded(corrected, clouds))


def _added(
    region: ManualRegion, clouds: Sequence[RevisionCloud] | None, frame: SheetFrame
) -> Change:
    box_pt = frame.inside(region.box_pt or (0.0, 0.0, 0.0, 0.0))
    added = Change(
        id=region.change_id,
        kind=region.kind or ChangeKind.MODIFIED,
        category=region.category or ChangeCategory.LINEWORK,
        box_pt=box_pt,
        box_px=frame.box_px(box_pt),
        label=region.label,
        source=ChangeSource.ADDED,
    )
    return replace(added, is_clouded=_is_clouded(added, clouds))


def _is_clouded(change: Change, clouds: Sequence[RevisionCloud] | None) -> bool | None:
    """Tell whether a cloud holds the middle of a change; `None` where clouds tell nothing."""
    if clouds is None or not change.is_of_drawing:
        return None
    return any(_holds(cloud, change) for cloud in clouds)


def corrected_clouds(
    clouds: Sequence[RevisionCloud], changes: Sequence[Change], regions: Sequence[ManualRegion]
) -> tuple[RevisionCloud, ...]:
    """Return the clouds with the changes of a corrected list that are in them.

    Args:
        clouds: as they were found.
        changes: the corrected list.
        regions: what was said; only of those is asked again where they lie.
    """
    listed: Mapping[str, Change] = {c.id: c for c in changes if c.is_of_drawing}
    placed = {region.change_id for region in regions if region.box_pt is not None}
    return tuple(
        replace(
            cloud,
            change_ids=(
                *(i for i in cloud.change_ids if i in listed and i not in placed),
                *(i for i in listed if i in placed and _holds(cloud, listed[i])),
            ),
        )
        for cloud in clouds
    )


def _holds(cloud: RevisionCloud, change: Change) -> bool:
    x, y = centre(change.box_pt)
    x0, y0, x1, y1 = cloud.box_pt
    return x0 <= x < x1 and y0 <= y < y1


def _invalid(message: str) -> PermanentError:
    return PermanentError(ErrorCode.INVALID_INPUT, message)
