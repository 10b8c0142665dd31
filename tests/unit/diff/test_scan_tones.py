"""Tests of the comparison of scans by darkness."""

import numpy as np
import numpy.typing as npt
import pytest

from functions.diff.scan_tones import (
    MIN_RATIO,
    UNKNOWN_RATIO,
    Limits,
    ScanScale,
    Side,
    darkness,
    far_darker,
    scan_scale,
)

Levels = npt.NDArray[np.uint8]
SHARP = Limits(ratio=1.3, step=30)
SOFT = Limits(ratio=1.2, step=10)


def _with_line(level: int, column: int) -> Levels:
    gray = np.full((24, 24), 255, np.uint8)
    gray[:, column] = 255 - level
    return gray


def _count(new: Levels, old: Levels, limits: Limits = SHARP, soft: Limits = SOFT) -> int:
    """Count what came."""
    side = Side(paper=255, blur_px=0.0, gain=1.0)
    scale = ScanScale(old=side, new=side, gone=(limits, soft), come=(limits, soft))
    return int(np.bitwise_count(far_darker(old, new, scale)[1]).sum())


def _sheet(level: int = 40, paper: int = 240) -> Levels:
    """Draw lines all over a sheet of several strips."""
    gray = np.full((1200, 960), paper, np.uint8)
    gray[::9] = gray[::9] // 2 + level // 2
    gray[::18] = level
    return gray


def test_what_is_lighter_than_paper_is_not_dark() -> None:
    gray = np.array([[250, 239, 200]], np.uint8)

    assert darkness(gray, 239).tolist() == [[0, 0, 39]]


def test_a_pale_fill_is_found_that_is_no_ink_by_thresholds() -> None:
    assert _count(np.full((24, 24), 221, np.uint8), np.full((24, 24), 255, np.uint8)) == 24 * 24


def test_a_line_a_pixel_further_off_is_no_change() -> None:
    assert _count(_with_line(150, 11), _with_line(150, 12)) == 0


def test_a_line_two_pixels_further_off_is_one() -> None:
    assert _count(_with_line(150, 10), _with_line(150, 12)) >= 24


def test_a_line_twice_as_dark_is_the_other_scanner_where_the_sheet_cannot_tell() -> None:
    unknown = Limits(ratio=UNKNOWN_RATIO, step=30)

    assert _count(_with_line(180, 12), _with_line(90, 12), unknown, unknown) == 0


def test_a_line_three_times_as_dark_is_found() -> None:
    assert _count(_with_line(180, 12), _with_line(50, 12)) >= 24


def test_a_wide_area_a_little_darker_is_found_and_a_line_is_not() -> None:
    old = np.full((64, 64), 235, np.uint8)
    area, line = old.copy(), old.copy()
    area[16:48, 16:48] -= 20
    line[16:48, 30] -= 20

    assert (_count(area, old) > 500, _count(line, old)) == (True, 0)


def test_equal_sheets_are_looked_at_most_closely() -> None:
    scale = scan_scale(_sheet(), _sheet(), (240, 240), 10)

    assert scale.come[0].ratio == MIN_RATIO


def test_a_paler_scanner_is_brought_to_the_same_black() -> None:
    old, new = _sheet(), _sheet(level=120)

    gone, come = far_darker(old, new, scan_scale(old, new, (240, 240), 10))

    assert np.count_nonzero(gone | come) == 0


def test_the_sharper_sheet_is_softened() -> None:
    old = _sheet()
    new = Side(paper=255, blur_px=1.1, gain=1.0).dark(old)
    scale = scan_scale(old, np.asarray(255 - new, np.uint8), (240, 240), 10)

    assert (scale.old.blur_px, scale.new.blur_px) == (1.1, 0.0)


@pytest.mark.parametrize("ink_rows", [0, 2])
def test_a_sheet_with_hardly_any_ink_cannot_tell(ink_rows: int) -> None:
    gray = np.full((1200, 960), 240, np.uint8)
    gray[:ink_rows, :40] = 30

    assert scan_scale(gray, gray, (240, 240), 10).gone[0].ratio == UNKNOWN_RATIO
