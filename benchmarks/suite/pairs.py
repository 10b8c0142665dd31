"""Pairs of plots of one sheet with the truth of what was edited in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.plots import Plotted
from benchmarks.situations import SITUATIONS, Situation
from benchmarks.suite.choose import Truth, edited
from benchmarks.suite.marks import Drawing
from benchmarks.suite.page import Page
from benchmarks.suite.sheets import NUMBERS, drawing
from common.domain.geometry import Box, Transform
from functions.diff.compare import SheetSource
from samples.drawing import Canvas

EDITS_A_SHEET = (5, 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two plots of a sheet.

    Attributes:
        truths: in the frame of the new plot, like the boxes of the noise.
        is_unchanged: nothing was edited, but for the date in one situation.
        new_from_old: the true transforms.
    """

    situation: Situation
    number: str
    old: SheetSource
    new: SheetSource
    truths: tuple[Truth, ...]
    noise_boxes_pt: tuple[Box, ...]
    is_unchanged: bool
    new_from_old: tuple[Transform, ...]

    @property
    def has_text(self) -> bool:
        """Both plots have a text layer."""
        return bool(self.old.words and self.new.words)


def pairs(situation: Situation, numbers: Sequence[str], seed: int) -> Iterator[Pair]:
    """Yield every sheet edited at random and unchanged, as a situation plots them."""
    for number in numbers:
        index = NUMBERS.index(number)
        sheet = drawing(number)
        old = situation.old_plot(index)(sheet.canvas(sheet.body, body_pt=situation.body_pt))
        if situation.date_only:
            new = situation.new(sheet.canvas(sheet.body, issue=2))
            yield _pair(situation, sheet, old, new, ())
            continue
        rng = np.random.default_rng([seed, SITUATIONS.index(situation), index])
        after = edited(Page(sheet), rng, int(rng.integers(*EDITS_A_SHEET)))
        new = situation.new(sheet.canvas(after.body, issue=2))
        yield _pair(situation, sheet, old, new, after.truths)
        yield _unchanged(situation, sheet, old, sheet.canvas(sheet.body))


def _unchanged(situation: Situation, sheet: Drawing, old: Plotted, canvas: Canvas) -> Pair:
    pair = _pair(situation, sheet, old, situation.new(canvas), ())
    return replace(pair, noise_boxes_pt=())


def _pair(
    situation: Situation, sheet: Drawing, old: Plotted, new: Plotted, truths: Sequence[Truth]
) -> Pair:
    shown = new.shown_from_drawn
    return Pair(
        situation=situation,
        number=sheet.number,
        old=old.source,
        new=new.source,
        truths=tuple(
            replace(truth, boxes_pt=tuple(shown.apply_box(box) for box in truth.boxes_pt))
            for truth in truths
        ),
        noise_boxes_pt=tuple(shown.apply_box(box) for box in sheet.noise_boxes()),
        is_unchanged=not truths,
        new_from_old=situation.true_transforms(old, new),
    )
