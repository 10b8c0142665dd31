"""A person's points: what they fix, what they cannot, and what is measured of the result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.changes import AlignmentGrade
from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import PointPair, Transform
from common.domain.point_fit import fit_points
from functions.diff.align import align
from functions.diff.align_grade import grade
from functions.diff.align_manual import align_by_person
from functions.diff.compare import compare_sheets
from functions.diff.enormous import compare_any_size
from tests.unit.diff.sheets import (
    LETTER,
    Drawing,
    busy,
    off_px,
    opened,
    other_drawing,
    pipes,
    plan,
    plot,
    source,
    turned,
    without,
)

CORNERS = ((70.0, 90.0), (550.0, 420.0))
THREE = (*CORNERS, (70.0, 420.0))
PLACED = turned(25, scale=0.5)


def said(truth: Transform, *places: tuple[float, float], off_pt: float = 0.0) -> list[PointPair]:
    """Return points a person gives who clicks so far from the true places, in turns."""
    found = zip(places, truth.apply(np.array(places)).tolist(), (1, -1, 1), strict=False)
    return [
        PointPair(old_x_pt=x, old_y_pt=y, new_x_pt=u + sign * off_pt, new_y_pt=v - sign * off_pt)
        for (x, y), (u, v), sign in found
    ]


def lines_only(drawing: Drawing) -> Drawing:
    kinds = {"wall", "door", "bench", "hatch", "pipe"}
    return {name: draw for name, draw in drawing.items() if name.split()[0] in kinds}


def lost_plan() -> tuple[bytes, bytes]:
    """Return a plan, and it turned and reduced among two hundred other lines."""
    old = plot(lines_only(plan()))
    with pymupdf.open(stream=plot(lines_only(plan()), placed=PLACED), filetype="pdf") as document:
        for draw in lines_only(pipes()).values():
            draw(document[0])
        return old, bytes(document.tobytes())


@given(st.floats(-180, 180), st.floats(0.5, 2), st.sampled_from([CORNERS, THREE]))
def test_points_give_back_the_similarity_they_were_made_by(
    degrees: float, scale: float, places: tuple[tuple[float, float], ...]
) -> None:
    truth = turned(degrees, scale=scale)
    points = [
        replace(p, new_x_pt=p.new_x_pt + 2000, new_y_pt=p.new_y_pt + 2000)
        for p in said(truth, *places)
    ]
    moved = replace(truth, tx=truth.tx + 2000, ty=truth.ty + 2000)
    found = fit_points(points, LETTER, (5000.0, 5000.0))
    assert np.allclose(found, moved.matrix, atol=1e-6)


def test_three_points_can_say_that_a_sheet_was_stretched() -> None:
    stretched = Transform(a=1.03, d=1.0)
    found = fit_points(said(stretched, *THREE), LETTER, LETTER)
    assert np.allclose(found, stretched.matrix, atol=1e-9)


def test_clicks_a_little_off_do_not_stretch_a_sheet() -> None:
    found = fit_points(said(Transform(), *THREE, off_pt=1.0), LETTER, LETTER)
    assert np.allclose(found[0, 0], found[1, 1])


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        (said(Transform(), CORNERS[0]), "at least two"),
        (said(Transform(), CORNERS[0], CORNERS[0]), "too near"),
        (said(Transform(), CORNERS[0], (75.0, 92.0)), "too near"),
        (said(Transform(a=0.01, d=0.01), *CORNERS), "ten times"),
        (said(Transform(tx=900), *CORNERS), "outside the new"),
        (said(Transform(tx=float("nan")), *CORNERS), "outside the new"),
        (said(Transform(a=-1, tx=700), *THREE), "contradict"),
        (said(Transform(a=1.4), *THREE), "contradict"),
    ],
)
def test_points_that_fix_nothing_are_refused(points: list[PointPair], reason: str) -> None:
    with pytest.raises(PermanentError, match=reason) as raised:
        fit_points(points, LETTER, LETTER)
    assert raised.value.code is ErrorCode.CONFLICT


def test_a_plan_that_is_not_found_is_laid_where_a_person_says() -> None:
    with opened(*lost_plan()) as (old, new):
        assert grade(align(old, new)) is AlignmentGrade.NOT_COMPARABLE
        attempt = align_by_person(old, new, said(PLACED, *CORNERS, off_pt=2.0))
    assert attempt.method == "person+refined"
    assert off_px(attempt.new_from_old, PLACED) < 1.5
    assert grade(attempt) is AlignmentGrade.DOUBTFUL


def test_points_on_different_sheets_are_believed_but_not_trusted() -> None:
    with opened(plot(busy()), plot(other_drawing())) as (old, new):
        attempt = align_by_person(old, new, said(Transform(tx=30), *CORNERS))
    assert grade(attempt) is AlignmentGrade.DOUBTFUL


def test_wrong_points_are_not_corrected_beyond_what_a_click_is_off() -> None:
    wrong = Transform(tx=60)
    with opened(plot(busy()), plot(without(busy(), "wall left 1"))) as (old, new):
        attempt = align_by_person(old, new, said(wrong, *CORNERS))
    assert off_px(attempt.new_from_old, wrong) < 12 * 300 / 72
    assert grade(attempt) is AlignmentGrade.DOUBTFUL


def test_what_was_measured_may_verify_what_a_person_said() -> None:
    with opened(plot(busy()), plot(without(busy(), "wall left 1"))) as (old, new):
        attempt = align_by_person(old, new, said(Transform(), *CORNERS, off_pt=2.0))
    assert off_px(attempt.new_from_old, Transform()) < 1.0
    assert grade(attempt) is AlignmentGrade.VERIFIED


def test_the_change_list_is_that_of_the_alignment_a_person_gave() -> None:
    old, new = (source(pdf) for pdf in lost_plan())
    assert compare_sheets(old, new, dpi=100).changes == ()
    laid = compare_sheets(old, new, dpi=100, said=said(PLACED, *CORNERS))
    assert laid.alignment is not None
    assert laid.alignment.method.startswith("person")
    assert laid.changes


def test_points_on_enormous_paper_are_reduced_with_it() -> None:
    size = (5400.0, 4200.0)
    pages = [plot(drawing, size_pt=size) for drawing in (busy(), without(busy(), "wall left 1"))]
    old, new = (source(pdf) for pdf in pages)
    points = said(Transform(), (70.0, 90.0), (750.0, 560.0), (70.0, 560.0))
    found = compare_any_size(old, new, dpi=72, said=points).alignment
    assert found is not None
    assert found.method.startswith("person")
    assert off_px(found.new_from_old, Transform()) < 3
