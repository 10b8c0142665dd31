"""Tests of the comparison of scans by darkness."""

import numpy as np
import numpy.typing as npt

from functions.diff.scan_tones import darkness, far_darker


def _with_line(level: int, column: int) -> npt.NDArray[np.uint8]:
    dark = np.zeros((24, 24), np.uint8)
    dark[:, column] = level
    return dark


def _count(dark: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> int:
    return int(np.bitwise_count(far_darker(dark, other, 30)).sum())


def test_what_is_lighter_than_paper_is_not_dark() -> None:
    gray = np.array([[250, 239, 200]], np.uint8)

    assert darkness(gray, 239).tolist() == [[0, 0, 39]]


def test_a_pale_fill_is_found_that_is_no_ink_by_thresholds() -> None:
    assert _count(np.full((24, 24), 34, np.uint8), np.zeros((24, 24), np.uint8)) == 24 * 24


def test_a_line_a_pixel_further_off_is_no_change() -> None:
    assert _count(_with_line(150, 11), _with_line(150, 12)) == 0


def test_a_line_two_pixels_further_off_is_one() -> None:
    assert _count(_with_line(150, 10), _with_line(150, 12)) == 24


def test_a_line_twice_as_dark_is_the_other_scanner() -> None:
    assert _count(_with_line(180, 12), _with_line(90, 12)) == 0


def test_a_line_three_times_as_dark_is_found() -> None:
    assert _count(_with_line(180, 12), _with_line(50, 12)) == 24


def test_a_step_that_no_level_reaches_finds_nothing() -> None:
    assert not far_darker(_with_line(180, 12), _with_line(0, 12), 200).any()
