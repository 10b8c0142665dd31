"""Revisions of a sheet: written in one step, fenced, refused where they make no sense."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from common import paths
from common.chain.correcting import correct_changes, regenerate, withdraw_corrections
from common.chain.set_summaries import load_shown_set_summary
from common.chain.steps import load_changes, load_comparison, load_session, load_summary
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import OverlayReady, SetSummaryQueued
from common.domain.ids import ComparisonId
from common.domain.jobs import Failure, SessionStatus, UnitStatus
from common.domain.manual_regions import ManualRegion, RegionAction
from common.ports import Ports
from common.records import SESSION
from common.review_records import MANUAL_OVERLAY
from common.wiring import EmbeddedWorld
from functions.summary.overlay import summary_stage
from functions.summary.set_stage import set_summary_stage
from functions.summary.settings import AnalystSettings
from tests.session_records import FAILED, MATCHED, SESSION_ID, change, finished_session

REMOVE = [ManualRegion(action=RegionAction.DELETED, change_id="c1")]
LABEL = [ManualRegion(action=RegionAction.RELABELLED, change_id="c2", label="Door 7")]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[EmbeddedWorld]:
    world = finished_session(
        tmp_path,
        change("c1", old_text="3 BEDS", new_text="4 BEDS"),
        change("c2", old_text="A", new_text="B"),
    )
    world.blobs.write("w", b"[]")
    yield world
    world.close()


@pytest.fixture
def ports(world: EmbeddedWorld) -> Ports:
    return world.ports


def _summarise(ports: Ports, revision: int) -> None:
    event = OverlayReady(comparison_id=MATCHED, revision=revision)
    summary_stage(AnalystSettings()).handle(event, ports)


def _remove(ports: Ports) -> None:
    correct_changes(ports, MATCHED, REMOVE, created_by="kim")


def _ask_again(ports: Ports) -> None:
    regenerate(ports, MATCHED)


def test_the_list_and_its_counts_obey_at_once(ports: Ports) -> None:
    _remove(ports)
    comparison = load_comparison(ports, MATCHED)
    assert [c.id for c in load_changes(ports, comparison)] == ["c2"]
    assert (comparison.counts.modified, comparison.summary_is_due) == (1, True)


def test_a_correction_asks_for_the_summary_of_its_revision(world: EmbeddedWorld) -> None:
    _remove(world.ports)
    message = world.queue.lease()
    assert message is not None
    assert message.event == OverlayReady(comparison_id=MATCHED, revision=1)


def test_the_new_summary_is_shown_as_human_corrected(ports: Ports) -> None:
    _remove(ports)
    _summarise(ports, 1)
    summary = load_summary(ports, MATCHED, 1)
    assert (summary.status, summary.source) == (UnitStatus.COMPLETED, "human_corrected")
    assert load_comparison(ports, MATCHED).summary_text == summary.summary_text


def test_what_was_said_and_written_before_stays_as_history(ports: Ports) -> None:
    _remove(ports)
    correct_changes(ports, MATCHED, LABEL, created_by="lee")
    found = ports.documents.query(paths.manual_overlays_collection(MATCHED))
    overlays = [MANUAL_OVERLAY.decode(document) for document in found]
    assert [(o.created_by, o.is_active) for o in overlays] == [("kim", False), ("lee", True)]
    assert [len(overlay.regions) for overlay in overlays] == [1, 2]
    assert load_summary(ports, MATCHED).summary_text == "1 text changed."


def test_a_superseded_summary_ends_and_is_never_shown(ports: Ports) -> None:
    _remove(ports)
    correct_changes(ports, MATCHED, LABEL, created_by="lee")
    _summarise(ports, 2)
    _summarise(ports, 1)
    assert load_summary(ports, MATCHED, 1).status is UnitStatus.FAILED
    assert load_comparison(ports, MATCHED).summary_revision == 2


def test_what_is_withdrawn_leaves_the_list_as_it_was_found(ports: Ports) -> None:
    _remove(ports)
    withdraw_corrections(ports, MATCHED, created_by="kim")
    _summarise(ports, 2)
    assert len(load_changes(ports, load_comparison(ports, MATCHED))) == 2
    assert load_summary(ports, MATCHED, 2).source == "machine"


def test_a_summary_asked_for_again_leaves_the_list_alone(ports: Ports) -> None:
    _remove(ports)
    revised = regenerate(ports, MATCHED)
    assert (revised.revision, revised.manual_overlay_id) == (2, "00001")


def test_a_failed_summary_leaves_the_one_before_and_is_not_waited_for(ports: Ports) -> None:
    _remove(ports)
    failure = Failure(code=ErrorCode.INTERNAL, message="It broke.")
    summary_stage(AnalystSettings()).fail(
        OverlayReady(comparison_id=MATCHED, revision=1), ports, failure
    )
    comparison = load_comparison(ports, MATCHED)
    assert (comparison.summary_revision, comparison.summary_is_due) == (0, False)


def test_the_summary_of_the_set_follows_and_keeps_its_history(ports: Ports) -> None:
    for revision in (1, 2):
        regenerate(ports, MATCHED)
        _summarise(ports, revision)
        event = SetSummaryQueued(session_id=SESSION_ID, revision=revision)
        set_summary_stage(AnalystSettings()).handle(event, ports)
    shown = load_shown_set_summary(ports, load_session(ports, SESSION_ID))
    assert shown is not None
    assert (shown.revision, load_session(ports, SESSION_ID).set_summary_is_due) == (2, False)


def test_the_summary_of_the_set_says_whether_people_corrected_a_sheet(ports: Ports) -> None:
    sources = []
    for revision, correct in enumerate((_ask_again, _remove), start=1):
        correct(ports)
        _summarise(ports, revision)
        event = SetSummaryQueued(session_id=SESSION_ID, revision=revision)
        set_summary_stage(AnalystSettings()).handle(event, ports)
        shown = load_shown_set_summary(ports, load_session(ports, SESSION_ID))
        assert shown is not None
        sources.append(shown.source)
    assert sources == ["machine", "human_corrected"]


def test_a_failed_summary_of_the_set_leaves_the_session_as_it_ended(ports: Ports) -> None:
    regenerate(ports, MATCHED)
    _summarise(ports, 1)
    failure = Failure(code=ErrorCode.INTERNAL, message="It broke.")
    event = SetSummaryQueued(session_id=SESSION_ID, revision=1)
    set_summary_stage(AnalystSettings()).fail(event, ports, failure)
    session = load_session(ports, SESSION_ID)
    assert session.status is SessionStatus.COMPLETED_WITH_FAILURES
    assert not session.set_summary_is_due


@pytest.mark.parametrize(
    ("comparison_id", "code"),
    [(FAILED, ErrorCode.CONFLICT), (ComparisonId("none"), ErrorCode.NOT_FOUND)],
)
def test_what_was_not_compared_cannot_be_corrected(
    ports: Ports, comparison_id: ComparisonId, code: ErrorCode
) -> None:
    with pytest.raises(PermanentError) as refused:
        correct_changes(ports, comparison_id, REMOVE, created_by="kim")
    assert refused.value.code is code


def test_who_looked_at_an_earlier_revision_is_told(ports: Ports) -> None:
    _remove(ports)
    with pytest.raises(PermanentError, match="somebody else"):
        correct_changes(ports, MATCHED, LABEL, created_by="lee", expected_revision=0)


def test_a_cancelled_comparison_is_not_corrected(ports: Ports) -> None:
    cancelled = replace(load_session(ports, SESSION_ID), status=SessionStatus.CANCELLED)
    path = paths.session_path(SESSION_ID)
    ports.documents.transact(lambda t: t.set(path, SESSION.encode(cancelled)))
    with pytest.raises(PermanentError, match="cancelled"):
        _remove(ports)


def test_nothing_to_withdraw_is_said(ports: Ports) -> None:
    with pytest.raises(PermanentError, match="nothing to withdraw"):
        withdraw_corrections(ports, MATCHED, created_by="kim")
