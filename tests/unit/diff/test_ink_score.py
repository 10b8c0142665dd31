"""Agreement of ink under a transform, and how much of it is chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.diff.ink_score import (
    SCORE_DPI,
    InkScorer,
    ink_threshold,
    pixel_matrix,
    points_matrix,
)
from functions.diff.masks import Mask
from functions.diff.robust_fit import IDENTITY, Array, apply
from tests.unit.diff.sheets import (
    Drawing,
    busy,
    fill,
    opened,
    other_drawing,
    plot,
    scan,
    scored,
)

PX_PT = 72 / SCORE_DPI


def shift(x_pt: float, y_pt: float) -> Array:
    return np.array([[1.0, 0, x_pt], [0, 1.0, y_pt]])


@pytest.fixture(scope="module")
def same() -> InkScorer:
    with opened(plot(busy()), plot(busy())) as (old, new):
        return InkScorer.of(old, new)


@pytest.fixture(scope="module")
def unrelated() -> InkScorer:
    with opened(plot(busy()), plot(other_drawing())) as (old, new):
        return InkScorer.of(old, new)


@given(
    st.floats(0.2, 5), st.floats(-1, 1), st.floats(-500, 500),
    st.sampled_from([37.5, 75.0, 150.0]), st.sampled_from([50.0, 100.0]),
)  # fmt: skip
def test_a_map_in_pixels_becomes_the_same_map_in_points(
    scale: float, turn: float, x: float, old_dpi: float, new_dpi: float
) -> None:
    points = np.array([[scale, -turn, x], [turn, scale, 3.0]])
    back = points_matrix(pixel_matrix(points, old_dpi, new_dpi), old_dpi, new_dpi)
    assert np.allclose(back, points, atol=1e-6)


def test_the_middle_of_a_pixel_is_half_a_pixel_in() -> None:
    doubled = pixel_matrix(IDENTITY, 75, 150)
    assert apply(doubled, np.zeros((1, 2))).tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize("off_pt", [0.0, 0.96, 40.0])
def test_a_quick_look_trusts_a_transform_as_much_as_a_close_one(off_pt: float) -> None:
    with opened(plot(busy()), plot(busy())) as (old, new):
        quick, close = (
            look(old, new).trust(shift(off_pt, 0)) for look in (InkScorer.quick, InkScorer.of)
        )
    assert quick.contrast == pytest.approx(close.contrast, abs=0.03)
    assert quick.explained == pytest.approx(close.explained, abs=0.05)


def test_a_sheet_agrees_wholly_with_itself(same: InkScorer) -> None:
    trust = same.trust(IDENTITY)
    assert same.score(IDENTITY) == pytest.approx(1, abs=0.01)
    assert trust.contrast == pytest.approx(1, abs=0.01)
    assert trust.explained == 1
    assert trust.quadrants == 4


def test_a_pixel_of_tolerance_is_allowed_and_three_are_not(same: InkScorer) -> None:
    assert same.score(shift(0.9 * PX_PT, 0)) > 0.95
    assert same.score(shift(3 * PX_PT, 3 * PX_PT)) < 0.4


def test_agreement_falls_with_the_displacement(same: InkScorer) -> None:
    scores = [same.score(shift(d * PX_PT, d * PX_PT)) for d in (0, 1.5, 3, 20)]
    assert scores == sorted(scores, reverse=True)


def test_a_wrong_transform_explains_hardly_a_tile(same: InkScorer) -> None:
    assert same.trust(shift(6, 6)).explained < 0.1


def test_ink_that_falls_off_the_sheet_counts_against_the_transform(same: InkScorer) -> None:
    assert same.score(shift(5000, 0)) == 0


def test_other_drawings_agree_little_more_than_by_chance(unrelated: InkScorer) -> None:
    assert unrelated.trust(IDENTITY).contrast < 0.32


def test_a_blank_sheet_agrees_with_nothing() -> None:
    with opened(plot(busy()), plot({})) as (old, new):
        scorer = InkScorer.of(old, new)
    trust = scorer.trust(IDENTITY)
    assert scorer.is_blank
    assert (scorer.score(IDENTITY), trust.contrast, trust.quadrants) == (0, 0, 0)


def test_content_in_one_corner_reaches_one_quadrant() -> None:
    corner: Drawing = {
        "a": fill((20, 20, 60, 60), (0, 0, 0)),
        "b": fill((90, 30, 99, 70), (0, 0, 0)),
    }
    with opened(plot(corner), plot(corner)) as (old, new):
        assert InkScorer.of(old, new).trust(IDENTITY).quadrants == 1


def test_filled_areas_do_not_vouch_for_each_other() -> None:
    rng = np.random.default_rng(3)
    masks: list[Mask] = []
    for _ in range(2):
        mask = np.zeros((600, 800), np.uint8)
        for x, y in rng.integers(0, 500, (90, 2)).tolist():
            mask[y : y + 80, x : x + 120] = 1
        masks.append(mask)
    scorer = scored(masks[0], masks[1])
    assert scorer.score(IDENTITY) > 0.7
    assert scorer.trust(IDENTITY).contrast < 0.32


def drawn(*places: tuple[int, int]) -> Mask:
    """Three hatched boxes, each with lines of its own."""
    ink = np.zeros((600, 800), np.uint8)
    for k, (x, y) in enumerate(places):
        ink[y : y + 150 : 9 + 2 * k, x : x + 200] = 1
        ink[y : y + 150, x : x + 200 : 37 + 6 * k] = 1
    return ink


def test_parts_that_moved_vouch_for_a_sheet_together_with_what_stayed() -> None:
    scorer = scored(drawn((50, 50), (350, 60), (60, 350)), drawn((50, 50), (390, 81), (60, 350)))
    alone, left = scorer.trust(IDENTITY), scorer.leftover(IDENTITY)
    where = np.zeros((600, 800), np.uint8)
    where[70:250, 380:620] = 1
    left = left.without(where, np.array([[1.0, 0.0, 40.0], [0.0, 1.0, 21.0]]))
    together = scorer.trust_together(IDENTITY, left)
    assert alone.contrast < 0.85
    assert alone.explained < 0.8
    assert together.contrast == pytest.approx(1)
    assert together.explained == 1


def test_what_no_part_explains_speaks_against_a_sheet_as_before() -> None:
    scorer = scored(drawn((50, 50), (350, 60)), drawn((50, 50), (390, 81)))
    left = scorer.leftover(IDENTITY)
    assert scorer.trust_together(IDENTITY, left) == scorer.trust(IDENTITY)


def test_parts_vouch_for_no_sheet_of_fills() -> None:
    rng = np.random.default_rng(3)
    old, new = np.zeros((2, 600, 800), np.uint8)
    for mask in (old, new):
        for x, y in rng.integers(0, 500, (90, 2)).tolist():
            mask[y : y + 80, x : x + 120] = 1
    scorer = scored(old, new)
    nothing = np.ones((600, 800), np.uint8)
    left = scorer.leftover(IDENTITY).without(nothing, np.array([[1.0, 0, 5], [0, 1.0, 5]]))
    assert scorer.trust_together(IDENTITY, left) == scorer.trust(IDENTITY)


def test_the_threshold_of_white_paper_keeps_faint_lines() -> None:
    gray = np.full((200, 200), 255, np.uint8)
    gray[50] = 225
    assert gray[50, 0] < ink_threshold(gray) < 255


def test_the_threshold_of_a_scan_leaves_its_noise_to_the_paper() -> None:
    with opened(scan(plot({}))) as [sheet]:
        gray = sheet.gray(SCORE_DPI)
    assert (gray < ink_threshold(gray)).mean() < 0.001


def test_a_sheet_without_light_pixels_has_a_threshold() -> None:
    assert ink_threshold(np.zeros((50, 50), np.uint8)) > 0
