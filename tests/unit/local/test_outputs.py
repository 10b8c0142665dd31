"""What a run leaves in its folder."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from common.wiring import EmbeddedWorld
from local.outputs import CSV_COLUMNS, changes_csv, write_outputs
from local.session_document import Json, session_document
from tests.session_records import FACTS, SESSION_ID, change, finished_session


def _document(world: EmbeddedWorld) -> Json:
    return session_document(SESSION_ID, world.ports, FACTS)


def _rows(folder: Path, old_text: str | None, new_text: str | None) -> list[dict[str, str]]:
    world = finished_session(folder, change(old_text=old_text, new_text=new_text))
    rows = list(csv.DictReader(io.StringIO(changes_csv(_document(world)))))
    world.close()
    return rows


def _written(out: Path, png: bytes) -> None:
    world = finished_session(out / ".buildtrace", png=png)
    write_outputs(_document(world), SESSION_ID, world.ports, out)
    world.close()


def test_a_change_is_one_row_and_an_added_sheet_another(tmp_path: Path) -> None:
    rows = _rows(tmp_path, "3 BEDS", "4 BEDS")
    assert [(r["sheet"], r["kind"], r["category"]) for r in rows] == [
        ("A-101", "modified", "text"),
        ("A-102", "added", "sheet"),
    ]
    assert tuple(rows[0]) == CSV_COLUMNS


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(tmp_path: Path, start: str) -> None:
    text = f"{start}1+cmd|' /C calc'!A0"
    assert _rows(tmp_path, None, text)[0]["new_text"] == f"'{text}"


@pytest.mark.parametrize(("clouded", "cell"), [(True, "yes"), (False, "no"), (None, "")])
def test_a_row_says_whether_the_change_is_clouded(
    tmp_path: Path, clouded: bool | None, cell: str
) -> None:
    entry = replace(change(old_text="A", new_text="B"), is_clouded=clouded)
    world = finished_session(tmp_path, entry)
    rows = list(csv.DictReader(io.StringIO(changes_csv(_document(world)))))
    world.close()
    assert rows[0]["clouded"] == cell


def test_a_row_of_the_log_says_which_cell_of_a_table_changed(tmp_path: Path) -> None:
    entry = replace(change(old_text="20 MIN", new_text="45 MIN"), row="118A", column="RATING")
    world = finished_session(tmp_path, entry)
    rows = list(csv.DictReader(io.StringIO(changes_csv(_document(world)))))
    world.close()
    assert (rows[0]["row"], rows[0]["column"]) == ("118A", "RATING")


def test_quotes_and_line_breaks_of_a_text_survive(tmp_path: Path) -> None:
    text = "12'-6\" CLR,\nVERIFY IN FIELD"
    assert _rows(tmp_path, text, None)[0]["old_text"] == text


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
