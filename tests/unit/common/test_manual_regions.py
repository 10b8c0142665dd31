"""What people say of a change list, merged and applied."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.changes import (
    Change,
    ChangeCategory,
    ChangeKind,
    ChangeSource,
    CloudOrigin,
    RevisionCloud,
)
from common.domain.errors import PermanentError
from common.domain.manual_regions import (
    ManualRegion,
    RegionAction,
    SheetFrame,
    corrected_changes,
    corrected_clouds,
    merged,
)

FRAME = SheetFrame(width_pt=720.0, height_pt=360.0, dpi=144.0)
KNOWN = frozenset({"c1", "c2"})


def _change(number: int, *, is_clouded: bool | None = None) -> Change:
    return Change(
        id=f"c{number}",
        kind=ChangeKind.ADDED,
        category=ChangeCategory.TEXT,
        box_pt=(10.0, 10.0, 20.0, 20.0),
        box_px=(20, 20, 40, 40),
        new_text="NOTE",
        is_clouded=is_clouded,
    )


LIST = (_change(1), _change(2))


def _deleted(change_id: str) -> ManualRegion:
    return ManualRegion(action=RegionAction.DELETED, change_id=change_id)


def _labelled(change_id: str, label: str) -> ManualRegion:
    return ManualRegion(action=RegionAction.RELABELLED, change_id=change_id, label=label)


def _added(label: str = "New door") -> ManualRegion:
    return ManualRegion(action=RegionAction.ADDED, box_pt=(100, 100, 900, 200), label=label)


def _said(*steps: ManualRegion, before: tuple[ManualRegion, ...] = ()) -> tuple[ManualRegion, ...]:
    return merged(before, steps, known=KNOWN, frame=FRAME, next_number=3)[0]


def _corrected(*steps: ManualRegion) -> dict[str, Change]:
    return {c.id: c for c in corrected_changes(LIST, _said(*steps), (), FRAME)}


def test_a_deleted_change_is_gone_and_the_others_stay() -> None:
    assert _corrected(_deleted("c1")) == {"c2": LIST[1]}


def test_a_restored_change_is_as_it_was_found() -> None:
    restored = ManualRegion(action=RegionAction.RESTORED, change_id="c1")
    assert _corrected(_labelled("c1", "Door"), _deleted("c1"), restored)["c1"] == LIST[0]


def test_a_relabelled_change_keeps_its_place_and_texts() -> None:
    relabelled = _corrected(_labelled("c1", "Door 7"))["c1"]
    assert relabelled == replace(LIST[0], label="Door 7", source=ChangeSource.EDITED)


def test_an_added_region_gets_the_next_number_and_its_pixels() -> None:
    added = _corrected(_added())["c3"]
    assert (added.box_pt, added.box_px) == ((100, 100, 720.0, 200), (200, 200, 1440, 400))
    assert (added.label, added.source) == ("New door", ChangeSource.ADDED)


def test_a_sheet_beside_another_has_its_pixels_further_right() -> None:
    beside = replace(FRAME, left_px=1000)
    assert beside.box_px((10.0, 10.0, 20.0, 20.0)) == (1020, 20, 1040, 40)


def test_box_and_label_of_one_change_are_said_one_after_the_other() -> None:
    edited = ManualRegion(action=RegionAction.EDITED, change_id="c1", box_pt=(0, 0, 5, 5))
    change = _corrected(edited, _labelled("c1", "Door"))["c1"]
    assert (change.box_pt, change.label) == ((0, 0, 5, 5), "Door")


def test_a_number_is_never_given_twice() -> None:
    regions, number = merged((), [_added()], known=KNOWN, frame=FRAME, next_number=3)
    gone, number = merged(regions, [_deleted("c3")], known=KNOWN, frame=FRAME, next_number=number)
    again, _ = merged(gone, [_added()], known=KNOWN, frame=FRAME, next_number=number)
    assert [region.change_id for region in again] == ["c4"]


@pytest.mark.parametrize(
    ("region", "reason"),
    [
        (_deleted("c9"), "no change"),
        (ManualRegion(action=RegionAction.ADDED, label="Door"), "box"),
        (ManualRegion(action=RegionAction.ADDED, box_pt=(0, 0, 9, 9), label=" "), "label"),
        (ManualRegion(action=RegionAction.ADDED, box_pt=(721, 0, 900, 9), label="a"), "not on"),
        (ManualRegion(action=RegionAction.EDITED, change_id="c1", box_pt=(9, 9, 9, 99)), "not on"),
        (ManualRegion(action=RegionAction.RELABELLED, change_id="c1"), "label"),
        (_labelled("c1", "x" * 301), "at most"),
    ],
)
def test_what_makes_no_sense_is_refused(region: ManualRegion, reason: str) -> None:
    with pytest.raises(PermanentError, match=reason):
        _said(region)


CLOUD = RevisionCloud(
    id="r1", origin=CloudOrigin.NEW, box_pt=(0, 0, 50, 50), box_px=(0, 0, 100, 100),
    change_ids=("c1", "c2"),
)  # fmt: skip


def test_a_cloud_loses_what_is_deleted_and_gains_what_is_added_in_it() -> None:
    added = replace(_added(), box_pt=(10, 10, 20, 20))
    regions = _said(_deleted("c1"), added)
    listed = corrected_changes((_change(1), _change(2)), regions, (CLOUD,), FRAME)
    assert corrected_clouds((CLOUD,), listed, regions)[0].change_ids == ("c2", "c3")


@pytest.mark.parametrize(("judged", "clouded"), [(True, True), (None, None)])
def test_an_added_region_is_clouded_where_clouds_tell(
    judged: bool | None, clouded: bool | None
) -> None:
    added = replace(_added(), box_pt=(10, 10, 20, 20))
    listed = corrected_changes([_change(1, is_clouded=judged)], _said(added), (CLOUD,), FRAME)
    assert listed[-1].is_clouded is clouded


IDS = st.sampled_from(["c1", "c2"])
STEPS = st.lists(
    st.builds(_deleted, IDS)
    | st.builds(_labelled, IDS, st.sampled_from(["a", "b"]))
    | st.builds(lambda i: ManualRegion(action=RegionAction.RESTORED, change_id=i), IDS),
    max_size=8,
)


@given(STEPS, STEPS)
def test_said_at_once_or_one_after_the_other_is_the_same(
    first: list[ManualRegion], second: list[ManualRegion]
) -> None:
    assert set(_said(*first, *second)) == set(_said(*second, before=_said(*first)))
