from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.suite.choose import CLEARANCE_PT, MAKERS, Edited, edited, texts_of
from benchmarks.suite.marks import Mark
from benchmarks.suite.page import Edit, Page, applied
from benchmarks.suite.sheets import NUMBERS, drawing
from common.domain.geometry import grown, overlap_area
from samples.drawing import HEIGHT_PT, WIDTH_PT
from samples.generate import drawn_set, pdf_of

DPI = 72
EDIT_COUNT = 6
# Anti-aliased ink reaches a pixel beyond the geometry.
MARGIN_PX = 1
NUMBER_AND_SEED = {"number": st.sampled_from(NUMBERS), "seed": st.integers(0, 10_000)}

pytestmark = pytest.mark.xdist_group("random_edits")


@cache
def page(number: str) -> Page:
    return Page(drawing(number))


def edits(number: str, seed: int) -> Edited:
    return edited(page(number), np.random.default_rng(seed), EDIT_COUNT)


def rendered(number: str, body: Sequence[Mark]) -> npt.NDArray[np.int16]:
    canvas = drawing(number).canvas(body)
    with pymupdf.open(stream=pdf_of({canvas.sheet: canvas}), filetype="pdf") as document:
        pixmap = document[0].get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
        gray = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)
        return gray.astype(np.int16)


@cache
def rendered_before(number: str) -> npt.NDArray[np.int16]:
    return rendered(number, page(number).body)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_sheet_has_room_for_as_many_edits_as_asked(number: str) -> None:
    assert len(edits(number, 1).truths) == EDIT_COUNT


@given(**NUMBER_AND_SEED)
@settings(max_examples=15)
def test_an_edited_sheet_differs_only_within_the_boxes_of_its_truth(number: str, seed: int) -> None:
    after = edits(number, seed)
    differing = rendered_before(number) != rendered(number, after.body)
    for truth in after.truths:
        for box in truth.boxes_pt:
            x0, y0, x1, y1 = (int(value) for value in grown(box, MARGIN_PX))
            differing[max(0, y0) : y1 + 1, max(0, x0) : x1 + 1] = False
    assert not differing.any()


@given(**NUMBER_AND_SEED)
@settings(max_examples=15)
def test_boxes_of_edits_lie_on_the_sheet_and_apart_from_one_another(number: str, seed: int) -> None:
    boxes = [truth.box_pt for truth in edits(number, seed).truths]
    sheet = (0.0, 0.0, WIDTH_PT, HEIGHT_PT)
    for index, box in enumerate(boxes):
        assert overlap_area(box, sheet) == pytest.approx((box[2] - box[0]) * (box[3] - box[1]))
        near = grown(box, CLEARANCE_PT)
        assert not any(overlap_area(near, other) for other in boxes[index + 1 :])


@given(**NUMBER_AND_SEED)
@settings(max_examples=10)
def test_the_same_seed_draws_the_same_edits(number: str, seed: int) -> None:
    assert edits(number, seed) == edits(number, seed)


@given(**NUMBER_AND_SEED)
@settings(max_examples=10)
def test_a_text_that_an_edit_wrote_is_printed_on_the_edited_sheet(number: str, seed: int) -> None:
    after = edits(number, seed)
    marks = [" ".join(mark.text.split()) for mark in after.body]
    printed = {*marks, *("".join(pair) for pair in pairwise(marks))}  # an "S" with "os" is "Sos"
    assert {new for truth in after.truths for _, new in truth.texts if new} <= printed


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_every_sort_of_edit_is_possible_on_some_sheet(kind: str) -> None:
    rng = np.random.default_rng(1)
    tries = (MAKERS[kind](page(number), rng) for _ in range(20) for number in NUMBERS)
    edit = next(edit for edit in tries if edit is not None)
    assert edit.kind == kind


@pytest.mark.parametrize("number", ["A-101", "A-601"])
def test_a_drawing_kept_as_marks_is_drawn_as_its_generator_draws_it(number: str) -> None:
    sheet = drawing(number)
    assert sheet.canvas(sheet.body).content == drawn_set(1)[number].content


def test_an_edit_that_nothing_is_made_of_leaves_the_body_as_it_is() -> None:
    assert applied(page("A-101").body, []) == page("A-101").body


def test_a_text_that_runs_into_another_is_a_part_of_that_word() -> None:
    lighting = page("E-101")
    index = next(i for i in lighting.texts if lighting.body[i].text == "os")
    moved = Edit(kind="text moved", marks={index: lighting.body[index].moved(-50, 20)})
    assert texts_of(lighting, moved) == (("Sos", "S"), (None, "os"))
