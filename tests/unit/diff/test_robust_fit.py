"""Transforms fitted to points of which some are wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.diff.robust_fit import (
    IDENTITY,
    Array,
    apply,
    compose,
    fit_affine,
    fit_similarity,
    fit_upright,
    inverse,
    ransac_similarity,
    residuals,
    reweighted,
    scale_of,
)

SHEET_PT = (2592.0, 1728.0)
CORNERS = np.array([(0, 0), (SHEET_PT[0], 0), SHEET_PT, (0, SHEET_PT[1])], dtype=float)


def similarity(scale: float, angle_deg: float, tx: float, ty: float) -> Array:
    a, b = (scale * f(math.radians(angle_deg)) for f in (math.cos, math.sin))
    return np.array([[a, -b, tx], [b, a, ty]])


similarities = st.builds(
    similarity,
    st.floats(0.3, 3),
    st.floats(-180, 180),
    st.floats(-2000, 2000),
    st.floats(-2000, 2000),
)


def points(count: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).uniform((0, 0), SHEET_PT, (count, 2))


def pairs(truth: Array, *, good: int, wrong: int, noise_pt: float = 0.0) -> tuple[Array, Array]:
    """Return points and partners, the wrong ones last."""
    rng = np.random.default_rng(1)
    old = points(good + wrong)
    new = apply(truth, old) + rng.normal(0, noise_pt, old.shape)
    new[good:] = apply(truth, rng.uniform((0, 0), SHEET_PT, (wrong, 2)))
    return old, new


def off_pt(found: Array, truth: Array) -> float:
    return float(residuals(found, CORNERS, apply(truth, CORNERS)).max())


@given(similarities)
def test_a_map_and_its_inverse_cancel(truth: Array) -> None:
    assert np.allclose(compose(inverse(truth), truth), IDENTITY, atol=1e-6)


@given(similarities, similarities)
def test_a_composed_map_does_the_first_one_first(first: Array, second: Array) -> None:
    assert np.allclose(apply(compose(second, first), CORNERS), apply(second, apply(first, CORNERS)))


@given(similarities, similarities)
def test_scales_multiply(first: Array, second: Array) -> None:
    assert scale_of(compose(second, first)) == pytest.approx(scale_of(first) * scale_of(second))


@given(similarities)
def test_exact_pairs_give_the_similarity_back(truth: Array) -> None:
    old = points(5)
    found = fit_similarity(old, apply(truth, old), np.ones(5))
    assert found is not None
    assert off_pt(found, truth) < 1e-6


def test_a_pair_without_weight_has_no_say() -> None:
    truth = similarity(1.5, 20, 30, 40)
    old, new = pairs(truth, good=4, wrong=1)
    found = fit_similarity(old, new, np.array([1.0, 1, 1, 1, 0]))
    assert found is not None
    assert off_pt(found, truth) < 1e-6


def test_coinciding_points_fix_no_similarity() -> None:
    assert fit_similarity(np.ones((3, 2)), points(3), np.ones(3)) is None


def test_a_sheet_stretched_along_one_axis_is_fitted_by_an_affine_map() -> None:
    truth = np.array([[1.004, 0.001, 12.0], [0.0, 0.998, -7.0]])
    old = points(8)
    found = fit_affine(old, apply(truth, old), np.ones(8))
    assert found is not None
    assert off_pt(found, truth) < 1e-6


def test_points_in_line_fix_no_affine_map() -> None:
    along = np.column_stack([np.arange(5.0), 2 * np.arange(5.0)])
    assert fit_affine(along, along, np.ones(5)) is None


@pytest.mark.parametrize("quarter_deg", [0, 90, 180, 270])
def test_an_upright_fit_follows_the_plotter_and_not_the_lean_of_the_noise(
    quarter_deg: float,
) -> None:
    truth = similarity(0.5, quarter_deg, 700, 80)
    old, new = points(20), apply(similarity(0.5, quarter_deg + 0.05, 700, 80), points(20))
    found = fit_upright(old, new, np.ones(20))
    assert found is not None
    assert np.allclose(found[:, :2], truth[:, :2], atol=1e-5)


def test_coinciding_points_fix_nothing_upright() -> None:
    assert fit_upright(np.ones((3, 2)), points(3), np.ones(3)) is None


def test_refinement_turns_from_the_outliers_to_the_many() -> None:
    truth = similarity(1.0, 0.0, 3.0, -2.0)
    old, new = pairs(truth, good=60, wrong=20, noise_pt=0.02)
    start = similarity(1.0, 0.0, 3.1, -1.9)
    assert off_pt(reweighted(old, new, start), truth) < 0.05


def test_refinement_far_from_every_pair_keeps_its_start() -> None:
    old, new = pairs(IDENTITY, good=10, wrong=0)
    start = similarity(1.0, 0.0, 500.0, 500.0)
    assert np.array_equal(reweighted(old, new, start), start)


@settings(max_examples=25)
@given(similarities)
def test_a_similarity_is_found_among_twice_as_many_wrong_pairs(truth: Array) -> None:
    old, new = pairs(truth, good=40, wrong=80)
    found = ransac_similarity(old, new, 2.0)
    assert found is not None
    assert off_pt(found[0], truth) < 1e-3
    assert found[1][:40].all()


def test_wrong_pairs_are_named_as_such() -> None:
    truth = similarity(0.5, 90, 1000, 10)
    old, new = pairs(truth, good=40, wrong=40)
    far = residuals(truth, old, new) > 4
    found = ransac_similarity(old, new, 2.0)
    assert found is not None
    assert not found[1][far].any()


def test_the_same_seed_gives_the_same_answer() -> None:
    old, new = pairs(similarity(1, 5, 0, 0), good=30, wrong=30, noise_pt=0.3)
    first, second = (ransac_similarity(old, new, 2.0, seed=7) for _ in range(2))
    assert first is not None
    assert second is not None
    assert np.array_equal(first[0], second[0])


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_pairs_fix_nothing(count: int) -> None:
    assert ransac_similarity(points(count), points(count), 2.0) is None


def test_pairs_at_one_place_fix_nothing() -> None:
    assert ransac_similarity(np.ones((5, 2)), points(5), 2.0) is None


def test_a_fit_to_more_pairs_than_may_vote_marks_all_of_them() -> None:
    truth = similarity(2, 0, 5, 5)
    old, new = pairs(truth, good=2000, wrong=0)
    found = ransac_similarity(old, new, 1.0)
    assert found is not None
    assert found[1].sum() == 2000
