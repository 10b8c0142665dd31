"""How alike sheets are."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pytest

from common.domain.sheets import Word
from functions.diff.sheet_similarity import (
    DENSITY_SHAPE,
    ink_density,
    ink_similarity,
    text_similarity,
    token_counts,
)


def drawn(
    *boxes: tuple[int, int, int, int], size: tuple[int, int] = (400, 600)
) -> npt.NDArray[np.uint8]:
    """Return a thumbnail with outlines at (x0, y0, x1, y1)."""
    gray = np.full(size, 255, np.uint8)
    for x0, y0, x1, y1 in boxes:
        gray[y0:y1, x0:x1] = 0
        gray[y0 + 3 : y1 - 3, x0 + 3 : x1 - 3] = 255
    return gray


FRAME = (5, 5, 595, 395)
HOUSE, SHED = (100, 100, 300, 250), (400, 280, 520, 360)


def test_words_are_counted_without_case_and_punctuation() -> None:
    words = [
        Word(box_pt=(0, 0, 1, 1), text=text, size_pt=8) for text in ("Roof,", "ROOF", "A", "-")
    ]
    assert token_counts(words) == Counter(roof=2)


def test_equal_texts_are_alike_and_different_ones_are_not() -> None:
    plan, roof = Counter(kitchen=2, bath=1), Counter(ridge=1, skylight=3)
    assert np.allclose(text_similarity([plan, roof], [plan, roof]), np.eye(2))


def test_a_rare_word_weighs_more_than_one_of_every_sheet() -> None:
    common, rare = Counter(scale=1), Counter(scale=1, skylight=1)
    others = [Counter(scale=1, door=1), Counter(scale=1, skylight=1), Counter(scale=1, wall=1)]
    [[door, skylight, wall]] = text_similarity([rare], others)
    assert skylight > 0.9 > max(door, wall)
    assert text_similarity([common], others).shape == (1, 3)


@pytest.mark.parametrize("sheets", [[], [Counter[str]()]])
def test_sheets_without_text_are_not_alike(sheets: list[Counter[str]]) -> None:
    assert not text_similarity(sheets, [Counter(roof=1)]).any()


def test_a_density_does_not_depend_on_the_resolution() -> None:
    small = drawn(FRAME, HOUSE)
    big = np.kron(small, np.ones((2, 2), np.uint8))
    assert ink_density(small).shape == DENSITY_SHAPE
    assert ink_similarity([ink_density(small)], [ink_density(big)])[0, 0] > 0.95


def test_a_wider_margin_is_cropped() -> None:
    page = drawn(HOUSE, SHED)
    wide = np.pad(page, 80, constant_values=255)
    assert ink_similarity([ink_density(page)], [ink_density(wide)])[0, 0] > 0.95


def test_a_drawing_is_more_like_its_shifted_self_than_like_another() -> None:
    house, shed = ink_density(drawn(FRAME, HOUSE)), ink_density(drawn(FRAME, SHED))
    shifted = ink_density(drawn(FRAME, (110, 106, 310, 256)))
    [[itself, other]] = ink_similarity([house], [shifted, shed])
    assert itself > 0.8
    assert itself > other + 0.2


def test_a_blank_sheet_is_like_nothing() -> None:
    blank = ink_density(np.full((400, 600), 255, np.uint8))
    assert ink_similarity([blank], [ink_density(drawn(HOUSE))])[0, 0] == 0.0


def test_no_sheets_have_no_similarity() -> None:
    assert ink_similarity([], [ink_density(drawn(HOUSE))]).shape == (0, 1)
