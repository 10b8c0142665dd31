"""Places of a set's title blocks: what stands at one place on many pages, and whether it varies.

A sheet number differs from page to page and goes up; a project number or a firm's name does not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from common.domain.sheets import PageSize, SheetCandidate

# Title blocks of one set agree in place and size within these (prototype on 27 offices).
Y_SLACK, X_SLACK = 0.02, 0.012
MIN_SIZE_RATIO, MAX_SIZE_RATIO = 0.75, 1.33
# A value on more of the pages than this is a constant of the set, from this many pages on.
CONSTANT_SHARE, MIN_PAGES_FOR_CONSTANT = 0.5, 3
# Above this a place is one where something varies as sheet numbers do.
GOOD_AGREEMENT = 0.4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spot:
    """A candidate of one page and where it stands, in fractions of its page.

    Attributes:
        page: the page's place among those that could be read.
        kind: only spots of one kind share a place.
        value: in the form that is compared.
        xs: left, middle and right edge.
        ys: upper edge, middle and lower edge.
        height: of the print.
    """

    page: int
    kind: str
    value: str
    candidate: SheetCandidate
    xs: tuple[float, float, float]
    ys: tuple[float, float, float]
    height: float

    @classmethod
    def of(
        cls, page: int, kind: str, value: str, candidate: SheetCandidate, size: PageSize
    ) -> Spot:
        """Return the spot of a candidate on a page of a size."""
        x0, y0, x1, y1 = candidate.box_pt
        width, height = size.width_pt, size.height_pt
        return cls(
            page=page,
            kind=kind,
            value=value,
            candidate=candidate,
            xs=(x0 / width, (x0 + x1) / 2 / width, x1 / width),
            ys=(y0 / height, (y0 + y1) / 2 / height, y1 / height),
            height=candidate.height_pt / max(width, height),
        )


@dataclass(slots=True, eq=False)
class Place:
    """Spots that stand at one place of their pages; the first one anchors it."""

    anchor: Spot
    spots: dict[int, Spot] = field(default_factory=dict)  # the best of each page

    def holds(self, spot: Spot) -> bool:
        """Tell whether a spot stands here."""
        anchor = self.anchor
        ratio = spot.height / max(anchor.height, 1e-6)
        return (
            MIN_SIZE_RATIO <= ratio <= MAX_SIZE_RATIO
            and _close(spot.xs, anchor.xs, X_SLACK)
            and _close(spot.ys, anchor.ys, Y_SLACK)
        )

    @property
    def values(self) -> list[str]:
        """What stands here, in page order."""
        return [self.spots[page].value for page in sorted(self.spots)]

    def presence(self, page_count: int) -> float:
        """Return the share of the pages that have something here, little for a few pages."""
        count = len(self.spots)
        return count / page_count * (1 - 1 / count)

    @property
    def distinct(self) -> float:
        """Share of different values."""
        return len(set(self.values)) / len(self.spots)

    @property
    def order(self) -> float:
        """Share of neighbours that go up, or that keep their distance to the page's place."""
        numbers = [_natural(value) for value in self.values]
        rising = [after > before for before, after in pairwise(numbers)]
        offsets = Counter(
            int(value) - page
            for page, value in zip(sorted(self.spots), self.values, strict=True)
            if value.isdecimal()
        )
        steady = max(offsets.values(), default=0) / len(self.spots)
        return max(sum(rising) / len(rising) if rising else 0.0, steady)

    @property
    def constant(self) -> float:
        """Share of the commonest value when it is one of the set's constants, else 0."""
        commonest, count = max(Counter(self.values).values()), len(self.spots)
        return commonest / count if is_constant(commonest, count) else 0.0


def is_constant(count: int, page_count: int) -> bool:
    """Tell whether what stands on so many of the pages is a constant of the set."""
    return page_count >= MIN_PAGES_FOR_CONSTANT and count > CONSTANT_SHARE * page_count


def places_of(spots: Sequence[Spot]) -> dict[Spot, Place]:
    """Return the place of each spot; the surest spots anchor the places."""
    grid: defaultdict[tuple[str, int], list[Place]] = defaultdict(list)
    found: dict[Spot, Place] = {}
    for spot in sorted(spots, key=_surest_first):
        place = next((p for p in _near(grid, spot) if p.holds(spot)), None)
        if place is None:
            place = Place(anchor=spot)
            grid[spot.kind, _row(spot)].append(place)
        place.spots.setdefault(spot.page, spot)
        found[spot] = place
    return found


def _surest_first(spot: Spot) -> tuple[float, int, tuple[float, ...], str]:
    return (-spot.candidate.score, spot.page, spot.candidate.box_pt, spot.value)


def _row(spot: Spot) -> int:
    return int(spot.ys[1] / (2 * Y_SLACK))


def _near(grid: dict[tuple[str, int], list[Place]], spot: Spot) -> Iterator[Place]:
    for row in (_row(spot), _row(spot) - 1, _row(spot) + 1):
        yield from grid.get((spot.kind, row), ())


def _close(
    first: tuple[float, float, float], second: tuple[float, float, float], slack: float
) -> bool:
    return any(abs(a - b) <= slack for a, b in zip(first, second, strict=True))


def _natural(value: str) -> list[tuple[int, str]]:
    """Sort key: A-2 before A-10."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part)
        for part in re.findall(r"\d+|\D+", value)
    ]
