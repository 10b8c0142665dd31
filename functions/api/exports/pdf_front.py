"""The first pages of the report: figures, what to look at first, what is unsure, the sheets."""

from __future__ import annotations

from collections.abc import Iterator

from common.records import DrawingVersion
from functions.api.exports.authorship import authorship, spending_words
from functions.api.exports.concerns import set_concerns, sheet_concerns
from functions.api.exports.figures import drawing_changes, figures_of
from functions.api.exports.pdf_text import FAINT, Column, Row, Target, TextPages
from functions.api.exports.session_export import SessionExport, SheetExport
from functions.api.exports.wording import GRADES, fate_words, figure_rows, sheet_name

TITLE = "Drawing comparison"
_LIMITS = (
    "A comparison by machine can miss a change and can show one that matters to nobody. Texts on "
    "scanned sheets are compared as ink, not as words. An alignment that is called verified or "
    "good was measured on this pair; a doubtful one was not proven. Check what matters on the "
    "drawings themselves."
)
_SHEET_COLUMNS = (
    Column(heading="Sheet", share=0.12),
    Column(heading="Title", share=0.34),
    Column(heading="What became of it", share=0.15),
    Column(heading="Alignment", share=0.12),
    Column(heading="Changes", share=0.08),
    Column(heading="Title block", share=0.09),
    Column(heading="To check", share=0.10),
)
_FIGURE_COLUMNS = (Column(heading="Figure", share=0.5), Column(heading="Count", share=0.5))
_FIRST_COLUMNS = (Column(heading="Sheet", share=0.2), Column(heading="Look first", share=0.8))
_CHECK_COLUMNS = (Column(heading="Sheet", share=0.2), Column(heading="Unsure", share=0.8))


def write_cover(pages: TextPages, export: SessionExport) -> None:
    """Write the names of the sets, the figures and what to look at first."""
    pages.new_page()
    pages.heading(TITLE, 24)
    pages.paragraph(f"Old: {_set(export.old)}", 11)
    pages.paragraph(f"New: {_set(export.new)}", 11)
    written = f"{export.exported_at:%Y-%m-%d %H:%M} UTC"
    pages.paragraph(f"Written {written}; session {export.session.id}", 8.5, FAINT)
    if export.set_summary is not None:
        pages.paragraph(export.set_summary.summary_text, 10)
        pages.note(authorship(export.set_summary.model_use))
    if export.spending is not None:
        pages.note(f"Language model: {spending_words(export.spending)}.")
    figures = [Row(cells=(name, str(count))) for name, count in figure_rows(figures_of(export))]
    pages.table(_FIGURE_COLUMNS, figures, 9)
    if firsts := list(_firsts(export)):
        pages.heading("What to look at first", 13)
        pages.table(_FIRST_COLUMNS, firsts, 8.5)


def _firsts(export: SessionExport) -> Iterator[Row]:
    """Yield what matters most: the set's summary says it, without one the sheets' summaries do."""
    places: dict[str, int] = {
        sheet.comparison.id: index for index, sheet in enumerate(export.sheets)
    }
    if export.set_summary is not None:
        for point in export.set_summary.points:
            target = next((Target(places[i]) for i in point.comparison_ids if i in places), None)
            yield Row(cells=(", ".join(point.sheets), point.text), target=target)
        return
    for index, sheet in enumerate(export.sheets):
        if sheet.summary.critical_change:
            cells = (sheet_name(sheet), sheet.summary.critical_change)
            yield Row(cells=cells, target=Target(index))


def write_concerns(pages: TextPages, export: SessionExport) -> int:
    """Write what is unsure: about the sets, about sheets, and in general; return its page."""
    first_page = pages.new_page()
    pages.heading("What is unsure", 18)
    pages.paragraph(_LIMITS)
    for concern in set_concerns(export):
        pages.paragraph(f"•  {concern}")
    rows = [
        Row(cells=(sheet_name(sheet), "\n".join(concerns)), target=Target(index))
        for index, sheet in enumerate(export.sheets)
        if (concerns := sheet_concerns(sheet))
    ]
    if rows:
        pages.table(_CHECK_COLUMNS, rows, 8.5)
    else:
        pages.paragraph("No sheet was marked for checking. That is no proof of its result.")
    return first_page


def write_sheet_list(pages: TextPages, export: SessionExport) -> int:
    """Write all sheets with links to their pages; return its page."""
    first_page = pages.new_page()
    pages.heading("Sheets", 18)
    rows = (
        Row(cells=_sheet_cells(sheet), target=Target(index))
        for index, sheet in enumerate(export.sheets)
    )
    pages.table(_SHEET_COLUMNS, rows)
    return first_page


def _sheet_cells(sheet: SheetExport) -> tuple[str, ...]:
    counts, changes = sheet.comparison.counts, drawing_changes(sheet)
    return (
        sheet.comparison.drawing_name,
        sheet.comparison.title,
        fate_words(sheet),
        GRADES[sheet.grade] if sheet.grade else "",
        str(changes) if sheet.grade else "",
        str(counts.title_block) if sheet.grade else "",
        "yes" if sheet_concerns(sheet) else "",
    )


def _set(version: DrawingVersion) -> str:
    count = version.page_count
    return version.file_name if count is None else f"{version.file_name}, {count} pages"
