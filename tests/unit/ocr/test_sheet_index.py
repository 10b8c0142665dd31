"""The list of sheets on a cover, and lists that only look like one."""

from __future__ import annotations

from common.domain.sheets import ListedSheet
from functions.ocr.number_features import candidates_on
from functions.ocr.segments import segments_of
from functions.ocr.sheet_index import listed_sheets
from tests.unit.ocr.layout import Line, page


def _listed(*lines: Line) -> list[ListedSheet]:
    segments = segments_of(page(*lines))
    return list(listed_sheets(segments, candidates_on(segments)))


def _column(rows: list[tuple[str, str]], title_u: float = 0.24) -> list[Line]:
    cells: list[Line] = []
    for place, (number, title) in enumerate(rows):
        v = 0.3 + 0.01 * place
        cells += [(number, 0.2, v, 10.0), (title, title_u, v, 10.0)]
    return cells


PLANS = [("A-101", "FLOOR PLAN"), ("A-102", "ROOF PLAN"), ("A-201", "ELEVATIONS"), ("A-9", "KEY")]
DOORS = [("D101", "OAK FLUSH"), ("D102", "STEEL"), ("D103", "GLAZED"), ("D104", "OAK FLUSH")]


def test_numbers_with_their_titles_below_one_another_are_an_index() -> None:
    assert [(row.number, row.title) for row in _listed(*_column(PLANS))] == PLANS


def test_a_door_schedule_is_no_index() -> None:
    assert _listed(*_column(DOORS)) == []


def test_a_few_view_tags_are_no_index() -> None:
    assert _listed(*_column(PLANS[:3])) == []


def test_numbers_far_from_any_title_are_no_index() -> None:
    assert _listed(*_column(PLANS, title_u=0.6)) == []
