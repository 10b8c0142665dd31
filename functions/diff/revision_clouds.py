"""Which scalloped outlines are revision clouds, and which are trees, shrubs and hedges.

A cloud is drawn once, around something; a plant is a block, round, and comes in numbers. Careful
on purpose: what is taken for a cloud is no longer a change of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence

from common.domain.geometry import centre
from common.domain.sheets import Word
from functions.diff.delta_marks import Delta
from functions.diff.scallops import Scallop

# Smaller than a note of one word with room around it, no cloud.
MIN_SHORT_SIDE_PT, MIN_LONG_SIDE_PT = 11.0, 22.0
MIN_SHORT_SIDE_CHORDS = 1.2
# A regular octagon has 0.948, an ellipse of 3 : 2 0.95, a square 0.785, with wide corners 0.86.
ROUND = 0.87
ROUND_MAX_ASPECT = 1.5
MIN_ROUND_BULGES = 10
# Of a block: a circle of equal bulges, which nobody draws around a change.
REGULAR_ASPECT, REGULAR_SPREAD = 1.06, 0.05
# A hedge: a strip of two or three bulges' width around nothing.
STRIP_ASPECT, STRIP_WIDTH_CHORDS = 5.0, 3.2
# The trees of one block differ in scale and turn, by less than this in all else.
SHAPE_TOLERANCE = 0.015
BLOCK_COPIES = 3  # of what is not round: a drafter may copy a cloud once
# A delta stands at its cloud.
DELTA_REACH_PT = 54.0


def find_clouds(
    scallops: Sequence[Scallop], words: Sequence[Word], deltas: Sequence[Delta]
) -> list[Scallop]:
    """Return the outlines that are revision clouds."""
    big = [scallop for scallop in scallops if _is_big(scallop)]
    vouched = [_nearest_outline(delta, big) for delta in deltas]
    return [s for i, s in enumerate(big) if i in vouched or _is_cloud(s, big, words)]


def nearest_delta(cloud: Scallop, deltas: Sequence[Delta]) -> Delta | None:
    """Return the delta at a cloud's outline; `None` when none is in reach."""
    near = [(abs(cloud.distance_pt(centre(d.box_pt))), i) for i, d in enumerate(deltas)]
    distance_pt, index = min(near, default=(DELTA_REACH_PT + 1, 0))
    return deltas[index] if distance_pt <= DELTA_REACH_PT else None


def _is_big(scallop: Scallop) -> bool:
    long_pt, short_pt = scallop.sides_pt
    least_pt = max(MIN_SHORT_SIDE_PT, MIN_SHORT_SIDE_CHORDS * scallop.chord_pt)
    return long_pt >= MIN_LONG_SIDE_PT and short_pt >= least_pt


def _nearest_outline(delta: Delta, scallops: Sequence[Scallop]) -> int | None:
    """Return the outline that a delta stands at: one, however many plants are near."""
    at = centre(delta.box_pt)
    near = [(abs(scallop.distance_pt(at)), index) for index, scallop in enumerate(scallops)]
    distance_pt, index = min(near, default=(DELTA_REACH_PT + 1, 0))
    return index if distance_pt <= DELTA_REACH_PT else None


def _is_cloud(scallop: Scallop, others: Sequence[Scallop], words: Sequence[Word]) -> bool:
    long_pt, short_pt = scallop.sides_pt
    copies = sum(_same_block(scallop, other) for other in others)
    if scallop.roundness > ROUND and long_pt < ROUND_MAX_ASPECT * short_pt:
        lone = copies == 1 and len(scallop.cusps) >= MIN_ROUND_BULGES
        return lone and not _is_regular(scallop) and _holds_words(scallop, words)
    is_strip = (
        long_pt > STRIP_ASPECT * short_pt and short_pt < STRIP_WIDTH_CHORDS * scallop.chord_pt
    )
    is_plant = is_strip or copies >= BLOCK_COPIES
    return not is_plant or _holds_words(scallop, words)


def _is_regular(scallop: Scallop) -> bool:
    long_pt, short_pt = scallop.sides_pt
    return long_pt < REGULAR_ASPECT * short_pt and scallop.spread < REGULAR_SPREAD


def _same_block(first: Scallop, second: Scallop) -> bool:
    def shape(scallop: Scallop) -> tuple[float, float, float]:
        long_pt, short_pt = scallop.sides_pt
        return scallop.roundness, scallop.spread, short_pt / max(long_pt, 1e-6)

    same_count = len(first.cusps) == len(second.cusps)
    pairs = zip(shape(first), shape(second), strict=True)
    return same_count and all(abs(a - b) < SHAPE_TOLERANCE for a, b in pairs)


def _holds_words(scallop: Scallop, words: Sequence[Word]) -> bool:
    return any(scallop.distance_pt(centre(word.box_pt)) > 0 for word in words)
