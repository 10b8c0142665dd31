"""Edits of linework: symbols, lines, walls, hatches, fills, pens and revision clouds."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from benchmarks.suite.marks import Mark, Recorder, union_of
from benchmarks.suite.page import BODY, Edit, Maker, Page, Rng, pick
from common.domain.geometry import Box
from samples.frame import corners
from samples.symbols import cloud, delta

SYMBOL_PT = (8.0, 130.0)  # a tag to a pair of doors
SYMBOL_MARKS = 25
MOVE_PT = (3.0, 40.0)
LONG_PT = 60.0
GRAY_STEP = 0.2
_DASHES = ("", "7 4", "2 2", "14 4 3 4")


def _symbol(page: Page, rng: Rng) -> list[int] | None:
    """Return the marks of one symbol: an arc or a small closed shape and all that lies in it."""
    low, high = SYMBOL_PT
    anchors = [
        i for i in page.within(BODY)
        if page.body[i].kind == "arc" or (page.body[i].how.get("closed") and _is_shown(page, i))
    ]  # fmt: skip
    sizes = {i: np.ptp(page.boxes[i].reshape(2, 2), axis=0) for i in anchors}
    anchor = pick(rng, [i for i in anchors if low <= sizes[i].min() and sizes[i].max() <= high])
    if anchor is None:
        return None
    marks = page.within(page.box(anchor), 3)
    return marks if len(marks) <= SYMBOL_MARKS else None


def _is_shown(page: Page, index: int) -> bool:
    how = page.body[index].how
    return bool(how["width_pt"] > 0 or (how["fill"] is not None and how["fill"] < 1))


def _symbol_removed(page: Page, rng: Rng) -> Edit | None:
    marks = _symbol(page, rng)
    return None if marks is None else Edit(kind="symbol removed", marks=dict.fromkeys(marks))


def _symbol_moved(page: Page, rng: Rng) -> Edit | None:
    marks = _symbol(page, rng)
    if marks is None:
        return None
    far, turn = float(rng.uniform(6, MOVE_PT[1])), float(rng.uniform(0, 2 * math.pi))
    shift = (far * math.cos(turn), far * math.sin(turn))
    moved = {i: page.body[i].moved(*shift) for i in marks}
    return Edit(kind="symbol moved", marks=moved, carried=frozenset(marks))


def _symbol_mirrored(page: Page, rng: Rng) -> Edit | None:
    marks = _symbol(page, rng)
    if marks is None:
        return None
    x0, _, x1, _ = union_of(page.box(i) for i in marks)
    flipped = {i: page.body[i].mirrored((x0 + x1) / 2) for i in marks}
    return Edit(kind="symbol mirrored", marks=flipped, carried=frozenset(marks))


def _symbol_added(page: Page, rng: Rng) -> Edit | None:
    marks = _symbol(page, rng)
    if marks is None:
        return None
    x0, y0, x1, y1 = union_of(page.box(i) for i in marks)
    place = page.free_place(x1 - x0 + 8, y1 - y0 + 8, rng)
    if place is None:
        return None
    shift = (place[0] + 4 - x0, place[1] + 4 - y0)
    copies = tuple(page.body[i].moved(*shift) for i in marks)
    return Edit(kind="symbol added", marks={}, added=copies)


def _aside(mark: Mark, rng: Rng) -> tuple[float, float]:
    """Return a shift across a line."""
    (x0, y0), (x1, y1) = mark.points[0], mark.points[1]
    length = math.dist((x0, y0), (x1, y1))
    far = float(rng.uniform(*MOVE_PT)) * (1 if rng.random() < 0.5 else -1)
    return (-(y1 - y0) / length * far, (x1 - x0) / length * far)


def _line_removed(page: Page, rng: Rng) -> Edit | None:
    line = pick(rng, page.lines)
    return None if line is None else Edit(kind="line removed", marks={line: None})


def _line_moved(page: Page, rng: Rng) -> Edit | None:
    line = pick(rng, page.lines)
    if line is None:
        return None
    mark = page.body[line]
    return Edit(kind="line moved", marks={line: mark.moved(*_aside(mark, rng))})


def _line_added(page: Page, rng: Rng) -> Edit | None:
    line = pick(rng, page.lines)
    if line is None:
        return None
    mark = page.body[line]
    return Edit(kind="line added", marks={}, added=(mark.moved(*_aside(mark, rng)),))


def _wall(page: Page, rng: Rng) -> list[int] | None:
    """Return the marks of a long filled rectangle."""
    walls = [
        i for i in page.within(BODY)
        if page.body[i].how.get("closed") and page.body[i].how["fill"] not in {None, 1.0}
        and np.ptp(page.boxes[i].reshape(2, 2), axis=0).max() >= 40
        and 2 <= np.ptp(page.boxes[i].reshape(2, 2), axis=0).min() <= 30
    ]  # fmt: skip
    wall = pick(rng, walls)
    return None if wall is None else page.within(page.box(wall), 3)


def _wall_moved(page: Page, rng: Rng) -> Edit | None:
    marks = _wall(page, rng)
    if marks is None:
        return None
    x0, y0, x1, y1 = union_of(page.box(i) for i in marks)
    far = float(rng.uniform(*MOVE_PT))
    shift = (0.0, far) if x1 - x0 > y1 - y0 else (far, 0.0)
    moved = {i: page.body[i].moved(*shift) for i in marks}
    return Edit(kind="wall moved", marks=moved, carried=frozenset(marks))


def _wall_removed(page: Page, rng: Rng) -> Edit | None:
    marks = _wall(page, rng)
    return None if marks is None else Edit(kind="wall removed", marks=dict.fromkeys(marks))


def _restyled(
    kind: str, fits: Callable[[Mark], bool], style: Callable[[Mark, Rng], Mark | None]
) -> Maker:
    """Return a maker that draws a mark otherwise where it stands."""

    def make(page: Page, rng: Rng) -> Edit | None:
        index = pick(rng, [i for i in page.within(BODY) if fits(page.body[i])])
        new = None if index is None else style(page.body[index], rng)
        return None if index is None or new is None else Edit(kind=kind, marks={index: new})

    return make


def _is_long(mark: Mark) -> bool:
    if mark.kind != "path" or mark.how["width_pt"] <= 0:
        return False
    xs, ys = zip(*mark.points, strict=True)
    return bool(max(max(xs) - min(xs), max(ys) - min(ys)) >= LONG_PT)


def _heavier(mark: Mark, rng: Rng) -> Mark:
    width = mark.how["width_pt"]
    return mark.but(width_pt=round(width * 2.5 + float(rng.uniform(0.2, 1.0)), 2))


def _dashed(mark: Mark, rng: Rng) -> Mark:
    return mark.but(dash=pick(rng, [dash for dash in _DASHES if dash != mark.how["dash"]]))


def _is_filled(mark: Mark) -> bool:
    fill = mark.how.get("fill")
    x0, y0, x1, y1 = mark.box
    return bool(fill is not None and fill < 1 and min(x1 - x0, y1 - y0) >= 4)


def _shaded(mark: Mark, rng: Rng) -> Mark:
    grays = [g for g in (0.3, 0.5, 0.7, 0.85, 0.95) if abs(g - mark.how["fill"]) >= GRAY_STEP]
    return mark.but(fill=pick(rng, grays))


def _is_hatch(mark: Mark) -> bool:
    return mark.kind == "hatch"


def _hatched(mark: Mark, rng: Rng) -> Mark:
    if rng.random() < 0.5:
        return mark.but(angle_deg=mark.how["angle_deg"] + 90)
    return mark.but(gap_pt=mark.how["gap_pt"] * 1.6)


def _hatch_removed(page: Page, rng: Rng) -> Edit | None:
    hatch = pick(rng, [i for i in page.within(BODY) if _is_hatch(page.body[i])])
    return None if hatch is None else Edit(kind="hatch removed", marks={hatch: None})


def _open_area(page: Page, rng: Rng) -> Box | None:
    """Return a rectangle that is drawn without a fill."""
    areas = [
        i for i in page.within(BODY)
        if page.body[i].how.get("closed") and page.body[i].how["fill"] is None
        and page.body[i].how["width_pt"] > 0
        and np.ptp(page.boxes[i].reshape(2, 2), axis=0).min() >= 18
        and np.ptp(page.boxes[i].reshape(2, 2), axis=0).max() <= 300
    ]  # fmt: skip
    area = pick(rng, areas)
    return None if area is None else page.box(area)


def _hatch_added(page: Page, rng: Rng) -> Edit | None:
    box = _open_area(page, rng) or page.free_place(60, 40, rng)
    if box is None:
        return None
    paper = Recorder("", 1)
    paper.hatch(corners(box), float(rng.uniform(4, 9)), float(rng.uniform(20, 70)))
    return Edit(kind="hatch added", marks={}, under=tuple(paper.marks))


def _fill_added(page: Page, rng: Rng) -> Edit | None:
    box = _open_area(page, rng) or page.free_place(60, 40, rng)
    if box is None:
        return None
    paper = Recorder("", 1)
    paper.rect(box, 0, fill=float(pick(rng, (0.6, 0.75, 0.85)) or 0.6))
    return Edit(kind="fill added", marks={}, under=tuple(paper.marks))


def _cloud_added(page: Page, rng: Rng) -> Edit | None:
    """Draw a revision cloud around a text, with its delta."""
    index = pick(rng, page.texts)
    if index is None:
        return None
    x0, y0, x1, y1 = page.box(index)
    paper = Recorder("", 1)
    box = (x0 - 30, y0 - 26, x1 + 30, y1 + 26)
    cloud(paper, box)
    delta(paper, (box[0] + 10, box[1] - 22), "2")
    return Edit(kind="cloud added", marks={}, added=tuple(paper.marks))


INK_MAKERS: dict[str, Maker] = {
    "symbol added": _symbol_added,
    "symbol removed": _symbol_removed,
    "symbol moved": _symbol_moved,
    "symbol mirrored": _symbol_mirrored,
    "line added": _line_added,
    "line removed": _line_removed,
    "line moved": _line_moved,
    "wall moved": _wall_moved,
    "wall removed": _wall_removed,
    "weight changed": _restyled("weight changed", _is_long, _heavier),
    "dash changed": _restyled("dash changed", _is_long, _dashed),
    "fill changed": _restyled("fill changed", _is_filled, _shaded),
    "fill added": _fill_added,
    "hatch changed": _restyled("hatch changed", _is_hatch, _hatched),
    "hatch removed": _hatch_removed,
    "hatch added": _hatch_added,
    "cloud added": _cloud_added,
}
