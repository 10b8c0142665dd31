"""What a run leaves in its folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from functions.api.exports.load import load_export
from functions.api.exports.session_json import session_document
from local.outputs import write_outputs
from tests.session_records import FACTS, SESSION_ID, finished_session


def _written(out: Path, png: bytes) -> None:
    world = finished_session(out / ".buildtrace", png=png)
    export = load_export(world.ports, SESSION_ID)
    write_outputs(session_document(export, FACTS), export, out)
    world.close()


def test_the_four_outputs_are_written(tmp_path: Path) -> None:
    _written(tmp_path, b"png")
    written = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert {p for p in written if not p.startswith(".buildtrace/")} == {
        "report.html",
        "changes.csv",
        "session.json",
        "overlays/001_A-101.png",
        "overlays/002_A-102.png",
    }


def test_the_overlays_that_session_json_names_are_there(tmp_path: Path) -> None:
    _written(tmp_path, b"full size")
    document = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    paths = [c["overlay"]["path"] for c in document["comparisons"] if c["overlay"]]
    assert [(tmp_path / path).read_bytes() for path in paths] == [b"full size"] * 2


def test_a_second_run_takes_the_overlays_of_the_first_away(tmp_path: Path) -> None:
    _written(tmp_path, b"png")
    (tmp_path / "overlays" / "001_A-101.png").rename(tmp_path / "overlays" / "009_Z-9.png")
    first = (tmp_path / "session.json").read_text(encoding="utf-8")
    (tmp_path / "session.json").write_text(first.replace("001_A-101", "009_Z-9"))
    _written(tmp_path, b"png")
    names = sorted(path.name for path in (tmp_path / "overlays").iterdir())
    assert names == ["001_A-101.png", "002_A-102.png"]


@pytest.mark.parametrize(
    "foreign", ["[]", "no json", '{"comparisons": [{"overlay": {"path": "overlays/mine.png"}}]}']
)
def test_a_session_json_that_is_not_ours_removes_nothing(tmp_path: Path, foreign: str) -> None:
    mine = tmp_path / "overlays" / "mine.png"
    mine.parent.mkdir()
    mine.write_bytes(b"keep")
    (tmp_path / "session.json").write_text(foreign)
    _written(tmp_path, b"png")
    assert mine.read_bytes() == b"keep"


def test_nothing_half_written_is_left_behind(tmp_path: Path) -> None:
    _written(tmp_path, b"png")
    assert not list(tmp_path.glob(".*.writing"))
