"""Lengths as drawings print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.summary.lengths import length_in


@pytest.mark.parametrize(
    ("printed", "inches"),
    [
        ("12'-6\"", 150.0),
        ("12' - 6 1/2\"", 150.5),
        ("12'6\"", 150.0),
        ("12'-0\"", 144.0),
        ("12'", 144.0),
        ("0' - 4 1/2\"", 4.5),
        ("10' - 7\" (HOLD)", 127.0),
        ("12'-6''", 150.0),
        ("12′-6″", 150.0),
        ("5' 11/16\"", 60.6875),
        ("5'-11/16\"", 60.6875),
        ('3 1/2"', 3.5),
        ('3-1/2"', 3.5),
        ('11/16"', 0.6875),
        ("74” x 30”", 74.0),
        ('18"D X 18"H BENCH', 18.0),
        ("104.25'", 1251.0),
        ('6.5"', 6.5),
        ("36 in", 36.0),
        ("3 ft", 36.0),
        ("3450", 3450 / 25.4),
        ("3450 TYP", 3450 / 25.4),
        ("R25.5 mm", 25.5 / 25.4),
        ("1.2 m", 1200 / 25.4),
        ("1,2 m", 1200 / 25.4),
        ("12 cm", 120 / 25.4),
        ("1,200 mm", 1200 / 25.4),
        ("0,5 mm", 0.5 / 25.4),
    ],
)
def test_a_printed_length_is_read_in_inches(printed: str, inches: float) -> None:
    assert length_in(printed) == pytest.approx(inches)


@pytest.mark.parametrize(
    "printed", ["", "ROOM", "2 OF 5", "12", "A-101", "TYP", "3/16", "1/0", "2015 EDITION", "7 min"]
)
def test_what_is_no_length_has_none(printed: str) -> None:
    assert length_in(printed) is None


@given(st.integers(0, 400), st.integers(0, 11), st.integers(0, 15))
def test_feet_inches_and_sixteenths_come_back(feet: int, inches: int, sixteenths: int) -> None:
    fraction = f" {sixteenths}/16" if sixteenths else ""
    expected = 12 * feet + inches + sixteenths / 16
    assert length_in(f"{feet}' - {inches}{fraction}\"") == pytest.approx(expected)
    assert length_in(f"{feet}'-{inches}{fraction}\"") == pytest.approx(expected)


@given(st.text(alphabet="0123456789 '\"/-.,mcftinR", max_size=16))
def test_any_text_has_a_length_or_none(text: str) -> None:
    length = length_in(text)
    assert length is None or length >= 0
