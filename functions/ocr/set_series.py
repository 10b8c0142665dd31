"""A series across a set: where nearly all pages print "n of m" in page order, n tells the others'.

Only pages read from pixels are told by it: what a text layer prints is what the sheet says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from common.domain.sheets import SheetReading
from functions.ocr.sheet_numbers import part_of

# Nearly all pages: of a series, and of a place that is the set's own.
COMMON_SHARE = 0.75
MIN_PAGES = 5


@dataclass(frozen=True, slots=True)
class _Series:
    """n of page i is i + `offset`, of `count`."""

    offset: int
    count: int


def missing_in_series(readings: Sequence[SheetReading], from_pixels: Set[int]) -> Mapping[int, str]:
    """Return the numbers that the series has for pages whose own is missing or breaks it.

    A sheet that was taken out or put in shifts all that follow: the nearest counts before and
    behind a page must both keep the series, and a count that another page prints is not given.

    Args:
        readings: settled, of the pages in order.
        from_pixels: places of those that were read by OCR.

    Returns:
        "n of m" by the page's place; empty when the set has no series.
    """
    printed = [part_of(reading.number or "") for reading in readings]
    series = _series_of(printed)
    if series is None:
        return {}
    found: dict[int, str] = {}
    while fresh := _told(readings, printed, from_pixels, series):
        found |= fresh  # which frees the counts that these pages were misread as
        printed = [
            part_of(found.get(i, reading.number or "")) for i, reading in enumerate(readings)
        ]
    return found


def _told(
    readings: Sequence[SheetReading],
    printed: Sequence[tuple[int, int] | None],
    from_pixels: Set[int],
    series: _Series,
) -> dict[int, str]:
    taken = {part[0] for part in printed if part}
    found = {}
    for place in from_pixels:
        number, part = place + series.offset, printed[place]
        is_identifier = readings[place].accepted and part is None
        if is_identifier or _keeps(part, place, series) or number in taken:
            continue
        if 1 <= number <= series.count and _fits_in(printed, place, series):
            found[place] = f"{number} of {series.count}"
    return found


def _series_of(printed: Sequence[tuple[int, int] | None]) -> _Series | None:
    kept = Counter(_Series(part[0] - i, part[1]) for i, part in enumerate(printed) if part)
    if len(printed) < MIN_PAGES or not kept:
        return None
    series, count = kept.most_common(1)[0]
    return series if count >= COMMON_SHARE * len(printed) else None


def _keeps(part: tuple[int, int] | None, place: int, series: _Series) -> bool:
    return part == (place + series.offset, series.count)


def _fits_in(printed: Sequence[tuple[int, int] | None], place: int, series: _Series) -> bool:
    return all(_keeps(printed[other], other, series) for other in _neighbours(printed, place))


def _neighbours(printed: Sequence[tuple[int, int] | None], place: int) -> Iterator[int]:
    """Yield the places of the nearest counts before and behind a page."""
    for places in (range(place - 1, -1, -1), range(place + 1, len(printed))):
        nearest = next((other for other in places if printed[other] is not None), None)
        if nearest is not None:
            yield nearest
