"""Summaries as an estimator reads them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.changes import (
    AlignmentGrade,
    Change,
    ChangeCategory,
    ChangeKind,
    ChangePart,
    MatchKind,
)
from functions.summary.analyst_rules import summarise
from functions.summary.findings import MAX_FINDINGS
from tests.unit.summary.sheets import (
    ARCH_D,
    CENTRE,
    LOWER_RIGHT,
    UPPER_LEFT,
    change,
    dimension,
    evidence,
)

TITLE = ChangeCategory.TITLE_BLOCK
texts = st.none() | st.sampled_from(
    [
        "12'-6\"",
        "12'-8 1/2\"",
        "FIRE RATED DOOR",
        "REMOVE EXISTING SLAB",
        "A",
        "A-301",
        "OFFICE 502",
        "8, Hydrangea",
        "x" * 120,
    ]
)
points = st.tuples(st.floats(-50, ARCH_D.width_pt), st.floats(-50, ARCH_D.height_pt))


@st.composite
def change_lists(draw: st.DrawFn) -> tuple[Change, ...]:
    return tuple(
        change(
            draw(texts),
            draw(texts),
            kind=draw(st.sampled_from(ChangeKind)),
            category=draw(st.sampled_from(ChangeCategory)),
            at_pt=draw(points),
            ink_px=draw(st.integers(0, 200_000)),
            number=number,
        )
        for number in range(1, draw(st.integers(0, 60)) + 1)
    )


@given(change_lists(), st.sampled_from(AlignmentGrade))
def test_each_change_is_in_one_finding_and_every_quote_in_the_evidence(
    changes: tuple[Change, ...], grade: AlignmentGrade
) -> None:
    summary = summarise(evidence(*changes, grade=grade))
    found = [change_id for finding in summary.changes_found for change_id in finding.change_ids]
    if grade is not AlignmentGrade.NOT_COMPARABLE:
        assert sorted(found) == sorted(change.id for change in changes)
    said = [summary.summary_text, summary.critical_change or "", *summary.recommendations]
    said += [finding.description for finding in summary.changes_found]
    printed = "\n".join(t for c in changes for t in (c.old_text, c.new_text) if t)
    for quoted in re.findall(r"“(.*?)”", " ".join(said)):
        assert quoted.removesuffix("…") in printed


@given(change_lists())
def test_however_long_the_list_a_summary_stays_short(changes: tuple[Change, ...]) -> None:
    summary = summarise(evidence(*changes))
    assert len(summary.changes_found) <= MAX_FINDINGS + 1  # and the title block
    assert len(summary.recommendations) <= 5


def test_an_unchanged_sheet_says_so() -> None:
    summary = summarise(evidence())
    assert summary.summary_text == "No changes found on A-101 FIRST FLOOR PLAN."
    assert (summary.changes_found, summary.critical_change, summary.recommendations) == (
        (),
        None,
        (),
    )


def test_a_new_date_alone_leaves_the_drawing_the_same() -> None:
    entry = change("11.05.2014", "12.11.2014", category=ChangeCategory.TITLE_BLOCK)
    summary = summarise(evidence(entry))
    assert summary.summary_text.startswith("Only 1 title-block entry changed")
    assert summary.summary_text.endswith("the drawing itself is the same.")
    [finding] = summary.changes_found
    assert finding.description == "Administrative: “11.05.2014” → “12.11.2014”"
    assert (finding.location, finding.severity) == ("title block", "low")


def test_the_text_counts_places_and_quotes() -> None:
    edits = dimension("12'-6\"", "12'-8\""), change(None, "OFFICE", number=2, at_pt=UPPER_LEFT)
    assert summarise(evidence(*edits)).summary_text == (
        "A-101 FIRST FLOOR PLAN, mostly centre: 1 dimension changed and 1 text added. "
        "Above all: “12'-6\"” → “12'-8\"”, “OFFICE” added."
    )


def test_the_text_quotes_each_kind_before_a_second_of_one() -> None:
    removed = [change(text, None, number=n) for n, text in enumerate(("FENCE", "GATE", "HEDGE"))]
    added = change(None, "POSTS", number=9, ink_px=1)
    text = summarise(evidence(*removed, added)).summary_text
    assert "Above all: “FENCE” removed, “POSTS” added, “GATE” removed" in text


def test_a_text_that_says_something_is_quoted_before_a_bigger_fragment() -> None:
    fragment = change(None, "6,", ink_px=9000)
    shrub = change(None, "Aronia mel.", number=2, ink_px=10)
    text = summarise(evidence(fragment, shrub)).summary_text
    assert "Above all: “Aronia mel.” added, “6,” added" in text


def test_one_place_is_not_called_most() -> None:
    assert ", centre: 1 text added." in summarise(evidence(change(None, "OFFICE"))).summary_text


def test_the_critical_change_has_its_place_and_reason() -> None:
    summary = summarise(evidence(change("REMOVE EXISTING SLAB?", None, at_pt=LOWER_RIGHT)))
    assert summary.critical_change == (
        "c1, lower right: “REMOVE EXISTING SLAB?” removed. Reason: structure."
    )


def test_life_safety_comes_before_a_bigger_dimension() -> None:
    exit_sign = change(None, "EXIT SIGN", number=2, ink_px=20)
    critical = summarise(evidence(dimension("12'-6\"", "14'-6\""), exit_sign)).critical_change
    assert critical is not None
    assert critical.startswith("c2, centre: “EXIT SIGN” added. Reason: fire or life safety.")
    assert critical.endswith("Equally urgent: c1.")


def test_a_moved_fire_extinguisher_is_not_critical() -> None:
    moved = change("FIRE EXTINGUISHER", "FIRE EXTINGUISHER", kind=ChangeKind.MOVED)
    assert summarise(evidence(moved)).critical_change is None


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 dimension differs"), (2, "2 dimensions differ")]
)
def test_verbs_agree_with_the_number_of_dimensions(count: int, words: str) -> None:
    edits = [dimension("12'-6\"", "12'-7\"", number=n) for n in range(1, count + 1)]
    [advice] = summarise(evidence(*edits)).recommendations
    assert advice.startswith(f"Take off again where {words}: c1")


def test_hidden_grids_are_one_finding_and_no_question_to_the_designer() -> None:
    bubbles = [
        change(mark, None, at_pt=(100.0 + 200 * n, 100.0 + 120 * n), number=n)
        for n, mark in enumerate("ABCDEFGHJK", start=1)
    ]
    summary = summarise(evidence(*bubbles))
    [finding] = summary.changes_found
    assert finding.description.startswith("10 tags or marks removed: “A”, “B”")
    assert (finding.location, summary.recommendations) == ("several places", ())


def test_what_came_is_to_be_priced_and_what_went_to_be_asked_about() -> None:
    texts_edited = change(None, "8, Hydrangea"), change("DEN STORAGE", None, number=2)
    price, ask = summarise(evidence(*texts_edited)).recommendations
    assert price == "Price what was added: “8, Hydrangea” (c1)."
    assert ask == ("Ask the designer (RFI) whether “DEN STORAGE” was removed on purpose (c2).")


@pytest.mark.parametrize("text", ["OWNER CHANGES, BULLETIN 1", "https://example.com/a", "12", "EQ"])
def test_what_is_no_work_is_not_to_be_priced(text: str) -> None:
    assert summarise(evidence(change(None, text))).recommendations == ()


def test_a_finding_tells_mixed_kinds_apart() -> None:
    edits = change(None, "NEW DOOR"), change("OLD DOOR", None, number=2)
    [finding] = summarise(evidence(*edits)).changes_found
    assert finding.description == (
        "2 texts (1 removed, 1 added): removed “OLD DOOR”; added “NEW DOOR”"
    )
    assert (finding.location, finding.trade) == ("centre", "doors and windows")


def test_small_linework_all_over_the_sheet_is_one_finding() -> None:
    lines = [
        change(category=ChangeCategory.LINEWORK, at_pt=at, number=n)
        for n, at in enumerate((UPPER_LEFT, CENTRE, LOWER_RIGHT), start=1)
    ]
    [finding] = summarise(evidence(*lines)).changes_found
    assert (finding.description, finding.location) == (
        "3 linework areas added, the largest c1",
        "several places",
    )


def test_an_added_sheet_is_to_be_priced() -> None:
    summary = summarise(evidence(kind=MatchKind.ADDED, word_sample=("FIREPLACE", "SECTION")))
    told = "is new in this set. Its largest texts beside number and title: “FIREPLACE”, “SECTION”."
    assert told in summary.summary_text
    assert summary.recommendations[0].startswith("Price the work on A-101")
    assert summary.critical_change is None


def test_a_removed_sheet_is_to_be_asked_about() -> None:
    summary = summarise(evidence(kind=MatchKind.REMOVED, reason="1 page could not be read."))
    assert summary.recommendations[0].startswith("Ask whether A-101")
    assert summary.critical_change is not None
    assert summary.summary_text.endswith("1 page could not be read.")


def test_a_sheet_that_a_partial_issue_leaves_out_is_not_called_removed() -> None:
    removed = evidence(kind=MatchKind.REMOVED)
    summary = summarise(replace(removed, match=replace(removed.match, method="not_issued")))
    assert "nothing says that it was removed" in summary.summary_text
    assert summary.critical_change is None


def test_what_could_not_be_aligned_is_not_called_unchanged() -> None:
    summary = summarise(evidence(grade=AlignmentGrade.NOT_COMPARABLE))
    assert "could not be laid on one another" in summary.summary_text
    assert summary.critical_change is not None
    assert summary.recommendations == ("Compare both revisions of A-101 FIRST FLOOR PLAN by eye.",)


def test_doubt_about_alignment_and_match_is_said() -> None:
    summary = summarise(
        evidence(
            change(None, "OFFICE"),
            grade=AlignmentGrade.DOUBTFUL,
            reason="Number changed A-100 → A-101; the content agrees.",
        )
    )
    assert "The alignment is doubtful" in summary.summary_text
    assert summary.summary_text.endswith("Number changed A-100 → A-101; the content agrees.")
    assert summary.recommendations[-1].startswith("Check A-101")


def test_a_row_is_named_once_and_its_emptied_cells_are_counted() -> None:
    cells = [("WIDTH", "3'-0\"", "NOT USED"), *((f"C{n}", "X", None) for n in range(5))]
    parts = tuple(
        ChangePart(
            kind=ChangeKind.MODIFIED,
            category=ChangeCategory.TEXT,
            box_pt=(0, 0, 1, 1),
            old_text=old,
            new_text=new,
            column=column,
        )
        for column, old, new in cells
    )
    row = replace(change("old", "new"), row="116B", parts=parts)
    (found, *_) = summarise(evidence(row)).changes_found
    assert found.description.count("116B") == 1
    assert "3 more cells" in found.description


def test_plot_stamps_are_not_told() -> None:
    stamp = change("PLOTTED 3/14", "PLOTTED 6/27 4:52:07 PM A.DWG", category=TITLE)
    issue = change(None, "BULLETIN 1", category=TITLE, number=2)
    (found,) = summarise(evidence(stamp, issue)).changes_found
    assert found.description == "Administrative: “BULLETIN 1”"
    assert found.change_ids == ("c1", "c2")


def test_number_and_title_of_a_sheet_are_told_once() -> None:
    sample = ("A-101", "FIRST FLOOR PLAN", "FIREPLACE")
    summary = summarise(evidence(kind=MatchKind.ADDED, word_sample=sample))
    assert "beside number and title: “FIREPLACE”." in summary.summary_text
    summary = summarise(evidence(kind=MatchKind.ADDED, word_sample=sample[:2]))
    assert "largest texts" not in summary.summary_text


def test_rows_of_tables_are_told_apart_from_texts_on_the_drawing() -> None:
    row = replace(change("20 MIN", "45 MIN", number=1), row="118A", column="RATING")
    added = replace(change(None, "119B | FIRE DOOR", number=2), row="119B")
    summary = summarise(evidence(row, added, change("PAINT", "STAIN", number=3)))
    assert "2 table rows (1 changed, 1 added) and 1 text changed" in summary.summary_text
    begin = "2 table rows (1 changed, 1 added; fire or life safety): row 118A, RATING: “20 MIN”"
    assert summary.changes_found[0].description.startswith(begin)


def test_rows_of_a_title_block_have_no_names() -> None:
    stamped = replace(
        change("DATE 03/15", "DATE 06/28", category=ChangeCategory.TITLE_BLOCK), row="NO. 2317"
    )
    [found] = summarise(evidence(stamped)).changes_found
    assert found.description == "Administrative: “DATE 03/15” → “DATE 06/28”"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Block diagram", "BLOCK DIAGRAM"),
        ("http://old.example", "https://new.example"),
        ("office@old.example", "office@new.example"),
    ],
)
def test_what_nobody_builds_is_not_told_above_all(old: str, new: str) -> None:
    summary = summarise(evidence(change(old, new)))
    assert "Above all" not in summary.summary_text
    assert [found.severity for found in summary.changes_found] == ["low"]
