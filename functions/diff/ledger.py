"""Closing the ink ledger: reported pixels onto their entries, muted ones into places to show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from common.domain.changes import Change
from common.domain.geometry import Box, area, centre, gaps, grown
from common.domain.ink_ledger import EntryInk, InkLedger, MutedInk, MuteReason
from functions.diff.change_cells import MARGIN_PT, Amounts, ChangeCells, cells_under
from functions.diff.masks import spread
from functions.diff.packed import CELL_PX

# More boxes than this no viewer shows at once; the biggest say where to look.
MAX_PLACES = 300
# Muted ink nearer than this is one place: the words of a note.
PLACE_GAP_CELLS = 4
# A moved text leaves ink a little beside where its new place says that it stood.
STRAY_PT = 18.0

Owners = npt.NDArray[np.int32]


def settled(cells: ChangeCells, changes: Sequence[Change], dpi: float) -> InkLedger:
    """Return the ledger of a comparison whose cells are all reported or muted.

    Reported ink is booked on the smallest entry that covers it, else on the nearest one within
    STRAY_PT; if there is none, the list had no room for its entry.
    """
    if cells.left_px:
        raise ValueError("ink that is neither reported nor muted cannot be booked")
    owners = _owners(cells, changes)
    cells.mute_unlisted(owners < 0)
    inked = np.flatnonzero(cells.reported.ravel() > 0)
    booked = np.bincount(
        owners.ravel()[inked] + 1,
        weights=cells.reported.ravel()[inked],
        minlength=len(changes) + 1,
    ).astype(int)
    muted = (
        _muted(reason, amounts, cells.px_per_pt)
        for reason, amounts in cells.muted.items()
        if amounts.any()
    )
    return InkLedger(
        dpi=dpi,
        total_px=cells.total_px,
        entries=tuple(
            EntryInk(change_id=change.id, ink_px=ink_px)
            for change, ink_px in zip(changes, booked[1:].tolist(), strict=True)
        ),
        muted=tuple(sorted(muted, key=lambda ink: -ink.ink_px)),
    )


def with_places(ledger: InkLedger, reason: MuteReason, boxes_pt: Sequence[Box]) -> InkLedger:
    """Add places where something else than ink differs that is no entry."""
    if not boxes_pt:
        return ledger
    biggest = sorted(boxes_pt, key=lambda box: -area(box))[:MAX_PLACES]
    more = MutedInk(reason=reason, ink_px=0, place_count=len(boxes_pt), boxes_pt=tuple(biggest))
    return replace(ledger, muted=(*ledger.muted, more))


def with_muted(
    ledger: InkLedger, reason: MuteReason, amounts: Amounts, px_per_pt: float
) -> InkLedger:
    """Add ink that was not compared at all."""
    more = _muted(reason, amounts, px_per_pt)
    if not more.ink_px:
        return ledger
    muted = tuple(sorted((*ledger.muted, more), key=lambda ink: -ink.ink_px))
    return replace(ledger, total_px=ledger.total_px + more.ink_px, muted=muted)


def _owners(cells: ChangeCells, changes: Sequence[Change]) -> Owners:
    """Return for each cell the index of the entry it is booked on, -1 for none."""
    owners = np.full(cells.reported.shape, -1, np.int32)
    for index in sorted(range(len(changes)), key=lambda n: -area(changes[n].box_pt)):
        for box_pt in places_of(changes[index]):
            owners[cells_under(grown(box_pt, MARGIN_PT), cells.px_per_pt)] = index
    boxes = np.array([change.box_pt for change in changes], float).reshape(-1, 4)
    for row, column in np.argwhere((owners < 0) & (cells.reported > 0)).tolist():
        owners[row, column] = _nearest(boxes, row, column, CELL_PX / cells.px_per_pt)
    return owners


def places_of(change: Change) -> list[Box]:
    """Return where an entry's ink is, and where it was if it moved."""
    if change.moved_pt is None:
        return [change.box_pt]
    (x, y), (dx, dy) = centre(change.box_pt), change.moved_pt
    width, height = (change.box_pt[k + 2] - change.box_pt[k] for k in (0, 1))
    turn = math.radians(change.turned_deg)
    cosine, sine = (abs(f(turn)) / (2 * change.scaled) for f in (math.cos, math.sin))
    half_width, half_height = cosine * width + sine * height, sine * width + cosine * height
    x, y = x - dx, y - dy
    return [change.box_pt, (x - half_width, y - half_height, x + half_width, y + half_height)]


def _nearest(boxes: npt.NDArray[np.float64], row: int, column: int, cell_pt: float) -> int:
    """Return the index of the box nearest to a cell, -1 where none is within STRAY_PT."""
    x, y = (column + 0.5) * cell_pt, (row + 0.5) * cell_pt
    apart = gaps((x, y, x, y), boxes)
    return int(apart.argmin()) if len(apart) and apart.min() <= STRAY_PT else -1


def _muted(reason: MuteReason, amounts: Amounts, px_per_pt: float) -> MutedInk:
    """Return the ink of one reason with its places."""
    mask = (amounts > 0).astype(np.uint8)
    joined = spread(mask, PLACE_GAP_CELLS // 2)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    places = np.flatnonzero(mask.view(bool))
    ink_px = np.bincount(labels.ravel()[places], weights=amounts.ravel()[places], minlength=count)
    biggest = np.argsort(-ink_px[1:], kind="stable")[:MAX_PLACES] + 1
    cell_pt = CELL_PX / px_per_pt
    return MutedInk(
        reason=reason,
        ink_px=int(amounts.sum(dtype=np.int64)),
        place_count=count - 1,
        boxes_pt=tuple(
            (x * cell_pt, y * cell_pt, (x + width) * cell_pt, (y + height) * cell_pt)
            for x, y, width, height, _ in stats[biggest].tolist()
        ),
    )
