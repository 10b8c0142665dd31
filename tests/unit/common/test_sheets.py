"""All sheets of a session at a time: what is loaded of each alone, by a few calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.counting import Counts, counting
from common import paths
from common.chain.correcting import correct_changes
from common.chain.sheets import (
    load_latest_summaries,
    load_listed,
    load_shown_pages,
    load_shown_summaries,
)
from common.chain.steps import (
    load_comparisons,
    load_corrected,
    load_manual_overlay,
    load_shown_page,
    load_shown_summary,
    load_summary,
)
from common.chain.triaging import load_triage, load_triages, triage_changes
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import ComparisonId, UserId
from common.domain.manual_regions import ManualRegion, RegionAction
from common.domain.triage import TriageSaid, TriageStatus
from common.ports import Ports
from common.records import COMPARISON, SUMMARY
from tests.session_records import MATCHED, SESSION_ID, change, finished_session

REMOVE = [ManualRegion(action=RegionAction.DELETED, change_id="c1")]


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    """A session whose one matched sheet somebody has corrected and decided of."""
    world = finished_session(
        tmp_path,
        change("c1", old_text="3 BEDS", new_text="4 BEDS"),
        change("c2", old_text="A", new_text="B"),
    )
    correct_changes(world.ports, MATCHED, REMOVE, created_by="kim")
    said = TriageSaid(change_id="c2", status=TriageStatus.ACCEPTED)
    triage_changes(world.ports, MATCHED, [said], said_by=UserId("kim"))
    yield world.ports
    world.close()


def test_each_sheet_is_what_it_is_when_it_is_loaded_alone(ports: Ports) -> None:
    comparisons = load_comparisons(ports, SESSION_ID)
    listed = list(load_listed(ports, comparisons))
    assert [sheet.comparison for sheet in listed] == comparisons
    assert [len(sheet.changes) for sheet in listed] == [1, 0, 0]
    for sheet in listed:
        alone = load_corrected(ports, sheet.comparison)
        assert (sheet.changes, sheet.clouds) == alone
        assert sheet.said == load_manual_overlay(ports, sheet.comparison)
    assert load_shown_pages(ports, comparisons) == [load_shown_page(ports, c) for c in comparisons]
    assert load_triages(ports, comparisons) == [load_triage(ports, c) for c in comparisons]


def test_the_shown_summary_is_not_the_one_that_is_asked_for(ports: Ports) -> None:
    comparisons = load_comparisons(ports, SESSION_ID)
    shown, latest = (
        load(ports, comparisons) for load in (load_shown_summaries, load_latest_summaries)
    )
    assert shown == [load_shown_summary(ports, c) for c in comparisons]
    assert latest == [load_summary(ports, c.id, c.revision) for c in comparisons]
    assert (shown[0].revision, latest[0].revision) == (0, 1)


def test_a_summary_that_nobody_planned_is_a_typed_error(ports: Ports) -> None:
    comparison = replace(load_comparisons(ports, SESSION_ID)[0], id=ComparisonId("unplanned"))
    with pytest.raises(PermanentError) as raised:
        load_shown_summaries(ports, [comparison])
    assert raised.value.code is ErrorCode.NOT_FOUND


def test_a_hundred_sheets_take_as_many_calls_as_three(ports: Ports) -> None:
    counts = Counts()
    counted, _bus = counting(ports, counts)
    _load_all(counted)
    few = counts.taken()
    like = load_comparisons(ports, SESSION_ID)[0]
    for number in range(100):
        more = replace(like, id=ComparisonId(f"more-{number}"), manual_overlay_id=None, revision=0)
        ports.documents.create_missing(
            {
                paths.comparison_path(more.id): COMPARISON.encode(more),
                paths.summary_path(more.id): SUMMARY.encode(
                    replace(load_summary(ports, like.id), comparison_id=more.id)
                ),
            }
        )
    counts.taken()
    _load_all(counted)
    many = counts.taken()
    assert many.document_calls == few.document_calls
    assert many.blob_reads == few.blob_reads + 100
    assert many.blob_calls < few.blob_calls + 20


def _load_all(ports: Ports) -> None:
    comparisons = load_comparisons(ports, SESSION_ID)
    list(load_listed(ports, comparisons))
    load_shown_summaries(ports, comparisons)
    load_latest_summaries(ports, comparisons)
    load_shown_pages(ports, comparisons)
