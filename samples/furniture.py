"""Casework, fixtures and furniture of the clinic on its floor plan."""

from __future__ import annotations

from samples.drawing import Canvas
from samples.frame import Frame, corners
from samples.symbols import HIDDEN_DASH

GRAY = 0.3


def draw_furniture(c: Canvas, frame: Frame) -> None:
    """Draw what stands in the rooms."""
    for x in (24, 36, 48, 60, 72):
        _exam_room(c, frame, x)
    _procedure(c, frame)
    _waiting(c, frame)
    _core(c, frame)
    for y in (19.3, 27.8):
        _toilet(c, frame, y)
    _south(c, frame)


def _rect(c: Canvas, frame: Frame, x: float, y: float, w: float, h: float, *,
          fill: float | None = None) -> None:  # fmt: skip
    c.rect(frame.box(x, y, x + w, y + h), 0.5, gray=GRAY, fill=fill)


def _sink(c: Canvas, frame: Frame, x: float, y: float) -> None:
    _rect(c, frame, x, y, 1.6, 1.3)
    c.circle(frame.at(x + 0.8, y + 0.7), 0.35 * frame.pt_per_ft, 0.4, gray=GRAY)


def _chair(c: Canvas, frame: Frame, x: float, y: float) -> None:
    _rect(c, frame, x, y, 1.7, 1.7)
    _rect(c, frame, x, y, 1.7, 0.35)


def _exam_room(c: Canvas, frame: Frame, x: float) -> None:
    _rect(c, frame, x + 8.2, 3.6, 2.2, 6.2)
    _rect(c, frame, x + 8.4, 3.8, 1.8, 1.4)
    c.circle(frame.at(x + 3.4, 6.4), 0.6 * frame.pt_per_ft, 0.5, gray=GRAY)
    _rect(c, frame, x + 0.25, 2.2, 1.9, 7.0)
    _sink(c, frame, x + 0.4, 4.2)
    c.line(frame.at(x + 1.2, 2.2), frame.at(x + 1.2, 9.2), 0.35, gray=GRAY, dash=HIDDEN_DASH)
    _chair(c, frame, x + 8.5, 11.7)


def _procedure(c: Canvas, frame: Frame) -> None:
    _rect(c, frame, 88.8, 3.2, 2.6, 4.0)
    _rect(c, frame, 84.3, 2.5, 2.0, 9.0)
    _sink(c, frame, 84.5, 5.0)
    c.arc(frame.at(92.6, 4.2), 1.2 * frame.pt_per_ft, 0, 360, 0.5, gray=GRAY)
    _rect(c, frame, 93.2, 8.5, 2.0, 4.0)


def _waiting(c: Canvas, frame: Frame) -> None:
    for row in (9.0, 13.0, 27.0, 31.0):
        for i in range(7):
            _chair(c, frame, 5.2 + 2.0 * i, row)
    for i in range(11):
        _chair(c, frame, 1.2, 5.0 + 2.6 * i)
    _rect(c, frame, 20.0, 2.0, 3.5, 3.5)
    c.circle(frame.at(21.75, 3.75), 1.2 * frame.pt_per_ft, 0.5, gray=GRAY)
    # The hatched mat inside the entrance doors, made longer.
    with c.edit("A101-walk-off-mat"):
        length_ft = 5.0 if c.revision == 1 else 7.5
        outline = corners(frame.box(8, 54.9 - length_ft, 16, 54.9))
        c.path(outline, 0.5, closed=True)
        c.hatch(outline, 4, 45, 0.3)
        c.hatch(outline, 4, -45, 0.3)


def _core(c: Canvas, frame: Frame) -> None:
    _rect(c, frame, 24.4, 23.6, 2.2, 7.8, fill=0.9)
    _rect(c, frame, 26.6, 29.2, 8.0, 2.2, fill=0.9)
    for x in (28.5, 32.0):
        _chair(c, frame, x, 32.2)
    _rect(c, frame, 36.0, 19.5, 1.8, 16.0)
    for y in (21.0, 24.0, 27.0, 30.0, 33.0):
        c.line(frame.at(36, y), frame.at(37.8, y), 0.4, gray=GRAY)
    _rect(c, frame, 40.0, 21.5, 12.0, 2.0, fill=0.9)
    _rect(c, frame, 40.0, 31.5, 12.0, 2.0, fill=0.9)
    for x in (42.0, 45.0, 48.0):
        _chair(c, frame, x, 24.0)
    _rect(c, frame, 54.3, 22.8, 2.0, 12.8)
    _rect(c, frame, 61.7, 24.0, 2.0, 11.6)
    _sink(c, frame, 54.5, 28.0)
    _sink(c, frame, 54.5, 31.0)
    for y in (19.8, 22.0, 32.2):
        _rect(c, frame, 76.0, y, 1.8, 2.0)
        c.line(frame.at(76, y), frame.at(77.8, y + 2), 0.35, gray=GRAY)
    _rect(c, frame, 81.0, 29.2, 6.5, 2.4)
    _rect(c, frame, 83.2, 31.6, 2.0, 3.2)
    _rect(c, frame, 78.5, 24.5, 2.5, 0.4)


def _toilet(c: Canvas, frame: Frame, y: float) -> None:
    tiles = corners(frame.box(64.25, y, 69.75, y + 8))
    c.hatch(tiles, 9, 0, 0.2, gray=0.55)
    c.hatch(tiles, 9, 90, 0.2, gray=0.55)
    _rect(c, frame, 68.7, y + 5.3, 0.9, 1.7, fill=1.0)
    c.arc(frame.at(67.9, y + 6.15), 0.8 * frame.pt_per_ft, 0, 360, 0.6, squash=0.8, fill=1.0)
    _rect(c, frame, 64.4, y + 5.2, 1.6, 1.6, fill=1.0)
    c.circle(frame.at(65.2, y + 6.0), 0.5 * frame.pt_per_ft, 0.5)
    c.circle(frame.at(67, y + 5.0), 2.5 * frame.pt_per_ft, 0.35, gray=0.4)
    c.rect(frame.box(65.9, y + 3.3, 68.1, y + 5.1), 0, fill=1.0)


def _south(c: Canvas, frame: Frame) -> None:
    for x in (25.2, 44.2):
        _rect(c, frame, x, 50.5, 2.4, 4.4)
        _chair(c, frame, x + 0.4, 46.6)
    _rect(c, frame, 50.6, 47.2, 8.8, 3.6)
    for i in range(4):
        _chair(c, frame, 51.0 + 2.1 * i, 51.2)
    _rect(c, frame, 62.4, 53.0, 1.8, 1.8)
    _rect(c, frame, 65.2, 48.4, 4.0, 2.6)
    for x in (63.2, 69.5):
        _chair(c, frame, x, 48.9)
    _rect(c, frame, 71.7, 46.0, 2.0, 9.0)
    _sink(c, frame, 71.9, 49.0)
    for y in (51.0, 53.0):
        _rect(c, frame, 74.5, y, 1.6, 1.8)
        c.line(frame.at(74.5, y), frame.at(76.1, y + 1.8), 0.35, gray=GRAY)
    _rect(c, frame, 92.2, 42.2, 3.0, 3.0)
    _rect(c, frame, 92.2, 50.0, 3.0, 4.6)
    c.circle(frame.at(86.4, 43.6), 1.3 * frame.pt_per_ft, 0.6, gray=GRAY)
    with c.edit("A101-floor-drain"):
        if c.revision == 2:
            x, y = frame.at(90, 52.6)
            c.circle((x, y), 6, 0.7)
            c.line((x - 4.2, y - 4.2), (x + 4.2, y + 4.2), 0.5)
            c.line((x - 4.2, y + 4.2), (x + 4.2, y - 4.2), 0.5)
