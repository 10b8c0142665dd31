"""The numbers of a scale bar look like dimensions, and measure nothing that is built."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from common.domain.changes import Change, ChangeCategory
from common.domain.geometry import centre

_LABEL: Final = re.compile(r"(?P<value>[1-9]\d{0,5})\s?(?:'|ft|m|mm)\.?", re.I)
_FEWEST_LABELS: Final = 2  # beside the 0; one distance is in proportion to itself
# Labels are centred on their ticks but for the mark of their unit, a character wide.
_PROPORTION_TOLERANCE: Final = 0.05


def without_scale_bars(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes with the numbers of scale bars as the texts they are.

    A scale bar is a 0 with whole lengths beside it on its line, as far from it as they say. All of
    them came, went or moved together: where only some did, it is a dimension that changed.
    """
    labels = {
        label.id for zero in changes if _text(zero) == "0" for label in _labels_of(zero, changes)
    }
    return tuple(
        replace(change, category=ChangeCategory.TEXT) if change.id in labels else change
        for change in changes
    )


def _labels_of(zero: Change, changes: Sequence[Change]) -> list[Change]:
    beside = [change for change in changes if _is_beside(change, zero)]
    if len(beside) < _FEWEST_LABELS:
        return []
    per_unit_pt = [_right_of(change, zero) / _value(change) for change in beside]
    least, most = min(per_unit_pt), max(per_unit_pt)
    return beside if most - least <= _PROPORTION_TOLERANCE * most else []


def _is_beside(change: Change, zero: Change) -> bool:
    """Tell whether a change is a whole length on the line of a 0, to its right."""
    if change.category is not ChangeCategory.DIMENSION or change.kind is not zero.kind:
        return False
    height_pt = zero.box_pt[3] - zero.box_pt[1]
    off_line_pt = abs(centre(change.box_pt)[1] - centre(zero.box_pt)[1])
    is_on_line = off_line_pt <= height_pt / 2 and _right_of(change, zero) > 0
    return is_on_line and _LABEL.fullmatch(_text(change)) is not None


def _right_of(change: Change, zero: Change) -> float:
    return centre(change.box_pt)[0] - centre(zero.box_pt)[0]


def _value(change: Change) -> int:
    found = _LABEL.fullmatch(_text(change))
    return int(found["value"]) if found else 0


def _text(change: Change) -> str:
    """Return what a change of a single text says; "" of any other."""
    if len(change.texts) != 1:
        return ""
    old, new = change.texts[0]
    return (new or old or "").strip() if old is None or new is None or old == new else ""
