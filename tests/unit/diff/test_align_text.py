"""Words that both sheets have, and the transforms they agree on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.domain.geometry import Box, Transform
from common.domain.sheets import Word
from functions.diff.align_text import align_by_text, common_words
from functions.diff.robust_fit import IDENTITY
from tests.unit.diff.sheets import LETTER, off_px, turned

Words = list[Word]


def word(text: str, x: float, y: float) -> Word:
    return Word(box_pt=(x - 10, y - 4, x + 10, y + 4), text=text, size_pt=8)


def sheet(count: int, *, seed: int = 0, prefix: str = "w") -> Words:
    places = np.random.default_rng(seed).uniform((20, 20), (770, 590), (count, 2)).tolist()
    return [word(f"{prefix}{n}", x, y) for n, (x, y) in enumerate(places)]


def placed(words: Words, transform: Transform) -> Words:
    middles = transform.apply(np.array([middle(w.box_pt) for w in words]))
    return [word(w.text, x, y) for w, (x, y) in zip(words, middles.tolist(), strict=True)]


def middle(box: Box) -> tuple[float, float]:
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def test_untouched_words_give_exactly_no_motion() -> None:
    [model] = align_by_text(sheet(40), sheet(40), LETTER)
    assert np.array_equal(model.matrix, IDENTITY)
    assert (model.word_count, model.median_pt) == (40, 0)


@settings(max_examples=30)
@given(
    st.floats(0.4, 2.5), st.floats(-180, 180), st.floats(-300, 300), st.floats(-300, 300)
)  # fmt: skip
def test_words_moved_together_give_the_motion(
    scale: float, angle_deg: float, tx: float, ty: float
) -> None:
    truth = Transform(tx=tx, ty=ty).after(turned(angle_deg, scale=scale))
    models = align_by_text(sheet(40), placed(sheet(40), truth), LETTER)
    assert off_px(Transform.from_matrix(models[0].matrix), truth) < 0.1


def test_words_that_only_one_sheet_has_do_not_matter() -> None:
    truth = Transform(tx=30, ty=-8)
    old = sheet(30) + sheet(60, seed=1, prefix="gone")
    new = placed(sheet(30), truth) + sheet(60, seed=2, prefix="come")
    models = align_by_text(old, new, LETTER)
    assert off_px(Transform.from_matrix(models[0].matrix), truth) < 0.1
    assert models[0].word_count == 30


def test_a_few_words_moved_elsewhere_are_left_out() -> None:
    new = sheet(40)
    new[:6] = placed(new[:6], Transform(tx=200, ty=90))
    models = align_by_text(sheet(40), new, LETTER)
    assert np.array_equal(models[0].matrix, IDENTITY)
    assert models[0].word_count == 34


def test_a_moved_viewport_is_a_second_model_of_all_its_words() -> None:
    plan, notes = sheet(20), sheet(30, seed=1, prefix="n")
    motion = Transform(tx=45, ty=20)
    first, second = align_by_text(plan + notes, placed(plan, motion) + notes, LETTER)
    assert np.array_equal(first.matrix, IDENTITY)
    assert off_px(Transform.from_matrix(second.matrix), motion) < 0.1
    assert second.word_count == len(plan)


def test_two_viewports_moved_apart_are_two_more_models() -> None:
    parts = [sheet(20, seed=n, prefix=f"{n}-") for n in range(3)]
    motions = (Transform(), Transform(tx=40), Transform(ty=-35))
    new = [w for part, t in zip(parts, motions, strict=True) for w in placed(part, t)]
    models = align_by_text([w for part in parts for w in part], new, LETTER)
    found = {tuple(np.round(model.matrix[:, 2], 3)) for model in models}
    assert found == {(0, 0), (40, 0), (0, -35)}


def test_words_with_nothing_in_common_give_no_model() -> None:
    assert align_by_text(sheet(40), sheet(40, prefix="x"), LETTER) == ()


@pytest.mark.parametrize(("old", "new"), [(0, 40), (40, 0), (7, 40), (40, 7)])
def test_a_sheet_with_hardly_a_word_gives_no_model(old: int, new: int) -> None:
    assert align_by_text(sheet(old), sheet(new), LETTER) == ()


def test_common_words_shuffled_about_give_no_model() -> None:
    assert align_by_text(sheet(12), sheet(12, seed=9), LETTER) == ()


def test_words_in_a_corner_reach_few_cells() -> None:
    small = [word(f"w{n}", 20 + 3 * (n % 5), 20 + 8 * (n // 5)) for n in range(20)]
    [model] = align_by_text(small, small, LETTER)
    assert model.cells == 1


def test_repeated_words_anchor_a_sheet_that_has_few_of_its_own() -> None:
    tags = [word("TYP", 100 + 150 * n, 80 + 37 * n * n) for n in range(4)]
    old = sheet(8) + tags
    [model] = align_by_text(old, placed(old, Transform(tx=50, ty=9)), LETTER)
    assert model.word_count == 12


def test_words_repeated_too_often_are_no_partners() -> None:
    many = [word("TYP", 10.0 * n, 5) for n in range(5)]
    old, new = common_words(many, many, 4)
    assert old.shape == new.shape == (0, 2)


def test_a_word_that_stands_twice_is_paired_in_every_way() -> None:
    twice = [word("UP", 10, 10), word("UP", 50, 10)]
    old, _ = common_words(twice, twice, 4)
    assert len(old) == 4
