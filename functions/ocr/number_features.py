"""What speaks for and against each candidate for the sheet number."""

from __future__ import annotations

import bisect
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from common.domain.geometry import Box, centre
from common.domain.numbers import normalised_number
from common.domain.sheets import PageSize
from functions.ocr.segments import Segment
from functions.ocr.sheet_numbers import DISCIPLINES, Format, Found, numbers_in, part_of
from functions.ocr.split_parts import split_parts

MAX_CANDIDATES = 4000
_LABELS: tuple[tuple[re.Pattern[str], float], ...] = (
    (
        re.compile(
            r"(sheet|sht)\s*\.?\s*(no|number|num|nr|#)\b|^\s*(sheet|sht)\s*[#:№]?\s*$|sheet\s*no",
            re.I,
        ),
        3.0,
    ),
    (
        re.compile(
            r"(drawing|dwg|draw)\.?\s*(no|number|nr|#)\b|plan[\s-]*(nr|nummer)|blatt[\s-]*(nr)?"
            r"|zeichnungs?[\s-]*n|part\s*(no|number)|^\s*id:",
            re.I,
        ),
        3.0,
    ),
    (re.compile(r"\b(sheet|sht|page|лист|seite|blatt)\b", re.I), 2.0),
)
_OTHER_FIELD = re.compile(
    r"project\s*(no|num|#)|job\s*(no|#)|proj\.|комис|phone|tel\b|fax|permit|licen[sc]e|\bzip\b"
    r"|scale|ma(ß|ss)stab|rev(ision)?\b|issue|date|datum|drawn|checked|size|suite|file|стади"
    r"|version|contract|commission|bid\b",
    re.I,
)
_VIEW_TAG = re.compile(r"[A-Z]?\d{1,2}|[A-Z]|-|SIM")
_MAX_LABEL_LENGTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A text that may be the sheet number, and where it stands.

    Attributes:
        is_split: put together from strings that stand apart.
    """

    found: Found
    segment: Segment
    box_pt: Box
    is_split: bool = False

    @property
    def number(self) -> str:
        """In the form that is compared."""
        return normalised_number(self.found.text)


@dataclass(frozen=True, slots=True)
class PageStatistics:
    """What is large and what is frequent on this page."""

    size: PageSize
    median_pt: float
    p95_pt: float
    max_pt: float
    repeats: Counter[str]

    @classmethod
    def of(
        cls, segments: Sequence[Segment], candidates: Sequence[Candidate], size: PageSize
    ) -> PageStatistics:
        """Gather them from a page."""
        sizes = sorted(segment.size_pt for segment in segments)
        return cls(
            size=size,
            median_pt=sizes[len(sizes) // 2],
            p95_pt=sizes[min(len(sizes) - 1, int(0.95 * len(sizes)))],
            max_pt=sizes[-1],
            repeats=Counter(candidate.number for candidate in candidates),
        )


def candidates_on(segments: Sequence[Segment]) -> list[Candidate]:
    """Return everything on a page that may be its number."""
    found = [
        Candidate(found=f, segment=s, box_pt=s.box_of(f.start, f.end))
        for s in segments
        for f in numbers_in(s.text)
    ]
    split = [
        Candidate(found=f, segment=s, box_pt=box, is_split=True)
        for f, s, box in split_parts(segments)
    ]
    return split + found[: MAX_CANDIDATES - len(split)]


class FeatureReader:
    """Reads the features of candidates of one page; segments are looked up by place."""

    def __init__(
        self, segments: Sequence[Segment], candidates: Sequence[Candidate], size: PageSize
    ) -> None:
        self._page = PageStatistics.of(segments, candidates, size)
        short = [s for s in segments if len(s.text) < _MAX_LABEL_LENGTH]
        self._labels = [(s, w) for s in short if (w := _label_strength(s.text)) > 0]
        self._other_fields = [s for s in short if _OTHER_FIELD.search(s.text)]
        tags = sorted((s for s in segments if _VIEW_TAG.fullmatch(s.text)), key=_top)
        self._tags, self._tag_tops = tags, [_top(s) for s in tags]
        disciplines = [c for c in candidates if c.found.format is Format.DISCIPLINE]
        self._columns = sorted(disciplines, key=lambda c: c.box_pt[0])
        self._column_lefts = [c.box_pt[0] for c in self._columns]

    def features(self, candidate: Candidate) -> dict[str, float]:
        """Return the features by name; `functions.ocr.title_block` has their weights."""
        page, found = self._page, candidate.found
        size_pt = candidate.segment.size_pt
        x, y = centre(candidate.box_pt)
        u, v = x / page.size.width_pt, y / page.size.height_pt
        big = _clipped(math.log(max(size_pt, 0.5) / max(page.median_pt, 0.5)), -1.5, 2.5)
        of_biggest = size_pt / page.max_pt
        digits_only = float(found.format is Format.DIGITS)
        corner = float(u > 0.78 and v > 0.78)
        label = self._label(candidate)
        against = self._other_field(candidate) * (1.0 if label < 2 else 0.3)
        longer_pt = max(page.size.width_pt, page.size.height_pt)
        return {
            found.format: 1.0,
            **_format_features(found),
            "label": label / 3,
            "label*ofdig": float(label >= 2 and found.format in {Format.PART_OF, Format.DIGITS}),
            "neg": against,
            "composite": float(candidate.is_split),
            "viewtag": float(self._is_view_tag(candidate)),
            "logrep": math.log(page.repeats[candidate.number]),
            "aligned": min(self._in_column(candidate), 4) / 4,
            "big": big,
            "rmax": of_biggest,
            "rp95": _clipped(math.log(max(size_pt, 0.5) / max(page.p95_pt, 0.5)), -1.5, 1.2),
            "pt": min(size_pt / longer_pt * 1000, 15) / 10,
            "right": float(u > 0.8),
            "bottom": float(v > 0.8),
            "corner": corner,
            "-cornerdist": -3 * min(self._corner_distance(candidate), 0.6),
            "corner*rmax": corner * of_biggest,
            "corner*big": corner * max(0.0, big),
            "alone": float(_is_alone(candidate)),
            "rot": float(candidate.segment.angle_deg != 0),
            "topleft": float(u < 0.5 and v < 0.5),
            "dig*corner": digits_only * corner,
            "dig*rmax": digits_only * of_biggest,
        }

    def _label(self, candidate: Candidate) -> float:
        """Return how strongly a label such as SHEET NO. belongs to the candidate, 0..3."""
        return max(
            (_belongs(label, weight, candidate) for label, weight in self._labels), default=0.0
        )

    def _other_field(self, candidate: Candidate) -> float:
        """Return 1 behind another field's label in the same text, .7 beside one, else 0."""
        strongest = 0.0
        for label in self._other_fields:
            if label is candidate.segment:
                match = _OTHER_FIELD.search(label.text)
                if match and match.end() <= candidate.found.start + 1:
                    return 1.0
            elif _beside_other_field(label, candidate):
                strongest = 0.7
        return strongest

    def _is_view_tag(self, candidate: Candidate) -> bool:
        """Tell a detail tag (number over sheet number in a bubble) from the sheet's own number."""
        if re.search(r"[\d-]\s*/\s*$", candidate.segment.text[: candidate.found.start]):
            return True
        size_pt = candidate.segment.size_pt
        x, y = centre(candidate.box_pt)
        first = bisect.bisect_left(self._tag_tops, candidate.box_pt[1] - 4 * size_pt)
        last = bisect.bisect_right(self._tag_tops, candidate.box_pt[3])
        for tag in self._tags[first:last]:
            tag_x, tag_y = centre(tag.box_pt)
            if (
                tag is not candidate.segment
                and abs(tag_x - x) < 0.8 * size_pt
                and 0 <= y - tag_y < 2.2 * size_pt
                and 0.6 < tag.size_pt / max(size_pt, 0.1) < 1.7
            ):
                return True
        return False

    def _in_column(self, candidate: Candidate) -> int:
        """Count equal candidates below one another: a list of sheets, not a title block."""
        left, top = candidate.box_pt[:2]
        size_pt = candidate.segment.size_pt
        first = bisect.bisect_left(self._column_lefts, left - 0.6 * size_pt)
        last = bisect.bisect_right(self._column_lefts, left + 0.6 * size_pt)
        return sum(
            other is not candidate
            and abs(other.box_pt[1] - top) < 8 * size_pt
            and abs(other.segment.size_pt - size_pt) < 0.2 * size_pt
            for other in self._columns[first:last]
        )

    def _corner_distance(self, candidate: Candidate) -> float:
        """Return the distance to the lower right corner; the upper right counts as .15 away."""
        _, y0, x1, y1 = candidate.box_pt
        width, height = self._page.size.width_pt, self._page.size.height_pt
        right = (width - x1) / width
        return min(math.hypot(right, (height - y1) / height), 0.15 + math.hypot(right, y0 / height))


def _format_features(found: Found) -> dict[str, float]:
    discipline = found.format is Format.DISCIPLINE
    letters, digits = found.discipline, sum(c.isdigit() for c in found.text)
    part = part_of(found.text) if found.format is Format.PART_OF else None
    return {
        "known": float(letters.upper() in DISCIPLINES),
        "upper": float(discipline and letters.isupper()),
        "L+ddd": float(discipline and len(letters) == 1 and digits >= 3),
        "dotted": float(discipline and "." in found.text),
        "1digit": float(discipline and digits <= 1),
        "of_m=1": float(part is not None and part[1] == 1),
        "n>m": float(part is not None and part[0] > part[1]),
    }


def _label_strength(text: str) -> float:
    return next((weight for pattern, weight in _LABELS if pattern.search(text)), 0.0)


def _belongs(label: Segment, weight: float, candidate: Candidate) -> float:
    if label is candidate.segment:
        ends = [m.end() for pattern, _ in _LABELS if (m := pattern.search(label.text))]
        return weight if min(ends) <= candidate.found.start + 1 else 0.0
    label_pt, size_pt = max(label.size_pt, 4.0), candidate.segment.size_pt
    dx, dy = _gaps(label.box_pt, candidate.box_pt)
    x0, y0, _, y1 = candidate.box_pt
    left_reach, above_reach = max(6 * label_pt, 1.5 * size_pt), max(3 * label_pt, 1.3 * size_pt)
    if dy <= 0.3 * label_pt and label.box_pt[2] <= x0 + 0.3 * size_pt and dx < left_reach:
        return weight * (1 - 0.3 * dx / left_reach)
    if dx > 0.5 * label_pt:
        return 0.0
    if label.box_pt[3] <= y0 + 0.5 * max(label_pt, 0.3 * size_pt) and dy < above_reach:
        return weight * (1 - 0.3 * dy / above_reach)
    if label.box_pt[1] >= y1 - 0.5 * label_pt and dy < 0.6 * above_reach:
        return 0.7 * weight
    return 0.0


def _beside_other_field(label: Segment, candidate: Candidate) -> bool:
    label_pt = max(label.size_pt, 4.0)
    dx, dy = _gaps(label.box_pt, candidate.box_pt)
    x0, y0 = candidate.box_pt[:2]
    left = label.box_pt[2] <= x0 + 0.3 * candidate.segment.size_pt
    if dy <= 0.3 * label_pt and left and dx < 4 * label_pt:
        return True
    above = label.box_pt[3] <= y0 + 0.5 * label_pt
    return dx <= 0.3 * label_pt and above and dy < 1.6 * label_pt


def _is_alone(candidate: Candidate) -> bool:
    return len(candidate.segment.text.strip(" -.:()[]#")) <= len(candidate.found.text) + 1


def _gaps(first: Box, second: Box) -> tuple[float, float]:
    dx = max(first[0] - second[2], second[0] - first[2], 0.0)
    return dx, max(first[1] - second[3], second[1] - first[3], 0.0)


def _clipped(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def _top(segment: Segment) -> float:
    return segment.box_pt[1]
