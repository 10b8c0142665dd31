"""What the simulation says, as tables and as a picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from benchmarks.scaling.chain import Load, Marks
from benchmarks.scaling.instances import Function

Place = Callable[[float, float], tuple[float, float]]
_PHASES = ("split", "read", "settle", "match", "compare", "summarise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One simulation and what it was of."""

    load: Load
    marks: Marks
    functions: Mapping[str, Function]

    def phases_s(self) -> dict[str, float]:
        """Return what each phase adds until the last set has passed it."""
        m = self.marks
        ends = (m.split_s, m.read_s, m.settled_s, m.matched_s, m.compared_s, m.completed_s)
        starts = (0.0, *ends[:-1])
        return {
            phase: max(0.0, end - start)
            for phase, start, end in zip(_PHASES, starts, ends, strict=True)
        }

    def longest(self) -> str:
        """Return the phase that adds most, with its share of the time."""
        phases = self.phases_s()
        name = max(phases, key=lambda phase: phases[phase])
        return f"{name} ({phases[name] / max(sum(phases.values()), 1e-9):.0%})"

    def failed(self) -> str:
        """Return what ended as a dead letter."""
        return ", ".join(f"{n} {entry}" for entry, n in self.marks.failed.items()) or "–"


def row(name: str, outcome: Outcome) -> list[str]:
    """Return an outcome as cells."""
    marks, functions = outcome.marks, outcome.functions
    return [
        name,
        seconds(marks.first_sheet_s),
        *(seconds(value) for value in outcome.phases_s().values()),
        seconds(marks.completed_s) if marks.completed_sets == len(outcome.load.sets()) else "never",
        outcome.longest(),
        f"{functions['ocr-page'].starts} + {functions['diff-pair'].starts}",
        outcome.failed(),
    ]


HEADINGS = (
    *("sheets", "first sheet", *_PHASES, "completed", "longest phase"),
    *("instances (pages + pairs)", "dead letters"),
)


def seconds(value: float | None) -> str:
    """Return a time as people read it."""
    if value is None:
        return "–"
    if value < 100:
        return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"
    return f"{value / 60:.1f} min" if value < 6000 else f"{value / 3600:.1f} h"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line of the plot: (sheets, seconds)."""

    name: str
    colour: str
    points: Sequence[tuple[float, float]]


_W, _H, _LEFT, _TOP, _RIGHT, _BOTTOM = 760, 430, 70, 20, 190, 50
_TICKS_S = (
    (1, "1 s"),
    (10, "10 s"),
    (60, "1 min"),
    (600, "10 min"),
    (3600, "1 h"),
    (36000, "10 h"),
)


def plot(series: Sequence[Series]) -> str:
    """Return an SVG with both axes logarithmic."""
    every = [point for line in series for point in line.points]
    x_low, x_high = min(x for x, _ in every), max(x for x, _ in every)
    y_low = 10 ** math.floor(math.log10(min(y for _, y in every)))
    y_high = max(y for _, y in every) * 1.5

    def at(x: float, y: float) -> tuple[float, float]:
        across = math.log(x / x_low) / math.log(x_high / x_low)
        up = math.log(y / y_low) / math.log(y_high / y_low)
        return (
            _LEFT + across * (_W - _LEFT - _RIGHT),
            _H - _BOTTOM - up * (_H - _TOP - _BOTTOM),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_W} {_H}" role="img" '
        'font-family="sans-serif" font-size="12">',
        "<title>Time to the first sheet and to the end, by sheets uploaded at once</title>",
        f'<rect width="{_W}" height="{_H}" fill="white"/>',
        *_grid(at, (x_low, x_high), (y_low, y_high)),
    ]
    for number, line in enumerate(series):
        parts += _line(line, number, at)
    return "\n".join([*parts, "</svg>", ""])


def _grid(at: Place, x_range: tuple[float, float], y_range: tuple[float, float]) -> list[str]:
    parts = []
    for value, label in _TICKS_S:
        if y_range[0] <= value <= y_range[1]:
            (x0, y), (x1, _) = at(x_range[0], value), at(x_range[1], value)
            parts.append(_rule(x0, y, x1, y))
            parts.append(f'<text x="{x0 - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
    power = round(math.log10(x_range[0]))
    while 10.0**power <= x_range[1] * 1.001:
        sheets = 10.0**power
        (x, y0), (_, y1) = at(sheets, y_range[0]), at(sheets, y_range[1])
        parts.append(_rule(x, y0, x, y1))
        parts.append(
            f'<text x="{x:.1f}" y="{y0 + 20:.1f}" text-anchor="middle">{sheets:,.0f}</text>'
        )
        power += 1
    parts.append(f'<text x="{(_W - _RIGHT + _LEFT) / 2}" y="{_H - 8}" text-anchor="middle">sheets'
                 " uploaded at once</text>")  # fmt: skip
    return parts


def _rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return f'<path d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" stroke="#ddd"/>'


def _line(line: Series, number: int, at: Place) -> list[str]:
    places = [at(x, y) for x, y in line.points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    y = _TOP + 14 + 20 * number
    x = _W - _RIGHT + 16
    return [
        f'<path d="M{path}" fill="none" stroke="{line.colour}" stroke-width="2"/>',
        *(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{line.colour}"/>' for px, py in places),
        f'<path d="M{x} {y - 4}h18" stroke="{line.colour}" stroke-width="2"/>',
        f'<text x="{x + 24}" y="{y}">{escape(line.name)}</text>',
    ]
