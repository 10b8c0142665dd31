"""A series of counts across a set, and what it tells of pages that could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.sheets import PageSize, ReadingMethod, SheetCandidate, SheetReading
from functions.ocr.set_consensus import PageEvidence, settled_readings
from functions.ocr.set_series import missing_in_series

Told = dict[int, str]
SIX = [f"{n} of 6" for n in range(1, 7)]


def _reading(number: str | None, *, accepted: bool = True) -> SheetReading:
    return SheetReading(
        number=number,
        title=None,
        confidence=0.9 if number else 0.0,
        accepted=accepted and number is not None,
        method=ReadingMethod.OCR,
    )


def _told(numbers: Sequence[str | None], *, from_pixels: bool = True) -> Told:
    readings = [_reading(number) for number in numbers]
    return dict(missing_in_series(readings, set(range(len(numbers))) if from_pixels else set()))


def _with(changes: dict[int, str | None], numbers: Sequence[str] = SIX) -> list[str | None]:
    return [changes.get(index, number) for index, number in enumerate(numbers)]


@pytest.mark.parametrize("place", [0, 2, 5])
def test_a_page_that_could_not_be_read_has_the_count_between_its_neighbours(place: int) -> None:
    assert _told(_with({place: None})) == {place: SIX[place]}


def test_a_set_that_begins_later_keeps_its_distance() -> None:
    numbers = [f"{n} of 20" for n in range(11, 17)]
    assert _told(_with({3: None}, numbers)) == {3: "14 of 20"}


def test_a_misread_count_is_corrected_although_it_is_sure_of_its_letters() -> None:
    twelve = [f"{n} of 12" for n in range(1, 13)]
    assert _told(_with({8: "6 of 12"}, twelve)) == {8: "9 of 12"}


def test_a_count_that_was_misread_as_another_pages_does_not_hide_that_page() -> None:
    twelve = [f"{n} of 12" for n in range(1, 13)]
    assert _told(_with({5: None, 8: "6 of 12"}, twelve)) == {5: "6 of 12", 8: "9 of 12"}


def test_two_pages_that_changed_places_keep_what_they_print() -> None:
    twelve = [f"{n} of 12" for n in range(1, 13)]
    assert _told(_with({5: "9 of 12", 8: "6 of 12"}, twelve)) == {}


def test_behind_a_sheet_that_was_taken_out_nothing_is_corrected() -> None:
    numbers = [f"{n} of 20" for n in range(1, 21) if n != 18]
    assert _told(numbers) == {}


def test_a_sure_identifier_among_counts_stays() -> None:
    assert _told(_with({0: "G-001"})) == {}


def test_what_a_text_layer_prints_is_not_told_by_the_set() -> None:
    assert _told(_with({2: None}), from_pixels=False) == {}


@pytest.mark.parametrize(
    "numbers",
    [
        ["1 of 4", None, "3 of 4", "4 of 4"],  # too few pages
        ["1 of 6", None, None, "4 of 6", "5 of 6", None],  # too few of them
        ["A-101", None, "A-103", "A-104", "A-105", "A-106"],
        ["2 of 2", "4 of 9", "1 of 7", None, "3 of 3", "8 of 8"],
        [],
    ],
)
def test_a_set_without_a_series_tells_nothing(numbers: list[str | None]) -> None:
    assert _told(numbers) == {}


def test_a_page_behind_the_last_count_has_none() -> None:
    assert _told([*SIX, None]) == {}


@given(st.lists(st.sampled_from([None, "A-1", "7", *SIX]), max_size=12))
def test_no_count_is_given_twice(numbers: list[str | None]) -> None:
    told = _told(numbers)
    kept = [number for index, number in enumerate(numbers) if index not in told]
    assert len(set(told.values())) == len(told)
    assert not set(told.values()) & set(kept)


def test_what_the_series_tells_is_always_for_review() -> None:
    size = PageSize(width_pt=1000, height_pt=700)
    pages = [PageEvidence(size=size, reading=_seen(number)) for number in SIX]
    pages[2] = PageEvidence(size=size, reading=_reading(None))
    told = settled_readings(pages)[2]
    assert (told.number, told.accepted, told.method) == ("3 of 6", False, ReadingMethod.SET)
    assert told.confidence < 0.88


def _seen(number: str) -> SheetReading:
    candidate = SheetCandidate(
        text=number, score=3.0, box_pt=(900.0, 650.0, 950.0, 660.0), height_pt=8.0, format="of"
    )
    return replace(_reading(number), candidates=(candidate,))
