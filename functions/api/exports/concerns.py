"""What is unsure in a result, in words: what a person should look at before relying on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from common.domain.ink_ledger import MuteReason
from common.domain.jobs import SessionStatus
from common.domain.sheets import ReadingMethod
from common.records import DrawingVersion, Page
from functions.api.doubts import alignment_doubt, match_doubt, number_doubt
from functions.api.exports.session_export import SessionExport, SheetExport

_SCAN_METHODS = {ReadingMethod.OCR, ReadingMethod.OCR_ROTATED}


def sheet_concerns(sheet: SheetExport) -> tuple[str, ...]:
    """Return what is unsure about one sheet, each as a sentence; empty where nothing is."""
    return (*_comparing(sheet), *_reading(sheet), *_list(sheet))


def set_concerns(export: SessionExport) -> tuple[str, ...]:
    """Return what is unsure about the two sets as wholes, each as a sentence."""
    old = _of_version("old", export.old, export.old_pages)
    new = _of_version("new", export.new, export.new_pages)
    return (*_of_session(export), *old, *new)


def _comparing(sheet: SheetExport) -> Iterator[str]:
    comparison = sheet.comparison
    if comparison.error is not None:
        yield f"The sheet could not be compared. {comparison.error.message}"
    elif not comparison.status.is_terminal:
        yield "The sheet was not compared: nothing is known of its changes."
    elif sheet.summary_error is not None:
        yield f"The summary could not be written. {sheet.summary_error.message}"
    doubts = (match_doubt(comparison.match), alignment_doubt(sheet.grade))
    yield from filter(None, doubts)


def _reading(sheet: SheetExport) -> Iterator[str]:
    yield from _reading_of("old", sheet.old_page)
    yield from _reading_of("new", sheet.new_page)


def _reading_of(which: Literal["old", "new"], page: Page | None) -> Iterator[str]:
    if page is None:
        return
    if page.is_damaged:
        yield f"The {which} page is damaged and was drawn only in part."
    if page.reading is None:
        return
    if doubt := number_doubt(page.reading, which):
        yield doubt
    if page.reading.method in _SCAN_METHODS:
        yield f"The {which} sheet is a scan: its texts were compared as ink, not as words."


def _list(sheet: SheetExport) -> Iterator[str]:
    for cloud in sheet.comparison.revision_clouds:
        if cloud.is_around_nothing:
            yield (
                f"Revision cloud {cloud.id} is around nothing that changed: an edit was undone, or "
                "it was missed."
            )
    muted = {ink.reason: ink for ink in sheet.ledger.muted} if sheet.ledger else {}
    if MuteReason.UNLISTED in muted:
        yield "The change list is cut off at its longest; more changed than is listed."
    if MuteReason.ENCODING in muted:
        count = muted[MuteReason.ENCODING].place_count
        yield f"{count} texts read differently but print alike as far as was seen; not listed."


def _of_session(export: SessionExport) -> Iterator[str]:
    session = export.session
    if session.error is not None:
        yield session.error.message
    if export.set_summary_error is not None:
        yield f"The set's summary could not be written. {export.set_summary_error.message}"
    if session.status is SessionStatus.CANCELLED:
        yield "The comparison was cancelled: sheets may be missing, and some were not compared."
    if not session.status.is_terminal:
        yield "The comparison was not finished when this was written; more may follow."
    if session.new_set_is_partial:
        yield "The new set is a partial issue: a sheet that it lacks is not called removed."


def _of_version(which: str, version: DrawingVersion, pages: tuple[Page, ...]) -> Iterator[str]:
    if version.error is not None:
        yield f"The {which} set could not be used. {version.error.message}"
    if version.unread_file_count:
        yield f"{version.unread_file_count} files of the {which} set were left out."
    for warning in version.warnings:
        yield f"The {which} set: {warning}"
    for page in pages:
        if page.error is not None:
            yield f"Page {page.page_index + 1} of the {which} set: {page.error.message}"
