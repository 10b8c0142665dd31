"""The workbook as a spreadsheet opens it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from functions.api.exports.workbook import (
    CHECK,
    LOG,
    MAX_CELL_LENGTH,
    SHEETS,
    SUMMARY,
    write_workbook,
)
from tests.session_records import change
from tests.unit.exports.exported import CHANGES, export_of, written


def _book(folder: Path, *changes: Any) -> Any:
    content = written(write_workbook, export_of(folder, *(changes or CHANGES)))
    return openpyxl.load_workbook(io.BytesIO(content))


def _log(book: Any) -> dict[str, Any]:
    """Return the cells of the first entry by their column."""
    heading, first = list(book[LOG].iter_rows())[:2]
    return {name.value: cell for name, cell in zip(heading, first, strict=True)}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "{=", "=HYPERLINK(", "http://", "mailto:"])
def test_a_text_is_never_a_formula_nor_a_link(tmp_path: Path, start: str) -> None:
    cell = _log(_book(tmp_path, change(old_text=None, new_text=f"{start}1+1")))["new_text"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", f"{start}1+1", None)
    assert cell.quotePrefix


def test_numbers_are_numbers_and_texts_of_digits_are_texts(tmp_path: Path) -> None:
    cells = _log(_book(tmp_path, change(old_text=None, new_text="0042")))
    assert (cells["ink_px"].value, cells["x0_pt"].value) == (77, 10.12)
    assert cells["new_text"].value == "0042"


def test_a_text_that_no_cell_holds_is_cut(tmp_path: Path) -> None:
    cells = _log(_book(tmp_path, change(old_text=None, new_text="W" * 40_000)))
    assert len(cells["new_text"].value) == MAX_CELL_LENGTH


def test_the_log_can_be_filtered_and_its_heading_stays(tmp_path: Path) -> None:
    sheet = _book(tmp_path)[LOG]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:AA5")


def test_a_row_leads_to_its_sheet_and_that_to_its_page(tmp_path: Path) -> None:
    book = _book(tmp_path)
    assert _log(book)["sheet"].hyperlink.location == "'Sheets'!A2"
    page = book[SHEETS]["N2"]
    assert (page.hyperlink.target, page.hyperlink.location) == ("report.pdf", f"page={page.value}")


def test_the_summary_counts_sheets_and_changes(tmp_path: Path) -> None:
    figures = dict(_book(tmp_path)[SUMMARY].iter_rows(values_only=True))
    assert figures["Sheets in both sets"] == 2
    assert figures["Sheets added"] == 1
    assert figures["Sheets that could not be compared (failed)"] == 1
    assert figures["Changes of the drawings"] == len(CHANGES)


def test_what_is_unsure_is_listed(tmp_path: Path) -> None:
    rows = list(_book(tmp_path)[CHECK].iter_rows(values_only=True))
    assert (
        "A-103 PLAN",
        "The sheet could not be compared. The pair took too long. Try it alone.",
    ) in rows
