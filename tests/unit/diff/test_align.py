"""How the old sheet lies on the new one, and how far that may be trusted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from common.domain.changes import AlignmentGrade
from common.domain.geometry import Transform
from functions.diff.align import align
from functions.diff.align_grade import AlignmentAttempt, grade
from functions.diff.body_patches import BodyPatches
from functions.diff.frame import Frame
from functions.diff.ink_score import Trust
from functions.diff.pair_ink import PairInk
from functions.diff.sheet_page import SheetPage
from tests.unit.diff.sheets import (
    DPI,
    LETTER,
    busy,
    frame,
    line,
    notes_and_schedule,
    off_px,
    opened,
    other_drawing,
    plan,
    plot,
    scan,
    source,
    turned,
)

VERIFIED, GOOD = AlignmentGrade.VERIFIED, AlignmentGrade.GOOD
DOUBTFUL, NOT_COMPARABLE = AlignmentGrade.DOUBTFUL, AlignmentGrade.NOT_COMPARABLE
TABLOID = (1224.0, 792.0)
UPRIGHT = (LETTER[1], LETTER[0])
# How far a corner may be off at the end, at 300 dpi. Ink without a proof is compared with a
# tolerance of 2 px, so less than that is no false change.
TEXT_PX, IMAGE_PX = 0.05, 1.5
PLACES = {
    "shift": (Transform(tx=20, ty=-12), LETTER),
    "half size": (Transform(a=0.5, d=0.5), (396, 306)),
    "one per cent": (Transform(a=0.99, d=0.99, tx=4, ty=3), LETTER),
    "skew": (turned(0.3), LETTER),
    "quarter turn": (Transform(0, -1, 612, 1, 0, 0), UPRIGHT),
    "half turn": (Transform(-1, 0, 792, 0, -1, 612), LETTER),
    "three quarters": (Transform(0, 1, 0, -1, 0, 792), UPRIGHT),
    "other paper": (Transform(tx=216, ty=90), TABLOID),
    "to fit other paper": (Transform(a=1.5, d=1.5), (1188, 918)),
}


def aligned(old: bytes, new: bytes, *, words: bool = True) -> AlignmentAttempt:
    if words:
        with opened(old, new) as (before, after):
            width_px, height_px = after.size_px(DPI)
            frame_px = Frame(width_px=width_px, height_px=height_px, dpi=DPI)
            return align(before, after, PairInk(before, after, frame_px).scorer)
    with SheetPage(old, ()) as before, SheetPage(new, ()) as after:
        return align(before, after)


def test_a_sheet_printed_again_is_proven_by_its_digest() -> None:
    attempt = aligned(plot(busy()), plot(busy()))
    assert (attempt.method, attempt.residual_px, grade(attempt)) == ("digest", 0, VERIFIED)
    assert attempt.new_from_old == Transform()


def test_a_sheet_plotted_in_another_order_lies_exactly_in_place() -> None:
    attempt = aligned(plot(busy()), plot(dict(reversed(busy().items()))))
    assert (attempt.method, grade(attempt)) == ("text", VERIFIED)
    assert attempt.new_from_old == Transform()


@pytest.mark.parametrize("place", PLACES)
def test_a_plot_is_found_wherever_it_was_placed(place: str) -> None:
    truth, size_pt = PLACES[place]
    attempt = aligned(plot(busy()), plot(busy(), placed=truth, size_pt=size_pt))
    assert off_px(attempt.new_from_old, truth) < TEXT_PX
    assert grade(attempt) is VERIFIED


@pytest.mark.parametrize(
    "place", ["half size", "skew", "quarter turn", "other paper", "to fit other paper"]
)
def test_a_plot_whose_text_is_outlines_is_found_too(place: str) -> None:
    truth, size_pt = PLACES[place]
    new = plot(busy(), placed=truth, size_pt=size_pt)
    attempt = aligned(plot(busy()), new, words=False)
    assert off_px(attempt.new_from_old, truth) < IMAGE_PX
    assert grade(attempt) in {VERIFIED, GOOD}


@pytest.mark.parametrize("rotate_deg", [90, 180, 270])
def test_a_rotation_flag_does_not_move_what_is_shown(rotate_deg: int) -> None:
    attempt = aligned(plot(busy()), plot(busy(), rotate_deg=rotate_deg))
    assert off_px(attempt.new_from_old, Transform()) < TEXT_PX
    assert grade(attempt) is VERIFIED


@pytest.mark.parametrize("place", ["shift", "skew", "quarter turn"])
def test_a_scan_is_laid_on_the_plot(place: str) -> None:
    truth, size_pt = PLACES[place]
    attempt = aligned(plot(busy()), scan(plot(busy(), placed=truth, size_pt=size_pt)))
    assert off_px(attempt.new_from_old, truth) < IMAGE_PX
    assert grade(attempt) in {VERIFIED, GOOD}


def test_two_scans_of_one_sheet_are_laid_on_each_other() -> None:
    attempt = aligned(scan(plot(busy()), 1), scan(plot(busy(), placed=turned(0.3)), 2))
    assert off_px(attempt.new_from_old, turned(0.3)) < IMAGE_PX
    assert grade(attempt) in {VERIFIED, GOOD}


def test_a_different_sheet_of_the_same_set_is_not_comparable() -> None:
    assert grade(aligned(plot(busy()), plot(other_drawing()))) is NOT_COMPARABLE


@pytest.mark.parametrize("is_old_blank", [True, False])
def test_a_blank_page_is_not_comparable_with_a_drawing(is_old_blank: bool) -> None:
    pages = [plot({}), plot(busy())]
    attempt = aligned(*(pages if is_old_blank else reversed(pages)))
    assert (attempt.method, grade(attempt)) == ("none", NOT_COMPARABLE)
    assert attempt.residual_px is None


def test_words_that_nobody_sees_lay_no_sheet_on_another() -> None:
    drawn = source(plot(busy()))
    with SheetPage(drawn.pdf, drawn.words) as old, SheetPage(plot({}), drawn.words) as new:
        attempt = align(old, new)
    assert (attempt.method, grade(attempt)) == ("none", NOT_COMPARABLE)


def test_two_blank_pages_are_the_same_sheet() -> None:
    assert grade(aligned(plot({}), plot({}))) is VERIFIED


def test_a_plan_moved_inside_its_frame_is_known_as_moved_content() -> None:
    rest = frame() | notes_and_schedule()
    attempt = aligned(plot(rest | plan()), plot(rest | plan(22, 14)))
    [moved] = attempt.other_models
    assert off_px(attempt.new_from_old, Transform()) < TEXT_PX
    assert off_px(moved.new_from_old, Transform(tx=22, ty=14)) < TEXT_PX


def test_an_alignment_is_the_same_twice() -> None:
    old, new = plot(busy()), plot(busy(), placed=turned(0.3))
    assert aligned(old, new, words=False) == aligned(old, new, words=False)


SOLID = AlignmentAttempt(
    method="orb+refined",
    new_from_old=Transform(),
    residual_px=0.3,
    exact=True,
    anchored=False,
    trust=Trust(contrast=0.9, explained=0.9, quadrants=4),
)
ALIKE = Trust(contrast=0.96, explained=0.96, quadrants=4)
WEAK = Trust(contrast=0.1, explained=0.05, quadrants=1)
HOLDING = BodyPatches(places=60, agree=20, cells=6)
DENYING = BodyPatches(places=60, agree=1, cells=1)
MOVED = replace(DENYING, elsewhere=9)


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [
        (SOLID, VERIFIED),
        (replace(SOLID, exact=False), GOOD),
        (replace(SOLID, exact=False, residual_px=3.1), DOUBTFUL),
        (replace(SOLID, exact=False, residual_px=None), DOUBTFUL),
        (replace(SOLID, trust=replace(SOLID.trust, quadrants=2)), DOUBTFUL),
        (replace(SOLID, trust=replace(SOLID.trust, contrast=0.49)), DOUBTFUL),
        (replace(SOLID, trust=replace(SOLID.trust, explained=0.39)), DOUBTFUL),
        (replace(SOLID, trust=replace(SOLID.trust, contrast=0.31)), NOT_COMPARABLE),
        (replace(SOLID, trust=replace(SOLID.trust, explained=0.11)), NOT_COMPARABLE),
        (replace(SOLID, trust=WEAK), NOT_COMPARABLE),
        (replace(SOLID, trust=WEAK, anchored=True), DOUBTFUL),
        (replace(SOLID, trust=WEAK, method="digest"), VERIFIED),
        (replace(SOLID, trust=WEAK, body=HOLDING), DOUBTFUL),
        (replace(SOLID, body=HOLDING), VERIFIED),
        (replace(SOLID, body=DENYING), NOT_COMPARABLE),
        (replace(SOLID, trust=ALIKE, body=DENYING), DOUBTFUL),
        (replace(SOLID, body=MOVED), DOUBTFUL),
    ],
)
def test_a_grade_says_what_was_proven(attempt: AlignmentAttempt, expected: AlignmentGrade) -> None:
    assert grade(attempt) is expected


def test_where_letters_have_other_metrics_the_lines_say_how_the_sheet_lies() -> None:
    old, new = source(plot(busy())), source(plot(busy() | {"more": line(80, 560, 200, 560)}))
    taller = [
        replace(word, box_pt=(x0, y0 - 0.37 * word.size_pt, x1, y1))
        for word in new.words
        for x0, y0, x1, y1 in [word.box_pt]
    ]
    with SheetPage(old.pdf, old.words) as before, SheetPage(new.pdf, tuple(taller)) as after:
        attempt = align(before, after)
    assert off_px(attempt.new_from_old, Transform()) < 0.5
