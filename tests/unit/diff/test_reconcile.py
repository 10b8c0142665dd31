"""Changes against clouds, on values and on drawn sheets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from common.domain.changes import Change, ChangeCategory, ChangeKind, CloudOrigin, RevisionCloud
from common.domain.geometry import Box
from functions.diff.compare import SheetDifference, compare_sheets
from functions.diff.reconcile import CloudedArea, reconcile
from tests.unit.diff.scalloped import (
    BOX,
    cusps_around,
    delta,
    marks_on,
    scalloped,
)
from tests.unit.diff.sheets import Drawing, busy, circle, fill, plot, scan, source, text

INSIDE: Box = (150, 120, 190, 130)
OUTSIDE: Box = (400, 120, 440, 130)
CLOUD = scalloped(cusps_around(*BOX))


def entry(box_pt: Box, category: ChangeCategory = ChangeCategory.TEXT) -> Change:
    return Change(
        id="c1", kind=ChangeKind.ADDED, category=category, box_pt=box_pt, box_px=(0, 0, 1, 1)
    )


def area(origin: CloudOrigin = CloudOrigin.NEW) -> CloudedArea:
    [outline] = marks_on(CLOUD).clouds
    cloud = RevisionCloud(id="r1", origin=origin, box_pt=outline.box_pt, box_px=(0, 0, 1, 1))
    return CloudedArea(cloud=cloud, outline=outline)


@pytest.mark.parametrize(("box_pt", "clouded"), [(INSIDE, True), (OUTSIDE, False)])
def test_a_change_is_clouded_where_a_cloud_holds_it(box_pt: Box, clouded: bool) -> None:
    [change], [cloud] = reconcile([entry(box_pt)], [area()])
    assert change.is_clouded is clouded
    assert cloud.change_ids == (("c1",) if clouded else ())
    assert cloud.is_around_nothing is not clouded


def test_a_change_that_moved_out_of_a_cloud_is_clouded() -> None:
    moved = replace(entry(OUTSIDE), kind=ChangeKind.MOVED, moved_pt=(250.0, 0.0))
    assert reconcile([moved], [area()])[0][0].is_clouded is True


@pytest.mark.parametrize("box_pt", [INSIDE, OUTSIDE])
def test_where_clouds_may_be_missing_nobody_knows_what_is_clouded(box_pt: Box) -> None:
    [change], _ = reconcile([entry(box_pt)], [area()], all_known=False)
    assert change.is_clouded is None


@pytest.mark.parametrize("origin", [CloudOrigin.EARLIER, CloudOrigin.REMOVED])
def test_clouds_of_other_revisions_say_nothing_of_a_change(origin: CloudOrigin) -> None:
    [change], [cloud] = reconcile([entry(OUTSIDE)], [area(origin)])
    assert change.is_clouded is None
    assert not cloud.is_around_nothing


@pytest.mark.parametrize("category", [ChangeCategory.TITLE_BLOCK, ChangeCategory.REVISION_MARK])
def test_what_is_written_of_the_revision_is_never_clouded(category: ChangeCategory) -> None:
    [change], [cloud] = reconcile([entry(INSIDE, category)], [area()])
    assert change.is_clouded is None
    assert cloud.is_around_nothing


@pytest.mark.parametrize("box_pt", [(80.0, 80, 300, 200), (180.0, 60, 182, 104)])
def test_a_cloud_that_a_change_reaches_is_not_called_empty(box_pt: Box) -> None:
    assert reconcile([entry(box_pt)], [area()])[1][0].change_ids == ("c1",)


# --- drawn sheets --------------------------------------------------------------------------------

SHEET = busy()
OLD = SHEET | {"value a": text(560, 330, "FOLD 12"), "value b": text(560, 420, "BEND 31")}
NEW = OLD | {"value a": text(560, 330, "FOLD 17"), "value b": text(560, 420, "BEND 38")}
CLOUDED: Drawing = {"cloud": scalloped(cusps_around(550, 310, 614, 342)), "delta": delta(630, 310)}


def compared(new: Drawing, old: Drawing = OLD) -> SheetDifference:
    return compare_sheets(source(plot(old)), source(plot(new)))


def told(difference: SheetDifference) -> list[tuple[str, str | None, bool | None]]:
    return [(c.category, c.new_text, c.is_clouded) for c in difference.changes]


def test_of_two_edits_the_clouded_one_is_told_apart() -> None:
    assert told(compared(NEW | CLOUDED)) == [
        ("revision_mark", "2", None),
        ("text", "FOLD 17", True),
        ("text", "BEND 38", False),
    ]


def test_a_cloud_around_nothing_is_told_and_is_no_change() -> None:
    difference = compared(OLD | CLOUDED)
    assert told(difference) == [("revision_mark", "2", None)]
    assert [cloud.is_around_nothing for cloud in difference.clouds] == [True]


def test_linework_in_a_cloud_is_still_a_change() -> None:
    new = OLD | CLOUDED | {"drain": circle(590, 322, 5)}
    assert ("linework", None, True) in told(compared(new))


def test_a_sheet_without_clouds_says_nothing_of_them() -> None:
    difference = compared(NEW)
    assert {change.is_clouded for change in difference.changes} == {None}
    assert difference.clouds == ()


def test_a_removed_cloud_is_a_mark_of_an_earlier_revision() -> None:
    difference = compared(OLD, OLD | CLOUDED)
    assert [(c.kind, c.category) for c in difference.changes] == [("removed", "revision_mark")]
    assert [cloud.origin for cloud in difference.clouds] == [CloudOrigin.REMOVED]


def test_a_ring_over_the_line_of_a_plots_cloud_does_not_remove_it_from_a_scan() -> None:
    ring = {"ring": circle(614, 326, 9)}
    scanned = source(scan(plot(OLD | CLOUDED | ring)))
    changes = compare_sheets(source(plot(OLD | CLOUDED)), scanned).changes
    assert [change.category for change in changes] == ["linework"]


def test_a_bold_cloud_leaves_no_ink_behind() -> None:
    bold = scalloped(cusps_around(550, 310, 614, 342), width=4)
    assert [c.category for c in compared(OLD | {"cloud": bold}).changes] == ["revision_mark"]


@pytest.mark.parametrize("read", ["W12", "GATE"])
def test_a_text_in_the_place_of_a_removed_delta_is_a_change(read: str) -> None:
    new = OLD | {"tag": text(624, 314, read, 8)}
    found = told(compared(new, OLD | CLOUDED))
    assert [new for _, new, _ in found] == [None, read]


def test_a_recoloured_area_in_a_new_cloud_is_a_change() -> None:
    box = (552, 312, 610, 340)
    old = {"area": fill(box, (1, 0.9, 0.6))} | SHEET
    new = {"area": fill(box, (0.6, 0.95, 1))} | SHEET | CLOUDED
    assert ("fill", None, True) in told(compared(new, old))
