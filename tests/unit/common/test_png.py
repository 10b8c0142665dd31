"""The PNG writer against a decoder."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from common.png import PngWriter, pack_two_bits

PALETTE = [(255, 255, 255), (30, 160, 60), (220, 40, 40), (110, 110, 110)]
levels = st.tuples(st.integers(1, 9), st.integers(1, 17)).flatmap(
    lambda shape: arrays(np.uint8, shape, elements=st.integers(0, 3))
)


@given(levels)
def test_a_palette_image_decodes_to_its_colours(levels: np.ndarray) -> None:
    height, width = levels.shape
    png = PngWriter(width, height, bit_depth=2, palette=PALETTE)
    for row in range(height):
        png.write_rows(pack_two_bits(levels[row : row + 1]))
    decoded = cv2.imdecode(np.frombuffer(png.finish(), np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert np.array_equal(decoded[:, :, ::-1], np.array(PALETTE, np.uint8)[levels])


@pytest.mark.parametrize("bit_depth", [1, 8])
def test_a_gray_image_decodes_to_its_values(bit_depth: int) -> None:
    values = np.array([[0, 1, 1, 0, 1, 0, 0, 1, 1, 1]], np.uint8)
    packed = np.packbits(values, axis=1) if bit_depth == 1 else values
    png = PngWriter(10, 1, bit_depth=bit_depth)
    png.write_rows(packed)
    decoded = cv2.imdecode(np.frombuffer(png.finish(), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert decoded is not None
    assert np.array_equal(decoded, values * (255 if bit_depth == 1 else 1))
