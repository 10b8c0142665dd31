"""`buildtrace export` over the results of a comparison."""

from __future__ import annotations

import json
from pathlib import Path

import pymupdf
import pytest

from tests.drawings import pdf_of, sheet
from tests.functional.command import buildtrace, compare, refused

pytestmark = pytest.mark.xdist_group("export_command")
NAMES = {"report.pdf", "changes.xlsx", "changes.csv", "session-export.json", "changes.bcf"}


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a comparison of two sheets, one of them changed."""
    folder = tmp_path_factory.mktemp("export")
    old, new, out = folder / "old.pdf", folder / "new.pdf", folder / "out"
    old.write_bytes(pdf_of(sheet("A-101"), sheet("A-102", "ROOF PLAN")))
    new.write_bytes(pdf_of(sheet("A-101"), sheet("A-102", "ROOF PLAN", note="NEW NOTE")))
    assert compare(old, new, out).returncode == 0
    return out


def test_all_formats_are_written_into_a_folder(compared: Path, tmp_path: Path) -> None:
    done = buildtrace("export", str(compared), "--all", "-o", str(tmp_path / "files"))
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "files").iterdir()} == NAMES
    assert {Path(line).name for line in done.stdout.splitlines()} == NAMES


def test_one_format_is_written_where_it_is_wanted(compared: Path, tmp_path: Path) -> None:
    target = tmp_path / "for the site.pdf"
    done = buildtrace("export", str(compared), "--format", "pdf", "-o", str(target))
    assert done.returncode == 0, done.stderr
    document = json.loads((compared / "session.json").read_text(encoding="utf-8"))
    entries = sum(len(pair["changes"]) for pair in document["comparisons"])
    with pymupdf.open(target) as report:
        assert sum(len(list(page.annots())) for page in report) == entries > 0


def test_an_export_says_what_session_json_says(compared: Path, tmp_path: Path) -> None:
    buildtrace("export", str(compared), "--format", "json", "-o", str(tmp_path / "e.json"))
    exported = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    document = json.loads((compared / "session.json").read_text(encoding="utf-8"))
    for only_the_runner_knows in ("generated_at", "timings_s", "peak_memory_bytes", "worker_count"):
        del exported[only_the_runner_knows], document[only_the_runner_knows]
    assert exported == document


def test_an_export_of_nothing_is_wrong_use(tmp_path: Path) -> None:
    told = refused("export", tmp_path, "--all")
    assert told.exit_code == 2
    assert "Run buildtrace compare first" in told.stderr


def test_no_format_is_wrong_use(compared: Path) -> None:
    told = refused("export", compared)
    assert told.exit_code == 2
    assert "--format" in told.stderr
