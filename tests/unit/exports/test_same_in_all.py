"""Every format against session.json: the same entries, ids and texts."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pymupdf
import pytest

from functions.api.exports.formats import EXPORTERS, ExportFormat
from functions.api.exports.log_rows import log_rows
from functions.api.exports.session_export import SessionExport
from functions.api.exports.workbook import LOG
from tests.unit.exports.exported import CHANGES, export_of, parsed, written

Entry = tuple[str, str, str, str]  # sheet, change id, old text, new text


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> SessionExport:
    return export_of(tmp_path_factory.mktemp("export"), *CHANGES)


def _file(export: SessionExport, wanted: ExportFormat) -> io.BytesIO:
    return io.BytesIO(written(EXPORTERS[wanted].write, export))


def _entries_of_json(export: SessionExport) -> list[Entry]:
    document = json.load(_file(export, ExportFormat.JSON))
    return [
        (pair["drawing_name"], c["id"], c["old_text"] or "", c["new_text"] or "")
        for pair in document["comparisons"]
        for c in pair["changes"]
    ]


def test_the_document_has_every_entry_of_the_session(export: SessionExport) -> None:
    assert _entries_of_json(export) == [
        ("A-101", "c1", "3 BEDS", "4 BEDS"),
        ("A-101", "c2", "", "=1+1"),
    ]


def test_the_csv_has_the_entries_of_the_document(export: SessionExport) -> None:
    text = _file(export, ExportFormat.CSV).getvalue().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    entries = [(r["sheet"], r["change_id"], r["old_text"], r["new_text"]) for r in rows]
    armed = [(*entry[:3], entry[3].removeprefix("'")) for entry in entries if entry[1]]
    assert armed == _entries_of_json(export)


def test_the_workbook_has_the_entries_of_the_document(export: SessionExport) -> None:
    book = openpyxl.load_workbook(_file(export, ExportFormat.XLSX))
    heading, *rows = book[LOG].iter_rows(values_only=True)
    places = [heading.index(name) for name in ("sheet", "change_id", "old_text", "new_text")]
    entries = [tuple(str(row[place] or "") for place in places) for row in rows]
    assert [entry for entry in entries if entry[1]] == _entries_of_json(export)


def test_the_topics_say_what_the_document_says(export: SessionExport) -> None:
    archive = zipfile.ZipFile(_file(export, ExportFormat.BCF))
    topics = [parsed(archive.read(n)) for n in archive.namelist() if n.endswith("markup.bcf")]
    told = [topic.findtext("Topic/Description", "") for topic in topics]
    for sheet, change_id, old, new in _entries_of_json(export):
        [words] = [text for text in told if text.startswith(f"{sheet} PLAN, {change_id}:")]
        assert (f"Was: {old}" in words) == bool(old)
        assert (f"Is: {new}" in words) == bool(new)


def test_the_clouds_say_what_the_document_says(export: SessionExport) -> None:
    with pymupdf.open(stream=_file(export, ExportFormat.PDF), filetype="pdf") as report:
        told = [a.info["content"] for page in report for a in page.annots()]
    entries = _entries_of_json(export)
    assert len(told) == len(entries)
    for (sheet, change_id, old, new), words in zip(entries, told, strict=True):
        assert words.startswith(f"{sheet} PLAN, {change_id}:")
        assert (f"Was: {old}" in words) == bool(old)
        assert f"Is: {new}" in words


def test_a_change_has_the_same_id_in_csv_topics_and_clouds(export: SessionExport) -> None:
    text = _file(export, ExportFormat.CSV).getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    archive = zipfile.ZipFile(_file(export, ExportFormat.BCF))
    topics = {n.split("/")[0] for n in archive.namelist() if n.endswith("markup.bcf")}
    with pymupdf.open(stream=_file(export, ExportFormat.PDF), filetype="pdf") as report:
        clouds = {a.info["id"] for page in report for a in page.annots()}
    assert {row["guid"] for row in rows} == topics == {str(r.guid) for r in log_rows(export)}
    assert {row["guid"] for row in rows if row["change_id"]} == clouds


def test_the_log_of_the_report_lists_every_entry(export: SessionExport) -> None:
    with pymupdf.open(stream=_file(export, ExportFormat.PDF), filetype="pdf") as report:
        [first] = [page - 1 for level, name, page in report.get_toc() if name == "Change log"]
        text = "".join(report[index].get_text() for index in range(first, report.page_count))
    for _, change_id, old, new in _entries_of_json(export):
        assert change_id in text
        assert old in text
        assert new in text


def test_a_file_is_the_same_when_it_is_written_again(export: SessionExport) -> None:
    for wanted in (ExportFormat.CSV, ExportFormat.JSON, ExportFormat.BCF):
        assert _file(export, wanted).getvalue() == _file(export, wanted).getvalue()


def test_a_session_read_again_keeps_its_ids(tmp_path: Path, export: SessionExport) -> None:
    again = export_of(tmp_path, *CHANGES)
    assert [row.guid for row in log_rows(again)] == [row.guid for row in log_rows(export)]
