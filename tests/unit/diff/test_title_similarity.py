"""Titles: alike by their letters in order, and left uncounted only where nothing hangs on it."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.diff.match_sheets import Decided, SheetFacts, match_sheets
from functions.diff.sheet_similarity import DENSITY_SHAPE, UNKNOWN
from functions.diff.title_similarity import title_similarity

TITLES = st.none() | st.sampled_from(
    ["FLOOR PLAN", "Floor plan", "FLOOR PLANS", "ROOF PLAN", "SECTIONS", "A", "DOOR & DETAILS", "-"]
)


@given(st.lists(TITLES, max_size=5), st.lists(TITLES, max_size=5))
def test_every_ratio_that_is_wanted_is_the_squared_match_ratio(
    old: list[str | None], new: list[str | None]
) -> None:
    shape = (len(old), len(new))
    found = title_similarity(old, new, wanted=np.zeros(shape), needed=np.zeros(shape, bool))
    for i, first in enumerate(map(_letters, old)):
        for j, second in enumerate(map(_letters, new)):
            assert found[i, j] == pytest.approx(_expected(first, second))


def _letters(title: str | None) -> str:
    return (title or "").upper().replace("&", "AND").replace(" ", "").replace("-", "")


def _expected(first: str, second: str) -> float:
    if not (first and second):
        return UNKNOWN
    shared = sum((Counter(first) & Counter(second)).values())
    if 2 * shared / (len(first) + len(second)) < 0.5:
        return 0.0
    return SequenceMatcher(None, first, second).ratio() ** 2


def test_a_ratio_that_cannot_reach_what_is_wanted_is_not_counted_unless_it_is_needed() -> None:
    old, new = ["FLOOR PLAN"], ["ROOF PLAN", "ROOF PLAN"]
    wanted, needed = np.array([[0.99, 0.99]]), np.array([[False, True]])
    found = title_similarity(old, new, wanted=wanted, needed=needed)
    assert found[0, 0] == 0.0
    assert 0.3 < found[0, 1] < 0.99


@st.composite
def _sheet(draw: st.DrawFn) -> tuple[str | None, str | None, dict[str, int], int, str]:
    return (
        draw(st.none() | st.sampled_from(["A-1", "A-2", "S-1"])),
        draw(TITLES),
        draw(st.dictionaries(st.sampled_from(["door", "beam", "duct", "note"]), st.integers(1, 3))),
        draw(st.integers(0, 3)),
        draw(st.sampled_from(["", "same"])),
    )


@given(
    st.lists(_sheet(), max_size=5),
    st.lists(_sheet(), max_size=5),
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=1),
)
def test_sheets_match_as_if_every_title_were_counted(
    old: list[tuple[str | None, str | None, dict[str, int], int, str]],
    new: list[tuple[str | None, str | None, dict[str, int], int, str]],
    together: set[tuple[int, int]],
) -> None:
    facts = [[_facts(i, *sheet) for i, sheet in enumerate(sheets)] for sheets in (old, new)]
    decided = Decided(pairs=frozenset(together))
    with pytest.MonkeyPatch.context() as patch:
        found = match_sheets(*facts, decided=decided)
        patch.setattr(
            "functions.diff.match_sheets._Similarity._short_of_a_pair",
            lambda similarity: np.zeros_like(similarity.number),
        )
        assert match_sheets(*facts, decided=decided) == found


def _facts(
    page_index: int,
    number: str | None,
    title: str | None,
    texts: dict[str, int],
    drawing: int,
    digest: str,
) -> SheetFacts:
    ink = np.random.default_rng(drawing).random(DENSITY_SHAPE, np.float32)
    return SheetFacts(
        page_index=page_index, number=number, title=title, texts=texts, ink=ink, digest=digest
    )
