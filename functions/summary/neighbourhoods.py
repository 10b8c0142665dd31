"""Which places of a sheet a language model is shown: few, small, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from common.domain.changes import Change
from common.domain.geometry import PixelBox
from functions.summary.critical_rules import SEVERITIES, severity_of

MAX_PLACES: Final = 8
# At 300 dpi: a picture of 6 × 6 in shows a room at 1/4 in to the foot with what is around it.
PLACE_PX: Final = 1800
MARGIN_PX: Final = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A window of the overlay and the changes in it.

    Attributes:
        box_px: in pixels of the overlay, a margin around its changes; may be larger than a
            place otherwise is when a single change is.
    """

    box_px: PixelBox
    change_ids: tuple[str, ...]


def places_to_show(changes: Sequence[Change]) -> tuple[Place, ...]:
    """Return the places of the drawing's changes, neighbours together.

    Each change joins the first place that stays small with it, in the order of their urgency, so
    that what is left out at the limit is the least urgent.
    """
    places: list[Place] = []
    for change in sorted(changes, key=_urgency):
        at, grown = next(
            ((i, grown) for i, place in enumerate(places) if (grown := _with(place, change))),
            (None, None),
        )
        if at is not None and grown is not None:
            places[at] = grown
        elif len(places) < MAX_PLACES:
            places.append(Place(box_px=_around(change.box_px), change_ids=(change.id,)))
    return tuple(places)


def _urgency(change: Change) -> tuple[int, int]:
    return SEVERITIES.index(severity_of(change)), -change.ink_px


def _with(place: Place, change: Change) -> Place | None:
    """Return the place with one more change, `None` when it would be too large."""
    mine, its = place.box_px, _around(change.box_px)
    box = (
        min(mine[0], its[0]), min(mine[1], its[1]), max(mine[2], its[2]), max(mine[3], its[3]),
    )  # fmt: skip
    is_inside = box == mine
    if not is_inside and max(box[2] - box[0], box[3] - box[1]) > PLACE_PX:
        return None
    return Place(box_px=box, change_ids=(*place.change_ids, change.id))


def _around(box: PixelBox) -> PixelBox:
    x0, y0, x1, y1 = box
    return (max(0, x0 - MARGIN_PX), max(0, y0 - MARGIN_PX), x1 + MARGIN_PX, y1 + MARGIN_PX)
