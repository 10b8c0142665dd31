"""Sheets looked at without their letters."""

from __future__ import annotations

import numpy as np

from common.domain.geometry import Transform
from functions.diff.align import align
from functions.diff.align_grade import grade
from functions.diff.align_polish import sight
from functions.diff.align_refine import refine
from functions.diff.linework import linework
from functions.diff.robust_fit import IDENTITY
from tests.unit.diff.sheets import (
    NOTES,
    Drawing,
    busy,
    frame,
    line,
    off_px,
    opened,
    plot,
    text,
    turned,
)


def in_times(drawing: Drawing) -> Drawing:
    """The same words in a narrower font."""
    words = {f"note {n}": text(60, 450 + 11 * n, note, 6, "tiro") for n, note in enumerate(NOTES)}
    labels = {f"dim top {n}": text(105 + 120 * n, 74, f"{11 + n}'-{2 + n}\"", 7, "tiro")
              for n in range(4)}  # fmt: skip
    return drawing | words | labels


def test_words_are_painted_over_and_lines_stay() -> None:
    drawing = {"word": text(100, 100, "KITCHEN", 12), "line": line(100, 200, 300, 200, 2)}
    with opened(plot(drawing)) as (sheet,):
        gray = linework(sheet, sheet.words).gray(72)
    assert gray[80:110].min() == 255
    assert gray[195:205].min() < 100


def test_the_sheet_itself_keeps_its_words() -> None:
    with opened(plot({"word": text(100, 100, "KITCHEN", 12)})) as (sheet,):
        linework(sheet, sheet.words).gray(72)
        assert sheet.gray(72).min() < 100


def test_another_font_does_not_pull_the_lines_away() -> None:
    with opened(plot(busy()), plot(in_times(busy()))) as (old, new):
        refined = refine(*sight(old, new), IDENTITY, 150, reach_px=20)
    assert off_px(Transform.from_matrix(refined.matrix), Transform()) < 0.05


def test_a_skewed_sheet_in_another_font_is_laid_on_its_lines() -> None:
    truth = turned(0.3)
    with opened(plot(busy()), plot(in_times(busy()), placed=truth)) as (old, new):
        attempt = align(old, new)
    assert off_px(attempt.new_from_old, truth) < 0.3
    assert grade(attempt) == "verified"


def test_a_sheet_of_notes_alone_is_looked_at_with_its_letters() -> None:
    notes = frame() | {f"n{n}": text(60, 60 + 9 * n, f"{n} {NOTES[n % 5]}", 6) for n in range(50)}
    bare = {name: item for name, item in notes.items() if name not in {"border", "strip"}}
    with opened(plot(bare), plot(bare)) as (old, new):
        assert sight(old, new) == (old, new)


def test_a_sheet_without_words_is_looked_at_whole() -> None:
    with opened(plot(busy()), words=False) as (old,), opened(plot(busy())) as (new,):
        assert np.array_equal(sight(old, new)[0].gray(75), old.gray(75))
