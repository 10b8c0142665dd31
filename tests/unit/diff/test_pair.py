"""The pair stage: what it leaves alone, and what it takes over from the session before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from common import paths
from common.chain.comparing import fan_out_pairs
from common.chain.sessions import move_session
from common.chain.steps import load_comparison, load_comparisons, load_session
from common.domain.changes import Match, MatchKind
from common.domain.events import Event, PairQueued
from common.domain.geometry import PointPair
from common.domain.ids import ProjectId, SessionId, VersionId, comparison_id
from common.domain.jobs import SessionStatus, UnitStatus
from common.ports import Ports
from common.records import (
    ALIGNMENT_CORRECTION,
    COMPARISON,
    PAGE,
    SESSION,
    AlignmentCorrection,
    Comparison,
    Session,
)
from common.wiring import embedded_world
from functions.diff.pair import PairStage
from tests.session_records import AT, page_record

FIRST, SECOND = SessionId("first"), SessionId("second")
POINTS = (PointPair(old_x_pt=1, old_y_pt=2, new_x_pt=3, new_y_pt=4),)


class ComparedError(Exception):
    """The differ was asked."""


def _differ(*_sheets: object) -> None:
    raise ComparedError


STAGE = PairStage(compare=_differ)  # type: ignore[arg-type]  # it never returns


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    """A finished session of one pair, and one that follows it."""
    world = embedded_world(tmp_path / "state")
    _session(world.ports, FIRST, None, UnitStatus.COMPLETED)
    _session(world.ports, SECOND, FIRST, UnitStatus.PENDING)
    yield world.ports
    world.close()


def _session(ports: Ports, own: SessionId, follows: SessionId | None, status: UnitStatus) -> None:
    version = VersionId("v")
    session = Session(
        id=own, project_id=ProjectId("p"), old_version_id=version, new_version_id=version,
        status=SessionStatus.MATCHING, created_at=AT, updated_at=AT, follows=follows,
    )  # fmt: skip
    match = Match(
        kind=MatchKind.MATCHED, old_page_index=0, new_page_index=0, method="number", confidence=1
    )
    comparison = Comparison(
        id=comparison_id(own, 0, 0), session_id=own, project_id=ProjectId("p"), unit_index=0,
        drawing_name="A-1", title="", kind=MatchKind.MATCHED, match=match, status=status,
        old_version_id=version, new_version_id=version, created_at=AT, updated_at=AT,
        changes_path=f"changes of {own}" if status is UnitStatus.COMPLETED else None,
    )  # fmt: skip
    path = paths.session_path(own)
    ports.documents.create_missing({path: SESSION.encode(session)})
    path = paths.comparison_path(comparison.id)
    ports.documents.create_missing({path: COMPARISON.encode(comparison)})
    fan_out_pairs(ports, session, [comparison])


def _handled(ports: Ports) -> Comparison:
    STAGE.handle(PairQueued(comparison_id=comparison_id(SECOND, 0, 0)), ports)
    return load_comparison(ports, comparison_id(SECOND, 0, 0))


def test_a_pair_that_nobody_spoke_of_is_taken_over(ports: Ports) -> None:
    pair = _handled(ports)
    assert (pair.status, pair.changes_path) == (UnitStatus.COMPLETED, "changes of first")


def test_a_pair_of_a_cancelled_session_is_left_alone(ports: Ports) -> None:
    move_session(ports, SECOND, SessionStatus.CANCELLED)
    assert _handled(ports).status is UnitStatus.PENDING


def test_a_finished_pair_of_a_cancelled_session_asks_for_no_summary(ports: Ports) -> None:
    finished = PairQueued(comparison_id=comparison_id(FIRST, 0, 0))
    move_session(ports, FIRST, SessionStatus.CANCELLED)
    bus = _Published()
    STAGE.handle(finished, replace(ports, bus=bus))
    assert bus.events == []


def test_a_session_that_was_cancelled_while_it_was_matched_asks_for_no_pair(ports: Ports) -> None:
    session = replace(load_session(ports, SECOND), status=SessionStatus.MATCHING)
    move_session(ports, SECOND, SessionStatus.CANCELLED)
    bus = _Published()
    fan_out_pairs(replace(ports, bus=bus), session, load_comparisons(ports, SECOND))
    assert bus.events == []


@dataclass
class _Published:
    events: list[Event] = field(default_factory=list)

    def publish(self, events: Sequence[Event]) -> None:
        self.events += events


def test_a_pair_that_a_person_laid_since_is_compared_again(ports: Ports) -> None:
    said = AlignmentCorrection(old_page_index=0, new_page_index=0, points=POINTS, created_at=AT)
    path = paths.alignment_correction_path(SECOND, 0, 0)
    ports.documents.create_missing({path: ALIGNMENT_CORRECTION.encode(said)})
    page = page_record(VersionId("v"), 0)
    ports.documents.create_missing({paths.page_path(VersionId("v"), 0): PAGE.encode(page)})
    ports.blobs.write("p", b"")
    ports.blobs.write("w", b"[]")
    with pytest.raises(ComparedError):
        _handled(ports)
