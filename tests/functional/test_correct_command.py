"""A correction, from the command line to the next comparison of the same sets."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from common.domain.geometry import Transform
from tests.drawings import pdf_of, sheet
from tests.functional.command import buildtrace, compare, done, refused, work
from tests.unit.diff.sheets import off_px
from tests.unit.diff.test_align_manual import CORNERS, PLACED, lost_plan, said

pytestmark = pytest.mark.xdist_group("correct_command")


def _correct(out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return buildtrace("correct", str(out), *options)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return session.json of the second run; a number and a pair were corrected before it."""
    folder = tmp_path_factory.mktemp("correct")
    old, new, out = folder / "old.pdf", folder / "new.pdf", folder / "out"
    old.write_bytes(pdf_of(sheet("A-101"), sheet("A-102", "ROOF PLAN"), sheet("A-103", "SITE")))
    new.write_bytes(pdf_of(sheet("A-101"), sheet("A-102", "ROOF PLAN")))
    compare(old, new, out)
    for options in (
        ("--page", "new:2", "--number", "R-900"),
        ("--pair", "old:3", "new:1"),
    ):
        done = _correct(out, *options)
        assert done.returncode == 0, done.stderr
    done = compare(old, new, out, "--partial")
    assert done.returncode == 0, done.stderr
    return json.loads((out / "session.json").read_text(encoding="utf-8"))


def test_the_number_is_what_the_person_said(corrected: Any) -> None:
    [sheet_read] = [c["new_sheet"] for c in corrected["comparisons"] if c["new_page"] == 2]
    assert (sheet_read["number"], sheet_read["method"]) == ("R-900", "person")


def test_the_pair_is_what_the_person_said(corrected: Any) -> None:
    [pair] = [c for c in corrected["comparisons"] if c["new_page"] == 1]
    assert (pair["old_page"], pair["match"]["method"]) == (3, "person")
    assert (pair["match"]["confidence"], pair["match"]["review"]) == (1.0, False)


def test_a_sheet_missing_from_a_partial_issue_is_not_called_removed(corrected: Any) -> None:
    assert corrected["session"]["new_set_is_partial"]
    [left_out] = [c for c in corrected["comparisons"] if c["new_page"] is None]
    assert left_out["match"]["method"] == "not_issued"
    assert "not in this partial issue" in left_out["summary"]["summary_text"]


def test_a_correction_of_nothing_is_wrong_use(tmp_path: Path) -> None:
    told = refused("correct", tmp_path, "--page", "new:1", "--number", "A-1")
    assert told.exit_code == 2
    assert "Run buildtrace compare first" in told.stderr


@dataclass(frozen=True, slots=True)
class Resumed:
    """A comparison that is corrected and gone on with."""

    old: Path
    new: Path
    out: Path

    def after(self, *options: str) -> dict[str, str | None]:
        """Return number and partner of each new sheet after a correction and --resume."""
        done = _correct(self.out, *options)
        assert done.returncode == 0, done.stderr
        done = compare(self.old, self.new, self.out, "--resume")
        assert done.returncode == 0, done.stderr
        found: dict[str, str | None] = {}
        for pair in _document(self.out)["comparisons"]:
            if pair["new_page"] is not None:
                place = f"new:{pair['new_page']}"
                found[place] = pair["new_sheet"]["number"]
                found[f"pair of {place}"] = pair["old_page"] and f"old:{pair['old_page']}"
        return found


def _document(out: Path) -> Any:
    return json.loads((out / "session.json").read_text(encoding="utf-8"))


def _alignment(out: Path) -> Any:
    [pair] = _document(out)["comparisons"]
    return pair["alignment"]


@pytest.fixture(scope="module")
def resumed(tmp_path_factory: pytest.TempPathFactory) -> Resumed:
    """Give a finished comparison to correct and go on with."""
    folder = tmp_path_factory.mktemp("resume")
    old, new, out = folder / "old.pdf", folder / "new.pdf", folder / "out"
    old.write_bytes(pdf_of(sheet("A-101"), sheet("A-102", "ROOF PLAN"), sheet("A-103", "SITE")))
    new.write_bytes(pdf_of(sheet("A-101"), sheet("A-102", "ROOF PLAN", note="NEW NOTE")))
    assert compare(old, new, out).returncode == 0
    return Resumed(old, new, out)


def test_the_last_number_said_wins_until_it_is_withdrawn(resumed: Resumed) -> None:
    said = ("--number", "R-900"), ("--number", "R-901"), ("--withdraw",)
    numbers = [resumed.after("--page", "new:2", *options)["new:2"] for options in said]
    assert numbers == ["R-900", "R-901", "A-102"]


def test_a_pair_said_after_the_matching_wins_when_the_run_is_resumed(resumed: Resumed) -> None:
    assert resumed.after("--pair", "old:3", "new:1")["pair of new:1"] == "old:3"


def test_what_nobody_spoke_of_is_not_done_again(resumed: Resumed) -> None:
    before = done(resumed.out)
    resumed.after("--page", "old:3", "--number", "C-3")
    fresh = {name: unit for name, unit in done(resumed.out).items() if name not in before}
    known = {unit["changes_path"] for unit in before.values() if "match" in unit}
    assert fresh
    assert {unit["changes_path"] for unit in fresh.values()} <= known
    assert work(before).items() <= work(done(resumed.out)).items()


def test_two_points_lay_a_sheet_that_was_not_comparable(tmp_path: Path) -> None:
    old, new, out = tmp_path / "old.pdf", tmp_path / "new.pdf", tmp_path / "out"
    before, after = lost_plan()
    old.write_bytes(before)
    new.write_bytes(after)
    compare(old, new, out)
    assert _alignment(out)["grade"] == "not_comparable"
    points = [
        f"{p.old_x_pt},{p.old_y_pt}={p.new_x_pt},{p.new_y_pt}" for p in said(PLACED, *CORNERS)
    ]
    done = _correct(out, "--align", "old:1", "new:1", "--point", points[0], "--point", points[1])
    assert done.returncode == 0, done.stderr
    for options in (("--resume",), (), ("--resume",)):
        assert compare(old, new, out, *options).returncode == 0
        laid = _alignment(out)
        assert (laid["method"].split("+")[0], laid["grade"]) == ("person", "doubtful")
        assert off_px(Transform(*laid["transform"]), PLACED) < 2


def test_points_that_contradict_are_wrong_use(resumed: Resumed) -> None:
    points = ("--point=40,60=40,60", "--point=500,300=100,300", "--point=40,300=90,90")
    told = refused("correct", resumed.out, "--align", "old:1", "new:1", *points)
    assert told.exit_code == 2
    assert "contradict" in told.stderr
