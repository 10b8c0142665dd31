"""Boxes and transforms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.geometry import Transform, overlap_area, union

coordinates = st.floats(-1e4, 1e4)
boxes = st.tuples(coordinates, coordinates, coordinates, coordinates).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
)
transforms = st.builds(
    lambda scale, angle, tx, ty: Transform(
        scale * math.cos(angle),
        -scale * math.sin(angle),
        tx,
        scale * math.sin(angle),
        scale * math.cos(angle),
        ty,
    ),
    st.floats(0.1, 10),
    st.floats(-math.pi, math.pi),
    coordinates,
    coordinates,
)


@given(transforms)
def test_a_transform_followed_by_its_inverse_moves_nothing(transform: Transform) -> None:
    assert np.allclose(transform.inverse().after(transform).matrix, Transform().matrix, atol=1e-6)


@given(transforms, transforms)
def test_after_applies_the_inner_transform_first(outer: Transform, inner: Transform) -> None:
    points = np.array([[1.0, 2.0], [-3.0, 5.0]])
    assert np.allclose(outer.after(inner).apply(points), outer.apply(inner.apply(points)))


def test_a_quarter_turn_on_the_page_is_ninety_degrees_clockwise() -> None:
    turn = Transform(0.0, -1.0, 0.0, 1.0, 0.0, 0.0)
    assert turn.rotation_deg == pytest.approx(90.0)
    assert turn.apply_box((1.0, 0.0, 2.0, 1.0)) == pytest.approx((-1.0, 1.0, 0.0, 2.0))


def test_a_flattening_transform_has_no_inverse() -> None:
    with pytest.raises(ValueError, match="no inverse"):
        Transform(0.0, 0.0, 0.0, 0.0, 0.0, 0.0).inverse()


@given(boxes, boxes)
def test_the_union_overlaps_both_boxes_wholly(
    first: tuple[float, float, float, float], second: tuple[float, float, float, float]
) -> None:
    both = union(first, second)
    for box in (first, second):
        width, height = box[2] - box[0], box[3] - box[1]
        assert overlap_area(both, box) == pytest.approx(width * height)
