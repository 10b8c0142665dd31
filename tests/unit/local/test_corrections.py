"""What a person says of sheets: kept by content, found again, written as records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.chain.steps import load_match_corrections, load_page_corrections
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import SessionId, VersionId
from common.ports import Ports
from common.wiring import embedded_world
from local.corrections import (
    NO_CORRECTIONS,
    correct_page,
    correct_pair,
    load_corrections,
    record_corrections,
    session_of,
)

SESSION = {
    "old": {"sha256": "a" * 64, "page_count": 3},
    "new": {"sha256": "b" * 64, "page_count": 5},
}
VERSIONS = ((VersionId("v-old"), "a" * 64), (VersionId("v-new"), "b" * 64))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "project" / "corrections.json"


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    world = embedded_world(tmp_path / "state")
    yield world.ports
    world.close()


def test_without_a_file_nobody_said_anything(path: Path) -> None:
    assert load_corrections(path) == NO_CORRECTIONS


def test_the_last_word_on_a_page_counts(path: Path) -> None:
    correct_page(path, SESSION, "new:5", "A-104")
    correct_page(path, SESSION, "new:5", " A-105 ")
    [said] = load_corrections(path).pages
    assert (said.page, said.number) == (5, "A-105")


def test_a_page_of_another_set_keeps_its_correction(path: Path) -> None:
    correct_page(path, SESSION, "new:1", "A-101")
    correct_page(path, SESSION, "old:1", "A-100")
    assert {said.number for said in load_corrections(path).pages} == {"A-100", "A-101"}


def test_a_sheet_has_one_partner(path: Path) -> None:
    correct_pair(path, SESSION, ("old:3", "new:4"), is_pair=True)
    correct_pair(path, SESSION, ("new:5", "old:3"), is_pair=True)
    [said] = load_corrections(path).pairs
    assert (said.old_page, said.new_page) == (3, 5)


def test_what_was_a_pair_can_be_taken_apart(path: Path) -> None:
    correct_pair(path, SESSION, ("old:3", "new:4"), is_pair=True)
    correct_pair(path, SESSION, ("old:3", "new:4"), is_pair=False)
    assert [said.is_pair for said in load_corrections(path).pairs] == [False]


@pytest.mark.parametrize("place", ["new:6", "new:0", "5", "new:five", "both:1"])
def test_a_page_that_is_none_is_refused(path: Path, place: str) -> None:
    with pytest.raises(PermanentError) as raised:
        correct_page(path, SESSION, place, "A-1")
    assert raised.value.code is ErrorCode.CONFLICT
    assert not path.exists()


def test_two_pages_of_one_set_are_no_pair(path: Path) -> None:
    with pytest.raises(PermanentError, match="one page of each set"):
        correct_pair(path, SESSION, ("old:1", "old:2"), is_pair=True)


def test_an_empty_number_is_refused(path: Path) -> None:
    with pytest.raises(PermanentError, match="letters and digits"):
        correct_page(path, SESSION, "new:1", "  ")


def test_a_file_that_is_not_ours_is_not_overwritten(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{}x", encoding="utf-8")
    with pytest.raises(PermanentError) as raised:
        correct_page(path, SESSION, "new:1", "A-1")
    assert raised.value.code is ErrorCode.FILE_UNREADABLE
    assert path.read_text(encoding="utf-8") == "{}x"


def test_a_folder_without_a_comparison_cannot_be_corrected(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="Run buildtrace compare first"):
        session_of(tmp_path)


def test_a_run_writes_what_concerns_its_sets_as_records(path: Path, ports: Ports) -> None:
    session_id = SessionId("s")
    correct_page(path, SESSION, "new:5", "A-105")
    correct_page(path, SESSION | {"new": {"sha256": "c" * 64, "page_count": 9}}, "new:9", "Z")
    correct_pair(path, SESSION, ("old:3", "new:4"), is_pair=True)
    record_corrections(ports, load_corrections(path), session_id, VERSIONS)
    assert {i: c.number for i, c in load_page_corrections(ports, VERSIONS[1][0]).items()} == {
        4: "A-105"
    }
    [pair] = load_match_corrections(ports, session_id)
    assert (pair.old_page_index, pair.new_page_index, pair.is_pair) == (2, 3, True)
