"""A session for what was said: found again for the same, another one for anything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common import paths
from common.chain.sessions import move_session
from common.chain.steps import load_match_corrections, load_page_corrections, load_session
from common.domain.ids import ProjectId, SessionId, VersionId
from common.domain.jobs import SessionStatus
from common.ports import Ports
from common.records import SESSION, Session
from common.wiring import embedded_world
from local.correction_records import record_corrections, session_id_of, supersede_others
from local.corrections import NO_CORRECTIONS, CorrectedPage, CorrectedPair, Corrections

OLD, NEW = VersionId("v-old"), VersionId("v-new")
SETS = ((OLD, "a" * 64), (NEW, "b" * 64))
PAGE = CorrectedPage(sha256="b" * 64, page=5, number="A-105")
PAIR = CorrectedPair(old_sha256="a" * 64, new_sha256="b" * 64, old_page=3, new_page=4, is_pair=True)
SAID = Corrections(pages=(PAGE,), pairs=(PAIR,))
AT = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    world = embedded_world(tmp_path / "state")
    yield world.ports
    world.close()


def _started(ports: Ports, session_id: SessionId) -> Session:
    session = Session(
        id=session_id,
        project_id=ProjectId("local"),
        old_version_id=OLD,
        new_version_id=NEW,
        status=SessionStatus.WAITING_FOR_PAGES,
        created_at=AT,
        updated_at=AT,
    )
    ports.documents.create_missing({paths.session_path(session_id): SESSION.encode(session)})
    return session


def test_the_same_statements_in_any_order_are_one_session(ports: Ports) -> None:
    other = replace(PAGE, page=2, number="A-102")
    orders = [Corrections(pages=(PAGE, other)), Corrections(pages=(other, PAGE))]
    assert len({session_id_of(ports, said, SETS) for said in orders}) == 1


def test_another_number_is_another_session(ports: Ports) -> None:
    said = [NO_CORRECTIONS, SAID, SAID.with_page(replace(PAGE, number="A-106"))]
    assert len({session_id_of(ports, corrections, SETS) for corrections in said}) == 3


def test_what_is_said_of_other_sets_changes_no_session(ports: Ports) -> None:
    elsewhere = SAID.with_page(replace(PAGE, sha256="c" * 64))
    assert session_id_of(ports, elsewhere, SETS) == session_id_of(ports, SAID, SETS)


def test_a_session_under_way_for_what_was_said_before_is_cancelled(ports: Ports) -> None:
    before = _started(ports, session_id_of(ports, NO_CORRECTIONS, SETS))
    assert supersede_others(ports, session_id_of(ports, SAID, SETS)) == before.id
    assert load_session(ports, before.id).status is SessionStatus.CANCELLED


def test_a_cancelled_session_is_begun_anew_when_its_statements_come_back(ports: Ports) -> None:
    before = _started(ports, session_id_of(ports, NO_CORRECTIONS, SETS))
    move_session(ports, before.id, SessionStatus.CANCELLED)
    again = session_id_of(ports, NO_CORRECTIONS, SETS)
    assert again != before.id
    assert session_id_of(ports, NO_CORRECTIONS, SETS) == again


def test_what_concerns_the_sets_is_written_as_records_of_the_session(ports: Ports) -> None:
    said = SAID.with_page(replace(PAGE, sha256="c" * 64, page=9))
    session_id = session_id_of(ports, said, SETS)
    record_corrections(ports, said, session_id, SETS)
    numbers = load_page_corrections(ports, session_id, NEW)
    assert {index: page.number for index, page in numbers.items()} == {4: "A-105"}
    [pair] = load_match_corrections(ports, session_id)
    assert (pair.old_page_index, pair.new_page_index, pair.is_pair) == (2, 3, True)


def test_a_set_compared_with_itself_has_its_pages_corrected_once(ports: Ports) -> None:
    twice = ((NEW, "b" * 64), (NEW, "b" * 64))
    session_id = session_id_of(ports, SAID, twice)
    record_corrections(ports, SAID, session_id, twice)
    assert list(load_page_corrections(ports, session_id, NEW)) == [4]
