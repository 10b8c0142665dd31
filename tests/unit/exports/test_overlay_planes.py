"""Overlays taken apart."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from common.domain.errors import PermanentError
from common.png import PngWriter
from functions.api.exports.overlay_planes import read_overlay
from functions.diff.palette import PALETTE
from tests.session_records import overlay_png

Levels = npt.NDArray[np.uint8]
LEVELS = arrays(
    np.uint8,
    st.tuples(st.integers(1, 20), st.integers(1, 20)),
    elements=st.integers(0, 3),
)


@given(LEVELS, st.integers(0, 3))
def test_a_mask_is_where_the_index_is(levels: Levels, level: int) -> None:
    bits = read_overlay(overlay_png(levels)).mask(level)
    assert (np.unpackbits(bits, axis=1, count=levels.shape[1]) == (levels == level)).all()


@given(LEVELS, st.tuples(*[st.integers(0, 20)] * 4))
def test_a_part_is_the_part_of_the_whole(levels: Levels, box: tuple[int, int, int, int]) -> None:
    x0, y0, x1, y1 = box
    x1, y1 = max(x0, x1), max(y0, y1)
    part = read_overlay(overlay_png(levels)).levels((x0, y0, x1, y1))
    assert (part == levels[y0:y1, x0:x1]).all()


def test_the_palette_is_the_picture_s_own() -> None:
    assert read_overlay(overlay_png(np.zeros((2, 2), np.uint8))).palette == PALETTE


def test_another_sort_of_picture_is_refused() -> None:
    png = PngWriter(8, 1, bit_depth=8)
    png.write_rows(np.zeros((1, 8), np.uint8))
    with pytest.raises(PermanentError, match="Compare the sets again"):
        read_overlay(png.finish())
