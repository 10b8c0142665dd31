"""The change log of the report: sheet by sheet, every entry with a link to its place."""

from __future__ import annotations

from functions.api.exports.authorship import authorship
from functions.api.exports.log_rows import LogRow, sheet_rows
from functions.api.exports.pdf_text import FAINT, Column, Row, Target, TextPages
from functions.api.exports.session_export import SessionExport, SheetExport
from functions.api.exports.wording import (
    CATEGORIES,
    KINDS,
    TRIAGE,
    place_in_table,
    sheet_name,
    triage_words,
)

_COLUMNS = (
    Column(heading="Id", share=0.06),
    Column(heading="What", share=0.13),
    Column(heading="Was", share=0.25),
    Column(heading="Is", share=0.25),
    Column(heading="In the table", share=0.11),
    Column(heading="Clouded", share=0.07),
    Column(heading="Triage", share=0.13),
)
_CLOUDED = {True: "yes", False: "no", None: ""}


def write_log(pages: TextPages, export: SessionExport) -> list[int]:
    """Write the log; return the page each sheet's part begins on."""
    pages.new_page()
    pages.heading("Change log", 18)
    return [_write_sheet(pages, index, sheet) for index, sheet in enumerate(export.sheets)]


def _write_sheet(pages: TextPages, index: int, sheet: SheetExport) -> int:
    pages.heading(sheet_name(sheet), 12, target=Target(index))
    page_index = pages.page_index
    if sheet.summary.summary_text:
        pages.paragraph(sheet.summary.summary_text)
    for text in sheet.summary.recommendations:
        pages.paragraph(f"•  {text}", 8.5, FAINT)
    pages.note(authorship(sheet.summary.model_use))
    rows = list(sheet_rows(sheet))
    if rows and rows[0].check:
        pages.paragraph(f"To check: {rows[0].check}", 8.5)
    if rows:
        pages.table(_COLUMNS, (_row(row, index) for row in rows))
    else:
        pages.paragraph("No change was found.", 8.5, FAINT)
    return page_index


def _row(row: LogRow, sheet_index: int) -> Row:
    change = row.change
    what = f"{CATEGORIES[row.category]} {KINDS[row.kind]}"
    if change is not None and change.label:
        what += f"\n“{change.label}”"
    if change is None:
        cells = ("sheet", what, "", "", "", "", _triage(row))
        return Row(cells=cells, target=Target(sheet_index))
    cells = (
        change.id,
        what,
        change.old_text or "",
        change.new_text or "",
        place_in_table(change),
        _CLOUDED[change.is_clouded],
        _triage(row),
    )
    return Row(cells=cells, target=Target(sheet_index, change.box_pt))


def _triage(row: LogRow) -> str:
    """Return what is to become of a row; empty where nobody decides of it."""
    return triage_words(row) or (TRIAGE[row.triage] if row.triage else "")
