"""Agreement across the pages of a set: what its title blocks have in common settles each page.

The title block sits in one place, numbers are unique and go up, an index or the bookmarks list
them. Bars and weights: docs/ACCURACY.md, "Reading".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from common.domain.numbers import normalised_number
from common.domain.sheets import PageSize, ReadingMethod, SheetCandidate, SheetReading
from functions.ocr.revisions import surest
from functions.ocr.set_places import GOOD_AGREEMENT, Place, Spot, places_of
from functions.ocr.set_series import COMMON_SHARE, missing_in_series
from functions.ocr.set_titles import settled_titles
from functions.ocr.sheet_numbers import Format, numbers_in, part_of
from functions.ocr.title_block import (
    LOGIT_AT_BAR,
    NO_NUMBER_SCORE,
    PART_OF_HANDICAP,
    TEXT_LAYER_BAR,
)

AGREEMENT_WEIGHT = 4.0
IN_INDEX, IN_PAGE_NAME = 1.5, 3.0
# A number that agrees with the set is believed down to this score of its own.
MIN_AGREED_SCORE = -8.0
MIN_AGREED_MARGIN = 0.5
# Of two pages that claim one number the weaker takes its next candidate if that is so close.
NEXT_CANDIDATE = 3.0
PLACE_WEIGHT = 1.5  # of revision and date
DOUBT = -0.5  # below the bars
# Confidence of a number that only the series tells: likely, and below the bar.
IN_SERIES = 0.8
BY_OCR = frozenset({ReadingMethod.OCR, ReadingMethod.OCR_ROTATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvidence:
    """What the set knows of one page.

    Attributes:
        reading: of the page alone.
        names: its label and bookmarks in the PDF.
    """

    size: PageSize
    reading: SheetReading
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Option:
    """A candidate with what the set says of it.

    Attributes:
        agreement: of its place, -1..1.
        evidence: of index, label and bookmarks, in log-odds.
        is_elsewhere: it does not stand where nearly all pages have their number.
        is_double: a page that is surer has the same number.
    """

    candidate: SheetCandidate
    number: str
    agreement: float
    evidence: float
    is_elsewhere: bool
    is_double: bool = False

    @property
    def total(self) -> float:
        return self.candidate.score + AGREEMENT_WEIGHT * self.agreement + self.evidence

    @property
    def may_be_number(self) -> bool:
        agrees = self.agreement >= GOOD_AGREEMENT and self.candidate.score >= MIN_AGREED_SCORE
        return agrees or self.candidate.score >= NO_NUMBER_SCORE

    @property
    def is_identifier(self) -> bool:
        return self.candidate.format not in {Format.PART_OF, Format.DIGITS}


def settled_readings(pages: Sequence[PageEvidence]) -> list[SheetReading]:
    """Return the final reading of each page; the same for the same pages, always.

    Args:
        pages: the pages of one set that could be read, in page order.
    """
    options = _options(pages)
    chosen = _unique([_best(own) for own in options], options)
    titles = settled_titles(
        [page.size for page in pages],
        [page.reading for page in pages],
        [page.names for page in pages],
        [option.number if option else "" for option in chosen],
    )
    marks = _by_place(pages, [page.reading.revision_candidates for page in pages])
    dates = _by_place(pages, [page.reading.date_candidates for page in pages])
    return _in_series(
        [
            replace(
                _with_number(page, own, option),
                title=titles[index],
                revision=marks[index],
                date=dates[index],
            )
            for index, (page, own, option) in enumerate(zip(pages, options, chosen, strict=True))
        ],
        pages,
    )


def _in_series(readings: list[SheetReading], pages: Sequence[PageEvidence]) -> list[SheetReading]:
    """Give pages whose count could not be read that of the set's series, for review always."""
    from_pixels = {index for index, page in enumerate(pages) if page.reading.method in BY_OCR}
    numbers = missing_in_series(readings, from_pixels)
    return [
        replace(
            reading,
            number=numbers[index],
            part_of=part_of(numbers[index]),
            confidence=IN_SERIES,
            accepted=False,
            method=ReadingMethod.SET,
        )
        if index in numbers
        else reading
        for index, reading in enumerate(readings)
    ]


def _options(pages: Sequence[PageEvidence]) -> list[list[_Option]]:
    """Return each page's candidates with agreement and evidence, best first."""
    spots = [
        [
            Spot.of(
                index, _kind(candidate), normalised_number(candidate.text), candidate, page.size
            )
            for candidate in page.reading.candidates
        ]
        for index, page in enumerate(pages)
    ]
    places = places_of([spot for own in spots for spot in own])
    agreements = _agreements(set(places.values()), len(pages))
    # Where a place has the numbers of nearly all pages, one that stands elsewhere is asked about.
    has_common_place = max(agreements.values(), default=0.0) >= COMMON_SHARE
    listed = [{normalised_number(row.number) for row in page.reading.listed} for page in pages]
    listings = Counter(number for own in listed for number in own)
    found = []
    for page, own, own_listed in zip(pages, spots, listed, strict=True):
        named = set(_numbers_named(page.names))
        options = [
            _Option(
                candidate=spot.candidate,
                number=spot.value,
                agreement=agreements[places[spot]],
                evidence=IN_PAGE_NAME * (spot.value in named)
                + IN_INDEX * (listings[spot.value] > (spot.value in own_listed)),
                is_elsewhere=has_common_place and agreements[places[spot]] < GOOD_AGREEMENT,
            )
            for spot in own
        ]
        found.append(sorted(options, key=lambda option: -option.total))
    return found


def _numbers_named(names: Sequence[str]) -> Iterator[str]:
    """Yield the sheet numbers in a page's names; bare digits count pages, not sheets."""
    for name in names:
        for found in numbers_in(name):
            if found.format is not Format.DIGITS:
                yield normalised_number(found.text)


def _kind(candidate: SheetCandidate) -> str:
    is_count = candidate.format in {Format.PART_OF, Format.DIGITS}
    return candidate.format if is_count else "identifier"


def _agreements(places: Set[Place], page_count: int) -> Mapping[Place, float]:
    """Return -1..1 for each place: how much what stands there behaves like sheet numbers.

    A constant only counts against a place where another one varies: A1.1 on seven sheets is real.
    """
    found = {
        place: place.presence(page_count) * (0.6 * place.distinct + 0.4 * place.order)
        for place in places
    }
    constants = {place: place.presence(page_count) * place.constant for place in places}
    varies = any(found[p] >= GOOD_AGREEMENT and not constants[p] for p in places)
    return {
        place: (-constants[place] if varies else 0.0) if constants[place] else agreement
        for place, agreement in found.items()
    }


def _best(options: Sequence[_Option]) -> _Option | None:
    """Return the page's number; "n of m" gives way to an identifier that is nearly as good."""
    possible = [option for option in options if option.may_be_number]
    if not possible or possible[0].candidate.format != Format.PART_OF:
        return possible[0] if possible else None
    bar = possible[0].total - PART_OF_HANDICAP
    return next((o for o in possible if o.is_identifier and o.total > bar), possible[0])


def _unique(
    chosen: Sequence[_Option | None], options: Sequence[Sequence[_Option]]
) -> list[_Option | None]:
    """Let the weaker of two pages with one number take its next candidate, if it has a good one.

    A number on more than half of the pages is left alone: it is real. One that stays double is
    asked about on the weaker pages.
    """
    claims = Counter(option.number for option in chosen if option)
    often = {number for number, count in claims.items() if count > len(chosen) / 2}
    settled = list(chosen)
    taken: set[str] = set()
    for index in sorted(range(len(chosen)), key=lambda index: _claim(chosen[index])):
        option = settled[index]
        if option is None:
            continue
        if option.number in taken - often:
            settled[index] = option = _next_option(option, options[index], claims.keys())
        taken.add(option.number)
    return settled


def _claim(option: _Option | None) -> tuple[bool, float]:
    """Sort key: who stands at the set's place has the first claim, then who is surer."""
    if option is None:
        return (True, math.inf)
    return (option.agreement < GOOD_AGREEMENT, -option.total)


def _next_option(option: _Option, options: Sequence[_Option], claimed: Container[str]) -> _Option:
    others = (
        other
        for other in options
        if other.number not in claimed
        and other.may_be_number
        and other.total > option.total - NEXT_CANDIDATE
        and (other.agreement >= GOOD_AGREEMENT or other.evidence > 0)
    )
    return next(others, replace(option, is_double=True))


def _with_number(
    page: PageEvidence, options: Sequence[_Option], option: _Option | None
) -> SheetReading:
    reading = replace(page.reading, part_of=_printed_part(page.reading, options))
    if option is None:
        return replace(reading, number=None, confidence=0.0, accepted=False)
    margin = option.total - max((o.total for o in options if _rivals(o, option)), default=-20.0)
    is_as_read = normalised_number(reading.number or "") == option.number
    if reading.method in BY_OCR:
        sureness = _sureness_of_pixels(reading, option, is_as_read=is_as_read)
    else:
        sureness = _sureness(option, margin)
    return replace(
        reading,
        number=option.candidate.text,
        confidence=1.0 / (1.0 + math.exp(-(sureness + LOGIT_AT_BAR))),
        accepted=sureness >= 0.0,
        method=reading.method if is_as_read else ReadingMethod.SET,
    )


def _sureness(option: _Option, margin: float) -> float:
    """Return how far the number is above the bars: its own, or those of one that agrees."""
    bar = TEXT_LAYER_BAR
    alone = min(option.candidate.score - bar.score, margin - bar.margin)
    if option.candidate.format == Format.DIGITS:
        alone = min(alone, DOUBT)  # a bare digit needs the set
    if option.is_elsewhere or option.is_double:
        return min(alone, DOUBT)
    if option.agreement < GOOD_AGREEMENT:
        return alone
    return max(alone, min(5 * (option.agreement - GOOD_AGREEMENT), margin - MIN_AGREED_MARGIN))


def _sureness_of_pixels(reading: SheetReading, option: _Option, *, is_as_read: bool) -> float:
    """Return how far a number from OCR is above the bar: what agrees may still be misread."""
    chance = min(max(reading.confidence, 1e-6), 1 - 1e-6)
    alone = math.log(chance / (1 - chance)) - LOGIT_AT_BAR
    certain = is_as_read and reading.accepted and not (option.is_elsewhere or option.is_double)
    return alone if certain else min(alone, DOUBT)


def _rivals(other: _Option, option: _Option) -> bool:
    """The same number elsewhere is no rival, nor is "n of m" of an identifier."""
    beside = other.candidate.format == Format.PART_OF and option.is_identifier
    return other.number != option.number and not beside


def _printed_part(reading: SheetReading, options: Sequence[_Option]) -> tuple[int, int] | None:
    parts = (
        part_of(option.candidate.text)
        for option in options
        if option.candidate.format == Format.PART_OF and option.may_be_number
    )
    return next((part for part in parts if part and part[0] <= part[1]), reading.part_of)


def _by_place(
    pages: Sequence[PageEvidence], candidates: Sequence[Sequence[SheetCandidate]]
) -> list[str | None]:
    """Return each page's surest text, one at the place most pages have it before others."""
    spots = [
        [Spot.of(index, "", candidate.text, candidate, page.size) for candidate in own]
        for index, (page, own) in enumerate(zip(pages, candidates, strict=True))
    ]
    places = places_of([spot for own in spots for spot in own])
    return [
        surest(
            [
                replace(
                    spot.candidate,
                    score=spot.candidate.score + PLACE_WEIGHT * places[spot].presence(len(pages)),
                )
                for spot in own
            ]
        )
        for own in spots
    ]
