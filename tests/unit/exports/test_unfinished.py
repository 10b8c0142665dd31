"""A cancelled session: sheets that nobody compared never look unchanged, in any format."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from common.domain.jobs import SessionStatus, UnitStatus
from functions.api.exports.concerns import set_concerns, sheet_concerns
from functions.api.exports.figures import figures_of
from functions.api.exports.formats import EXPORTERS, ExportFormat
from functions.api.exports.log_rows import UNFINISHED, log_rows
from functions.api.exports.session_export import SessionExport
from functions.api.exports.wording import fate_words
from tests.unit.exports.exported import export_of, written


@pytest.fixture
def cancelled(tmp_path: Path) -> SessionExport:
    export = export_of(tmp_path)
    first, *rest = export.sheets
    pending = replace(
        first.comparison,
        status=UnitStatus.PENDING, alignment=None, images=None, changes_path=None,
    )  # fmt: skip
    return replace(
        export,
        session=replace(export.session, status=SessionStatus.CANCELLED),
        sheets=(replace(first, comparison=pending, ledger=None), *rest),
    )


def test_a_sheet_that_was_not_compared_is_called_so(cancelled: SessionExport) -> None:
    sheet = cancelled.sheets[0]
    assert fate_words(sheet) == "not compared"
    assert "nothing is known of its changes" in " ".join(sheet_concerns(sheet))
    assert "cancelled" in " ".join(set_concerns(cancelled))


def test_it_has_a_row_and_is_counted_apart(cancelled: SessionExport) -> None:
    assert next(log_rows(cancelled)).kind == UNFINISHED
    assert figures_of(cancelled).unfinished == 1


def test_the_csv_says_so(cancelled: SessionExport) -> None:
    text = written(EXPORTERS[ExportFormat.CSV].write, cancelled).decode("utf-8-sig")
    assert UNFINISHED in text.splitlines()[1]


def test_the_report_says_so_on_the_sheet(cancelled: SessionExport) -> None:
    data = written(EXPORTERS[ExportFormat.PDF].write, cancelled)
    with pymupdf.open(stream=io.BytesIO(data), filetype="pdf") as report:
        assert any("sheet not compared" in page.get_text() for page in report)


def test_the_document_says_that_the_pair_is_pending(cancelled: SessionExport) -> None:
    document = json.loads(written(EXPORTERS[ExportFormat.JSON].write, cancelled))
    assert document["session"]["status"] == "cancelled"
    assert document["comparisons"][0]["status"] == "pending"
