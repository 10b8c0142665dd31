"""What the summary of a set puts first, counts and links to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from common.domain.changes import AlignmentGrade, Change, ChangeCategory, MatchKind
from common.domain.set_digest import SetWords
from functions.summary.findings import find
from functions.summary.set_evidence import SetEvidence, SheetOfSet
from functions.summary.set_rules import summarise_set
from tests.unit.summary.sheets import change, dimension, evidence


def _sheet(name: str, *changes: Change, kind: MatchKind = MatchKind.MATCHED) -> SheetOfSet:
    return SheetOfSet(
        comparison_id=f"id-{name}",
        name=name,
        title="PLAN",
        kind=kind,
        grade=AlignmentGrade.GOOD,
        changes=changes,
        found=find(replace(evidence(*changes), number=name)),
    )


def _words(*sheets: SheetOfSet) -> SetWords:
    return summarise_set(SetEvidence(sheets=sheets))


FIRE = change("NO RATING", "2 HR FIRE RATED WALL", number=1)
NOTE = change("PAINT WHITE", "PAINT GRAY", number=2)


def test_the_most_urgent_finding_of_all_sheets_comes_first() -> None:
    words = _words(
        _sheet("A-101", NOTE), _sheet("A-102", dimension("3'-0\"", "4'-0\"")), _sheet("A-103", FIRE)
    )
    assert [point.sheets[0] for point in words.points] == ["A-103", "A-102", "A-101"]


def test_a_point_links_to_its_sheet_and_changes() -> None:
    [point] = _words(_sheet("A-103", FIRE)).points
    assert (point.comparison_ids, point.change_ids) == (("id-A-103",), ("c1",))


def test_one_edit_on_several_sheets_is_one_point() -> None:
    [point] = _words(_sheet("A-101", FIRE), _sheet("S-101", FIRE)).points
    assert point.sheets == ("A-101", "S-101")
    assert "architectural and structural" in point.text


def test_a_busy_sheet_hides_no_other() -> None:
    busy = [
        change(f"FIRE DOOR {n}", f"FIRE EXIT {n}", at_pt=(250.0 * n, 180.0 * n), number=n)
        for n in range(1, 10)
    ]
    quiet = dimension("3'-0\"", "4'-0\"")
    points = _words(_sheet("A-101", *busy), _sheet("A-102", quiet)).points
    assert "A-102" in {point.sheets[0] for point in points}


def test_each_discipline_has_its_counts_and_links() -> None:
    words = _words(_sheet("A-101", FIRE), _sheet("A-102", FIRE, NOTE), _sheet("E-101"))
    architectural, electrical = words.disciplines
    assert (architectural.changed_count, architectural.change_count) == (2, 3)
    assert architectural.comparison_ids == ("id-A-102", "id-A-101")
    assert "Nothing changed on E-101" in electrical.text


def test_sheets_that_came_or_went_are_told() -> None:
    words = _words(_sheet("S-101", kind=MatchKind.REMOVED), _sheet("E-101", kind=MatchKind.ADDED))
    assert [point.text for point in words.points] == [
        "S-101 is no longer in the set", "E-101 is new in the set",
    ]  # fmt: skip
    assert "1 sheet added and 1 sheet removed" in words.summary_text


def test_a_sheet_left_out_of_a_partial_issue_is_not_called_removed() -> None:
    unissued = replace(_sheet("S-101", kind=MatchKind.REMOVED), is_not_issued=True)
    words = _words(unissued)
    assert words.points == ()
    assert "1 sheet not issued" in words.summary_text


def test_what_is_unsure_or_failed_is_to_be_checked() -> None:
    words = _words(
        replace(_sheet("A-101"), error="The pair took too long."),
        replace(_sheet("A-102"), grade=AlignmentGrade.DOUBTFUL),
        replace(_sheet("A-103"), grade=AlignmentGrade.NOT_COMPARABLE),
        replace(_sheet("A-104"), doubt="Renumbered or re-used?"),
        _sheet("A-105"),
    )
    assert [point.sheets[0] for point in words.to_check] == ["A-101", "A-102", "A-103", "A-104"]
    assert "To check by eye: A-101, A-102, A-103, A-104." in words.summary_text


@pytest.mark.parametrize(
    "unseen",
    [
        replace(_sheet("A-101"), error="The pair took too long."),
        replace(_sheet("A-101"), grade=AlignmentGrade.NOT_COMPARABLE),
        replace(_sheet("A-101", kind=MatchKind.REMOVED), is_not_issued=True),
    ],
)
def test_a_sheet_that_nobody_compared_is_not_called_unchanged(unseen: SheetOfSet) -> None:
    words = _words(unseen, _sheet("A-102"))
    assert "found on 1 compared sheet." in words.summary_text
    assert words.disciplines[0].text == "Nothing changed on A-102. Not compared: A-101."


def test_a_set_without_a_pair_says_so() -> None:
    words = _words(_sheet("S-101", kind=MatchKind.REMOVED), _sheet("E-101", kind=MatchKind.ADDED))
    assert words.summary_text.startswith("No sheet could be compared with an earlier one.")


def test_title_blocks_are_no_changes_of_the_set() -> None:
    date = change("01/02", "02/03", category=ChangeCategory.TITLE_BLOCK)
    assert (
        "No change of a drawing was found on 1 compared sheet"
        in _words(_sheet("A-101", date)).summary_text
    )


def test_pages_that_nobody_compared_are_told() -> None:
    words = summarise_set(SetEvidence(sheets=(_sheet("A-101"),), unread_pages=2))
    assert "2 pages could not be read" in words.summary_text


def test_what_is_urgent_stands_before_a_sheet_that_came() -> None:
    words = _words(_sheet("A-101", FIRE), _sheet("E-101", kind=MatchKind.ADDED))
    assert [point.severity for point in words.points] == ["high", "medium"]


def test_the_only_sheet_and_the_only_discipline_are_not_counted() -> None:
    text = _words(_sheet("A-101", NOTE)).summary_text
    assert text.startswith("The compared sheet differs: 1 change, all architectural.")


def test_a_sheet_without_a_number_is_of_no_discipline() -> None:
    assert [d.name for d in _words(_sheet("Page 1", NOTE)).disciplines] == ["general"]
