"""The results as an XLSX workbook: figures, sheets, the change log, what is to be checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from functions.api.exports.authorship import authorship, spending_words
from functions.api.exports.change_log_csv import COLUMNS as LOG_COLUMNS
from functions.api.exports.change_log_csv import csv_cells
from functions.api.exports.concerns import set_concerns, sheet_concerns
from functions.api.exports.figures import drawing_changes, figures_of
from functions.api.exports.log_rows import log_rows
from functions.api.exports.pdf_report import sheet_page_numbers
from functions.api.exports.session_export import SessionExport, SheetExport
from functions.api.exports.wording import AUTHOR, fate_words, figure_rows, sheet_name

MAX_CELL_LENGTH: Final = 32_767  # Excel's
MAX_LINKS: Final = 65_000  # Excel opens no sheet with more than 65,530
REPORT: Final = "report.pdf"  # beside the workbook, where both are written together
SUMMARY, SHEETS, LOG, CHECK = "Summary", "Sheets", "Change log", "To check"
SHEET_COLUMNS: Final = (
    "sheet", "title", "became", "grade", "changes", "added", "removed", "modified", "moved",
    "title_block", "revision_marks", "old_page", "new_page", "report_page", "critical_change",
    "summary", "summary_by", "summary_note", "check", "comparison_id",
)  # fmt: skip
_WIDTHS: Final = {
    "title": 34, "became": 18, "old_text": 44, "new_text": 44, "critical_change": 60, "count": 90,
    "summary": 80, "check": 60, "summary_note": 40, "guid": 38, "comparison_id": 24, "sheet": 14,
    "row": 20, "figure": 44, "unsure": 120, "triage_comment": 44, "triage_by": 20, "triage_at": 26,
}  # fmt: skip
_DEFAULT_WIDTH: Final = 11


@dataclass(frozen=True, slots=True)
class _Linked:
    """A cell's value with where a click on it leads."""

    value: str | int
    target: str


@dataclass(frozen=True, slots=True)
class _Formats:
    heading: Format
    link: Format
    text: Format


class _Table:
    """A sheet that is one table, written from the top: heading frozen, filters on."""

    def __init__(self, sheet: Worksheet, columns: Sequence[str], formats: _Formats) -> None:
        self._sheet, self._columns, self._formats = sheet, columns, formats
        self._row, self._link_count = 0, 0
        sheet.freeze_panes(1, 1)
        for index, name in enumerate(columns):
            sheet.set_column(index, index, _WIDTHS.get(name, _DEFAULT_WIDTH))
            sheet.write_string(0, index, name, formats.heading)

    def add(self, cells: Iterable[Any]) -> None:
        """Append a row: numbers as numbers, everything else as text, whatever it looks like."""
        self._row += 1
        for index, cell in enumerate(cells):
            if isinstance(cell, _Linked):
                self._link(index, cell)
            else:
                self._write(index, cell)

    def end(self) -> None:
        """Put filters on what was written."""
        self._sheet.autofilter(0, 0, max(1, self._row), len(self._columns) - 1)

    def _link(self, index: int, cell: _Linked) -> None:
        if self._link_count < MAX_LINKS:
            self._link_count += 1
            self._sheet.write_url(self._row, index, cell.target, self._formats.link)
        # Over the link's own text, so that a number stays one.
        self._write(index, cell.value, self._formats.link)

    def _write(self, index: int, value: Any, style: Format | None = None) -> None:
        if isinstance(value, (int, float)):
            self._sheet.write_number(self._row, index, value, style)
        elif value != "":
            text = str(value)[:MAX_CELL_LENGTH]
            self._sheet.write_string(self._row, index, text, style or self._formats.text)


def write_workbook(export: SessionExport, file: BinaryIO) -> None:
    """Write the workbook row by row: what is written is not held in memory."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": "Drawing comparison", "author": AUTHOR})
        # A text that looks like a formula stays text, also when its cell is edited.
        formats = _Formats(
            heading=book.add_format({"bold": True, "bg_color": "#EFF1F5", "bottom": 1}),
            link=book.add_format({"font_color": "#0D47A1", "underline": 1, "valign": "top"}),
            text=book.add_format({"quote_prefix": True, "text_wrap": True, "valign": "top"}),
        )
        _write_summary(_Table(book.add_worksheet(SUMMARY), ("figure", "count"), formats), export)
        _write_sheets(_Table(book.add_worksheet(SHEETS), SHEET_COLUMNS, formats), export)
        _write_log(_Table(book.add_worksheet(LOG), LOG_COLUMNS, formats), export)
        _write_checks(_Table(book.add_worksheet(CHECK), ("sheet", "unsure"), formats), export)


def _write_summary(table: _Table, export: SessionExport) -> None:
    for figure in figure_rows(figures_of(export)):
        table.add(figure)
    if export.set_summary is not None:
        table.add(("Summary", export.set_summary.summary_text))
        for point in export.set_summary.points:
            table.add((", ".join(point.sheets), point.text))
        if note := authorship(export.set_summary.model_use):
            table.add(("Summary note", note))
    if export.spending is not None:
        table.add(("Language model", spending_words(export.spending)))
    table.add(("Old set", export.old.file_name))
    table.add(("New set", export.new.file_name))
    table.add(("Written (UTC)", f"{export.exported_at:%Y-%m-%d %H:%M}"))
    table.add(("Session", export.session.id))


def _write_sheets(table: _Table, export: SessionExport) -> None:
    for sheet, number in zip(export.sheets, sheet_page_numbers(export), strict=True):
        table.add(_sheet_cells(sheet, number))
    table.end()


def _sheet_cells(sheet: SheetExport, report_page: int) -> tuple[Any, ...]:
    comparison, counts, match = sheet.comparison, sheet.comparison.counts, sheet.comparison.match
    return (
        comparison.drawing_name,
        comparison.title,
        fate_words(sheet),
        sheet.grade or "",
        drawing_changes(sheet),
        counts.added, counts.removed, counts.modified, counts.moved,
        counts.title_block, counts.revision_marks,
        "" if match.old_page_index is None else match.old_page_index + 1,
        "" if match.new_page_index is None else match.new_page_index + 1,
        _Linked(report_page, f"external:{REPORT}#page={report_page}"),
        sheet.summary.critical_change or "",
        sheet.summary.summary_text,
        sheet.summary.source,
        authorship(sheet.summary.model_use),
        " ".join(sheet_concerns(sheet)),
        comparison.id,
    )  # fmt: skip


def _write_log(table: _Table, export: SessionExport) -> None:
    places = {sheet.comparison.id: index for index, sheet in enumerate(export.sheets)}
    for row in log_rows(export):
        name, *others = csv_cells(row)
        place = places[row.sheet.comparison.id] + 2
        table.add((_Linked(name, f"internal:'{SHEETS}'!A{place}"), *others))
    table.end()


def _write_checks(table: _Table, export: SessionExport) -> None:
    for concern in set_concerns(export):
        table.add(("", concern))
    for sheet in export.sheets:
        for concern in sheet_concerns(sheet):
            table.add((sheet_name(sheet), concern))
    table.end()
