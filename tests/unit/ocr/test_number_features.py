"""What speaks for and against a candidate for the sheet number."""

from __future__ import annotations

import pytest

from functions.ocr.number_features import FeatureReader, candidates_on
from functions.ocr.segments import segments_of
from tests.unit.ocr.layout import ARCH_D, Line, page

NUMBER: Line = ("A-501", 0.5, 0.5, 10.0)


def features_of(*lines: Line, number: str = "A501") -> dict[str, float]:
    """Return the features of the first candidate with this number."""
    segments = segments_of(page(*lines))
    candidates = candidates_on(segments)
    reader = FeatureReader(segments, candidates, ARCH_D)
    return reader.features(next(c for c in candidates if c.number == number))


@pytest.mark.parametrize(
    ("lines", "is_tag"),
    [
        ([NUMBER], 0.0),
        ([("5", 0.5035, 0.492, 10.0), NUMBER], 1.0),
        ([("SIM", 0.501, 0.492, 10.0), NUMBER], 1.0),
        ([("5", 0.56, 0.492, 10.0), NUMBER], 0.0),
        ([("5 / A-501", 0.5, 0.5, 10.0)], 1.0),
    ],
)
def test_a_small_number_above_makes_a_view_tag(lines: list[Line], is_tag: float) -> None:
    assert features_of(*lines)["viewtag"] == is_tag


def test_numbers_below_one_another_are_a_list() -> None:
    column = [(f"A-{n}", 0.5, 0.4 + 0.01 * (n - 499), 10.0) for n in range(499, 506)]
    assert features_of(*column)["aligned"] == 1.0
    assert features_of(NUMBER)["aligned"] == 0.0


@pytest.mark.parametrize(
    ("label", "strength"),
    [("SHEET NO.", 1.0), ("DWG NO", 1.0), ("Sheet", 1.0), ("PAGE", 2 / 3), ("ROOM", 0.0)],
)
def test_a_label_above_speaks_for_the_number(label: str, strength: float) -> None:
    value = features_of((label, 0.5, 0.492, 8.0), NUMBER)["label"]
    assert value == pytest.approx(strength, abs=0.15 * strength)


@pytest.mark.parametrize("label", ["PROJECT NO.", "SCALE", "REV", "DATE", "DRAWN BY"])
def test_the_label_of_another_field_speaks_against_it(label: str) -> None:
    assert features_of((label, 0.5, 0.493, 8.0), NUMBER)["neg"] == pytest.approx(0.7)
    assert features_of(NUMBER)["neg"] == 0.0


def test_a_number_in_a_sentence_is_not_alone() -> None:
    assert features_of(NUMBER)["alone"] == 1.0
    assert features_of(("SEE A-501 FOR DETAILS", 0.5, 0.5, 10.0))["alone"] == 0.0


def test_the_lower_right_corner_is_near_and_the_upper_left_is_far() -> None:
    near, far = features_of(("A-501", 0.95, 0.97, 10.0)), features_of(("A-501", 0.05, 0.5, 10.0))
    assert (near["corner"], far["corner"]) == (1.0, 0.0)
    assert near["-cornerdist"] > far["-cornerdist"]
