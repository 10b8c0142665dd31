"""Sheets on enormous paper, and sheets that cannot be drawn."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from common.domain.changes import Alignment, AlignmentGrade
from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import Transform
from functions.diff.compare import SheetSource
from functions.diff.enormous import compare_any_size, enlarged_alignment
from functions.diff.overlay import thumbnail_png
from functions.diff.pair import differ
from functions.diff.palette import InkBand
from tests import bad_files

LINES = b"".join(b"%d 100 m %d 7000 l S " % (x, x + x % 977) for x in range(200, 7000, 311))


def _sheet(more: bytes = b"") -> SheetSource:
    contents = bad_files.stream(b"9 w " + LINES + more)
    pdf = bad_files.one_page(contents, media_box=b"[0 0 7200 7200]")
    return SheetSource(pdf=pdf, words=())


def test_a_change_on_enormous_paper_is_reported_where_it_is() -> None:
    difference = compare_any_size(_sheet(), _sheet(b"3000 5000 200 100 re f"), dpi=100)
    (change,) = difference.changes
    assert change.box_pt == pytest.approx((3000, 2100, 3200, 2200), abs=6)
    assert difference.width_px / difference.overlay_dpi == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize(("small_px", "own_px"), [(2.0, 4.0), (None, None)])
def test_how_far_sheets_are_off_is_said_at_their_own_size(
    small_px: float | None, own_px: float | None
) -> None:
    small = Alignment(
        method="text", new_from_old=Transform(tx=3), confidence=1, residual_px=small_px,
        explained=1, grade=AlignmentGrade.GOOD,
    )  # fmt: skip
    own = enlarged_alignment(small, 0.5)
    assert (own.residual_px, own.new_from_old.tx) == (own_px, 6)


def test_a_sheet_that_mupdf_cannot_draw_is_the_pairs_result() -> None:
    bad = SheetSource(pdf=bad_files.one_page(b"<</a 1>>"), words=())
    with pytest.raises(PermanentError) as raised:
        differ(72)(bad, bad, ())
    assert raised.value.code is ErrorCode.DAMAGED_PAGE


@pytest.mark.parametrize("shape", [(2, 100_000), (300_000, 4)])
def test_a_strip_has_a_thumbnail(shape: tuple[int, int]) -> None:
    thumbnail = np.frombuffer(
        thumbnail_png(InkBand.of_levels(np.zeros(shape, np.uint8)), shape[1]), np.uint8
    )
    assert max(np.asarray(cv2.imdecode(thumbnail, cv2.IMREAD_COLOR)).shape) <= 3840
