"""The benchmark's own grade of a transform that it knows to be right or wrong."""

from __future__ import annotations

from benchmarks.alignment import judge, opened
from common.domain.geometry import Transform
from functions.diff.align_grade import grade
from tests.unit.diff.sheets import busy, plot, source


def test_a_transform_four_pixels_off_is_doubtful() -> None:
    with opened(source(plot(busy())), source(plot(dict(reversed(busy().items()))))) as ink:
        assert grade(judge(ink, Transform(tx=0.58, ty=0.77))) == "doubtful"


def test_a_right_transform_is_good() -> None:
    with opened(source(plot(busy())), source(plot(dict(reversed(busy().items()))))) as ink:
        assert grade(judge(ink, Transform())) == "good"
