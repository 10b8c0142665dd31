"""Views that are looked for one by one, and sheets all of whose views moved apart."""

from __future__ import annotations

import numpy as np
import pytest

from common.domain.changes import AlignmentGrade
from common.domain.geometry import Transform
from functions.diff.align import align
from functions.diff.align_grade import AlignmentAttempt, grade
from functions.diff.align_parts import map_between, view_under, whole_view, with_fills
from functions.diff.align_views import best_of_views, upright_starts, view_masks, view_shifts
from functions.diff.ink_score import Leftover
from functions.diff.masks import Mask
from functions.diff.page_ink import PageInk
from functions.diff.robust_fit import IDENTITY, Array
from tests.unit.diff.sheets import (
    LETTER,
    Drawing,
    detail,
    frame,
    line,
    notes_and_schedule,
    off_px,
    opened,
    pipes,
    plan,
    plot,
    scored,
    text,
    turned,
    without,
)

NAMES = ("A", "PUMP", "VALVES", "MANIFOLD")
PLACES = ((60, 60), (60, 300), (330, 70), (400, 330))
WENT = ((9, 14), (-21, 37), (26, 5), (40, -33))


def views(*went: tuple[float, float]) -> Drawing:
    """Four details, each gone its own way."""
    found: Drawing = {}
    for name, (x, y), (dx, dy) in zip(NAMES, PLACES, went or ((0, 0),) * 4, strict=True):
        found |= detail(name, x + dx, y + dy)
    return found


def aligned(old: bytes, new: bytes, *, words: bool = True) -> AlignmentAttempt:
    with opened(old, new, words=words) as (before, after):
        return align(before, after)


@pytest.mark.parametrize("words", [True, False])
def test_views_that_all_moved_apart_have_a_transform_each(words: bool) -> None:
    attempt = aligned(plot(views()), plot(views(*WENT)), words=words)
    found = [attempt.new_from_old, *(part.new_from_old for part in attempt.other_models)]
    assert grade(attempt) is AlignmentGrade.GOOD
    for dx, dy in WENT:
        assert min(off_px(one, Transform(tx=dx, ty=dy)) for one in found) < 1
    assert len(found) == len(WENT)


@pytest.mark.parametrize("words", [True, False])
def test_no_view_is_further_off_than_the_residual_says(words: bool) -> None:
    attempt = aligned(plot(views()), plot(views(*WENT)), words=words)
    assert attempt.residual_px is not None
    assert attempt.residual_px < 1
    assert attempt.residual_px >= max(part.residual_px for part in attempt.other_models)


def test_one_transform_for_views_that_moved_apart_is_not_laid_by_chance() -> None:
    attempt = aligned(plot(views()), plot(views(*WENT)), words=False)
    assert attempt.method == "view"
    assert attempt.new_from_old.scale == pytest.approx(1, abs=1e-9)


def test_a_plan_that_moved_in_its_frame_is_in_no_doubt() -> None:
    old, new = (frame() | notes_and_schedule() | plan(*at) for at in ((0, 0), (22, 14)))
    changed = without(new, "wall left 5", "door 6")
    assert grade(aligned(plot(old), plot(changed))) is AlignmentGrade.VERIFIED


def test_a_plan_that_was_drawn_anew_in_its_frame_stays_in_doubt() -> None:
    old, new = (frame() | notes_and_schedule() | drawn for drawn in (plan(), pipes()))
    assert grade(aligned(plot(old), plot(new))) is not AlignmentGrade.VERIFIED
    assert grade(aligned(plot(old), plot(new))) is not AlignmentGrade.GOOD


def test_a_sheet_that_moved_as_a_whole_is_not_laid_by_one_of_its_views() -> None:
    attempt = aligned(plot(views()), plot(views(*[(9, 14)] * 4)), words=False)
    assert attempt.method != "view"
    assert off_px(attempt.new_from_old, Transform(tx=9, ty=14)) < 0.5


def test_other_views_are_not_comparable() -> None:
    assert grade(aligned(plot(views()), plot(pipes()))) is AlignmentGrade.NOT_COMPARABLE


def mask(*boxes: tuple[int, int, int, int]) -> Mask:
    """Hollow boxes on 400 × 400 pixels."""
    ink = np.zeros((400, 400), np.uint8)
    for x0, y0, x1, y1 in boxes:
        ink[y0:y1, x0:x1] = 1
        ink[y0 + 1 : y1 - 1, x0 + 1 : x1 - 1] = 0
    return ink


def test_what_hangs_together_is_a_view_and_a_line_is_none() -> None:
    ink = mask((20, 20, 100, 100), (106, 30, 170, 70), (250, 200, 380, 330), (10, 380, 300, 382))
    biggest, other = view_masks(ink)
    assert biggest.sum() == mask((20, 20, 100, 100), (106, 30, 170, 70)).sum()
    assert other.sum() == mask((250, 200, 380, 330)).sum()


def test_each_view_is_found_where_it_went_and_none_off_its_paper() -> None:
    old = mask((20, 20, 100, 100), (220, 200, 340, 330))
    new = mask((30, 60, 110, 140), (200, 190, 320, 320))
    found = [np.rint(shift).tolist() for _, shift in view_shifts(old, new)]
    assert [10, 40] in found
    assert [-20, -10] in found
    for view, (dx, dy) in view_shifts(old, new):
        rows, columns = np.nonzero(view)
        assert 0 <= columns.mean() + dx <= 400
        assert 0 <= rows.mean() + dy <= 400


def test_a_sheet_without_any_view_has_none_to_lie_by() -> None:
    scorer = scored(mask((10, 380, 300, 382)), mask((10, 180, 300, 182)))
    assert best_of_views(scorer, [IDENTITY]) is None


def test_other_paper_is_laid_as_it_is_and_to_its_size_and_turned_as_was_found() -> None:
    half = (LETTER[0] / 2, LETTER[1] / 2)
    halved = plot(plan(), placed=turned(0, (0, 0), 0.5), size_pt=half)
    with opened(plot(plan()), halved) as (old, new):
        half_size, as_it_is = upright_starts(old, new, IDENTITY)
    assert half_size == pytest.approx(turned(0, (0, 0), 0.5).matrix)
    assert as_it_is[:, :2] == pytest.approx(np.eye(2))
    with opened(plot(plan()), plot(plan())) as (old, new):
        [start] = upright_starts(old, new, turned(-2, scale=1.03).matrix)
        assert start == pytest.approx(IDENTITY)
        assert upright_starts(old, new, turned(88).matrix)[0][:, :2] == pytest.approx(
            np.array([[0, -1], [1, 0]]) * LETTER[1] / LETTER[0], abs=1e-4
        )


def shifted(x: float, y: float) -> Array:
    """Return a shift by pixels of the score, in points."""
    return np.array([[1.0, 0.0, 0.96 * x], [0.0, 1.0, 0.96 * y]])


def left_over(old: Mask, new: Mask) -> Leftover:
    return scored(old, new).leftover(IDENTITY)


def hatched(x: int) -> Mask:
    """Thirty long lines with two short ones across them."""
    ink = np.zeros((400, 400), np.uint8)
    ink[100:250:5, x : x + 200] = 1
    ink[100:250, [x + 8, x + 190]] = 1
    return ink


def test_a_view_that_went_along_its_own_lines_is_one_as_a_whole() -> None:
    left, matrix = left_over(hatched(50), hatched(70)), shifted(20, 0)
    by = map_between(matrix, IDENTITY)
    assert view_under(left, matrix, by, left.meeting(by)) is None
    whole = whole_view(left, matrix, by, PageInk.of(hatched(50)))
    assert whole is not None
    assert whole.confidence > 0.9


def test_a_view_that_stayed_is_none_under_a_shift_along_its_lines() -> None:
    left, matrix = left_over(hatched(50), hatched(50)), shifted(20, 0)
    by = map_between(matrix, IDENTITY)
    assert whole_view(left, matrix, by, PageInk.of(hatched(50))) is None


def test_a_part_found_by_outlines_has_the_fills_within_and_no_others() -> None:
    new = np.zeros((400, 400), np.uint8)
    new[40:200, 40:200] = 1
    new[250:390, 250:390] = 1
    cells = np.zeros((100, 100), np.uint8)
    cells[8:52, 8:52] = 1
    cells[14:46, 14:46] = 0
    where = with_fills(cells, PageInk.of(new))
    assert where[8:52, 8:52].all()
    assert not where[60:].any()


@pytest.mark.parametrize("words", [True, False])
def test_a_note_of_other_words_did_not_come_from_elsewhere(words: bool) -> None:
    def noted(x: float, y: float, *lines: str) -> Drawing:
        return {f"note {n}": text(x, y + 14 * n, s, 12) for n, s in enumerate(lines)}

    old = views() | noted(330, 560, "A CUSTOM CUTTER IS NEEDED", "TO MAKE THE EXACT TOOTH")
    new = views(*WENT) | noted(60, 560, "OPEN ROBOTS INITIATIVE ARE", "AT HOME IN THE NETWORK")
    attempt = aligned(plot(old), plot(new), words=words)
    boxes = [part.box_pt for part in attempt.other_models]
    assert not any(y0 > 530 for _, y0, _, _ in boxes)


def test_a_line_between_views_ties_them_to_one() -> None:
    apart = view_masks(mask((20, 20, 100, 100), (220, 20, 300, 100)))
    tied = mask((20, 20, 100, 100), (220, 20, 300, 100))
    tied[60, 100:220] = 1
    assert (len(apart), len(view_masks(tied))) == (2, 1)


def test_lines_alone_are_measured_nowhere_and_did_not_move() -> None:
    old, new = ({f"l{n}": line(60, y + 9 * n, 500, y + 9 * n) for n in range(4)} for y in (90, 400))
    attempt = aligned(plot(views() | old), plot(views() | new))
    assert attempt.other_models == ()
