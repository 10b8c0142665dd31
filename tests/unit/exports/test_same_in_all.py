"""Every format against session.json: the same entries, ids and texts."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pymupdf
import pytest

from common.domain.language import ModelUse
from common.model_records import ModelSpending
from functions.api.exports.authorship import authorship, spending_words
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


SPENT = ModelSpending(
    spent_usd_micros=31_200, reserved_usd_micros=4_000, answer_count=12, input_tokens=34_567,
    output_tokens=2_345,
)  # fmt: skip
USE = ModelUse(
    model="gpt-x", prompt_version="1", cost_usd_micros=900, dropped_count=2,
    fallback="The language model's answer was cut off.",
)  # fmt: skip
FALLBACK = "Written by the rules. The language model's answer was cut off."
COST = "12 answers, 34,567 tokens in and 2,345 out, 0.0312 USD; 0.0040 USD more is held"


def _asked(export: SessionExport) -> SessionExport:
    """Return the export of a session that asked a language model and had its words by rules."""
    sheets = tuple(
        replace(s, summary=replace(s.summary, model_use=USE)) if s.changes else s
        for s in export.sheets
    )
    return replace(export, sheets=sheets, spending=SPENT)


def test_why_the_rules_wrote_and_what_the_model_cost_is_in_report_and_workbook(
    export: SessionExport,
) -> None:
    asked = _asked(export)
    with pymupdf.open(stream=_file(asked, ExportFormat.PDF)) as report:
        text = " ".join(" ".join(page.get_text() for page in report).split())
    book = openpyxl.load_workbook(_file(asked, ExportFormat.XLSX))
    cells = [str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row]
    for told in (text, "\n".join(cells)):
        assert f"{FALLBACK} Asking gpt-x cost 0.0009 USD." in told
        assert COST in told


def test_where_no_model_was_asked_nothing_is_said_of_one(export: SessionExport) -> None:
    with pymupdf.open(stream=_file(export, ExportFormat.PDF)) as report:
        text = "".join(page.get_text() for page in report)
    assert "Written by" not in text
    assert "Language model" not in text
    assert authorship(None) == spending_words(None) == ""


def test_a_model_that_wrote_is_named_with_what_was_held_back() -> None:
    wrote = replace(USE, fallback="", dropped_count=1, cost_usd_micros=0)
    assert authorship(wrote) == "Written with gpt-x. 1 of its statements was held back."


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
