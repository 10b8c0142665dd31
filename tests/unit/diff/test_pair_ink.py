"""Ink that is compared once, for the change list and for the trust in how the sheets lie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from common.domain.geometry import Transform
from functions.diff.frame import Frame
from functions.diff.ink_score import InkScorer
from functions.diff.pair_ink import PairInk
from tests.unit.diff.sheets import busy, fill, line, opened, plot, scan

FRAME = Frame(width_px=3300, height_px=2550, dpi=300)
SHIFT = Transform(tx=13.37, ty=-8.21)


@contextmanager
def pair(old: bytes, new: bytes, frame: Frame = FRAME) -> Iterator[PairInk]:
    with opened(old, new) as (before, after):
        yield PairInk(before, after, frame)


@pytest.fixture(scope="module")
def shifted() -> tuple[bytes, bytes]:
    came = {"came": line(300, 300, 420, 330)}
    return plot(busy(), placed=SHIFT.inverse()), plot(busy() | came)


def test_a_pair_is_compared_once_for_its_trust_and_its_changes(
    shifted: tuple[bytes, bytes],
) -> None:
    with pair(*shifted) as ink:
        assert ink.scorer(SHIFT.matrix, exact=True) is not None
        judged = ink.compared(SHIFT, tolerance_px=1)
        assert ink.compared(SHIFT, tolerance_px=1) is judged
        assert ink.compared(SHIFT, tolerance_px=2) is not judged
        again = ink.compared(SHIFT, tolerance_px=1)
    assert again is not judged
    assert np.array_equal(again.cells.added, judged.cells.added)
    assert again.overlay.tiles() == judged.overlay.tiles()


def test_ink_that_was_drawn_through_a_transform_is_trusted_as_a_look_of_its_own_is(
    shifted: tuple[bytes, bytes],
) -> None:
    with pair(*shifted) as ink:
        drawn = ink.scorer(SHIFT.matrix, exact=True)
        assert drawn is not None
        own = InkScorer.of(ink.old, ink.new)
        for off in (Transform(), Transform(tx=0.96), Transform(tx=24.0, ty=12.0)):
            matrix = off.after(SHIFT).matrix
            found, expected = drawn.trust(matrix), own.trust(matrix)
            assert found.contrast == pytest.approx(expected.contrast, abs=0.1)
            assert found.explained == pytest.approx(expected.explained, abs=0.1)
        assert drawn.leftover(SHIFT.matrix).lost.count == 0
        assert drawn.leftover(SHIFT.matrix).gained.count > 50


@pytest.mark.parametrize("gray", [0.9, 0.6])
def test_paper_that_is_a_tone_needs_a_look_of_its_own(gray: float) -> None:
    toned = {"tone": fill((15, 15, 777, 597), (gray, gray, gray))} | busy()
    with pair(plot(toned), plot(toned | {"came": line(300, 300, 420, 330)})) as ink:
        assert ink.scorer(Transform().matrix, exact=True) is None


def test_a_sheet_that_is_a_part_of_the_old_one_needs_a_look_of_its_own() -> None:
    with pair(plot(busy()), plot(busy()), Frame(width_px=1650, height_px=2550, dpi=300)) as ink:
        ink.new.width_pt = 396.0
        assert ink.scorer(Transform().matrix, exact=True) is None


def test_scans_and_other_resolutions_need_a_look_of_their_own() -> None:
    coarse = Frame(width_px=2200, height_px=1700, dpi=200)
    with pair(plot(busy()), plot(busy()), coarse) as ink:
        assert ink.scorer(Transform().matrix, exact=True) is None
    with pair(scan(plot(busy())), plot(busy())) as ink:
        assert ink.scorer(Transform().matrix, exact=True) is None
