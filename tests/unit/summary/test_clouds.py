"""Sentences about revision clouds."""

from __future__ import annotations

from dataclasses import replace

from common.domain.changes import Change, ChangeCategory, CloudOrigin, RevisionCloud
from functions.summary.analyst_rules import summarise
from functions.summary.evidence import SheetEvidence
from tests.unit.summary.sheets import change, evidence

CLOUD = RevisionCloud(
    id="r1",
    origin=CloudOrigin.NEW,
    box_pt=(100, 100, 200, 160),
    box_px=(100, 100, 200, 160),
    mark="2",
    revision="BULLETIN 1",
)
MARK = change(None, "2", category=ChangeCategory.REVISION_MARK, number=9)


def clouded(*clouds: RevisionCloud, changes: tuple[Change, ...] = ()) -> SheetEvidence:
    return replace(evidence(*changes), clouds=clouds)


def test_a_sheet_without_clouds_is_not_told_of_them() -> None:
    summary = summarise(evidence(change(None, "OFFICE")))
    assert "loud" not in summary.summary_text + " ".join(summary.recommendations)


def test_how_many_changes_are_clouded_is_told() -> None:
    inside = replace(change(None, "OFFICE"), is_clouded=True)
    outside = replace(change(None, "LAB", number=2), is_clouded=False)
    cloud = replace(CLOUD, change_ids=("c1",))
    summary = summarise(clouded(cloud, changes=(inside, outside, MARK)))
    assert "Clouded: 1 of 2 changes." in summary.summary_text
    assert "Check what changed without a revision cloud: c2." in summary.recommendations


def test_a_cloud_around_nothing_is_told_with_its_place_and_delta() -> None:
    summary = summarise(clouded(CLOUD, changes=(MARK,)))
    named = "r1 (upper left, delta 2, “BULLETIN 1”)"
    assert f"Nothing was found changed in revision cloud {named}" in summary.summary_text
    assert summary.recommendations[0].startswith(f"Look into cloud {named}")


def test_clouds_alone_leave_the_drawing_the_same() -> None:
    text = summarise(clouded(CLOUD, changes=(MARK,))).summary_text
    assert text.startswith("Only 1 revision mark changed on A-101")


def test_marks_are_one_finding_that_is_never_urgent() -> None:
    [found] = summarise(clouded(CLOUD, changes=(MARK,))).changes_found
    assert (found.change_ids, found.severity) == (("c9",), "low")
    assert found.description == "1 revision mark added: delta 2"
