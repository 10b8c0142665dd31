"""A correction, from the command line to the next comparison of the same sets."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.drawings import pdf_of, sheet
from tests.functional.command import BUILDTRACE, GIVE_UP_S, compare

pytestmark = pytest.mark.xdist_group("correct_command")


def _correct(out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BUILDTRACE), "correct", str(out), *options],
        capture_output=True,
        text=True,
        timeout=GIVE_UP_S,
        check=False,
    )


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
    done = _correct(tmp_path, "--page", "new:1", "--number", "A-1")
    assert done.returncode == 2
    assert "Run buildtrace compare first" in done.stderr
