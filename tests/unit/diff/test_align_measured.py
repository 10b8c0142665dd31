"""How exactly a part lies, and when nothing says so."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from common.domain.geometry import Box, Transform
from functions.diff.align_measured import WordPairs, measured_shift, measured_similarity
from functions.diff.align_polish import sight
from functions.diff.robust_fit import Array
from tests.unit.diff.sheets import LETTER, off_px, opened, pipes, plan, plot, plot_with, turned

ALL: Box = (0, 0, *LETTER)
NO_WORDS = WordPairs.of(((), ()))
TRUTH = turned(7, (300, 250), 0.9)


def near(truth: Transform) -> Array:
    """Return what is off by a point."""
    return Transform(tx=0.7, ty=-0.7).after(truth).matrix


def test_words_fix_a_shift_to_a_hair() -> None:
    with opened(plot(plan()), plot(plan(22, 14))) as pages:
        words = WordPairs.of((pages[0].words, pages[1].words))
        start = near(Transform(tx=22, ty=14))
        found = measured_shift(start, words.only(words.near(start)), partial(sight, *pages), ALL)
    assert off_px(Transform.from_matrix(found.matrix), Transform(tx=22, ty=14)) < 0.02
    assert found.residual_px == pytest.approx(0, abs=0.01)


def test_patches_fix_a_shift_without_words() -> None:
    with opened(plot(plan()), plot(plan(22, 14)), words=False) as pages:
        start = near(Transform(tx=22, ty=14))
        found = measured_shift(start, NO_WORDS, partial(sight, *pages), ALL)
    assert off_px(Transform.from_matrix(found.matrix), Transform(tx=22, ty=14)) < 0.3
    assert found.residual_px is not None
    assert found.residual_px < 0.5


@pytest.mark.parametrize("words", [True, False])
def test_a_turn_and_a_size_are_fixed_too(words: bool) -> None:
    with opened(plot(plan()), plot_with({}, plan(), TRUTH), words=words) as pages:
        pairs = WordPairs.of((pages[0].words, pages[1].words))
        start = near(TRUTH)
        pairs = pairs.only(pairs.near(start))
        found = measured_similarity(start, pairs, partial(sight, *pages), ALL)
    assert off_px(Transform.from_matrix(found.matrix), TRUTH) < (0.05 if words else 0.6)
    assert found.residual_px is not None


@pytest.mark.parametrize("measure", [measured_shift, measured_similarity])
def test_another_drawing_cannot_be_measured(measure: object) -> None:
    assert callable(measure)
    with opened(plot(plan()), plot(pipes()), words=False) as pages:
        found = measure(Transform().matrix, NO_WORDS, partial(sight, *pages), ALL)
    assert found.residual_px is None


def test_words_that_went_elsewhere_are_not_near() -> None:
    with opened(plot(plan()), plot(plan(22, 14))) as pages:
        words = WordPairs.of((pages[0].words, pages[1].words))
    assert words.near(near(Transform(tx=22, ty=14))).sum() >= len(pages[0].words) // 2
    assert words.near(Transform(tx=140, ty=14).matrix).sum() < 8
    assert not words.only(np.zeros(len(words.old), bool)).near(Transform().matrix).any()
