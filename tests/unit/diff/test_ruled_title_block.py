"""Tests of the title block of sheets without words."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from functions.diff.ruled_title_block import ruled_title_block

ROW = (2310.0, 800.0, 2400.0, 812.0)  # points; the strip begins at 2304 pt, 2400 px
STAMP = (50.0, 1400.0, 60.0, 1600.0)


def _sheet(strip_px: int = 2400, cells: int = 12, lean_deg: float = 0.0) -> npt.NDArray[np.uint8]:
    """Draw a frame on 36 × 24 in at 75 dpi, with a strip of cells along its right edge."""
    gray = np.full((1800, 2700), 240, np.uint8)
    cv2.rectangle(gray, (110, 50), (2650, 1750), 40, 2)
    cv2.line(gray, (strip_px, 50), (strip_px, 1750), 40, 2)
    for y in np.linspace(100, 1700, cells).astype(int).tolist():
        cv2.line(gray, (strip_px, y), (2650, y), 40, 1)
    turn = cv2.getRotationMatrix2D((1350, 900), lean_deg, 1.0)
    return np.asarray(cv2.warpAffine(gray, turn, (2700, 1800), borderValue=240), np.uint8)


def test_a_row_between_the_rules_of_the_strip_is_the_title_blocks() -> None:
    assert ruled_title_block(_sheet()).holds(ROW)


def test_a_leaning_strip_is_found_as_a_scan_shows_it() -> None:
    found = ruled_title_block(_sheet(lean_deg=0.4))

    assert (found.holds((2320, 1500, 2400, 1512)), found.holds((2280, 100, 2300, 112))) == (
        True,
        False,
    )


def test_what_crosses_the_edge_of_the_strip_is_the_drawings() -> None:
    assert not ruled_title_block(_sheet()).holds((2250, 800, 2400, 812))


def test_a_big_piece_of_the_strip_is_no_row() -> None:
    assert not ruled_title_block(_sheet()).holds((2310, 800, 2400, 900))


@pytest.mark.parametrize(("strip_px", "cells"), [(2100, 12), (2400, 3)])
def test_a_wide_column_or_one_without_cells_is_no_title_block(strip_px: int, cells: int) -> None:
    assert not ruled_title_block(_sheet(strip_px, cells)).holds(ROW)


def test_what_stands_left_of_the_frame_is_a_plot_stamp() -> None:
    assert ruled_title_block(_sheet()).holds(STAMP)


def test_blank_paper_has_no_title_block() -> None:
    blank = ruled_title_block(np.full((1800, 2700), 240, np.uint8))

    assert (blank.strip, blank.holds(STAMP)) == (None, False)
