"""Sheet numbers as keys."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.domain.numbers import normalised_number

number_like = st.text(alphabet="AOISZ019 -–_./()#:ofOFREVSHEETNO№Лист", max_size=24)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("A-101", "A101"),
        ("A101", "A101"),
        ("a 101", "A101"),
        ("A – 101", "A101"),
        ("- A-100", "A100"),
        ("(A101)", "A101"),
        ("ASK-- 002b", "ASK002B"),
        ("ASK - 002b", "ASK002B"),
        ("z001.A", "Z001.A"),
        ("A20-05", "A20.05"),
        ("A20.05", "A20.05"),
        ("A-1O1", "A101"),
        ("A1O", "A10"),
        ("A.O1", "A.01"),
        ("SHEET NO. A-2.1", "A2.1"),
        ("DWG NO: S1.0", "S1.0"),
        ("Blatt 3", "3"),
        ("Лист 05", "5"),
        ("Sheet 22 of 54", "22"),
        ("SHEET NO.: 24 OF 109", "24"),
        ("2/2", "2"),
        ("007", "7"),
        ("A007", "A007"),
        ("227-001259", "227.001259"),
        ("A-101 Rev. B", "A101"),
        ("A-101 (REV 2)", "A101"),
        ("00", "0"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_spellings_of_one_number_have_one_key(printed: str, key: str) -> None:
    assert normalised_number(printed) == key


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("A20-05", "A2005"),
        ("A1B", "A18"),
        ("A1S", "A15"),
        ("A-101", "A-101A"),
        ("A01", "A1"),
        ("S101", "5101"),
        ("Z001.A", "Z001.B"),
        ("PLANT1", "T1"),
        ("REV1", "1"),
        ("1 of 2", "2 of 2"),
    ],
)
def test_different_numbers_keep_different_keys(first: str, second: str) -> None:
    assert normalised_number(first) != normalised_number(second)


@given(number_like | st.text(max_size=24))
@example("SHEET SHEET 1/2")
@example("S HEET 5")
@example("1O1/2")
@example("((REV A) REV B")
def test_the_key_of_a_key_is_itself(text: str) -> None:
    key = normalised_number(text)
    assert normalised_number(key) == key


@given(number_like)
def test_case_and_surrounding_blanks_do_not_matter(text: str) -> None:
    assert normalised_number(f"  {text.lower()} ") == normalised_number(text.upper())
