"""Titles across a set: they stand in one cell, and a cell that always says the same holds none."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from common.domain.numbers import normalised_number, unified_text
from common.domain.sheets import PageSize, SheetCandidate, SheetReading
from functions.ocr.set_places import GOOD_AGREEMENT, Place, Spot, is_constant, places_of
from functions.ocr.titles import MIN_SCORE

AGREEMENT_WEIGHT = 3.0
LISTED = 2.0  # an index or a bookmark says the same
SAME_RATIO = 0.85


def settled_titles(
    sizes: Sequence[PageSize],
    readings: Sequence[SheetReading],
    names: Sequence[Sequence[str]],
    numbers: Sequence[str],
) -> list[str | None]:
    """Return the final title of each page.

    Args:
        sizes: of the pages.
        readings: of each page alone.
        names: label and bookmarks of each page.
        numbers: the settled sheet numbers in the form that is compared, "" for none.
    """
    spots = [
        [
            Spot.of(index, "", plain_title(candidate.text), candidate, size)
            for candidate in reading.title_candidates
        ]
        for index, (size, reading) in enumerate(zip(sizes, readings, strict=True))
    ]
    places = places_of([spot for own in spots for spot in own])
    agreements = _agreements(spots, places)
    listed = {
        normalised_number(row.number): plain_title(row.title)
        for reading in readings
        for row in reading.listed
    }
    return [
        _best(
            [(spot.candidate, agreements[spot]) for spot in own],
            [title for title in (listed.get(number, ""), *map(plain_title, page_names)) if title],
        )
        for own, number, page_names in zip(spots, numbers, names, strict=True)
    ]


def plain_title(title: str) -> str:
    """Return the letters and digits of a title for comparison."""
    return re.sub(r"[\W_]+", "", unified_text(title).upper().replace("&", "AND"))


def _agreements(
    spots: Sequence[Sequence[Spot]], places: Mapping[Spot, Place]
) -> Mapping[Spot, float]:
    """Return -1..1 for each spot: how common its place is, or against it how common its text is.

    A text that most pages bear counts against itself only where another place varies.
    """
    page_count = len(spots)
    bearers = Counter(value for own in spots for value in {spot.value for spot in own})
    presences = {place: _presence(place, page_count) for place in set(places.values())}
    varies = any(
        presence >= GOOD_AGREEMENT and not place.constant for place, presence in presences.items()
    )

    def agreement(spot: Spot) -> float:
        count = bearers[spot.value]
        if is_constant(count, page_count):
            return -count / page_count if varies else 0.0
        return presences[places[spot]]

    return {spot: agreement(spot) for own in spots for spot in own}


def _presence(place: Place, page_count: int) -> float:
    return place.presence(page_count) * (0.5 + 0.5 * place.distinct)


def _best(options: Sequence[tuple[SheetCandidate, float]], known: Sequence[str]) -> str | None:
    def total(option: tuple[SheetCandidate, float]) -> float:
        candidate, agreement = option
        is_listed = any(_same(plain_title(candidate.text), title) for title in known)
        return candidate.score + AGREEMENT_WEIGHT * agreement + LISTED * is_listed

    best = max(options, key=total, default=None)
    return best[0].text if best and total(best) > MIN_SCORE else None


def _same(title: str, known: str) -> bool:
    """Tell whether a listed name says this title, perhaps behind its number."""
    if len(title) < 4:
        return False
    return known.endswith(title) or (
        difflib.SequenceMatcher(None, title, known).ratio() >= SAME_RATIO
    )
