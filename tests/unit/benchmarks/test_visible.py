from __future__ import annotations

import numpy as np
import numpy.typing as npt

from benchmarks.suite.visible import visibility


def paper() -> npt.NDArray[np.float32]:
    return np.full((40, 40), 255, np.float32)


def test_equal_pictures_show_no_edit() -> None:
    assert not visibility(paper(), paper()).on_plot


def test_a_line_of_two_pixels_survives_scanning() -> None:
    with_line = paper()
    with_line[10:12] = 0
    assert visibility(paper(), with_line).on_scan


def test_a_line_moved_by_a_pixel_is_seen_on_the_plot_but_not_on_a_scan() -> None:
    before, after = paper(), paper()
    before[10:12], after[11:13] = 0, 0
    seen = visibility(before, after)
    assert (seen.on_plot, seen.on_scan) == (True, False)


def test_a_fill_a_little_darker_survives_scanning_by_its_area() -> None:
    darker = paper()
    darker[10:30, 10:30] = 210
    assert visibility(paper(), darker).on_scan


def test_a_line_drawn_twice_as_dark_does_not_survive_scanning() -> None:
    pale, dark = paper(), paper()
    pale[10], dark[10] = 155, 55
    seen = visibility(pale, dark)
    assert (seen.on_plot, seen.on_scan) == (True, False)
