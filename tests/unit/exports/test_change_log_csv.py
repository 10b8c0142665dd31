"""The change log as CSV: what a spreadsheet makes of it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.changes import Change
from functions.api.exports.change_log_csv import COLUMNS, disarmed, write_csv
from functions.api.exports.load import load_export
from tests.session_records import SESSION_ID, change, finished_session

Rows = list[dict[str, str]]
TEXT = st.text(st.sampled_from("=+-@＝;\"' \t\r\nA1"), max_size=8)


def _bytes(folder: Path, entry: Change) -> bytes:
    world = finished_session(folder, entry)
    file = io.BytesIO()
    write_csv(load_export(world.ports, SESSION_ID), file)
    world.close()
    return file.getvalue()


def _rows(folder: Path, entry: Change) -> Rows:
    text = _bytes(folder, entry).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_change_is_one_row_and_so_is_a_sheet_without_a_list(tmp_path: Path) -> None:
    rows = _rows(tmp_path, change(old_text="3 BEDS", new_text="4 BEDS"))
    assert [(r["sheet"], r["kind"], r["category"]) for r in rows] == [
        ("A-101", "modified", "text"),
        ("A-102", "added", "sheet"),
        ("A-103", "failed", "sheet"),
    ]
    assert tuple(rows[0]) == COLUMNS


def test_a_sheet_that_failed_says_why(tmp_path: Path) -> None:
    failed = _rows(tmp_path, change(old_text="A", new_text="B"))[2]
    assert failed["check"] == (
        "The sheet could not be compared. The pair took too long. Try it alone."
    )


def test_excel_takes_it_for_utf_8(tmp_path: Path) -> None:
    content = _bytes(tmp_path, change(old_text='Ø 2½" — 90°', new_text=None))
    assert content.startswith(b"\xef\xbb\xbfsheet,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(tmp_path: Path, start: str) -> None:
    text = f"{start}1+cmd|' /C calc'!A0"
    assert _rows(tmp_path, change(old_text=None, new_text=text))[0]["new_text"] == f"'{text}"


def test_a_text_that_is_cut_at_semicolons_is_disarmed_after_each(tmp_path: Path) -> None:
    rows = _rows(tmp_path, change(old_text=None, new_text='A;"=1+1;B; -2'))
    assert rows[0]["new_text"] == "A;'\"=1+1;B;' -2"


@given(TEXT)
def test_no_cell_begins_with_a_formula_wherever_it_is_cut(text: str) -> None:
    cells = [cell.lstrip(' "') for cell in disarmed(text).split(";")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))]


@given(TEXT)
def test_disarming_adds_quotes_and_nothing_else(text: str) -> None:
    assert disarmed(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(("clouded", "cell"), [(True, "yes"), (False, "no"), (None, "")])
def test_a_row_says_whether_the_change_is_clouded(
    tmp_path: Path, clouded: bool | None, cell: str
) -> None:
    entry = replace(change(old_text="A", new_text="B"), is_clouded=clouded)
    assert _rows(tmp_path, entry)[0]["clouded"] == cell


def test_a_row_of_the_log_says_which_cell_of_a_table_changed(tmp_path: Path) -> None:
    entry = replace(change(old_text="20 MIN", new_text="45 MIN"), row="118A", column="RATING")
    row = _rows(tmp_path, entry)[0]
    assert (row["row"], row["column"]) == ("118A", "RATING")


def test_quotes_and_line_breaks_of_a_text_survive(tmp_path: Path) -> None:
    text = "12'-6\" CLR,\nVERIFY IN FIELD"
    assert _rows(tmp_path, change(old_text=text, new_text=None))[0]["old_text"] == text
