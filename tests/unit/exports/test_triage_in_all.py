"""What people decided, the same in every format: status, comment, by whom and when.

Decided of are changes, and a sheet that was added as a whole.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pymupdf
import pytest

from common.chain.steps import load_comparisons
from common.chain.triaging import triage_changes
from common.domain.ids import SessionId, UserId
from common.domain.triage import SHEET_CHANGE_ID, TriageSaid, TriageStatus
from common.ports import Ports
from common.records import Comparison
from functions.api.exports import load
from functions.api.exports.figures import triage_of
from functions.api.exports.formats import EXPORTERS, ExportFormat
from functions.api.exports.session_export import SessionExport
from functions.api.exports.workbook import LOG, SUMMARY
from tests.session_records import MATCHED, SESSION_ID, finished_session
from tests.unit.exports.exported import CHANGES, export_of, parsed, written

COMMENT = "=Which beds?"
SHEET_COMMENT = "A new stair, priced apart."
SAID = [TriageSaid(change_id="c1", status=TriageStatus.NEEDS_RFI, comment=COMMENT)]
SAID_OF_ADDED = [
    TriageSaid(change_id=SHEET_CHANGE_ID, status=TriageStatus.ACCEPTED, comment=SHEET_COMMENT)
]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> SessionExport:
    folder = tmp_path_factory.mktemp("export")
    return export_of(folder, *CHANGES, said=SAID, said_of_added=SAID_OF_ADDED)


def _file(export: SessionExport, wanted: ExportFormat) -> io.BytesIO:
    return io.BytesIO(written(EXPORTERS[wanted].write, export))


def test_the_document_has_the_decision_and_counts_it(export: SessionExport) -> None:
    sheet = json.load(_file(export, ExportFormat.JSON))["comparisons"][0]
    decided, untouched = (change["triage"] for change in sheet["changes"])
    assert decided.pop("decided_at") == export.sheets[0].triage.updated_at.isoformat()
    assert decided == {
        "status": "needs_rfi", "comment": COMMENT, "decided_by": "u1", "decided_by_name": "Kim Lee",
    }  # fmt: skip
    assert untouched is None
    assert sheet["triage"] == {"open": 1, "accepted": 0, "rejected": 0, "needs_rfi": 1}
    assert sheet["sheet_triage"] is None


def test_the_document_has_the_decision_of_the_whole_sheet(export: SessionExport) -> None:
    sheet = json.load(_file(export, ExportFormat.JSON))["comparisons"][1]
    decided = sheet["sheet_triage"]
    assert (decided["status"], decided["comment"]) == ("accepted", SHEET_COMMENT)
    assert sheet["triage"] == {"open": 0, "accepted": 1, "rejected": 0, "needs_rfi": 0}


def _told(row: dict[str, str]) -> tuple[str, str, str, bool]:
    return row["triage"], row["triage_comment"], row["triage_by"], bool(row["triage_at"])


ROWS = [
    ("needs_rfi", COMMENT, "Kim Lee", True),
    ("open", "", "", False),
    ("accepted", SHEET_COMMENT, "Kim Lee", True),
    ("", "", "", False),  # a sheet that failed is no change as a whole
]


def test_the_csv_has_the_decision_and_runs_no_comment(export: SessionExport) -> None:
    text = _file(export, ExportFormat.CSV).getvalue().decode("utf-8-sig")
    rows = [_told(row) for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert rows == [("needs_rfi", f"'{COMMENT}", "Kim Lee", True), *ROWS[1:]]


def test_the_workbook_has_the_decision_and_the_figures(export: SessionExport) -> None:
    book = openpyxl.load_workbook(_file(export, ExportFormat.XLSX))
    heading, *rows = book[LOG].iter_rows(values_only=True)
    told = [
        _told(dict(zip(map(str, heading), (str(v or "") for v in row), strict=True)))
        for row in rows
    ]
    assert told == ROWS
    figures = {row[0]: row[1] for row in book[SUMMARY].iter_rows(values_only=True)}
    assert figures["Changes, sheets added and sheets removed to decide"] == 3
    assert (figures["– open"], figures["– accepted"], figures["– needs RFI"]) == (1, 1, 1)


def test_the_topic_has_the_status_and_the_comment(export: SessionExport) -> None:
    archive = zipfile.ZipFile(_file(export, ExportFormat.BCF))
    roots = [parsed(archive.read(n)) for n in archive.namelist() if n.endswith("markup.bcf")]
    topics = [topic for root in roots if (topic := root.find("Topic")) is not None]
    statuses = parsed(archive.read("extensions.xml")).findall("TopicStatuses/TopicStatus")
    assert [topic.get("TopicStatus") for topic in topics] == [
        "Needs RFI", "Open", "Accepted", "Open",
    ]  # fmt: skip
    assert "Needs RFI" in {node.text for node in statuses}
    assert topics[0].findtext("Comments/Comment/Comment") == COMMENT
    assert topics[0].findtext("Comments/Comment/Author") == "Kim Lee"
    assert topics[0].findtext("ModifiedAuthor") == "Kim Lee"
    assert topics[1].find("Comments") is None
    assert topics[2].findtext("Comments/Comment/Comment") == SHEET_COMMENT


def test_the_report_says_it_in_the_log_the_cloud_and_the_figures(export: SessionExport) -> None:
    with pymupdf.open(stream=_file(export, ExportFormat.PDF), filetype="pdf") as report:
        clouds = [a.info["content"] for page in report for a in page.annots()]
        [first] = [page - 1 for level, name, page in report.get_toc() if name == "Change log"]
        log = "".join(report[index].get_text() for index in range(first, report.page_count))
        cover = report[0].get_text()
    assert f"Needs RFI (Kim Lee, {export.exported_at:%Y-%m-%d})" in clouds[0]
    assert COMMENT in clouds[0]
    assert "RFI" not in clouds[1]
    assert COMMENT in " ".join(log.split())
    assert SHEET_COMMENT in " ".join(log.split())
    assert "needs RFI" in cover


def test_a_set_that_nobody_worked_through_has_no_such_figures(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(_file(export_of(tmp_path, *CHANGES), ExportFormat.XLSX))
    assert "– open" not in {row[0] for row in book[SUMMARY].iter_rows(values_only=True)}


def test_who_decides_while_a_session_is_loaded_changes_counts_and_rows_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = finished_session(tmp_path, *CHANGES)
    _decide(world.ports, "c1", TriageStatus.NEEDS_RFI)

    def overtaken(ports: Ports, session_id: SessionId) -> list[Comparison]:
        found = load_comparisons(ports, session_id)
        _decide(ports, "c2", TriageStatus.REJECTED)
        return found

    monkeypatch.setattr(load, "load_comparisons", overtaken)
    sheet = load.load_export(world.ports, SESSION_ID).sheets[0]
    world.close()
    in_rows = Counter(decision.status for decision in sheet.decisions.values())
    assert triage_of(sheet) == in_rows
    assert in_rows == {TriageStatus.NEEDS_RFI: 1, TriageStatus.REJECTED: 1}
    assert sheet.comparison.triage_revision == sheet.triage.revision


def _decide(ports: Ports, change_id: str, status: TriageStatus) -> None:
    said = [TriageSaid(change_id=change_id, status=status)]
    triage_changes(ports, MATCHED, said, said_by=UserId("kim"))
