"""The sample pair through the deployed shape: bucket, Pub/Sub push, functions, Firestore."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from common.chain.correcting import correct_changes
from common.chain.set_summaries import load_shown_set_summary
from common.chain.steps import load_comparison, load_comparisons, load_session, load_summary
from common.domain.jobs import SessionStatus, UnitStatus
from common.domain.manual_regions import ManualRegion, RegionAction
from common.ports import Ports
from common.records import Session
from tests.emulated.chain import submit_session, submit_version, wait_for
from tests.emulated.cloud import WAIT_S, Cloud, counts
from tests.emulators import OF_CLOUD
from tests.waiting import wait_until

pytestmark = OF_CLOUD
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@dataclass(frozen=True)
class Run:
    ports: Ports
    session: Session
    ended_by_themselves: list[str]


@pytest.fixture(scope="module")
def run(cloud: Cloud) -> Run:
    ports = cloud.ports
    old = submit_version(ports, "old", SAMPLES / "maple-street-clinic-rev1.pdf")
    new = submit_version(ports, "new", SAMPLES / "maple-street-clinic-rev2.pdf")
    session = wait_for(ports, submit_session(ports, old, new), timeout_s=150)
    return Run(ports=ports, session=session, ended_by_themselves=cloud.stack.ended())


def test_the_session_is_completed(run: Run) -> None:
    assert run.session.status is SessionStatus.COMPLETED
    assert run.session.error is None


def test_every_pair_has_its_overlay_and_its_summary(run: Run) -> None:
    comparisons = load_comparisons(run.ports, run.session.id)
    assert len(comparisons) == run.session.matched_count + run.session.added_count + (
        run.session.removed_count
    )
    for comparison in comparisons:
        assert comparison.images is not None
        assert run.ports.blobs.exists(comparison.images.overlay_path)
        assert load_summary(run.ports, comparison.id).status is UnitStatus.COMPLETED


def test_every_unit_is_counted_once(run: Run) -> None:
    counted = counts(run.ports, run.session)
    assert counted == [(total, total, 0) for total, _, _ in counted]
    assert len(counted) == 4


def test_the_set_is_summarised_after_the_session(run: Run) -> None:
    def summarised() -> bool:
        session = load_session(run.ports, run.session.id)
        return load_shown_set_summary(run.ports, session) is not None

    wait_until(summarised, give_up_s=WAIT_S)


def test_a_correction_comes_back_as_a_summary_of_sheet_and_set(run: Run) -> None:
    ids = [c.id for c in load_comparisons(run.ports, run.session.id) if c.counts.total]
    deleted = ManualRegion(action=RegionAction.DELETED, change_id="c1")
    correct_changes(run.ports, ids[0], [deleted], created_by="kim")

    def is_done() -> bool:
        session = load_session(run.ports, run.session.id)
        is_shown = load_comparison(run.ports, ids[0]).summary_revision == 1
        return is_shown and session.set_summary_revision == 2

    wait_until(is_done, give_up_s=WAIT_S)


def test_no_process_ended_by_itself(run: Run) -> None:
    assert run.ended_by_themselves == []
