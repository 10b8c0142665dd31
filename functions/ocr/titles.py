"""The sheet's title: lines and blocks of the title block, ranked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from common.domain.geometry import Box, centre, union
from common.domain.numbers import unified_text
from common.domain.sheets import PageSize, SheetCandidate
from functions.ocr.number_features import Candidate
from functions.ocr.segments import Segment

# Words of which sheet titles are made.
TITLE_WORDS = re.compile(
    r"\b(plans?|elevations?|sections?|details?|schedules?|site|floor|roof|foundation|framing|notes"
    r"|cover|index|general|demolition|reflected|ceiling|rcp|perspectives?|diagrams?|layout|legend"
    r"|analysis|survey|utility|grading|landscape|enlarged|interior|exterior|structural|electrical"
    r"|mechanical|plumbing|lighting|power|fire|life|safety|assembl\w*|block|table of contents"
    r"|revision history|grundriss|schnitt|ansicht|lageplan|basement|level|penthouse|parking|overall"
    r"|specs|stair|views?)\b",
    re.I,
)
_LABEL = re.compile(
    r"she+t*\s*t?i?t+le|sheet\s*(title|name|content)|drawing\s*(title|name|content)|^\s*title\b"
    r"|planinhalt|planbezeichnung|part\s*name|^\s*(sheet|drawing)\s*:?\s*$|наименование|dwg\.?\s*title",
    re.I,
)
_NOT_A_TITLE = re.compile(
    r"@|www|\.com|copyright|all rights|project\s*(no|num)|street|suite|\bave\b|phone|drawn|check"
    r"|scale|^date|\d{5}|architect|engineer|inc\.?$|llc|\b(ltd|gmbh|corp|mgmt|associates)\b"
    r"|(mon|tues|wednes|thurs|fri|satur|sun)day,|not for construction|revision|issued"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}",
    re.I,
)
_FIELD = re.compile(
    r"(document|sheet|drawing|plan|project)?[ -]*(number|nr\.?|no\.?|rev\.?(: .*)?|ma(ß|ss)stab"
    r"|size(: .*)?|scale|date|planinhalt|bauherr|as indicated|legende?|custom|format|projekt|datum"
    r"|title|file(:.*)?|datum\b.*|gezeichnet|author|checker|<doc>|titel)\.?:?",
    re.I,
)
_CELL = re.compile(
    r"^(ckd|chk|drwn?|job|file|rev|date|by|proj|scale|icensed|licensed|construction"
    r"|improvement plans for|consultants?|client|owner|stamp|seal|keyplan|key plan|not for|issue"
    r"|approved|sheet no|unless specified|materials?|size|designed)\b[ .:]*|\bby$|ruction$",
    re.I,
)
_ADDRESS = re.compile(
    r",\s*(WI|CA|IL|NY|TX|FL|WA|OR|CO|MN|OH|MI|PA|MA|NC|VA|GA|AZ|NV|UT)\b"
    r"|\b(Lane|Road|Street|Avenue|Blvd|Suite|Drive)\b",
    re.I,
)
_FILE_NAME = re.compile(r"\.(sch|dwg|pdf|rvt|brd)\b", re.I)
_TRAILING_DATE = re.compile(
    r"\s*[-–]?\s*\(?\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\)?\s*(-\s*\d{1,2}(:\d\d)?\s*[AP]M)?\s*$"
)
MIN_SCORE = 0.0
MAX_BLOCKS = 400
MAX_LENGTH = 70
# Distance of the number's neighbourhood, as a share of the page.
NEIGHBOURHOOD = 0.28
HEADING_SHARE = 0.9
KEPT_TITLES = 10
MIN_KEPT_SCORE = -4.0  # the other pages may speak for what is no title by itself


@dataclass(frozen=True, slots=True)
class _Block:
    lines: tuple[Segment, ...]

    @property
    def box_pt(self) -> Box:
        box = self.lines[0].box_pt
        for line in self.lines[1:]:
            box = union(box, line.box_pt)
        return box

    @property
    def size_pt(self) -> float:
        return self.lines[0].size_pt

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines).strip()


def title_candidates(
    lines: Sequence[Segment], number: Candidate | None, size: PageSize
) -> tuple[SheetCandidate, ...]:
    """Return what may be the title, best first; above MIN_SCORE it is one by itself.

    Args:
        lines: the page's segments.
        number: the chosen sheet number, `None` for a sheet without one.
        size: of the page.
    """
    if not lines:
        return ()
    sizes = sorted(line.size_pt for line in lines)
    ranker = _Ranker(lines, number, size, sizes[len(sizes) // 2])
    places = [
        line
        for line in lines
        if _may_hold_title(line)
        and (_is_near(line, number, size) or _is_heading(line, number, sizes[-1]))
    ][:MAX_BLOCKS]
    scored = [
        SheetCandidate(
            text=text,
            score=round(ranker.score(block, text), 3),
            box_pt=block.box_pt,
            height_pt=block.size_pt,
        )
        for block in _blocks(places)
        if (text := _clean(block.text, number)) and not _LABEL.fullmatch(text)
    ]
    ranked = sorted(scored, key=lambda c: c.score, reverse=True)
    return tuple(c for c in ranked[:KEPT_TITLES] if c.score > MIN_KEPT_SCORE)


def _may_hold_title(line: Segment) -> bool:
    return len(line.text) < MAX_LENGTH and re.search(r"[^\W\d_]{3}", line.text) is not None


def _is_heading(line: Segment, number: Candidate | None, max_pt: float) -> bool:
    """A sheet without a number often has no title block, but a heading in its biggest print."""
    return number is None and line.size_pt > HEADING_SHARE * max_pt


def _is_near(line: Segment, number: Candidate | None, size: PageSize) -> bool:
    x, y = centre(line.box_pt)
    u, v = x / size.width_pt, y / size.height_pt
    if number is None:
        return u > 0.7 or v > 0.75
    nx, ny = centre(number.box_pt)
    distance = math.hypot(u - nx / size.width_pt, v - ny / size.height_pt)
    return distance <= NEIGHBOURHOOD or u > 0.75 or v > 0.8


def _blocks(lines: Sequence[Segment]) -> Iterator[_Block]:
    """Yield stacked lines of one size as blocks, and each line, and neighbours, by themselves."""
    free = sorted(lines, key=lambda s: (s.angle_deg, s.box_pt[1], s.box_pt[0]))
    while free:
        stack = [free.pop(0)]
        if not _LABEL.fullmatch(stack[0].text.strip()):
            while (below := next((s for s in free if _continues(stack[-1], s)), None)) is not None:
                free.remove(below)
                stack.append(below)
        yield _Block(tuple(stack))
        if len(stack) > 1:
            yield from (_Block((line,)) for line in stack)
        if len(stack) > 2:
            yield from (_Block(tuple(stack[:2])), _Block(tuple(stack[-2:])))


def _continues(line: Segment, below: Segment) -> bool:
    if below.angle_deg != line.angle_deg:
        return False
    if abs(below.size_pt - line.size_pt) > 0.12 * line.size_pt:
        return False
    if _LABEL.search(below.text) and len(below.text) < 16:
        return False
    gap, overlap = _stacking(line, below)
    return -0.8 * line.size_pt < gap < 0.65 * line.size_pt and overlap > 0


def _stacking(line: Segment, below: Segment) -> tuple[float, float]:
    """Return the gap to the next line and how far both overlap along the reading direction."""
    a, b = line.box_pt, below.box_pt
    if line.angle_deg == 0:
        return b[1] - a[3], min(a[2], b[2]) - max(a[0], b[0])
    overlap = min(a[3], b[3]) - max(a[1], b[1])
    return (b[0] - a[2] if line.angle_deg == 90 else a[0] - b[2]), overlap


def _clean(text: str, number: Candidate | None) -> str | None:
    """Take number, label and date off; `None` for what cannot be a title."""
    if number is not None:
        inside = re.escape(unified_text(number.found.text))
        text = re.sub(rf"[\s(\[:-]*{inside}[\s)\]:-]*", " ", text).strip()
    text = re.sub(r"^(sheet|drawing)?\s*(title|name)\s*[:.]?\s*", "", text, flags=re.I).strip(" :-")
    text = _TRAILING_DATE.sub("", text).strip(" -–")
    text = re.sub(r"^/(.*)/$", r"\1", re.sub(r"^sheet:\s*/", "/", text, flags=re.I))
    return text if len(re.sub(r"[\W_]+", "", text)) >= 3 else None


class _Ranker:
    def __init__(
        self,
        lines: Sequence[Segment],
        number: Candidate | None,
        size: PageSize,
        median_pt: float,
    ) -> None:
        self._labels = [s for s in lines if len(s.text) < 32 and _LABEL.search(s.text)]
        self._number, self._size, self._median_pt = number, size, median_pt

    def score(self, block: _Block, text: str) -> float:
        kinds = {match.lower() for match in TITLE_WORDS.findall(text)}
        total = 1.6 * math.sqrt(len(kinds))
        relative = math.log(max(block.size_pt, 0.5) / max(self._median_pt, 0.5))
        total += 1.2 * max(-1.0, min(1.6, relative))
        total += self._near_number(block) + self._label(block) - _penalty(block, text)
        total += 0.15 * len(block.lines) - (3 if len(block.lines) > 4 else 0)
        return total

    def _near_number(self, block: _Block) -> float:
        if self._number is None:
            return 0.0
        (x0, y0, x1, y1), (nx0, ny0, nx1, ny1) = block.box_pt, self._number.box_pt
        dx = max(nx0 - x1, x0 - nx1, 0.0) / self._size.width_pt
        dy = max(ny0 - y1, y0 - ny1, 0.0) / self._size.height_pt
        near = -14 * math.hypot(dx, dy)
        ratio = max(block.size_pt, 0.5) / max(self._number.segment.size_pt, 0.5)
        near += 0.6 * (abs(math.log(ratio)) < 0.25)
        return near + 1.2 * (self._number.segment in block.lines)

    def _label(self, block: _Block) -> float:
        """Return what a label such as SHEET TITLE, in, above or left of the block, is worth."""
        best = 0.0
        x0, y0, x1, y1 = block.box_pt
        for label in self._labels:
            if label in block.lines:
                best = max(best, 2.5 if len(label.text) > 12 else 0.0)
                continue
            label_pt = max(label.size_pt, 4.0)
            lx0, ly0, lx1, ly1 = label.box_pt
            dx, dy = max(lx0 - x1, x0 - lx1, 0.0), max(ly0 - y1, y0 - ly1, 0.0)
            if dx < 2 * label_pt and -0.2 * label_pt <= y0 - ly0 and dy < 2.5 * label_pt:
                best = max(best, 2.6 - 0.5 * dy / label_pt)
            elif dy < 0.5 * label_pt and lx1 <= x0 + label_pt and dx < 5 * label_pt:
                best = max(best, 2.4)
        return best


def _penalty(block: _Block, text: str) -> float:
    rules = (
        (2.5, _NOT_A_TITLE.search(text)),
        (5.0, _FIELD.fullmatch(text.strip())),
        (4.0, _FILE_NAME.search(text)),
        (4.0, _CELL.search(text.strip())),
        (1.5, _ADDRESS.search(text) and not TITLE_WORDS.search(text)),
        (1.5, len(block.lines) == 1 and _ADDRESS.search(text)),
        (2.0, len(block.lines) > 1 and any(_foreign(line.text) for line in block.lines)),
        (1.0, len(text) > 60),
        (0.2, re.search(r"\d", text)),
    )
    return sum(weight for weight, applies in rules if applies)


def _foreign(text: str) -> bool:
    return bool(_NOT_A_TITLE.search(text) or _ADDRESS.search(text))
