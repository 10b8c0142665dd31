"""The scores of summaries: what counts as told, and what as invented."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.real_changes import at, somewhere
from benchmarks.suite.choose import Truth
from benchmarks.summaries import Score, TrueEdit, real_edit, true_edit

Json = dict[str, Any]

DOOR = TrueEdit(box_pt=None, texts=("45 MIN",))
WALL = TrueEdit(box_pt=(100, 100, 140, 110), texts=())


def _comparison(description: str = "", *, cited: tuple[str, ...] = ("c1",), **use: Any) -> Json:
    """Return a sheet whose door got another rating: c1; and whose wall moved: c2."""
    return {
        "new_sheet": {"width_pt": 1000, "height_pt": 500},
        "changes": [
            {"id": "c1", "box_pt": [0, 0, 9, 9], "old_text": "20 MIN", "new_text": "45 MIN"},
            {"id": "c2", "box_pt": [120, 90, 130, 105], "old_text": None, "new_text": None},
        ],
        "revision_clouds": [{"id": "r1", "revision": "BULLETIN 1"}],
        "summary": {
            "summary_text": description, "critical_change": None, "recommendations": [],
            "changes_found": [{"change_ids": list(cited), "description": description}],
            "language_model": use,
        },
    }  # fmt: skip


def _score(comparison: Json, *edits: TrueEdit) -> Score:
    score = Score()
    score.add_sheet(comparison, edits)
    return score


@pytest.mark.parametrize(("cited", "count"), [(("c1",), 1), (("c2",), 0), (("c9",), 0)])
def test_an_edit_is_cited_by_the_change_with_its_text(cited: tuple[str, ...], count: int) -> None:
    assert _score(_comparison(cited=cited), DOOR).cited == count


@pytest.mark.parametrize(("cited", "count"), [(("c1",), 0), (("c2",), 1)])
def test_linework_is_cited_by_the_change_at_its_place(cited: tuple[str, ...], count: int) -> None:
    assert _score(_comparison(cited=cited), WALL).cited == count


def test_only_a_text_that_stands_in_the_words_is_quoted() -> None:
    assert _score(_comparison("Rated “45 MIN” now."), DOOR).quoted == 1
    assert _score(_comparison("The rating differs."), DOOR).quoted == 0


def test_linework_has_no_text_to_quote() -> None:
    assert _score(_comparison("Rated “45 MIN” now."), WALL).texts == 0


def test_a_quote_of_what_is_in_no_change_is_ungrounded() -> None:
    score = _score(_comparison("Rated “90 MIN” now."))
    assert (score.ungrounded, score.statements) == (2, 2)


@pytest.mark.parametrize(
    "words", ["“20 MIN” → “45 MIN”", "“45 M…”", "no quote at all", "“BULLETIN 1”"]
)
def test_what_stands_in_the_changes_is_grounded_also_when_it_is_cut(words: str) -> None:
    assert _score(_comparison(words)).ungrounded == 0


def test_what_was_held_back_and_left_to_the_rules_is_counted() -> None:
    use: Json = {"dropped_count": 3, "uncited_count": 2, "fallback": "", "cost_usd_micros": 70}
    score = _score(_comparison(**use))
    assert (score.dropped, score.uncited, score.fallbacks, score.cost_usd_micros) == (3, 2, 0, 70)


def test_a_summary_by_rules_for_want_of_a_model_is_a_fallback() -> None:
    assert _score(_comparison(fallback="The budget is spent.")).fallbacks == 1


def test_any_text_of_a_random_edit_tells_of_it() -> None:
    truth = Truth(
        kind="row added", boxes_pt=((0, 0, 1, 1), (4, 4, 5, 5)), carried=(), row=(), on_scan=True,
        texts=(("OLD", "NEW"), ("GONE", None)),
    )  # fmt: skip
    assert true_edit(truth) == TrueEdit(box_pt=(0, 0, 5, 5), texts=("NEW", "GONE"))


def test_a_fact_with_a_text_is_known_by_it_and_one_without_by_its_place() -> None:
    [named] = somewhere("R33")
    assert real_edit(named, _comparison()) == TrueEdit(box_pt=None, texts=("R33",))
    assert real_edit(at(0.5, 0.5, reach=0.25), _comparison()).box_pt == (250, 125, 750, 375)
