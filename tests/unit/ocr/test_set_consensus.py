"""What the pages of a set say of one another, in several styles of title block."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.domain.sheets import SheetCandidate, SheetReading
from functions.ocr.set_consensus import PageEvidence, settled_readings
from functions.ocr.title_block import read_title_block
from tests.unit.ocr.layout import ARCH_D, Line, page

Style = Callable[[str, str], list[Line]]
TITLES = ("SITE PLAN", "FLOOR PLAN", "ROOF PLAN", "ELEVATIONS", "SECTIONS", "DETAILS")
EMPTY = SheetReading(number=None, title=None, confidence=0.0, accepted=False)
NUMBERS = ("A-100", "A-101", "A-102", "A-201", "A-301", "A-501")


def _right_strip(number: str, title: str) -> list[Line]:
    return [
        ("SHEET TITLE", 0.9, 0.80, 7.0), (title, 0.9, 0.81, 14.0), ("PROJECT", 0.9, 0.7, 7.0),
        ("LAKE HOUSE PLAN B", 0.9, 0.71, 16.0), ("SHEET NO.", 0.9, 0.92, 7.0),
        (number, 0.9, 0.935, 36.0),
    ]  # fmt: skip


def _bottom_strip(number: str, title: str) -> list[Line]:
    return [
        ("HARLAN COUNTY COURTHOUSE", 0.3, 0.95, 18.0), (title, 0.6, 0.95, 18.0),
        ("JOB B-7120", 0.8, 0.975, 12.0), (number, 0.92, 0.95, 30.0),
    ]  # fmt: skip


def _schematic(number: str, title: str) -> list[Line]:
    return [
        ("Title", 0.75, 0.86, 6.0), ("CARRIER BOARD", 0.77, 0.87, 9.0),
        ("Document Number", 0.77, 0.89, 6.0), (f"{title} of the board", 0.77, 0.9, 6.0),
        ("Rev", 0.96, 0.89, 6.0), ("B2", 0.962, 0.9, 6.0), (number, 0.93, 0.93, 8.0),
    ]  # fmt: skip


STYLES = (_right_strip, _bottom_strip, _schematic)


def _evidence(*lines: Line) -> PageEvidence:
    return PageEvidence(size=ARCH_D, reading=read_title_block(page(*lines), ARCH_D))


def _set(style: Style) -> list[PageEvidence]:
    return [_evidence(*style(n, t)) for n, t in zip(NUMBERS, TITLES, strict=True)]


def _settled(*pages: PageEvidence) -> list[SheetReading]:
    return settled_readings(pages)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_gives_its_numbers_without_review(style: Style) -> None:
    readings = _settled(*_set(style))
    assert [(r.number, r.accepted) for r in readings] == [(n, True) for n in NUMBERS]


@pytest.mark.parametrize("style", STYLES)
def test_the_titles_are_those_of_the_cell_that_varies(style: Style) -> None:
    readings = _settled(*_set(style))
    assert [(r.title or "").removesuffix(" of the board") for r in readings] == list(TITLES)


def test_a_bigger_number_elsewhere_gives_way_to_the_sets_place() -> None:
    pages = _set(_bottom_strip)
    pages[2] = _evidence(*_bottom_strip("A-102", "ROOF PLAN"), ("B-12", 0.93, 0.8, 60.0))
    assert pages[2].reading.number == "B-12"
    assert _settled(*pages)[2].number == "A-102"


def test_a_number_the_set_has_changed_says_so() -> None:
    pages = _set(_bottom_strip)
    pages[2] = _evidence(*_bottom_strip("A-102", "ROOF PLAN"), ("B-12", 0.93, 0.8, 60.0))
    assert [r.method for r in _settled(*pages)][1:3] == ["text", "set"]


def test_a_sheet_whose_number_is_gone_is_not_accepted() -> None:
    pages = _set(_right_strip)
    pages[3] = _evidence(*_right_strip("", "ELEVATIONS")[:-1], ("A-501", 0.7, 0.6, 20.0))
    assert not _settled(*pages)[3].accepted


def test_the_weaker_of_two_pages_with_one_number_is_asked_about() -> None:
    pages = _set(_right_strip)
    pages[1] = pages[0]
    readings = _settled(*pages)
    assert sorted(r.accepted for r in readings[:2]) == [False, True]


def test_one_number_on_most_pages_is_real() -> None:
    readings = _settled(*[_evidence(*_right_strip("A1.1", title)) for title in TITLES])
    assert {(r.number, r.accepted) for r in readings} == {("A1.1", True)}


def test_a_cover_without_a_number_stays_without() -> None:
    cover = _evidence(("COVER SHEET", 0.4, 0.4, 60.0), ("LAKE HOUSE", 0.4, 0.5, 40.0))
    assert _settled(cover, *_set(_right_strip))[0].number is None


def test_identifier_and_page_count_stay_two_fields() -> None:
    pages = [
        _evidence(*_right_strip(n, t), (f"SHEET {i} OF 6", 0.9, 0.975, 9.0))
        for i, (n, t) in enumerate(zip(NUMBERS, TITLES, strict=True), start=1)
    ]
    readings = _settled(*pages)
    assert [(r.number, r.part_of) for r in readings][4] == ("A-301", (5, 6))


def test_a_bookmark_decides_between_two_numbers() -> None:
    doubtful = _evidence(("A-101", 0.9, 0.935, 30.0), ("S-201", 0.9, 0.955, 30.0))
    readings = [
        _settled(replace(doubtful, names=(name,)))[0] for name in ("S-201 FRAMING", "A-101 - PLAN")
    ]
    assert [r.number for r in readings] == ["S-201", "A-101"]


def test_a_sheet_index_names_title_and_number() -> None:
    rows = [(f"{n} {t}", 0.2, 0.3 + 0.01 * i, 10.0) for i, (n, t) in enumerate(_rows())]
    cover = _evidence(("SHEET INDEX", 0.2, 0.28, 14.0), *rows)
    assert [row.title for row in cover.reading.listed] == list(TITLES)
    doubtful = _evidence(("A-301", 0.9, 0.935, 30.0), ("S-201", 0.9, 0.955, 30.0))
    assert _settled(cover, doubtful)[1].number == "A-301"


def _rows() -> list[tuple[str, str]]:
    return list(zip(NUMBERS, TITLES, strict=True))


def test_the_revision_is_read_at_the_sets_place() -> None:
    readings = _settled(*_set(_schematic))
    assert {r.revision for r in readings} == {"B2"}


def test_the_same_pages_give_the_same_readings() -> None:
    pages = [p for style in STYLES for p in _set(style)]
    random.Random(3).shuffle(pages)
    assert settled_readings(pages) == settled_readings(list(pages))


def test_an_empty_set_has_no_readings() -> None:
    assert settled_readings([]) == []


candidate_lists = st.lists(
    st.builds(
        SheetCandidate,
        text=st.sampled_from(["A-101", "A-102", "S-1", "3 of 12", "7", "B7120"]),
        score=st.floats(-12, 8),
        box_pt=st.sampled_from([(2400.0, 1600.0, 2500.0, 1640.0), (100.0, 90.0, 130.0, 99.0)]),
        height_pt=st.sampled_from([8.0, 30.0]),
        format=st.sampled_from(["disc", "of", "dig", "part"]),
    ),
    max_size=5,
)


@settings(max_examples=60)
@given(st.lists(candidate_lists, max_size=7))
def test_whatever_the_pages_say_each_has_one_reading_and_one_confidence(
    pages: list[list[SheetCandidate]],
) -> None:
    evidence = [
        PageEvidence(size=ARCH_D, reading=replace(EMPTY, candidates=tuple(own))) for own in pages
    ]
    readings = settled_readings(evidence)
    assert len(readings) == len(pages)
    for reading, own in zip(readings, pages, strict=True):
        assert reading.number is None or reading.number in {c.text for c in own}
        assert 0 <= reading.confidence <= 1
        assert not reading.accepted or reading.confidence >= 0.88
