"""A person works on a finished comparison: corrects a sheet, asks about all of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.drawings import pdf_of, sheet
from tests.functional.command import buildtrace, compare, refused

pytestmark = pytest.mark.xdist_group("regenerate_command")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a comparison whose sheet A-101 has a new note."""
    folder = tmp_path_factory.mktemp("regenerate")
    old, new, out = folder / "old.pdf", folder / "new.pdf", folder / "out"
    old.write_bytes(pdf_of(sheet("A-101"), sheet("A-102", "ROOF PLAN")))
    noted = sheet("A-101", note="PROVIDE NEW HANDRAIL")
    new.write_bytes(pdf_of(noted, sheet("A-102", "ROOF PLAN")))
    assert compare(old, new, out).returncode == 0
    return out


def _document(out: Path) -> Any:
    return json.loads((out / "session.json").read_text(encoding="utf-8"))


def _sheet(out: Path, name: str) -> Any:
    [found] = [c for c in _document(out)["comparisons"] if c["drawing_name"] == name]
    return found


def _regenerate(out: Path, *options: str) -> None:
    done = buildtrace("regenerate", str(out), "--sheet", "A-101", *options)
    assert done.returncode == 0, done.stderr


def test_the_set_is_summarised_when_the_session_ends(out: Path) -> None:
    summary = _document(out)["set_summary"]
    assert "1 of 2 compared sheets differs" in summary["summary_text"]
    assert _sheet(out, "A-101")["id"] in summary["disciplines"][0]["comparison_ids"]


def test_what_a_person_says_is_in_every_output(out: Path) -> None:
    _regenerate(out, "--remove", "c1", "--add", "100,100,200,200,added=Fire door 118B")
    changed = _sheet(out, "A-101")
    assert [c["label"] for c in changed["changes"]] == ["Fire door 118B"]
    assert changed["summary"]["source"] == "human_corrected"
    assert "Fire door 118B" in changed["summary"]["summary_text"]
    for name in ("changes.csv", "report.html"):
        assert "Fire door 118B" in (out / name).read_text(encoding="utf-8")


def test_the_summary_of_the_set_follows(out: Path) -> None:
    _regenerate(out, "--relabel", "c2=Fire door 118C")
    assert "Fire door 118C" in json.dumps(_document(out)["set_summary"]["points"])


def test_corrections_survive_a_resumed_run_and_another_session(out: Path) -> None:
    folder = out.parent
    buildtrace("correct", str(out), "--page", "new:2", "--number", "R-900")
    assert compare(folder / "old.pdf", folder / "new.pdf", out, "--resume").returncode == 0
    assert [c["label"] for c in _sheet(out, "A-101")["changes"]] == ["Fire door 118C"]
    assert _sheet(out, "A-101")["summary"]["source"] == "human_corrected"


def test_a_question_is_answered_with_its_change(out: Path) -> None:
    asked = buildtrace("chat", str(out), "any fire doors?", "--json")
    answer = json.loads(asked.stdout)
    assert [c["change_id"] for c in answer["citations"]] == ["c2"]
    assert answer["mode"] == "search"


def test_everything_said_can_be_taken_back(out: Path) -> None:
    _regenerate(out, "--withdraw")
    changed = _sheet(out, "A-101")
    assert (changed["corrections"], changed["changes"][0]["id"]) == (None, "c1")
    assert "PROVIDE NEW HANDRAIL" in changed["summary"]["summary_text"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--sheet", "Z-1"), "no sheet Z-1"),
        (("--sheet", "A-101", "--remove", "c99"), "no change"),
        (("--sheet", "A-101", "--add", "1,2,3=x"), "x0,y0,x1,y1"),
        (("--sheet", "A-101", "--kind", "c1=odd"), "none of added"),
        (("--sheet", "A-101", "--remove", "c1", "--withdraw"), "alone"),
    ],
)
def test_wrong_use_is_explained(out: Path, options: tuple[str, ...], reason: str) -> None:
    told = refused("regenerate", out, *options)
    assert told.exit_code == 2
    assert reason in told.stderr
