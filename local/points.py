"""Points as a person writes them: `120,340=131.5,342`, old sheet = new sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import PointPair
from common.domain.point_fit import fit_points

Size = tuple[float, float]
_COORDINATE = r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*"
_PAIR = re.compile(f"{_COORDINATE},{_COORDINATE}={_COORDINATE},{_COORDINATE}")


def points_of(
    document: dict[str, Any], pages: tuple[int, int], texts: Sequence[str]
) -> tuple[PointPair, ...]:
    """Return what a person wrote, in page points.

    Args:
        document: session.json of an earlier run, for the sizes of the sheets.
        pages: the old and the new page, from 1.
        texts: each `x,y=x,y`, old sheet = new sheet: points (1/72 in) from the upper left corner
            of the sheet as displayed, or with % shares of its width and height.

    Raises:
        PermanentError: a text is no pair of points, or they fix no alignment (CONFLICT).
    """
    old_size, new_size = (
        _size_of(document, which, page) for which, page in zip(("old", "new"), pages, strict=True)
    )
    points = tuple(_point_pair(text, old_size, new_size) for text in texts)
    fit_points(points, old_size, new_size)
    return points


def _size_of(document: dict[str, Any], which: str, page: int) -> Size:
    for comparison in document["comparisons"]:
        sheet = comparison[f"{which}_sheet"]
        if comparison[f"{which}_page"] == page and sheet is not None:
            return float(sheet["width_pt"]), float(sheet["height_pt"])
    raise PermanentError(ErrorCode.CONFLICT, f"Page {page} of the {which} set could not be read.")


def _point_pair(text: str, old_size: Size, new_size: Size) -> PointPair:
    match = _PAIR.fullmatch(text)
    if match is None:
        raise PermanentError(
            ErrorCode.CONFLICT,
            f"{text} is no pair of points. Write x,y=x,y: where something is on the old sheet, and "
            "where on the new, in points from the upper left corner or in % of width and height.",
        )
    lengths = (*old_size, *new_size)
    values = [
        float(number) * (length / 100 if sign else 1.0)
        for number, sign, length in zip(
            match.groups()[::2], match.groups()[1::2], lengths, strict=True
        )
    ]
    old_x_pt, old_y_pt, new_x_pt, new_y_pt = values
    return PointPair(old_x_pt=old_x_pt, old_y_pt=old_y_pt, new_x_pt=new_x_pt, new_y_pt=new_y_pt)
