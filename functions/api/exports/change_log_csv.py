"""The change log as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, BinaryIO, Final

from functions.api.exports.log_rows import LogRow, log_rows
from functions.api.exports.session_export import SessionExport

COLUMNS: Final = (
    "sheet", "title", "sheet_kind", "grade", "change_id", "kind", "category", "old_text",
    "new_text", "x0_pt", "y0_pt", "x1_pt", "y1_pt", "ink_px", "clouded", "row", "column",
    "old_page", "new_page", "check", "guid", "label", "source", "triage", "triage_comment",
    "triage_by", "triage_at",
)  # fmt: skip
# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, "CSV injection");
# where it expects semicolons between cells, one begins after each of them, whatever is quoted.
_FORMULA_START: Final = re.compile(r"(^|;)([\"'\s]*)(?=[=+\-@\t\r\n＝＋－＠])")
_BYTE_ORDER_MARK: Final = "\ufeff"  # without it Excel takes the file for Windows-1252


def write_csv(export: SessionExport, file: BinaryIO) -> None:
    """Write the change log: UTF-8 with a byte order mark, a row a change or whole sheet."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(_BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in csv_cells(row)] for row in log_rows(export))
    text.detach()


def csv_cells(row: LogRow) -> tuple[Any, ...]:
    """Return a row's values in the order of COLUMNS; what does not apply is empty."""
    comparison, match = row.sheet.comparison, row.sheet.comparison.match
    return (
        comparison.drawing_name,
        comparison.title,
        comparison.kind,
        row.sheet.grade or "",
        row.change_id,
        row.kind,
        row.category,
        *_change_cells(row),
        _page_number(match.old_page_index),
        _page_number(match.new_page_index),
        row.check,
        row.guid,
        row.change.label or "" if row.change else "",
        row.change.source if row.change else "",
        row.triage or "",
        *_decision_cells(row),
    )


def _change_cells(row: LogRow) -> tuple[Any, ...]:
    change = row.change
    if change is None:
        return ("",) * 10
    return (
        change.old_text or "",
        change.new_text or "",
        *(round(value, 2) for value in change.box_pt),
        change.ink_px,
        {True: "yes", False: "no", None: ""}[change.is_clouded],
        change.row or "",
        change.column or "",
    )


def _decision_cells(row: LogRow) -> tuple[str, str, str]:
    decision = row.decision
    if decision is None:
        return ("", "", "")
    at = decision.decided_at.isoformat(timespec="seconds")
    return decision.comment, row.sheet.triage.name_of(decision), at


def _page_number(page_index: int | None) -> int | str:
    return "" if page_index is None else page_index + 1


def _cell(value: object) -> object:
    return disarmed(value) if isinstance(value, str) else value


def disarmed(text: str) -> str:
    """Return text that no spreadsheet runs: drawings are not to be trusted."""
    return _FORMULA_START.sub(r"\1'\2", text)
