"""Sheet number and title of a page's words: candidates, ranked by log-odds.

The weights are a logistic regression over 188 pages of 27 offices and 233 schematic pages, one
office left out at a time (docs/ACCURACY.md, "Reading"): 96 % right on pages it had not seen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.domain.geometry import centre
from common.domain.sheets import PageSize, SheetCandidate, SheetReading, Word
from functions.ocr.number_features import Candidate, FeatureReader, candidates_on
from functions.ocr.revisions import revision_cells, surest
from functions.ocr.segments import Segment, segments_of
from functions.ocr.sheet_index import listed_sheets
from functions.ocr.sheet_numbers import Format, part_of
from functions.ocr.titles import MIN_SCORE, TITLE_WORDS, title_candidates

INTERCEPT = -8.722
WEIGHTS = {
    "disc": 0.908, "long": 0.794, "part": 2.096, "dots": 0.001, "of": 1.153, "dig": -1.367,
    "known": 0.649, "upper": -0.576, "L+ddd": 1.604, "dotted": 0.5, "1digit": -1.836,
    "label": 3.178, "label*ofdig": 2.493, "neg": -2.412, "viewtag": -0.853,
    "of_m=1": -3.144, "n>m": -3.018, "composite": 1.617, "logrep": 0.618, "aligned": -2.081,
    "big": 0.484, "rmax": 2.669, "rp95": 0.669, "pt": 1.415,
    "right": 0.672, "bottom": 0.944, "corner": 0.723, "-cornerdist": 1.727,
    "corner*rmax": 0.639, "corner*big": 0.779, "alone": 1.812, "rot": -0.559, "topleft": -1.12,
    "dig*corner": -1.302, "dig*rmax": -0.69,
}  # fmt: skip
IN_TITLE_WEIGHT = 3.217  # the number stands in one line with a title: "First Floor Plan - (A101)"
# Pages without a number have best scores far below this.
NO_NUMBER_SCORE = -5.0
# "n of m" gives way to an identifier that is nearly as good: both are kept, as two fields.
PART_OF_HANDICAP = 2.0
KEPT_CANDIDATES = 12
LOGIT_AT_BAR = 2.0  # a confidence of .88


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What the best candidate needs so that nobody has to look at it.

    Attributes:
        score: at least.
        margin: at least so far above the best other number.
    """

    score: float
    margin: float


# 100 % right over 90.7 % of the pages with a text layer (docs/ACCURACY.md).
TEXT_LAYER_BAR = Bar(score=-1.0, margin=1.0)


@dataclass(frozen=True, slots=True)
class _Ranked:
    candidate: Candidate
    score: float


def read_title_block(
    words: Sequence[Word], size: PageSize, bar: Bar = TEXT_LAYER_BAR
) -> SheetReading:
    """Return the sheet number and title of a page.

    Args:
        words: the page's words in displayed page points.
        size: of the page as displayed.
        bar: for acceptance.

    Returns:
        A reading; its number is `None` when the page has none or has no text.
    """
    lines = segments_of(words)
    candidates = candidates_on(lines)
    ranked = _ranked(lines, candidates, size)
    has_number = bool(ranked) and ranked[0].score >= NO_NUMBER_SCORE
    best = _best(ranked) if has_number else None
    titles = title_candidates(lines, best.candidate if best else None, size)
    cells = revision_cells(lines, size)
    reading = SheetReading(
        number=None,
        title=titles[0].text if titles and titles[0].score > MIN_SCORE else None,
        confidence=0.0,
        accepted=False,
        revision=surest(cells.marks),
        date=surest(cells.dates),
        candidates=tuple(_kept(r) for r in ranked[:KEPT_CANDIDATES]),
        title_candidates=titles,
        revision_candidates=cells.marks,
        date_candidates=cells.dates,
        listed=listed_sheets(lines, candidates),
    )
    return _with_number(reading, best, ranked, bar) if best else reading


def _with_number(
    reading: SheetReading, best: _Ranked, ranked: list[_Ranked], bar: Bar
) -> SheetReading:
    margin = best.score - max((r.score for r in ranked if _rivals(r, best)), default=-20.0)
    return replace(
        reading,
        number=best.candidate.found.text,
        confidence=_confidence(best.score, margin, bar),
        accepted=best.score >= bar.score and margin >= bar.margin,
        part_of=_printed_part(ranked),
    )


def _ranked(
    lines: Sequence[Segment], candidates: Sequence[Candidate], size: PageSize
) -> list[_Ranked]:
    if not candidates:
        return []
    reader = FeatureReader(lines, candidates, size)
    scored = [
        _Ranked(candidate, _score(reader.features(candidate)) + _in_title_bonus(candidate, size))
        for candidate in candidates
    ]
    return sorted(scored, key=lambda ranked: -ranked.score)


def _score(features: dict[str, float]) -> float:
    return INTERCEPT + sum(WEIGHTS[name] * value for name, value in features.items())


def _in_title_bonus(candidate: Candidate, size: PageSize) -> float:
    """Return the weight of a number that ends or begins a title: "Roof Plan - (A103)"."""
    text, found = candidate.segment.text, candidate.found
    rest = (text[: found.start] + text[found.end :]).strip(" -.:()[]#")
    at_an_end = not text[found.end :].strip(" )]") or not text[: found.start].strip(" ([")
    x, y = centre(candidate.box_pt)
    in_block = x > 0.5 * size.width_pt or y > 0.8 * size.height_pt
    named = found.format is Format.DISCIPLINE and len(rest) > 3 and len(text) < 60
    if named and at_an_end and in_block and TITLE_WORDS.search(rest):
        return IN_TITLE_WEIGHT
    return 0.0


def _best(ranked: list[_Ranked]) -> _Ranked:
    first = ranked[0]
    if first.candidate.found.format is not Format.PART_OF:
        return first
    identifiers = (
        r
        for r in ranked
        if r.candidate.found.format not in {Format.PART_OF, Format.DIGITS}
        and r.score > max(first.score - PART_OF_HANDICAP, NO_NUMBER_SCORE)
    )
    return next(identifiers, first)


def _rivals(other: _Ranked, best: _Ranked) -> bool:
    """The same number elsewhere does not make it less certain, nor "n of m" an identifier."""
    other_format, best_format = other.candidate.found.format, best.candidate.found.format
    beside = other_format is Format.PART_OF and best_format not in {Format.PART_OF, Format.DIGITS}
    return other.candidate.number != best.candidate.number and not beside


def _printed_part(ranked: list[_Ranked]) -> tuple[int, int] | None:
    parts = (
        part_of(r.candidate.found.text)
        for r in ranked
        if r.candidate.found.format is Format.PART_OF and r.score > NO_NUMBER_SCORE
    )
    return next((part for part in parts if part and part[0] <= part[1]), None)


def _confidence(score: float, margin: float, bar: Bar) -> float:
    """Return 0..1: the logistic of the weaker of score and margin over the acceptance bar."""
    sureness = min(score - bar.score, margin - bar.margin)
    return 1.0 / (1.0 + math.exp(-(sureness + LOGIT_AT_BAR)))


def _kept(ranked: _Ranked) -> SheetCandidate:
    return SheetCandidate(
        text=ranked.candidate.found.text,
        score=round(ranked.score, 3),
        box_pt=ranked.candidate.box_pt,
        height_pt=ranked.candidate.segment.size_pt,
        format=ranked.candidate.found.format,
    )
