"""`buildtrace compare` from the command line to the files it leaves."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.drawings import pdf_of, sheet
from tests.functional.command import compare, refused, sheets
from tests.functional.conftest import WORKERS

# One process runs them all: they look at the same finished run.
pytestmark = pytest.mark.xdist_group("compare_command")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compare")


@pytest.fixture(scope="module")
def old(folder: Path) -> Path:
    path = folder / "old.pdf"
    path.write_bytes(pdf_of(sheet("A-101"), sheet("A-102", "ROOF PLAN")))
    return path


@pytest.fixture(scope="module")
def new(folder: Path) -> Path:
    path = folder / "new.pdf"
    pages = sheet("A-101", note="PROVIDE NEW HANDRAIL"), sheet("A-103", "SITE DETAILS")
    path.write_bytes(pdf_of(*pages))
    return path


@pytest.fixture(scope="module")
def finished(old: Path, new: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Compare with as many workers as there are cores, as a user would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(WORKERS)
        return compare(old, new, folder / "out")


def test_a_comparison_leaves_its_four_outputs(
    finished: subprocess.CompletedProcess[str], folder: Path
) -> None:
    assert finished.returncode == 0, finished.stderr
    outputs = {p.name for p in (folder / "out").iterdir() if not p.name.startswith(".")}
    assert outputs == {"changes.csv", "overlays", "report.html", "session.json"}
    assert "PROVIDE NEW HANDRAIL" in (folder / "out" / "changes.csv").read_text()


def test_the_progress_is_shown_beside_the_result(
    finished: subprocess.CompletedProcess[str],
) -> None:
    assert "Comparing sheets" in finished.stderr
    assert "Comparing sheets" not in finished.stdout
    assert "A-101" in finished.stdout


def test_a_run_of_other_files_is_not_resumed(
    finished: subprocess.CompletedProcess[str], old: Path, new: Path, folder: Path
) -> None:
    assert finished.returncode == 0
    result = compare(new, old, folder / "out", "--resume")
    assert result.returncode == 2
    assert "other files" in result.stderr
    assert "A-103" in sheets(folder / "out")


def test_with_json_the_output_is_session_json_and_nothing_else(
    old: Path, new: Path, tmp_path: Path
) -> None:
    result = compare(old, new, tmp_path / "out", "--json")
    assert json.loads(result.stdout) == json.loads((tmp_path / "out" / "session.json").read_text())
    assert result.stderr == ""


def test_a_set_compared_with_itself_has_no_changes(old: Path, tmp_path: Path) -> None:
    document = json.loads(compare(old, old, tmp_path / "out", "--json").stdout)
    assert document["session"]["status"] == "completed"
    assert sheets(tmp_path / "out") == dict.fromkeys(["A-101", "A-102"], "matched completed")
    assert [c["counts"]["total"] for c in document["comparisons"]] == [0, 0]


def test_a_second_run_in_the_same_folder_replaces_the_first(
    old: Path, new: Path, tmp_path: Path
) -> None:
    compare(old, new, tmp_path / "out")
    result = compare(old, old, tmp_path / "out")
    assert result.returncode == 0, result.stderr
    overlays = sorted(path.name for path in (tmp_path / "out" / "overlays").iterdir())
    assert overlays == ["001_A-101.png", "002_A-102.png"]


def test_a_run_that_compares_nothing_ends_with_1(old: Path, tmp_path: Path) -> None:
    text = tmp_path / "letter.pdf"
    text.write_text("Dear Sir or Madam")
    result = compare(old, text, tmp_path / "out")
    assert result.returncode == 1
    assert "Error:" in result.stderr


@pytest.mark.parametrize("options", [("--resume",), ("--workers", "-1"), ("--colour",)])
def test_wrong_use_ends_with_2(
    old: Path, new: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    result = refused("compare", old, new, "--out", tmp_path / "out", *options)
    assert result.exit_code == 2
    assert result.stderr != ""
    assert not (tmp_path / "out").exists()
