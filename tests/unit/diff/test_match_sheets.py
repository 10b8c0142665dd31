"""Matching the sheets of two sets."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.domain.changes import Match, MatchKind
from functions.diff.match_sheets import Decided, SheetFacts, match_sheets
from functions.diff.sheet_similarity import DENSITY_SHAPE, Density

WORDS = tuple(f"word{n}" for n in range(400))


def ink_of(seed: int) -> Density:
    """Return the density of a drawing: a few dozen filled places that belong to the seed."""
    random_places = np.random.default_rng(seed)
    density = np.zeros(DENSITY_SHAPE, np.float32)
    for y, x in random_places.integers((4, 4), (56, 86), size=(40, 2)):
        density[y : y + 4, x : x + 6] += 0.3
    return density


def sheet(
    page_index: int, number: str | None, title: str | None = "PLAN", *, content: int | None = None
) -> SheetFacts:
    """Return a sheet; equal content is equal text and ink, `None` the page's own."""
    seed = page_index if content is None else content
    return SheetFacts(
        page_index=page_index,
        number=number,
        title=title,
        texts=Counter(random.Random(seed).choices(WORDS, k=60)),
        ink=ink_of(seed),
        digest="",
    )


def drawing_set(*numbers: str | None) -> list[SheetFacts]:
    return [sheet(index, number) for index, number in enumerate(numbers)]


def pairs(matches: tuple[Match, ...]) -> set[tuple[int | None, int | None]]:
    return {(match.old_page_index, match.new_page_index) for match in matches}


def test_equal_sets_are_matched_sheet_by_sheet() -> None:
    numbers = ("A-101", "A-102", "S-101")
    matches = match_sheets(drawing_set(*numbers), drawing_set(*numbers))
    assert pairs(matches) == {(0, 0), (1, 1), (2, 2)}
    assert not any(match.review for match in matches)
    assert {match.method for match in matches} == {"number+content"}


def test_a_sheet_that_only_the_new_set_has_was_added() -> None:
    [first, last, new] = match_sheets(
        drawing_set("A-101", "A-102"),
        [*drawing_set("A-101", "A-102"), sheet(2, "A-400", "FIREPLACE", content=9)],
    )
    assert (new.kind, new.old_page_index, new.new_page_index) == (MatchKind.ADDED, None, 2)
    assert {first.kind, last.kind} == {MatchKind.MATCHED}


def test_a_sheet_that_only_the_old_set_has_was_removed_and_stands_where_it_stood() -> None:
    old = drawing_set("A-101", "A-102", "A-103")
    new = [sheet(0, "A-101"), sheet(1, "A-103", content=2)]
    matches = match_sheets(old, new)
    assert [match.kind for match in matches] == [
        MatchKind.MATCHED,
        MatchKind.REMOVED,
        MatchKind.MATCHED,
    ]


def test_a_new_sheet_that_takes_a_number_does_not_take_its_partner() -> None:
    old = [sheet(0, "A-101", content=1), sheet(1, "A-102", content=2)]
    new = [
        sheet(0, "A-101", content=7),
        sheet(1, "A-102", content=1),
        sheet(2, "A-103", content=2),
    ]
    matches = match_sheets(old, new)
    assert pairs(matches) == {(None, 0), (0, 1), (1, 2)}


def test_a_renumbered_sheet_is_matched_by_content_and_asked_about() -> None:
    old = [sheet(0, "A-100", "SITE PLAN"), sheet(1, "A-101", "ROOF")]
    new = [sheet(0, "ASK-001", "SITE PLAN"), sheet(1, "A-101", "ROOF")]
    renumbered, _ = match_sheets(old, new)
    assert renumbered.method == "content"
    assert renumbered.reason == "Number changed A-100 → ASK-001; the content agrees."
    assert renumbered.review


def test_an_equal_number_whose_content_stands_elsewhere_is_asked_about() -> None:
    old = [sheet(0, "A-304", content=1), sheet(1, "A-305", content=1)]
    new = [sheet(0, "A-304", content=5), sheet(1, "A-305", content=1)]
    doubtful, sure = match_sheets(old, new)
    assert pairs((doubtful, sure)) == {(0, 0), (1, 1)}
    assert "fits A-305 better: renumbered or re-used?" in doubtful.reason
    assert not sure.review


def test_two_single_sheets_are_compared_because_they_were_named() -> None:
    [match] = match_sheets([sheet(0, "A-101", content=1)], [sheet(0, "M-500", "DUCTS", content=2)])
    assert (match.kind, match.review) == (MatchKind.MATCHED, True)


def test_scans_without_text_are_matched_by_ink_in_any_order() -> None:
    old = [replace(sheet(n, None, None), texts={}) for n in range(5)]
    new = [replace(sheet(n, None, None, content=(n + 1) % 5), texts={}) for n in range(5)]
    assert pairs(match_sheets(old, new)) == {((n + 1) % 5, n) for n in range(5)}


def test_sheets_without_number_and_title_that_share_nothing_are_no_pair() -> None:
    old = [sheet(0, "A-101"), sheet(1, None, None, content=5)]
    new = [sheet(0, "A-101"), sheet(1, None, None, content=6)]
    kinds = [match.kind for match in match_sheets(old, new)]
    assert kinds == [MatchKind.MATCHED, MatchKind.REMOVED, MatchKind.ADDED]


def test_the_same_page_is_matched_with_certainty() -> None:
    page = replace(sheet(0, None), digest="equal")
    other = [sheet(1, "A-102"), replace(sheet(2, "A-103"), page_index=2)]
    matches = match_sheets([page, *other], [*other, replace(page, page_index=3)])
    [match] = [match for match in matches if match.old_page_index == 0]
    assert (match.new_page_index, match.confidence, match.review) == (3, 1.0, False)


@pytest.mark.parametrize(("unread", "words"), [(1, "1 page of"), (2, "2 pages of")])
def test_an_unread_page_casts_doubt_on_what_looks_added(unread: int, words: str) -> None:
    old, new = drawing_set("A-101"), drawing_set("A-101", "A-102")
    _, added = match_sheets(old, new, unread_old=unread)
    assert added.review
    assert added.reason.startswith(f"{words} the old set could not be read")


def test_an_empty_set_has_only_added_or_removed_sheets() -> None:
    some = drawing_set("A-101", "A-102")
    assert [match.kind for match in match_sheets([], some)] == [MatchKind.ADDED] * 2
    assert [match.kind for match in match_sheets(some, [])] == [MatchKind.REMOVED] * 2
    assert match_sheets([], []) == ()


numbers = st.none() | st.sampled_from(["A-101", "A-102", "S-1", "3 of 12", "A1.1"])
contents = st.integers(0, 6)
sets = st.lists(st.tuples(numbers, contents), max_size=7).map(
    lambda rows: [sheet(i, number, content=c) for i, (number, c) in enumerate(rows)]
)


@settings(max_examples=50)
@given(sets, sets)
def test_every_sheet_is_in_exactly_one_match(old: list[SheetFacts], new: list[SheetFacts]) -> None:
    matches = match_sheets(old, new)
    old_pages = [m.old_page_index for m in matches if m.old_page_index is not None]
    new_pages = [m.new_page_index for m in matches if m.new_page_index is not None]
    assert sorted(old_pages) == list(range(len(old)))
    assert new_pages == list(range(len(new)))  # in the order of the new set
    assert all(0 <= match.confidence <= 1 for match in matches)
    assert all(bool(match.reason) == match.review for match in matches)


@settings(max_examples=20)
@given(st.permutations(range(6)))
def test_shuffled_pages_keep_their_pairs(order: list[int]) -> None:
    old = drawing_set(*(f"A-{101 + n}" for n in range(6)))
    new = [replace(old[n], page_index=place) for place, n in enumerate(order)]
    assert pairs(match_sheets(old, new)) == {(n, place) for place, n in enumerate(order)}


def test_what_a_person_says_is_a_pair_is_one() -> None:
    numbers = ("A-101", "A-102", "A-103")
    matches = match_sheets(
        drawing_set(*numbers),
        drawing_set(*numbers),
        decided=Decided(pairs=frozenset({(0, 2)})),
    )
    [said] = [match for match in matches if match.old_page_index == 0]
    assert (said.new_page_index, said.method, said.confidence) == (2, "person", 1.0)
    assert (1, 1) in pairs(matches)


def test_what_a_person_says_is_no_pair_is_none() -> None:
    apart = Decided(apart=frozenset({(0, 0)}))
    for sheets in (drawing_set("A-101"), drawing_set("A-101", "A-102")):
        assert (0, 0) not in pairs(match_sheets(sheets, sheets, decided=apart))


def test_a_sheet_that_a_partial_issue_leaves_out_was_not_removed() -> None:
    old, new = drawing_set("A-101", "A-102"), drawing_set("A-101")
    _, left_out = match_sheets(old, new, decided=Decided(new_is_partial=True))
    assert (left_out.kind, left_out.method) == (MatchKind.REMOVED, "not_issued")
    assert not left_out.review


def test_a_whole_issue_without_a_sheet_has_removed_it() -> None:
    _, gone = match_sheets(drawing_set("A-101", "A-102"), drawing_set("A-101"))
    assert (gone.kind, gone.method) == (MatchKind.REMOVED, "unmatched")


def test_two_sheets_with_one_number_and_one_content_are_asked_about() -> None:
    old = [sheet(0, "A1.1", content=1)]
    new = [sheet(0, "A1.1", content=1), sheet(1, "A1.1", content=1)]
    [match] = [m for m in match_sheets(old, new) if m.kind is MatchKind.MATCHED]
    assert match.reason == "2 sheets of the new set are numbered A1.1: which is it?"


def test_two_sheets_with_one_number_that_differ_are_told_apart_by_content() -> None:
    old = [sheet(0, "A3.0", content=1), sheet(1, "A3.0", content=2)]
    new = [sheet(0, "A3.0", content=2), sheet(1, "A3.0", content=1)]
    matches = match_sheets(old, new)
    assert pairs(matches) == {(0, 1), (1, 0)}
    assert not any(match.review for match in matches)


def test_two_sheets_that_differ_in_number_and_content_are_not_said_to_agree() -> None:
    old, new = sheet(0, "B3", "ROOF", content=1), sheet(0, "A101", "PLAN", content=2)
    [match] = match_sheets([old], [new])
    assert match.reason == (
        "The two sheets hardly agree; they are compared because you named them."
    )
