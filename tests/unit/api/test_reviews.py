"""What a person should look at: one list with the reason and the evidence, and who follows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from common import paths
from common.chain.steps import load_comparison
from common.domain.changes import AlignmentGrade
from common.domain.sheets import SheetReading
from common.ports import Ports
from common.records import COMPARISON, PAGE, Comparison, Page
from tests.api import Api, open_finished
from tests.session_records import MATCHED, NEW, SESSION_ID

SESSION = f"/api/sessions/{SESSION_ID}"
REVIEWS = f"{SESSION}/reviews"
DOUBTED = SheetReading(number="A-1O1", title="PLAN", confidence=0.412, accepted=False)


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return open_finished(tmp_path)


def _put(ports: Ports, record: Comparison | Page) -> None:
    if isinstance(record, Page):
        path, document = paths.page_path(record.version_id, record.page_index), PAGE.encode(record)
    else:
        path, document = paths.comparison_path(record.id), COMPARISON.encode(record)
    ports.documents.transact(lambda transaction: transaction.set(path, document))


def _doubt_number(ports: Ports) -> None:
    page = PAGE.decode(ports.documents.get(paths.page_path(NEW, 0)) or {})
    assert page.images is not None
    images = replace(page.images, title_block_path="pages/title_block.png")
    _put(ports, replace(page, reading=DOUBTED, images=images))


def _doubt_pair(ports: Ports) -> None:
    pair = load_comparison(ports, MATCHED)
    assert pair.alignment is not None
    match = replace(pair.match, review=True, reason="Two sheets fit.", confidence=0.5)
    laid = replace(pair.alignment, grade=AlignmentGrade.DOUBTFUL)
    _put(ports, replace(pair, match=match, alignment=laid))


def _reviews(api: Api, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.ask("vera", "GET", REVIEWS + query).get_json()["reviews"]
    return found


def test_a_session_that_is_sure_has_nothing_to_review(api: Api) -> None:
    answer = api.ask("vera", "GET", REVIEWS).get_json()
    assert answer == {"reviews": [], "total": 0, "next_page_token": None}


def test_a_doubtful_number_comes_with_the_crop_of_its_title_block(api: Api) -> None:
    _doubt_number(api.ports)
    (review,) = _reviews(api)
    assert (review["kind"], review["set"], review["confidence"]) == ("number", "new", 0.412)
    assert review["new"]["page_number"] == 1
    assert review["new"]["title_block_url"]
    assert "41 %" in review["reason"]


def test_a_pair_in_doubt_comes_once_for_its_match_and_once_for_its_alignment(api: Api) -> None:
    _doubt_pair(api.ports)
    reviews = _reviews(api)
    assert [(r["kind"], r["alignment_grade"]) for r in reviews] == [
        ("match", "doubtful"),
        ("alignment", "doubtful"),
    ]
    assert reviews[0]["reason"] == "The match should be confirmed: Two sheets fit."
    assert all(r["old"] and r["new"] for r in reviews)


def test_a_long_list_comes_in_pages_and_says_how_long_it_is(api: Api) -> None:
    _doubt_number(api.ports)
    _doubt_pair(api.ports)
    first = api.ask("vera", "GET", f"{REVIEWS}?limit=2").get_json()
    rest = _reviews(api, f"?limit=2&page_token={first['next_page_token']}")
    assert first["total"] == 3
    assert [r["review_id"] for r in first["reviews"] + rest] == [
        r["review_id"] for r in _reviews(api)
    ]


def test_what_a_person_said_of_a_number_is_not_asked_again(api: Api) -> None:
    _doubt_number(api.ports)
    said = {"pages": [{"set": "new", "page": 1, "number": "A-101"}]}
    answer = api.ask("eddie", "POST", f"{SESSION}/corrections", json=said)
    following = answer.get_json()["session_id"]
    pair = load_comparison(api.ports, MATCHED)
    taken = replace(pair, id=type(pair.id)("taken"), session_id=following)
    _put(api.ports, taken)
    listed = api.ask("vera", "GET", f"/api/sessions/{following}/reviews").get_json()
    assert listed["reviews"] == []


def test_a_session_says_which_one_follows_it_also_to_who_polls(api: Api) -> None:
    seen = api.ask("vera", "GET", SESSION)
    assert seen.get_json()["followed_by"] is None
    said = {"pages": [{"set": "new", "page": 1, "number": "A-101"}]}
    answer = api.ask("eddie", "POST", f"{SESSION}/corrections", json=said).get_json()
    etag = {"If-None-Match": seen.headers["ETag"]}
    again = api.ask("vera", "GET", SESSION, headers=etag)
    assert again.get_json()["followed_by"] == answer["session_id"]
