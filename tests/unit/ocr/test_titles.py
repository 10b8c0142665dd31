"""Sheet titles out of the lines of whole pages."""

from __future__ import annotations

import pytest

from functions.ocr.number_features import candidates_on
from functions.ocr.segments import segments_of
from functions.ocr.titles import title_candidates
from tests.unit.ocr.layout import ARCH_D, Line, page

NOTES: tuple[Line, ...] = tuple(
    (f"{n}. SEE THE SPECIFICATIONS OF THE OWNER", 0.1, 0.2 + 0.02 * n, 8.0) for n in range(1, 12)
)
NUMBER: Line = ("A-101", 0.9, 0.94, 30.0)


def title_of(*lines: Line) -> str | None:
    segments = segments_of(page(*NOTES, *lines, NUMBER))
    [number] = [c for c in candidates_on(segments) if c.number == "A101"]
    titles = title_candidates(segments, number, ARCH_D)
    return titles[0].text if titles else None


def test_the_text_under_its_label_is_the_title() -> None:
    owner = ("LAKE HOUSE", 0.9, 0.6, 14.0)
    label = ("DRAWING TITLE", 0.9, 0.88, 6.0)
    assert title_of(owner, label, ("ENTRY GATE", 0.9, 0.886, 12.0)) == "ENTRY GATE"


def test_lines_of_one_size_below_one_another_are_one_title() -> None:
    lines = (("SECOND FLOOR", 0.9, 0.88, 14.0), ("FRAMING PLAN", 0.9, 0.889, 14.0))
    assert title_of(*lines) == "SECOND FLOOR FRAMING PLAN"


@pytest.mark.parametrize(
    "other",
    [
        "FACILITY BUILDING FOR MADISON MGMT.",
        "1810 SOUTH PARK STREET",
        "SMITH ARCHITECTS LLC",
        "www.example.com",
        "NOT FOR CONSTRUCTION",
        "DRAWN BY: KG",
        "plan.dwg",
        "10/11/2019",
    ],
)
def test_owner_address_and_fields_are_not_the_title(other: str) -> None:
    assert title_of(("INVESTIGATIVE DIGGING", 0.8, 0.93, 14.0), (other, 0.8, 0.945, 14.0)) == (
        "INVESTIGATIVE DIGGING"
    )


def test_a_date_behind_the_title_is_left_out() -> None:
    assert title_of(("ROOF PLAN - 10/11/2019", 0.8, 0.94, 14.0)) == "ROOF PLAN"


def test_the_label_itself_is_not_a_title() -> None:
    assert title_of(("SHEET TITLE", 0.9, 0.92, 6.0)) is None


def test_a_sheet_without_number_has_its_heading_as_title() -> None:
    heading = ("KITCHEN LAYOUT DRAWING", 0.1, 0.05, 28.0)
    segments = segments_of(page(*NOTES, heading, ("OUTDOOR BAR", 0.9, 0.3, 20.0)))
    assert title_candidates(segments, None, ARCH_D)[0].text == "KITCHEN LAYOUT DRAWING"


def test_a_page_without_text_has_no_title() -> None:
    assert title_candidates((), None, ARCH_D) == ()
